// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/score_table.h"
#include "core/run/run_context.h"
#include "core/studies/published_scores.h"
#include "widgets/models/evaluation_run.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <filesystem>
#include <vector>

namespace neurograft {

/// A row of the board: a model, or one with what was laid over it; a transfer made with several
/// seeds is one row.
struct BoardRow {
    QString label; ///< "tiny-S", "tiny-S + LaTen run 5"
    QStringList files; ///< result files that count
};

/// Result files and what each is called in a figure.
struct NamedRuns {
    std::vector<std::filesystem::path> runs;
    QStringList names; ///< one for each
    QString published = {}; ///< study whose published numbers are marked; empty: none
};

/// A study that comes with the program and has published numbers of tasks of the board.
struct BoardStudy {
    QString name; ///< "ni-main-results"
    QString title;
    std::vector<PublishedScore> scores;

    std::vector<std::string> rows() const { return publishedRows(scores); }
    /// The number of a row of the study in a column of the board, or null.
    const PublishedScore* score(const std::string& row, std::size_t column) const;
    /// Where the numbers of a row were published.
    QString sources(const std::string& row) const;
};

/// What stands on the board of all runs. Of runs that asked the same of the same model and overlay
/// the newest counts; partial ones do not. The student as it is comes first, which the others are
/// compared with, then other models as they are, then the others as they were made.
std::vector<BoardRow> boardRows(const std::vector<EvaluationRun>& runs);

NamedRuns namedRuns(const std::vector<BoardRow>& rows);

/// Reads the files and compares. Any thread.
/// @throws Canceled after a stop; errors of reading results and of scoreTable()
ScoreTable readBoard(const std::vector<BoardRow>& rows, std::uint64_t seed,
                     const RunContext& context);

/// Ready studies with numbers of its tasks, by name. Any thread; reads their files.
std::vector<BoardStudy> boardStudies(const ScoreTable& table);
/// "28.2 %" and where it was published, with what it can be compared with.
QString publishedText(const PublishedScore& score);
QString publishedSentence(const PublishedScore& score);

/// "GSM8K", "MMLU, 5 shots", with the protocol when it is not the task's own.
QString columnTitle(const ScoreColumn& column);
/// "19.0 %", of several seeds "19.0 ± 0.4 %"; "–" without a score.
QString boardCellText(const ScoreCell& cell);
/// All of it in sentences: score, interval, n, difference to the first row.
QString boardCellSentence(const ScoreCell& cell);

} // namespace neurograft
