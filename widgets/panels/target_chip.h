// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QLineEdit;
class QToolButton;

namespace neurograft {

class FlowLayout;
class LocateInput;

/// The target of the prompt: its text, and the tokens it is made of when they are several, to pick
/// the one that is predicted. Object name "targetChip", its field "targetChip.edit", its tokens
/// "targetChip.token0", …
class TargetChip : public QWidget {
    Q_OBJECT

public:
    /// @param input outlives the widget
    explicit TargetChip(LocateInput* input, QWidget* parent = nullptr);

    QString text() const;

private:
    void showInput();
    void showTokens();

    LocateInput* m_input;
    QLineEdit* m_edit;
    FlowLayout* m_flow;
    QList<QToolButton*> m_tokens;
};

} // namespace neurograft
