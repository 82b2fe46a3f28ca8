// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/playground_model.h"

#include <QKeySequence>
#include <QWidget>

#include <array>

class QAction;
class QCheckBox;
class QLabel;
class QLayout;
class QPlainTextEdit;
class QPushButton;
class QStackedLayout;

namespace neurograft {

class NextTokenTable;
class NextTokenTableModel;
class TokenStrip;
class WritingForm;

/// The playground dock: a prompt, its tokens for teacher and student, what both expect next, and
/// how they go on. Computes only while it is seen. Object name "playgroundPanel"; parts
/// "playground.prompt", ".template", ".status", ".tokens.T", ".tokens.S", ".table", ".write",
/// ".stop", ".options", ".text.T", ".text.S", ".speed.T", ".speed.S", ".copyTable", ".copyCommand".
class PlaygroundPanel : public QWidget {
    Q_OBJECT

public:
    /// @param openPair what the empty panel offers. Both outlive the panel
    PlaygroundPanel(PlaygroundModel* model, QAction* openPair, QWidget* parent = nullptr);

    void focusPrompt();
    /// Puts a prompt there as if it had been typed.
    void setPrompt(const QString& prompt, bool usesTemplate);
    /// Pressed inside the panel, this key copies the panel's commands, whatever it means outside.
    void setCopyCommandKey(const QKeySequence& key) { m_copyCommandKey = key; }
    NextTokenTable* table() const { return m_table; }

Q_SIGNALS:
    /// Text for the clipboard, and what to say of it.
    void copyWanted(const QString& text, const QString& toast);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    /// One model's part of the panel.
    struct Part {
        QLabel* tokensCaption = nullptr;
        TokenStrip* tokens = nullptr;
        QLabel* speed = nullptr;
        QPlainTextEdit* text = nullptr;
    };
    QWidget* makePrompt();
    QLayout* makeButtons(QWidget* page);
    QWidget* makeTable();
    QWidget* makeWriting();
    Part& part(Role role) { return m_parts[role == Role::Teacher ? 0 : 1]; }
    void showModels();
    void showAnswers();
    void showTokens();
    void showRows();
    void showText(Role role);
    void showWriting();
    bool isCopyCommand(const QKeyEvent& event) const;
    QString statusText() const;
    QString sideText(PlaygroundSide side) const;
    QString speedText(Role role) const;

    PlaygroundModel* m_model;
    NextTokenTableModel* m_tokens;
    std::array<Part, 2> m_parts;
    QStackedLayout* m_stack;
    QPlainTextEdit* m_prompt = nullptr;
    QCheckBox* m_template = nullptr;
    QLabel* m_status = nullptr;
    NextTokenTable* m_table = nullptr;
    WritingForm* m_form = nullptr;
    QPushButton* m_write = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_copyTable = nullptr;
    QPushButton* m_copyCommand = nullptr;
    QKeySequence m_copyCommandKey;
};

} // namespace neurograft
