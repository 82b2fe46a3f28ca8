// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/locate_tables.h"

#include "core/engine/run/ablation_tables.h"
#include "core/run/error.h"

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

/// What people call a score's values.
std::string unitOf(const LocateStudy& study)
{
    return study.score == "attribution" || study.score == "first-order"
        ? "increase of log p"
        : "coefficient x gradient of log p";
}

/// Axis of a family's neurons.
std::string neuronAxis(ScoreFamily family)
{
    switch (family) {
    case ScoreFamily::Ffn:
        return "ffn neuron";
    case ScoreFamily::Attention:
        return "o_proj column";
    case ScoreFamily::Value:
        break;
    }
    return "v_proj row";
}

std::vector<std::int32_t> narrowed(const std::vector<std::int64_t>& values)
{
    return {values.begin(), values.end()};
}

class TableMaker {
public:
    TableMaker(const ModelAttribution& found, const LocateStudy& study, const std::string& role,
               std::int64_t headSize, bool isPreview)
        : m_found(found), m_study(study), m_prefix("attribution/" + role + "/"),
          m_headSize(headSize), m_isPreview(isPreview)
    {
    }

    std::vector<Table> tables()
    {
        addLayers("layer_ffn", m_found.layerFfn);
        addLayers("layer_attn", m_found.layerAttention);
        addHeads();
        for (const FamilyAttribution& family : m_found.families) {
            addScores(family);
            if (!m_isPreview) {
                addSelection(family);
            }
        }
        return std::move(m_tables);
    }

private:
    Attributes commonAttributes() const
    {
        return {{"score", m_study.score},
                {"mode", m_study.mode},
                {"target_policy", m_study.target},
                {"rows", m_found.rows},
                {"skipped", m_found.skipped}};
    }

    Table& add(const std::string& name, std::vector<std::int64_t> shape,
               std::vector<std::string> axes)
    {
        Table table;
        table.path = m_prefix + name;
        table.shape = std::move(shape);
        table.axes = std::move(axes);
        m_tables.push_back(std::move(table));
        return m_tables.back();
    }

    void addLayers(const std::string& name, const std::vector<double>& scores)
    {
        Table& table = add(name, {static_cast<std::int64_t>(scores.size())}, {"layer"});
        table.unit = unitOf(m_study);
        table.attributes = commonAttributes();
        table.values = scores;
    }

    void addHeads()
    {
        if (m_found.heads.empty()) {
            return;
        }
        const auto layers = static_cast<std::int64_t>(m_found.layerAttention.size());
        const auto all = static_cast<std::int64_t>(m_found.heads.size());
        Table& table = add("heads", {layers, all / layers}, {"layer", "head"});
        table.unit = unitOf(m_study);
        table.attributes = commonAttributes();
        // As wide as the scores of neurons that they are looked at beside.
        table.values = std::vector<float>(m_found.heads.begin(), m_found.heads.end());
    }

    void addScores(const FamilyAttribution& family)
    {
        const auto total = static_cast<std::int64_t>(family.scores.size());
        const std::vector<std::int64_t> shape{total / std::max<std::int64_t>(1, family.width),
                                              family.width};
        const std::vector<std::string> axes{"layer", neuronAxis(family.family)};
        Table& table = add(scoreFamilyName(family.family), shape, axes);
        table.unit = unitOf(m_study);
        table.attributes = commonAttributes();
        table.attributes["coefficient"] =
            m_study.mode == "compat" ? std::string("last-source") : m_study.coefficient;
        if (family.family != ScoreFamily::Ffn) {
            table.attributes["head_size"] = m_headSize;
        }
        if (m_isPreview) {
            table.attributes["preview"] = std::string("first-order");
        } else {
            table.attributes["evaluated"] = family.evaluated;
            table.attributes["evaluated_fraction"] = total == 0
                ? 0.0
                : static_cast<double>(family.evaluated) / static_cast<double>(total);
            if (m_study.setsOnly) {
                table.attributes["approximation"] = std::string("middle of an interval");
            }
            if (!family.isFull) {
                const auto layers = static_cast<std::int64_t>(family.layers.size());
                table.attributes["exact_top_k"] =
                    m_study.budget == "global" ? family.wanted * layers : family.wanted;
            }
        }
        table.values = family.scores;
        if (!family.sources.empty()) {
            add("best_source", shape, axes).values = family.sources;
        }
    }

    void addSelection(const FamilyAttribution& family)
    {
        const std::string name = std::string("selection_") + scoreFamilyName(family.family);
        const auto layers = static_cast<std::int64_t>(family.layers.size());
        Table& chosen = add(name + "_layers", {layers}, {"rank of layer"});
        chosen.attributes = selectionAttributes();
        chosen.values = narrowed(family.layers);
        const bool isGlobal = m_study.budget == "global";
        std::vector<std::int32_t> values;
        std::int64_t longest = 0;
        for (const std::vector<LayerNeuron>& list : family.best) {
            longest = std::max(longest, static_cast<std::int64_t>(list.size()));
            for (const LayerNeuron& each : list) {
                if (isGlobal) {
                    values.push_back(static_cast<std::int32_t>(each.layer));
                }
                values.push_back(static_cast<std::int32_t>(each.neuron));
            }
        }
        Table& selection = isGlobal ? add(name, {longest, 2}, {"rank", "layer and neuron"})
                                    : add(name, {layers, longest}, {"selected layer", "rank"});
        selection.attributes = selectionAttributes();
        selection.values = std::move(values);
    }

    Attributes selectionAttributes() const
    {
        return {{"rate", m_study.rate},
                {"budget", m_study.budget},
                {"order", std::string(m_study.setsOnly ? "index" : "score")}};
    }

    const ModelAttribution& m_found;
    const LocateStudy& m_study;
    std::string m_prefix;
    std::int64_t m_headSize;
    bool m_isPreview;
    std::vector<Table> m_tables;
};

std::int64_t integerAttribute(const Table& table, const char* name)
{
    const auto found = table.attributes.find(name);
    const auto* value =
        found == table.attributes.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
    if (value == nullptr) {
        throw StoreError(table.path, std::string("the attribute ") + name, "none");
    }
    return *value;
}

} // namespace

std::vector<Table> attributionTables(const ModelAttribution& found, const LocateStudy& study,
                                     const std::string& role, std::int64_t headSize, bool isPreview)
{
    return TableMaker(found, study, role, headSize, isPreview).tables();
}

Table targetTable(const AttributionRows& rows, const std::string& role)
{
    std::vector<std::int32_t> values;
    for (const AttributionRow& row : rows.rows) {
        for (std::size_t i = 0; i < row.targets.size(); ++i) {
            values.push_back(static_cast<std::int32_t>(row.line));
            values.push_back(static_cast<std::int32_t>(row.positions[i]));
            values.push_back(row.targets[i]);
        }
    }
    Table table;
    table.path = "attribution/" + role + "/targets";
    table.shape = {rows.scoredPositions(), 3};
    table.axes = {"target", "row then position then token id"};
    table.values = std::move(values);
    return table;
}

bool hasFinishedModel(const ResultFile& result, const std::string& role)
{
    return result.find("attribution/" + role + "/selection_value") != nullptr;
}

LocatedModel locatedModel(const ResultFile& result, const std::string& role)
{
    const std::string prefix = "attribution/" + role + "/";
    LocatedModel model;
    model.role = role;
    for (const ScoreFamily family :
         {ScoreFamily::Ffn, ScoreFamily::Attention, ScoreFamily::Value}) {
        const std::string name = scoreFamilyName(family);
        const Table* scores = result.find(prefix + name);
        const Table* layers = result.find(prefix + "selection_" + name + "_layers");
        const Table* selection = result.find(prefix + "selection_" + name);
        if (scores == nullptr || layers == nullptr || selection == nullptr) {
            throw StoreError(prefix + name, "scores and a selection", "only some of them");
        }
        model.rows = integerAttribute(*scores, "rows");
        model.skipped = integerAttribute(*scores, "skipped");
        LocatedFamily located;
        located.name = name;
        located.neurons = scores->size();
        located.evaluated = integerAttribute(*scores, "evaluated");
        located.selected =
            selection->axes.front() == "rank" ? selection->shape[0] : selection->size();
        for (const std::int32_t layer : layers->as<std::int32_t>()) {
            located.layers.push_back(layer);
        }
        model.families.push_back(std::move(located));
    }
    model.ablation = ablatedRows(result, role);
    return model;
}

} // namespace neurograft
