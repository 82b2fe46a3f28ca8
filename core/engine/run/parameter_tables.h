// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_tables.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace neurograft {

/// Tables over the layers of a model that fill up while matrices are looked at; NaN where nothing
/// was.
class LayerTables {
public:
    explicit LayerTables(std::int64_t layers) : m_layers(layers) { }

    /// Value of a layer in a table [L].
    void set(const std::string& path, std::int64_t layer, double value);
    /// Row of a layer in a table [L, width]; the rest of the row stays NaN.
    void setRow(const std::string& path, std::int64_t layer, std::int64_t width,
                const std::string& axis, const std::vector<double>& values);
    void setAttribute(const std::string& path, const std::string& name, Attribute value);

    /// Mean over the layers that have a number; NaN when none has.
    double mean(const std::string& path) const;
    std::int64_t defined(const std::string& path) const;
    /// In the order of their paths.
    std::vector<Table> tables() const;

private:
    Table& table(const std::string& path, std::int64_t width, const std::string& axis);

    std::int64_t m_layers;
    std::map<std::string, Table> m_tables;
};

} // namespace neurograft
