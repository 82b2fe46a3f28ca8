// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/profile_strip.h"

#include "widgets/models/selection_model.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/map_selection.h"
#include "widgets/plots/heatmap_plot.h"
#include "widgets/plots/layer_profile.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStackedLayout>

#include <limits>

namespace neurograft {

namespace {

/// A row (@p student ≥ 0) or a column of a map; masked and undefined cells leave gaps.
LayerProfileData profileOf(const HeatmapData& data, int student, int teacher,
                           const ColorRange& range)
{
    const bool isRow = student >= 0;
    LayerProfileData profile;
    profile.isTeacherAxis = isRow;
    profile.axisTitle =
        isRow ? ProfileStrip::tr("teacher layer") : ProfileStrip::tr("student layer");
    profile.title =
        QStringLiteral("%1 %2 L%3")
            .arg(shortModuleName(data.module), isRow ? QStringLiteral("S") : QStringLiteral("T"))
            .arg(isRow ? student : teacher);
    profile.valueTitle =
        data.difference ? QStringLiteral("A − B") : shortMeasureTitle(data.measure);
    profile.range = range;
    for (int layer = 0; layer < (isRow ? data.teachers : data.students); ++layer) {
        const HeatmapCell cell = isRow ? HeatmapCell{student, layer} : HeatmapCell{layer, teacher};
        profile.values.push_back(data.isVisible(cell) && data.isDefined(cell)
                                     ? data.value(cell)
                                     : std::numeric_limits<double>::quiet_NaN());
    }
    return profile;
}

} // namespace

ProfileStrip::ProfileStrip(HeatmapGrid* grid, QWidget* parent)
    : QWidget(parent), m_grid(grid), m_stack(new QStackedLayout(this)), m_row(new LayerProfile),
      m_column(new LayerProfile)
{
    setObjectName(QStringLiteral("profileStrip"));
    auto* empty = new QLabel(tr("Select a cell to see its row and column as curves."), this);
    empty->setObjectName(QStringLiteral("profileStrip.empty"));
    empty->setAlignment(Qt::AlignCenter);
    empty->setForegroundRole(QPalette::PlaceholderText);
    auto* curves = new QWidget(this);
    m_row->setObjectName(QStringLiteral("profile.row"));
    m_column->setObjectName(QStringLiteral("profile.column"));
    auto* line = new QHBoxLayout(curves);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_row, 1);
    line->addWidget(m_column, 1);
    m_stack->addWidget(empty);
    m_stack->addWidget(curves);
    setFixedHeight(m_row->sizeHint().height());

    connect(grid, &HeatmapGrid::shownChanged, this, &ProfileStrip::refresh);
    connect(grid, &HeatmapGrid::selectionChanged, this, &ProfileStrip::refresh);
    connect(m_row, &LayerProfile::layerChosen, this,
            [this](int teacher) { choose(m_student, teacher); });
    connect(m_column, &LayerProfile::layerChosen, this,
            [this](int student) { choose(student, m_teacher); });
    for (LayerProfile* profile : {m_row, m_column}) {
        connect(profile, &LayerProfile::hovered, this,
                [this](int, const QString& text) { Q_EMIT hovered(text); });
    }
}

void ProfileStrip::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void ProfileStrip::choose(int student, int teacher)
{
    SelectionModel* model = m_grid->selection()->model();
    if (student >= 0 && teacher >= 0) {
        model->select(CellItem{m_grid->currentModule(), student, teacher});
    } else {
        model->select(LayerItem{student >= 0 ? Role::Student : Role::Teacher,
                                student >= 0 ? student : teacher});
    }
}

void ProfileStrip::refresh()
{
    if (!isVisible()) {
        return;
    }
    const QString module = m_grid->currentModule();
    const std::shared_ptr<const HeatmapData> map = m_grid->shown(module);
    const SelectionItem& item = m_grid->selection()->item();
    m_student = map ? layerOf(item, Role::Student) : -1;
    m_teacher = map ? layerOf(item, Role::Teacher) : -1;
    if (map && (m_student >= map->students || m_teacher >= map->teachers)) {
        m_student = m_teacher = -1;
    }
    m_row->setVisible(m_student >= 0);
    m_column->setVisible(m_teacher >= 0);
    m_stack->setCurrentIndex(m_student >= 0 || m_teacher >= 0 ? 1 : 0);
    if (m_student >= 0) {
        LayerProfileData row = profileOf(*map, m_student, -1, m_grid->plot(module)->colorRange());
        row.marked = m_teacher;
        m_row->setData(row);
    }
    if (m_teacher >= 0) {
        LayerProfileData column =
            profileOf(*map, -1, m_teacher, m_grid->plot(module)->colorRange());
        column.marked = m_student;
        m_column->setData(column);
    }
}

} // namespace neurograft
