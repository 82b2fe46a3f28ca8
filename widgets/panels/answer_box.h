// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/neuron_inspection.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace neurograft {

/// A titled answer: its content once it is there; before that, or instead, a line that says what
/// goes on, why there is none, or what went wrong (what happened, why, what to do). Object names
/// "<name>.title" and "<name>.status".
class AnswerBox : public QWidget {
    Q_OBJECT

public:
    /// @param content becomes a child
    AnswerBox(const QString& name, const QString& title, QWidget* content,
              QWidget* parent = nullptr);

    void setTitle(const QString& title);
    /// Puts a small widget at the end of the title's line.
    void addToTitle(QWidget* widget);
    /// The content hides unless the answer is ready; @p staysOpen keeps its place meanwhile.
    template <class T> void show(const NeuronAnswer<T>& answer, bool staysOpen = false)
    {
        showStatus(answer.isReady() || staysOpen, answer.isComputing(), answer.reached,
                   answer.problem.isFailed() ? problemText(answer.problem) : answer.reason);
    }
    QString status() const; ///< the line; empty while there is none
    static QString problemText(const JobOutcome& problem);

private:
    void showStatus(bool hasContent, bool isComputing, const QString& reached,
                    const QString& reason);

    QHBoxLayout* m_head;
    QLabel* m_title;
    QLabel* m_status;
    QWidget* m_content;
};

} // namespace neurograft
