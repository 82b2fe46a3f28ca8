// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/optimal_assignment.h"

#include "core/run/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace neurograft {

namespace {

constexpr std::int64_t kFree = -1;

/// Rows enter one by one; a path of smallest reduced cost makes room for each.
class AssignmentSearch {
public:
    AssignmentSearch(const std::vector<double>& weights, std::int64_t rows, std::int64_t columns)
        : m_weights(weights), m_columns(static_cast<std::size_t>(columns)),
          m_rowPotential(static_cast<std::size_t>(rows)), m_columnPotential(m_columns),
          m_rowOf(m_columns, kFree)
    {
    }

    /// @return the row of each column, or kFree
    const std::vector<std::int64_t>& run()
    {
        for (std::size_t row = 0; row < m_rowPotential.size(); ++row) {
            addRow(static_cast<std::int64_t>(row));
        }
        return m_rowOf;
    }

private:
    double reducedCost(std::int64_t row, std::size_t column) const
    {
        const auto at = static_cast<std::size_t>(row);
        return -m_weights[at * m_columns + column] - m_rowPotential[at] - m_columnPotential[column];
    }

    /// Dijkstra over columns from a free row to a free column.
    void addRow(std::int64_t start)
    {
        std::vector<double> distance(m_columns, std::numeric_limits<double>::infinity());
        std::vector<std::int64_t> before(m_columns, kFree); // column a path came from
        std::vector<bool> isDone(m_columns, false);
        std::vector<std::size_t> done; // columns in the order they were reached for good
        std::int64_t row = start;
        std::int64_t from = kFree;
        double reached = 0.0;
        while (true) {
            std::size_t next = m_columns;
            for (std::size_t column = 0; column < m_columns; ++column) {
                if (isDone[column]) {
                    continue;
                }
                const double through = reached + reducedCost(row, column);
                if (through < distance[column]) {
                    distance[column] = through;
                    before[column] = from;
                }
                if (next == m_columns || distance[column] < distance[next]) {
                    next = column;
                }
            }
            reached = distance[next];
            if (m_rowOf[next] == kFree) {
                updatePotentials(start, done, distance, reached);
                augment(start, static_cast<std::int64_t>(next), before);
                return;
            }
            isDone[next] = true;
            done.push_back(next);
            from = static_cast<std::int64_t>(next);
            row = m_rowOf[next];
        }
    }

    /// Keeps reduced costs at least 0, and 0 along assigned pairs.
    void updatePotentials(std::int64_t start, const std::vector<std::size_t>& done,
                          const std::vector<double>& distance, double reached)
    {
        m_rowPotential[static_cast<std::size_t>(start)] += reached;
        for (const std::size_t column : done) {
            const double gain = reached - distance[column];
            m_rowPotential[static_cast<std::size_t>(m_rowOf[column])] += gain;
            m_columnPotential[column] -= gain;
        }
    }

    void augment(std::int64_t start, std::int64_t end, const std::vector<std::int64_t>& before)
    {
        std::int64_t column = end;
        while (column != kFree) {
            const std::int64_t previous = before[static_cast<std::size_t>(column)];
            m_rowOf[static_cast<std::size_t>(column)] =
                previous == kFree ? start : m_rowOf[static_cast<std::size_t>(previous)];
            column = previous;
        }
    }

    const std::vector<double>& m_weights;
    std::size_t m_columns;
    std::vector<double> m_rowPotential;
    std::vector<double> m_columnPotential;
    std::vector<std::int64_t> m_rowOf; ///< by column
};

} // namespace

std::vector<std::int64_t> optimalAssignment(const std::vector<double>& weights, std::int64_t rows,
                                            std::int64_t columns)
{
    const bool isFit =
        rows >= 0 && rows <= columns && static_cast<std::int64_t>(weights.size()) == rows * columns;
    if (!isFit) {
        throw ShapeError("optimalAssignment", "rows x columns weights, no more rows than columns",
                         std::to_string(weights.size()) + " weights, " + std::to_string(rows)
                             + " rows, " + std::to_string(columns) + " columns");
    }
    if (!std::all_of(weights.begin(), weights.end(), [](double x) { return std::isfinite(x); })) {
        throw DomainError("optimalAssignment", "finite weights", "NaN or infinity");
    }
    std::vector<std::int64_t> columnOf(static_cast<std::size_t>(rows), kFree);
    AssignmentSearch search(weights, rows, columns);
    const std::vector<std::int64_t>& rowOf = search.run();
    for (std::size_t column = 0; column < rowOf.size(); ++column) {
        if (rowOf[column] != kFree) {
            columnOf[static_cast<std::size_t>(rowOf[column])] = static_cast<std::int64_t>(column);
        }
    }
    return columnOf;
}

} // namespace neurograft
