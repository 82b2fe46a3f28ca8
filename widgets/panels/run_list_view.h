// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QTreeView>

namespace neurograft {

class RunFilterModel;
class RunListModel;

/// The runs of a study with what can be done to them. Enter or double click opens a run, F2 edits
/// its note, Del deletes. Object name "runList".
class RunListView : public QTreeView {
    Q_OBJECT

public:
    /// @param runs outlives this widget
    explicit RunListView(RunListModel* runs, QWidget* parent = nullptr);

    RunFilterModel* filter() const { return m_filter; }
    /// File names of the selected runs, oldest first.
    QStringList selectedFiles() const;
    /// Selects these runs and no others.
    void select(const QStringList& files);

    void openCurrent();
    /// Needs two selected runs: the older is A.
    void compareSelected();
    /// Needs one selected run, a partial similarity.
    void resumeSelected();
    void editNote();
    void editTags();
    void toggleHidden();
    void copyCommand();
    void showInFolder();
    /// Asks first.
    void deleteSelected();

Q_SIGNALS:
    void openWanted(const QString& file);
    void compareWanted(const QString& fileA, const QString& fileB);
    /// A partial run is to be gone on with.
    void resumeWanted(const QString& file);
    /// A command line to copy.
    void commandWanted(const QString& command);
    void selectedFilesChanged();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void selectionChanged(const QItemSelection& selected,
                          const QItemSelection& deselected) override;

private:
    void showColumnMenu(const QPoint& place);
    QModelIndex currentRun() const;
    /// The one selected run when it can be gone on with; else empty.
    QString resumableFile() const;
    RunListModel* m_runs;
    RunFilterModel* m_filter;
};

} // namespace neurograft
