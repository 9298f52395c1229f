"""Native charts, whose workbook holds their data."""

from __future__ import annotations

import re
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.slide import Slide
from pptx.util import Pt

from ..carto.text import xml_safe
from .spec import ChartBlock, Page
from .tables import describe

_KINDS = {
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "beside": XL_CHART_TYPE.BAR_CLUSTERED,
}
_FEW = 10
_MOST_BAR, _AROUND = 30.0, 40.0
_THOUSANDS = "#,##0"
_HIDE_ZERO = "#,##0;;"
# what XlsxWriter, or a spreadsheet program, would not take as plain text
_NOT_PLAIN = re.compile(r"^\s*([=+\-@{]|[a-z]+:)", re.IGNORECASE)


def add_chart(slide: Slide, block: ChartBlock, page: Page) -> None:
    """Add a chart; on a mirrored page its categories run from the right."""
    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = [plain_cell(label) for label in block.categories]
    for name, values, _ in block.series:
        data.add_series(plain_cell(name), values)  # type: ignore[no-untyped-call]
    left, top, width, height = block.box
    if block.kind != "stacked":
        # a bar thicker than a line of text says no more
        bars = len(block.categories) * (len(block.series) if block.kind == "beside" else 1)
        height = min(height, _MOST_BAR * bars + _AROUND)
    kind = _KINDS[block.kind]
    shape: Any = slide.shapes.add_chart(kind, Pt(left), Pt(top), Pt(width), Pt(height), data)  # type: ignore[arg-type]
    shape.name = block.name
    describe(shape, block.alt)
    chart = shape.chart
    chart.has_title = False
    lying = block.kind != "stacked"
    chart.has_legend = len(block.series) > 1 or not lying
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
        chart.legend.font.size = Pt(11)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 30, 0 if block.kind == "beside" else 100
    for series, (_, _, colour) in zip(plot.series, block.series, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = RGBColor(*bytes.fromhex(colour))  # type: ignore[no-untyped-call]
    for axis in (chart.category_axis, chart.value_axis):
        axis.tick_labels.font.size = Pt(10)
    chart.value_axis.minimum_scale = 0
    if lying:
        _lie_down(chart, page)
        return
    chart.category_axis.reverse_order = page.mirrored
    chart.value_axis.tick_labels.number_format = _THOUSANDS
    chart.value_axis.tick_labels.number_format_is_linked = False
    columns = zip(*(values for _, values, _ in block.series), strict=True)
    if max(map(sum, columns), default=0) <= _FEW:
        chart.value_axis.major_unit = 1
    chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor(0xD9, 0xDE, 0xE2)  # type: ignore[no-untyped-call]
    chart.value_axis.format.line.fill.background()


def _lie_down(chart: Any, page: Page) -> None:  # noqa: ANN401 - a chart of bars
    """List bars from above, each with its number instead of an axis."""
    chart.category_axis.reverse_order = True
    chart.category_axis.format.line.fill.background()
    chart.value_axis.reverse_order = page.mirrored
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    plot = chart.plots[0]
    plot.has_data_labels = True
    plot.data_labels.font.size = Pt(10)
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    plot.data_labels.number_format = _HIDE_ZERO
    plot.data_labels.number_format_is_linked = False


def plain_cell(text: str) -> str:
    """Keep a text from becoming a formula or a link in the chart's workbook."""
    text = xml_safe(text)
    return f" {text}" if _NOT_PLAIN.match(text) else text
