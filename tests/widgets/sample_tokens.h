// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/widgets/sample_neurons.h"

#include <string>
#include <utility>
#include <vector>

namespace neurograft::testing {

/// Tokens that are hard to print: white space, marks of CSV, scripts the figure's fonts do not
/// have, nothing at all, and a word that is wider than a column.
inline const std::vector<std::string>& sampleTokens()
{
    static const std::vector<std::string> tokens{
        "Paris",
        " France",
        "a,b",
        "\"q\"",
        "\n",
        "",
        "\u4e2d\u6587",
        "<0xE6>",
        " Donaudampfschifffahrtselektrizit\u00e4tenhauptbetriebswerkbauunterbeamtengesellschaft",
        "\u00e9t\u00e9",
        "->",
        "\u03b1\u03b2"};
    return tokens;
}

/// Tables attribution/<role>/tokens/… of neurons (layer, kind, index): eight tokens promoted, eight
/// suppressed, from another place of sampleTokens() for each neuron.
inline void addTokens(ResultFile& result, const std::string& role,
                      const std::vector<std::int32_t>& neurons)
{
    constexpr std::size_t kTokens = 8;
    const std::string folder = "attribution/" + role + "/tokens/";
    const auto count = static_cast<std::int64_t>(neurons.size() / 3);
    const auto add = [&](const std::string& name, std::int64_t columns, Table::Values values) {
        Table table;
        table.path = folder + name;
        table.shape = {count, columns};
        table.axes = {"neuron", "rank"};
        table.values = std::move(values);
        result.tables.push_back(std::move(table));
    };
    add("neurons", 3, neurons);
    for (const bool isPromoted : {true, false}) {
        std::vector<std::string> texts;
        std::vector<std::int32_t> ids;
        std::vector<float> logits;
        for (std::size_t i = 0; i < static_cast<std::size_t>(count) * kTokens; ++i) {
            const std::size_t id =
                (i / kTokens * 5 + i % kTokens + (isPromoted ? 0 : 6)) % sampleTokens().size();
            texts.push_back(sampleTokens()[id]);
            ids.push_back(static_cast<std::int32_t>(id));
            const float size = 1.0F / static_cast<float>(1 + i % kTokens);
            logits.push_back(isPromoted ? size : -size / 4.0F);
        }
        const std::string name = isPromoted ? "promoted" : "suppressed";
        add(name, kTokens, texts);
        add(name + "_ids", kTokens, ids);
        add(name + "_logits", kTokens, logits);
    }
}

/// The locate run of the fixtures as this version writes it: heads of 16 columns, scored together
/// when @p isFull, and what twelve neurons of each model write, the planted one first.
inline ResultFile sampleWholeResult(bool isFull = true)
{
    ResultFile result = sampleLocateResult();
    std::vector<Table> heads;
    for (Table& table : result.tables) {
        const std::string name = table.path.substr(table.path.rfind('/') + 1);
        if (name != "attn") {
            continue;
        }
        table.attributes["head_size"] = std::int64_t{16};
        Table together = table;
        together.path = table.path.substr(0, table.path.rfind('/')) + "/heads";
        together.shape[1] /= 16;
        together.axes = {"layer", "head"};
        std::vector<float> sums;
        const std::vector<float>& scores = table.as<float>();
        for (std::size_t i = 0; i < scores.size(); i += 16) {
            sums.push_back(std::accumulate(scores.begin() + static_cast<std::ptrdiff_t>(i),
                                           scores.begin() + static_cast<std::ptrdiff_t>(i + 16),
                                           0.0F));
        }
        together.values = sums;
        heads.push_back(std::move(together));
    }
    if (isFull) {
        result.tables.insert(result.tables.end(), heads.begin(), heads.end());
    }
    for (const bool isTeacher : {true, false}) {
        std::vector<std::int32_t> neurons =
            isTeacher ? std::vector<std::int32_t>{4, 0, 200} : std::vector<std::int32_t>{2, 0, 137};
        for (int i = 1; i < 12; ++i) {
            neurons.insert(neurons.end(), {i % 4, i % 3 == 0 ? 1 : 0, i * 5});
        }
        addTokens(result, isTeacher ? "teacher" : "student", neurons);
    }
    return result;
}

/// A sensitivity run of a teacher with six layers, four of which are kept: 0, 2, 3 and 5.
inline ResultFile sampleSensitivityResult()
{
    ResultFile result = sampleLocateResult();
    result.tables.clear();
    result.manifest.createdUtc = "2026-11-26T05:00:00Z";
    Table sums;
    sums.path = "sensitivity/layer";
    sums.shape = {6};
    sums.axes = {"layer"};
    sums.unit = "sum of |theta x gradient|";
    sums.attributes = {{"rows", std::int64_t{32}}, {"skipped", std::int64_t{0}}};
    sums.values = std::vector<double>{12.5, 3.25, 9.0, 14.75, 2.5, 20.125};
    Table window;
    window.path = "sensitivity/up_proj/window";
    window.shape = {4, 3};
    window.axes = {"student layer", "teacher layer then row then column"};
    window.values = std::vector<std::int32_t>{0, 1, 2, 2, 3, 4, 3, 5, 6, 5, 7, 8};
    result.tables = {sums, window};
    return result;
}

} // namespace neurograft::testing
