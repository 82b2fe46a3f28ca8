// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/job_outcome.h"
#include "widgets/models/run_info.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QJsonObject>
#include <QTimer>

#include <vector>

class QFileSystemWatcher;
class QUndoStack;

namespace neurograft {

class QuickLane;

/// The runs of a folder, newest first: what their headers say, with the tags, notes and hiding a
/// person gave them; giving them can be undone. Headers are read on the quick lane and only when a
/// file has changed; the folder is watched, so a running job's result is there as soon as it is
/// stored. GUI thread only.
class RunListModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Number, Kind, Status, Content, Tags, Note, Date, Seconds, Pair, ColumnCount };
    enum Roles {
        FileRole = Qt::UserRole, ///< name within the folder: what tags and notes go by
        PathRole,
        NumberRole,
        HiddenRole, ///< bool
        CommandRole,
        SortRole, ///< a number or text that orders the column
    };

    /// @param lane, undo outlive this object
    RunListModel(QuickLane* lane, QUndoStack* undo, QObject* parent = nullptr);

    /// Shows the runs of @p folder; empty shows none.
    void setFolder(const QString& folder);
    QString folder() const { return m_folder; }
    /// Looks again; what did not change is not read.
    void refresh();
    bool isReading() const { return m_isReading; }

    /// Tags, notes and hidden runs by file name, as section `runs` of the view keeps them; entries
    /// of runs that are not there stay.
    QJsonObject notes() const { return m_notes; }
    void setNotes(const QJsonObject& notes);
    QStringList tags(const QString& file) const;
    void setTags(const QStringList& files, const QStringList& tags);
    void setTags(const QString& file, const QStringList& tags) { setTags(QStringList{file}, tags); }
    QString note(const QString& file) const;
    void setNote(const QString& file, const QString& note);
    bool isHidden(const QString& file) const;
    void setHidden(const QStringList& files, bool isHidden);
    void setHidden(const QString& file, bool isHidden) { setHidden(QStringList{file}, isHidden); }

    const RunInfo& run(int row) const { return m_runs[static_cast<std::size_t>(row)]; }
    /// Row of a file, -1 when it is not there.
    int rowOf(const QString& file) const;
    /// Deletes runs; they are kept in `.trash` for kTrashDays, with what was made from them. What
    /// is older goes for good.
    void moveToTrash(const QStringList& files);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// The list shows what the folder holds.
    void refreshed();
    /// A person changed tags, a note or hiding.
    void notesChanged();
    /// A run was not deleted.
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    void take(const QHash<QString, RunInfo>& headers, std::vector<RunInfo> runs);
    class Change;
    void change(const QStringList& files, const QString& key, const QJsonValue& value,
                const QString& text);
    void setEntry(const QString& file, const QJsonObject& entry);
    QJsonObject entry(const QString& file) const;

    QuickLane* m_lane;
    QUndoStack* m_undo;
    QFileSystemWatcher* m_watcher;
    QTimer m_settle; ///< files come in bursts
    QString m_folder;
    QHash<QString, RunInfo> m_headers; ///< by file name, folded ones too
    std::vector<RunInfo> m_runs; ///< newest first
    QJsonObject m_notes;
    bool m_isReading = false;
    bool m_isStale = false; ///< changed while it was being read
};

/// "✓ complete", "◐ partial", "✕ unreadable".
QString runStatusText(const RunInfo& run);

} // namespace neurograft
