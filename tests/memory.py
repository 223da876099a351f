"""How much memory a process has taken."""

import sys
from pathlib import Path


def peak() -> int:
    """The most memory, in bytes, that this process has had by itself.

    Not `ru_maxrss` where there is something better: on Linux that begins with what the process had that
    started this one, which for the tests can be half a gigabyte.
    """
    if sys.platform == "linux":
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
