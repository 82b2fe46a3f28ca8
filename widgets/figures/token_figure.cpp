// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/token_figure.h"

#include "core/run/error.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/run_provenance.h"

#include <QRawFont>

#include <algorithm>

namespace neurograft {

namespace {

constexpr int kUsualRows = 10;

/// A field of a CSV line, in quotes where it needs some; control characters as they are read back.
std::string field(const std::string& text, char parting)
{
    if (parting == '\t') { // spreadsheets have no quotes there
        std::string plain = text;
        std::replace_if(
            plain.begin(), plain.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; },
            ' ');
        return plain;
    }
    if (text.find_first_of(",\"\n\r") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    }
    return quoted + '"';
}

std::string tableText(const TokenFigure& figure, char parting)
{
    const std::string part(1, parting);
    std::string text;
    for (const char* column :
         {"model", "layer", "module", "index", "score", "list", "place", "id", "token", "logit"}) {
        text += (text.empty() ? std::string() : part) + column;
    }
    text += '\n';
    for (const TokenTable& panel : figure.panels) {
        for (const NeuronWrites& row : panel.rows) {
            const std::string head = panel.role.toStdString() + part
                + std::to_string(row.place.layer) + part + neuronModule(row.family).toStdString()
                + part + std::to_string(row.place.index) + part + scoreNumber(row.score) + part;
            for (const bool isPromoted : {true, false}) {
                int place = 0;
                for (const WrittenToken& token : isPromoted ? row.promoted : row.suppressed) {
                    text += head + (isPromoted ? "promoted" : "suppressed") + part
                        + std::to_string(++place) + part + std::to_string(token.id) + part
                        + field(token.text, parting) + part + scoreNumber(token.logit) + '\n';
                }
            }
        }
    }
    return text;
}

std::vector<NeuronFamily> tokenFamilies(const QStringList& modules)
{
    std::vector<NeuronFamily> families;
    for (const QString& module : modules) {
        const auto family = neuronFamilyOf(module);
        if (!family || !isListedFamily(*family)) {
            throw UsageError("--modules", "down_proj or o_proj", "'" + module.toStdString() + "'");
        }
        families.push_back(*family);
    }
    return families;
}

void refuse(bool isAsked, const char* option, const std::string& got)
{
    if (isAsked) {
        throw UsageError(option, "nothing: a table of tokens has no such choice", got);
    }
}

} // namespace

FigureScene TokenFigure::draw(const FigureSpec& spec) const
{
    return tokenScene(*this, spec);
}

FigureRecipe TokenFigure::recipe(const FigureSpec& spec) const
{
    FigureRecipe recipe;
    recipe.kind = kind();
    recipe.spec = spec;
    recipe.selection.modules = modules;
    recipe.selection.top = top;
    return recipe;
}

std::string TokenFigure::csv() const
{
    return tableText(*this, ',');
}

QString TokenFigure::tsv() const
{
    return QString::fromStdString(tableText(*this, '\t'));
}

QString TokenFigure::subject() const
{
    return QStringLiteral("What the best neurons write to the vocabulary");
}

QStringList TokenFigure::panelNames() const
{
    QStringList names;
    for (const TokenTable& panel : panels) {
        names << panel.role;
    }
    return names;
}

QString TokenFigure::baseName() const
{
    return fileStem({kind(), studentName, teacherName});
}

QString printedToken(const std::string& token, FigureFont font)
{
    const QRawFont glyphs = QRawFont::fromFont(figureFont(font, false));
    QString text;
    for (const char32_t code : QString::fromStdString(token).toStdU32String()) {
        switch (code) {
        case U' ':
            text += QChar(0x00b7);
            continue;
        case U'\n':
            text += QStringLiteral("\\n");
            continue;
        case U'\t':
            text += QStringLiteral("\\t");
            continue;
        default:
            break;
        }
        // Another font would join the file unasked; a blank of another kind would look like none.
        const bool isDrawn =
            QChar::isPrint(code) && !QChar::isSpace(code) && glyphs.supportsCharacter(code);
        text += isDrawn ? QString::fromUcs4(&code, 1)
                        : QStringLiteral("<U+%1>")
                              .arg(static_cast<uint>(code), 4, 16, QLatin1Char('0'))
                              .toUpper();
    }
    return text.isEmpty() ? QStringLiteral("<>") : text;
}

TokenFigure tokenFigureFromResult(const ResultFile& result, const std::string& fileName,
                                  const HeatmapSelection& selection)
{
    refuse(selection.mask != QLatin1String("none"), "--mask", selection.mask.toStdString());
    refuse(!selection.measure.isEmpty(), "--measure", selection.measure.toStdString());
    refuse(!selection.views.empty(), "/selection/views", "parts of maps");
    const std::vector<NeuronFamily> families = tokenFamilies(selection.modules);
    const NeuronResult read = neuronResult(result, fileName);
    TokenFigure figure;
    figure.top = selection.top;
    figure.modules = selection.modules;
    const auto rows = static_cast<std::size_t>(selection.top > 0 ? selection.top : kUsualRows);
    for (TokenTable& table : tokenTables(result, read)) {
        const auto isUnwanted = [&families](const NeuronWrites& row) {
            return !families.empty()
                && std::find(families.begin(), families.end(), row.family) == families.end();
        };
        table.rows.erase(std::remove_if(table.rows.begin(), table.rows.end(), isUnwanted),
                         table.rows.end());
        table.rows.resize(std::min(table.rows.size(), rows));
        if (!table.rows.empty()) {
            figure.panels.push_back(std::move(table));
        }
    }
    if (figure.panels.empty()) {
        throw StudyError(fileName, "what its best neurons write (attribution/<role>/tokens)",
                         heldGroups(result) + " without such tables",
                         "Run locate again: results of earlier versions do not hold them.");
    }
    for (const TokenTable& panel : figure.panels) {
        for (const char* name : {"neurons", "promoted", "promoted_ids", "promoted_logits",
                                 "suppressed", "suppressed_ids", "suppressed_logits"}) {
            figure.sources.push_back(*result.find(tokenFolder(panel.role) + name));
        }
    }
    figure.teacherName = QString::fromStdString(result.manifest.teacher);
    figure.studentName = QString::fromStdString(result.manifest.student);
    figure.footer = read.footer;
    figure.manifest = read.manifest;
    return figure;
}

} // namespace neurograft
