// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/matplotlib_script.h"

#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/python_text.h"
#include "widgets/plots/number_text.h"

namespace neurograft {

namespace {

constexpr const char* kScript = R"(
colors = ListedColormap(data["colors"] / 255.0)
colors.set_bad("white")
rows = -(-len(PANELS) // COLUMNS)
figure, axes = plt.subplots(rows, COLUMNS, squeeze=False, sharex=True, sharey=True,
                            figsize=(WIDTH_MM / 25.4, HEIGHT_MM / 25.4), layout="constrained")
for axis in axes.flat[len(PANELS):]:
    axis.set_visible(False)
for place, (axis, panel) in enumerate(zip(axes.flat, PANELS)):
    values = data[panel["table"]]  # [y, x]
    undefined = np.isnan(values)
    visible = np.ones(values.shape, bool)
    if panel["table"] + "_visible" in data:
        visible = data[panel["table"] + "_visible"] != 0
    shown = np.where(visible, values, np.nan)
    if TRANSPOSED:
        shown, undefined, visible = shown.T, undefined.T, visible.T
    image = axis.imshow(shown, cmap=colors, vmin=panel["range"][0], vmax=panel["range"][1],
                        origin="lower", interpolation="nearest")
    for y, x in zip(*np.nonzero(undefined & visible)):
        axis.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, fill=False, hatch="////", linewidth=0))
    axis.set_title(panel["title"], loc="left")
    if LETTERS and len(PANELS) > 1:
        axis.set_title("(%s) %s" % (chr(ord("a") + place), panel["title"]), loc="left")
    if BOX:
        defined = values[~np.isnan(values)]
        axis.set_title("mean %.3f  sd %.3f" % (defined.mean(), defined.std()), loc="right",
                       fontsize=TICK_PT)
    if not LOCKED:
        figure.colorbar(image, ax=axis)
if LOCKED:
    figure.colorbar(image, ax=axes, label=SCALE_TITLE)
figure.supxlabel(Y_TITLE if TRANSPOSED else X_TITLE, fontsize=LABEL_PT)
figure.supylabel(X_TITLE if TRANSPOSED else Y_TITLE, fontsize=LABEL_PT)
)";

int columnsOf(const FigurePlan& plan)
{
    int columns = 0;
    for (const PanelPlan& panel : plan.panels) {
        columns += panel.map.top() == plan.panels.front().map.top() ? 1 : 0;
    }
    return std::max(1, columns);
}

} // namespace

std::string matplotlibScript(const HeatmapFigure& figure, const FigureSpec& spec,
                             const std::string& archive)
{
    const FigurePlan plan = planFigure(figure, spec);
    const auto length = [](double value) { return fileNumber(value); };
    std::string text = pythonHead(figure.subject());
    text += pythonPage(spec, plan.sizeMm, archive, figure.footer);
    text += "COLUMNS = " + std::to_string(columnsOf(plan)) + '\n';
    text += "LOCKED = " + pythonLiteral(spec.isLocked) + "  # one colour scale for all panels\n";
    text += "TRANSPOSED = " + pythonLiteral(spec.isTransposed) + "  # rows on the x axis\n";
    text += "BOX = " + pythonLiteral(spec.showBox) + "  # mean and population standard deviation\n";
    text += "X_TITLE = " + pythonLiteral(spec.isTransposed ? plan.yTitle : plan.xTitle) + '\n';
    text += "Y_TITLE = " + pythonLiteral(spec.isTransposed ? plan.xTitle : plan.yTitle) + '\n';
    text += "SCALE_TITLE = " + pythonLiteral(plan.scaleTitle) + '\n';
    text += "PANELS = [\n";
    for (std::size_t i = 0; i < figure.panels.size(); ++i) {
        const HeatmapData& data = figure.panels[i];
        const ColorRange& range = plan.panels[i].range;
        text += "    {\"table\": " + pythonLiteral(data.table())
            + ", \"title\": " + pythonLiteral(data.module) + ", \"range\": (" + length(range.low)
            + ", " + length(range.high) + ")},\n";
    }
    text += "]\n" + pythonAnnotations(spec, figure.panelNames());
    return text + pythonStyle() + kScript + pythonEnd();
}

} // namespace neurograft
