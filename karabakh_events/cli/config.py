"""Where defaults of the user's own are: `kevents.toml` in the folder of a project and in their configuration.

Every command looks, and most find none: paths are text here, and what reads such a file is another module.
"""

# ruff: noqa: PTH109, PTH111, PTH116, PTH117, PTH118, PTH120

import os
import stat
import sys

NAME = "kevents.toml"

OWN_PAGER = "kevents.pager"
"""Where the context has the pager that the user's own file names."""


def found() -> tuple[str, str]:
    """The user's own file and the project's, each "" if there is none.

    The project's is the nearest one in the current folder and those above it, up to the top of a repository
    or the user's home: what lies beyond belongs to others.
    """
    own = own_file()
    theirs = own if _is_file(own) else ""
    try:
        folder = os.getcwd()
    except OSError:  # it was removed
        return theirs, ""
    home = os.path.expanduser("~")
    while True:
        path = os.path.join(folder, NAME)
        if path != own and _is_file(path):
            return theirs, path
        above = os.path.dirname(folder)
        if folder in (home, above) or os.path.lexists(os.path.join(folder, ".git")):
            return theirs, ""
        folder = above


def own_file() -> str:
    """The file in the user's configuration folder, whether or not it is there."""
    if sys.platform == "linux" and "ANDROID_DATA" not in os.environ:
        # What platformdirs answers here; importing it takes half as long as starting Python.
        home = os.environ.get("HOME", "")
        folder = os.environ.get("XDG_CONFIG_HOME", "")
        if not os.path.isabs(folder) and os.path.isabs(home):
            folder = os.path.join(home, ".config")
        if os.path.isabs(folder):
            return os.path.join(folder, "kevents", NAME)
    from platformdirs import user_config_dir

    return os.path.join(user_config_dir("kevents", appauthor=False), NAME)


def _is_file(path: str) -> bool:
    """Whether there is an ordinary file: nothing waits for the other end of a pipe, or reads a device."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False
