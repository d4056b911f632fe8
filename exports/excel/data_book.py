"""All values of records as a workbook that is filled in and imported back (录入工作簿).

A sheet for each kind and for each of its sub-tables; the words in the cells are those of the form.
What a word in a cell cannot say exactly (links, attachments, blanks at the ends) stands in a hidden
sheet, and holds as long as the cell still shows what was written there. `desktop.imports.data_book`
reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from exports.atomic import staged, told_of
from exports.excel.book import Book, Properties, SheetEntry
from exports.excel.cells import Cells
from exports.excel.choices import ChoiceLists
from exports.excel.frame import Frame
from exports.excel.heights import HIGHEST_ON_SCREEN, height_of
from exports.excel.looks import Part
from exports.excel.names import sheet_name
from exports.excel.text import cell_text, letters
from exports.progress import NO_PROGRESS, Progress
from exports.zips import TextPart
from forms import field_types
from forms.field_types import ParseError
from forms.model import Catalogue, Field, Form, Need, Value
from forms.record import ENVELOPE, Record, is_blank, prune

#: The hidden sheet, its first cell and the version of the format.
DATA_SHEET, MARK, VERSION = "明册数据", "mingce-data-book", "1"
#: Above the headings stands a hidden row with what each column is.
NAMES_ROW, HEADER_ROW = 2, 3
#: Names of the columns that are no fields.
NUMBER, IDENTITY, TITLE, ROW = "@number", "@record", "@title", "@row"
#: Under this name the hidden sheet keeps the hash of what was written.
CONTENT = "@content"
#: Excel keeps 32,767 characters in a cell; longer JSON goes on in the next one.
_PIECE = 30_000
#: The note above the headings stands across so many columns.
_NOTE_COLUMNS = 10
_SPARE_ROWS = 500
_STEP = 50
_WIDTHS = {"integer": 8, "boolean": 8, "enum": 14, "multi_enum": 18, "date": 15, "longtext": 40,
           "money": 10, "duration": 12, "code": 20}  # fmt: skip
_NOTE = (
    "本工作簿可以在 Excel 或 WPS 中填写后导回明册。红色栏目必填；指向栏目名称可看填写说明。"
    "新增事项请写一个新的序号，子表中的行按“事项序号”归到事项。"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its name for the program, heading, width and the field it shows."""

    name: str
    title: str
    width: float
    field: Field | None = None
    hidden: bool = False


def columns_of(form: Form) -> list[Column]:
    """The columns of the main sheet of a kind: number, identity, name, then the form's order."""
    fields = [item for item in form.fields.values() if is_cell(item)]
    fields.sort(key=lambda item: item.id != form.title_field)
    return [
        Column(NUMBER, "序号", 6),
        Column(IDENTITY, "记录标识", 38, hidden=True),
        *(Column(item.id, item.label, _width(item), item) for item in fields),
    ]


def row_columns_of(item: Field) -> list[Column]:
    """The columns of the sheet of a sub-table."""
    return [
        Column(NUMBER, "事项序号", 9),
        Column(IDENTITY, "记录标识", 38, hidden=True),
        Column(ROW, "行标识", 8, hidden=True),
        Column(TITLE, "事项名称", 26),
        *(Column(column.id, column.label, _width(column), column) for column in item.columns),
    ]


def is_cell(item: Field) -> bool:
    """Whether a field is a column of the main sheet."""
    return item.table is None and item.id not in ENVELOPE


def _width(item: Field) -> float:
    return float(max(_WIDTHS.get(item.type, 20), 2 * len(item.label) + 3))


def shown(value: Value, item: Field) -> str:
    """What a cell shows of a value."""
    return field_types.show(value, item) if not is_blank(value) else ""


def same_words(left: str, right: str) -> bool:
    """Whether two cells say the same; blanks do not count, spreadsheets change them."""
    return left.split() == right.split()


def parsed(text: str, item: Field) -> Value:
    """The value that a text in a cell stands for; what is not understood stays as it is."""
    try:
        return field_types.parse(text, item)
    except ParseError:
        return text


def _is_exact(value: Value, text: str, item: Field) -> bool:
    """Whether the words in the cell say all of a value."""
    if cell_text(text) != text or not all(
        line.isprintable() and line == line.strip() for line in text.split("\n")
    ):
        return False
    again = parsed(text, item)
    return bool(again == value) and type(again) is type(value)


def write_data_book(
    records: Sequence[Record],
    catalogue: Catalogue,
    target: Path,
    progress: Progress = NO_PROGRESS,
    organization: str = "",
) -> None:
    """Write records so that the workbook can be edited and imported back without loss.

    Attachments are named, not contained. The same records give the same bytes.

    Raises:
        CannotWrite: the file cannot be written.
        Cancelled: the user stopped it; nothing was written.
        ValueError: there are no records.
    """
    if not records:
        raise ValueError("没有可以写入工作簿的记录。请先选择要导出的内容。")
    with staged(target) as stage, told_of(target), Book(stage.file) as book:
        _Writer(book, records, catalogue, progress).write()
        day = max(record.updated_at[:10] for record in records)
        book.finish(Properties("录入工作簿", organization, day=day))


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(
        self, book: Book, records: Sequence[Record], catalogue: Catalogue, progress: Progress
    ) -> None:
        self._book, self._records, self._progress = book, records, progress
        kinds = {record.kind for record in records}
        self._forms = [form for form in catalogue.ordered() if form.kind in kinds]
        self._cells = Cells(book.looks, {})
        self._choices = ChoiceLists()
        self._names: set[str] = {DATA_SHEET, self._choices.sheet}
        self._exact: list[tuple[str, str, str, str]] = []
        self._done = 0

    def write(self) -> None:
        for form in self._forms:
            records = [record for record in self._records if record.kind == form.kind]
            self._main(form, records)
            for item in form.tables():
                self._sub_table(form, item, records)
        self._data_sheet()
        if self._choices.used:
            self._sheet(self._choices.sheet, [30.0] * len(self._choices.used), self._choices.rows())

    def _main(self, form: Form, records: Sequence[Record]) -> None:
        columns = columns_of(form)

        def rows() -> Iterator[list[str]]:
            for number, record in enumerate(records, 1):
                self._step()
                self._keep_rest(record, form)
                texts = [str(number), record.uuid]
                yield texts + [self._word(record, c.name, record.values.get(c.name), c.field)
                               for c in columns if c.field]  # fmt: skip

        self._table(form.list_title, form.kind, columns, rows(), len(records), frozen=3)

    def _sub_table(self, form: Form, item: Field, records: Sequence[Record]) -> None:
        columns = row_columns_of(item)
        count = sum(len(record.rows(item.id)) for record in records)

        def rows() -> Iterator[list[str]]:
            for number, record in enumerate(records, 1):
                title = str(record.values.get(form.title_field) or "")
                for at, row in enumerate(record.rows(item.id)):
                    path = f"{item.id}[{at}]"
                    self._keep(
                        record,
                        path,
                        "",
                        {k: v for k, v in row.items() if item.table and k not in item.table.by_id},
                    )
                    yield [str(number), record.uuid, str(at), title] + [
                        self._word(record, f"{path}.{c.name}", row.get(c.name), c.field)
                        for c in columns if c.field
                    ]  # fmt: skip

        title = f"{item.label}（{form.title}）"
        self._table(title, f"{form.kind}.{item.id}", columns, rows(), count, frozen=4)

    def _step(self) -> None:
        if self._done % _STEP == 0:
            self._progress.step(self._done, len(self._records), "写录入工作簿")
        self._done += 1

    def _word(self, record: Record, path: str, value: Value, item: Field | None) -> str:
        """The text of a cell; what it does not say exactly is kept beside it."""
        value = prune(value)
        if item is None or is_blank(value):
            return ""
        text = shown(value, item)
        if not _is_exact(value, text, item):
            self._keep(record, path, text, value)
        return text

    def _keep_rest(self, record: Record, form: Form) -> None:
        """What has no cell: state and version, unknown keys, sub-tables typed as plain text."""
        envelope = {name: record.get(name) for name in ENVELOPE if name != "record_uuid"}
        envelope[CONTENT] = record.content_hash()
        self._keep(record, "", "", envelope)
        for key, value in prune(dict(record.values)).items():
            item = form.fields.get(key)
            rows = item is not None and item.table is not None
            if item is None or key in ENVELOPE or (rows and not _is_rows(value)):
                self._keep(record, key, "", value)

    def _keep(self, record: Record, path: str, text: str, value: Value) -> None:
        if not is_blank(value):
            self._exact.append((record.uuid, path, text, _json(value)))

    def _table(
        self, title: str, marker: str, columns: Sequence[Column], rows: Iterable[list[str]],
        count: int, frozen: int,
    ) -> None:  # fmt: skip
        name = sheet_name(title, self._names)
        self._names.add(name.lower())
        last = HEADER_ROW + count
        frame = Frame(
            [column.width for column in columns],
            frozen=HEADER_ROW,
            frozen_columns=frozen,
            hidden=frozenset(at for at, column in enumerate(columns, 1) if column.hidden),
            filter=f"A{HEADER_ROW}:{letters(len(columns))}{last}",
            lists=self._choices.validations(
                [column.field for column in columns], HEADER_ROW + 1, last + _SPARE_ROWS
            ),
            paper="A3",
            orientation="landscape",
            merged=[f"A1:{letters(min(len(columns), _NOTE_COLUMNS))}1"],
            fits_width=False,
        )
        comments = {
            f"{letters(at)}{HEADER_ROW}": words
            for at, column in enumerate(columns, 1)
            if (words := _help(column))
        }
        frame.has_comments = bool(comments)
        names = [f"#{marker}", *(column.name for column in columns[1:])]
        with self._book.open_sheet() as out:
            out.write(frame.head())
            self._line(out, 1, [_NOTE], "note")
            self._line(out, NAMES_ROW, names, "entry", hidden=True)
            self._header(out, columns)
            for number, texts in enumerate(rows, HEADER_ROW + 1):
                self._line(out, number, texts, "entry", frame.widths)
            out.write(frame.tail())
        self._book.add(SheetEntry(name, (HEADER_ROW, HEADER_ROW), frame.filter), comments)

    def _header(self, out: TextPart, columns: Sequence[Column]) -> None:
        cells = "".join(
            self._cells.cell(
                f"{letters(at)}{HEADER_ROW}", column.title,
                "required" if column.field and column.field.need is Need.REQUIRED else "header",
                "center",
            )
            for at, column in enumerate(columns, 1)
        )  # fmt: skip
        out.write(f'<row r="{HEADER_ROW}" ht="30" customHeight="1">{cells}</row>')

    def _line(
        self, out: TextPart, number: int, texts: Sequence[str], part: Part,
        widths: Sequence[float] = (), *, hidden: bool = False,
    ) -> None:  # fmt: skip
        cells = "".join(
            self._cells.cell(f"{letters(at)}{number}", text, part)
            for at, text in enumerate(texts, 1)
        )
        needed = max(map(height_of, texts, widths), default=18.5) if widths else 18.5
        unseen = ' hidden="1"' if hidden else ""
        height = min(needed, HIGHEST_ON_SCREEN)
        out.write(f'<row r="{number}" ht="{height:.1f}" customHeight="1"{unseen}>{cells}</row>')

    def _data_sheet(self) -> None:
        exact = ([uuid, path, text, *_pieces(value)] for uuid, path, text, value in self._exact)
        self._sheet(DATA_SHEET, [20.0] * 4, chain([[MARK, VERSION]], exact))

    def _sheet(self, name: str, widths: Sequence[float], rows: Iterable[Sequence[str]]) -> None:
        """A hidden sheet of plain cells."""
        frame = Frame(widths)
        with self._book.open_sheet() as out:
            out.write(frame.head())
            for number, texts in enumerate(rows, 1):
                self._line(out, number, texts, "note")
            out.write(frame.tail())
        self._book.add(SheetEntry(name, hidden=True))


def _is_rows(value: Value) -> bool:
    return isinstance(value, list) and all(isinstance(row, Mapping) for row in value)


def _json(value: Value) -> str:
    """A value as JSON that survives a cell: escapes in place of whatever XML or Excel would change."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if text.isprintable() and "  " not in text else json.dumps(value, sort_keys=True)


def _pieces(text: str) -> list[str]:
    return [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]


def _help(column: Column) -> str:
    """What a heading tells when the pointer is on it."""
    item = column.field
    if item is None:
        return ""
    need = {Need.REQUIRED: "必填", Need.CONDITIONAL: "视情况必填"}.get(item.need, "")
    if item.need is Need.CONDITIONAL and item.when_text:
        need = f"视情况必填：{item.when_text}"
    choices = ""
    if item.vocabulary is not None:
        labels = "、".join(choice.label for choice in item.vocabulary.choices[:40])
        choices = f"{'可多选，用顿号隔开' if item.type == 'multi_enum' else '可选'}：{labels}"
    kind = {"date": "写成 2026-03-01", "duration": "写成 20个工作日", "boolean": "写“是”或“否”"}
    parts = (item.label, need, item.help, kind.get(item.type, ""), choices, item.law)
    return "\n".join(dict.fromkeys(part for part in parts if part))[:1500]
