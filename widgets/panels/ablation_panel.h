// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSplitter;
class QTextBrowser;
class QTreeWidget;

namespace neurograft {

class AblationSession;
struct AblatedModel;
struct AblationResult;

/// Neurons switched off or scaled (D13): p(target) before and after, with as many random neurons of
/// the same layers beside it, and the continuation with what changed in it. The last answer stays
/// whatever is selected meanwhile. Object names "ablationPanel", "ablationSubject",
/// "ablationFactor", "ablationRun", "ablationStop", "ablationCopy", "ablationTitle",
/// "ablationTable", "answerDiff#ablation".
class AblationPanel : public QWidget {
    Q_OBJECT

public:
    /// @param session outlives the panel
    explicit AblationPanel(AblationSession* session, QWidget* parent = nullptr);

    /// What a click would ablate ("demo-top100, 100 neurons"), or why nothing can be.
    void setSubject(const QString& subject, const QString& obstacle);
    double factor() const;
    void focusFactor();

Q_SIGNALS:
    void runWanted(double factor);
    void copyWanted(const QString& text, const QString& toast);

protected:
    void changeEvent(QEvent* event) override; ///< another palette

private:
    QWidget* makeControls();
    QWidget* makeResult();
    void showState();
    void showResult();
    void showTexts();
    void scrollToText();

    AblationSession* m_session;
    QString m_obstacle;
    QLabel* m_subject = nullptr;
    QDoubleSpinBox* m_factor = nullptr;
    QPushButton* m_run = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_copy = nullptr;
    QLabel* m_title;
    QTreeWidget* m_table = nullptr;
    QTextBrowser* m_texts = nullptr;
    QSplitter* m_answer;
};

} // namespace neurograft
