// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/locate_bar.h"

#include "widgets/models/locate_input.h"
#include "widgets/models/locate_session.h"
#include "widgets/panels/flow_layout.h"
#include "widgets/panels/locate_options_form.h"
#include "widgets/panels/run_place.h"
#include "widgets/panels/target_chip.h"
#include "widgets/panels/token_strip.h"
#include "widgets/panels/word_combo.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace neurograft {

namespace {

constexpr LocateRows kLocateBarRows[]{LocateRows::Prompt, LocateRows::Set, LocateRows::All};

} // namespace

LocateBar::LocateBar(LocateSession* session, QAction* run, QAction* cancel, QWidget* parent)
    : QWidget(parent), m_session(session), m_remark(new QLabel(this)),
      m_form(new LocateOptionsForm(session, this))
{
    setObjectName(QStringLiteral("locateBar"));
    m_remark->setObjectName(QStringLiteral("locateBar.remark"));
    m_remark->setWordWrap(true);
    m_remark->setTextFormat(Qt::PlainText);
    m_form->hide();
    auto* layout = new QVBoxLayout(this);
    const int edge = fontMetrics().averageCharWidth();
    layout->setContentsMargins(edge, edge / 2, edge, 0);
    layout->addWidget(makeChoices(run, cancel));
    layout->addWidget(m_form);
    layout->addWidget(makePrompt());
    layout->addWidget(m_remark);
    connect(session, &LocateSession::optionsChanged, this, &LocateBar::showSession);
    connect(session, &LocateSession::inputChanged, this, &LocateBar::showInput);
    connect(session, &LocateSession::stateChanged, this, &LocateBar::showState);
    connect(session, &LocateSession::resultChanged, this, &LocateBar::showState);
    connect(session->input(), &LocateInput::previewChanged, this, &LocateBar::showState);
    showSession();
    showInput();
}

QWidget* LocateBar::makeChoices(QAction* run, QAction* cancel)
{
    auto* line = new QWidget(this);
    m_score = makeWordCombo(
        QStringLiteral("scoreCombo"), tr("Score"),
        tr("How neurons are scored; the first is the increase of the target's log probability."),
        {{tr("log p increase"), "attribution"},
         {tr("log p increase, first order"), "first-order"},
         {tr("activation × gradient"), "activation-gradient"},
         {tr("integrated gradients"), "integrated-gradients"},
         {tr("sensitivity of weights"), "sensitivity"}},
        line);
    m_mode = makeWordCombo(
        QStringLiteral("locateModeCombo"), tr("Mode"),
        tr("corrected: exact; compat: as the official code computes, rounding included"),
        {{tr("corrected"), "corrected"}, {tr("compat"), "compat"}}, line);
    m_rows = makeWordCombo(
        QStringLiteral("locateRowsCombo"), tr("Rows"),
        tr("What is asked: the prompt below, the rows selected in the Examples "
           "dock, or all rows of the data"),
        {{tr("this prompt"), "prompt"}, {tr("selected rows"), "set"}, {tr("all rows"), "all"}},
        line);
    m_rate = new QDoubleSpinBox(line);
    m_rate->setObjectName(QStringLiteral("rateSpin"));
    m_rate->setRange(0.0, 100.0);
    m_rate->setDecimals(1);
    m_rate->setPrefix(tr("top "));
    m_rate->setSuffix(tr(" %"));
    m_rate->setKeyboardTracking(false);
    m_rate->setAccessibleName(tr("Share of the neurons that is selected, in per cent"));
    m_rate->setToolTip(m_rate->accessibleName());
    m_more = new QToolButton(line);
    m_more->setObjectName(QStringLiteral("locateOptionsToggle"));
    m_more->setText(tr("&Options"));
    m_more->setCheckable(true);
    m_more->setFocusPolicy(Qt::StrongFocus);
    m_more->setToolTip(tr("Target policy, coefficients, budget, full scores, sensitivity"));
    m_runPlace =
        new RunPlace(tr("&Locate neurons"), run, cancel,
                     {QStringLiteral("locateButton"), QStringLiteral("neuronsView.progress"),
                      QStringLiteral("locateCancelButton")},
                     line);
    auto* choices = new FlowLayout;
    for (QWidget* each : {static_cast<QWidget*>(m_score), static_cast<QWidget*>(m_mode),
                          static_cast<QWidget*>(m_rate), static_cast<QWidget*>(m_rows),
                          static_cast<QWidget*>(m_more)}) {
        choices->addWidget(each);
    }
    auto* layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(choices);
    layout->addWidget(m_runPlace, 1);
    const auto write = [this](QString LocateOptions::*member, const QComboBox* combo) {
        LocateOptions options = m_session->options();
        options.*member = combo->currentData().toString();
        m_session->setOptions(options);
        showSession(); // what does not go together was brought in order
    };
    connect(m_score, &QComboBox::activated, this,
            [this, write] { write(&LocateOptions::score, m_score); });
    connect(m_mode, &QComboBox::activated, this,
            [this, write] { write(&LocateOptions::mode, m_mode); });
    connect(m_rate, &QDoubleSpinBox::valueChanged, this, [this](double percent) {
        LocateOptions options = m_session->options();
        options.rate = percent / 100.0;
        m_session->setOptions(options);
    });
    connect(m_rows, &QComboBox::activated, this,
            [this](int index) { m_session->input()->setRows(kLocateBarRows[index]); });
    connect(m_more, &QToolButton::toggled, m_form, &QWidget::setVisible);
    return line;
}

QWidget* LocateBar::makePrompt()
{
    auto* place = new QWidget(this);
    m_prompt = new QPlainTextEdit(place);
    m_prompt->setObjectName(QStringLiteral("promptEdit"));
    m_prompt->setAccessibleName(tr("Prompt"));
    m_prompt->setPlaceholderText(tr("Type a prompt or pick a row in the Examples dock"));
    m_prompt->setTabChangesFocus(true);
    const int twoLines = fontMetrics().lineSpacing() * 2 + fontMetrics().height();
    m_prompt->setFixedHeight(twoLines);
    m_template = new QCheckBox(tr("Te&mplate"), place);
    m_template->setObjectName(QStringLiteral("promptTemplate"));
    m_template->setToolTip(tr("Written in the training template, as the user's turn"));
    m_strip = new TokenStrip(place);
    m_strip->setObjectName(QStringLiteral("promptTokens"));
    m_strip->setAccessibleName(tr("Tokens of prompt and target"));
    m_strip->setFixedHeight(twoLines);
    auto* chip = new TargetChip(m_session->input(), place);
    auto* left = new QHBoxLayout;
    left->addWidget(m_prompt, 3);
    left->addWidget(m_template);
    left->addWidget(m_strip, 4);
    auto* layout = new QVBoxLayout(place);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(left);
    layout->addWidget(chip);
    connect(m_prompt, &QPlainTextEdit::textChanged, this,
            [this] { m_session->input()->setText(m_prompt->toPlainText()); });
    connect(m_template, &QCheckBox::toggled, m_session->input(), &LocateInput::setUsesTemplate);
    return place;
}

void LocateBar::showOptions()
{
    m_more->setChecked(true);
}

void LocateBar::focusPrompt()
{
    m_prompt->setFocus(Qt::OtherFocusReason);
}

void LocateBar::showSession()
{
    const LocateOptions& options = m_session->options();
    showWord(m_score, options.score);
    showWord(m_mode, options.mode);
    m_mode->setEnabled(options.score == QLatin1String("attribution"));
    const QSignalBlocker blocker(m_rate);
    m_rate->setValue(options.rate * 100.0);
    showState();
}

void LocateBar::showInput()
{
    const LocateInput* input = m_session->input();
    m_rows->setCurrentIndex(static_cast<int>(input->rows()));
    const bool isPrompt = input->rows() == LocateRows::Prompt;
    m_prompt->setEnabled(isPrompt);
    m_template->setEnabled(isPrompt);
    m_strip->setVisible(isPrompt);
    if (m_prompt->toPlainText() != input->text()) {
        const QSignalBlocker blocker(m_prompt);
        m_prompt->setPlainText(input->text());
    }
    const QSignalBlocker blocker(m_template);
    m_template->setChecked(input->usesTemplate());
    showState();
}

void LocateBar::showState()
{
    m_runPlace->showJob(m_session->job());
    const TargetPreview* preview = m_session->input()->preview().get();
    m_strip->setPreview(preview == nullptr ? nullptr
                                           : std::shared_ptr<const RowPreview>(
                                               m_session->input()->preview(), &preview->row));
    QString remark = m_session->warning();
    if (remark.isEmpty() && !m_session->isRunning()) {
        remark = m_session->obstacle();
    }
    if (remark.isEmpty()) {
        remark = m_session->partialText();
    }
    if (remark.isEmpty() && m_session->needsRun()) {
        remark = tr("Prompt or options are others than those of %1: locate again.")
                     .arg(m_session->resultName());
    }
    m_remark->setText(remark);
    m_remark->setVisible(!remark.isEmpty());
}

} // namespace neurograft
