// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <string>

class QCheckBox;
class QPlainTextEdit;
class QPushButton;

namespace neurograft {

/// Takes one typed or pasted prompt, with a response if wanted. Object names "promptDialog",
/// "promptDialog.prompt", "promptDialog.response", "promptDialog.template".
class PromptDialog : public QDialog {
    Q_OBJECT

public:
    explicit PromptDialog(QWidget* parent = nullptr);

    QString prompt() const;
    QString response() const;
    /// Written in the training template, as user and assistant (decisions.md D1), not verbatim.
    bool usesTemplate() const;
    /// The prompt as a line of a data file.
    std::string row() const;

private:
    QPlainTextEdit* m_prompt;
    QPlainTextEdit* m_response;
    QCheckBox* m_template;
    QPushButton* m_ok;
};

/// One line of JSON Lines: `messages` with the template, else `prompt` and `response`.
std::string promptRow(const QString& prompt, const QString& response, bool usesTemplate);

} // namespace neurograft
