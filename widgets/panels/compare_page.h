// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QStackedWidget;
class QTabBar;

namespace neurograft {

/// Page of workspace Compare: its two views, Similarity and Parameters (ux.md 1), one seen at a
/// time. Object name "comparePage", its tabs "comparePage.tabs".
class ComparePage : public QWidget {
    Q_OBJECT

public:
    /// Takes both over.
    ComparePage(QWidget* similarity, QWidget* parameters, QWidget* parent = nullptr);

    bool areParametersShown() const;
    void showSimilarity();
    void showParameters();

Q_SIGNALS:
    void viewChanged();

private:
    QTabBar* m_tabs;
    QStackedWidget* m_views;
};

} // namespace neurograft
