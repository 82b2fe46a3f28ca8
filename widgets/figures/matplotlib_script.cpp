// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/matplotlib_script.h"

#include "core/run/error.h"
#include "core/store/npz_writer.h"
#include "core/support/atomic_file.h"
#include "widgets/figures/annotation_json.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/plots/number_text.h"

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr const char* kScript = R"(
data = np.load(Path(__file__).with_name(ARCHIVE))
colors = ListedColormap(data["colors"] / 255.0)
colors.set_bad("white")
plt.rcParams.update({
    "font.family": FONTS, "font.size": TICK_PT, "axes.labelsize": LABEL_PT,
    "axes.titlesize": LABEL_PT, "axes.linewidth": 0.5, "xtick.major.width": 0.5,
    "ytick.major.width": 0.5, "xtick.major.size": 2, "ytick.major.size": 2,
    "pdf.fonttype": 42, "svg.fonttype": "none",
})

rows = -(-len(PANELS) // COLUMNS)
figure, axes = plt.subplots(rows, COLUMNS, squeeze=False, sharex=True, sharey=True,
                            figsize=(WIDTH_MM / 25.4, HEIGHT_MM / 25.4), layout="constrained")
for axis in axes.flat[len(PANELS):]:
    axis.set_visible(False)
for place, (axis, panel) in enumerate(zip(axes.flat, PANELS)):
    values = data[panel["table"]]  # [student layer, teacher layer]
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
if TITLE:
    figure.suptitle(TITLE, fontsize=LABEL_PT)
by_title = dict(zip((panel["title"] for panel in PANELS), axes.flat))
for note in ANNOTATIONS:  # in layers (teacher, student), without a panel in shares of the page
    axis = by_title.get(note["panel"])
    points = np.array([note["from"], note.get("to", note["from"])], float)
    if axis is None:
        points[:, 1] = 1 - points[:, 1]
    elif TRANSPOSED:
        points = points[:, ::-1]
    owner = axes.flat[0] if axis is None else axis
    space = "figure fraction" if axis is None else "data"
    if note["kind"] == "text":
        owner.annotate(note["text"], points[0], xycoords=space, fontsize=LABEL_PT, va="center",
                       annotation_clip=False,
                       bbox={"facecolor": "white", "linewidth": 0, "pad": 1})
    elif note["kind"] == "arrow":
        owner.annotate("", points[1], points[0], xycoords=space, textcoords=space,
                       annotation_clip=False,
                       arrowprops={"arrowstyle": "-|>", "facecolor": "black", "shrinkA": 0,
                                   "shrinkB": 0})
    else:
        transform = figure.transFigure if axis is None else axis.transData
        figure.add_artist(Rectangle(points.min(axis=0), *np.ptp(points, axis=0), fill=False,
                                    linewidth=1, transform=transform))
print(FOOTER)  # for the caption
figure.savefig(Path(__file__).with_suffix(".pdf"))
)";

/// A Python literal: JSON's texts and numbers are Python's.
std::string literal(const QString& text)
{
    return nlohmann::json(text.toStdString()).dump(-1, ' ', true);
}
std::string literal(bool value)
{
    return value ? "True" : "False";
}

/// JSON's lists, objects, texts and numbers are Python's. Those whose panel is not drawn are left
/// out.
std::string annotationsOf(const HeatmapFigure& figure, const FigureSpec& spec)
{
    std::vector<Annotation> seen;
    for (const Annotation& one : spec.annotations) {
        if (one.panel.isEmpty() || findPanel(figure, one.panel) != nullptr) {
            seen.push_back(one);
        }
    }
    return toJson(seen).dump(-1, ' ', true);
}

std::string tableOf(const HeatmapData& data)
{
    return "similarity/" + data.module.toStdString() + '/' + data.measure.toStdString();
}

int columnsOf(const FigurePlan& plan)
{
    int columns = 0;
    for (const PanelPlan& panel : plan.panels) {
        columns += panel.map.top() == plan.panels.front().map.top() ? 1 : 0;
    }
    return std::max(1, columns);
}

Table colorTable(ColorMapId id)
{
    Table table;
    table.path = "colors";
    table.shape = {ColorMap::kSize, 3};
    table.axes = {"step", "channel"};
    std::vector<std::uint8_t> values;
    for (int i = 0; i < ColorMap::kSize; ++i) {
        const QRgb color = ColorMap::of(id).at(i);
        for (const int channel : {qRed(color), qGreen(color), qBlue(color)}) {
            values.push_back(static_cast<std::uint8_t>(channel));
        }
    }
    table.values = values;
    return table;
}

} // namespace

std::string matplotlibScript(const HeatmapFigure& figure, const FigureSpec& spec,
                             const std::string& archive)
{
    const FigurePlan plan = planFigure(figure, spec);
    const auto length = [](double value) { return fileNumber(value); };
    std::string text = "# " + figure.subject().toStdString()
        + ", drawn again with matplotlib 3.6 or newer.\n"
          "# Written by Neurograft; change what you like.\n"
          "from pathlib import Path\n\nimport matplotlib.pyplot as plt\nimport numpy as np\n"
          "from matplotlib.colors import ListedColormap\nfrom matplotlib.patches import Rectangle\n"
          "\n";
    text += "ARCHIVE = " + literal(QString::fromStdString(archive)) + '\n';
    text += "WIDTH_MM = " + length(plan.sizeMm.width()) + '\n';
    text += "HEIGHT_MM = " + length(plan.sizeMm.height()) + '\n';
    text += "COLUMNS = " + std::to_string(columnsOf(plan)) + '\n';
    text += "FONTS = [" + literal(figureFamily(spec.font))
        + (spec.font == FigureFont::Serif ? ", \"Tinos\", \"Times New Roman\", \"serif\"]\n"
                                          : ", \"Arimo\", \"Arial\", \"sans-serif\"]\n");
    text += "LABEL_PT = " + length(spec.labelPt) + '\n';
    text += "TICK_PT = " + length(spec.tickPt) + '\n';
    text += "LOCKED = " + literal(spec.isLocked) + "  # one colour scale for all panels\n";
    text += "TRANSPOSED = " + literal(spec.isTransposed) + "  # student layers on the x axis\n";
    text += "LETTERS = " + literal(spec.showLetters) + '\n';
    text += "BOX = " + literal(spec.showBox) + "  # mean and population standard deviation\n";
    text += "TITLE = " + literal(spec.title) + '\n';
    text += "X_TITLE = " + literal(spec.isTransposed ? plan.yTitle : plan.xTitle) + '\n';
    text += "Y_TITLE = " + literal(spec.isTransposed ? plan.xTitle : plan.yTitle) + '\n';
    text += "SCALE_TITLE = " + literal(plan.scaleTitle) + '\n';
    text += "FOOTER = " + literal(figure.footer) + '\n';
    text += "PANELS = [\n";
    for (std::size_t i = 0; i < figure.panels.size(); ++i) {
        const HeatmapData& data = figure.panels[i];
        const ColorRange& range = plan.panels[i].range;
        text += "    {\"table\": " + literal(QString::fromStdString(tableOf(data)))
            + ", \"title\": " + literal(data.module) + ", \"range\": (" + length(range.low) + ", "
            + length(range.high) + ")},\n";
    }
    text += "]\nANNOTATIONS = " + annotationsOf(figure, spec) + '\n';
    return text + kScript;
}

void writeMatplotlib(const HeatmapFigure& figure, const FigureSpec& spec, const fs::path& script,
                     bool overwrite)
{
    fs::path archive = script;
    archive.replace_extension(".npz");
    std::vector<Table> tables = figure.tables();
    tables.push_back(colorTable(spec.colorMap));
    std::error_code error;
    if (!overwrite && fs::exists(script, error)) { // told before the archive is written
        throw StudyError(script.string(), "a name that is free", "an existing file",
                         "Choose another name.");
    }
    writeNpz(archive, tables, overwrite);
    writeFileAtomically(script, matplotlibScript(figure, spec, archive.filename().string()),
                        overwrite);
}

} // namespace neurograft
