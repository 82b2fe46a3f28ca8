// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/job_list_model.h"

#include "widgets/jobs/time_left.h"
#include "widgets/plots/number_text.h"

#include <QCoreApplication>
#include <QMimeData>

#include <algorithm>

namespace neurograft {

namespace {

/// Number of the process, then of the job: jobs of another window are not ours to move.
const QString kMimeType = QStringLiteral("application/x-neurograft-job");

QByteArray mimeBytes(JobId id)
{
    return QByteArray::number(QCoreApplication::applicationPid()) + ' ' + QByteArray::number(id);
}

QString progressText(const Progress& progress)
{
    QString text = QString::fromStdString(progress.phase);
    if (progress.phaseCount > 1) {
        text = JobListModel::tr("%1 (%2/%3)")
                   .arg(text)
                   .arg(progress.phaseIndex)
                   .arg(progress.phaseCount);
    }
    const QString items = progressItemsText(progress);
    return items.isEmpty() ? text : JobListModel::tr("%1: %2").arg(text, items);
}

} // namespace

QString jobStateText(const JobStatus& status)
{
    switch (status.state) {
    case JobState::Queued:
        return status.queuePlace == 0
            ? JobListModel::tr("queued, the next to run")
            : JobListModel::tr("queued, %n before it", nullptr, status.queuePlace);
    case JobState::Running:
        return status.progress.phase.empty() ? JobListModel::tr("starting")
                                             : progressText(status.progress);
    case JobState::Pausing:
        return JobListModel::tr("Pausing…");
    case JobState::Paused:
        return status.progress.phase.empty()
            ? JobListModel::tr("paused")
            : JobListModel::tr("paused at %1").arg(progressText(status.progress));
    case JobState::Cancelling:
        return JobListModel::tr("Cancelling…");
    case JobState::Cancelled:
        return JobListModel::tr("cancelled, what is done is kept");
    case JobState::Failed:
        return JobListModel::tr("failed: %1").arg(status.outcome.message);
    case JobState::Done:
        return JobListModel::tr("done");
    }
    return {};
}

QString progressItemsText(const Progress& progress)
{
    return progress.total <= 0 ? QString()
                               : JobListModel::tr("%1 of %2 %3")
                                     .arg(countText(progress.done), countText(progress.total),
                                          QString::fromStdString(progress.unit));
}

QString shortProgressText(const JobStatus& status)
{
    const QString items = progressItemsText(status.progress);
    if (status.state != JobState::Running || items.isEmpty()) {
        return jobStateText(status);
    }
    const QString time = jobTimeText(status);
    return time.isEmpty() ? items : JobListModel::tr("%1, %2").arg(items, time);
}

QString jobTimeText(const JobStatus& status)
{
    switch (status.state) {
    case JobState::Running:
        return status.secondsLeft
            ? JobListModel::tr("%1 left").arg(roundedDuration(*status.secondsLeft))
            : QString();
    case JobState::Done:
    case JobState::Cancelled:
    case JobState::Failed:
        return status.elapsedSeconds > 0.0
            ? JobListModel::tr("took %1").arg(roundedDuration(status.elapsedSeconds))
            : QString();
    case JobState::Queued:
    case JobState::Pausing:
    case JobState::Paused:
    case JobState::Cancelling:
        break;
    }
    return {};
}

JobListModel::JobListModel(JobController* controller, QObject* parent)
    : QAbstractTableModel(parent), m_controller(controller), m_order(controller->order())
{
    connect(controller, &JobController::jobAdded, this, [this] {
        beginInsertRows({}, 0, 0);
        m_order = m_controller->order();
        endInsertRows();
    });
    connect(controller, &JobController::jobChanged, this, [this](int job) {
        const int row = rowOf(m_controller->jobs()[static_cast<std::size_t>(job)].id);
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    });
    connect(controller, &JobController::orderChanged, this, &JobListModel::takeOrder);
}

const JobStatus& JobListModel::status(int row) const
{
    return *m_controller->find(m_order[m_order.size() - 1 - static_cast<std::size_t>(row)]);
}

int JobListModel::rowOf(JobId id) const
{
    const auto at = std::find(m_order.rbegin(), m_order.rend(), id);
    return at == m_order.rend() ? -1 : static_cast<int>(at - m_order.rbegin());
}

/// Selection, current row and buttons stay with their jobs.
void JobListModel::takeOrder()
{
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    std::vector<JobId> ids;
    for (const QModelIndex& index : before) {
        ids.push_back(status(index.row()).id);
    }
    m_order = m_controller->order();
    QModelIndexList after;
    for (int i = 0; i < before.size(); ++i) {
        after << index(rowOf(ids[static_cast<std::size_t>(i)]), before[i].column());
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged();
}

Qt::ItemFlags JobListModel::flags(const QModelIndex& index) const
{
    if (!index.isValid()) {
        return Qt::ItemIsDropEnabled; // between rows, never on one
    }
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return status(index.row()).state == JobState::Queued ? flags | Qt::ItemIsDragEnabled : flags;
}

QStringList JobListModel::mimeTypes() const
{
    return {kMimeType};
}

QMimeData* JobListModel::mimeData(const QModelIndexList& indexes) const
{
    if (indexes.isEmpty()) {
        return nullptr;
    }
    auto* data = new QMimeData;
    data->setData(kMimeType, mimeBytes(status(indexes.constFirst().row()).id));
    return data;
}

bool JobListModel::canDropMimeData(const QMimeData* data, Qt::DropAction action, int, int,
                                   const QModelIndex&) const
{
    const QByteArray bytes = data->data(kMimeType);
    const JobId id = bytes.mid(bytes.indexOf(' ') + 1).toInt();
    const JobStatus* job = m_controller->find(id);
    return action == Qt::MoveAction && job != nullptr && job->state == JobState::Queued
        && bytes == mimeBytes(id);
}

bool JobListModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                                const QModelIndex& parent)
{
    if (!canDropMimeData(data, action, row, column, parent)) {
        return false;
    }
    const QByteArray bytes = data->data(kMimeType);
    const JobId id = bytes.mid(bytes.indexOf(' ') + 1).toInt();
    // The queue runs from the bottom up: whoever waits below the gap runs before it.
    int place = 0;
    for (int below = row < 0 ? rowCount() : row; below < rowCount(); ++below) {
        const JobStatus& job = status(below);
        place += job.state == JobState::Queued && job.id != id ? 1 : 0;
    }
    m_controller->moveInQueue(id, place);
    return true;
}

int JobListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

int JobListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant JobListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const JobStatus& job = status(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Job:
            return job.title;
        case ProgressColumn:
            return jobStateText(job);
        case Time:
            return jobTimeText(job);
        default:
            return {};
        }
    case Qt::ToolTipRole:
        if (job.state == JobState::Failed && !job.outcome.advice.isEmpty()) {
            return QString(job.outcome.message + QLatin1Char('\n') + job.outcome.advice);
        }
        return job.state == JobState::Done && !job.resultPath.isEmpty()
            ? tr("done; Enter or a double click opens the result")
            : jobStateText(job);
    case IdRole:
        return job.id;
    case StateRole:
        return static_cast<int>(job.state);
    case PercentRole:
        return job.progress.total > 0
            ? static_cast<int>(100 * job.progress.done / job.progress.total)
            : -1;
    default:
        return {};
    }
}

QVariant JobListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Job:
        return tr("Job");
    case ProgressColumn:
        return tr("Progress");
    case Time:
        return tr("Time");
    default:
        return {};
    }
}

} // namespace neurograft
