// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/neuron_maps.h"

#include "core/store/table_text.h"
#include "widgets/figures/layer_bars_figure.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/neuron_text.h"
#include "widgets/models/selection_model.h"
#include "widgets/plots/color_scale_bar.h"
#include "widgets/plots/layer_bars_plot.h"
#include "widgets/plots/neuron_map_loupe.h"
#include "widgets/plots/neuron_map_plot.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QScopedValueRollback>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

constexpr NeuronFamily kNeuronMapsFamilies[]{NeuronFamily::Ffn, NeuronFamily::Attention,
                                             NeuronFamily::Value, NeuronFamily::Head};

QString measureTitle(BarMeasure measure)
{
    switch (measure) {
    case BarMeasure::Best:
        return NeuronMaps::tr("best neurons");
    case BarMeasure::Sensitivity:
        return NeuronMaps::tr("sensitivity");
    case BarMeasure::Increase:
        break;
    }
    return NeuronMaps::tr("increase");
}

Role roleFromName(const QString& word)
{
    return word == QLatin1String("teacher") ? Role::Teacher : Role::Student;
}

} // namespace

NeuronMaps::NeuronMaps(NeuronSession* session, SelectionModel* selection, QWidget* parent)
    : QWidget(parent), m_session(session), m_selection(selection), m_families(new QComboBox(this)),
      m_barsLabel(new QLabel(tr("&Bars"), this)), m_measures(new QComboBox(this)),
      m_bars(new LayerBarsPlot(this)), m_scale(new ColorScaleBar(this))
{
    setObjectName(QStringLiteral("neuronMaps"));
    m_families->setObjectName(QStringLiteral("neuronFamilyCombo"));
    for (const NeuronFamily family : kNeuronMapsFamilies) {
        m_families->addItem(
            family == NeuronFamily::Head
                ? neuronFamilyTitle(family)
                : tr("%1 neurons (%2)").arg(neuronFamilyTitle(family), neuronModule(family)),
            neuronModule(family));
    }
    m_scale->setObjectName(QStringLiteral("neuronScaleBar"));
    m_measures->setObjectName(QStringLiteral("layerBarsCombo"));
    m_measures->setToolTip(tr("What the bars of a layer say"));
    m_barsLabel->setBuddy(m_measures);
    auto* label = new QLabel(tr("&Show"), this);
    label->setBuddy(m_families);
    auto* tools = new QHBoxLayout;
    tools->addWidget(label);
    tools->addWidget(m_families);
    tools->addSpacing(fontMetrics().averageCharWidth());
    tools->addWidget(m_barsLabel);
    tools->addWidget(m_measures);
    tools->addStretch(1);
    auto* row = new QHBoxLayout;
    row->addWidget(m_bars, 3);
    addMap(Role::Teacher, QStringLiteral("neuronMap.T"));
    addMap(Role::Student, QStringLiteral("neuronMap.S"));
    row->addWidget(m_maps[Role::Teacher], 4);
    row->addWidget(m_maps[Role::Student], 4);
    row->addWidget(m_scale);
    auto* layout = new QVBoxLayout(this);
    const int edge = fontMetrics().averageCharWidth();
    layout->setContentsMargins(edge, edge / 2, edge, edge / 2);
    layout->addLayout(tools);
    layout->addLayout(row, 1);
    connect(m_families, &QComboBox::activated, this,
            [this](int index) { setFamily(kNeuronMapsFamilies[index]); });
    connect(m_measures, &QComboBox::activated, this, [this](int index) {
        setBarMeasure(barMeasureFromWord(m_measures->itemData(index).toString())
                          .value_or(BarMeasure::Increase));
    });
    connect(m_bars, &LayerBarsPlot::layerChosen, this, &NeuronMaps::chooseLayer);
    connect(m_bars, &LayerBarsPlot::hovered, this,
            [this](int, int, const QString& text) { Q_EMIT hovered(text); });
    connect(session, &NeuronSession::resultChanged, this, &NeuronMaps::showResult);
    connect(session, &NeuronSession::setChanged, this, &NeuronMaps::showMarks);
    connect(selection, &SelectionModel::pinnedChanged, this, &NeuronMaps::showMarks);
    connect(selection, &SelectionModel::primaryChanged, this, &NeuronMaps::showSelection);
    showResult();
}

void NeuronMaps::addMap(Role role, const QString& objectName)
{
    auto* map = new NeuronMapPlot(this);
    map->setObjectName(objectName);
    // Names are unique in a window (ux.md 7.7).
    map->loupe()->setObjectName(role == Role::Student ? QStringLiteral("loupe")
                                                      : QStringLiteral("loupe#2"));
    m_maps[role] = map;
    connect(map, &NeuronMapPlot::selectedChanged, this, [this, role](int layer, int index) {
        if (layer >= 0 && !m_isFollowing) { // keys; a click is told below, too
            choose(role, {layer, index});
        }
    });
    connect(map, &NeuronMapPlot::clicked, this, [this, role](int layer, int index) {
        choose(role, {layer, index});
    });
    connect(map, &NeuronMapPlot::toggled, this, [this, role](int layer, int index) {
        if (m_family == NeuronFamily::Head) {
            m_session->selectBlock(role, m_family, {layer, layer + 1, index, index + 1});
            return;
        }
        m_selection->toggleInSet(NeuronItem{role, layer, neuronModule(m_family), index});
    });
    connect(map, &NeuronMapPlot::brushed, this, [this, role](const NeuronView& block) {
        m_session->selectBlock(role, m_family, block);
    });
    connect(map, &NeuronMapPlot::hovered, this,
            [this](int, int, const QString& text) { Q_EMIT hovered(text); });
    connect(map, &NeuronMapPlot::activated, this, &NeuronMaps::neuronActivated);
}

void NeuronMaps::setFamily(NeuronFamily family)
{
    if (family != m_family) {
        m_family = family;
        showFamily();
    }
}

void NeuronMaps::setColors(const ColorSettings& colors)
{
    m_hasColors = true;
    m_colors = colors;
    showFamily();
}

void NeuronMaps::setLocked(bool isLocked)
{
    m_isLocked = isLocked;
    showFamily();
}

void NeuronMaps::setRestDimmed(bool isDimmed)
{
    m_isRestDimmed = isDimmed;
    showMarks();
}

BarMeasure NeuronMaps::barMeasure() const
{
    return m_bars->data().measure;
}

void NeuronMaps::setBarMeasure(BarMeasure measure)
{
    if (measure != m_measure) {
        m_measure = measure;
        showBars();
        showSelection();
    }
}

void NeuronMaps::showResult()
{
    showBars();
    showFamily();
}

void NeuronMaps::showBars()
{
    const auto result = m_session->result();
    const std::vector<BarMeasure> measures =
        result ? result->barMeasures() : std::vector<BarMeasure>();
    const bool isThere = std::find(measures.begin(), measures.end(), m_measure) != measures.end();
    const LayerBarsData bars = isThere ? result->bars(m_measure) : m_session->bars();
    bool isOffered = m_measures->count() == static_cast<int>(measures.size());
    for (const BarMeasure measure : measures) {
        isOffered = isOffered && m_measures->findData(barMeasureWord(measure)) >= 0;
    }
    if (!isOffered) {
        m_measures->clear();
        for (const BarMeasure measure : measures) {
            m_measures->addItem(measureTitle(measure), barMeasureWord(measure));
        }
    }
    m_measures->setCurrentIndex(m_measures->findData(barMeasureWord(bars.measure)));
    m_measures->setVisible(measures.size() > 1);
    m_barsLabel->setVisible(measures.size() > 1);
    m_bars->setData(bars);
    m_bars->setVisible(!bars.models.empty());
}

void NeuronMaps::showFamily()
{
    m_families->setCurrentIndex(static_cast<int>(m_family));
    std::shared_ptr<const NeuronMapData> any;
    for (const Role role : {Role::Teacher, Role::Student}) {
        any = any ? any : m_session->map(role, m_family);
    }
    if (!m_hasColors && any) {
        m_colors = neuronColors(*any);
    }
    const ColorRange range = m_session->sharedRange(m_family, m_colors);
    for (const Role role : {Role::Teacher, Role::Student}) {
        const auto neurons = m_session->map(role, m_family);
        NeuronMapPlot* map = m_maps[role];
        map->setColors(
            m_colors, m_isLocked || !neurons ? range : neuronColorRange(m_colors, {neurons.get()}));
        map->setData(neurons);
        map->setVisible(neurons != nullptr || !any); // a run of one model has one map
    }
    m_scale->setColors(m_colors);
    m_scale->setScaleCount(m_isLocked || m_session->map(Role::Teacher, m_family) == nullptr
                                   || m_session->map(Role::Student, m_family) == nullptr
                               ? 1
                               : 2);
    m_scale->setRange(range);
    m_scale->setTitle(any ? neuronScaleTitle(*any) : QString());
    m_scale->setVisible(any != nullptr);
    showSelection();
}

void NeuronMaps::showSelection()
{
    const QScopedValueRollback<bool> following(m_isFollowing, true);
    const SelectionItem& primary = m_selection->primary();
    const auto* neuron = std::get_if<NeuronItem>(&primary);
    if (neuron != nullptr) {
        const auto family = neuronFamilyOf(neuron->module);
        const bool isShown = m_session->placeOf(*neuron, m_family).has_value();
        if (family && !isShown && m_session->map(neuron->role, *family)) {
            m_family = *family; // go-to leads to maps that are not shown yet
            showFamily();
            return;
        }
    }
    for (const Role role : {Role::Teacher, Role::Student}) {
        NeuronMapPlot* map = m_maps[role];
        std::optional<NeuronPlace> place;
        if (neuron != nullptr && neuron->role == role) {
            place = m_session->placeOf(*neuron, m_family);
        }
        if (place && (!map->data() || !map->data()->isValid(*place))) {
            place.reset();
        }
        map->setSelected(place);
        if (place) {
            map->bringIntoView(*place);
        }
    }
    // The bars mark a layer of one model: the primary's own, a cell's student layer.
    std::optional<LayerBarPlace> marked;
    const LayerBarsData& bars = m_bars->data();
    for (int model = 0; model < static_cast<int>(bars.models.size()); ++model) {
        const int layer =
            layerOf(primary, roleFromName(bars.models[static_cast<std::size_t>(model)].role));
        if (layer >= 0) {
            marked = LayerBarPlace{model, layer};
        }
    }
    m_bars->setMarked(marked);
    showMarks();
}

void NeuronMaps::showMarks()
{
    for (const Role role : {Role::Teacher, Role::Student}) {
        m_maps[role]->setMarks(m_session->marks(role, m_family, m_isRestDimmed));
    }
}

void NeuronMaps::choose(Role role, const NeuronPlace& place)
{
    m_selection->select(m_session->itemAt(role, m_family, place));
}

void NeuronMaps::chooseLayer(int model, int layer)
{
    const QString& role = m_bars->data().models[static_cast<std::size_t>(model)].role;
    m_selection->select(LayerItem{roleFromName(role), layer});
}

void NeuronMaps::fillMenu(QMenu* menu) const
{
    const auto copy = [menu](const QString& title, const QString& text) {
        QAction* action =
            menu->addAction(title, menu, [text] { QApplication::clipboard()->setText(text); });
        action->setEnabled(!text.isEmpty());
    };
    QString value;
    if (const auto* neuron = std::get_if<NeuronItem>(&m_selection->primary())) {
        const auto family = neuronFamilyOf(neuron->module);
        const auto scores = family ? m_session->map(neuron->role, *family) : nullptr;
        const NeuronPlace place{neuron->layer, neuron->index};
        value = scores && scores->isValid(place) ? neuronText(*scores, place) : QString();
    }
    copy(tr("Copy value"), value);
    copy(tr("Copy go-to string"), goToText(m_selection->primary()));
    copy(tr("Copy set as table"), setText());
    copy(tr("Copy layer bars as table"), barsText());
}

QString NeuronMaps::setText() const
{
    const NeuronRows& rows = *m_session->rows();
    const NeuronSet& set = m_session->set();
    return set.isEmpty()
        ? QString()
        : neuronsTsv(rows,
                     orderedNeurons(rows, set.rows(), NeuronOrder::Score, Qt::DescendingOrder, {}),
                     {});
}

QString NeuronMaps::barsText() const
{
    return m_bars->data().models.empty()
        ? QString()
        : QString::fromStdString(tsvOfCsv(layerBarsCsv(m_bars->data())));
}

QString NeuronMaps::tableText() const
{
    const QString set = setText();
    return set.isEmpty() ? barsText() : set;
}

void NeuronMaps::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    fillMenu(&menu);
    menu.exec(event->globalPos());
}

QString NeuronMaps::translation()
{
    return tr("A neuron is framed in its model's map; a layer or a cell marks its row in both maps "
              "and its bars; a set is ticked above its layers; rows of the data change nothing.");
}

} // namespace neurograft
