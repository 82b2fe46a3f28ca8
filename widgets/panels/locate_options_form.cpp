// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/locate_options_form.h"

#include "widgets/models/locate_session.h"
#include "widgets/models/selection_item.h"
#include "widgets/panels/flow_layout.h"
#include "widgets/panels/word_combo.h"

#include <QCheckBox>
#include <QComboBox>
#include <QSignalBlocker>
#include <QSpinBox>

namespace neurograft {

namespace {

constexpr int kMostSteps = 1000;
constexpr int kLongest = 1'000'000;

} // namespace

LocateOptionsForm::LocateOptionsForm(LocateSession* session, QWidget* parent)
    : QWidget(parent), m_session(session), m_full(new QCheckBox(tr("F&ull scores"), this))
{
    setObjectName(QStringLiteral("locateOptions"));
    auto* flow = new FlowLayout(this);
    flow->addWidget(
        addChoice(makeWordCombo(QStringLiteral("targetPolicyCombo"), tr("Predicted tokens"),
                                tr("Which tokens of the target are predicted"),
                                {{tr("last token"), "last-token"},
                                 {tr("first token"), "first-token"},
                                 {tr("all tokens"), "all-response-tokens"}},
                                this),
                  &LocateOptions::policy));
    flow->addWidget(addChoice(
        makeWordCombo(QStringLiteral("coefficientCombo"), tr("Coefficient of attention neurons"),
                      tr("What an attention neuron is multiplied by: the sum over the positions it "
                         "reads, the last one, or each for itself"),
                      {{tr("sum of sources"), "sum"},
                       {tr("last source"), "last-source"},
                       {tr("per source"), "per-source"}},
                      this),
        &LocateOptions::coefficient));
    flow->addWidget(addChoice(
        makeWordCombo(QStringLiteral("budgetCombo"), tr("Budget"),
                      tr("The share is taken of each layer, or of all layers together"),
                      {{tr("share per layer"), "per-layer"}, {tr("share of all"), "global"}}, this),
        &LocateOptions::budget));
    m_full->setObjectName(QStringLiteral("fullScoresTick"));
    m_full->setToolTip(tr("Every neuron's score, instead of those that can be among the selected"));
    flow->addWidget(m_full);
    flow->addWidget(addNumber(QStringLiteral("stepsSpin"), tr("steps "),
                              tr("Steps of the path of integrated gradients"), 1, kMostSteps,
                              &LocateOptions::steps));
    flow->addWidget(addChoice(makeWordCombo(QStringLiteral("structureCombo"), tr("Structure"),
                                            tr("Sensitivity: what is chosen of a matrix"),
                                            {{tr("submatrix"), "submatrix"},
                                             {tr("shared window"), "shared-window"},
                                             {tr("random"), "random"},
                                             {tr("neurons"), "neuron"},
                                             {tr("rows and columns"), "row-column"}},
                                            this),
                              &LocateOptions::structure));
    flow->addWidget(addChoice(makeWordCombo(QStringLiteral("layerOrderCombo"), tr("Layers"),
                                            tr("Sensitivity: which layers of the teacher are kept"),
                                            {{tr("highest layers"), "highest"},
                                             {tr("lowest layers"), "lowest"},
                                             {tr("first layers"), "first"},
                                             {tr("last layers"), "last"},
                                             {tr("random layers"), "random"}},
                                            this),
                              &LocateOptions::layerOrder));
    flow->addWidget(addNumber(QStringLiteral("maxLengthSpin"), tr("at most tokens "),
                              tr("Sensitivity: longer rows are cut on the right; 0 = 2048"), 0,
                              kLongest, &LocateOptions::maxLength));
    for (const QString& module : LocateOptions::allModules()) {
        auto* tick = new QCheckBox(shortModuleName(module), this);
        tick->setObjectName(QStringLiteral("sensitivityTicks.") + module);
        tick->setAccessibleName(module);
        tick->setToolTip(tr("Sensitivity of %1").arg(module));
        connect(tick, &QCheckBox::toggled, this, [this] {
            LocateOptions options = m_session->options();
            options.modules.clear();
            for (const QCheckBox* each : std::as_const(m_modules)) {
                if (each->isChecked()) {
                    options.modules << each->accessibleName();
                }
            }
            m_session->setOptions(options);
        });
        flow->addWidget(tick);
        m_modules << tick;
    }
    connect(m_full, &QCheckBox::toggled, this, [this](bool isFull) {
        LocateOptions options = m_session->options();
        options.fullScores = isFull;
        m_session->setOptions(options);
    });
    connect(session, &LocateSession::optionsChanged, this, &LocateOptionsForm::showOptions);
    showOptions();
}

QComboBox* LocateOptionsForm::addChoice(QComboBox* combo, QString LocateOptions::*member)
{
    connect(combo, &QComboBox::activated, this, [this, combo, member] {
        LocateOptions options = m_session->options();
        options.*member = combo->currentData().toString();
        m_session->setOptions(options);
        showOptions(); // what does not go together was brought in order
    });
    m_choices.append({combo, member});
    return combo;
}

QSpinBox* LocateOptionsForm::addNumber(const QString& objectName, const QString& prefix,
                                       const QString& tip, int least, int most,
                                       int LocateOptions::*member)
{
    auto* number = new QSpinBox(this);
    number->setObjectName(objectName);
    number->setPrefix(prefix);
    number->setToolTip(tip);
    number->setAccessibleName(tip);
    number->setRange(least, most);
    number->setKeyboardTracking(false);
    connect(number, &QSpinBox::valueChanged, this, [this, member](int value) {
        LocateOptions options = m_session->options();
        options.*member = value;
        m_session->setOptions(options);
    });
    m_numbers.append({number, member});
    return number;
}

void LocateOptionsForm::showOptions()
{
    const LocateOptions options = m_session->options();
    const bool isSensitivity = options.isSensitivity();
    for (const auto& [combo, member] : std::as_const(m_choices)) {
        showWord(combo, options.*member);
        const bool isOfSensitivity =
            member == &LocateOptions::structure || member == &LocateOptions::layerOrder;
        combo->setVisible(isOfSensitivity == isSensitivity);
    }
    for (const auto& [number, member] : std::as_const(m_numbers)) {
        const QSignalBlocker blocker(number);
        number->setValue(options.*member);
        number->setVisible(member == &LocateOptions::maxLength
                               ? isSensitivity
                               : options.score == QLatin1String("integrated-gradients"));
    }
    const QSignalBlocker blocker(m_full);
    m_full->setChecked(options.fullScores);
    m_full->setVisible(options.score == QLatin1String("attribution"));
    for (QCheckBox* tick : std::as_const(m_modules)) {
        const QSignalBlocker quiet(tick);
        tick->setChecked(options.modules.contains(tick->accessibleName()));
        tick->setVisible(isSensitivity);
    }
}

} // namespace neurograft
