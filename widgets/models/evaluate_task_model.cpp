// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluate_task_model.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/benchmark_files.h"
#include "widgets/models/path_text.h"
#include "widgets/plots/number_text.h"

#include <QFileInfo>

#include <algorithm>

namespace neurograft {

namespace {

const QString kOffer = QStringLiteral("evaluate.offer");

QString channelOf(const EvaluateTask& task)
{
    return QStringLiteral("evaluate.count.") + task.task + u'.' + task.data;
}

} // namespace

EvaluateTaskModel::EvaluateTaskModel(QuickLane* lane, QObject* parent)
    : QAbstractTableModel(parent), m_lane(lane)
{
}

int EvaluateTaskModel::rowOf(const EvaluateTask& task) const
{
    const auto found = std::find_if(m_tasks.begin(), m_tasks.end(),
                                    [&task](const auto& each) { return each.isSameTask(task); });
    return found == m_tasks.end() ? -1 : static_cast<int>(found - m_tasks.begin());
}

void EvaluateTaskModel::rowChanged(int row)
{
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    Q_EMIT changed();
}

int EvaluateTaskModel::add(const EvaluateTask& task)
{
    const int present = rowOf(task);
    if (present >= 0) {
        m_tasks[static_cast<std::size_t>(present)].isChosen = true;
        rowChanged(present);
        return present;
    }
    const int row = rowCount();
    beginInsertRows({}, row, row);
    m_tasks.push_back(task);
    m_tasks.back().state = EvaluateTask::State::Reading;
    endInsertRows();
    read(task);
    Q_EMIT changed();
    return row;
}

void EvaluateTaskModel::read(const EvaluateTask& task)
{
    const auto settle = [this, task](const std::function<void(EvaluateTask&)>& change) {
        if (const int row = rowOf(task); row >= 0) {
            change(m_tasks[static_cast<std::size_t>(row)]);
            rowChanged(row);
        }
    };
    m_lane->ask(
        channelOf(task), this,
        [task, settle](const RunContext&) -> QuickLane::Answer {
            const std::int64_t count = questionCount(task.task.toStdString(), toPath(task.data));
            return [settle, count] {
                settle([count](EvaluateTask& each) {
                    each.state = EvaluateTask::State::Ready;
                    each.questions = count;
                });
            };
        },
        [settle](const JobOutcome& outcome) {
            settle([&outcome](EvaluateTask& each) {
                each.state = EvaluateTask::State::Failed;
                each.problem = outcome;
            });
        });
}

void EvaluateTaskModel::addFile(const QString& path)
{
    m_lane->ask(
        QStringLiteral("evaluate.add.") + path, this,
        [this, path](const RunContext&) -> QuickLane::Answer {
            EvaluateTask task;
            task.task = QString::fromStdString(taskOfData(toPath(path)));
            task.data = QFileInfo(path).absoluteFilePath();
            return [this, task] { add(task); };
        },
        [this](const JobOutcome& outcome) {
            Q_EMIT failed(tr("The task was not added."), outcome);
        });
}

void EvaluateTaskModel::offerBeside(const QString& data)
{
    if (!m_tasks.empty() || data.isEmpty()) {
        return;
    }
    m_lane->ask(kOffer, this, [this, data](const RunContext&) -> QuickLane::Answer {
        std::vector<BenchmarkFile> files = benchmarksBeside(toPath(data));
        if (const auto rows = files.empty() ? std::nullopt : heldOutBeside(toPath(data))) {
            files.push_back({kPerplexityTask, *rows});
        }
        return [this, files] {
            if (!m_tasks.empty()) {
                return; // somebody was quicker
            }
            for (const BenchmarkFile& file : files) {
                EvaluateTask task;
                task.task = QString::fromStdString(file.task);
                task.data = fromPath(file.path);
                task.isChosen = !task.isCode() && !task.isPerplexity();
                add(task);
            }
        };
    });
}

void EvaluateTaskModel::remove(int row)
{
    if (row < 0 || row >= rowCount()) {
        return;
    }
    beginRemoveRows({}, row, row);
    m_tasks.erase(m_tasks.begin() + row);
    endRemoveRows();
    Q_EMIT changed();
}

void EvaluateTaskModel::setTask(int row, const EvaluateTask& task)
{
    m_tasks[static_cast<std::size_t>(row)] = task;
    rowChanged(row);
}

void EvaluateTaskModel::clear()
{
    m_lane->forget(kOffer);
    beginResetModel();
    m_tasks.clear();
    endResetModel();
    Q_EMIT changed();
}

void EvaluateTaskModel::setMost(std::int64_t most)
{
    if (m_most == most) {
        return;
    }
    m_most = most;
    if (!m_tasks.empty()) {
        Q_EMIT dataChanged(index(0, Questions), index(rowCount() - 1, Questions));
    }
}

void EvaluateTaskModel::setCodeRemark(const QString& remark)
{
    if (m_codeRemark == remark) {
        return;
    }
    m_codeRemark = remark;
    if (!m_tasks.empty()) {
        Q_EMIT dataChanged(index(0, Task), index(rowCount() - 1, Task));
    }
}

bool EvaluateTaskModel::isReading() const
{
    return std::any_of(m_tasks.begin(), m_tasks.end(), [](const EvaluateTask& task) {
        return task.state == EvaluateTask::State::Reading;
    });
}

QJsonArray EvaluateTaskModel::toJson(const QString& folder) const
{
    QJsonArray json;
    for (const EvaluateTask& task : m_tasks) {
        json.append(neurograft::toJson(task, folder));
    }
    return json;
}

void EvaluateTaskModel::fromJson(const QJsonArray& json, const QString& folder)
{
    clear();
    for (const QJsonValue& each : json) {
        const EvaluateTask task = evaluateTaskFromJson(each.toObject(), folder);
        if ((taskNames().contains(task.task) || task.isPerplexity()) && !task.data.isEmpty()
            && rowOf(task) < 0) {
            add(task);
        }
    }
}

int EvaluateTaskModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_tasks.size());
}

int EvaluateTaskModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString EvaluateTaskModel::questionsText(const EvaluateTask& task) const
{
    if (task.state != EvaluateTask::State::Ready) {
        return task.state == EvaluateTask::State::Reading ? tr("…") : tr("not read");
    }
    const std::int64_t asked = task.asked(m_most);
    return asked == task.questions
        ? countText(asked)
        : tr("%1 of %2").arg(countText(asked), countText(task.questions));
}

QVariant EvaluateTaskModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const EvaluateTask& task = m_tasks[static_cast<std::size_t>(index.row())];
    const bool isUnscored = task.isCode() && !m_codeRemark.isEmpty();
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Task:
            return isUnscored ? tr("%1 (not scored)").arg(task.title()) : task.title();
        case Questions:
            return questionsText(task);
        case Manner:
            return task.manner();
        case Data:
            return QFileInfo(task.data).fileName();
        default:
            return {};
        }
    case Qt::CheckStateRole:
        return index.column() == Task
            ? QVariant(static_cast<int>(task.isChosen ? Qt::Checked : Qt::Unchecked))
            : QVariant();
    case Qt::ToolTipRole: {
        if (task.state == EvaluateTask::State::Failed) {
            return QStringList{task.problem.message, task.problem.advice}.join(u' ').trimmed();
        }
        const QString tip = tr("%1: %2").arg(taskTitle(task.task), task.data);
        return isUnscored ? tip + u'\n' + m_codeRemark : tip;
    }
    case Qt::TextAlignmentRole:
        return index.column() == Questions
            ? QVariant(static_cast<int>(Qt::AlignRight | Qt::AlignVCenter))
            : QVariant();
    default:
        return {};
    }
}

bool EvaluateTaskModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!index.isValid() || index.column() != Task || role != Qt::CheckStateRole) {
        return false;
    }
    m_tasks[static_cast<std::size_t>(index.row())].isChosen = value.toInt() == Qt::Checked;
    rowChanged(index.row());
    return true;
}

Qt::ItemFlags EvaluateTaskModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.column() == Task ? flags | Qt::ItemIsUserCheckable : flags;
}

QVariant EvaluateTaskModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Task:
        return tr("Task");
    case Questions:
        return tr("Questions");
    case Manner:
        return tr("Asked as");
    case Data:
        return tr("File");
    default:
        return {};
    }
}

} // namespace neurograft
