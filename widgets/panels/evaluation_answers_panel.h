// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/evaluation_item_model.h"

#include <QWidget>

#include <array>

class QAction;
class QLabel;
class QPlainTextEdit;
class QTextBrowser;

namespace neurograft {

/// One item: the prompt as the model reads it, its gold answer, both answers side by side and what
/// became of the first in the second. Object name "answersPanel"; parts "itemTitle", "itemPrompt",
/// "itemGold", "answerText.before", "answerText.after", "answerDiff", "locateItemButton",
/// "askItemButton".
class EvaluationAnswersPanel : public QWidget {
    Q_OBJECT

public:
    /// What can be done with the item; all outlive the panel.
    struct Actions {
        QAction* locate = nullptr;
        QAction* ask = nullptr; ///< in the playground
        QAction* diff = nullptr; ///< a switch: answers as a text diff
    };
    EvaluationAnswersPanel(const Actions& actions, QWidget* parent = nullptr);

    /// Shows an item of a model; row -1: none.
    void setItem(const EvaluationItemModel& items, int row);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Answer {
        QLabel* caption = nullptr;
        QPlainTextEdit* text = nullptr;
    };
    QWidget* makeAnswer(const QString& name, Answer& answer);
    void showAnswer(Answer& answer, const QString& title, const EvaluationItem* item, bool isCode);
    void showDiff();

    QAction* m_diffWanted;
    QLabel* m_title;
    QPlainTextEdit* m_prompt;
    QPlainTextEdit* m_gold;
    std::array<Answer, 2> m_answers;
    QWidget* m_texts;
    QTextBrowser* m_diff;
    QString m_before; ///< outputs of the item shown
    QString m_after;
    bool m_hasBoth = false;
};

} // namespace neurograft
