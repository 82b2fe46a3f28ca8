// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/result_tables.h"

#include "core/run/error.h"

namespace neurograft {

namespace {

constexpr const char* kValueWords[] = {"float64", "float32", "int32", "uint8", "int8", "string"};

} // namespace

std::int64_t Table::size() const
{
    std::int64_t product = 1;
    for (const std::int64_t extent : shape) {
        product *= extent;
    }
    return product;
}

template <class T> const std::vector<T>& Table::as() const
{
    const auto* typed = std::get_if<std::vector<T>>(&values);
    if (typed == nullptr) {
        throw StoreError(path,
                         std::string(kValueWords[Values(std::vector<T>()).index()]) + " values",
                         std::string(kValueWords[values.index()]) + " values");
    }
    return *typed;
}

template const std::vector<double>& Table::as() const;
template const std::vector<float>& Table::as() const;
template const std::vector<std::int32_t>& Table::as() const;
template const std::vector<std::uint8_t>& Table::as() const;
template const std::vector<std::int8_t>& Table::as() const;
template const std::vector<std::string>& Table::as() const;

} // namespace neurograft
