"""What the command line prints: answers to stdout, progress and errors to stderr."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console as RichConsole
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as RichProgress
from rich.table import Table

from forms import field_types
from forms.model import Catalogue
from forms.record import Record

if TYPE_CHECKING:
    from desktop.imports import SheetReport
    from desktop.store import Summary
    from desktop.usecases.checking import CheckOutcome
    from desktop.usecases.demo import DemoOutcome
    from desktop.usecases.exporting import ExportOutcome
    from desktop.usecases.importing import ImportOutcome
    from desktop.usecases.packing import PackOutcome
    from desktop.usecases.workspace import Workspace
    from exports.package import Verification

_SHOWN = 200


class _BarProgress:
    """Draws steps as a bar; the exporters' ``Progress``."""

    def __init__(self, bar: RichProgress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None)

    def step(self, done: int, total: int, text: str) -> None:
        """Show how far the work is."""
        self._bar.update(self._task, completed=done, total=total, description=text)


class Console:
    """Prints for people with rich, for programs as one JSON object."""

    def __init__(self) -> None:
        self._out = RichConsole(highlight=False, soft_wrap=True)
        self._err = RichConsole(stderr=True, highlight=False, soft_wrap=True)

    def print(self, text: str) -> None:
        """A line of the answer, as it is (no markup)."""
        self._out.print(text, markup=False)

    def error(self, text: str) -> None:
        """One line on stderr."""
        self._err.print(" ".join(text.split()), markup=False)

    def json(self, data: Mapping[str, Any]) -> None:
        """One JSON object on stdout."""
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")

    @contextmanager
    def progress(self) -> Iterator[_BarProgress]:
        """A bar on stderr while work goes on; gone when it ends."""
        columns = (TextColumn("{task.description}", markup=False), BarColumn(),
                   MofNCompleteColumn())  # fmt: skip
        # In a file or a pipe even a bar that is gone would leave an empty line.
        silent = not self._err.is_terminal
        with RichProgress(*columns, console=self._err, transient=True, disable=silent) as bar:
            yield _BarProgress(bar)

    def _table(self, *headers: str) -> Table:
        return Table(*headers, show_edge=False, pad_edge=False, header_style="bold")

    def kinds(self, counts: Mapping[str, int], catalogue: Catalogue) -> None:
        """Records by kind, in the order of the rail."""
        for form in catalogue.ordered():
            if counts.get(form.kind):
                self.print(f"  {form.list_title}　{counts[form.kind]} 条")

    def import_report(self, outcome: ImportOutcome, catalogue: Catalogue, *, dry_run: bool) -> None:
        """Files, sheets and counts of an import."""
        for result in outcome.results:
            self.print(f"{Path(result.file).name}")
            for sheet in result.sheets:
                self.print(f"  {_sheet_line(sheet, catalogue)}")
                for line in _block_lines(sheet, catalogue):
                    self.print(f"    {line}")
        for file in outcome.repeated:
            self.print(
                f"{Path(file).name}　内容与已导入的文件相同，未重复导入（加 --again 再导入）。"
            )
        if outcome.by_kind:
            self.print("试读结果（未写入）：" if dry_run else "已导入：")
            self.kinds(outcome.by_kind, catalogue)
        else:
            self.print("没有要写入的记录，工作库没有改动。")
        problems = sum(len(result.problems) for result in outcome.results)
        if problems:
            self.print(f"  其中 {problems} 处需要核对，用 --json 查看逐行说明。")
        asked = len(outcome.plan.asked) if outcome.plan else 0
        if asked:
            self.print(
                f"  {asked} 条拿不准是不是库里的哪一条，不写入：用 --dry-run --json 列出，"
                "改好 way 和 target 后用 --decide 再导入。"
            )
        held = sum(outcome.plan.held_back.values()) if outcome.plan else 0
        if held:
            self.print(f"  {held} 条有上级目录锁定的栏目，这些栏目保持不变。")

    def summaries(self, found: Sequence[Summary], catalogue: Catalogue) -> None:
        """One line a record."""
        states = catalogue.vocabularies["CL30"]
        for item in found:
            form = catalogue.form(item.kind)
            self.print(f"{item.uuid}　{form.list_title}　{states.label(item.state)}　{item.title}")
        self.print(f"共 {len(found)} 条。")

    def record(self, record: Record, catalogue: Catalogue) -> None:
        """A record, section by section."""
        for section in catalogue.form(record.kind).sections:
            shown = [
                (field.label, field_types.show(record.get(field.id), field))
                for field in section.fields
            ]
            filled = [(label, text) for label, text in shown if text]
            if not filled:
                continue
            self.print(f"【{section.title}】")
            for label, text in filled:
                self.print(f"  {label}：{text.replace(chr(10), chr(10) + '    ')}")

    def check_report(self, outcome: CheckOutcome, workspace: Workspace) -> None:
        """The heaviest problems first, then counts by rule."""
        ordered = sorted(outcome.problems, key=lambda problem: problem.severity.rank)
        for problem in ordered[:_SHOWN]:
            title = workspace.library.summary(problem.record).title
            place = f"〔{problem.label}〕" if problem.label else ""
            self.print(f"{problem.severity.word} {problem.rule} {title}{place}{problem.message}")
        if len(ordered) > _SHOWN:
            self.print(f"…… 另有 {len(ordered) - _SHOWN} 个问题，用 --json 查看全部。")
        table = self._table("规则", "个数")
        for rule, count in outcome.by_rule.items():
            table.add_row(rule, str(count))
        if outcome.by_rule:
            self._out.print(table)
        self.print(
            f"检查了 {outcome.records} 条记录，{len(outcome.problems)} 个问题，"
            f"其中阻断 {outcome.blocking} 个。"
        )

    def export_report(self, outcome: ExportOutcome, out: Path) -> None:
        """How many files of each format, and characters that no font has."""
        for suffix, count in sorted(Counter(path.suffix for path in outcome.files).items()):
            self.print(f"  {suffix[1:]}　{count} 个")
        if outcome.missing_glyphs:
            signs = "".join(outcome.missing_glyphs)
            self.print(f"以下字符没有字形，PDF 中以〓代替，Word、Excel 中可能是方框：{signs}")
        for remark in outcome.remarks:
            self.print(remark)
        self.print(f"共导出 {len(outcome.files)} 个文件到 {out}。")

    def package_report(self, outcome: PackOutcome, catalogue: Catalogue) -> None:
        """Where the package is and what is in it."""
        self.kinds(outcome.package.counts, catalogue)
        self.print(f"同步包：{outcome.package.path}")
        self.print(f"包号：{outcome.package.id}")
        if outcome.acknowledged:
            self.print(f"门户已接收、没有变化的 {outcome.acknowledged} 条没有再放进去。")
        for item in outcome.left_out:
            self.print(f"没有打包：“{item.title}”　{item.reason}")
        if outcome.package.uncoded:
            self.print(f"门户没有代码、按文字报送的：{'、'.join(outcome.package.uncoded)}。")
        if outcome.signer:
            self.print(f"签名密钥指纹：{outcome.signer}")

    def verification(self, result: Verification) -> None:
        """Whether a package is whole, and each fault if not."""
        for fault in result.faults:
            self.error(fault)
        if result.ok:
            self.print(f"完好。包号：{result.id}，共 {sum(result.counts.values())} 条记录。")
            who = f"，密钥指纹 {result.signer}" if result.signer else ""
            self.print(f"{result.signature.word}{who}。")

    def rules(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Every rule in a table."""
        table = self._table("编号", "级", "适用", "内容", "依据")
        for row in rows:
            kinds = "全部" if "*" in row["kinds"] else "、".join(row["kinds"])
            text = row["text"] if row["built"] else f"{row['text']}（尚未实现）"
            table.add_row(row["id"], row["severity"], kinds, text, row["source"])
        self._out.print(table)

    def demo_report(self, outcome: DemoOutcome) -> None:
        """The steps of the demo in five lines."""
        records = sum(outcome.imported.by_kind.values())
        self.print(f"示例单位：导入 {records} 条记录。")
        self.print(f"检查：{len(outcome.check.problems)} 个问题，阻断 {outcome.check.blocking} 个"
                   "（示例中有几处故意的错误）。")  # fmt: skip
        self.print(f"导出：{len(outcome.exported.files)} 个文件。")
        self.print(f"打包：{outcome.packed.package.path.name}。")
        self.print("核验：完好，签名正确。" if outcome.verification.ok else "核验：不符。")
        self.print(f"公钥：{outcome.public_key.name}（演示用的一次性密钥）。")
        self.print(f"文件都在 {outcome.folder}。")


def _sheet_line(sheet: SheetReport, catalogue: Catalogue) -> str:
    counts = "、".join(
        f"{catalogue.form(kind).list_title} {number} 条" for kind, number in sheet.records.items()
    )
    parts = [f"表“{sheet.name}”：{counts or '没有记录'}"]
    if sheet.note:
        parts.append(sheet.note)
    if sheet.unmapped:
        parts.append(f"未认出的列（内容已进备注）：{_some(sheet.unmapped)}")
    rivals = dict.fromkeys(kind for block in sheet.blocks for kind in block.rivals)
    if rivals:
        names = "、".join(catalogue.form(kind).list_title for kind in rivals)
        parts.append(f"表头也像{names}，请用 --kind 指明种类")
    return "；".join(parts)


def _block_lines(sheet: SheetReport, catalogue: Catalogue) -> Iterator[str]:
    """The tables of a sheet, when there are several."""
    from desktop.usecases.import_block_choices import place_words, rows_words

    for block in sheet.blocks if len(sheet.blocks) > 1 else ():
        count = sum(block.records.values())
        title = catalogue.form(block.kind).list_title
        header = f"，表头在{rows_words(*block.header)}" if block.header[0] else ""
        yield f"{place_words(block.area)}：{title}，{count} 条{header}"


def _some(names: Sequence[str], shown: int = 8) -> str:
    """The first names of many, and how many there are."""
    text = "、".join(names[:shown])
    return text if len(names) <= shown else f"{text} 等 {len(names)} 列"
