"""Writing records as YAML, in the form in which curators write them.

Short mappings stand on one line, text is quoted where YAML needs it, and what is left out by default is left
out.
"""

import sys
from typing import Any

import yaml

from karabakh_events.records.parts import Model


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)  # the entries of a list stand further in than its key


def as_yaml(value: Any, *, short: bool = True) -> str:
    """A record, or mappings, lists and text, as YAML; it ends with a line feed.

    With `short`, a mapping or a list that holds only text is written on one line. A character that YAML does
    not allow is written as an escape.
    """
    return yaml.dump(
        as_tree(value),
        Dumper=_Dumper,
        allow_unicode=True,
        default_flow_style=None if short else False,
        sort_keys=False,
        width=sys.maxsize,  # every text on one line: a line break in it would be a matter of its own
    )


def as_tree(value: Any) -> Any:
    """A record as mappings, lists and text, without what it has by default. A plain passage is its words."""
    if isinstance(value, Model):
        return _brief(value.model_dump(mode="json", exclude_defaults=True))
    if isinstance(value, dict):
        return {key: as_tree(each) for key, each in value.items()}
    return [as_tree(each) for each in value] if isinstance(value, list | tuple) else value


def _brief(tree: Any) -> Any:
    if isinstance(tree, dict):
        return (
            tree["exact"] if tree.keys() == {"exact"} else {key: _brief(each) for key, each in tree.items()}
        )
    return [_brief(each) for each in tree] if isinstance(tree, list) else tree
