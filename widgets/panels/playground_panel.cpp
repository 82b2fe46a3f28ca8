// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/playground_panel.h"

#include "widgets/frame/empty_page.h"
#include "widgets/models/next_token_table_model.h"
#include "widgets/panels/next_token_table.h"
#include "widgets/panels/token_strip.h"
#include "widgets/panels/writing_form.h"
#include "widgets/plots/number_text.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedLayout>
#include <QTextCursor>
#include <QToolButton>
#include <QVBoxLayout>

namespace neurograft {

namespace {

const std::array<Role, 2> kPlaygroundPanelBoth{Role::Teacher, Role::Student};

QString named(const char* what, Role role)
{
    return QStringLiteral("playground.%1.%2").arg(QLatin1String(what), QString(roleLetter(role)));
}

} // namespace

PlaygroundPanel::PlaygroundPanel(PlaygroundModel* model, QAction* openPair, QWidget* parent)
    : QWidget(parent), m_model(model), m_tokens(new NextTokenTableModel(this)),
      m_stack(new QStackedLayout(this))
{
    setObjectName(QStringLiteral("playgroundPanel"));
    m_stack->addWidget(new EmptyPage(QStringLiteral("playground.empty"),
                                     tr("What do the two models make of a prompt?"),
                                     tr("Open a teacher or a student, then type."), openPair));
    auto* content = new QSplitter(Qt::Horizontal, this);
    content->setChildrenCollapsible(false);
    content->addWidget(makePrompt()); // in the order Tab walks
    content->addWidget(makeTable());
    content->addWidget(makeWriting());
    content->setStretchFactor(0, 2);
    content->setStretchFactor(1, 0); // has its own width
    content->setStretchFactor(2, 3);
    m_stack->addWidget(content);

    connect(model, &PlaygroundModel::modelsChanged, this, &PlaygroundPanel::showModels);
    connect(model, &PlaygroundModel::answersChanged, this, &PlaygroundPanel::showAnswers);
    connect(model, &PlaygroundModel::rowsChanged, this, &PlaygroundPanel::showRows);
    connect(model, &PlaygroundModel::textChanged, this, &PlaygroundPanel::showText);
    connect(model, &PlaygroundModel::writingChanged, this, &PlaygroundPanel::showWriting);
    showModels();
    showAnswers();
    showRows();
    showWriting();
}

QWidget* PlaygroundPanel::makePrompt()
{
    auto* page = new QWidget(this);
    auto* caption = new QLabel(tr("P&rompt"), page);
    m_prompt = new QPlainTextEdit(page);
    m_prompt->setObjectName(QStringLiteral("playground.prompt"));
    m_prompt->setPlaceholderText(tr("The capital of France is"));
    m_prompt->setTabChangesFocus(true);
    m_prompt->setToolTip(tr("Answered while you type; Ctrl+Enter writes on"));
    m_prompt->setMinimumHeight(fontMetrics().height() * 3);
    m_prompt->installEventFilter(this);
    caption->setBuddy(m_prompt);
    m_template = new QCheckBox(tr("Training &template"), page);
    m_template->setObjectName(QStringLiteral("playground.template"));
    m_template->setChecked(m_model->usesTemplate());
    m_template->setToolTip(tr("As the user's turn, with the assistant's mark behind it; otherwise "
                              "the text is taken as it is"));
    m_status = new QLabel(page);
    m_status->setObjectName(QStringLiteral("playground.status"));
    m_status->setWordWrap(true);
    m_status->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* head = new QHBoxLayout;
    head->addWidget(caption);
    head->addStretch(1);
    head->addWidget(m_template);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(fontMetrics().averageCharWidth(), 0, 0, 0);
    layout->addLayout(head);
    layout->addWidget(m_prompt, 2);
    layout->addLayout(makeButtons(page));
    layout->addWidget(m_status);
    for (const Role role : kPlaygroundPanelBoth) {
        Part& own = part(role);
        own.tokensCaption = new QLabel(page);
        own.tokensCaption->setObjectName(named("tokensText", role));
        own.tokens = new TokenStrip(page);
        own.tokens->setObjectName(named("tokens", role));
        own.tokens->setAccessibleName(role == Role::Teacher ? tr("Tokens of the teacher")
                                                            : tr("Tokens of the student"));
        own.tokens->setMinimumHeight(fontMetrics().height() * 2);
        layout->addWidget(own.tokensCaption);
        layout->addWidget(own.tokens, 1);
    }
    connect(m_prompt, &QPlainTextEdit::textChanged, this,
            [this] { m_model->setPrompt(m_prompt->toPlainText()); });
    connect(m_template, &QCheckBox::toggled, m_model, &PlaygroundModel::setUsesTemplate);
    return page;
}

QLayout* PlaygroundPanel::makeButtons(QWidget* page)
{
    m_write = new QPushButton(tr("&Generate"), page);
    m_write->setObjectName(QStringLiteral("playground.write"));
    m_stop = new QPushButton(tr("St&op"), page);
    m_stop->setObjectName(QStringLiteral("playground.stop"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_write, 1);
    buttons->addWidget(m_stop, 1);
    connect(m_write, &QPushButton::clicked, m_model, qOverload<>(&PlaygroundModel::write));
    connect(m_stop, &QPushButton::clicked, m_model, &PlaygroundModel::stop);
    return buttons;
}

QWidget* PlaygroundPanel::makeTable()
{
    auto* page = new QWidget(this);
    m_table = new NextTokenTable(m_tokens, page);
    m_copyTable = new QPushButton(tr("Copy table"), page);
    m_copyTable->setObjectName(QStringLiteral("playground.copyTable"));
    m_copyTable->setToolTip(tr("As text parted by tabs, the rows chosen or all"));
    m_copyCommand = new QPushButton(tr("Copy as command"), page);
    m_copyCommand->setObjectName(QStringLiteral("playground.copyCommand"));
    m_copyCommand->setToolTip(tr("The command lines that compute the same"));
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_copyTable);
    buttons->addWidget(m_copyCommand);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table, 1);
    layout->addLayout(buttons);
    connect(m_copyTable, &QPushButton::clicked, this, [this] {
        Q_EMIT copyWanted(m_table->chosenText(), tr("The next tokens were copied."));
    });
    connect(m_copyCommand, &QPushButton::clicked, this,
            [this] { Q_EMIT copyWanted(m_model->commands(), tr("The commands were copied.")); });
    return page;
}

QWidget* PlaygroundPanel::makeWriting()
{
    auto* page = new QWidget(this);
    auto* options = new QToolButton(page);
    options->setObjectName(QStringLiteral("playground.options"));
    options->setText(tr("Optio&ns"));
    options->setToolTip(
        tr("How the texts are drawn: most tokens, temperature, top-p, seed, stops"));
    options->setCheckable(true);
    m_form = new WritingForm(m_model->writing(), page);
    m_form->hide(); // room for the texts in a narrow dock
    auto* texts = new QVBoxLayout;
    texts->addWidget(options, 0, Qt::AlignLeft);
    for (const Role role : kPlaygroundPanelBoth) {
        Part& own = part(role);
        own.speed = new QLabel(page);
        own.speed->setObjectName(named("speed", role));
        own.speed->setTextInteractionFlags(Qt::TextSelectableByMouse);
        own.speed->setWordWrap(true);
        own.text = new QPlainTextEdit(page);
        own.text->setObjectName(named("text", role));
        own.text->setReadOnly(true);
        own.text->setTabChangesFocus(true);
        own.text->setAccessibleName(role == Role::Teacher ? tr("What the teacher writes")
                                                          : tr("What the student writes"));
        own.text->setMinimumHeight(fontMetrics().height() * 2);
        texts->addWidget(own.speed);
        texts->addWidget(own.text, 1);
    }
    auto* layout = new QHBoxLayout(page);
    layout->setContentsMargins(0, 0, fontMetrics().averageCharWidth(), 0);
    layout->addLayout(texts, 1);
    layout->addWidget(m_form, 0, Qt::AlignTop);
    connect(options, &QToolButton::toggled, m_form, &QWidget::setVisible);
    connect(m_form, &WritingForm::changed, this,
            [this] { m_model->setWriting(m_form->options()); });
    return page;
}

void PlaygroundPanel::focusPrompt()
{
    m_prompt->setFocus(Qt::OtherFocusReason);
}

void PlaygroundPanel::setPrompt(const QString& prompt, bool usesTemplate)
{
    m_template->setChecked(usesTemplate);
    if (prompt != m_prompt->toPlainText()) {
        m_prompt->setPlainText(prompt);
    }
}

bool PlaygroundPanel::isCopyCommand(const QKeyEvent& event) const
{
    return !m_copyCommandKey.isEmpty() && QKeySequence(event.keyCombination()) == m_copyCommandKey;
}

bool PlaygroundPanel::event(QEvent* event)
{
    // Comes up from whatever has the focus and has no use for the key itself.
    if (event->type() == QEvent::ShortcutOverride
        && isCopyCommand(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void PlaygroundPanel::keyPressEvent(QKeyEvent* event)
{
    if (isCopyCommand(*event)) {
        m_copyCommand->click();
        return;
    }
    QWidget::keyPressEvent(event);
}

void PlaygroundPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_model->setActive(true);
}

void PlaygroundPanel::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_model->setActive(false);
}

bool PlaygroundPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_prompt && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (isCopyCommand(*key)) { // an editor may take it for a letter
            m_copyCommand->click();
            return true;
        }
        const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (isEnter && key->modifiers().testFlag(Qt::ControlModifier)) {
            m_write->click();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void PlaygroundPanel::showModels()
{
    m_stack->setCurrentIndex(m_model->hasModel() ? 1 : 0);
    for (const Role role : kPlaygroundPanelBoth) {
        const Part& own = part(role);
        own.text->setVisible(m_model->hasModel(role));
        own.speed->setVisible(m_model->hasModel(role));
        showText(role);
    }
    showWriting();
}

QString PlaygroundPanel::sideText(PlaygroundSide side) const
{
    const PlaygroundAnswer& answer = m_model->answer(side);
    switch (answer.state) {
    case PlaygroundAnswer::State::Absent:
        return {};
    case PlaygroundAnswer::State::Computing:
        return tr("%1: computing…").arg(sideWord(side));
    case PlaygroundAnswer::State::Failed:
        return tr("%1: %2 %3")
            .arg(sideWord(side), answer.problem.message, answer.problem.advice)
            .trimmed();
    case PlaygroundAnswer::State::Ready:
        break;
    }
    return {};
}

QString PlaygroundPanel::statusText() const
{
    QStringList parts;
    for (const PlaygroundSide side : kPlaygroundSides) {
        const QString text = sideText(side);
        if (!text.isEmpty()) {
            parts << text;
        }
    }
    if (parts.isEmpty() && m_model->prompt().isEmpty()) {
        return tr("Type a prompt; both models answer while you type.");
    }
    return parts.join(QLatin1Char('\n'));
}

void PlaygroundPanel::showAnswers()
{
    const QString status = statusText();
    m_status->setText(status);
    m_status->setVisible(!status.isEmpty());
    showTokens();
    showWriting();
}

/// One strip for both when their tokenizers are the same.
void PlaygroundPanel::showTokens()
{
    const PlaygroundAnswer& teacher = m_model->answer(PlaygroundSide::Teacher);
    const PlaygroundAnswer& student = m_model->answer(PlaygroundSide::Student);
    const bool isShared = teacher.tokenizer && student.tokenizer && teacher.preview
        && student.preview && teacher.tokenizer->fingerprint() == student.tokenizer->fingerprint();
    for (const Role role : kPlaygroundPanelBoth) {
        const PlaygroundAnswer& answer = role == Role::Teacher ? teacher : student;
        const Part& own = part(role);
        const bool isShown = answer.preview && !(isShared && role == Role::Student);
        own.tokens->setPreview(isShown ? answer.preview : nullptr);
        own.tokens->setVisible(isShown);
        own.tokensCaption->setVisible(isShown);
        if (isShown) {
            const QString count =
                tr("%n tokens", nullptr, static_cast<int>(answer.preview->tokens.size()));
            own.tokensCaption->setText(isShared ? tr("both: %1").arg(count)
                                                : tr("%1: %2").arg(roleWord(role), count));
        }
    }
}

void PlaygroundPanel::showRows()
{
    std::vector<PlaygroundSide> sides;
    for (const PlaygroundSide side : kPlaygroundSides) {
        if (m_model->answer(side).next) {
            sides.push_back(side);
        }
    }
    m_tokens->setRows(m_model->rows(),
                      m_model->rows().empty() ? std::vector<PlaygroundSide>() : std::move(sides));
    const bool hasRows = m_tokens->rowCount() > 0;
    m_copyTable->setEnabled(hasRows);
    QString finding = tr("No prompt yet.");
    if (hasRows) {
        QStringList cells;
        for (int column = 0; column < m_tokens->columnCount(); ++column) {
            cells << m_tokens->title(column) + QLatin1Char(' ')
                    + m_tokens->index(0, column).data().toString();
        }
        finding = tr("%1 tokens; first: %2")
                      .arg(m_tokens->rowCount())
                      .arg(cells.join(QStringLiteral(", ")));
    }
    m_table->setAccessibleDescription(finding);
}

QString PlaygroundPanel::speedText(Role role) const
{
    const PlaygroundText& text = m_model->text(role);
    const QString speed = text.tokensPerSecond > 0.0
        ? tr(", %1 tokens per second").arg(numberText(text.tokensPerSecond, 1))
        : QString();
    const QString counted = tr("%n tokens", nullptr, text.tokens) + speed;
    switch (text.state) {
    case PlaygroundText::State::Nothing:
        return tr("%1: nothing written yet").arg(roleWord(role));
    case PlaygroundText::State::Waiting:
        return tr("%1: reading the prompt…").arg(roleWord(role));
    case PlaygroundText::State::Writing:
        return tr("%1: %2…").arg(roleWord(role), counted);
    case PlaygroundText::State::Stopped:
        return tr("%1: stopped after %2").arg(roleWord(role), counted);
    case PlaygroundText::State::Failed:
        return tr("%1: %2").arg(roleWord(role), text.problem.message);
    case PlaygroundText::State::Done:
        break;
    }
    return tr("%1: %2, ended by %3").arg(roleWord(role), counted, text.stopReason);
}

void PlaygroundPanel::showText(Role role)
{
    const Part& own = part(role);
    const QString& text = m_model->text(role).text;
    const QString shown = own.text->toPlainText();
    QScrollBar* bar = own.text->verticalScrollBar();
    const bool isAtEnd = bar->value() == bar->maximum();
    if (!shown.isEmpty() && text.size() > shown.size() && text.startsWith(shown)) {
        QTextCursor end(own.text->document()); // a long text is not laid out anew for each token
        end.movePosition(QTextCursor::End);
        end.insertText(text.mid(shown.size()));
    } else if (text != shown) {
        own.text->setPlainText(text);
    }
    if (isAtEnd) {
        bar->setValue(bar->maximum());
    }
    own.speed->setText(speedText(role));
    showWriting();
}

void PlaygroundPanel::showWriting()
{
    const bool canAsk = m_model->hasModel() && !m_model->prompt().isEmpty();
    m_write->setEnabled(canAsk);
    m_write->setToolTip(canAsk ? tr("Both models continue the prompt (Ctrl+Enter)")
                               : tr("Type a prompt first."));
    m_stop->setEnabled(m_model->isWriting());
    m_stop->setToolTip(m_model->isWriting() ? tr("What is written so far is kept")
                                            : tr("Nothing is being written."));
    m_copyCommand->setEnabled(canAsk);
}

} // namespace neurograft
