// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluation_table_model.h"

#include "widgets/models/evaluate_session.h"
#include "widgets/plots/number_text.h"

#include <QFont>
#include <QStringList>

#include <algorithm>

namespace neurograft {

namespace {

/// "16.5 %", with what is still to come or why there is no score.
QString cellOf(const EvaluationRow& row, EvaluationSide side)
{
    if (row.heldOut && side != EvaluationSide::Teacher) {
        const DamageRow& measured = row.heldOut->row;
        return perplexityText(side == EvaluationSide::Before ? measured.before : measured.after);
    }
    const EvaluationRun* run = row.run(side);
    if (run == nullptr) {
        return row.file(side).isEmpty() ? QString() : EvaluationTableModel::tr("…");
    }
    if (run->score.n == 0) {
        return run->isPartial ? EvaluationTableModel::tr("…")
                              : EvaluationTableModel::tr("not scored");
    }
    const QString score = scoreText(run->score);
    const std::int64_t all = run->score.n + run->score.notScored;
    return run->isPartial ? EvaluationTableModel::tr("%1 (%2 of %3)")
                                .arg(score, countText(run->score.n), countText(all))
                          : score;
}

QString questionsText(const EvaluationRow& row)
{
    if (row.heldOut) {
        return countText(row.heldOut->row.paired.n);
    }
    for (const EvaluationSide side : kEvaluationSides) {
        if (const EvaluationRun* run = row.run(side)) {
            return countText(run->score.n + run->score.notScored);
        }
    }
    return {};
}

} // namespace

QString rowFinding(const EvaluationRow& row)
{
    if (row.heldOut) {
        return EvaluationTableModel::tr("%1: %2").arg(row.task.title(),
                                                      heldOutFinding(row.heldOut->row));
    }
    QString text;
    QString unscored;
    for (const EvaluationSide side :
         {EvaluationSide::Teacher, EvaluationSide::Before, EvaluationSide::After}) {
        if (const EvaluationRun* run = row.run(side)) {
            text = EvaluationTableModel::tr("%1 %2: %3.")
                       .arg(row.task.title(), sideWord(side), scoreSentence(run->score));
            unscored = run->notScored.isEmpty() ? unscored : run->notScored;
        }
    }
    if (row.comparison && row.comparison->paired.n > 0) {
        text = EvaluationTableModel::tr("%1: %2").arg(row.task.title(),
                                                      findingText(row.comparison->paired));
    }
    return unscored.isEmpty()
        ? text
        : text + u'\n' + EvaluationTableModel::tr("Not scored: %1").arg(unscored);
}

QString rowSentences(const EvaluationRow& row)
{
    if (row.heldOut) {
        return EvaluationTableModel::tr("Perplexity of the responses of %1 with %2.\n%3")
            .arg(row.task.data, subjectTitle(row.heldOut->study), heldOutFinding(row.heldOut->row));
    }
    QStringList lines;
    for (const EvaluationSide side :
         {EvaluationSide::Teacher, EvaluationSide::Before, EvaluationSide::After}) {
        const EvaluationRun* run = row.run(side);
        if (run == nullptr) {
            continue;
        }
        lines << EvaluationTableModel::tr("%1, %2 (%3): %4.")
                     .arg(sideWord(side), subjectTitle(run->study), run->name(),
                          scoreSentence(run->score));
        if (!run->notScored.isEmpty()) {
            lines << EvaluationTableModel::tr("Not scored: %1").arg(run->notScored);
        }
    }
    if (row.comparison) {
        lines << findingText(row.comparison->paired);
    }
    return lines.join(u'\n');
}

EvaluationTableModel::EvaluationTableModel(EvaluateSession* session, QObject* parent)
    : QAbstractTableModel(parent), m_session(session),
      m_rows(static_cast<int>(session->rows().size()))
{
    connect(session, &EvaluateSession::rowsChanged, this, [this] {
        beginResetModel();
        m_rows = static_cast<int>(m_session->rows().size());
        endResetModel();
    });
    connect(session, &EvaluateSession::rowChanged, this, [this](int row) {
        if (row < m_rows) {
            Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        }
    });
}

const EvaluationRow& EvaluationTableModel::at(int row) const
{
    return m_session->rows()[static_cast<std::size_t>(row)];
}

bool EvaluationTableModel::hasTeacher() const
{
    const auto& rows = m_session->rows();
    return std::any_of(rows.begin(), rows.end(), [](const EvaluationRow& row) {
        return !row.file(EvaluationSide::Teacher).isEmpty();
    });
}

bool EvaluationTableModel::hasPairs() const
{
    const auto& rows = m_session->rows();
    return std::any_of(rows.begin(), rows.end(), [](const EvaluationRow& row) {
        return !row.file(EvaluationSide::After).isEmpty();
    });
}

int EvaluationTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int EvaluationTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EvaluationTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows) {
        return {};
    }
    const EvaluationRow& row = at(index.row());
    const PairedComparison* paired = row.paired();
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Task:
            return row.task.title();
        case Questions:
            return questionsText(row);
        case Teacher:
            return cellOf(row, EvaluationSide::Teacher);
        case Before:
            return cellOf(row, EvaluationSide::Before);
        case After:
            return cellOf(row, EvaluationSide::After);
        case Difference:
            return row.heldOut      ? perplexityChange(row.heldOut->row)
                : paired != nullptr ? pointsText(paired->difference)
                                    : QString();
        case Gained:
            return paired != nullptr ? countText(paired->better) : QString();
        case Lost:
            return paired != nullptr ? countText(paired->worse) : QString();
        case Range:
            return row.heldOut      ? heldOutRange(row.heldOut->row)
                : paired != nullptr ? tr("%1 … %2").arg(pointsText(paired->interval.low),
                                                        pointsText(paired->interval.high))
                                    : QString();
        case Finding:
            return paired != nullptr ? verdictText(*paired) : QString();
        default:
            return {};
        }
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return role == Qt::ToolTipRole || index.column() == Task ? QVariant(rowSentences(row))
                                                                 : QVariant();
    case Qt::FontRole:
        if (index.column() == Finding && paired != nullptr
            && paired->isSignificant.value_or(false)) {
            QFont bold;
            bold.setBold(true);
            return bold;
        }
        return {};
    case Qt::TextAlignmentRole:
        return index.column() == Task || index.column() == Finding
            ? QVariant()
            : QVariant(static_cast<int>(Qt::AlignRight | Qt::AlignVCenter));
    default:
        return {};
    }
}

QVariant EvaluationTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    const QString titles[ColumnCount] = {tr("Task"),  tr("n"),         tr("Teacher"), tr("Before"),
                                         tr("After"), tr("Points"),    tr("✗→✓"),     tr("✓→✗"),
                                         tr("95 %"),  tr("Difference")};
    const QString tips[ColumnCount] = {
        {},
        tr("Questions asked"),
        tr("Share of right answers of the teacher"),
        tr("Share of right answers of the student as it is"),
        tr("Share of right answers of the student with %1").arg(m_session->afterTitle()),
        tr("After less before: points of a hundred, of perplexity the number itself"),
        tr("Answers that became right; of perplexity rows that became likelier"),
        tr("Answers that became wrong; of perplexity rows that became less likely"),
        tr("Interval of the difference in points, of perplexity of the gain in nats per token: "
           "paired "
           "bootstrap, 10 000 resamples"),
        tr("Whether the difference goes beyond noise, p < 0.05: McNemar's exact test, of "
           "perplexity the "
           "bootstrap")};
    return role == Qt::DisplayRole ? QVariant(titles[section])
        : role == Qt::ToolTipRole  ? QVariant(tips[section])
                                   : QVariant();
}

} // namespace neurograft
