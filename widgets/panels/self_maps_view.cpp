// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/self_maps_view.h"

#include "widgets/frame/empty_page.h"
#include "widgets/frame/stack_page.h"
#include "widgets/models/self_maps.h"
#include "widgets/panels/map_panels.h"

#include <QAction>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

namespace neurograft {

SelfMapsView::SelfMapsView(SelfMaps* maps, QWidget* parent)
    : QWidget(parent), m_maps(maps), m_run(new QAction(tr("Compare each model with itself"), this)),
      m_student(new MapPanels(QStringLiteral("selfMap.student"))),
      m_teacher(new MapPanels(QStringLiteral("selfMap.teacher"))),
      m_stack(new QStackedWidget(this)), m_footer(new QLabel(this))
{
    setObjectName(QStringLiteral("selfMapsView"));
    maps->setParent(this);
    m_run->setToolTip(tr("Runs similarity with the baseline Self"));
    m_empty = new EmptyPage(QStringLiteral("selfMapsView.empty"),
                            tr("How alike are the layers of one model?"), QString(), m_run,
                            QString(), m_stack);
    auto* splitter = new QSplitter(Qt::Horizontal);
    splitter->setChildrenCollapsible(false);
    for (const auto& [panels, role, title] :
         {std::tuple(m_student, Role::Student, tr("Student with itself")),
          std::tuple(m_teacher, Role::Teacher, tr("Teacher with itself"))}) {
        auto* side = new QWidget;
        auto* heading = new QLabel(title);
        heading->setBuddy(panels);
        auto* lines = new QVBoxLayout(side);
        lines->addWidget(heading);
        lines->addWidget(panels, 1);
        splitter->addWidget(side);
        connect(panels, &MapPanels::hovered, this, &SelfMapsView::hovered);
        connect(panels, &MapPanels::cellChosen, this,
                [this, of = role](int, int layer, int) { Q_EMIT layerChosen(of, layer); });
    }
    m_stack->addWidget(m_empty);
    m_stack->addWidget(splitter);
    m_footer->setObjectName(QStringLiteral("selfMapsView.footer"));
    m_footer->setWordWrap(true);
    m_footer->setForegroundRole(QPalette::PlaceholderText);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_footer);
    connect(maps, &SelfMaps::changed, this, &SelfMapsView::showMaps);
    setObstacle({});
    showMaps();
}

Role SelfMapsView::focusedRole() const
{
    const QWidget* focused = focusWidget();
    return focused != nullptr && m_teacher->isAncestorOf(focused) ? Role::Teacher : Role::Student;
}

void SelfMapsView::showLayers(int student, int teacher)
{
    m_student->markLayer(Role::Student, student);
    m_teacher->markLayer(Role::Teacher, teacher);
}

void SelfMapsView::setObstacle(const QString& obstacle)
{
    m_run->setEnabled(obstacle.isEmpty());
    m_empty->setSentence(obstacle.isEmpty()
                             ? tr("A value between two models has no scale by itself: their own "
                                  "layers show how high it gets, and in which blocks.")
                             : obstacle);
}

void SelfMapsView::focusContent()
{
    m_student->focusMap();
}

void SelfMapsView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_maps->setActive(true);
}

void SelfMapsView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_maps->setActive(false);
}

void SelfMapsView::showMaps()
{
    m_student->setMaps(m_maps->student(), ColorMapId::Magma);
    m_teacher->setMaps(m_maps->teacher(), ColorMapId::Magma);
    showStackPage(m_stack, m_stack->widget(m_maps->isEmpty() ? 0 : 1));
    m_footer->setVisible(!m_maps->isEmpty());
    if (!m_maps->student().empty()) {
        const HeatmapData& first = m_maps->student().front();
        m_footer->setText(
            tr("%1 | %2 | n = %3").arg(scaleTitle(first), unitTitle(first.unit)).arg(first.n));
    }
}

} // namespace neurograft
