// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/pairing_view.h"

#include "widgets/figures/heatmap_figure.h"
#include "widgets/models/selection_item.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/transfer_session.h"
#include "widgets/plots/color_range.h"
#include "widgets/plots/heatmap_plot.h"
#include "widgets/plots/number_text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>

namespace neurograft {

namespace {

const QString kMean = QStringLiteral("mean");

/// A map of that size without a value, whose cells can be chosen.
HeatmapData emptyMap(int students, int teachers)
{
    HeatmapData data;
    data.students = students;
    data.teachers = teachers;
    const auto cells = static_cast<std::size_t>(students) * static_cast<std::size_t>(teachers);
    data.values.assign(cells, std::numeric_limits<double>::quiet_NaN());
    data.reasons.assign(cells, kNotComputed);
    return data;
}

} // namespace

HeatmapData meanMap(const std::vector<HeatmapData>& maps)
{
    HeatmapData mean = maps.front();
    mean.visible.clear();
    for (std::size_t cell = 0; cell < mean.values.size(); ++cell) {
        double sum = 0.0;
        std::uint8_t reason = 0;
        for (const HeatmapData& map : maps) {
            sum += map.values[cell];
            reason = reason != 0 || map.reasons.empty() ? reason : map.reasons[cell];
        }
        mean.values[cell] = sum / static_cast<double>(maps.size()); // NaN where one is
        if (!mean.reasons.empty()) {
            mean.reasons[cell] = reason;
        }
    }
    mean.intervals.reset();
    return mean;
}

PairingView::PairingView(TransferSession* transfer, SimilaritySession* similarity, QWidget* parent)
    : QWidget(parent), m_transfer(transfer), m_similarity(similarity),
      m_module(new QComboBox(this)), m_reset(new QPushButton(tr("&Reset pairs"), this)),
      m_map(new HeatmapPlot(this)), m_text(new QLabel(this))
{
    setObjectName(QStringLiteral("pairingView"));
    m_module->setObjectName(QStringLiteral("pairingView.moduleCombo"));
    m_module->setAccessibleName(tr("Similarity map under the pairs"));
    m_module->setToolTip(m_module->accessibleName());
    m_reset->setObjectName(QStringLiteral("pairingView.resetButton"));
    m_reset->setToolTip(tr("Layers are paired by the method again"));
    m_map->setObjectName(QStringLiteral("pairingView.map"));
    m_text->setObjectName(QStringLiteral("pairingView.text"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* line = new QHBoxLayout;
    line->addWidget(m_module, 1);
    line->addWidget(m_reset);
    auto* layout = new QVBoxLayout(this);
    const int edge = fontMetrics().averageCharWidth();
    layout->setContentsMargins(edge, edge / 2, edge, edge / 2);
    layout->addLayout(line);
    layout->addWidget(m_text);
    layout->addWidget(m_map, 1);
    connect(m_module, &QComboBox::activated, this, &PairingView::showMap);
    connect(m_reset, &QPushButton::clicked, transfer, &TransferSession::resetPairs);
    connect(m_map, &HeatmapPlot::cellClicked, this, &PairingView::choose);
    connect(m_map, &HeatmapPlot::cellActivated, this, &PairingView::choose);
    connect(m_map, &HeatmapPlot::hoveredCell, this, [this](int student, int teacher) {
        Q_EMIT hovered(student < 0 ? QString() : textOf(student, teacher));
    });
    connect(similarity, &SimilaritySession::figureChanged, this, &PairingView::showModules);
    connect(transfer, &TransferSession::optionsChanged, this, &PairingView::showMap);
    connect(transfer, &TransferSession::resultChanged, this, &PairingView::showPairs);
    showModules();
}

void PairingView::showModules()
{
    const QString before = m_module->currentData().toString();
    const QSignalBlocker blocker(m_module);
    m_module->clear();
    const std::shared_ptr<const HeatmapFigure> figure = m_similarity->figure();
    if (figure) {
        if (figure->panels.size() > 1) {
            m_module->addItem(tr("mean of all modules"), kMean);
        }
        for (const HeatmapData& panel : figure->panels) {
            m_module->addItem(shortModuleName(panel.module), panel.module);
        }
        m_module->setCurrentIndex(std::max(0, m_module->findData(before)));
    }
    m_module->setVisible(m_module->count() > 0);
    showMap();
}

void PairingView::showMap()
{
    const int students = m_transfer->layers(Role::Student);
    const int teachers = m_transfer->layers(Role::Teacher);
    const std::shared_ptr<const HeatmapFigure> figure = m_similarity->figure();
    const QString module = m_module->currentData().toString();
    std::optional<HeatmapData> shown;
    if (figure && !figure->panels.empty()) {
        const HeatmapData* panel = findPanel(*figure, module);
        shown = panel != nullptr ? *panel : meanMap(figure->panels);
    }
    // A result of another pair says nothing about this one.
    const bool isOther = shown && students > 0 && teachers > 0
        && (shown->students != students || shown->teachers != teachers);
    if ((!shown || isOther) && students > 0 && teachers > 0) {
        shown = emptyMap(students, teachers);
    }
    if (!shown) {
        m_data.reset();
        m_map->setData(nullptr);
        showPairs();
        return;
    }
    if (module == kMean) {
        shown->module.clear();
    }
    shown->visible.clear(); // a mask of Compare hides no pair
    m_data = std::make_shared<const HeatmapData>(std::move(*shown));
    m_map->setData(m_data);
    m_map->setColorRange(lockedRange({m_data.get()}));
    showPairs();
}

void PairingView::showPairs()
{
    HeatmapMarks marks;
    marks.path = m_transfer->pairs();
    m_map->setMarks(marks);
    const QString obstacle = m_transfer->pairsObstacle();
    m_reset->setVisible(m_transfer->arePairsChosen());
    QString text = obstacle;
    if (text.isEmpty() && m_transfer->arePairsChosen()) {
        text = tr("Pairs said by hand. A click pairs two layers.");
    } else if (text.isEmpty() && !marks.path.empty()) {
        text = tr("Pairs of %1. A click pairs two layers by hand.").arg(m_transfer->resultName());
    } else if (text.isEmpty()) {
        text = tr("The run will pair the layers; a click pairs two by hand.");
    }
    QStringList pairs;
    for (const HeatmapCell& cell : marks.path) {
        pairs << textOf(cell.student, cell.teacher);
    }
    m_map->setTitle(marks.path.empty()
                        ? tr("Pairs of layers")
                        : tr("%n pairs of layers", nullptr, static_cast<int>(marks.path.size())));
    m_text->setText(text);
    m_text->setToolTip(pairs.join(QLatin1Char('\n')));
    m_text->setAccessibleDescription(pairs.join(QStringLiteral("; ")));
}

/// "S L2 ← T L4  .52", with the similarity where it is known.
QString PairingView::textOf(int student, int teacher) const
{
    const QString layers = QStringLiteral("S L%1 ← T L%2").arg(student).arg(teacher);
    const HeatmapCell cell{student, teacher};
    const bool isKnown = m_data && m_data->isValidCell(cell) && m_data->isDefined(cell);
    return isKnown ? QStringLiteral("%1  %2").arg(layers, shortNumberText(m_data->value(cell), 2))
                   : layers;
}

void PairingView::choose(int student, int teacher)
{
    m_transfer->setPair(student, teacher);
}

} // namespace neurograft
