// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace neurograft {

/// Value of an attribute in a result file.
using Attribute = std::variant<std::string, std::int64_t, double>;
using Attributes = std::map<std::string, Attribute>;

/// One dataset of a result file: row-major values with named axes. No tensors, no handles: plain
/// data.
struct Table {
    using Values =
        std::variant<std::vector<double>, std::vector<float>, std::vector<std::int32_t>,
                     std::vector<std::uint8_t>, std::vector<std::int8_t>, std::vector<std::string>>;

    std::string path; ///< inside the file, without a leading slash: "similarity/up_proj/cka"
    std::vector<std::int64_t> shape;
    std::vector<std::string> axes; ///< one name per axis: {"student layer", "teacher layer"}
    std::string unit; ///< empty when the values have none
    Attributes attributes; ///< besides `axes` and `unit`
    Values values;

    /// Product of the shape.
    std::int64_t size() const;
    /// The values when they are of type T. @throws StoreError naming the table otherwise
    template <class T> const std::vector<T>& as() const;
};

} // namespace neurograft
