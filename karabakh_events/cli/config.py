"""Defaults of the user's own: `kevents.toml` in the folder of a project, and in the user's configuration.

The command line comes first, then KEVENTS_DB, the project's file, the user's own file, and what is built in.
Every command looks for the files and most find none: paths are text here, and TOML is imported on need.
"""

# ruff: noqa: PTH109, PTH111, PTH116, PTH117, PTH118, PTH120, PTH123

import os
import stat
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from karabakh_events.errors import KeventsError

NAME = "kevents.toml"

FILE, PAGER = "kevents.file", "kevents.pager"
"""Where the context has the path of the file of defaults that is nearest, and the user's own pager."""

_KEYS = ("db", "format", "pager")

_LARGEST = 1_000_000

_Table = dict[str, Any]


class Found(NamedTuple):
    """A file of defaults; ``own`` is the one in the user's configuration, and not a project's."""

    path: str
    own: bool


def found() -> tuple[Found, ...]:
    """The files that are there, the user's own first.

    A project's file is the nearest one in the current folder and those above it, up to the top of a
    repository or the user's home: what lies beyond belongs to others.
    """
    own = os.path.join(_user_folder(), NAME)
    files = [Found(own, own=True)] if _is_file(own) else []
    try:
        folder = os.getcwd()
    except OSError:  # it was removed
        return tuple(files)
    home = os.path.expanduser("~")
    while True:
        path = os.path.join(folder, NAME)
        if path != own and _is_file(path):
            return (*files, Found(path, own=False))
        above = os.path.dirname(folder)
        if folder in (home, above) or os.path.lexists(os.path.join(folder, ".git")):
            return tuple(files)
        folder = above


def apply(
    ctx: click.Context, name: str, command: click.Command, families: Mapping[str, Iterable[str]]
) -> None:
    """Give the context of all commands the defaults for the one that is called ``name``.

    Of the tables for other commands only the names are looked at: to know their options they would have to
    be imported. Raises KeventsError for a file that cannot be read, or that has in it what is no default.
    """
    files = found()
    defaults: _Table = {}
    for file in files:
        table = _read(file.path)
        _check_names(file, table, families)
        if "db" in table and ctx.get_parameter_source("db") is click.core.ParameterSource.DEFAULT:
            ctx.params["db"] = _database(file.path, table["db"])
        if "pager" in table:
            ctx.meta[PAGER] = _text(file.path, "pager", table["pager"])
        defaults |= _of_command(ctx, file.path, table, name, command)
    if files:
        ctx.meta[FILE] = files[-1].path
        ctx.default_map = {name: defaults}


def _user_folder() -> str:
    """What platformdirs says, which takes half as long to import as Python to start."""
    home = os.environ.get("HOME", "")
    if sys.platform == "linux" and "ANDROID_DATA" not in os.environ:
        folder = os.environ.get("XDG_CONFIG_HOME", "")
        if not os.path.isabs(folder) and os.path.isabs(home):
            folder = os.path.join(home, ".config")
        if os.path.isabs(folder):
            return os.path.join(folder, "kevents")
    from platformdirs import user_config_dir

    return user_config_dir("kevents", appauthor=False)


def _is_file(path: str) -> bool:
    """Whether there is an ordinary file: nothing waits for the other end of a pipe, or reads a device."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


# --- reading a file ------------------------------------------------------------------------------------


def _read(path: str) -> _Table:
    import tomllib

    try:
        with open(path, "rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise _fault(path, f"cannot be read: {error.strerror}") from None
    if len(content) > _LARGEST:
        raise _fault(path, f"is larger than {_LARGEST // 10**6} MB")
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _fault(f"{path}:{line}", "is not UTF-8") from None
    except RecursionError:
        raise _fault(path, "has lists in one another too deep to be read") from None
    except ValueError as error:  # TOMLDecodeError, and of a number with thousands of digits
        raise _not_toml(path, str(error), content) from None


def _not_toml(path: str, message: str, content: bytes) -> "KeventsError":
    """The error of tomllib with its place where editors look for it."""
    import re

    placed = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message, re.DOTALL)
    if placed is None:
        return _fault(path, f"is not TOML: {message}")
    told, line, column = placed.groups()
    if line is None:
        last = content.decode("utf-8-sig").rpartition("\n")[2]
        line, column = content.count(b"\n") + 1, len(last) + 1
    return _fault(f"{path}:{line}:{column}", f"is not TOML: {told}")


def _check_names(file: Found, table: _Table, families: Mapping[str, Iterable[str]]) -> None:
    commands = [name for family in families.values() for name in family]
    for key, value in table.items():
        if key == "pager" and not file.own:
            # A folder that one only looks into must not run programs.
            raise _fault(
                file.path,
                "pager: a project does not say which program is run",
                f"it may stand in your own file, {os.path.join(_user_folder(), NAME)}",
            )
        if key in _KEYS:
            continue
        if key not in commands:
            what = "command" if isinstance(value, dict) else "key"
            raise _unknown(file.path, key, what, (*_KEYS, *commands))
        if not isinstance(value, dict):
            raise _fault(file.path, f"{key}: is a command, whose options stand under [{key}]")
        if not file.own and key not in families["Reading"]:
            # Nor must it decide what is written where.
            raise _fault(
                file.path,
                f"[{key}]: a project sets defaults only of commands that read",
                f"others may stand in your own file, {os.path.join(_user_folder(), NAME)}",
            )


def _database(path: str, value: object) -> str:
    from karabakh_events.database import locate

    named = os.path.expanduser(locate(_text(path, "db", value)))
    return os.path.join(os.path.dirname(path), named)


def _of_command(ctx: click.Context, path: str, table: _Table, name: str, command: click.Command) -> _Table:
    """Values by the names of parameters, as Click wants them."""
    parameters = [each for each in command.params if isinstance(each, click.Option)]
    defaults: _Table = {}
    if "format" in table:
        form = _text(path, "format", table["format"])
        for parameter in parameters:
            if parameter.name == "output_format":
                defaults["output_format"] = _converted(ctx, path, "format", parameter, form)
    options = {
        option.removeprefix("--"): (parameter, primary)
        for parameter in parameters
        for primary, names in ((True, parameter.opts), (False, parameter.secondary_opts))
        for option in names
        if option.startswith("--")
    }
    for key, value in table.get(name, {}).items():
        where = f"[{name}] {key}"
        if key not in options:
            raise _unknown(path, where, "option", options, key)
        parameter, primary = options[key]
        given = _typed(path, where, parameter, value)
        if parameter.is_flag:
            given = given if primary else not given
        defaults[parameter.name or ""] = _converted(ctx, path, where, parameter, given)
    return defaults


def _typed(path: str, where: str, parameter: click.Option, value: object) -> Any:
    """The value, if it is of the type in TOML that the option has."""
    kind: tuple[type, ...]
    if parameter.is_flag:
        kind, words = (bool,), "true or false"
    elif isinstance(parameter.type, click.types.IntParamType):
        kind, words = (int,), "a whole number"
    elif isinstance(parameter.type, click.types.FloatParamType):
        kind, words = (int, float), "a number"
    else:
        kind, words = (str,), "a text in quotation marks"
    values = value if parameter.multiple and isinstance(value, list) else [value]
    for each in values:
        if not isinstance(each, kind) or (isinstance(each, bool) and bool not in kind):
            several = f", or a list: [{words}, …]" if parameter.multiple else ""
            raise _fault(path, f"{where}: must be {words}{several}")
    return values if parameter.multiple else value


def _converted(ctx: click.Context, path: str, where: str, parameter: click.Option, value: Any) -> Any:
    try:
        parameter.type_cast_value(ctx, value)
    except click.BadParameter as error:
        raise _fault(path, f"{where}: {error.message}") from None
    return value


def _text(path: str, key: str, value: object) -> str:
    if not isinstance(value, str):
        raise _fault(path, f"{key}: must be a text in quotation marks")
    return value


def _unknown(path: str, where: str, what: str, known: Iterable[str], key: str = "") -> "KeventsError":
    from karabakh_events.names import nearest

    near = nearest(key or where, known, 1)
    hint = f"nearest: {near[0]}" if near else f"there are: {', '.join(known)}"
    return _fault(path, f"{where}: there is no such {what}", hint)


def _fault(place: str, message: str, hint: str = "") -> "KeventsError":
    from karabakh_events.errors import KeventsError

    return KeventsError(f"{place}: {message}", hint)
