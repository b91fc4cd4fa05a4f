"""The cells of the lanes: where a drawing lies in its cell, whatever the size of the cell."""

from collections.abc import Mapping

from ...core.layout.chart import Chart, Extent, Row
from .drawing import Drawings, Place, number
from .styles import PageStyles


def row_style(chart: Chart, index: int) -> str:
    """Return the declarations of a row: its least height, and its centre line where that is not in the middle."""
    row = chart.rows[index]
    style = f"height:{number(chart.row_height(index) + 1)}px"
    if len(row.bands) == 1:
        extent = chart.bands[row.bands[0]].extent
        if extent.before != extent.after:
            style += f";--y:{centre(extent)}"
    return style


def lane_cell(
    chart: Chart, drawings: Drawings, says: Mapping[Place, str], row: Row, lane: int, styles: PageStyles
) -> str:
    """Return what a cell of a lane shows and says, band by band; empty if nothing."""
    if len(row.bands) == 1:
        place = (row.bands[0], lane)
        drawing = drawings.get(place)
        if drawing is None:
            return ""
        return f'<i class="sop-lines" aria-hidden="true"><svg>{drawing}</svg></i>{says.get(place, "")}'
    return "".join(
        f'<i{styles.attribute(_band_style(chart, row, level), "sop-lines")} aria-hidden="true">'
        f"<svg>{drawings[band, lane]}</svg></i>{says.get((band, lane), '')}"
        for level, band in enumerate(row.bands)
        if (band, lane) in drawings
    )


def _band_style(chart: Chart, row: Row, level: int) -> str:
    """Edges and centre line of a band; spare height of the row is shared equally among its bands."""
    extents = [chart.bands[band].extent for band in row.bands]
    total, count = sum(extent.total for extent in extents), len(extents)
    above = sum(extent.total for extent in extents[:level])
    below = above + extents[level].total
    top = _share(level / count, above - total * level / count)
    bottom = _share(1 - (level + 1) / count, total * (level + 1) / count - below)
    edges = f"top:{top};bottom:{bottom}" if level + 1 < count else f"top:{top}"
    return f"{edges};--y:{centre(extents[level])}"


def centre(extent: Extent) -> str:
    """Return the place of the centre line of a lane or band."""
    if extent.before == extent.after:
        return "50%"
    return f"clamp({number(extent.before)}px,50%,100% - {number(extent.after)}px)"


def _share(share: float, pixels: float) -> str:
    """A share of the height and some pixels."""
    if not round(share, 6):
        return f"{number(pixels)}px"
    sign = "-" if pixels < 0 else "+"
    return f"calc({number(100 * share)}% {sign} {number(abs(pixels))}px)"
