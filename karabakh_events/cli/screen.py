"""A page on the terminal: through the user's pager where it is longer than the screen, with hyperlinks where
the terminal has them.

Imported only where a page is drawn on a terminal, and `subprocess` only where there is a pager to start.
"""

import os
from collections.abc import Mapping
from io import TextIOWrapper
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO

import click

if TYPE_CHECKING:
    from subprocess import Popen

OWN_PAGER = "kevents.pager"
"""Where the context has the pager that the user's own file of defaults names."""

# The first less that lets hyperlinks through (with -R).
_LINKS_SINCE = 566
_LINK = "\x1b]8;;[^\x1b]*\x1b\\\\"

# What git gives to a shell instead of starting it itself.
_FOR_A_SHELL = frozenset("|&;<>()$`\\\"'*?[#~=%")


class Paged:
    """Lines for a terminal of this height: kept until there are more than it shows, then sent to the pager,
    with the hyperlinks that are in them (``linked``) if it lets them through.

    A context; at its end the user has left the pager. Raises BrokenPipeError when they left it before all was
    written: the reader has seen enough, as of any pipe.
    """

    def __init__(self, out: TextIO, height: int, *, linked: bool = False) -> None:
        self._out = out
        self._linked = linked
        self._room = height - 1  # and the prompt
        self._kept: list[str] | None = []
        self._pager: _Pager | None = None

    def write(self, text: str, /) -> None:
        if self._kept is not None:
            self._kept.append(text)
            self._room -= text.count("\n")
            if self._room >= 0:
                return
            text = self._release()
            self._pager = _started(self._out, chosen_pager(), linked=self._linked)
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


def chosen_pager() -> str:
    """The command of the user's pager; "" for none. As with git: ours, the file's, everybody's, then less."""
    context = click.get_current_context()
    if context.find_root().params.get("no_pager"):
        return ""
    if os.name != "nt" and os.environ.get("TERM", "dumb") == "dumb":
        return ""  # no pager can move a cursor there
    said = (
        os.environ.get("KEVENTS_PAGER"),
        context.meta.get(OWN_PAGER),
        os.environ.get("PAGER"),
        "less",
    )
    command: str = next(each for each in said if each is not None).strip()
    return "" if command == "cat" else command


class _Pager:
    """A pager that runs. While it does, an interrupt is for it: less stops searching and goes on."""

    def __init__(self, process: "Popen[bytes]", out: TextIO, *, without_links: bool) -> None:
        import signal

        assert process.stdin is not None  # noqa: S101  # it was asked for
        self._process = process
        self._without_links = without_links
        # As the terminal would have it: what it has not in its encoding is escaped.
        self._pipe = TextIOWrapper(
            process.stdin, encoding=out.encoding, errors="backslashreplace", newline="\n"
        )
        self._before = signal.signal(signal.SIGINT, self._interrupted)

    def _interrupted(self, *_: Any) -> None:
        # Whoever has left the pager while we still look for rows wants us to end.
        if self._process.poll() is not None:
            raise KeyboardInterrupt

    def write(self, text: str) -> None:
        if self._without_links:
            import re

            text = re.sub(_LINK, "", text)
        self._pipe.write(text)
        self._pipe.flush()

    def end(self, *, quiet: bool) -> None:
        """Wait until the user has left; ``quiet`` where an error is being told already."""
        import signal

        try:
            self._pipe.close()
        except BrokenPipeError:
            if not quiet:
                raise
        finally:
            self._process.wait()
            signal.signal(signal.SIGINT, self._before)


def _started(out: TextIO, command: str, *, linked: bool) -> _Pager | None:
    """The pager; None if there is none or it cannot be started."""
    if not command:
        return None
    import shlex
    import subprocess

    program: str | list[str] = command
    if os.name != "nt":
        shell = not _FOR_A_SHELL.isdisjoint(command)
        program = ["/bin/sh", "-c", command] if shell else shlex.split(command)
    out.flush()
    # As git has it: colours pass (R), a page that fits after all is left on the screen (F, X).
    environment = {"LESS": "FRX", **os.environ}
    try:
        without_links = linked and not _passes_links(program)
        process = subprocess.Popen(program, stdin=subprocess.PIPE, env=environment)  # noqa: S603  # the user's
    except (OSError, subprocess.SubprocessError):
        return None
    return _Pager(process, out, without_links=without_links)


def _passes_links(program: str | list[str]) -> bool:
    """Whether the pager is a less that lets hyperlinks through; others would show them as signs."""
    import re
    import subprocess

    name = program if isinstance(program, str) else program[0]
    if os.path.basename(name) not in ("less", "less.exe"):  # noqa: PTH119
        return False
    told = subprocess.run(  # noqa: S603  # the user's own pager
        [name, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=5, check=False
    )
    version = re.match(rb"less (\d+)", told.stdout)
    return version is not None and int(version[1]) >= _LINKS_SINCE


# --- hyperlinks ----------------------------------------------------------------------------------------

_PROGRAMS = frozenset({"iTerm.app", "WezTerm", "vscode", "ghostty", "zed", "mintty"})
_TERMINALS = frozenset(
    {"xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "contour", "wezterm"}
)
_SIGNS = ("KITTY_WINDOW_ID", "WT_SESSION", "DOMTERM", "KONSOLE_VERSION")


def opens_links(environment: Mapping[str, str], *, colour: bool) -> bool:
    """Whether the terminal is known to have hyperlinks (OSC 8).

    FORCE_HYPERLINK decides where it is set: 0 is no, anything else yes.
    """
    if forced := environment.get("FORCE_HYPERLINK"):
        return forced.strip() != "0"
    term, program = environment.get("TERM", ""), environment.get("TERM_PROGRAM", "")
    if not colour or term in ("dumb", "linux"):
        return False
    if "TMUX" in environment or program == "tmux" or "STY" in environment or term.startswith("screen"):
        # What says which terminal it is says it of the one around this one.
        return program == "tmux" and _version(environment.get("TERM_PROGRAM_VERSION", "")) >= (3, 4)
    if program in _PROGRAMS or term in _TERMINALS or any(sign in environment for sign in _SIGNS):
        return True
    vte = environment.get("VTE_VERSION", "")
    # 0.50.0 had them and crashed on them.
    return vte.isdecimal() and int(vte) > 5000


def _version(text: str) -> tuple[int, ...]:
    """``3.4`` of ``3.4a``: as far as there are numbers."""
    numbers = []
    for part in text.split(".")[:2]:
        digits = part[: next((n for n, c in enumerate(part) if not c.isdecimal()), len(part))]
        if not digits:
            break
        numbers.append(int(digits))
    return tuple(numbers)
