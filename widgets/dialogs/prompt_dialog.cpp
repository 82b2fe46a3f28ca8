// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/prompt_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <nlohmann/json.hpp>

namespace neurograft {

std::string promptRow(const QString& prompt, const QString& response, bool usesTemplate)
{
    using Json = nlohmann::ordered_json;
    const Json row = usesTemplate
        ? Json{{"messages",
                Json::array({Json{{"role", "user"}, {"content", prompt.toStdString()}},
                             Json{{"role", "assistant"}, {"content", response.toStdString()}}})}}
        : Json{{"prompt", prompt.toStdString()}, {"response", response.toStdString()}};
    return row.dump() + "\n";
}

PromptDialog::PromptDialog(QWidget* parent)
    : QDialog(parent), m_prompt(new QPlainTextEdit(this)), m_response(new QPlainTextEdit(this)),
      m_template(new QCheckBox(tr("Training &template (user and assistant marks)"), this))
{
    setObjectName(QStringLiteral("promptDialog"));
    setWindowTitle(tr("New prompt"));
    m_prompt->setObjectName(QStringLiteral("promptDialog.prompt"));
    m_prompt->setPlaceholderText(tr("The capital of France is"));
    m_prompt->setTabChangesFocus(true);
    m_response->setObjectName(QStringLiteral("promptDialog.response"));
    m_response->setPlaceholderText(tr("What the model should answer; may stay empty"));
    m_response->setTabChangesFocus(true);
    m_template->setObjectName(QStringLiteral("promptDialog.template"));
    m_template->setChecked(true);
    m_template->setToolTip(tr("As the rows of a data file with messages; otherwise the text is "
                              "taken as it is"));
    auto* promptLabel = new QLabel(tr("&Prompt"), this);
    promptLabel->setBuddy(m_prompt);
    auto* responseLabel = new QLabel(tr("&Response (optional)"), this);
    responseLabel->setBuddy(m_response);
    auto* remark =
        new QLabel(tr("Becomes data of one row, in place of the data that is open."), this);
    remark->setForegroundRole(QPalette::PlaceholderText);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    m_ok->setText(tr("Use prompt"));
    m_ok->setEnabled(false);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(promptLabel);
    layout->addWidget(m_prompt, 2);
    layout->addWidget(responseLabel);
    layout->addWidget(m_response, 1);
    layout->addWidget(m_template);
    layout->addWidget(remark);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_prompt, &QPlainTextEdit::textChanged, this,
            [this] { m_ok->setEnabled(!prompt().trimmed().isEmpty()); });
    resize(fontMetrics().averageCharWidth() * 70, fontMetrics().height() * 20);
}

QString PromptDialog::prompt() const
{
    return m_prompt->toPlainText();
}

QString PromptDialog::response() const
{
    return m_response->toPlainText();
}

bool PromptDialog::usesTemplate() const
{
    return m_template->isChecked();
}

std::string PromptDialog::row() const
{
    return promptRow(prompt(), response(), usesTemplate());
}

} // namespace neurograft
