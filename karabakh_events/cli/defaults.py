"""The user's own defaults, from `kevents.toml`.

The command line comes first, then KEVENTS_DB, the project's file and the user's own file. What is built in
comes last.
"""

# ruff: noqa: PTH111, PTH118, PTH120, PTH123

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from karabakh_events.cli.config import OWN_PAGER, own_file

if TYPE_CHECKING:
    from karabakh_events.errors import KeventsError

FILE = "kevents.file"
"""The key, in `meta` of the context, for the files whose defaults apply."""

_KEYS = ("db", "format", "pager")

_LARGEST = 1_000_000

_Table = dict[str, Any]


def apply(
    files: tuple[str, str],
    ctx: click.Context,
    name: str,
    command: click.Command,
    families: Mapping[str, Iterable[str]],
) -> None:
    """Give the context the defaults for the command ``name``.

    Only the names of the tables for other commands are checked: to check their options, those commands would
    have to be imported. Raises KeventsError for a file that cannot be read, or that holds anything but
    defaults.
    """
    defaults: _Table = {}
    for path, own in zip(files, (True, False), strict=True):
        if not path:
            continue
        table = _read(path)
        _check_names(path, own, table, families)
        if "db" in table and ctx.get_parameter_source("db") is click.core.ParameterSource.DEFAULT:
            ctx.params["db"] = _database(path, table["db"])
        if "pager" in table:
            ctx.meta[OWN_PAGER] = _text(path, "pager", table["pager"])
        defaults |= _of_command(ctx, path, table, name, command)
    ctx.meta[FILE] = " and ".join(path for path in files if path)
    ctx.default_map = {name: defaults}


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
        raise _fault(path, "has lists that are nested too deeply to be read") from None
    except ValueError as error:  # a TOMLDecodeError, or a number with thousands of digits
        raise _not_toml(path, str(error), content) from None


def _not_toml(path: str, message: str, content: bytes) -> "KeventsError":
    """The error of tomllib, with its place at the front, where editors look for it."""
    import re

    placed = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message, re.DOTALL)
    if placed is None:
        return _fault(path, f"is not TOML: {message}")
    fault, line, column = placed.groups()
    if line is None:
        last = content.decode("utf-8-sig").rpartition("\n")[2]
        line, column = content.count(b"\n") + 1, len(last) + 1
    return _fault(f"{path}:{line}:{column}", f"is not TOML: {fault}")


def _check_names(path: str, own: bool, table: _Table, families: Mapping[str, Iterable[str]]) -> None:
    commands = [name for family in families.values() for name in family]
    for key, value in table.items():
        if key == "pager" and not own:
            # To look into a folder must not run a program.
            raise _fault(
                path,
                "pager: a project may not choose which program is run",
                f"you may choose it in your own file, {own_file()}",
            )
        if key in _KEYS:
            continue
        if key not in commands:
            what = "command" if isinstance(value, dict) else "key"
            raise _unknown(path, key, what, (*_KEYS, *commands))
        if not isinstance(value, dict):
            raise _fault(path, f"{key}: is a command; its options go under [{key}]")
        if not own and key not in families["Reading"]:
            # Nor may it decide what is written where.
            raise _fault(
                path,
                f"[{key}]: a project may set defaults only for commands that read",
                f"you may set others in your own file, {own_file()}",
            )


def _database(path: str, value: object) -> str:
    from karabakh_events.database import locate
    from karabakh_events.errors import KeventsError

    text = _text(path, "db", value)
    try:
        named = os.path.expanduser(locate(text))
    except KeventsError as error:
        raise _fault(path, f"db: {error}", error.hint) from None
    return os.path.join(os.path.dirname(path), named)


def _of_command(ctx: click.Context, path: str, table: _Table, name: str, command: click.Command) -> _Table:
    """The values by the names of the parameters, as Click takes them."""
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
    """The value, if it has the TOML type that the option takes."""
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
