"""Where the user's own defaults are: `kevents.toml`, in a project's folder and in the configuration folder.

Every command looks for these files, and most find none. So paths are text here, and another module reads the
files.
"""

# ruff: noqa: PTH109, PTH111, PTH116, PTH117, PTH118, PTH120

import os
import stat
import sys

NAME = "kevents.toml"

OWN_PAGER = "kevents.pager"
"""The key, in `meta` of the context, for the pager that the user's own file names."""


def find_files() -> tuple[str, str]:
    """The user's own file and the project's, each "" if there is none.

    The project's file is the nearest one in the current folder or a folder above it, up to the top of a
    repository or the user's home. What lies beyond belongs to others.
    """
    own = own_file()
    own_if_there = own if _is_file(own) else ""
    try:
        folder = os.getcwd()
    except OSError:  # the folder was removed
        return own_if_there, ""
    home = os.path.expanduser("~")
    while True:
        path = os.path.join(folder, NAME)
        if path != own and _is_file(path):
            return own_if_there, path
        above = os.path.dirname(folder)
        if folder in (home, above) or os.path.lexists(os.path.join(folder, ".git")):
            return own_if_there, ""
        folder = above


def own_file() -> str:
    """The file in the user's configuration folder. It need not exist."""
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
    """Whether there is an ordinary file. To read a pipe would mean to wait for its other end."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False
