"""Native Excel charts of a report's workbook: linked to its cells, and restylable by users."""

from typing import Any

import xlsxwriter

from scoring.charts.palette import FIRST_READING_COLOUR, LIGHT_COLOURS, PILLAR_LINES
from scoring.charts.trend_chart import total_chart
from scoring.scores.series import ScoreSeries

GRID = {"visible": True, "line": {"color": LIGHT_COLOURS["line"]}}


def pillar_column_chart(book: xlsxwriter.Workbook, sheet: str, row: int, accent: str) -> Any:
    """Column chart of the pillars before and after; their rows begin at `row`."""
    chart = book.add_chart({"type": "column"})
    pillar_colours = [{"fill": {"color": LIGHT_COLOURS[line]}} for line in PILLAR_LINES]
    for column, name, colour in ((1, "Before", FIRST_READING_COLOUR), (2, "After", accent)):
        series = {
            "name": name,
            "categories": [sheet, row, 0, row + 3, 0],
            "values": [sheet, row, column, row + 3, column],
            "fill": {"color": colour},
            "data_labels": {"value": True, "num_format": "0.0"},
            "gap": 60,
        }
        chart.add_series(series | ({"points": pillar_colours} if column == 2 else {}))
    chart.set_y_axis({"min": 0, "max": 25, "major_gridlines": GRID, "line": {"none": True}})
    return _finish_chart(chart, "Pillars before and after", 300)


def total_line_chart(book: xlsxwriter.Workbook, sheet: str, trend: ScoreSeries, accent: str) -> Any:
    """Line chart of the total over time with the 70 line, from one row per day below the header."""
    chart, rows = book.add_chart({"type": "line"}), len(trend.days)
    for column, name, line in (
        (1, "Estimated SSI", {"color": accent, "width": 2.25}),
        (6, "70: good", {"color": LIGHT_COLOURS["ink"], "width": 1, "dash_type": "dash"}),
    ):
        chart.add_series(
            {
                "name": name,
                "categories": [sheet, 1, 0, rows, 0],
                "values": [sheet, 1, column, rows, column],
                "line": line,
            }
        )
    chart_data = total_chart(trend)
    step = max((trend.days[-1] - trend.days[0]).days // 7, 1)
    days = {"date_axis": True, "num_format": "d mmm", "major_unit": step, "major_unit_type": "days"}
    chart.set_x_axis(days | {"major_tick_mark": "none"})
    scale = {"min": chart_data.low, "max": chart_data.high}
    chart.set_y_axis(scale | {"major_gridlines": GRID, "line": {"none": True}})
    chart.show_blanks_as("gap")
    return _finish_chart(chart, "Estimated SSI at the end of each day", 320)


def _finish_chart(chart: Any, title: str, height: int) -> Any:
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 640, "height": height, "object_position": 2})
    return chart
