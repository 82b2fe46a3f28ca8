// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/python_text.h"

#include "widgets/figures/annotation_json.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/plots/color_map.h"
#include "widgets/plots/number_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <vector>

namespace neurograft {

namespace {

constexpr const char* kStyle = R"(
data = np.load(Path(__file__).with_name(ARCHIVE))
plt.rcParams.update({
    "font.family": FONTS, "font.size": TICK_PT, "axes.labelsize": LABEL_PT,
    "axes.titlesize": LABEL_PT, "axes.linewidth": 0.5, "xtick.major.width": 0.5,
    "ytick.major.width": 0.5, "xtick.major.size": 2, "ytick.major.size": 2,
    "pdf.fonttype": 42, "svg.fonttype": "none",
})
)";

constexpr const char* kEnd = R"(if TITLE:
    figure.suptitle(TITLE, fontsize=LABEL_PT)
by_name = dict(zip((panel["name"] if "name" in panel else panel["title"] for panel in PANELS), axes.flat))
for note in ANNOTATIONS:  # in the panel's coordinates, without one in shares of the page
    axis = by_name.get(note["panel"])
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

} // namespace

std::string pythonLiteral(const QString& text)
{
    return nlohmann::json(text.toStdString()).dump(-1, ' ', true);
}

std::string pythonLiteral(bool value)
{
    return value ? "True" : "False";
}

std::string pythonHead(const QString& subject)
{
    return "# " + subject.toStdString()
        + ", drawn again with matplotlib 3.6 or newer.\n"
          "# Written by Neurograft; change what you like.\n"
          "from pathlib import Path\n\nimport matplotlib.pyplot as plt\nimport numpy as np\n"
          "from matplotlib.colors import ListedColormap\nfrom matplotlib.patches import Rectangle\n"
          "\n";
}

std::string pythonPage(const FigureSpec& spec, const QSizeF& sizeMm, const std::string& archive,
                       const QString& footer)
{
    std::string text = "ARCHIVE = " + pythonLiteral(QString::fromStdString(archive)) + '\n';
    text += "WIDTH_MM = " + fileNumber(sizeMm.width()) + '\n';
    text += "HEIGHT_MM = " + fileNumber(sizeMm.height()) + '\n';
    text += "FONTS = [" + pythonLiteral(figureFamily(spec.font))
        + (spec.font == FigureFont::Serif ? ", \"Tinos\", \"Times New Roman\", \"serif\"]\n"
                                          : ", \"Arimo\", \"Arial\", \"sans-serif\"]\n");
    text += "LABEL_PT = " + fileNumber(spec.labelPt) + '\n';
    text += "TICK_PT = " + fileNumber(spec.tickPt) + '\n';
    text += "LETTERS = " + pythonLiteral(spec.showLetters) + '\n';
    text += "TITLE = " + pythonLiteral(spec.title) + '\n';
    return text + "FOOTER = " + pythonLiteral(footer) + '\n';
}

std::string pythonColumns(const FigureScene& scene)
{
    std::set<int> places; // whole tenths of a millimetre: columns lie farther apart
    for (const ScenePanel& panel : scene.panels) {
        places.insert(static_cast<int>(panel.rect.left() * 10.0));
    }
    return "COLUMNS = " + std::to_string(std::max<std::size_t>(1, places.size())) + '\n';
}

std::string pythonAnnotations(const FigureSpec& spec, const QStringList& panels)
{
    std::vector<Annotation> seen;
    for (const Annotation& one : spec.annotations) {
        if (one.panel.isEmpty() || panels.contains(one.panel)) {
            seen.push_back(one);
        }
    }
    // JSON's lists, objects, texts and numbers are Python's.
    return "ANNOTATIONS = " + toJson(seen).dump(-1, ' ', true) + '\n';
}

const char* pythonStyle()
{
    return kStyle;
}

const char* pythonEnd()
{
    return kEnd;
}

Table pythonColors(ColorMapId id)
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

} // namespace neurograft
