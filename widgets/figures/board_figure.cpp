// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/board_figure.h"

#include "core/run/error.h"
#include "widgets/figures/board_merge.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/text_wrap.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

constexpr double kNarrowest = 55.0; ///< mm; narrower figures get a row of their own
constexpr double kGap = 3.0; ///< mm between figures
constexpr double kMargin = 0.6;
constexpr double kFooterGap = 1.0;

SceneItem shifted(SceneItem item, const QPointF& by)
{
    std::visit(
        [&by](auto& one) {
            using Item = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<Item, SceneText>) {
                one.origin += by;
                one.bounds.translate(by);
            } else if constexpr (std::is_same_v<Item, SceneLine>) {
                one.line.translate(by);
            } else if constexpr (std::is_same_v<Item, SceneArea>) {
                for (QPointF& corner : one.corners) {
                    corner += by;
                }
            } else {
                one.rect.translate(by);
            }
        },
        item);
    return item;
}

/// Baseline of the first panel title, where the part's letter fits in front.
double titleBaseline(const FigureScene& scene, double fallback)
{
    for (const SceneText* text : scene.texts()) {
        if (text->role == TextRole::PanelTitle || text->role == TextRole::Title) {
            return text->origin.y();
        }
    }
    return fallback;
}

/// What a manifest says of the runs behind one part, in the part's order.
std::vector<nlohmann::json> runsOf(const nlohmann::json& part)
{
    const auto difference = part.find("difference");
    if (difference == part.end()) {
        return {part};
    }
    return {(*difference)["a"]["run"], (*difference)["b"]["run"]};
}

/// "b", as in the board's numbers.
QString partName(int index)
{
    return panelLetter(index).remove(u'(').remove(u')');
}

/// In front of the names of the part's panels.
QString partPrefix(int index)
{
    return partName(index) + u'/';
}

/// Panels of part @p from are called as those of part @p to.
void renamePanel(Annotation& annotation, int from, int to)
{
    if (annotation.panel.startsWith(partPrefix(from))) {
        annotation.panel = partPrefix(to) + annotation.panel.mid(partPrefix(from).size());
    }
}

int columnsFor(const FigureSpec& spec, int count)
{
    if (spec.columns > 0) {
        return std::min(spec.columns, count);
    }
    const int most = std::max(1, static_cast<int>((spec.widthMm + kGap) / (kNarrowest + kGap)));
    const int columns = std::min(most, count);
    const int rows = (count + columns - 1) / columns;
    return (count + rows - 1) / rows; // four fold to 2 x 2
}

} // namespace

QString panelLetter(int index)
{
    return index < 26 ? QStringLiteral("(%1)").arg(QChar(u'a' + index))
                      : QStringLiteral("(%1)").arg(index + 1);
}

void swapParts(FigureRecipe& board, int a, int b)
{
    std::swap(board.parts[static_cast<std::size_t>(a)], board.parts[static_cast<std::size_t>(b)]);
    for (Annotation& annotation : board.spec.annotations) {
        const bool isOnA = annotation.panel.startsWith(partPrefix(a));
        renamePanel(annotation, isOnA ? a : b, isOnA ? b : a);
    }
}

void takePart(FigureRecipe& board, int index)
{
    const auto count = static_cast<int>(board.parts.size());
    board.parts.erase(board.parts.begin() + index);
    std::vector<Annotation>& annotations = board.spec.annotations;
    annotations.erase(std::remove_if(annotations.begin(), annotations.end(),
                                     [index](const Annotation& one) {
                                         return one.panel.startsWith(partPrefix(index));
                                     }),
                      annotations.end());
    for (Annotation& annotation : annotations) {
        for (int part = index + 1; part < count; ++part) {
            renamePanel(annotation, part, part - 1);
        }
    }
}

FigureSpec BoardFigure::partSpec(const Part& part, const FigureSpec& board, double widthMm) const
{
    FigureSpec spec = part.origin.recipe.spec;
    spec.preset.clear();
    spec.widthMm = widthMm;
    spec.heightMm = 0.0;
    spec.font = board.font;
    spec.labelPt = board.labelPt;
    spec.tickPt = board.tickPt;
    spec.letterPt = board.letterPt;
    spec.showLetters = false;
    spec.showBox = board.showBox;
    spec.showCellBorders = board.showCellBorders;
    spec.showFooter = board.showFooter && footerText().isEmpty();
    return spec;
}

FigureScene BoardFigure::draw(const FigureSpec& spec) const
{
    if (parts.empty()) {
        throw UsageError("board", "at least one figure", "none", "Add any view with Ctrl+Shift+B.");
    }
    if (std::optional<MergedBoard> merged = mergedBoard(*this, spec)) {
        merged->spec.columns = columnsFor(spec, static_cast<int>(parts.size()));
        FigureScene whole = merged->figure->scene(merged->spec);
        for (std::size_t i = 0; i < whole.panels.size(); ++i) { // one per part
            whole.panels[i].name = partPrefix(static_cast<int>(i)) + whole.panels[i].name;
        }
        whole.title = spec.title.isEmpty() ? subject() : spec.title;
        return whole;
    }
    const int count = static_cast<int>(parts.size());
    const int columns = columnsFor(spec, count);
    const double width = (spec.widthMm - (columns - 1) * kGap) / columns;
    FigureScene board;
    board.font = spec.font;
    board.title = spec.title.isEmpty() ? subject() : spec.title;
    double top = 0.0;
    QStringList descriptions;
    if (!spec.title.isEmpty()) {
        SceneText title;
        title.text = spec.title;
        title.pt = spec.labelPt;
        title.isBold = true;
        title.role = TextRole::Title;
        title.origin = QPointF(kMargin, kMargin + capHeightMm(spec.font, spec.labelPt));
        board.add(std::move(title));
        top = lineHeightMm(spec.labelPt) * 1.3;
    }
    for (int first = 0; first < count; first += columns) {
        double height = 0.0;
        for (int index = first; index < std::min(count, first + columns); ++index) {
            const Part& part = parts[static_cast<std::size_t>(index)];
            const FigureScene inner = part.figure->scene(partSpec(part, spec, width));
            const QPointF place((index - first) * (width + kGap), top);
            for (const SceneItem& item : inner.items) {
                board.items.push_back(shifted(item, place));
            }
            for (ScenePanel panel : inner.panels) {
                panel.name = partPrefix(index) + panel.name;
                panel.rect.translate(place);
                panel.toPage *= QTransform::fromTranslate(place.x(), place.y());
                board.panels.push_back(std::move(panel));
            }
            if (spec.showLetters && count > 1) {
                SceneText letter;
                letter.text = panelLetter(index);
                letter.pt = spec.letterPt;
                letter.isBold = true;
                letter.role = TextRole::Letter;
                letter.origin =
                    place + QPointF(kMargin, titleBaseline(inner, lineHeightMm(spec.letterPt)));
                board.add(std::move(letter));
            }
            height = std::max(height, inner.sizeMm.height());
            descriptions << panelLetter(index) + u' ' + inner.description;
        }
        top += height + (first + columns < count ? kGap : 0.0);
    }
    if (spec.showFooter && !footerText().isEmpty()) {
        top += kFooterGap;
        for (const QString& line :
             wrappedText(footerText(), spec.font, spec.tickPt, spec.widthMm - 2.0 * kMargin)) {
            SceneText footer;
            footer.text = line;
            footer.pt = spec.tickPt;
            footer.role = TextRole::Footer;
            footer.origin = QPointF(kMargin, top + capHeightMm(spec.font, spec.tickPt));
            board.add(std::move(footer));
            top += lineHeightMm(spec.tickPt);
        }
        top += kMargin;
    }
    if (spec.heightMm > 0.0 && spec.heightMm < top) {
        throw UsageError("--height-mm",
                         QString::number(top, 'f', 1).toStdString() + " mm for "
                             + std::to_string(count) + " figures",
                         QString::number(spec.heightMm).toStdString() + " mm",
                         "Use a larger height or more columns.");
    }
    board.sizeMm = QSizeF(spec.widthMm, std::max(top, spec.heightMm));
    board.description = descriptions.join(QStringLiteral(". "));
    return board;
}

FigureRecipe BoardFigure::recipe(const FigureSpec& spec) const
{
    FigureRecipe recipe;
    recipe.kind = kind();
    recipe.spec = spec;
    for (const Part& part : parts) {
        recipe.parts.push_back(part.origin);
    }
    return recipe;
}

nlohmann::json BoardFigure::provenance(const FigureSpec& spec) const
{
    nlohmann::json all = {{"parts", nlohmann::json::array()}, {"runs", nlohmann::json::array()}};
    const std::optional<ColorRange> common = mergedRange(*this, spec);
    for (const Part& part : parts) {
        FigureSpec ownSpec = partSpec(part, spec, spec.widthMm);
        if (common) {
            ownSpec.range = common;
        }
        const nlohmann::json own = part.figure->provenance(ownSpec);
        const std::vector<nlohmann::json> runs = runsOf(own);
        for (std::size_t i = 0; i < part.origin.runs.size() && i < runs.size(); ++i) {
            const auto place = static_cast<std::size_t>(part.origin.runs[i]);
            while (all["runs"].size() <= place) {
                all["runs"].push_back(nlohmann::json::object());
            }
            for (const char* key : {"result_file", "study_sha256", "created_utc"}) {
                if (runs[i].contains(key)) {
                    all["runs"][place][key] = runs[i][key];
                }
            }
        }
        if (!all.contains("created_utc") && runs.front().contains("created_utc")) {
            all["created_utc"] = runs.front()["created_utc"];
        }
        all["parts"].push_back(own);
    }
    return all;
}

std::string BoardFigure::csv() const
{
    std::string text;
    std::string heading;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string letter = partName(static_cast<int>(i)).toStdString();
        const std::string own = parts[i].figure->csv();
        std::size_t start = own.find('\n') + 1;
        if (own.substr(0, start) != heading) { // once for figures of one kind
            heading = own.substr(0, start);
            text += "panel," + heading;
        }
        while (start < own.size()) {
            const std::size_t end = own.find('\n', start) + 1;
            text += letter + ',' + own.substr(start, end - start);
            start = end;
        }
    }
    return text;
}

QString BoardFigure::tsv() const
{
    QStringList texts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        texts << panelLetter(static_cast<int>(i)) + u'\n' + parts[i].figure->tsv();
    }
    return texts.join(u'\n');
}

std::vector<Table> BoardFigure::tables() const
{
    std::vector<Table> all;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string letter = partName(static_cast<int>(i)).toStdString();
        for (Table table : parts[i].figure->tables()) {
            table.path = letter + '/' + table.path;
            all.push_back(std::move(table));
        }
    }
    return all;
}

QString BoardFigure::subject() const
{
    QStringList subjects;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        subjects << panelLetter(static_cast<int>(i)) + u' ' + parts[i].figure->subject();
    }
    return subjects.join(QStringLiteral(", "));
}

QStringList BoardFigure::panelNames() const
{
    QStringList names;
    for (const Part& part : parts) {
        for (const QString& name : part.figure->panelNames()) {
            if (!names.contains(name)) {
                names << name;
            }
        }
    }
    return names;
}

QString BoardFigure::footerText() const
{
    const QString first = parts.empty() ? QString() : parts.front().figure->footerText();
    const bool isCommon = std::all_of(parts.begin(), parts.end(), [&first](const Part& part) {
        return part.figure->footerText() == first;
    });
    return isCommon ? first : QString();
}

} // namespace neurograft
