// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// Layers of one model, both ends among them; an open end reaches to the last layer.
struct LayerSpan {
    static constexpr int kLast = std::numeric_limits<int>::max();
    int first = 0;
    int last = 0;
    bool operator==(const LayerSpan& other) const
    {
        return first == other.first && last == other.last;
    }
};

/// Student layers that show the same teacher layers.
struct MaskRow {
    LayerSpan students;
    std::vector<LayerSpan> teachers;
};

/// The cells of a mask that a person chose, in words that do not depend on the models:
///   rows   = row, each ended by ";" or the end of the line
///   row    = "S" layers ":" layers, more after ","
///   layers = N, N-M, or N- (to the last)
/// as in "S0: 0-3, 5; S1-3: 2-". Spaces are free, empty rows are passed over, lines that begin with
/// "#" are remarks. A student layer that is not named shows nothing; one that is named twice shows
/// both.
/// @throws UsageError saying which row and what was expected there; also when no row is left
std::vector<MaskRow> parseCustomMask(std::string_view text);

/// The rows as they are stored: "S0: 0-3, 5; S1-3: 2-".
std::string customMaskText(const std::vector<MaskRow>& rows);

/// Cells as rows, neighbours that are equal put together.
/// @param visible row-major [students, teachers], 0 = hidden
/// @return empty when nothing is shown
std::vector<MaskRow> customMaskRows(const std::vector<std::uint8_t>& visible, int students,
                                    int teachers);

/// Row-major [students, teachers], 1 = shown. Layers that a map of this size does not have are
/// passed over.
std::vector<std::uint8_t> customMaskCells(const std::vector<MaskRow>& rows, int students,
                                          int teachers);

/// A file of rows as the mask "custom:…".
/// @throws FormatError when it cannot be read, UsageError as parseCustomMask() naming the file
std::string readMaskFile(const std::filesystem::path& file);

} // namespace neurograft
