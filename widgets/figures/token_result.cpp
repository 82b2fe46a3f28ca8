// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/token_result.h"

#include "core/run/error.h"

#include <cmath>

namespace neurograft {

namespace {

const Table& part(const ResultFile& result, const std::string& path, std::int64_t neurons)
{
    const Table* table = result.find(path);
    if (table == nullptr || table->shape.size() != 2 || table->shape[0] != neurons) {
        throw FormatError(path, "a row for each of " + std::to_string(neurons) + " neurons",
                          table == nullptr ? "no such table" : "another shape");
    }
    return *table;
}

/// One list ("promoted") of every neuron.
class Lists {
public:
    Lists(const ResultFile& result, const std::string& path, std::int64_t neurons)
        : m_texts(part(result, path, neurons).as<std::string>()),
          m_ids(part(result, path + "_ids", neurons).as<std::int32_t>()),
          m_logits(part(result, path + "_logits", neurons).as<float>())
    {
        if (m_ids.size() != m_texts.size() || m_logits.size() != m_texts.size()) {
            throw FormatError(path, "a text, an id and a logit of every token",
                              std::to_string(m_texts.size()) + ", " + std::to_string(m_ids.size())
                                  + " and " + std::to_string(m_logits.size()));
        }
        m_tokens = neurons == 0 ? 0 : m_texts.size() / static_cast<std::size_t>(neurons);
    }

    std::vector<WrittenToken> of(std::size_t neuron) const
    {
        std::vector<WrittenToken> list;
        for (std::size_t i = neuron * m_tokens; i < (neuron + 1) * m_tokens; ++i) {
            list.push_back({m_texts[i], m_ids[i], m_logits[i]});
        }
        return list;
    }

private:
    const std::vector<std::string>& m_texts;
    const std::vector<std::int32_t>& m_ids;
    const std::vector<float>& m_logits;
    std::size_t m_tokens = 0;
};

/// A row of `neurons`: layer, kind, index.
NeuronWrites writesAt(const Table& table, std::size_t row, const NeuronResult& read,
                      const QString& role)
{
    const std::vector<std::int32_t>& values = table.as<std::int32_t>();
    NeuronWrites writes;
    writes.place = {values[row * 3], values[row * 3 + 2]};
    writes.family = values[row * 3 + 1] == 0 ? NeuronFamily::Ffn : NeuronFamily::Attention;
    const auto map = read.find(role, writes.family);
    if (map == nullptr || !map->isValid(writes.place)) {
        throw FormatError(table.path, "neurons of the model's maps",
                          "layer " + std::to_string(writes.place.layer) + ", neuron "
                              + std::to_string(writes.place.index));
    }
    writes.score = map->scoreOf(writes.place);
    return writes;
}

} // namespace

std::string tokenFolder(const QString& role)
{
    return "attribution/" + role.toStdString() + "/tokens/";
}

std::vector<TokenTable> tokenTables(const ResultFile& result, const NeuronResult& read)
{
    std::vector<TokenTable> tables;
    for (const ScoredModel& model : read.models) {
        const std::string folder = tokenFolder(model.role);
        const Table* neurons = result.find(folder + "neurons");
        if (neurons == nullptr) {
            continue;
        }
        if (neurons->shape.size() != 2 || neurons->shape[1] != 3) {
            throw FormatError(neurons->path, "[n, 3]: layer, kind and index", "another shape");
        }
        const Lists promoted(result, folder + "promoted", neurons->shape[0]);
        const Lists suppressed(result, folder + "suppressed", neurons->shape[0]);
        TokenTable table;
        table.role = model.role;
        table.name = model.name;
        if (!model.maps.empty()) {
            table.unit = model.maps.front()->unit;
            table.isSigned = model.maps.front()->isSigned;
        }
        for (std::size_t row = 0; row < static_cast<std::size_t>(neurons->shape[0]); ++row) {
            NeuronWrites writes = writesAt(*neurons, row, read, model.role);
            writes.promoted = promoted.of(row);
            writes.suppressed = suppressed.of(row);
            table.rows.push_back(std::move(writes));
        }
        tables.push_back(std::move(table));
    }
    return tables;
}

} // namespace neurograft
