// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/jobs_panel.h"

#include "widgets/models/job_list_model.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
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
        bar.text = option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight,
                                                 bar.rect.width() - option.fontMetrics.height());
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
    m_list->setDragDropMode(QAbstractItemView::DragDrop);
    m_list->setDefaultDropAction(Qt::MoveAction);
    m_list->setDropIndicatorShown(true);
    addMoveKeys();
    m_list->setMinimumHeight(fontMetrics().height() * 2);
    QHeaderView* header = m_list->header();
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(fontMetrics().averageCharWidth() * 12);
    header->setSectionResizeMode(JobListModel::Job, QHeaderView::Stretch);
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
            [this](const QModelIndex& index) { refreshButtons(index.row()); });
    connect(m_list, &QTreeView::activated, this, &JobsPanel::openResult);
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
        auto* place = new QWidget(m_list);
        auto* layout = new QHBoxLayout(place);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(0);
        const auto add = [&](const char* name, const QString& text, const QString& tip,
                             auto&& what) {
            auto* button = new QToolButton(place);
            button->setObjectName(QStringLiteral("jobList.") + QLatin1String(name));
            button->setText(text);
            button->setToolTip(tip);
            connect(button, &QToolButton::clicked, m_controller, what);
            layout->addWidget(button);
        };
        add("pause", tr("Pause"), tr("Hold this job at its next checkpoint, or go on"),
            [controller = m_controller, id] {
                const JobStatus* job = controller->find(id);
                job->isPausing() ? controller->resume(id) : controller->pause(id);
            });
        add("cancel", tr("Cancel"), tr("Stop this job; what is done is kept"),
            [controller = m_controller, id] { controller->cancel(id); });
        m_list->setIndexWidget(index, place);
        refreshButtons(row);
    }
}

void JobsPanel::refreshButtons(int row)
{
    const QModelIndex index = m_model->index(row, JobListModel::Buttons);
    const QWidget* place = m_list->indexWidget(index);
    const JobStatus* job = m_controller->find(index.data(JobListModel::IdRole).toInt());
    if (place == nullptr || job == nullptr) {
        return;
    }
    auto* pause = place->findChild<QToolButton*>(QStringLiteral("jobList.pause"));
    auto* cancel = place->findChild<QToolButton*>(QStringLiteral("jobList.cancel"));
    pause->setText(job->isPausing() ? tr("Resume") : tr("Pause"));
    pause->setVisible(job->state == JobState::Running || job->isPausing());
    cancel->setEnabled(job->state != JobState::Cancelling);
    cancel->setVisible(job->isActive());
}

void JobsPanel::addMoveKeys()
{
    // Rows move as the keys point: what is further up runs later.
    const std::pair<Qt::Key, int> keys[] = {{Qt::Key_Up, 1}, {Qt::Key_Down, -1}};
    for (const auto& [key, steps] : keys) {
        auto* action = new QAction(m_list);
        action->setShortcut(QKeySequence(Qt::ALT | key));
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, [this, steps = steps] {
            moveJob(m_list->currentIndex().data(JobListModel::IdRole).toInt(), steps);
        });
        m_list->addAction(action);
    }
}

void JobsPanel::moveJob(JobId id, int steps)
{
    const JobStatus* job = m_controller->find(id);
    if (job != nullptr && job->state == JobState::Queued) {
        m_controller->moveInQueue(id, job->queuePlace + steps);
    }
}

void JobsPanel::openResult(const QModelIndex& index)
{
    const JobStatus* job = m_controller->find(index.data(JobListModel::IdRole).toInt());
    if (job != nullptr && !job->isActive() && !job->resultPath.isEmpty()) {
        Q_EMIT resultWanted(job->resultPath);
    }
}

void JobsPanel::showMenu(const QPoint& position)
{
    const QModelIndex index = m_list->indexAt(position);
    if (!index.isValid()) {
        return;
    }
    const JobStatus* found = m_controller->find(index.data(JobListModel::IdRole).toInt());
    if (found == nullptr) {
        return;
    }
    const JobStatus job = *found;
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("jobList.menu"));
    const auto add = [this, &menu](const QString& text, bool isPossible, auto&& what) {
        QAction* action = menu.addAction(text);
        action->setEnabled(isPossible);
        connect(action, &QAction::triggered, this, what);
    };
    JobController* controller = m_controller;
    add(tr("Open result"), !job.isActive() && !job.resultPath.isEmpty(),
        [this, path = job.resultPath] { Q_EMIT resultWanted(path); });
    add(job.isPausing() ? tr("Resume job") : tr("Pause job"),
        job.state == JobState::Running || job.isPausing(), [controller, job] {
            job.isPausing() ? controller->resume(job.id) : controller->pause(job.id);
        });
    add(tr("Cancel job"), job.isActive(), [controller, id = job.id] { controller->cancel(id); });
    const bool isQueued = job.state == JobState::Queued;
    add(tr("Start next"), isQueued && job.queuePlace > 0,
        [controller, id = job.id] { controller->moveInQueue(id, 0); });
    add(tr("Run earlier") + QStringLiteral("\tAlt+Down"), isQueued && job.queuePlace > 0,
        [this, id = job.id] { moveJob(id, -1); });
    add(tr("Run later") + QStringLiteral("\tAlt+Up"), isQueued,
        [this, id = job.id] { moveJob(id, 1); });
    menu.addSeparator();
    add(tr("Copy as command"), !job.command.isEmpty(),
        [command = job.command] { QApplication::clipboard()->setText(command); });
    add(tr("Copy log"), !controller->log(job.id).isEmpty(), [controller, id = job.id] {
        QApplication::clipboard()->setText(controller->log(id).join(QLatin1Char('\n')));
    });
    menu.exec(m_list->viewport()->mapToGlobal(position));
}

} // namespace neurograft
