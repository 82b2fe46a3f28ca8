// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "tests/widgets/sample_heatmap.h"

#include <cmath>
#include <string>
#include <vector>

namespace neurograft::testing {

inline const std::vector<std::string> kSampleModules{"o_proj", "up_proj", "v_proj", "down_proj"};

/// One map as tables of a result file, reasons included.
inline void addMap(ResultFile& result, const HeatmapData& data)
{
    Table table;
    table.path = "similarity/" + data.module.toStdString() + '/' + data.measure.toStdString();
    table.shape = {data.students, data.teachers};
    table.axes = {"student layer", "teacher layer"};
    table.unit = data.unit.toStdString();
    table.attributes = {{"estimator", data.estimator.toStdString()}, {"n", data.n}};
    if (data.selfCheck) {
        table.attributes["self_check"] = *data.selfCheck;
    }
    table.values = data.values;
    Table reasons;
    reasons.path = table.path + "_undefined";
    reasons.shape = table.shape;
    reasons.axes = table.axes;
    reasons.attributes = {{"reasons", std::string(R"({"0":"defined","2":"zero_variance"})")}};
    reasons.values =
        data.reasons.empty() ? std::vector<std::uint8_t>(data.values.size(), 0) : data.reasons;
    result.tables.push_back(table);
    result.tables.push_back(reasons);
}

/// A model's layers among themselves, as `similarity --baseline self` leaves them: 1 − 0.02 ·
/// |row − column|.
inline void addSelfMap(ResultFile& result, const std::string& module, const std::string& role,
                       int layers)
{
    Table table;
    table.path = "similarity/" + module + "/cka_self_" + role;
    table.shape = {layers, layers};
    table.axes = {role + " layer", role + " layer"};
    table.unit = "token";
    table.attributes = {{"n", std::int64_t{4096}}};
    std::vector<double> values;
    for (int row = 0; row < layers; ++row) {
        for (int column = 0; column < layers; ++column) {
            values.push_back(1.0 - 0.02 * std::abs(row - column));
        }
    }
    table.values = std::move(values);
    result.tables.push_back(std::move(table));
}

/// A result of four modules of 6 x 8 layers; o_proj has one undefined row, the others are complete.
inline ResultFile sampleResult()
{
    ResultFile result;
    result.manifest.programVersion = "0.1.0";
    result.manifest.command = "neurograft similarity";
    result.manifest.study = R"({"data":"data/gsm/align.jsonl","keep_position_zero":false})";
    result.manifest.studySha256 = "00ff";
    result.manifest.createdUtc = "2026-11-25T03:00:00Z";
    result.manifest.teacher = "demo-teacher";
    result.manifest.student = "demo-student";
    for (std::size_t i = 0; i < kSampleModules.size(); ++i) {
        HeatmapData data = sampleHeatmap(6, 8, QString::fromStdString(kSampleModules[i]));
        for (double& value : data.values) {
            value -= 0.1 * static_cast<double>(i);
        }
        data.selfCheck = 1e-9;
        if (i == 0) {
            for (int teacher = 0; teacher < 8; ++teacher) {
                makeUndefined(data, {0, teacher}, 2);
            }
        }
        addMap(result, data);
    }
    return result;
}

} // namespace neurograft::testing
