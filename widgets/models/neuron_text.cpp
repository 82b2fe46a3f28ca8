// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/neuron_text.h"

#include "core/run/error.h"
#include "core/store/table_text.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>

namespace neurograft {

namespace {

constexpr std::array<const char*, 7> kNeuronTextColumns{"model", "layer", "module", "index",
                                                        "score", "rank",  "note"};

std::array<std::string, 7> fieldsOf(const NeuronRows& rows, int row, const NeuronTexts& notes)
{
    const NeuronMapData& data = rows.data(row);
    const NeuronPlace place = rows.place(row);
    const std::int32_t rank = data.rankOf(place);
    return {data.role.toStdString(),
            std::to_string(place.layer),
            neuronModule(data.family).toStdString(),
            std::to_string(place.index),
            scoreNumber(data.scoreOf(place)),
            rank > 0 ? std::to_string(rank) : std::string(),
            notes.value(row).toStdString()};
}

std::string oneLine(std::string text)
{
    for (char& c : text) {
        c = c == '\t' || c == '\n' || c == '\r' ? ' ' : c;
    }
    return text;
}

template <class Field>
std::string lines(const NeuronRows& rows, const std::vector<int>& chosen, const NeuronTexts& notes,
                  char parting, Field field)
{
    std::string text;
    for (const char* column : kNeuronTextColumns) {
        text += (text.empty() ? std::string() : std::string(1, parting)) + column;
    }
    text += '\n';
    for (const int row : chosen) {
        bool isFirst = true;
        for (const std::string& value : fieldsOf(rows, row, notes)) {
            text += (isFirst ? std::string() : std::string(1, parting)) + field(value);
            isFirst = false;
        }
        text += '\n';
    }
    return text;
}

} // namespace

std::string neuronsCsv(const NeuronRows& rows, const std::vector<int>& chosen,
                       const NeuronTexts& notes)
{
    return lines(rows, chosen, notes, ',', csvField);
}

QString neuronsTsv(const NeuronRows& rows, const std::vector<int>& chosen, const NeuronTexts& notes)
{
    return QString::fromStdString(lines(rows, chosen, notes, '\t', oneLine));
}

nlohmann::ordered_json neuronsJson(const NeuronRows& rows, const std::vector<int>& chosen,
                                   const NeuronTexts& notes)
{
    using Json = nlohmann::ordered_json;
    Json all = Json::array();
    for (const int row : chosen) {
        const NeuronMapData& data = rows.data(row);
        const NeuronPlace place = rows.place(row);
        const float score = data.scoreOf(place);
        const std::int32_t rank = data.rankOf(place);
        Json one;
        one["model"] = data.role.toStdString();
        one["layer"] = place.layer;
        one["module"] = neuronModule(data.family).toStdString();
        one["index"] = place.index;
        // By its shortest digits: 6.08, not the double next to the float.
        one["score"] = std::isnan(score) ? Json() : Json::parse(scoreNumber(score));
        one["rank"] = rank > 0 ? Json(rank) : Json();
        one["note"] = notes.value(row).toStdString();
        all.push_back(std::move(one));
    }
    return all;
}

void writeNeurons(const NeuronRows& rows, const std::vector<int>& chosen, const NeuronTexts& notes,
                  const std::filesystem::path& path, bool overwrite)
{
    const std::string suffix = path.extension().string();
    if (suffix == ".csv") {
        writeFileAtomically(path, neuronsCsv(rows, chosen, notes), overwrite);
    } else if (suffix == ".json") {
        writeFileAtomically(path, neuronsJson(rows, chosen, notes).dump(1) + '\n', overwrite);
    } else {
        throw StudyError(path.filename().string(), "a name that ends in .csv or .json",
                         suffix.empty() ? "no suffix" : suffix);
    }
}

} // namespace neurograft
