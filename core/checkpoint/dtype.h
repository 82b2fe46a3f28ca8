// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace neurograft {

/// Element types of safetensors files.
enum class DType { F64, F32, F16, BF16, I64, I32, U8, Bool };

/// Bytes of one element.
std::size_t byteSize(DType type);
/// As safetensors spells it: "F32".
const char* dtypeName(DType type);
std::optional<DType> dtypeFromName(std::string_view name);

} // namespace neurograft
