"""A sheet of paper: lines, bars, marks and words placed in millimetres, written as SVG, PNG or PDF.

Whatever the user has set up for matplotlib is left alone and not used: the same database makes the same
picture everywhere, and with the same matplotlib and fonts the same bytes. Words become outlines in SVG, so
that they look alike everywhere; what they say is in the description.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from karabakh_events.characters import visible
from karabakh_events.errors import MissingExtra

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties
    from matplotlib.ft2font import FT2Font

FORMATS = ("svg", "png", "pdf")

WIDTHS = {1: 89.0, 2: 183.0}
"""Millimetres of a picture one and two columns wide, as most journals have them."""

_MM = 25.4  # in an inch, which has 72 points
_DPI = 300
_LONGEST = 600
_UNKNOWN = "□"  # for a character that no font here has

_SETTINGS: dict[Any, Any] = {
    "font.size": 7,
    "hatch.linewidth": 0.4,
    "pdf.fonttype": 42,  # TrueType, which journals ask for
    "svg.fonttype": "path",
    "svg.hashsalt": "kevents",
}

# What `visible` shows control characters as is in few fonts.
_CONTROL_PICTURES = {0x2400 + code: f"<U+{code:04X}>" for code in range(0x20)} | {0x2421: "<U+007F>"}

# Fonts for formulas, and the one that has a box with a number for everything.
_NOT_FOR_WORDS = ("cm", "STIX", "Last Resort")

# XML has no way to write these two; `visible` has dealt with all others.
_NOT_XML = re.compile("[\ufffe\uffff]")


class Drawn(NamedTuple):
    """A picture, and what is to be said of it."""

    content: bytes
    height: float  # in millimetres
    summary: str  # one line: what is in it
    notes: tuple[str, ...]  # what is not, or not as it stands in the record; in the picture too
    missing: str  # the characters that no font here has


class Pattern(NamedTuple):
    """How a bar is filled, and the mark for what is known to the day."""

    grey: float  # 0 is black, 1 white
    hatch: str
    marker: str
    filled: Literal["full", "left", "none"]


_WHITE = Pattern(1, "", "", "none")


class Typeface:
    """Widths of words, and the fonts for them: the DejaVu Sans that comes with matplotlib, and any other on
    this machine that has a character which DejaVu has not.

    Raises MissingExtra where matplotlib is not installed.
    """

    def __init__(self) -> None:
        try:
            _import_matplotlib()
        except ImportError as error:
            raise MissingExtra("kevents plot", "matplotlib", "plot") from error
        self._missing: set[str] = set()
        self._others: dict[str, str | None] = {}
        self._widths: dict[tuple[str, float, bool], float] = {}

    def drawable(self, text: str) -> str:
        """The text in one line, with what cannot be drawn made visible, and no longer than a line or five."""
        text = visible(" ".join(text.split())).translate(_CONTROL_PICTURES)
        if len(text) > _LONGEST:
            text = f"{text[:_LONGEST]}…"
        return "".join(character if self._known(character) else _UNKNOWN for character in text)

    @property
    def missing(self) -> str:
        """The characters that were to be drawn and that no font has; a `□` stands for each."""
        return "".join(sorted(self._missing))

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """Of a text that is `drawable`, in millimetres; `size` is in points."""
        key = text, size, bold
        if key not in self._widths:
            font = self.font(text, size, bold)
            pixels, _, _ = self._renderer.get_text_width_height_descent(text, font, False)
            self._widths[key] = pixels / self._renderer.dpi * _MM
        return self._widths[key]

    def lines(
        self, text: str, size: float, room: float, bold: bool = False, most: int | None = None
    ) -> list[str]:
        """The text broken into lines of `room` millimetres; a word that is longer is broken too.

        Of more than `most` lines the first are given, with a sign that there is more.
        """
        space = self.width("n n", size, bold) - self.width("nn", size, bold)
        lines: list[str] = []
        line, used = "", 0.0
        for word in self._words(text, size, room, bold):
            # Word by word: most come again, and a line would have to be measured anew with each.
            wide = self.width(word, size, bold)
            if line and used + space + wide <= room:
                line, used = f"{line} {word}", used + space + wide
            else:
                if line:
                    lines.append(line)
                line, used = word, wide
        lines += [line] if line else []
        if most is not None and len(lines) > most:
            lines[most - 1 :] = [f"{lines[most - 1][:-1]}…"]
        return lines

    def _words(self, text: str, size: float, room: float, bold: bool) -> Iterator[str]:
        for word in self.drawable(text).split(" "):
            while (wide := self.width(word, size, bold)) > room and len(word) > 1:
                fits = max(int(len(word) * room / wide), 1)
                while fits > 1 and self.width(word[:fits], size, bold) > room:
                    fits -= 1
                yield word[:fits]
                word = word[fits:]
            yield word

    def font(self, text: str, size: float, bold: bool = False) -> "FontProperties":
        from matplotlib.font_manager import FontProperties

        others = sorted({other for character in text if (other := self._others.get(character))})
        if others:
            weight = "bold" if bold else "normal"
            return FontProperties(family=["DejaVu Sans", *others], size=size, weight=weight)
        return FontProperties(fname=_bundled(bold), size=size)

    def _known(self, character: str) -> bool:
        if character == " " or ord(character) in self._characters:
            return True
        if character not in self._others:
            self._others[character] = _font_with(character)
        known = self._others[character] is not None
        if not known:
            self._missing.add(character)
        return known

    @cached_property
    def _characters(self) -> frozenset[int]:
        return frozenset(_opened(_bundled(False)).get_charmap())

    @cached_property
    def _renderer(self) -> "RendererAgg":
        from matplotlib.backends.backend_agg import RendererAgg

        return RendererAgg(8, 8, 720)


class Sheet:
    """A sheet of this size in millimetres; `y` is measured downwards from its top.

    What is drawn later lies over what was drawn before.
    """

    def __init__(self, width: float, height: float, typeface: Typeface) -> None:
        self.width, self.height = width, height
        self._typeface = typeface
        # Each is run when the file is written, so that matplotlib's settings are ours only then.
        self._strokes: list[Callable[[Axes, int], object]] = []

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        align: Literal["left", "center", "right"] = "left",
        bold: bool = False,
        clear: bool = False,
    ) -> None:
        """Words on the base line `y`; the text is one that is `drawable`. `clear` wipes what is there."""
        if not text:
            return
        if clear:
            wide = self._typeface.width(text, size, bold)
            left = x - wide if align == "right" else x - wide / 2 if align == "center" else x
            # Letters rise three quarters of their size above the line and fall a quarter below it.
            tall = size / 72 * _MM
            self.bar(left - 0.2, y - 0.8 * tall, wide + 0.4, tall, _WHITE)
        font = self._typeface.font(text, size, bold)
        self._strokes.append(
            lambda axes, layer: axes.text(
                x,
                y,
                text,
                ha=align,
                va="baseline",
                color="black",
                fontproperties=font,
                parse_math=False,
                zorder=layer,
            )
        )

    def line(self, xs: Sequence[float], ys: Sequence[float], *, width: float = 0.5, grey: float = 0) -> None:
        """A line through points; `width` is in points."""

        def stroke(axes: "Axes", layer: int) -> None:
            from matplotlib.lines import Line2D

            line = Line2D(xs, ys, color=str(grey), linewidth=width, zorder=layer)
            line.set_solid_capstyle("butt")
            line.set_solid_joinstyle("miter")
            axes.add_line(line)

        self._strokes.append(stroke)

    def bar(
        self, left: float, top: float, width: float, height: float, pattern: Pattern, edge: float = 0
    ) -> None:
        """A rectangle filled with the pattern; `edge` is the width of its line in points."""
        self.bars([(left, top, width, height)], pattern, edge)

    def bars(
        self, boxes: Sequence[tuple[float, float, float, float]], pattern: Pattern, edge: float = 0
    ) -> None:
        """Several at once, which is much the faster where there are hundreds."""

        def stroke(axes: "Axes", layer: int) -> None:
            from matplotlib.patches import PathPatch
            from matplotlib.path import Path

            corners = [
                corner
                for left, top, width, height in boxes
                for corner in (
                    (left, top),
                    (left + width, top),
                    (left + width, top + height),
                    (left, top + height),
                    (left, top),
                )
            ]
            codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(boxes)
            bar = PathPatch(Path(corners, codes), linewidth=edge, joinstyle="miter", zorder=layer)
            bar.set(facecolor=str(pattern.grey), edgecolor="black", hatch=pattern.hatch or None)
            axes.add_patch(bar)

        if boxes:
            self._strokes.append(stroke)

    def mark(self, x: float, y: float, pattern: Pattern, size: float) -> None:
        """The mark of the pattern, `size` millimetres across."""

        def stroke(axes: "Axes", layer: int) -> None:
            from matplotlib.lines import Line2D

            mark = Line2D([x], [y], linestyle="none", marker=pattern.marker, zorder=layer)
            mark.set(
                markersize=size / _MM * 72,
                markeredgewidth=0.7,
                markeredgecolor="black",
                markerfacecolor="white" if pattern.filled == "none" else "black",
                markerfacecoloralt="white",
                fillstyle="left" if pattern.filled == "left" else "full",
            )
            axes.add_line(mark)

        self._strokes.append(stroke)

    def filled(self, points: Sequence[tuple[float, float]]) -> None:
        """A black polygon."""

        def stroke(axes: "Axes", layer: int) -> None:
            from matplotlib.patches import Polygon

            axes.add_patch(Polygon(points, closed=True, facecolor="black", linewidth=0, zorder=layer))

        self._strokes.append(stroke)

    def write(self, form: str, title: str, description: str) -> bytes:
        """The file, in one of FORMATS, with a title and a description in words."""
        import matplotlib
        from matplotlib.figure import Figure

        title, description = (
            _NOT_XML.sub("\ufffd", visible(each, keep="\n")) for each in (title, description)
        )
        metadata: dict[str, dict[str, str | None]] = {
            "svg": {"Date": None, "Creator": None},
            "png": {"Software": None, "Title": title, "Description": description},
            "pdf": {
                "CreationDate": None,
                "Producer": None,
                "Creator": "kevents",
                "Title": title,
                "Subject": description,
            },
        }
        out = BytesIO()
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            matplotlib.rcParams.update(_SETTINGS)
            figure = Figure(figsize=(self.width / _MM, self.height / _MM), facecolor="white")
            axes = figure.add_axes((0, 0, 1, 1))
            axes.set_axis_off()
            axes.set_xlim(0, self.width)
            axes.set_ylim(self.height, 0)
            for layer, stroke in enumerate(self._strokes):
                stroke(axes, layer)
            figure.savefig(out, format=form, dpi=_DPI, metadata=metadata[form])
        return _described(out.getvalue(), title, description) if form == "svg" else out.getvalue()


def _described(svg: bytes, title: str, description: str) -> bytes:
    """The SVG with what a screen reader says instead of it."""
    # Several pictures may stand in one page.
    key = sha256(description.encode()).hexdigest()[:8]
    said = (
        f'<title id="title-{key}">{escape(title, quote=False)}</title>\n'
        f' <desc id="desc-{key}">{escape(description, quote=False)}</desc>'
    )
    head, begin, rest = svg.decode().partition("<svg ")
    attributes, close, body = rest.partition(">")
    role = f'role="img" aria-labelledby="title-{key}" aria-describedby="desc-{key}" '
    return f"{head}{begin}{role}{attributes}{close}\n {said}{body}".encode()


def _import_matplotlib() -> None:
    """Import it; a backend that the user has named is for others, and one that is unknown ends the import."""
    named = os.environ.pop("MPLBACKEND", None) if "matplotlib" not in sys.modules else None
    try:
        import matplotlib
    finally:
        if named is not None:
            os.environ["MPLBACKEND"] = named
    if named:
        with suppress(ValueError):
            matplotlib.rcParams["backend"] = named


def _bundled(bold: bool) -> str:
    import matplotlib

    return f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSans{'-Bold' if bold else ''}.ttf"


def _opened(path: str) -> "FT2Font":
    from matplotlib.font_manager import get_font

    return get_font(path)


def _font_with(character: str) -> str | None:
    """The family, first in the alphabet, of a regular font on this machine that has the character."""
    from matplotlib.font_manager import fontManager

    for name, path in sorted(
        (font.name, font.fname)
        for font in fontManager.ttflist
        if font.style == "normal" and font.weight == 400 and not font.name.startswith(_NOT_FOR_WORDS)
    ):
        try:
            if ord(character) in _opened(path).get_charmap():
                return name
        except (OSError, RuntimeError):
            continue  # a font that cannot be read is no font of this machine
    return None
