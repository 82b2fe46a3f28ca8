// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/damage.h"

#include "core/run/error.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace neurograft {

namespace {

using DamageJson = nlohmann::json;

double numberIn(const DamageJson& value)
{
    return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

DamageRow rowIn(const DamageJson& json)
{
    DamageRow row;
    row.name = json.at("task").get<std::string>();
    row.before = numberIn(json.at("before"));
    row.after = numberIn(json.at("after"));
    PairedComparison& paired = row.paired;
    paired.scoreA = row.before;
    paired.scoreB = row.after;
    paired.difference = numberIn(json.at("gain"));
    paired.interval = {numberIn(json.at("gain95").at(0)), numberIn(json.at("gain95").at(1))};
    paired.n = json.at("n").get<std::int64_t>();
    paired.better = json.at("better").get<std::int64_t>();
    paired.worse = json.at("worse").get<std::int64_t>();
    paired.test = json.at("test").get<std::string>();
    paired.p = json.at("p").is_null() ? 1.0 : json.at("p").get<double>();
    if (!json.at("significant").is_null()) {
        paired.isSignificant = json.at("significant").get<bool>();
    }
    row.sentence = json.at("sentence").get<std::string>();
    row.notice = json.at("notice").get<std::string>();
    return row;
}

} // namespace

std::vector<DamageRow> readDamage(const std::filesystem::path& file)
{
    std::vector<DamageRow> rows;
    try {
        const DamageJson table = DamageJson::parse(readFile(file));
        for (const DamageJson& row : table.at("rows")) {
            rows.push_back(rowIn(row));
        }
    } catch (const DamageJson::exception& error) {
        throw FormatError(file.string(), "the table of a damage check", error.what());
    }
    return rows;
}

} // namespace neurograft
