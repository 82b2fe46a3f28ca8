// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/evaluate_task_form.h"

#include "core/evaluate/evaluation_protocol.h"
#include "widgets/models/evaluate_task_model.h"
#include "widgets/panels/flow_layout.h"
#include "widgets/panels/word_combo.h"

#include <QComboBox>
#include <QFileInfo>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>

namespace neurograft {

namespace {

constexpr int kMostShots = 32;
constexpr int kEvaluateTaskFormMostTokens = 100'000;

} // namespace

EvaluateTaskForm::EvaluateTaskForm(EvaluateTaskModel* tasks, QWidget* parent)
    : QWidget(parent), m_tasks(tasks), m_shots(new QSpinBox(this)),
      m_shotsFile(new QPushButton(this)), m_tokens(new QSpinBox(this))
{
    setObjectName(QStringLiteral("taskForm"));
    m_protocol = makeWordCombo(
        QStringLiteral("protocolCombo"), tr("Protocol"),
        tr("How it is asked and judged: train = the wording of the training data, oi = "
           "Open-Instruct, native = the model's own template, ml = MergeLM"),
        {}, this);
    m_template = makeWordCombo(QStringLiteral("templateCombo"), tr("Template"),
                               tr("How the user's turn is written; a protocol has one of its own"),
                               {}, this);
    m_shots->setObjectName(QStringLiteral("shotsSpin"));
    m_shots->setRange(0, kMostShots);
    m_shots->setSuffix(tr(" shots"));
    m_shots->setKeyboardTracking(false);
    m_shots->setAccessibleName(tr("Worked examples in front of the question"));
    m_shots->setToolTip(m_shots->accessibleName());
    m_shotsFile->setObjectName(QStringLiteral("shotsFileButton"));
    m_shotsFile->setToolTip(
        tr("JSON Lines with question and answer: the worked examples of GSM8K"));
    m_tokens->setObjectName(QStringLiteral("maxNewTokensSpin"));
    m_tokens->setRange(0, kEvaluateTaskFormMostTokens);
    m_tokens->setPrefix(tr("at most tokens "));
    m_tokens->setSpecialValueText(tr("tokens of the protocol"));
    m_tokens->setKeyboardTracking(false);
    m_tokens->setAccessibleName(tr("Longest written answer"));
    m_tokens->setToolTip(tr("Tokens of a written answer at most; 0: as the protocol has it"));
    auto* flow = new FlowLayout(this);
    for (QWidget* each : {static_cast<QWidget*>(m_protocol), static_cast<QWidget*>(m_template),
                          static_cast<QWidget*>(m_shots), static_cast<QWidget*>(m_shotsFile),
                          static_cast<QWidget*>(m_tokens)}) {
        flow->addWidget(each);
    }
    setTabOrder(m_protocol, m_template); // as they stand
    setTabOrder(m_template, m_shots);
    setTabOrder(m_shots, m_shotsFile);
    setTabOrder(m_shotsFile, m_tokens);
    connect(m_protocol, &QComboBox::activated, this, &EvaluateTaskForm::writeTask);
    connect(m_template, &QComboBox::activated, this, &EvaluateTaskForm::writeTask);
    connect(m_shots, &QSpinBox::valueChanged, this, &EvaluateTaskForm::writeTask);
    connect(m_tokens, &QSpinBox::valueChanged, this, &EvaluateTaskForm::writeTask);
    connect(m_shotsFile, &QPushButton::clicked, this, [this] { Q_EMIT shotsFileWanted(m_row); });
    connect(tasks, &EvaluateTaskModel::changed, this, &EvaluateTaskForm::showTask);
    showTask();
}

void EvaluateTaskForm::setRow(int row)
{
    m_row = row;
    showTask();
}

void EvaluateTaskForm::showTask()
{
    const auto& tasks = m_tasks->tasks();
    // Held-out rows are measured as they are: there is nothing to choose.
    const bool hasTask = m_row >= 0 && m_row < static_cast<int>(tasks.size())
        && !tasks[static_cast<std::size_t>(m_row)].isPerplexity();
    setEnabled(hasTask);
    if (!hasTask) {
        m_shotsFile->hide();
        return;
    }
    const EvaluateTask& task = tasks[static_cast<std::size_t>(m_row)];
    m_protocol->clear();
    const std::vector<std::string> protocols = protocolWords(taskFromWord(task.task.toStdString()));
    for (const std::string& word : protocols) {
        const QString text = QString::fromStdString(word);
        // The first is the one that is meant when nothing is said.
        const bool isStandard = word == protocols.front();
        m_protocol->addItem(isStandard ? tr("protocol %1 (default)").arg(text)
                                       : tr("protocol %1").arg(text),
                            isStandard ? QString() : text);
    }
    m_template->clear();
    m_template->addItem(tr("template of the protocol"), QString());
    for (const std::string& word : templateWords()) {
        const QString text = QString::fromStdString(word);
        m_template->addItem(tr("template %1").arg(text), text);
    }
    showWord(m_protocol, task.protocol);
    showWord(m_template, task.promptTemplate);
    const bool takesShots =
        task.task == QLatin1String("mmlu") || task.task == QLatin1String("gsm8k");
    const QSignalBlocker tokens(m_tokens);
    m_tokens->setValue(task.maxNewTokens);
    m_tokens->setVisible(!task.isChoice());
    const QSignalBlocker blocker(m_shots);
    m_shots->setValue(task.shots);
    m_shots->setVisible(takesShots);
    m_shotsFile->setVisible(task.task == QLatin1String("gsm8k") && task.shots > 0);
    m_shotsFile->setText(task.shotsFile.isEmpty() ? tr("Worked e&xamples…")
                                                  : QFileInfo(task.shotsFile).fileName());
}

void EvaluateTaskForm::writeTask()
{
    if (m_row < 0 || m_row >= m_tasks->rowCount()) {
        return;
    }
    EvaluateTask task = m_tasks->tasks()[static_cast<std::size_t>(m_row)];
    task.protocol = m_protocol->currentData().toString();
    task.promptTemplate = m_template->currentData().toString();
    task.shots = m_shots->value();
    task.maxNewTokens = m_tokens->value();
    m_tasks->setTask(m_row, task);
}

} // namespace neurograft
