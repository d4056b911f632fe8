"""How the citations of a field stand to the law, looked up in the background for their cards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.editors.citation_law import ADOPT, COMPARE, READ
from desktop.ui.i18n import tr
from desktop.usecases import citing
from forms.model import Value

if TYPE_CHECKING:
    from desktop.ui.editors.basis import BasisEditor
    from desktop.ui.editors.basis_card import BasisCard
    from desktop.usecases.citing import Reading, Standing
    from forms.laws import Run

_PAUSE = 200  # ms
_Row = Mapping[str, Value]


class BasisLaw(QObject):
    """``adopted`` carries the number of a citation, the row asked about, and what comes of it."""

    adopted = Signal(int, object, object)

    def __init__(self, editor: BasisEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._known: list[tuple[_Row, Standing | None]] = []
        self._read_only = False
        self._asked = 0
        self._later = QTimer(self, singleShot=True, interval=_PAUSE)
        self._later.timeout.connect(self._look)

    def look_later(self) -> None:
        """The citations may have changed; what is known of those that have not stays in sight."""
        self._later.start()

    def dress(self, cards: Sequence[BasisCard], *, read_only: bool) -> None:
        """New cards: say on them what is known already, and ask for the rest."""
        self._read_only = read_only
        rows = self._editor.rows()
        for number, card in enumerate(cards):
            card.law.wanted.connect(lambda name, number=number: self.ask(name, number))
            if number < len(self._known) and self._known[number][0] == rows[number]:
                card.show_standing(self._known[number][1], read_only=read_only)
        self.look_later()

    def _look(self) -> None:
        workspace, rows = self._editor.context.workspace, self._editor.rows()
        if workspace is None or not rows or not self._editor.isVisible():
            return
        self._asked += 1
        asked = self._asked
        self._start(lambda: citing.standings(workspace, rows),
                    lambda found: self._show(asked, rows, found))  # fmt: skip

    def _start(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        runner = self._editor.context.runner
        runner.start(self, tr("查依据库"), lambda _: work(), done=done)

    def _show(self, asked: int, rows: Sequence[_Row], found: Sequence[Standing | None]) -> None:
        if asked != self._asked or rows != self._editor.rows():
            return
        self._known = list(zip(rows, found, strict=True))
        for card, standing in zip(self._editor.cards, found, strict=True):
            card.show_standing(standing, read_only=self._read_only)

    # what a card asks for

    def ask(self, name: str, number: int) -> None:
        """Open or close the difference or the law, or take the text in force."""
        card = self._editor.cards[number]
        if name not in card.law.offered:
            return
        if name != ADOPT and card.law.is_open(name):
            card.law.close_view(name)
            return
        {COMPARE: self._compare, READ: self._read, ADOPT: self._adopt}[name](number)

    def _current(self, number: int, row: _Row) -> BasisCard | None:
        """The card, if it still shows this row."""
        rows = self._editor.rows()
        return self._editor.cards[number] if number < len(rows) and rows[number] == row else None

    def _compare(self, number: int) -> None:
        row, standing = self._known[number]
        if standing is None:
            return
        quoted, verdict = str(row.get("quoted_text") or ""), standing.verdict
        day = standing.law.dated if standing.law is not None else ""
        version = tr("现行条文（{day}）", day=day) if day else ""

        def show(runs: Sequence[Run]) -> None:
            card = self._current(number, row)
            if card is not None:
                card.law.show_difference(runs, version)

        self._start(lambda: citing.compare_texts(quoted, verdict), show)

    def _read(self, number: int) -> None:
        workspace, row = self._editor.context.workspace, self._editor.rows()[number]
        if workspace is None:
            return
        title, places = str(row.get("title") or ""), str(row.get("article_text") or "")

        def show(reading: Reading | None) -> None:
            card = self._current(number, row)
            if card is not None and reading is not None:
                card.law.show_reading(reading).copied.connect(card.say)

        self._start(lambda: citing.read_law(workspace, title, places), show)

    def _adopt(self, number: int) -> None:
        workspace, row = self._editor.context.workspace, self._editor.rows()[number]
        columns = frozenset(item.id for item in self._editor.field.columns)
        if workspace is not None:
            self._start(lambda: citing.adopt(workspace, row, columns),
                        lambda taken: self.adopted.emit(number, row, taken))  # fmt: skip
