// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QList>
#include <QPointer>

class QAction;
class QLabel;
class QPushButton;
class QToolButton;

namespace neurograft {

/// One step of the strip.
struct FirstStep {
    QString title; ///< "your first heatmap"
    QString sentence; ///< what to do, or in which workspace it will be
    QPointer<QAction> action; ///< runs it; null while it cannot be run in this version
};

/// Five steps from the first heatmap to the figure (ux.md 6.7): "1 of 5: your first heatmap". Steps
/// that cannot be run say so; the strip goes on to the first step that can be run and is not done.
/// Object name "firstStepsStrip", its text "firstStepsStrip.text", its button
/// "firstStepsStrip.run".
class FirstStepsStrip : public QFrame {
    Q_OBJECT

public:
    explicit FirstStepsStrip(const QList<FirstStep>& steps, QWidget* parent = nullptr);

    int current() const { return m_current; } ///< from 0
    void setCurrent(int step);
    bool isDone(int step) const { return m_done.value(step); }
    /// The step was done; the strip goes on when it was the present one.
    void setDone(int step);
    QString text() const;

Q_SIGNALS:
    void closed();

private:
    void showStep();
    QList<FirstStep> m_steps;
    QList<bool> m_done;
    QList<QToolButton*> m_numbers;
    QLabel* m_text;
    QPushButton* m_run;
    int m_current = 0;
};

} // namespace neurograft
