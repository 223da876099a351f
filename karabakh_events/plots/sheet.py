"""A sheet of paper: lines, bars, marks and words, placed in millimetres and written as SVG, PNG or PDF.

The user's settings of matplotlib are neither used nor changed. So a database gives the same picture
everywhere, and the same bytes with the same matplotlib and fonts. In SVG, words become outlines, so that they
look the same everywhere; the description has their text.
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
"""The widths in millimetres of pictures of one and two columns, as most journals have them."""

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

# Few fonts have the symbols by which `visible` shows control characters.
_CONTROL_PICTURES = {0x2400 + code: f"<U+{code:04X}>" for code in range(0x20)} | {0x2421: "<U+007F>"}

# Fonts for formulas, and a font that shows every character as a numbered box.
_NOT_FOR_WORDS = ("cm", "STIX", "Last Resort")

# XML cannot hold these two; `visible` replaces all others.
_NOT_XML = re.compile("[\ufffe\uffff]")


class Drawn(NamedTuple):
    """A picture with its size, title, notes and the characters that it lacks."""

    content: bytes
    height: float  # in millimetres
    summary: str  # one line: what the picture shows
    notes: tuple[str, ...]  # what it leaves out, or shows otherwise than recorded; also in the picture
    missing: str  # the characters that no font on this machine has


class Pattern(NamedTuple):
    """The fill of a bar, and the mark for a date known to the day."""

    grey: float  # 0 is black, 1 white
    hatch: str
    marker: str
    filled: Literal["full", "left", "none"]


_WHITE = Pattern(1, "", "", "none")


class Typeface:
    """Measures words and finds their fonts.

    The font is the DejaVu Sans that comes with matplotlib. For a character that it lacks, any other font on
    this machine that has it. Raises MissingExtra if matplotlib is not installed.
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
        """The text on one line, cut if too long. What cannot be drawn is replaced by a visible sign."""
        text = visible(" ".join(text.split())).translate(_CONTROL_PICTURES)
        if len(text) > _LONGEST:
            text = f"{text[:_LONGEST]}…"
        return "".join(character if self._known(character) else _UNKNOWN for character in text)

    @property
    def missing(self) -> str:
        """The characters of the texts that no font has; the picture has a `□` for each."""
        return "".join(sorted(self._missing))

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """The width of a text from `drawable`, in millimetres; `size` is in points."""
        key = text, size, bold
        if key not in self._widths:
            font = self.font(text, size, bold)
            pixels, _, _ = self._renderer.get_text_width_height_descent(text, font, False)
            self._widths[key] = pixels / self._renderer.dpi * _MM
        return self._widths[key]

    def lines(
        self, text: str, size: float, room: float, bold: bool = False, most: int | None = None
    ) -> list[str]:
        """The text broken into lines of at most `room` millimetres. A longer word is broken too.

        If there are more than `most` lines, only the first are given, with a sign that there is more.
        """
        space = self.width("n n", size, bold) - self.width("nn", size, bold)
        lines: list[str] = []
        line, used = "", 0.0
        for word in self._words(text, size, room, bold):
            # Measured word by word: most words recur, so their widths are cached; lines would not be.
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

    Later drawing covers earlier drawing.
    """

    def __init__(self, width: float, height: float, typeface: Typeface) -> None:
        self.width, self.height = width, height
        self._typeface = typeface
        # Each runs only when the file is written, so that our settings of matplotlib apply only then.
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
        """Words on the base line `y`, from `drawable`. `clear` first wipes the place."""
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
        """Several rectangles at once, which is much faster for hundreds of them."""

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
        return _with_description(out.getvalue(), title, description) if form == "svg" else out.getvalue()


def _with_description(svg: bytes, title: str, description: str) -> bytes:
    """The SVG with a title and a description for screen readers."""
    # One page may have several pictures, so their ids must differ.
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
    """Import matplotlib without the backend in MPLBACKEND, since an unknown one makes the import fail."""
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
    """The alphabetically first family of the regular fonts on this machine that have the character."""
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
            continue  # ignore a font that cannot be read
    return None
