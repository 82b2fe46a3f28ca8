// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/evaluate_task.h"

#include <QAbstractTableModel>
#include <QJsonArray>

#include <vector>

namespace neurograft {

class QuickLane;

/// The tasks that can be asked, a row each, ticked when they are. Files are read on the quick lane
/// as they come. GUI thread only.
class EvaluateTaskModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Task, Questions, Manner, Data, ColumnCount };

    /// @param lane outlives this object
    explicit EvaluateTaskModel(QuickLane* lane, QObject* parent = nullptr);

    const std::vector<EvaluateTask>& tasks() const { return m_tasks; }
    /// Adds a task, ticked, or ticks the one that is there. @return its row
    int add(const EvaluateTask& task);
    /// Adds what lies at @p path, whatever its task is; what is none is told by failed().
    void addFile(const QString& path);
    /// Looks for benchmarks beside a data file when there are no tasks yet, and for held-out rows;
    /// the ones that ask questions and need no generated code are ticked.
    void offerBeside(const QString& data);
    void remove(int row);
    void setTask(int row, const EvaluateTask& task);
    void clear();
    /// At most so many questions of each are asked, 0 = all: what column Questions says.
    void setMost(std::int64_t most);
    /// Words for tasks whose answers are not scored for now ("code is not run"); empty: all are.
    void setCodeRemark(const QString& remark);
    bool isReading() const;

    QJsonArray toJson(const QString& folder) const;
    void fromJson(const QJsonArray& json, const QString& folder);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// Tasks, ticks or what is known of a file.
    void changed();
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    void read(const EvaluateTask& task);
    int rowOf(const EvaluateTask& task) const;
    void rowChanged(int row);
    QString questionsText(const EvaluateTask& task) const;

    QuickLane* m_lane;
    std::vector<EvaluateTask> m_tasks;
    std::int64_t m_most = 0;
    QString m_codeRemark;
};

} // namespace neurograft
