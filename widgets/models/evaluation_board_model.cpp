// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluation_board_model.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/evaluate_task.h"
#include "widgets/models/evaluation_archive.h"

#include <QFont>

#include <algorithm>

namespace neurograft {

namespace {

const QString kEvaluationBoardModelChannel = QStringLiteral("evaluate.board");
constexpr std::uint64_t kEvaluationBoardModelSeed = 42; ///< of the bootstrap, as the command line's

} // namespace

EvaluationBoardModel::EvaluationBoardModel(EvaluationArchive* archive, QuickLane* lane,
                                           QObject* parent)
    : QAbstractTableModel(parent), m_archive(archive), m_lane(lane)
{
    connect(archive, &EvaluationArchive::changed, this, [this] {
        m_isStale = true;
        read();
    });
}

void EvaluationBoardModel::setActive(bool isActive)
{
    m_isActive = isActive;
    read();
}

void EvaluationBoardModel::read()
{
    if (!m_isActive || !m_isStale) {
        return;
    }
    m_isStale = false;
    m_isReading = true;
    m_lane->ask(
        kEvaluationBoardModelChannel, this,
        [this, runs = m_archive->runs()](const RunContext& context) -> QuickLane::Answer {
            const std::vector<BoardRow> rows = boardRows(runs);
            const ScoreTable table = readBoard(rows, kEvaluationBoardModelSeed, context);
            const std::vector<BoardStudy> studies = boardStudies(table);
            return [this, rows, table, studies] {
                beginResetModel();
                m_isReading = false;
                m_studies = studies;
                m_rows = rows;
                m_table = table;
                endResetModel();
                Q_EMIT tableChanged();
            };
        },
        [this](const JobOutcome& outcome) {
            m_isReading = false;
            Q_EMIT failed(tr("The board was not made."), outcome);
        });
}

const BoardStudy* EvaluationBoardModel::shownStudy() const
{
    const auto found = std::find_if(m_studies.begin(), m_studies.end(), [this](const auto& study) {
        return study.name == m_published;
    });
    return found == m_studies.end() ? nullptr : &*found;
}

void EvaluationBoardModel::setPublished(const QString& study)
{
    if (study == m_published) {
        return;
    }
    beginResetModel();
    m_published = study;
    endResetModel();
    Q_EMIT tableChanged();
}

NamedRuns EvaluationBoardModel::figureRuns() const
{
    NamedRuns named = namedRuns(m_rows);
    named.published = shownStudy() != nullptr ? m_published : QString();
    return named;
}

bool EvaluationBoardModel::isPublished(const QModelIndex& index) const
{
    return index.row() >= static_cast<int>(m_table.rows.size());
}

const ScoreCell* EvaluationBoardModel::cell(const QModelIndex& index) const
{
    if (!index.isValid() || index.column() == 0 || isPublished(index)) {
        return nullptr;
    }
    const auto& found = m_table.rows[static_cast<std::size_t>(index.row())]
                            .cells[static_cast<std::size_t>(index.column() - 1)];
    return found ? &*found : nullptr;
}

QString EvaluationBoardModel::fileOf(const QModelIndex& index) const
{
    if (!index.isValid() || isPublished(index)) {
        return {};
    }
    const QStringList& files = m_rows[static_cast<std::size_t>(index.row())].files;
    if (index.column() == 0) {
        return files.isEmpty() ? QString() : files.back();
    }
    const ScoreColumn& column = m_table.columns[static_cast<std::size_t>(index.column() - 1)];
    const auto& runs = m_archive->runs();
    const auto found = std::find_if(runs.rbegin(), runs.rend(), [&](const EvaluationRun& run) {
        return files.contains(run.path) && run.study.task == taskWord(column.task)
            && run.protocol.toStdString() == column.protocol
            && run.promptTemplate.toStdString() == column.promptTemplate
            && run.study.shots == column.shots;
    });
    return found == runs.rend() ? QString() : found->path;
}

QString EvaluationBoardModel::toTsv() const
{
    QStringList lines;
    QStringList heading;
    for (int column = 0; column < columnCount(); ++column) {
        heading << headerData(column, Qt::Horizontal).toString();
    }
    const BoardStudy* study = shownStudy();
    if (study != nullptr) {
        heading << tr("Source");
    }
    lines << heading.join(u'\t');
    for (int row = 0; row < rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < columnCount(); ++column) {
            cells << index(row, column).data().toString();
        }
        if (study != nullptr) {
            cells << (isPublished(index(row, 0)) ? study->sources(publishedRow(row)) : QString());
        }
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

std::vector<StatedScore> EvaluationBoardModel::stated() const
{
    const BoardStudy* study = shownStudy();
    return study != nullptr ? statedScores(study->scores) : std::vector<StatedScore>();
}

std::string EvaluationBoardModel::publishedRow(int row) const
{
    return shownStudy()->rows()[static_cast<std::size_t>(row) - m_table.rows.size()];
}

int EvaluationBoardModel::rowCount(const QModelIndex& parent) const
{
    if (parent.isValid()) {
        return 0;
    }
    const BoardStudy* study = shownStudy();
    const std::size_t published = study != nullptr ? study->rows().size() : 0;
    return static_cast<int>(m_table.rows.size() + published);
}

int EvaluationBoardModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_table.rows.empty() ? 0
                                                    : static_cast<int>(m_table.columns.size()) + 1;
}

QVariant EvaluationBoardModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    if (isPublished(index)) {
        return publishedData(index, role);
    }
    const ScoreCell* shown = cell(index);
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == 0) {
            return QString::fromStdString(
                m_table.rows[static_cast<std::size_t>(index.row())].label);
        }
        return shown != nullptr ? boardCellText(*shown) : QString();
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return shown != nullptr
            ? QVariant(boardCellText(*shown) + u'\n' + boardCellSentence(*shown))
            : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == 0 ? QVariant()
                                   : QVariant(static_cast<int>(Qt::AlignRight | Qt::AlignVCenter));
    default:
        return {};
    }
}

QVariant EvaluationBoardModel::publishedData(const QModelIndex& index, int role) const
{
    const BoardStudy& study = *shownStudy();
    const std::string row = publishedRow(index.row());
    const PublishedScore* score = index.column() == 0
        ? nullptr
        : study.score(row, static_cast<std::size_t>(index.column() - 1));
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == 0 ? tr("%1, published").arg(QString::fromStdString(row))
            : score != nullptr     ? publishedText(*score)
                                   : QString();
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return score == nullptr ? QVariant()
            : role == Qt::ToolTipRole
            ? QVariant(publishedSentence(*score))
            : QVariant(publishedText(*score) + u'\n' + publishedSentence(*score));
    case Qt::FontRole: {
        QFont font;
        font.setItalic(true);
        return font;
    }
    case Qt::TextAlignmentRole:
        return index.column() == 0 ? QVariant()
                                   : QVariant(static_cast<int>(Qt::AlignRight | Qt::AlignVCenter));
    default:
        return {};
    }
}

QVariant EvaluationBoardModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    if (section == 0) {
        return role == Qt::DisplayRole ? QVariant(tr("Model")) : QVariant();
    }
    const ScoreColumn& column = m_table.columns[static_cast<std::size_t>(section - 1)];
    return role == Qt::DisplayRole ? QVariant(columnTitle(column))
        : role == Qt::ToolTipRole  ? QVariant(tr("protocol %1, template %2, %3 shots")
                                                  .arg(QString::fromStdString(column.protocol),
                                                       QString::fromStdString(column.promptTemplate))
                                                  .arg(column.shots))
                                   : QVariant();
}

} // namespace neurograft
