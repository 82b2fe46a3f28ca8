// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "core/support/atomic_file.h"

#include <QtTest>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace neurograft {

/// Killed: the run ends where it stands, without a word to anybody.
struct Killed : std::runtime_error {
    Killed() : std::runtime_error("killed") { }
};

/// The numbers of a table as they are stored, NaN included.
inline std::string bitsOf(const Table& table)
{
    return std::visit(
        [](const auto& values) {
            std::string bits;
            for (const auto& value : values) {
                if constexpr (std::is_arithmetic_v<std::decay_t<decltype(value)>>) {
                    bits.append(reinterpret_cast<const char*>(&value), sizeof value);
                } else {
                    bits += value + '\n';
                }
            }
            return bits;
        },
        table.values);
}

/// What two runs left is the same, but for times: bytes of @p files where they are, and the tables
/// of `run.h5`.
inline void compareRuns(const std::filesystem::path& got, const std::filesystem::path& expected,
                        const std::vector<std::string>& files)
{
    for (const std::string& name : files) {
        QCOMPARE(std::filesystem::exists(got / name), std::filesystem::exists(expected / name));
        if (std::filesystem::exists(expected / name)) {
            QVERIFY2(readFile(got / name) == readFile(expected / name), name.c_str());
        }
    }
    const ResultFile one = readResult(got / "run.h5");
    const ResultFile two = readResult(expected / "run.h5");
    QCOMPARE(one.tables.size(), two.tables.size());
    for (std::size_t i = 0; i < one.tables.size(); ++i) {
        QCOMPARE(one.tables[i].path, two.tables[i].path);
        QCOMPARE(one.tables[i].shape, two.tables[i].shape);
        QVERIFY2(bitsOf(one.tables[i]) == bitsOf(two.tables[i]), one.tables[i].path.c_str());
    }
}

} // namespace neurograft
