"""A page on the terminal: through the pager if it is too long, with hyperlinks if the terminal has them.

This module is imported to draw a page on a terminal, and the pager's own module only to start a pager.
"""

import os
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

import click

from karabakh_events.cli.config import OWN_PAGER

if TYPE_CHECKING:
    from karabakh_events.cli.pager import Pager


class Paged:
    """Lines for a terminal of this height. When there are more than it shows, they go to the pager.

    With ``linked`` there may be hyperlinks in them; a pager that does not let these through gets none. This
    is a context manager, at whose end the user has left the pager. It raises BrokenPipeError if the user left
    before everything was written: as with any pipe, the reader has seen enough.
    """

    def __init__(self, out: TextIO, height: int, *, linked: bool = False) -> None:
        self._out = out
        self._linked = linked
        self._room = height - 1  # and the prompt
        self._kept: list[str] | None = []
        self._pager: Pager | None = None

    def write(self, text: str, /) -> None:
        if self._kept is not None:
            self._kept.append(text)
            self._room -= text.count("\n")
            if self._room >= 0:
                return
            text = self._release()
            if command := choose_pager():
                from karabakh_events.cli import pager

                self._pager = pager.start(command, self._out, linked=self._linked)
        if self._pager is None:
            self._out.write(text)
        else:
            self._pager.write(text)

    def _release(self) -> str:
        kept, self._kept = self._kept or [], None
        return "".join(kept)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pager is not None:
            self._pager.end(quiet=error is not None)
        elif self._kept is not None:
            self._out.write(self._release())


def choose_pager() -> str:
    """The command of the user's pager; "" for none.

    As with git, our own variable comes first, then the user's file, the variable of all programs, and less.
    """
    context = click.get_current_context()
    if context.find_root().params.get("no_pager"):
        return ""
    if os.name != "nt" and os.environ.get("TERM", "dumb") == "dumb":
        return ""  # no pager can move a cursor there
    choices = (
        os.environ.get("KEVENTS_PAGER"),
        context.meta.get(OWN_PAGER),
        os.environ.get("PAGER"),
        "less",
    )
    command: str = next(each for each in choices if each is not None).strip()
    return "" if command == "cat" else command


# --- hyperlinks ----------------------------------------------------------------------------------------

_PROGRAMS = frozenset({"iTerm.app", "WezTerm", "vscode", "ghostty", "zed", "mintty"})
_TERMINALS = frozenset(
    {"xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "contour", "wezterm"}
)
_SIGNS = ("KITTY_WINDOW_ID", "WT_SESSION", "DOMTERM", "KONSOLE_VERSION")


def opens_links(environment: Mapping[str, str], *, colour: bool) -> bool:
    """Whether the terminal is known to have hyperlinks (OSC 8).

    FORCE_HYPERLINK decides if it is set: 0 is no, anything else is yes.
    """
    if forced := environment.get("FORCE_HYPERLINK"):
        return forced.strip() != "0"
    term, program = environment.get("TERM", ""), environment.get("TERM_PROGRAM", "")
    if not colour or term in ("dumb", "linux"):
        return False
    if "TMUX" in environment or program == "tmux" or "STY" in environment or term.startswith("screen"):
        # All other variables are those of the terminal around this one.
        return program == "tmux" and _version(environment.get("TERM_PROGRAM_VERSION", "")) >= (3, 4)
    if program in _PROGRAMS or term in _TERMINALS or any(sign in environment for sign in _SIGNS):
        return True
    vte = environment.get("VTE_VERSION", "")
    # 0.50.0 had them and crashed on them.
    return vte.isdecimal() and int(vte) > 5000


def _version(text: str) -> tuple[int, ...]:
    """The numbers at the beginning: ``3.4`` of ``3.4a``."""
    numbers = []
    for part in text.split(".")[:2]:
        digits = part[: next((n for n, c in enumerate(part) if not c.isdecimal()), len(part))]
        if not digits:
            break
        numbers.append(int(digits))
    return tuple(numbers)
