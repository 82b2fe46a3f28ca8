// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/run_place.h"

#include "widgets/jobs/job_controller.h"
#include "widgets/models/job_list_model.h"
#include "widgets/panels/primary_button.h"

#include <QAction>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>

namespace neurograft {

RunPlace::RunPlace(const QString& text, QAction* run, QAction* cancel, const Names& names,
                   QWidget* parent)
    : QStackedWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto* idle = new QWidget(this);
    auto* start = new PrimaryButton(text, idle);
    start->setObjectName(names.run);
    connect(start, &QPushButton::clicked, run, &QAction::trigger);
    const auto followRun = [start, run] {
        start->setEnabled(run->isEnabled());
        start->setToolTip(run->toolTip());
    };
    connect(run, &QAction::changed, start, followRun);
    followRun();
    auto* idleLine = new QHBoxLayout(idle);
    idleLine->setContentsMargins(0, 0, 0, 0);
    idleLine->addStretch(1);
    idleLine->addWidget(start);

    auto* busy = new QWidget(this);
    m_progress = new QProgressBar(busy);
    m_progress->setObjectName(names.progress);
    m_progress->setMaximumWidth(fontMetrics().averageCharWidth() * 70);
    auto* stop = new QToolButton(busy);
    stop->setDefaultAction(cancel);
    stop->setObjectName(names.cancel);
    stop->setToolButtonStyle(Qt::ToolButtonTextOnly);
    stop->setFocusPolicy(Qt::StrongFocus);
    auto* busyLine = new QHBoxLayout(busy);
    busyLine->setContentsMargins(0, 0, 0, 0);
    busyLine->addStretch(1);
    busyLine->addWidget(m_progress, 100);
    busyLine->addWidget(stop);
    addWidget(idle);
    addWidget(busy);
}

void RunPlace::showJob(const JobStatus* job)
{
    const bool isActive = job != nullptr && job->isActive();
    setCurrentIndex(isActive ? 1 : 0);
    if (!isActive) {
        return;
    }
    const auto total = static_cast<int>(job->progress.total);
    m_progress->setRange(0, job->state == JobState::Running ? total : std::max(total, 1));
    m_progress->setValue(static_cast<int>(job->progress.done));
    m_progress->setFormat(shortProgressText(*job));
    m_progress->setToolTip(jobStateText(*job));
}

} // namespace neurograft
