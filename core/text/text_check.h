// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace neurograft {

/// @throws DomainError when @p text is no valid UTF-8 or too long to be counted (2^31 bytes)
void requireEncodable(std::string_view text);

/// @throws DomainError when @p id is outside [0, size)
void requireId(std::int32_t id, std::int32_t size);

} // namespace neurograft
