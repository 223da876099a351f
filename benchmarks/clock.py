"""Timing whole processes against one another.

All commands take turns, in another order each round, so that whatever else the machine does meets all
of them. What is compared is the fastest run of each: other work only ever adds time. The median stands
beside it, to show how quiet the machine was.
"""

import errno
import fcntl
import os
import pty
import random
import resource
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

COLUMNS, LINES = 100, 40

RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Command:
    """A process to time. Its output goes to nothing or, with `terminal`, to a terminal that is read."""

    name: str
    arguments: Sequence[str]
    terminal: bool = False
    makes: Path | None = None
    """A file that it makes and that must not be there; removed before each run."""


@dataclass
class Timing:
    """Seconds of each run by the clock and of the processor, and the most memory that one took, in bytes."""

    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    memory: int = 0

    @property
    def best(self) -> float:
        return min(self.seconds)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def environment() -> dict[str, str]:
    """The caller's, without what changes how Python, kevents and the terminal work; byte code is kept."""
    changing = ("PYTHON", "KEVENTS", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(changing)}
    return {
        **kept,
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "PAGER": "",  # nobody would be there to leave it
        "FORCE_HYPERLINK": "1",  # as in most terminals
        "XDG_CONFIG_HOME": os.devnull,
    }


def interleave(commands: Sequence[Command], rounds: int) -> dict[str, Timing]:
    """Run every command once to warm up and then `rounds` times. Raises SystemExit if one fails."""
    timings = {command.name: Timing() for command in commands}
    order = random.Random(0)  # noqa: S311
    for number in range(rounds + 1):
        for command in order.sample(commands, len(commands)):
            if command.makes is not None:
                command.makes.unlink(missing_ok=True)
            seconds, usage = _run(command)
            if number:
                timing = timings[command.name]
                timing.seconds.append(seconds)
                timing.processor.append(usage.ru_utime + usage.ru_stime)
                timing.memory = max(timing.memory, usage.ru_maxrss * RSS_UNIT)
    return timings


def _run(command: Command) -> tuple[float, resource.struct_rusage]:
    with tempfile.TemporaryFile() as complaint:
        master, slave = _terminal() if command.terminal else (-1, -1)
        output = slave if command.terminal else subprocess.DEVNULL
        surroundings = environment()
        begun = time.perf_counter()
        process = subprocess.Popen(
            command.arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=complaint, env=surroundings
        )
        if command.terminal:
            os.close(slave)
            _drain(master)
        # What this one process used, which the sum over all children does not tell.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if command.terminal:
            os.close(master)
        if process.returncode:
            complaint.seek(0)
            raise SystemExit(f"{command.name}: exit code {process.returncode}\n{complaint.read().decode()}")
    return seconds, usage


def _terminal() -> tuple[int, int]:
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    return master, slave


def _drain(master: int) -> None:
    """Read what the terminal is sent, to its end: on Linux an error, elsewhere an empty read."""
    try:
        while os.read(master, 65_536):
            pass
    except OSError as error:
        if error.errno != errno.EIO:
            raise
