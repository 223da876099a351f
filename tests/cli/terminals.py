"""The program on a terminal that is its own: with keys, signals, and a pager that reads them."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

PROGRAM = [sys.executable, "-c", "from karabakh_events.cli import main; main()"]


class Terminal:
    """A command in a session whose terminal it controls, 80 columns wide. What it writes is in `seen`."""

    def __init__(self, command: Sequence[str], *, lines: int = 24, **environment: str) -> None:
        self.seen = ""
        self._parent, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", lines, 80, 0, 0))
        # The first terminal that the leader of a session opens is the one that it controls.
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", 'exec "$@" <>"$0" >&0 2>&0', os.ttyname(child), *command],
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", **environment},
        )
        self._child = child

    def send(self, keys: str) -> None:
        os.write(self._parent, keys.encode())

    def expect(self, text: str, seconds: float = 30) -> str:
        """Read until the text has been written; what came since it was expected last."""
        limit = time.monotonic() + seconds
        begun = len(self.seen)
        while text not in self.seen[begun:]:
            assert time.monotonic() < limit, f"{text!r} did not come: {self.seen[begun:]!r}"
            self._read(0.1)
        return self.seen[begun:]

    def settle(self, seconds: float = 0.5) -> None:
        """Read until nothing more has come for so long."""
        while self._read(seconds):
            pass

    def end(self, seconds: float = 30) -> int:
        """Read to the end of the process, and give its exit code."""
        limit = time.monotonic() + seconds
        while self._process.poll() is None:
            assert time.monotonic() < limit, f"it goes on: {self.seen!r}"
            self._read(0.05)
        while self._read(0.05):
            pass
        return self._process.wait()

    def running(self) -> bool:
        return self._process.poll() is None

    def _read(self, seconds: float) -> bool:
        if not select.select([self._parent], [], [], seconds)[0]:
            return False
        self.seen += os.read(self._parent, 65536).decode(errors="replace").replace("\r\n", "\n")
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        os.close(self._child)
        os.close(self._parent)
