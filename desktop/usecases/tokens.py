"""The token that a portal knows this computer by: kept, asked for, renewed; never shown or logged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from desktop.exchange.keyring import Outcome, SecretStore, open_store

_NAME = "portal-token:"


@dataclass
class Tokens:
    """Where the tokens are; ``outcome`` says why that is not the system's keyring."""

    store: SecretStore
    outcome: Outcome | None = None

    def has(self, portal: str) -> bool:
        """Whether there is one for the portal at this address."""
        return bool(self.store.get(_NAME + portal))

    def keep(self, portal: str, token: str) -> None:
        """Keep a token, or forget it when it is empty; `ValueError` when it cannot be one."""
        token = token.strip()
        if not token:
            self.store.remove(_NAME + portal)
            return
        if not (token.isascii() and token.isprintable()) or " " in token:
            raise TokenWrong("令牌里只能有英文字母、数字和符号，不能有空格。请重新复制。")
        self.store.put(_NAME + portal, token)

    def source(self, portal: str, ask: Callable[[], str] | None = None) -> Callable[[bool], str]:
        """What an open line asks for its token; ``ask`` is called when there is none, or the portal
        refuses the one that is kept.
        """
        return _Source(self, portal, ask)


class TokenWrong(ValueError):
    """A text that cannot be a token."""


@dataclass
class _Source:
    tokens: Tokens
    portal: str
    ask: Callable[[], str] | None
    _known: str = field(default="", repr=False)
    _asked: bool = False

    def __call__(self, refused: bool) -> str:
        # A portal may want none: who answers with nothing is asked again only when it refuses.
        if (self._known or self._asked) and not refused:
            return self._known
        kept = self.tokens.store.get(_NAME + self.portal) or ""
        # It may have been renewed by hand meanwhile.
        fresh = "" if refused and kept == self._known else kept
        if not fresh and self.ask is not None:
            self._asked = True
            if fresh := self.ask().strip():
                self.tokens.keep(self.portal, fresh)
        self._known = fresh or kept
        return self._known


def open_tokens(file: Path | None = None, passphrase: str = "") -> Tokens:
    """The tokens in the system's keyring; or in the file that the user chose.

    Without a keyring they last until the program ends. May take as long as a keyring that does not
    answer: not for the thread of the window.
    """
    if file is not None:
        return Tokens(*open_store(file, passphrase))
    return _of_this_computer()


@cache
def _of_this_computer() -> Tokens:
    return Tokens(*open_store())
