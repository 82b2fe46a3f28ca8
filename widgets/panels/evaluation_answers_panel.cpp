// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/evaluation_answers_panel.h"

#include "widgets/models/text_diff.h"
#include "widgets/plots/number_text.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTextBrowser>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace neurograft {

namespace {

QPlainTextEdit* makeText(const QString& name, const QString& accessible, QWidget* parent)
{
    auto* text = new QPlainTextEdit(parent);
    text->setObjectName(name);
    text->setAccessibleName(accessible);
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setMinimumHeight(text->fontMetrics().height() * 3);
    return text;
}

/// A text that is set again keeps its place: answers come while one reads.
void setText(QPlainTextEdit* edit, const QString& text)
{
    if (edit->toPlainText() != text) {
        edit->setPlainText(text);
    }
}

/// "✗ 16, 45 tokens, eos", of a choice ln p of the gold letter.
QString factsOf(const EvaluationItem& item, bool isCode)
{
    if (!item.isAnswered) {
        return EvaluationAnswersPanel::tr("not answered yet");
    }
    QStringList facts;
    QString counted = verdictMark(item.verdict);
    if (!isCode && !item.extracted.empty()) {
        counted += u' ' + QString::fromStdString(item.extracted).simplified().left(40);
    }
    facts << counted;
    if (!item.detail.empty()) {
        facts << QString::fromStdString(item.detail);
    }
    if (!std::isnan(item.logprob)) {
        facts << EvaluationAnswersPanel::tr("ln p of gold %1").arg(numberText(item.logprob, 2));
    }
    if (item.tokens > 0) {
        facts << EvaluationAnswersPanel::tr("%1 tokens").arg(countText(item.tokens));
    }
    if (!item.stopReason.empty()) {
        facts << EvaluationAnswersPanel::tr("ended by %1")
                     .arg(QString::fromStdString(item.stopReason));
    }
    return facts.join(QStringLiteral(", "));
}

/// What the model wrote; of a choice the letters with their logits, which is all it was asked for.
QString shownAnswer(const EvaluationItem* item)
{
    if (item == nullptr || !item->isAnswered) {
        return {};
    }
    if (item->choiceLogits.empty()) {
        return QString::fromStdString(item->output);
    }
    QStringList lines;
    char letter = 'A';
    for (const float logit : item->choiceLogits) {
        const bool isChosen = !item->extracted.empty() && item->extracted.front() == letter;
        lines << EvaluationAnswersPanel::tr("%1  logit %2%3")
                     .arg(QLatin1Char(letter))
                     .arg(numberText(static_cast<double>(logit), 3),
                          isChosen ? EvaluationAnswersPanel::tr("  ← chosen") : QString());
        ++letter;
    }
    return lines.join(u'\n');
}

/// What is compared word by word: of a choice the letter, not its logits.
QString diffText(const EvaluationItem* item)
{
    return item != nullptr && !item->choiceLogits.empty() ? QString::fromStdString(item->extracted)
                                                          : shownAnswer(item);
}

} // namespace

EvaluationAnswersPanel::EvaluationAnswersPanel(const Actions& actions, QWidget* parent)
    : QWidget(parent), m_diffWanted(actions.diff), m_title(new QLabel(this)),
      m_diff(new QTextBrowser(this))
{
    setObjectName(QStringLiteral("answersPanel"));
    m_title->setObjectName(QStringLiteral("itemTitle"));
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    const auto makeButton = [this](QAction* action, const QString& name, const QString& text) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setText(text);
        button->setObjectName(name);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setFocusPolicy(Qt::StrongFocus);
        // The action's own text is longer than a button should be.
        connect(action, &QAction::changed, button, [button, text] { button->setText(text); });
        return button;
    };
    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(
        makeButton(actions.locate, QStringLiteral("locateItemButton"), tr("Locate neurons")));
    head->addWidget(makeButton(actions.ask, QStringLiteral("askItemButton"), tr("Playground")));
    head->addWidget(makeButton(actions.diff, QStringLiteral("diffToggle"), tr("Diff")));

    auto* asked = new QWidget(this);
    m_prompt = makeText(QStringLiteral("itemPrompt"), tr("Prompt as the model reads it"), asked);
    m_gold = makeText(QStringLiteral("itemGold"), tr("Gold answer"), asked);
    m_gold->setMaximumHeight(fontMetrics().height() * 4);
    auto* goldCaption = new QLabel(tr("Gold"), asked);
    auto* askedLayout = new QVBoxLayout(asked);
    askedLayout->setContentsMargins(0, 0, 0, 0);
    askedLayout->addWidget(m_prompt, 1);
    askedLayout->addWidget(goldCaption);
    askedLayout->addWidget(m_gold);

    auto* answers = new QSplitter(Qt::Horizontal, this);
    answers->setChildrenCollapsible(false);
    answers->addWidget(makeAnswer(QStringLiteral("before"), m_answers[0]));
    answers->addWidget(makeAnswer(QStringLiteral("after"), m_answers[1]));
    m_texts = answers;
    m_diff->setObjectName(QStringLiteral("answerDiff"));
    m_diff->setAccessibleName(tr("What became of the answer"));
    m_diff->setOpenLinks(false);
    m_diff->setMinimumHeight(fontMetrics().height() * 3);
    auto* parts = new QSplitter(Qt::Vertical, this);
    parts->setChildrenCollapsible(false);
    parts->addWidget(asked);
    parts->addWidget(answers);
    parts->addWidget(m_diff);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(head);
    layout->addWidget(parts, 1);
    connect(m_diffWanted, &QAction::toggled, this, &EvaluationAnswersPanel::showDiff);
}

QWidget* EvaluationAnswersPanel::makeAnswer(const QString& name, Answer& answer)
{
    auto* place = new QWidget(this);
    answer.caption = new QLabel(place);
    answer.caption->setObjectName(QStringLiteral("answerCaption.") + name);
    answer.caption->setTextFormat(Qt::PlainText);
    answer.caption->setWordWrap(true);
    answer.text = makeText(
        QStringLiteral("answerText.") + name,
        tr("Answer %1").arg(name == QLatin1String("before") ? tr("before") : tr("after")), place);
    auto* layout = new QVBoxLayout(place);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(answer.caption);
    layout->addWidget(answer.text, 1);
    return place;
}

void EvaluationAnswersPanel::showAnswer(Answer& answer, const QString& title,
                                        const EvaluationItem* item, bool isCode)
{
    answer.caption->setText(item == nullptr ? tr("%1: not asked").arg(title)
                                            : tr("%1: %2").arg(title, factsOf(*item, isCode)));
    setText(answer.text, shownAnswer(item));
}

void EvaluationAnswersPanel::setItem(const EvaluationItemModel& items, int row)
{
    const bool hasItem = row >= 0 && row < items.rowCount();
    setEnabled(hasItem);
    if (!hasItem) {
        m_title->setText(items.rowCount() > 0 ? tr("Choose an item to see its answers.")
                                              : QString());
        m_hasBoth = false;
        m_before.clear();
        m_after.clear();
        for (QPlainTextEdit* text : {m_prompt, m_gold, m_answers[0].text, m_answers[1].text}) {
            text->clear();
        }
        for (Answer& answer : m_answers) {
            answer.caption->clear();
        }
        showDiff();
        return;
    }
    const ItemPair& pair = items.pair(row);
    const EvaluationItem& item = pair.any();
    m_title->setText(tr("Item %1 (%2)  %3")
                         .arg(QString::number(item.row + 1), QString::fromStdString(item.id),
                              flipText(pair.flip())));
    setText(m_prompt, QString::fromStdString(item.prompt));
    setText(m_gold, QString::fromStdString(item.gold));
    showAnswer(m_answers[0], tr("Before"), pair.before, items.isCode());
    showAnswer(m_answers[1], tr("After"), pair.after, items.isCode());
    m_hasBoth = pair.before != nullptr && pair.after != nullptr && pair.before->isAnswered
        && pair.after->isAnswered;
    m_before = diffText(pair.before);
    m_after = diffText(pair.after);
    showDiff();
}

void EvaluationAnswersPanel::showDiff()
{
    const bool isShown = m_hasBoth && m_diffWanted->isChecked();
    m_diff->setVisible(isShown);
    if (!isShown) {
        return;
    }
    const std::vector<DiffPart> parts = wordDiff(m_before, m_after);
    const bool isDark = palette().color(QPalette::Base).lightness() < 128;
    m_diff->setHtml(diffHtml(parts, isDark));
    m_diff->setAccessibleDescription(diffSentence(parts));
    m_diff->setToolTip(diffSentence(parts));
}

void EvaluationAnswersPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        showDiff();
    }
}

} // namespace neurograft
