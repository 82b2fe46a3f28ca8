// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "widgets/figures/heatmap_figure.h"
#include "widgets/figures/stored_figure.h"
#include "widgets/figures/token_result.h"

#include <string>
#include <vector>

namespace neurograft {

/// What the best neurons of a locate run write to the vocabulary, as a table: a line per neuron
/// with its score, the tokens it promotes and those it suppresses, each with its logit, as many as
/// fit. A table per model.
struct TokenFigure : StoredFigure {
    std::vector<TokenTable> panels; ///< the rows that are drawn
    int top = 0; ///< rows asked for of each model; 0: the usual number
    QStringList modules; ///< kinds asked for; empty: both
    QString teacherName;
    QString studentName;

    QString kind() const override { return QStringLiteral("tokens"); }
    FigureRecipe recipe(const FigureSpec& spec) const override;
    /// model,layer,module,index,score,list,place,id,token,logit: a line per token of the rows
    /// drawn; list is promoted or suppressed, place counts from 1.
    std::string csv() const override;
    QString tsv() const override;
    QString subject() const override;
    QStringList panelNames() const override; ///< "teacher", "student", "model"
    QString baseName() const override;

protected:
    FigureScene draw(const FigureSpec& spec) const override;
};

/// A token as it is printed: white space made visible, characters the figure's fonts do not have
/// as "<U+4E2D>".
QString printedToken(const std::string& token, FigureFont font);

/// Lays the figure out and draws it. @throws UsageError when the page is too small
FigureScene tokenScene(const TokenFigure& figure, const FigureSpec& spec);

/// @param selection modules: down_proj, o_proj or both (empty); top: rows of each model, 0: ten
/// @throws StudyError when the file holds no token tables (naming what it holds), UsageError for a
/// mask, a measure or parts of maps, which tables do not have, and what neuronResult() and
/// tokenTables() throw
TokenFigure tokenFigureFromResult(const ResultFile& result, const std::string& fileName,
                                  const HeatmapSelection& selection);

} // namespace neurograft
