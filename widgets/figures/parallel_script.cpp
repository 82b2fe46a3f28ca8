// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/parallel_script.h"

#include "widgets/figures/parallel_lines.h"
#include "widgets/figures/python_text.h"
#include "widgets/plots/number_text.h"

namespace neurograft {

namespace {

constexpr const char* kParallel = R"PY(
places = data["parallel/places"]  # [axis, cell], from 0 to 1
numbers = data["parallel/color"]  # [cell]
colors = ListedColormap(data["colors"] / 255.0)
scale = plt.Normalize(*RANGE)
figure, axes = plt.subplots(1, 1, squeeze=False, figsize=(WIDTH_MM / 25.4, HEIGHT_MM / 25.4),
                            layout="constrained")
axis = axes.flat[0]
# A high number lies over a low one, a cell without it below all.
for cell in np.argsort(np.where(np.isnan(numbers), -np.inf, numbers), kind="stable"):
    if np.isnan(numbers[cell]):
        axis.plot(places[:, cell], color="0.6", linewidth=1, linestyle=(0, (4, 2.3)))
    else:
        axis.plot(places[:, cell], color=colors(scale(numbers[cell])), linewidth=1)
for x, column in enumerate(AXES):
    axis.vlines(x, 0, 1, color="black", linewidth=0.5, zorder=3)
    for place, text in column["ticks"]:
        axis.plot(x, place, "_", color="black", markersize=3, markeredgewidth=0.5, zorder=3)
        axis.annotate(text, (x, place), (-3, 0), textcoords="offset points", ha="right",
                      va="center", zorder=4,
                      bbox={"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 0.5})
widest = max(len(column["title"]) for column in AXES) * TICK_PT * 0.19  # mm, about
isHigh = widest > WIDTH_MM / (len(AXES) + 1)  # every second title a line higher
for x, column in enumerate(AXES):
    axis.annotate(column["title"], (x, 1), (0, 4 + TICK_PT * 1.2 * (isHigh and x % 2 == 0)),
                  textcoords="offset points", ha="center", va="bottom")
axis.set_xlim(-0.3, len(AXES) - 0.7)
axis.set_ylim(0, 1)
axis.axis("off")
figure.colorbar(plt.cm.ScalarMappable(scale, colors), ax=axis, label=SCALE_TITLE)
)PY";

std::string axisText(const ParallelAxis& axis)
{
    std::string text = "    {\"title\": " + pythonLiteral(axis.title) + ",\n     \"ticks\": [";
    for (const CurveTick& tick : axis.ticks) {
        text += '(' + fileNumber(parallelPlace(axis, tick.at)) + ", " + pythonLiteral(tick.text)
            + "), ";
    }
    return text + "]},\n";
}

} // namespace

std::string parallelScript(const ParallelFigure& figure, const FigureSpec& spec,
                           const std::string& archive)
{
    const ColorRange range = spec.range.value_or(figure.range);
    std::string text = pythonHead(figure.subject());
    text += pythonPage(spec, figure.scene(spec).sizeMm, archive, figure.footer);
    text += "TRANSPOSED = False\n";
    text += "RANGE = (" + fileNumber(range.low) + ", " + fileNumber(range.high)
        + ")  # of the colours\n";
    text += "SCALE_TITLE = " + pythonLiteral(figure.colorTitle) + '\n';
    text += "AXES = [\n";
    for (const ParallelAxis& axis : figure.axes) {
        text += axisText(axis);
    }
    text += "]\nPANELS = [{\"name\": " + pythonLiteral(figure.kind()) + "}]\n";
    text += pythonAnnotations(spec, figure.panelNames());
    return text + pythonStyle() + kParallel + pythonEnd();
}

std::vector<Table> parallelTables(const ParallelFigure& figure)
{
    Table places;
    places.path = "parallel/places";
    places.shape = {static_cast<std::int64_t>(figure.axes.size()),
                    static_cast<std::int64_t>(figure.colors.size())};
    places.axes = {"axis", "cell"};
    std::vector<double> values;
    for (const ParallelAxis& axis : figure.axes) {
        const std::vector<double> cells = parallelPlaces(figure, axis);
        values.insert(values.end(), cells.begin(), cells.end());
    }
    places.values = std::move(values);
    Table colors;
    colors.path = "parallel/color";
    colors.shape = {static_cast<std::int64_t>(figure.colors.size())};
    colors.axes = {"cell"};
    colors.values = figure.colors;
    return {places, colors};
}

} // namespace neurograft
