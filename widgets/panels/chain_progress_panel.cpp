// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/chain_progress_panel.h"

#include "widgets/jobs/time_left.h"
#include "widgets/models/chain_session.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"

#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <utility>

namespace neurograft {

namespace {

enum ChainColumn { StepColumn, CommandColumn, StateColumn, NeedColumn };

constexpr int kTaskPathRole = Qt::UserRole;
constexpr int kTaskFinishedRole = Qt::UserRole + 1;
const QString kSweepFile = QStringLiteral("/sweep.h5"); ///< of a sweep whose cells are there
constexpr int kTasksInSight = 40; ///< so many are unfolded at first

QString stateWord(ChainState state)
{
    switch (state) {
    case ChainState::Finished:
        return ChainProgressPanel::tr("finished");
    case ChainState::Begun:
        return ChainProgressPanel::tr("begun");
    case ChainState::Different:
        return ChainProgressPanel::tr("of other options");
    case ChainState::Missing:
        break;
    }
    return ChainProgressPanel::tr("to do");
}

QString needWords(double seconds, double hostBytes, double deviceBytes)
{
    QString words = ChainProgressPanel::tr("%1, %2 of memory")
                        .arg(roundedDuration(seconds), byteText(hostBytes));
    if (deviceBytes > 0.0) {
        words += ChainProgressPanel::tr(", %1 on the GPU").arg(byteText(deviceBytes));
    }
    return words;
}

} // namespace

ChainProgressPanel::ChainProgressPanel(ChainSession* session, QWidget* parent)
    : QWidget(parent), m_session(session), m_summary(new QLabel(this)),
      m_bar(new QProgressBar(this)), m_phase(new QLabel(this)), m_tasks(new QTreeWidget(this))
{
    setObjectName(QStringLiteral("chainProgress"));
    m_summary->setObjectName(QStringLiteral("chainProgress.summary"));
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_bar->setObjectName(QStringLiteral("chainProgress.bar"));
    m_bar->setFormat(tr("%v of %m tasks"));
    m_phase->setObjectName(QStringLiteral("chainProgress.phase"));
    m_tasks->setObjectName(QStringLiteral("chainProgress.tasks"));
    m_tasks->setAccessibleName(tr("Tasks of the study"));
    m_tasks->setHeaderLabels({tr("Step"), tr("Command"), tr("State"), tr("Needs")});
    m_tasks->setUniformRowHeights(true);
    m_tasks->setAlternatingRowColors(true);
    const int letter = fontMetrics().averageCharWidth();
    m_tasks->setColumnWidth(StepColumn, 44 * letter);
    m_tasks->setColumnWidth(CommandColumn, 14 * letter);
    m_tasks->setColumnWidth(StateColumn, 26 * letter);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_summary);
    layout->addWidget(m_bar);
    layout->addWidget(m_phase);
    layout->addWidget(m_tasks, 1);
    connect(m_tasks, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) {
        const bool isSweep = item->parent() == nullptr && item->childCount() > 0;
        const QString path = isSweep
            ? m_session->out() + QLatin1Char('/') + item->text(StepColumn) + kSweepFile
            : item->data(StepColumn, kTaskPathRole).toString();
        if (!path.isEmpty()) {
            Q_EMIT resultWanted(path);
        }
    });
    connect(session, &ChainSession::progressChanged, this, &ChainProgressPanel::showTasks);
    connect(session, &ChainSession::stateChanged, this, &ChainProgressPanel::showForecast);
    connect(session, &ChainSession::stateChanged, this, &ChainProgressPanel::showJob);
    connect(session, &ChainSession::jobProgressed, this, &ChainProgressPanel::showJob);
    showTasks();
    showForecast();
    showJob();
}

/// The item of "rates/rate-0.1/gsm8k" below those of "rates" and "rates/rate-0.1".
QTreeWidgetItem* ChainProgressPanel::placeOf(const QString& label)
{
    QTreeWidgetItem* place = m_tasks->invisibleRootItem();
    for (const QString& part : label.split(QLatin1Char('/'))) {
        QTreeWidgetItem* found = nullptr;
        for (int i = place->childCount() - 1; i >= 0 && found == nullptr; --i) { // mostly the last
            found = place->child(i)->text(StepColumn) == part ? place->child(i) : nullptr;
        }
        if (found == nullptr) {
            found = new QTreeWidgetItem(place, {part});
        }
        place = found;
    }
    return place;
}

/// "to do", or more of the task at work and of one that failed.
QString ChainProgressPanel::stateOf(const ChainTaskState& task) const
{
    const bool isBegun = task.state == ChainState::Begun;
    if (isBegun && m_session->runningTask() == QString::fromStdString(task.label)) {
        return tr("running");
    }
    const JobStatus* job = m_session->job();
    return isBegun && job != nullptr && job->state == JobState::Failed ? tr("failed")
                                                                       : stateWord(task.state);
}

void ChainProgressPanel::showTasks()
{
    QStringList labels;
    for (const ChainTaskState& task : m_session->states()) {
        labels << QString::fromStdString(task.label);
    }
    if (labels != m_labels) { // other cells
        m_labels = labels;
        m_tasks->clear();
        m_wasExpanded = false;
    }
    int done = 0;
    for (const ChainTaskState& task : m_session->states()) {
        QTreeWidgetItem* item = placeOf(QString::fromStdString(task.label));
        const bool isFinished = task.state == ChainState::Finished;
        done += isFinished ? 1 : 0;
        item->setText(CommandColumn, QString::fromStdString(task.command));
        item->setText(StateColumn, stateOf(task));
        item->setToolTip(StateColumn, QString::fromStdString(task.difference));
        item->setData(StepColumn, kTaskPathRole, isFinished ? fromPath(task.out) : QString());
        item->setData(StepColumn, kTaskFinishedRole, isFinished);
    }
    for (int i = 0; i < m_tasks->topLevelItemCount(); ++i) {
        showCells(m_tasks->topLevelItem(i));
    }
    const auto all = static_cast<int>(m_session->states().size());
    if (all > 0 && all <= kTasksInSight && !std::exchange(m_wasExpanded, true)) {
        m_tasks->expandAll();
    }
    m_bar->setVisible(all > 0);
    m_bar->setMaximum(all);
    m_bar->setValue(done);
}

/// How many cells of a sweep are finished.
void ChainProgressPanel::showCells(QTreeWidgetItem* sweep)
{
    int finished = 0;
    for (int i = 0; i < sweep->childCount(); ++i) {
        const QTreeWidgetItem* cell = sweep->child(i);
        bool isFinished =
            cell->childCount() > 0 || cell->data(StepColumn, kTaskFinishedRole).toBool();
        for (int k = 0; k < cell->childCount(); ++k) {
            isFinished = isFinished && cell->child(k)->data(StepColumn, kTaskFinishedRole).toBool();
        }
        finished += isFinished ? 1 : 0;
    }
    if (sweep->childCount() > 0) {
        sweep->setText(StateColumn,
                       tr("%1 of %2 cells finished").arg(finished).arg(sweep->childCount()));
    }
}

void ChainProgressPanel::showForecast()
{
    const auto& forecast = m_session->forecast();
    m_summary->setVisible(!m_session->isRunning()); // what is to be done is being done
    for (int i = 0; i < m_tasks->topLevelItemCount(); ++i) {
        m_tasks->topLevelItem(i)->setText(NeedColumn, {});
    }
    if (!forecast) {
        m_summary->setText(m_session->isChecking()
                               ? tr("Checking every step…")
                               : tr("“Check” says what every step needs before anything is run."));
        return;
    }
    for (const ChainStepCost& cost : forecast->steps) {
        QTreeWidgetItem* item = placeOf(QString::fromStdString(cost.step));
        item->setText(NeedColumn, needWords(cost.seconds, cost.hostBytes, cost.deviceBytes));
    }
    const auto steps = static_cast<int>(forecast->steps.size());
    QString text =
        (steps == 1 ? tr("One step: about %1.") : tr("%1 steps: about %2.").arg(steps))
            .arg(needWords(forecast->seconds, forecast->hostBytes, forecast->deviceBytes));
    if (forecast->problems.empty()) {
        text += QLatin1Char(' ') + tr("No errors.");
    }
    for (const std::string& problem : forecast->problems) {
        text += QStringLiteral("\n• ") + QString::fromStdString(problem);
    }
    m_summary->setText(text);
}

void ChainProgressPanel::showJob()
{
    const JobStatus* job = m_session->job();
    m_phase->setVisible(job != nullptr);
    if (job == nullptr) {
        return;
    }
    const Progress& progress = job->progress;
    QString phase = QString::fromStdString(progress.phase);
    if (progress.total > 0) {
        phase += tr(" (%1 of %2 %3)")
                     .arg(progress.done)
                     .arg(progress.total)
                     .arg(QString::fromStdString(progress.unit));
    }
    m_phase->setText(job->state == JobState::Done ? tr("Computed to its end.")
                         : job->state == JobState::Failed
                         ? tr("Ended with an error: %1").arg(job->outcome.message)
                         : job->state == JobState::Cancelled
                         ? tr("Stopped. “Run” goes on from here.")
                         : job->state == JobState::Queued ? tr("Waiting for the jobs before it.")
                                                          : phase);
}

} // namespace neurograft
