// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/curve_script.h"

#include "widgets/figures/python_text.h"
#include "widgets/plots/number_text.h"

#include <QColor>
#include <QTransform>

#include <algorithm>
#include <limits>

namespace neurograft {

namespace {

constexpr const char* kCurves = R"PY(
MARKS = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D"}
STYLES = {series["title"]: series for series in SERIES}
DASHES, PUBLISHED_DASHES = (0, (4, 2.3)), (0, (4, 3.4))


def shown(values):
    """Logarithms of what is above 0, where the axis is one of powers."""
    return np.log10(np.where(values > 0, values, np.nan)) if LOGARITHMIC else values


def runs(defined):
    """First and last index of the points in a row that are defined."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], defined, [False]))))
    return zip(edges[::2], edges[1::2] - 1)


def band(axis, steps, low, high, color):
    """± the deviation: a band, or whiskers where points are not joined or stand alone."""
    for first, last in runs(~np.isnan(low) & ~np.isnan(high)):
        part = slice(first, last + 1)
        if JOINED and first < last:
            axis.fill_between(steps[part], low[part], high[part], color=color, alpha=0.22,
                              linewidth=0, zorder=1)
            for edge in low, high:
                axis.plot(steps[part], edge[part], color=color, alpha=0.6, linewidth=0.35,
                          zorder=1)
        else:
            middle = (low[part] + high[part]) / 2
            axis.errorbar(steps[part], middle, (high[part] - low[part]) / 2, fmt="none",
                          ecolor=color, elinewidth=0.5, capsize=1.7, capthick=0.5, zorder=1)


def published(axis, chart, numbers):
    """Hollow diamonds, in the colour of their curve; lines where they hold for every step."""
    for (series, name), (step, value) in zip(chart["published"], numbers):
        value = shown(np.array(value))
        if np.isnan(step):
            line = axis.axhline(value, color="black", linewidth=0.5, linestyle=PUBLISHED_DASHES)
            keys["published: " + name] = line
        else:
            color = STYLES[series]["color"] if series in STYLES else "black"
            axis.plot(step, value, "D", markerfacecolor="white", markeredgecolor=color,
                      markeredgewidth=0.75, markersize=3.4, zorder=4)
            keys["published"] = Line2D([], [], linestyle="none", marker="D", color="black",
                                       markerfacecolor="white", markeredgewidth=0.75,
                                       markersize=3.4)


keys = {}  # of the legend
rows = -(-len(PANELS) // COLUMNS)
figure, axes = plt.subplots(rows, COLUMNS, squeeze=False,
                            figsize=(WIDTH_MM / 25.4, HEIGHT_MM / 25.4), layout="constrained")
for axis in axes.flat[len(PANELS):]:
    axis.set_visible(False)
for place, (axis, panel) in enumerate(zip(axes.flat, PANELS)):
    steps = data[panel["table"] + "/steps"]  # [curve, point]
    values = shown(data[panel["table"] + "/values"])
    for curve, title in enumerate(panel["curves"]):
        style = STYLES[title]
        if panel["table"] + "/low" in data:
            low, high = (shown(data[panel["table"] + end][curve]) for end in ("/low", "/high"))
            band(axis, steps[curve], low, high, style["color"])
        line, = axis.plot(steps[curve], values[curve], color=style["color"], linewidth=1,
                          linestyle=(DASHES if style["dashed"] else "-") if JOINED else "none",
                          marker=MARKS[style["mark"]], markersize=3.1, markeredgewidth=0,
                          markevery=0.06 if JOINED else None, zorder=3)
        if title and title not in keys:
            keys[title] = line
    if panel["table"] + "/published" in data:
        published(axis, panel, data[panel["table"] + "/published"])
    (left, right), (bottom, top) = panel["steps"], panel["range"]
    axis.set_xlim(left, right)
    axis.set_ylim(bottom, top)
    if bottom < 0 < top and not LOGARITHMIC:
        axis.axhline(0, color="0.63", linewidth=0.35, zorder=0)
    if LOGARITHMIC:
        axis.yaxis.set_major_formatter("$10^{{{x:g}}}$")
    if STEP_TICKS:
        axis.set_xticks(*zip(*STEP_TICKS))
    else:
        axis.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    if place + COLUMNS < len(PANELS):
        axis.tick_params(labelbottom=False)
    else:
        axis.set_xlabel(STEP_TITLE)
    if LOCKED and place % COLUMNS:
        axis.tick_params(labelleft=False)
    axis.spines[["top", "right"]].set_visible(False)
    title = panel["title"]
    if LETTERS and len(PANELS) > 1:
        title = "(%s) %s" % (chr(ord("a") + place), title)
    note = panel["note"] if BOX else ""
    isBelow = bool(note) and COLUMNS > 1
    axis.set_title(title, loc="left", pad=3 + 1.3 * TICK_PT * isBelow)
    axis.annotate(note, (0 if isBelow else 1, 1), (0, 3), textcoords="offset points",
                  xycoords="axes fraction", ha="left" if isBelow else "right")
figure.supylabel(VALUE_TITLE, fontsize=LABEL_PT)
if keys:
    widest = max(len(title) for title in keys) * TICK_PT * 0.19 + 8  # mm, about
    columns = min(len(keys), max(1, int(WIDTH_MM // widest)))
    lines = -(-len(keys) // columns)
    room = lines * TICK_PT * 1.5 / 72 / (HEIGHT_MM / 25.4) + 0.02
    figure.get_layout_engine().set(rect=(0, room, 1, 1 - room))
    figure.legend(keys.values(), keys.keys(), loc="lower center", ncols=columns, frameon=False,
                  borderaxespad=0.2, borderpad=0)
)PY";

const char* markWord(CurveStyle::Mark mark)
{
    switch (mark) {
    case CurveStyle::Mark::Circle:
        return "circle";
    case CurveStyle::Mark::Square:
        return "square";
    case CurveStyle::Mark::Triangle:
        return "triangle";
    case CurveStyle::Mark::Diamond:
        break;
    }
    return "diamond";
}

std::string curveRangeText(double low, double high)
{
    return '(' + fileNumber(low) + ", " + fileNumber(high) + ')';
}

/// Styles by title, in the order of the curves.
std::string seriesText(const CurveGrid& grid)
{
    std::string text = "SERIES = [\n";
    const QStringList series = curveSeries(grid);
    for (qsizetype at = 0; at < series.size(); ++at) {
        const CurveStyle style = curveStyle(static_cast<std::size_t>(at));
        text += "    {\"title\": " + pythonLiteral(series[at])
            + ", \"color\": " + pythonLiteral(QColor::fromRgb(style.color).name())
            + ", \"dashed\": " + pythonLiteral(style.isDashed)
            + ", \"mark\": " + pythonLiteral(QString::fromLatin1(markWord(style.mark))) + "},\n";
    }
    return text + "]\n";
}

std::string stepTicksText(const CurveGrid& grid)
{
    std::string text = "STEP_TICKS = [";
    if (grid.steps) {
        for (const CurveTick& tick : grid.steps->ticks) {
            text += '(' + fileNumber(tick.at) + ", " + pythonLiteral(tick.text) + "), ";
        }
    }
    return text + "]\n";
}

std::string chartPath(std::size_t chart)
{
    return "charts/" + std::to_string(chart);
}

/// A chart with its axes as they are drawn.
std::string chartText(const CurvePanel& panel, std::size_t chart, const ScenePanel& drawn)
{
    const QRectF axes = drawn.toPage.inverted().mapRect(drawn.rect);
    std::string text = "    {\"table\": \"" + chartPath(chart)
        + "\", \"name\": " + pythonLiteral(panel.name)
        + ", \"title\": " + pythonLiteral(panel.title) + ", \"note\": " + pythonLiteral(panel.note)
        + ",\n     \"steps\": " + curveRangeText(axes.left(), axes.right())
        + ", \"range\": " + curveRangeText(axes.top(), axes.bottom()) + ",\n     \"curves\": [";
    for (const Curve& curve : panel.data.curves) {
        text += pythonLiteral(curve.title) + ", ";
    }
    text += "],\n     \"published\": [";
    for (const CurveReference& reference : panel.references) {
        text +=
            '(' + pythonLiteral(reference.series) + ", " + pythonLiteral(reference.name) + "), ";
    }
    return text + "]},\n";
}

/// Rows of different lengths, the shorter ones filled with NaN.
Table rowsTable(const std::string& path, const std::vector<const std::vector<double>*>& rows)
{
    std::size_t width = 0;
    for (const std::vector<double>* row : rows) {
        width = std::max(width, row->size());
    }
    std::vector<double> values;
    for (const std::vector<double>* row : rows) {
        values.insert(values.end(), row->begin(), row->end());
        values.insert(values.end(), width - row->size(), std::numeric_limits<double>::quiet_NaN());
    }
    Table table;
    table.path = path;
    table.shape = {static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(width)};
    table.axes = {"curve", "point"};
    table.values = std::move(values);
    return table;
}

Table publishedRows(const std::string& path, const std::vector<CurveReference>& references)
{
    std::vector<double> values;
    for (const CurveReference& reference : references) {
        values.push_back(reference.step.value_or(std::numeric_limits<double>::quiet_NaN()));
        values.push_back(reference.value);
    }
    Table table;
    table.path = path;
    table.shape = {static_cast<std::int64_t>(references.size()), 2};
    table.axes = {"number", "step and value"};
    table.values = std::move(values);
    return table;
}

/// One member of all rows of a chart.
template <class Row>
std::vector<const std::vector<double>*> membersOf(const std::vector<Row>& rows,
                                                  std::vector<double> Row::*member)
{
    std::vector<const std::vector<double>*> members;
    for (const Row& row : rows) {
        members.push_back(&(row.*member));
    }
    return members;
}

} // namespace

std::string curveScript(const Figure& figure, const CurveGrid& grid, const FigureSpec& spec,
                        const std::string& archive)
{
    const FigureScene scene = figure.scene(spec);
    std::string text = pythonHead(figure.subject());
    text += "from matplotlib.lines import Line2D\nfrom matplotlib.ticker import MaxNLocator\n\n";
    text += pythonPage(spec, scene.sizeMm, archive, figure.footerText());
    text += pythonColumns(scene);
    text += "LOCKED = " + pythonLiteral(spec.isLocked) + "  # one range of values for all charts\n";
    text += "TRANSPOSED = False\n";
    text += "BOX = " + pythonLiteral(spec.showBox) + '\n';
    text += "LOGARITHMIC = " + pythonLiteral(grid.isLogarithmic) + "  # values by their power\n";
    text += "JOINED = " + pythonLiteral(!(grid.steps && grid.steps->isCategorical))
        + "  # points of a curve\n";
    text += "STEP_TITLE = " + pythonLiteral(grid.stepTitle) + '\n';
    text += "VALUE_TITLE = " + pythonLiteral(grid.panels.front().data.valueTitle) + '\n';
    text += stepTicksText(grid) + seriesText(grid);
    text += "PANELS = [\n";
    for (std::size_t chart = 0; chart < grid.panels.size(); ++chart) {
        text += chartText(grid.panels[chart], chart, scene.panels[chart]);
    }
    text += "]\n" + pythonAnnotations(spec, figure.panelNames());
    return text + pythonStyle() + kCurves + pythonEnd();
}

std::vector<Table> curveTables(const CurveGrid& grid)
{
    std::vector<Table> tables;
    for (std::size_t chart = 0; chart < grid.panels.size(); ++chart) {
        const CurvePanel& panel = grid.panels[chart];
        const std::string path = chartPath(chart);
        const std::vector<Curve>& curves = panel.data.curves;
        tables.push_back(rowsTable(path + "/steps", membersOf(curves, &Curve::steps)));
        tables.push_back(rowsTable(path + "/values", membersOf(curves, &Curve::values)));
        if (panel.bands.size() == curves.size()) { // one each, at its points
            tables.push_back(rowsTable(path + "/low", membersOf(panel.bands, &CurveBand::low)));
            tables.push_back(rowsTable(path + "/high", membersOf(panel.bands, &CurveBand::high)));
        }
        if (!panel.references.empty()) {
            tables.push_back(publishedRows(path + "/published", panel.references));
        }
    }
    return tables;
}

} // namespace neurograft
