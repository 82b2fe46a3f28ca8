// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/role.h"

#include <QWidget>

class QAction;
class QLabel;
class QStackedWidget;

namespace neurograft {

class EmptyPage;
class MapPanels;
class SelfMaps;

/// View Baselines of workspace Compare: the student's layers among themselves and the teacher's,
/// module by module: what range and blocks a model has by itself. Object name "selfMapsView", its
/// maps "selfMap.student.<module>" and "selfMap.teacher.<module>".
class SelfMapsView : public QWidget {
    Q_OBJECT

public:
    /// Takes @p maps over.
    explicit SelfMapsView(SelfMaps* maps, QWidget* parent = nullptr);

    SelfMaps* maps() const { return m_maps; }
    /// "Compare each model with itself": what the empty page offers; the owner makes it work.
    QAction* runAction() const { return m_run; }
    MapPanels* panels(Role role) const { return role == Role::Student ? m_student : m_teacher; }
    /// Which model's maps have the keyboard: the ones an export means first.
    Role focusedRole() const;
    /// Layers selected elsewhere; −1: none.
    void showLayers(int student, int teacher);
    /// Why nothing can be run now; empty when it can.
    void setObstacle(const QString& obstacle);
    void focusContent();

Q_SIGNALS:
    void hovered(const QString& text);
    void layerChosen(neurograft::Role role, int layer);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void showMaps();

    SelfMaps* m_maps;
    QAction* m_run;
    MapPanels* m_student;
    MapPanels* m_teacher;
    QStackedWidget* m_stack;
    EmptyPage* m_empty;
    QLabel* m_footer;
};

} // namespace neurograft
