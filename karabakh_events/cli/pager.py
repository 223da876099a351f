"""The user's pager at work: a page is written to it while the user reads."""

import os
import re
import signal
import subprocess
from io import TextIOWrapper
from typing import Any, TextIO

# The first less that lets hyperlinks through (with -R).
_LINKS_SINCE = 566
_LINK = re.compile("\x1b]8;;[^\x1b]*\x1b\\\\")

# What git gives to a shell instead of starting it itself.
_FOR_A_SHELL = frozenset("|&;<>()$`\\\"'*?[#~=%")


class Pager:
    """A running pager. While it runs, an interrupt is meant for it: less stops searching and goes on."""

    def __init__(self, process: "subprocess.Popen[bytes]", out: TextIO, *, without_links: bool) -> None:
        assert process.stdin is not None  # noqa: S101  # it was asked for
        self._process = process
        self._without_links = without_links
        # As on the terminal: what its encoding does not have is escaped.
        self._pipe = TextIOWrapper(
            process.stdin, encoding=out.encoding, errors="backslashreplace", newline="\n"
        )
        self._before = signal.signal(signal.SIGINT, self._interrupted)

    def _interrupted(self, *_: Any) -> None:
        # A user who has left the pager while we still look for rows wants us to end.
        if self._process.poll() is not None:
            raise KeyboardInterrupt

    def write(self, text: str) -> None:
        if self._without_links:
            text = _LINK.sub("", text)
        self._pipe.write(text)
        self._pipe.flush()

    def end(self, *, quiet: bool) -> None:
        """Wait until the user has left the pager; ``quiet`` if an error is on its way already."""
        try:
            self._pipe.close()
        except BrokenPipeError:
            if not quiet:
                raise
        finally:
            self._process.wait()
            signal.signal(signal.SIGINT, self._before)


def start(command: str, out: TextIO, *, linked: bool) -> Pager | None:
    """The pager for a page, with hyperlinks in it if ``linked``; None if it cannot be started."""
    import shlex

    program: str | list[str] = command
    if os.name != "nt":
        shell = not _FOR_A_SHELL.isdisjoint(command)
        program = ["/bin/sh", "-c", command] if shell else shlex.split(command)
    out.flush()
    # As git does it: colours pass (R), and a page that fits after all is left on the screen (F, X).
    environment = {"LESS": "FRX", **os.environ}
    try:
        without_links = linked and not _passes_links(program)
        process = subprocess.Popen(program, stdin=subprocess.PIPE, env=environment)  # noqa: S603  # the user's
    except (OSError, subprocess.SubprocessError):
        return None
    return Pager(process, out, without_links=without_links)


def _passes_links(program: str | list[str]) -> bool:
    """Whether the pager is a less that lets hyperlinks through. Others would show them as signs."""
    name = program if isinstance(program, str) else program[0]
    if os.path.basename(name) not in ("less", "less.exe"):  # noqa: PTH119
        return False
    answer = subprocess.run(  # noqa: S603  # the user's own pager
        [name, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=5, check=False
    )
    version = re.match(rb"less (\d+)", answer.stdout)
    return version is not None and int(version[1]) >= _LINKS_SINCE
