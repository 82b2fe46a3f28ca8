// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/job_list_model.h"

#include "widgets/jobs/time_left.h"
#include "widgets/plots/number_text.h"

namespace neurograft {

namespace {

QString progressText(const Progress& progress)
{
    QString text = QString::fromStdString(progress.phase);
    if (progress.phaseCount > 1) {
        text = JobListModel::tr("%1 (%2/%3)")
                   .arg(text)
                   .arg(progress.phaseIndex)
                   .arg(progress.phaseCount);
    }
    if (progress.total > 0) {
        text = JobListModel::tr("%1: %2 of %3 %4")
                   .arg(text, countText(progress.done), countText(progress.total),
                        QString::fromStdString(progress.unit));
    }
    return text;
}

} // namespace

QString jobStateText(const JobStatus& status)
{
    switch (status.state) {
    case JobState::Queued:
        return JobListModel::tr("queued");
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

QString shortProgressText(const JobStatus& status)
{
    const Progress& progress = status.progress;
    if (status.state != JobState::Running || progress.total <= 0) {
        return jobStateText(status);
    }
    const QString items = JobListModel::tr("%1 of %2 %3")
                              .arg(countText(progress.done), countText(progress.total),
                                   QString::fromStdString(progress.unit));
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
    : QAbstractTableModel(parent), m_controller(controller),
      m_count(static_cast<int>(controller->jobs().size()))
{
    connect(controller, &JobController::jobAdded, this, [this] {
        beginInsertRows({}, 0, 0);
        ++m_count;
        endInsertRows();
    });
    connect(controller, &JobController::jobChanged, this, [this](int job) {
        const int row = m_count - 1 - job;
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    });
}

const JobStatus& JobListModel::status(int row) const
{
    return m_controller->jobs()[static_cast<std::size_t>(m_count - 1 - row)];
}

int JobListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_count;
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
