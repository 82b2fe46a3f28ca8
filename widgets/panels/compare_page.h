// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QStackedWidget;
class QTabBar;

namespace neurograft {

class SelfMapsView;

/// Page of workspace Compare: its views Similarity and Parameters (ux.md 1) and the baselines of
/// the first, one seen at a time. Object name "comparePage", its tabs "comparePage.tabs".
class ComparePage : public QWidget {
    Q_OBJECT

public:
    /// Takes all over.
    ComparePage(QWidget* similarity, QWidget* parameters, SelfMapsView* selfMaps,
                QWidget* parent = nullptr);

    bool areParametersShown() const;
    bool areSelfMapsShown() const;
    SelfMapsView* selfMaps() const { return m_selfMaps; }
    void showSimilarity();
    void showParameters();
    void showSelfMaps();

Q_SIGNALS:
    void viewChanged();

private:
    QTabBar* m_tabs;
    QStackedWidget* m_views;
    SelfMapsView* m_selfMaps;
};

} // namespace neurograft
