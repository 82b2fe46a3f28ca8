// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/dtype.h"

#include <array>

namespace neurograft {

namespace {

struct DTypeRow {
    DType type;
    const char* name;
    std::size_t bytes;
};

constexpr std::array<DTypeRow, 8> kTypes{{{DType::F64, "F64", 8},
                                          {DType::F32, "F32", 4},
                                          {DType::F16, "F16", 2},
                                          {DType::BF16, "BF16", 2},
                                          {DType::I64, "I64", 8},
                                          {DType::I32, "I32", 4},
                                          {DType::U8, "U8", 1},
                                          {DType::Bool, "BOOL", 1}}};

} // namespace

std::size_t byteSize(DType type)
{
    return kTypes[static_cast<std::size_t>(type)].bytes;
}

const char* dtypeName(DType type)
{
    return kTypes[static_cast<std::size_t>(type)].name;
}

std::optional<DType> dtypeFromName(std::string_view name)
{
    for (const DTypeRow& row : kTypes) {
        if (name == row.name) {
            return row.type;
        }
    }
    return std::nullopt;
}

} // namespace neurograft
