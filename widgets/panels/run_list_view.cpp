// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/run_list_view.h"

#include "core/study/run_trash.h"
#include "widgets/models/run_filter_model.h"
#include "widgets/models/run_list_model.h"

#include <QContextMenuEvent>
#include <QDesktopServices>
#include <QFileInfo>
#include <QHeaderView>
#include <QInputDialog>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QUrl>

#include <algorithm>

namespace neurograft {

RunListView::RunListView(RunListModel* runs, QWidget* parent)
    : QTreeView(parent), m_runs(runs), m_filter(new RunFilterModel(this))
{
    setObjectName(QStringLiteral("runList"));
    setAccessibleName(tr("Runs"));
    setAccessibleDescription(tr("Stored results of this study, newest first"));
    m_filter->setSourceModel(runs);
    setModel(m_filter);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setAlternatingRowColors(true);
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectRows);
    setEditTriggers(NoEditTriggers); // F2 edits the note whatever column is current
    setSortingEnabled(true);
    sortByColumn(RunListModel::Number, Qt::DescendingOrder);
    const int letter = fontMetrics().averageCharWidth();
    const std::pair<int, int> widths[] = {{RunListModel::Number, 9},  {RunListModel::Kind, 12},
                                          {RunListModel::Status, 13}, {RunListModel::Content, 24},
                                          {RunListModel::Tags, 14},   {RunListModel::Note, 24},
                                          {RunListModel::Date, 18},   {RunListModel::Seconds, 9}};
    for (const auto& [column, letters] : widths) {
        setColumnWidth(column, letters * letter);
    }
    header()->setSectionsMovable(true);
    header()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header(), &QHeaderView::customContextMenuRequested, this, &RunListView::showColumnMenu);
    connect(this, &QTreeView::activated, this, &RunListView::openCurrent);
}

QModelIndex RunListView::currentRun() const
{
    return m_filter->mapToSource(currentIndex());
}

QStringList RunListView::selectedFiles() const
{
    std::vector<std::pair<int, QString>> runs;
    for (const QModelIndex& index : selectionModel()->selectedRows()) {
        runs.emplace_back(index.data(RunListModel::NumberRole).toInt(),
                          index.data(RunListModel::FileRole).toString());
    }
    std::sort(runs.begin(), runs.end());
    QStringList files;
    for (const auto& run : runs) {
        files << run.second;
    }
    return files;
}

void RunListView::select(const QStringList& files)
{
    QItemSelection rows;
    for (const QString& file : files) {
        const QModelIndex index = m_filter->mapFromSource(m_runs->index(m_runs->rowOf(file), 0));
        if (index.isValid()) {
            rows.select(index, index);
            setCurrentIndex(index);
        }
    }
    selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void RunListView::openCurrent()
{
    if (currentRun().isValid()) {
        Q_EMIT openWanted(currentRun().data(RunListModel::FileRole).toString());
    }
}

void RunListView::compareSelected()
{
    const QStringList files = selectedFiles();
    if (files.size() == 2) {
        Q_EMIT compareWanted(files[0], files[1]);
    }
}

QString RunListView::resumableFile() const
{
    const QStringList files = selectedFiles();
    const int row = files.size() == 1 ? m_runs->rowOf(files.constFirst()) : -1;
    if (row < 0) {
        return {};
    }
    const RunInfo& run = m_runs->run(row);
    static const QStringList resumable{QStringLiteral("similarity"), QStringLiteral("parameters"),
                                       QStringLiteral("locate"), QStringLiteral("evaluate")};
    const bool isPartial = run.problem.isEmpty() && !run.isComplete;
    return isPartial && (resumable.contains(run.kind) || isTransferMethod(run.kind))
        ? files.constFirst()
        : QString();
}

void RunListView::resumeSelected()
{
    const QString file = resumableFile();
    if (!file.isEmpty()) {
        Q_EMIT resumeWanted(file);
    }
}

void RunListView::editNote()
{
    if (currentIndex().isValid()) {
        const QModelIndex note = currentIndex().siblingAtColumn(RunListModel::Note);
        scrollTo(note);
        edit(note);
    }
}

void RunListView::editTags()
{
    const QStringList files = selectedFiles();
    if (files.isEmpty()) {
        return;
    }
    QInputDialog dialog(this);
    dialog.setObjectName(QStringLiteral("tagsDialog"));
    dialog.setWindowTitle(files.size() == 1 ? tr("Tags of %1").arg(files.constFirst())
                                            : tr("Tags of %1 runs").arg(files.size()));
    dialog.setLabelText(tr("Tags, separated by commas:"));
    dialog.setTextValue(m_runs->tags(files.constFirst()).join(QStringLiteral(", ")));
    if (dialog.exec() == QDialog::Accepted) {
        m_runs->setTags(files, dialog.textValue().split(QLatin1Char(',')));
    }
}

void RunListView::toggleHidden()
{
    const QStringList files = selectedFiles();
    const bool areHidden = !files.isEmpty() && m_runs->isHidden(files.constFirst());
    m_runs->setHidden(files, !areHidden);
}

void RunListView::copyCommand()
{
    const QString command = currentRun().data(RunListModel::CommandRole).toString();
    if (!command.isEmpty()) {
        Q_EMIT commandWanted(command);
    }
}

void RunListView::showInFolder()
{
    const QFileInfo file(currentRun().data(RunListModel::PathRole).toString());
    QDesktopServices::openUrl(QUrl::fromLocalFile(file.absolutePath()));
}

void RunListView::deleteSelected()
{
    const QStringList files = selectedFiles();
    if (files.isEmpty()) {
        return;
    }
    const int count = static_cast<int>(files.size());
    QMessageBox box(QMessageBox::Question, tr("Delete runs?"),
                    count == 1 ? tr("Delete %1?").arg(files.constFirst())
                               : tr("Delete %1 runs?").arg(count),
                    QMessageBox::NoButton, this);
    box.setObjectName(QStringLiteral("deleteRunsDialog"));
    box.setInformativeText(tr("Kept in runs/.trash for %1 days.").arg(kTrashDays));
    QPushButton* remove = box.addButton(tr("Delete"), QMessageBox::DestructiveRole);
    QPushButton* keep = box.addButton(tr("Keep"), QMessageBox::RejectRole);
    box.setDefaultButton(keep);
    box.setEscapeButton(keep);
    box.exec();
    if (box.clickedButton() == remove) {
        m_runs->moveToTrash(files);
    }
}

void RunListView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_F2) {
        editNote();
    } else if (event->key() == Qt::Key_Delete) {
        deleteSelected();
    } else {
        QTreeView::keyPressEvent(event);
    }
}

void RunListView::contextMenuEvent(QContextMenuEvent* event)
{
    const QStringList files = selectedFiles();
    const auto count = files.size();
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("runList.menu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [this, menu](const QString& text, auto what, bool isEnabled) {
        QAction* action = menu->addAction(text, this, what);
        action->setEnabled(isEnabled);
        return action;
    };
    add(tr("&Open"), &RunListView::openCurrent, count == 1);
    add(tr("&Resume this partial run"), &RunListView::resumeSelected, !resumableFile().isEmpty());
    add(tr("&Compare two runs…"), &RunListView::compareSelected, count == 2)
        ->setShortcut(QKeySequence(QStringLiteral("Ctrl+R")));
    menu->addSeparator();
    add(tr("&Tags…"), &RunListView::editTags, count > 0);
    add(tr("&Note"), &RunListView::editNote, count == 1)->setShortcut(QKeySequence(Qt::Key_F2));
    const bool areHidden = count > 0 && m_runs->isHidden(files.constFirst());
    add(areHidden ? tr("Un&hide") : tr("&Hide"), &RunListView::toggleHidden, count > 0);
    QAction* hidden = menu->addAction(tr("&Show hidden runs"));
    hidden->setCheckable(true);
    hidden->setChecked(m_filter->showsHidden());
    connect(hidden, &QAction::toggled, m_filter, &RunFilterModel::setShowsHidden);
    menu->addSeparator();
    add(tr("Copy as co&mmand"), &RunListView::copyCommand,
        count == 1 && !currentRun().data(RunListModel::CommandRole).toString().isEmpty());
    add(tr("Show in &folder"), &RunListView::showInFolder, count == 1);
    menu->addSeparator();
    add(tr("&Delete…"), &RunListView::deleteSelected, count > 0)
        ->setShortcut(QKeySequence(Qt::Key_Delete));
    menu->popup(event->globalPos());
}

void RunListView::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected)
{
    QTreeView::selectionChanged(selected, deselected);
    Q_EMIT selectedFilesChanged();
}

void RunListView::showColumnMenu(const QPoint& place)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column = 1; column < RunListModel::ColumnCount; ++column) {
        QAction* action = menu->addAction(m_filter->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this,
                [this, column](bool isShown) { setColumnHidden(column, !isShown); });
    }
    menu->popup(header()->viewport()->mapToGlobal(place));
}

} // namespace neurograft
