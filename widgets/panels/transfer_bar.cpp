// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/transfer_bar.h"

#include "widgets/models/transfer_fields.h"
#include "widgets/models/transfer_session.h"
#include "widgets/panels/flow_layout.h"
#include "widgets/panels/run_place.h"
#include "widgets/panels/word_combo.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

/// Methods first, then the controls of the papers, then what trains nothing.
std::vector<std::string> methodsInOrder()
{
    std::vector<std::string> order{"laten",         "seeking", "semalign", "pissa", "lora",
                                   "gaussian-lora", "sft",     "seqkd",    "gkd"};
    const std::vector<std::string>& all = transferMethods();
    const auto isKnown = [&all](const std::string& method) {
        return std::find(all.begin(), all.end(), method) != all.end();
    };
    order.erase(std::remove_if(order.begin(), order.end(),
                               [&](const std::string& method) { return !isKnown(method); }),
                order.end());
    for (const std::string& method : all) {
        if (std::find(order.begin(), order.end(), method) == order.end()) {
            order.push_back(method);
        }
    }
    return order;
}

} // namespace

TransferBar::TransferBar(TransferSession* session, const Actions& actions, QWidget* parent)
    : QWidget(parent), m_session(session), m_method(new QComboBox(this)),
      m_mode(makeWordCombo(
          QStringLiteral("modeCombo"), tr("Mode"),
          tr("corrected: as the method is meant; compat: as the official code computes"),
          {{tr("corrected"), "corrected"}, {tr("compat"), "compat"}}, this)),
      m_pause(new QPushButton(this)), m_remark(new QLabel(this))
{
    setObjectName(QStringLiteral("transferBar"));
    m_method->setObjectName(QStringLiteral("methodCombo"));
    m_method->setAccessibleName(tr("Method"));
    m_method->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (const std::string& method : methodsInOrder()) {
        m_method->addItem(transferMethodTitle(method), QString::fromStdString(method));
        m_method->setItemData(m_method->count() - 1, transferMethodTip(method), Qt::ToolTipRole);
    }
    auto* dryRun = new QPushButton(tr("&Dry run"), this);
    dryRun->setObjectName(QStringLiteral("dryRunButton"));
    connect(dryRun, &QPushButton::clicked, actions.dryRun, &QAction::trigger);
    const auto follow = [dryRun, action = actions.dryRun] {
        dryRun->setEnabled(action->isEnabled());
        dryRun->setToolTip(action->toolTip());
    };
    connect(actions.dryRun, &QAction::changed, dryRun, follow);
    follow();
    m_pause->setObjectName(QStringLiteral("pauseButton"));
    connect(m_pause, &QPushButton::clicked, session, &TransferSession::pauseOrResume);
    m_runPlace =
        new RunPlace(tr("&Start"), actions.run, actions.cancel,
                     {QStringLiteral("startButton"), QStringLiteral("transferView.progress"),
                      QStringLiteral("transferCancelButton")},
                     this);
    m_remark->setObjectName(QStringLiteral("transferBar.remark"));
    m_remark->setWordWrap(true);
    m_remark->setTextFormat(Qt::PlainText);
    auto* choices = new FlowLayout;
    for (QWidget* each : {static_cast<QWidget*>(m_method), static_cast<QWidget*>(m_mode),
                          static_cast<QWidget*>(dryRun), static_cast<QWidget*>(m_pause)}) {
        choices->addWidget(each);
    }
    auto* line = new QHBoxLayout;
    line->addLayout(choices);
    line->addWidget(m_runPlace, 1);
    auto* layout = new QVBoxLayout(this);
    const int edge = fontMetrics().averageCharWidth();
    layout->setContentsMargins(edge, edge / 2, edge, 0);
    layout->addLayout(line);
    layout->addWidget(m_remark);
    connect(m_method, &QComboBox::activated, this,
            [this] { m_session->setMethod(m_method->currentData().toString().toStdString()); });
    connect(m_mode, &QComboBox::activated, this,
            [this] { m_session->setMode(m_mode->currentData().toString().toStdString()); });
    connect(session, &TransferSession::optionsChanged, this, &TransferBar::showOptions);
    connect(session, &TransferSession::stateChanged, this, &TransferBar::showState);
    connect(session, &TransferSession::resultChanged, this, &TransferBar::showState);
    showOptions();
}

void TransferBar::showOptions()
{
    showWord(m_method, QString::fromStdString(m_session->options().method()));
    m_method->setToolTip(transferMethodTip(m_session->options().method()));
    showWord(m_mode, QString::fromStdString(m_session->options().mode()));
    showState();
}

void TransferBar::showState()
{
    const JobStatus* job = m_session->job();
    m_runPlace->showJob(job);
    const bool isActive = job != nullptr && job->isActive();
    const bool isHeld = isActive && job->isPausing();
    const bool canResume = m_session->canResume();
    m_pause->setText(isHeld || canResume ? tr("&Resume") : tr("&Pause"));
    m_pause->setToolTip(
        canResume ? tr("Go on with %1 at the step it was stopped at").arg(m_session->resultName())
            : isHeld ? tr("Let the job go on")
                     : tr("Hold the job after the present step"));
    m_pause->setEnabled(canResume
                        || (isActive && (job->state == JobState::Running || job->isPausing())));
    QString remark = m_session->isRunning() ? QString() : m_session->obstacle();
    if (remark.isEmpty()) {
        remark = m_session->partialText();
    }
    if (remark.isEmpty() && m_session->differsFromResult()) {
        remark = tr("Options are others than those of %1.").arg(m_session->resultName());
    }
    m_remark->setText(remark);
    m_remark->setVisible(!remark.isEmpty());
}

} // namespace neurograft
