// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/neuron_session.h"

#include "core/store/result_file.h"
#include "widgets/figures/head_map.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/neuron_query.h"
#include "widgets/models/path_text.h"
#include "widgets/models/selection_model.h"
#include "widgets/plots/neuron_map_image.h"

#include <algorithm>

namespace neurograft {

namespace {

const QString kNeuronSessionReadChannel = QStringLiteral("neurons.read");

/// Words of result files.
QString storeRole(Role role)
{
    return role == Role::Teacher ? QStringLiteral("teacher") : QStringLiteral("student");
}

/// A run of one model as that of a slot: go-to strings and marks are then the slot's. Paths in the
/// file stay what they are.
void takeRole(NeuronResult& result, const QString& role)
{
    for (ScoredModel& model : result.models) {
        if (model.role != QLatin1String("model")) {
            continue;
        }
        model.role = model.bars.role = role;
        for (auto& map : model.maps) {
            auto own = std::make_shared<NeuronMapData>(*map);
            own->role = role;
            map = std::move(own);
        }
    }
}

std::shared_ptr<const NeuronRows> rowsOf(const NeuronResult& result)
{
    std::vector<std::shared_ptr<const NeuronMapData>> maps;
    for (const ScoredModel& model : result.models) {
        for (const auto& map : model.maps) {
            if (isListedFamily(map->family)) {
                maps.push_back(map);
            }
        }
    }
    return std::make_shared<const NeuronRows>(std::move(maps));
}

} // namespace

std::vector<SelectionItem> neuronItems(const NeuronSet& set, const NeuronRows& rows)
{
    std::vector<SelectionItem> items;
    for (const int row :
         orderedNeurons(rows, set.rows(), NeuronOrder::Score, Qt::DescendingOrder, {})) {
        items.emplace_back(rows.item(row));
    }
    return items;
}

NeuronSet neuronSetOf(const std::vector<SelectionItem>& items, const NeuronRows& rows)
{
    NeuronSet set(rows.count());
    for (const SelectionItem& item : items) {
        if (const auto* neuron = std::get_if<NeuronItem>(&item)) {
            set.add(rows.rowOf(*neuron));
        }
    }
    return set;
}

NeuronSession::NeuronSession(QuickLane* lane, SelectionModel* selection, QObject* parent)
    : QObject(parent), m_lane(lane), m_selection(selection),
      m_rows(std::make_shared<const NeuronRows>())
{
    connect(selection, &SelectionModel::setChanged, this, &NeuronSession::followSelection);
}

void NeuronSession::openResult(const QString& path)
{
    if (path.isEmpty()) {
        return;
    }
    m_wantedPath = path;
    m_isReading = true;
    Q_EMIT stateChanged();
    m_lane->ask(
        kNeuronSessionReadChannel, this,
        [this, path, role = storeRole(m_loneRole)](const RunContext& context) -> QuickLane::Answer {
            const std::filesystem::path file = toPath(path);
            auto result = std::make_shared<NeuronResult>(
                neuronResult(readResult(file), file.filename().string()));
            context.throwIfStopped();
            takeRole(*result, role);
            const auto rows = rowsOf(*result);
            return [this, path, result, rows] { show(path, result, rows); };
        },
        [this](const JobOutcome& outcome) {
            m_isReading = false;
            Q_EMIT stateChanged();
            Q_EMIT failed(tr("The located neurons were not read."), outcome);
        });
}

void NeuronSession::clear()
{
    m_lane->forget(kNeuronSessionReadChannel);
    m_wantedPath.clear();
    show(QString(), nullptr, std::make_shared<const NeuronRows>());
}

void NeuronSession::setLoneRole(Role role)
{
    if (role != m_loneRole) {
        m_loneRole = role;
        reload();
    }
}

void NeuronSession::show(const QString& path, std::shared_ptr<const NeuronResult> result,
                         std::shared_ptr<const NeuronRows> rows)
{
    m_isReading = false;
    m_path = path;
    m_result = std::move(result);
    m_rows = std::move(rows);
    m_set = neuronSetOf(m_selection->set(), *m_rows);
    Q_EMIT stateChanged();
    Q_EMIT resultChanged();
    Q_EMIT setChanged();
}

void NeuronSession::followSelection()
{
    NeuronSet set = neuronSetOf(m_selection->set(), *m_rows);
    if (set != m_set) {
        m_set = std::move(set);
        Q_EMIT setChanged();
    }
}

std::shared_ptr<const NeuronMapData> NeuronSession::map(Role role, NeuronFamily family) const
{
    return m_result ? m_result->find(storeRole(role), family) : nullptr;
}

LayerBarsData NeuronSession::bars() const
{
    return m_result ? m_result->bars() : LayerBarsData();
}

int NeuronSession::headSize(Role role) const
{
    const auto heads = map(role, NeuronFamily::Head);
    return heads ? heads->headSize : 0;
}

std::optional<NeuronPlace> NeuronSession::placeOf(const NeuronItem& neuron,
                                                  NeuronFamily family) const
{
    const auto own = neuronFamilyOf(neuron.module);
    if (own == std::optional(family)) {
        return NeuronPlace{neuron.layer, neuron.index};
    }
    const int size = headSize(neuron.role);
    const bool isColumn = own == std::optional(NeuronFamily::Attention);
    return family == NeuronFamily::Head && isColumn && size > 0
        ? std::optional(NeuronPlace{neuron.layer, neuron.index / size})
        : std::nullopt;
}

NeuronItem NeuronSession::itemAt(Role role, NeuronFamily family, const NeuronPlace& place) const
{
    if (family != NeuronFamily::Head) {
        return {role, place.layer, neuronModule(family), place.index};
    }
    const auto attention = map(role, NeuronFamily::Attention);
    const NeuronPlace best = attention ? bestColumnOf(*attention, headSize(role), place)
                                       : NeuronPlace{place.layer, place.index * headSize(role)};
    return {role, best.layer, neuronModule(NeuronFamily::Attention), best.index};
}

ColorRange NeuronSession::sharedRange(NeuronFamily family, const ColorSettings& colors) const
{
    std::vector<const NeuronMapData*> maps;
    for (const Role role : {Role::Teacher, Role::Student}) {
        if (const auto data = map(role, family)) {
            maps.push_back(data.get());
        }
    }
    return neuronColorRange(colors, maps);
}

NeuronMarks NeuronSession::marks(Role role, NeuronFamily family, bool isRestDimmed) const
{
    NeuronMarks marks;
    if (!isListedFamily(family)) { // not among the rows
        for (const SelectionItem& item : m_selection->set()) {
            const auto* neuron = std::get_if<NeuronItem>(&item);
            const auto place =
                neuron != nullptr && neuron->role == role ? placeOf(*neuron, family) : std::nullopt;
            if (place) {
                marks.set.push_back(*place);
            }
        }
        std::sort(marks.set.begin(), marks.set.end()); // columns of a head are one place
        marks.set.erase(std::unique(marks.set.begin(), marks.set.end()), marks.set.end());
    }
    const std::vector<int> rows = m_set.rows();
    for (std::size_t i = 0; i < m_rows->maps().size(); ++i) {
        const NeuronMapData& data = *m_rows->maps()[i];
        if (data.role != storeRole(role) || data.family != family) {
            continue;
        }
        const int start = m_rows->start(static_cast<int>(i));
        for (const int row : rows) {
            if (row >= start && row < m_rows->start(static_cast<int>(i) + 1)) {
                marks.set.push_back(data.placeOf(static_cast<std::size_t>(row - start)));
            }
        }
    }
    marks.isRestDimmed = isRestDimmed && (!m_set.isEmpty() || !marks.set.empty());
    const auto* pinned = std::get_if<NeuronItem>(&m_selection->pinned());
    if (pinned != nullptr && pinned->role == role) {
        marks.pinned = placeOf(*pinned, family);
    }
    const SelectionItem& primary = m_selection->primary();
    if (!std::holds_alternative<NeuronItem>(primary)) { // a neuron is framed itself
        const int layer = layerOf(primary, role);
        if (layer >= 0) {
            marks.layer = layer;
        }
    }
    return marks;
}

void NeuronSession::selectTop(int count, const NeuronSet& among, const QString& name)
{
    select(topNeurons(*m_rows, among, count), name);
}

void NeuronSession::selectFrom(double threshold, const NeuronSet& among, const QString& name)
{
    select(neuronsFrom(*m_rows, among, threshold), name);
}

void NeuronSession::selectBlock(Role role, NeuronFamily family, const NeuronView& block)
{
    const bool hasHeads = family == NeuronFamily::Head;
    const int width = hasHeads ? headSize(role) : 1; // all columns of a head
    const QString module = neuronModule(hasHeads ? NeuronFamily::Attention : family);
    std::vector<SelectionItem> items;
    for (int layer = block.layerLow; layer < block.layerHigh; ++layer) {
        for (int index = block.indexLow * width; index < block.indexHigh * width; ++index) {
            items.emplace_back(NeuronItem{role, layer, module, index});
        }
    }
    if (family == NeuronFamily::Value) { // not among the rows
        m_selection->setSet(std::move(items));
    } else {
        select(neuronSetOf(items, *m_rows));
    }
}

void NeuronSession::unite(const NeuronSet& other)
{
    select(m_set.united(other));
}

void NeuronSession::intersect(const NeuronSet& other)
{
    select(m_set.intersected(other));
}

void NeuronSession::subtract(const NeuronSet& other)
{
    select(m_set.minus(other));
}

void NeuronSession::select(const NeuronSet& set, const QString& name)
{
    m_selection->setSet(neuronItems(set, *m_rows), name);
}

} // namespace neurograft
