"""Absolute coordinates of a chart for given column widths and row heights."""

from collections.abc import Sequence
from typing import NamedTuple

from .chart import Chart, Extent, Label, Point, Symbol


class Box(NamedTuple):
    """A rectangle in units."""

    left: float
    top: float
    right: float
    bottom: float


def centre_line(size: float, extent: Extent) -> float:
    """Distance of the centre line from the left or top edge of a lane or band of this size.

    It lies in the middle unless one side needs more room.
    """
    return max(extent.before, min(size / 2, size - extent.after))


class Geometry:
    """Borders and centre lines of lanes and bands; the origin is the top left corner of the lanes.

    Without sizes everything is as small as possible.  ``lane_edges``, ``row_edges`` and ``band_edges`` hold one more
    value than there are lanes, rows and bands.
    """

    def __init__(
        self,
        chart: Chart,
        lane_widths: Sequence[float] | None = None,
        row_heights: Sequence[float] | None = None,
    ) -> None:
        self.chart = chart
        if lane_widths is None:
            lane_widths = [extent.total for extent in chart.lanes]
        if row_heights is None:
            row_heights = [chart.row_height(row) for row in range(len(chart.rows))]
        self.lane_edges, self.lane_centres = [0.0], []
        for width, extent in zip(lane_widths, chart.lanes, strict=True):
            self.lane_centres.append(self.lane_edges[-1] + centre_line(width, extent))
            self.lane_edges.append(self.lane_edges[-1] + width)
        self.row_edges, self.band_edges, self.band_centres = [0.0], [0.0], []
        for number, (height, row) in enumerate(zip(row_heights, chart.rows, strict=True)):
            spare = (height - chart.row_height(number)) / len(row.bands)
            for band in row.bands:
                extent = chart.bands[band].extent
                size = extent.total + spare
                self.band_centres.append(self.band_edges[-1] + centre_line(size, extent))
                self.band_edges.append(self.band_edges[-1] + size)
            self.row_edges.append(self.band_edges[-1])

    def place(self, point: Point) -> tuple[float, float]:
        """x and y of a point of a route."""
        return self.lane_centres[point.lane] + point.dx, self.band_centres[point.band] + point.dy

    def symbol_box(self, symbol: Symbol) -> Box:
        """Rectangle around a symbol."""
        y = self.band_centres[symbol.band]
        return Box(
            self.lane_centres[symbol.first_lane] - symbol.half_width,
            y - symbol.half_height,
            self.lane_centres[symbol.last_lane] + symbol.half_width,
            y + symbol.half_height,
        )

    def label_box(self, label: Label) -> Box:
        """Rectangle of a label."""
        left = self.lane_centres[label.lane] + label.dx
        top = self.band_centres[label.band] + label.dy
        return Box(left, top, left + label.width, top + label.height)
