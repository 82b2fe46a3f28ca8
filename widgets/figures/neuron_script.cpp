// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/neuron_script.h"

#include "widgets/figures/chart_pen.h"
#include "widgets/figures/neuron_bars.h"
#include "widgets/figures/python_text.h"
#include "widgets/plots/number_text.h"

namespace neurograft {

namespace {

constexpr const char* kNeurons = R"PY(
def pooled(scores, bins):
    """The score of largest magnitude in each of at most so many bins, sign kept."""
    layers, width = scores.shape
    bins = min(bins, width)
    edges = [-(-b * width // bins) for b in range(bins + 1)]
    out = np.empty((layers, bins))
    for b in range(bins):
        part = scores[:, edges[b]:edges[b + 1]]
        best = np.argmax(np.where(np.isnan(part), -1, np.abs(part)), axis=1)
        out[:, b] = part[np.arange(layers), best]
    return out


def located(name):
    """Layers and indices of a selection: [k, 2], or a row for each selected layer."""
    if name not in data:
        return np.empty(0, int), np.empty(0, int)
    chosen = data[name]
    if name + "_layers" not in data:
        return chosen[:, 0], chosen[:, 1]
    return np.repeat(data[name + "_layers"], chosen.shape[1]), chosen.ravel()


colors = ListedColormap(data["colors"] / 255.0)
colors.set_bad("0.886")  # not evaluated
rows = -(-len(PANELS) // COLUMNS)
figure, axes = plt.subplots(rows, COLUMNS, squeeze=False,
                            figsize=(WIDTH_MM / 25.4, HEIGHT_MM / 25.4), layout="constrained")
for axis in axes.flat[len(PANELS):]:
    axis.set_visible(False)
for place, (axis, panel) in enumerate(zip(axes.flat, PANELS)):
    scores = data[panel["table"]]  # [layer, neuron]
    bottom, top, left, right = panel["part"]  # of the map; top and right lie behind it
    image = axis.imshow(pooled(scores[bottom:top, left:right], BINS), cmap=colors,
                        vmin=panel["range"][0], vmax=panel["range"][1], origin="lower",
                        interpolation="nearest", aspect="auto",
                        extent=(left - 0.5, right - 0.5, bottom - 0.5, top - 0.5))
    layer, index = located(panel["located"])
    axis.vlines(index, layer - 0.5, layer - 0.25, color="black", linewidth=0.3)
    axis.set_xlim(left - 0.5, right - 0.5)
    axis.set_ylim(bottom - 0.5, top - 0.5)
    title = panel["title"]
    if LETTERS and len(PANELS) > 1:
        title = "(%s) %s" % (chr(ord("a") + place), title)
    axis.set_title(title, loc="left")
    if not LOCKED:
        figure.colorbar(image, ax=axis)
if LOCKED:
    figure.colorbar(image, ax=axes, label=SCALE_TITLE)
figure.supxlabel(NEURON_TITLE, fontsize=LABEL_PT)
figure.supylabel("layer", fontsize=LABEL_PT)
)PY";

constexpr const char* kLayers = R"PY(
rows = -(-len(PANELS) // COLUMNS)
figure, axes = plt.subplots(rows, COLUMNS, squeeze=False, sharey=True,
                            figsize=(WIDTH_MM / 25.4, HEIGHT_MM / 25.4), layout="constrained")
for axis in axes.flat[len(PANELS):]:
    axis.set_visible(False)
for place, (axis, panel) in enumerate(zip(axes.flat, PANELS)):
    for shift, bar in zip(SHIFTS, panel["bars"]):
        if bar["table"] in data:
            values = data[bar["table"]]
            axis.bar(np.arange(len(values)) + shift, values, BAR_WIDTH, label=bar["label"],
                     color=bar["color"], hatch=bar["hatch"])
    axis.axhline(0, color="black", linewidth=0.5)
    axis.set_ylim(RANGE)
    title = panel["title"]
    if LETTERS and len(PANELS) > 1:
        title = "(%s) %s" % (chr(ord("a") + place), title)
    axis.set_title(title, loc="left")
axes.flat[0].legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False,
                    borderaxespad=0)
figure.supxlabel("layer", fontsize=LABEL_PT)
figure.supylabel(VALUE_TITLE, fontsize=LABEL_PT)
)PY";

std::string text(const char* value)
{
    return pythonLiteral(QString::fromUtf8(value));
}

std::string text(const std::string& value)
{
    return pythonLiteral(QString::fromStdString(value));
}

std::string rangeText(const ColorRange& range)
{
    return '(' + fileNumber(range.low) + ", " + fileNumber(range.high) + ')';
}

std::string barText(const LayerBarsData& data, const LayerBarsModel& model, LayerBar bar)
{
    const bool isFfn = bar == LayerBar::Ffn;
    return "{\"table\": " + text(barTablePath(data, model, bar)) + ", \"label\": "
        + pythonLiteral(layerBarTitle(data, bar)) + ", \"color\": " + text(isFfn ? "0.25" : "0.75")
        + ", \"hatch\": " + text(isFfn ? "" : "////") + '}';
}

} // namespace

std::string neuronScript(const NeuronFigure& figure, const FigureSpec& spec,
                         const std::string& archive)
{
    const FigureScene scene = figure.scene(spec);
    const std::vector<ColorRange> ranges = neuronPanelRanges(figure, spec);
    const int bins = pixels300(scene.panels.front().rect.width());
    bool isPooled = false;
    for (const auto& panel : figure.panels) {
        isPooled = isPooled || neuronPanelView(figure, *panel).neurons() > bins;
    }
    std::string script = pythonHead(figure.subject());
    script += pythonPage(spec, scene.sizeMm, archive, figure.footer);
    script += pythonColumns(scene);
    script += "BINS = " + std::to_string(bins) + "  # of a map, at most\n";
    script += "LOCKED = " + pythonLiteral(spec.isLocked) + "  # one colour scale for all panels\n";
    script += "TRANSPOSED = False\n";
    script += "NEURON_TITLE = " + pythonLiteral(neuronAxisTitle(figure, isPooled)) + '\n';
    script += "SCALE_TITLE = " + pythonLiteral(neuronScaleTitle(*figure.panels.front())) + '\n';
    script += "PANELS = [\n";
    for (std::size_t i = 0; i < figure.panels.size(); ++i) {
        const NeuronMapData& data = *figure.panels[i];
        const NeuronView part = neuronPanelView(figure, data);
        script += "    {\"table\": " + text(neuronTablePath(data))
            + ", \"located\": " + text(neuronSelectionPath(data))
            + ",\n     \"name\": " + pythonLiteral(neuronPanelName(data))
            + ", \"title\": " + pythonLiteral(neuronMapTitle(data))
            + ", \"range\": " + rangeText(ranges[i]) + ",\n     \"part\": ("
            + std::to_string(part.layerLow) + ", " + std::to_string(part.layerHigh) + ", "
            + std::to_string(part.indexLow) + ", " + std::to_string(part.indexHigh) + ")},\n";
    }
    script += "]\n" + pythonAnnotations(spec, figure.panelNames());
    return script + pythonStyle() + kNeurons + pythonEnd();
}

std::string layerBarsScript(const LayerBarsFigure& figure, const FigureSpec& spec,
                            const std::string& archive)
{
    const FigureScene scene = figure.scene(spec);
    std::string script = pythonHead(figure.subject());
    script += pythonPage(spec, scene.sizeMm, archive, figure.footer);
    script += pythonColumns(scene);
    script += "TRANSPOSED = False\n";
    script += figure.data.isSingle() ? "SHIFTS, BAR_WIDTH = (0, 0), 0.72\n"
                                     : "SHIFTS, BAR_WIDTH = (-0.18, 0.18), 0.36\n";
    script += "RANGE = " + rangeText(layerBarsRange(figure.data)) + "  # from 0, never cut\n";
    script += "VALUE_TITLE = " + pythonLiteral(layerBarsAxisTitle(figure.data)) + '\n';
    script += "PANELS = [\n";
    for (const LayerBarsModel& model : figure.data.models) {
        script += "    {\"name\": " + pythonLiteral(model.role)
            + ", \"title\": " + pythonLiteral(layerBarsModelTitle(figure.data, model))
            + ",\n     \"bars\": [" + barText(figure.data, model, LayerBar::Ffn)
            + ",\n              " + barText(figure.data, model, LayerBar::Attention) + ']' + "},\n";
    }
    script += "]\n" + pythonAnnotations(spec, figure.panelNames());
    return script + pythonStyle() + kLayers + pythonEnd();
}

} // namespace neurograft
