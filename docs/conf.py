"""The documentation as a site: pages in Markdown, the commands from Click, the API from docstrings."""

import posixpath
import re
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import click
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.typing import stringify_annotation

from karabakh_events import __version__
from karabakh_events.queries.shapes import HIDDEN

project = "kevents"
author = "kevents maintainers"
copyright = author  # noqa: A001  # Sphinx's name for it
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_click"]
source_suffix = {".md": "markdown"}

myst_heading_anchors = 4

# Docstrings have `names` between single backticks.
default_role = "literal"
# An option is written with two hyphens, not with a dash.
smartquotes = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
add_module_names = False
python_use_unqualified_type_names = True

# No page fetches anything from elsewhere: Furo brings no web font, and these stay off too.
html_theme = "furo"
html_title = f"kevents {release}"
html_static_path = ["static"]
html_css_files = ["kevents.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False

# Pages that stand elsewhere in the repository, by what they are called here. For readers of the sources, this
# folder has a page of each name with a link.
_ELSEWHERE = {
    "start": "README.md",
    "codebook": "seeds/README.md",
    "contributing": "CONTRIBUTING.md",
    "changelog": "CHANGELOG.md",
}
_ROOT = Path(__file__).parent.parent
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def _read(app: Sphinx, page: str, source: list[str]) -> None:
    """Take the text of a page from where it stands, and turn its links to files into links to pages."""
    file = _ELSEWHERE.get(page, f"docs/{page}.md")
    if page in _ELSEWHERE:
        app.env.note_dependency(str(_ROOT / file))
        source[0] = (_ROOT / file).read_text(encoding="utf-8")
    pages = {path: f"{name}.md" for name, path in _ELSEWHERE.items()}

    def turned(link: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(file), link[1]))
        return f"]({pages.get(path) or posixpath.relpath(path, 'docs')}"

    source[0] = _LINK.sub(turned, source[0])


def _examples(app: Sphinx, context: click.Context, lines: list[str]) -> None:
    """The examples at the end of a command's help, as a block of commands."""
    commands = [f"   $ {line.removeprefix('|').strip()}" for line in lines if "kevents " in line]
    if commands:
        lines[:] = [".. rubric:: Examples", "", ".. code-block:: console", "", *commands, ""]


def _is_row(thing: Any) -> bool:
    """Whether it is the class of an answer: fields with types, of which a reader needs nothing else."""
    return isinstance(thing, type) and (hasattr(thing, "_fields") or is_dataclass(thing))


def _without_call(app: Sphinx, what: str, name: str, thing: Any, *others: Any) -> tuple[str, None] | None:
    """Readers are given databases and rows, and do not make them."""
    return ("", None) if what == "class" else None


def _without_getters(app: Sphinx, what: str, name: str, thing: Any, *others: Any) -> bool | None:
    """The fields of a row are listed together, with their types."""
    return True if type(thing).__name__ in ("_tuplegetter", "member_descriptor") else None


def _with_fields(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """Below what is said of a row, its published fields, without the SQL that reads them."""
    if not _is_row(thing):
        return
    if lines and lines[0].startswith(f"{thing.__name__}("):  # what Python says of a class that says nothing
        lines.clear()
    told = ModuleAnalyzer.for_module(thing.__module__).find_attr_docs()
    lines.append("")
    hidden = {
        name for name, kind in thing.__annotations__.items() if HIDDEN in getattr(kind, "__metadata__", ())
    }
    for field, kind in get_type_hints(thing).items():
        if field in hidden:
            continue
        meaning = [line for line in told.get((thing.__name__, field), []) if line]
        words = re.sub(r"~|karabakh_events\.[\w.]*\.", "", stringify_annotation(kind, "smart"))
        lines += [f"``{field}`` : ``{words}``"]
        lines += [f"   {line}" for line in meaning or [".."]]
    lines.append("")


def setup(app: Sphinx) -> None:
    app.connect("source-read", _read)
    app.connect("sphinx-click-process-epilog", _examples)
    app.connect("autodoc-process-signature", _without_call)
    app.connect("autodoc-skip-member", _without_getters)
    app.connect("autodoc-process-docstring", _with_fields)
