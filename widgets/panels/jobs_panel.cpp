// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/jobs_panel.h"

#include "widgets/models/job_list_model.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QTreeView>

namespace neurograft {

namespace {

/// Paints a job that runs as a progress bar, every other as its sentence.
class ProgressDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const auto state = static_cast<JobState>(index.data(JobListModel::StateRole).toInt());
        const int percent = index.data(JobListModel::PercentRole).toInt();
        if ((state != JobState::Running && state != JobState::Cancelling) || percent < 0) {
            QStyledItemDelegate::paint(painter, option, index);
            return;
        }
        QStyleOptionProgressBar bar;
        bar.rect = option.rect.adjusted(2, 3, -2, -3);
        bar.palette = option.palette;
        bar.fontMetrics = option.fontMetrics;
        bar.state = QStyle::State_Enabled | QStyle::State_Horizontal;
        bar.maximum = 100;
        bar.progress = percent;
        bar.text = index.data().toString();
        bar.textVisible = true;
        bar.textAlignment = Qt::AlignCenter;
        option.widget->style()->drawControl(QStyle::CE_ProgressBar, &bar, painter, option.widget);
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const QSize hint = QStyledItemDelegate::sizeHint(option, index);
        return {hint.width(), option.fontMetrics.height() * 7 / 4};
    }
};

} // namespace

JobsPanel::JobsPanel(JobController* controller, QWidget* parent)
    : QWidget(parent), m_controller(controller), m_model(new JobListModel(controller, this)),
      m_list(new QTreeView(this)), m_empty(new QLabel(tr("Nothing running."), this))
{
    m_list->setObjectName(QStringLiteral("jobList"));
    m_list->setAccessibleName(tr("Jobs"));
    m_list->setModel(m_model);
    m_list->setItemDelegateForColumn(JobListModel::ProgressColumn, new ProgressDelegate(m_list));
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setHeaderHidden(true);
    m_list->setMinimumHeight(fontMetrics().height() * 2);
    QHeaderView* header = m_list->header();
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(fontMetrics().averageCharWidth() * 12);
    header->setSectionResizeMode(JobListModel::Job, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(JobListModel::ProgressColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(JobListModel::Time, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(JobListModel::Buttons, QHeaderView::ResizeToContents);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setForegroundRole(QPalette::PlaceholderText);

    auto* stack = new QStackedLayout(this);
    stack->addWidget(m_empty);
    stack->addWidget(m_list);
    connect(m_list, &QTreeView::customContextMenuRequested, this, &JobsPanel::showMenu);
    connect(m_model, &JobListModel::rowsInserted, this,
            [this, stack](const QModelIndex&, int first, int last) {
                stack->setCurrentWidget(m_list);
                addButtons(first, last);
            });
    connect(m_model, &JobListModel::dataChanged, this,
            [this](const QModelIndex& index) { refreshButton(index.row()); });
}

QSize JobsPanel::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 60, fontMetrics().height() * 3};
}

void JobsPanel::addButtons(int first, int last)
{
    for (int row = first; row <= last; ++row) {
        const QModelIndex index = m_model->index(row, JobListModel::Buttons);
        const JobId id = index.data(JobListModel::IdRole).toInt();
        auto* cancel = new QToolButton(m_list);
        cancel->setObjectName(QStringLiteral("jobList.cancel"));
        cancel->setText(tr("Cancel"));
        cancel->setToolTip(tr("Stop this job; what is done is kept"));
        connect(cancel, &QToolButton::clicked, m_controller,
                [controller = m_controller, id] { controller->cancel(id); });
        m_list->setIndexWidget(index, cancel);
        refreshButton(row);
    }
}

void JobsPanel::refreshButton(int row)
{
    const QModelIndex index = m_model->index(row, JobListModel::Buttons);
    QWidget* button = m_list->indexWidget(index);
    if (button == nullptr) {
        return;
    }
    const auto state = static_cast<JobState>(index.data(JobListModel::StateRole).toInt());
    button->setEnabled(state != JobState::Cancelling);
    button->setVisible(state == JobState::Queued || state == JobState::Running
                       || state == JobState::Cancelling);
}

void JobsPanel::showMenu(const QPoint& position)
{
    const QModelIndex index = m_list->indexAt(position);
    if (!index.isValid()) {
        return;
    }
    const JobStatus* job = m_controller->find(index.data(JobListModel::IdRole).toInt());
    if (job == nullptr) {
        return;
    }
    QMenu menu(this);
    QAction* cancel = menu.addAction(tr("Cancel job"));
    cancel->setEnabled(job->isActive());
    connect(cancel, &QAction::triggered, m_controller,
            [controller = m_controller, id = job->id] { controller->cancel(id); });
    QAction* copy = menu.addAction(tr("Copy as command"));
    copy->setEnabled(!job->command.isEmpty());
    connect(copy, &QAction::triggered, this,
            [command = job->command] { QApplication::clipboard()->setText(command); });
    menu.exec(m_list->viewport()->mapToGlobal(position));
}

} // namespace neurograft
