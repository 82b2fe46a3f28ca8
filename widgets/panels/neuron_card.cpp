// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/neuron_card.h"

#include "widgets/models/next_token_table_model.h"
#include "widgets/models/token_score_table_model.h"
#include "widgets/panels/answer_box.h"
#include "widgets/panels/flow_layout.h"
#include "widgets/panels/lens_table.h"
#include "widgets/panels/token_score_table.h"
#include "widgets/panels/token_strip.h"
#include "widgets/plots/number_text.h"

#include <QAction>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <functional>
#include <utility>

namespace neurograft {

namespace {

using Question = NeuronInspection::Question;

constexpr int kStripLines = 5;

Role roleBeside(Role role)
{
    return role == Role::Teacher ? Role::Student : Role::Teacher;
}

QListWidget* makeList(const QString& name, const QString& title, QWidget* parent)
{
    auto* list = new QListWidget(parent);
    list->setObjectName(name);
    list->setAccessibleName(title);
    list->setUniformItemSizes(true);
    list->setTextElideMode(Qt::ElideLeft); // what counts stands at the end
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return list;
}

/// As high as its lines.
void fitHeight(QListWidget* list)
{
    const int line = list->count() > 0 ? list->sizeHintForRow(0) : 0;
    list->setFixedHeight(line * list->count() + 2 * list->frameWidth());
}

/// Down and up walk a list without choosing; a click or Enter chooses. What is chosen may fill the
/// list anew, so that it is told when the list has done with the event.
void connectChoice(QListWidget* list, QObject* context, std::function<void(int)> chosen)
{
    const auto tell = [context, chosen = std::move(chosen)](const QListWidgetItem* item) {
        QMetaObject::invokeMethod(
            context, [chosen, value = item->data(Qt::UserRole).toInt()] { chosen(value); },
            Qt::QueuedConnection);
    };
    QObject::connect(list, &QListWidget::itemClicked, context, tell);
    QObject::connect(list, &QListWidget::itemActivated, context, tell);
}

} // namespace

QString twinText(const NeuronItem& twin, double cosine)
{
    return QStringLiteral("%1  cos %2").arg(goToText(twin), numberText(cosine, 2));
}

NeuronCard::NeuronCard(NeuronInspection* inspection, const NeuronCardActions& actions,
                       QWidget* parent)
    : QWidget(parent), m_inspection(inspection)
{
    setObjectName(QStringLiteral("neuronCard"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(makeTokens());
    layout->addWidget(makeStrip());
    layout->addWidget(makeButtons(actions));
    layout->addWidget(makeTwins());
    layout->addWidget(makeExamples());
    layout->addWidget(makeLens());
    connect(inspection, &NeuronInspection::changed, this, &NeuronCard::show);
    for (const Question question :
         {Question::Tokens, Question::Strip, Question::Twins, Question::Examples, Question::Lens}) {
        show(question);
    }
}

QWidget* NeuronCard::makeTokens()
{
    auto* content = new QWidget(this);
    m_promoted = new TokenScoreTable(QStringLiteral("promotedTable"), tr("Tokens it promotes"),
                                     NeuronInspection::kTop, content);
    m_promoted->tokens()->setTitle(tr("promotes"));
    m_suppressed = new TokenScoreTable(QStringLiteral("suppressedTable"),
                                       tr("Tokens it suppresses"), NeuronInspection::kTop, content);
    m_suppressed->tokens()->setTitle(tr("suppresses"));
    auto* tables = new QHBoxLayout(content);
    tables->setContentsMargins(0, 0, 0, 0);
    tables->addWidget(m_promoted);
    tables->addWidget(m_suppressed);
    m_norm = new QCheckBox(tr("final norm"), this);
    m_norm->setObjectName(QStringLiteral("normToggle"));
    m_norm->setChecked(m_inspection->appliesNorm());
    connect(m_norm, &QCheckBox::toggled, m_inspection, &NeuronInspection::setAppliesNorm);
    m_tokensBox =
        new AnswerBox(QStringLiteral("neuronCard.tokens"), tr("Tokens it writes"), content, this);
    m_tokensBox->addToTitle(m_norm);
    return m_tokensBox;
}

QWidget* NeuronCard::makeStrip()
{
    auto* content = new QWidget(this);
    m_strip = new TokenStrip(content);
    m_strip->setObjectName(QStringLiteral("activationStrip"));
    m_strip->setAccessibleName(tr("Coefficient of the neuron at the tokens of the prompt"));
    m_strip->setLossShown(false);
    m_strip->setFixedHeight(m_strip->fontMetrics().height() * kStripLines * 3 / 2);
    m_value = new QLabel(content);
    m_value->setObjectName(QStringLiteral("neuronCard.value"));
    m_value->setWordWrap(true);
    m_value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    connect(m_strip, &TokenStrip::cursorChanged, this, [this] {
        showValue();
        const bool isLensOpen = m_inspection->lensPosition() >= 0;
        if (isLensOpen && position() >= 0 && position() != m_inspection->lensPosition()) {
            m_inspection->askLens(position());
        }
    });
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_strip);
    layout->addWidget(m_value);
    m_stripBox = new AnswerBox(QStringLiteral("neuronCard.strip"),
                               tr("Coefficient along the prompt"), content, this);
    return m_stripBox;
}

QWidget* NeuronCard::makeButtons(const NeuronCardActions& actions)
{
    auto* buttons = new QWidget(this);
    auto* layout = new FlowLayout(buttons); // a narrow dock holds them, too
    layout->setContentsMargins(0, 0, 0, 0);
    for (QAction* action : {actions.twins, actions.examples, actions.lens}) {
        if (action != nullptr) {
            auto* button = new QToolButton(buttons);
            button->setDefaultAction(action);
            button->setToolButtonStyle(Qt::ToolButtonTextOnly);
            button->setFocusPolicy(Qt::StrongFocus);
            layout->addWidget(button);
        }
    }
    return buttons;
}

QWidget* NeuronCard::makeTwins()
{
    m_twins = makeList(QStringLiteral("twinList"), tr("Twins"), this);
    connectChoice(m_twins, this, [this](int at) {
        const auto& neuron = m_inspection->neuron();
        const auto& answer = m_inspection->twins();
        if (neuron && answer.isReady() && at < static_cast<int>(answer.value->size())) {
            const NeuronTwin& twin = (*answer.value)[static_cast<std::size_t>(at)];
            Q_EMIT twinChosen(neuronItem(roleBeside(neuron->role), twin.neuron));
        }
    });
    m_twinsBox = new AnswerBox(QStringLiteral("neuronCard.twins"), tr("Twins"), m_twins, this);
    return m_twinsBox;
}

QWidget* NeuronCard::makeExamples()
{
    m_examples =
        makeList(QStringLiteral("topExampleList"), tr("Most active tokens of the data"), this);
    connectChoice(m_examples, this, [this](int row) { Q_EMIT rowChosen(row); });
    m_stopExamples = new QToolButton(this);
    m_stopExamples->setObjectName(QStringLiteral("neuronCard.stopExamples"));
    m_stopExamples->setText(tr("Cancel"));
    connect(m_stopExamples, &QToolButton::clicked, m_inspection,
            [inspection = m_inspection] { inspection->stop(Question::Examples); });
    m_examplesBox = new AnswerBox(QStringLiteral("neuronCard.examples"),
                                  tr("Most active tokens of the data"), m_examples, this);
    m_examplesBox->addToTitle(m_stopExamples);
    return m_examplesBox;
}

QWidget* NeuronCard::makeLens()
{
    m_lens = new LensTable(this);
    m_lensBox = new AnswerBox(QStringLiteral("neuronCard.lens"), tr("Logit lens"), m_lens, this);
    return m_lensBox;
}

int NeuronCard::position() const
{
    return m_inspection->strip().isReady() ? m_strip->cursorToken() : -1;
}

void NeuronCard::show(Question question)
{
    switch (question) {
    case Question::Tokens:
        showTokens();
        break;
    case Question::Strip:
        showStrip();
        break;
    case Question::Twins:
        showTwins();
        break;
    case Question::Examples:
        showExamples();
        break;
    case Question::Lens:
        showLens();
        break;
    }
}

void NeuronCard::showTokens()
{
    const auto& answer = m_inspection->tokens();
    m_norm->setToolTip(m_inspection->appliesNorm()
                           ? tr("The gain of the final norm is part of these logits.")
                           : tr("The gain of the final norm is left out of these logits."));
    m_promoted->tokens()->setTokens(answer.isReady() ? answer.value->promoted
                                                     : std::vector<TokenScore>());
    m_suppressed->tokens()->setTokens(answer.isReady() ? answer.value->suppressed
                                                       : std::vector<TokenScore>());
    m_tokensBox->show(answer, answer.isComputing());
}

void NeuronCard::showStrip()
{
    const auto& answer = m_inspection->strip();
    if (answer.isReady()) {
        const bool isNew = m_strip->preview() == nullptr
            || m_strip->preview()->prompt != answer.value->preview->prompt;
        m_strip->setPreview(answer.value->preview);
        m_strip->setValues(answer.value->values, tr("Coefficient"));
        if (isNew) { // where the next token is predicted
            m_strip->setCursorToken(static_cast<int>(answer.value->values.size()) - 1);
        }
    } else { // while it is computed the tokens keep their place without colours
        m_strip->setPreview(answer.isComputing() ? m_strip->preview() : nullptr);
    }
    m_stripBox->setVisible(answer.isReady() || answer.isComputing() || answer.problem.isFailed()
                           || !answer.reason.isEmpty());
    m_stripBox->show(answer, answer.isComputing() && m_strip->preview() != nullptr);
    showValue();
}

void NeuronCard::showValue()
{
    const int at = position();
    m_value->setText(
        at < 0 ? QString()
               : tr("%1 at “%2”, position %3")
                     .arg(signedNumberText(
                              m_inspection->strip().value->values[static_cast<std::size_t>(at)], 3),
                          tokenGlyphs(m_strip->preview()->tokens[static_cast<std::size_t>(at)]))
                     .arg(at));
}

void NeuronCard::showTwins()
{
    const auto& answer = m_inspection->twins();
    const auto& neuron = m_inspection->neuron();
    m_twins->clear();
    const Role other = neuron ? roleBeside(neuron->role) : Role::Teacher;
    if (answer.isReady()) {
        for (std::size_t i = 0; i < answer.value->size(); ++i) {
            const NeuronTwin& twin = (*answer.value)[i];
            auto* item =
                new QListWidgetItem(twinText(neuronItem(other, twin.neuron), twin.cosine), m_twins);
            item->setData(Qt::UserRole, static_cast<int>(i));
        }
        fitHeight(m_twins);
    }
    const bool isEmpty = answer.isReady() && answer.value->empty();
    m_twinsBox->setTitle(isEmpty ? tr("The neuron writes nothing and has no twin.")
                             : other == Role::Teacher ? tr("Twins in the teacher")
                                                      : tr("Twins in the student"));
    m_twinsBox->show(answer);
    m_twinsBox->setVisible(answer.state != NeuronAnswer<TwinList>::State::Absent
                           || !answer.reason.isEmpty());
}

void NeuronCard::showExamples()
{
    const auto& answer = m_inspection->examples();
    m_examples->clear();
    if (answer.isReady()) {
        for (const ActiveToken& one : *answer.value) {
            auto* item =
                new QListWidgetItem(tr("%1  row %2: %3[%4]")
                                        .arg(signedNumberText(one.value, 2))
                                        .arg(one.line + 1)
                                        .arg(visibleToken(one.before), visibleToken(one.token)),
                                    m_examples);
            item->setToolTip(item->text());
            item->setData(Qt::UserRole, static_cast<int>(one.line));
        }
        fitHeight(m_examples);
    }
    m_stopExamples->setVisible(answer.isComputing());
    m_examplesBox->show(answer);
    m_examplesBox->setVisible(answer.state != NeuronAnswer<ActiveTokens>::State::Absent
                              || !answer.reason.isEmpty());
}

void NeuronCard::showLens()
{
    const auto& answer = m_inspection->lens();
    if (answer.isReady()) {
        m_lens->setRows(*answer.value,
                        QStringLiteral("%1 L").arg(roleLetter(m_inspection->neuron()->role)));
        const auto& preview = m_strip->preview();
        const auto at = static_cast<std::size_t>(m_inspection->lensPosition());
        m_lensBox->setTitle(preview && at < preview->tokens.size()
                                ? tr("Logit lens at “%1”").arg(tokenGlyphs(preview->tokens[at]))
                                : tr("Logit lens"));
    }
    m_lensBox->show(answer);
    m_lensBox->setVisible(answer.state != NeuronAnswer<LensRows>::State::Absent
                          || !answer.reason.isEmpty());
}

} // namespace neurograft
