"""A static map as PNG or PDF; the only file that imports matplotlib."""

from __future__ import annotations

import io
import logging
import warnings
from typing import TYPE_CHECKING, Any

from geo.errors import MissingDependencyError

from .scene import Label, Mark, Outline, Scene
from .shapes import mark_rings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_POINTS_PER_INCH = 72.0
_DPI = 150
_MOST_TOLD = 10
# DejaVu comes with matplotlib, so that every machine draws the same; it is wider than Arial
_FONT, _FONT_SCALE = "DejaVu Sans", 0.87
_ANCHOR = {"l": ("left", 0.0), "ctr": ("center", 0.5), "r": ("right", 1.0)}


def picture_bytes(scene: Scene, width: float, height: float, *, kind: str, title: str) -> bytes:
    """
    Draw a scene as a picture.

    Parameters
    ----------
    scene
        What to draw, in page points.
    width, height
        Size of the page in points.
    kind
        ``png`` (150 dots per inch) or ``pdf``.
    title
        Title in the file's properties.

    Returns
    -------
    content
        The file, without dates or names of programs; the same scene gives the same bytes.

    Raises
    ------
    MissingDependencyError
        If matplotlib is not installed.
    """
    try:
        from matplotlib import rc_context
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.backends.backend_pdf import FigureCanvasPdf
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingDependencyError("matplotlib", extra="maps") from error
    figure = Figure(figsize=(width / _POINTS_PER_INCH, height / _POINTS_PER_INCH), dpi=_DPI)
    output = io.BytesIO()
    settings: Any = {"pdf.fonttype": 42, "text.parse_math": False, "path.simplify": False}
    _tell_missing(scene)
    with rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        for item in scene.primitives:
            _draw(figure, item, width, height)
        if kind == "pdf":
            dates = {"Title": title, "CreationDate": None, "Producer": None, "Creator": "sitmap"}
            canvas: Any = FigureCanvasPdf(figure)
            canvas.print_pdf(output, metadata=dates)
        else:
            canvas = FigureCanvasAgg(figure)
            canvas.print_png(output, metadata={"Title": title, "Software": None})
    return output.getvalue()


def _tell_missing(scene: Scene) -> None:
    """Say which characters the font of pictures does not have; they are drawn as boxes."""
    from matplotlib.font_manager import findfont, get_font

    known = get_font(findfont(_FONT)).get_charmap()
    told = {letter for item in scene.primitives if isinstance(item, Label) for letter in item.text}
    missing = sorted(letter for letter in told if letter.isprintable() and ord(letter) not in known)
    if missing:
        logging.getLogger(__name__).warning(
            "%s has no %s; boxes stand for them, the map as .svg or .pptx keeps the text",
            _FONT,
            ", ".join(f"{letter!r}" for letter in missing[:_MOST_TOLD]),
        )


def _draw(figure: Figure, item: Outline | Mark | Label, width: float, height: float) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path
    from matplotlib.patheffects import withStroke
    from matplotlib.transforms import Affine2D

    down = Affine2D().scale(1 / width, -1 / height).translate(0, 1) + figure.transFigure
    if isinstance(item, Label):
        anchor, share = _ANCHOR[item.align]
        left, top, box_width, box_height = item.box
        text = figure.text(
            left + box_width * share,
            top + box_height / 2,
            item.text,
            transform=down,
            family=_FONT,
            fontsize=item.size * _FONT_SCALE,
            color=f"#{item.colour}",
            ha=anchor,
            va="center_baseline",
            weight="bold" if item.bold else "normal",
        )
        if item.halo:
            text.set_path_effects([withStroke(linewidth=2, foreground=f"#{item.halo}")])
        return
    rings = item.rings if isinstance(item, Outline) else mark_rings(item)
    closed = not isinstance(item, Outline) or item.closed
    points, codes = [], []
    for ring in rings:
        points += ring
        steps = [Path.MOVETO, *([Path.LINETO] * (len(ring) - 1))]
        if closed:
            steps[-1] = Path.CLOSEPOLY
        codes += steps
    paint = item.paint
    figure.add_artist(
        PathPatch(
            Path(points, codes),
            transform=down,
            facecolor="none" if paint.fill is None else (f"#{paint.fill}", paint.opacity),
            edgecolor="none" if paint.line is None else f"#{paint.line}",
            linewidth=paint.width if paint.line else 0,
            linestyle=(0, (4, 3)) if paint.dash else "solid",
            joinstyle="round",
            # a symbol belongs where it is, not on the nearest pixel
            snap=False if isinstance(item, Mark) else None,
        )
    )
