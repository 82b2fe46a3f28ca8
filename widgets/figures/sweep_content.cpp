// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/sweep_content.h"

#include "core/run/error.h"
#include "core/store/table_text.h"
#include "widgets/plots/number_text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace neurograft {

namespace {

constexpr double kLeastRoom = 0.04; ///< of an axis of numbers, on either side
constexpr double kSeriesApart = 0.18; ///< of a category, between its series
constexpr double kSeriesSpan = 0.7; ///< of a category, over all of them

/// Place of an axis in the groups, whose places leave `seed` out.
std::size_t placeInGroup(const GatheredSweep& sweep, std::size_t axis)
{
    const std::vector<std::size_t> axes = sweep.groupAxes();
    return static_cast<std::size_t>(std::find(axes.begin(), axes.end(), axis) - axes.begin());
}

/// One value for each axis of @p axes; every combination, the last axis fastest.
std::vector<std::vector<std::size_t>> combinations(const GatheredSweep& sweep,
                                                   const std::vector<std::size_t>& axes)
{
    std::vector<std::vector<std::size_t>> found{{}};
    for (const std::size_t axis : axes) {
        std::vector<std::vector<std::size_t>> longer;
        for (const std::vector<std::size_t>& begin : found) {
            for (std::size_t value = 0; value < sweep.axes[axis].labels.size(); ++value) {
                longer.push_back(begin);
                longer.back().push_back(value);
            }
        }
        found = std::move(longer);
    }
    return found;
}

/// Whether a published number says that value of an axis, another, or nothing of it.
enum class Says { Nothing, This, Another };
Says saysOf(const PublishedNumber& number, const GatheredAxis& axis, std::size_t value)
{
    const auto found = number.where.find(axis.name);
    return found == number.where.end()        ? Says::Nothing
        : found->second == axis.labels[value] ? Says::This
                                              : Says::Another;
}

class SweepGridBuilder {
public:
    SweepGridBuilder(const GatheredSweep& sweep, const SweepLayout& layout)
        : m_sweep(sweep), m_layout(layout), m_x(sweep.axes[layout.x])
    {
        const std::optional<std::vector<double>> numbers = sweepNumbers(m_x);
        m_isCategorical = !numbers;
        m_order.resize(m_x.labels.size());
        std::iota(m_order.begin(), m_order.end(), std::size_t{0});
        for (std::size_t i = 0; i < m_x.labels.size(); ++i) {
            const double number = numbers ? (*numbers)[i] : static_cast<double>(i);
            m_places.push_back(numbers && isLogarithmicAxis(*numbers) ? std::log10(number)
                                                                      : number);
        }
        std::stable_sort(m_order.begin(), m_order.end(), [this](std::size_t a, std::size_t b) {
            return m_places[a] < m_places[b];
        });
    }

    CurveGrid build()
    {
        CurveGrid grid;
        grid.stepTitle = sweepAxisTitle(m_x.name);
        grid.values = wholeRange(m_layout.metric);
        grid.steps = axis();
        for (const std::vector<std::size_t>& values : combinations(m_sweep, m_layout.panels)) {
            grid.panels.push_back(panel(values));
        }
        for (const CurvePanel& one : grid.panels) {
            for (const Curve& curve : one.data.curves) {
                const QString what = QStringList{one.title, curve.title}.join(u' ').trimmed();
                const QString numbers = finding(curve);
                m_findings << (what.isEmpty() ? numbers : what + QStringLiteral(": ") + numbers);
            }
        }
        grid.finding = m_findings.join(QStringLiteral("; "));
        return grid;
    }

private:
    CurveAxis axis() const
    {
        CurveAxis axis;
        axis.isCategorical = m_isCategorical;
        for (const std::size_t i : m_order) {
            axis.ticks.push_back({m_places[i], QString::fromStdString(m_x.labels[i])});
        }
        const double low = axis.ticks.front().at;
        const double high = axis.ticks.back().at;
        const double room = m_isCategorical ? 0.5 : low == high ? 0.5 : kLeastRoom * (high - low);
        axis.range = {low - room, high + room};
        return axis;
    }

    std::size_t seriesCount() const
    {
        return m_layout.series ? m_sweep.axes[*m_layout.series].labels.size() : 1;
    }

    /// Where a value of x stands for a series: side by side within a category.
    double placeOf(std::size_t x, std::size_t series) const
    {
        const auto count = static_cast<double>(seriesCount());
        const double apart = std::min(kSeriesApart, kSeriesSpan / count);
        const double aside = (static_cast<double>(series) - (count - 1.0) / 2.0) * apart;
        return m_places[x] + (m_isCategorical ? aside : 0.0);
    }

    QString seriesTitle(std::size_t series) const
    {
        return m_layout.series ? sweepValueTitle(m_sweep.axes[*m_layout.series], series)
                               : QString();
    }

    /// Index of the group of these values; none when it was not swept.
    std::optional<std::size_t> groupOf(const std::vector<std::size_t>& panelValues,
                                       std::size_t series, std::size_t x) const
    {
        for (std::size_t group = 0; group < m_sweep.groups.size(); ++group) {
            const auto value = [&](std::size_t axis) {
                return m_sweep.groups[group][placeInGroup(m_sweep, axis)];
            };
            bool isMeant =
                value(m_layout.x) == x && (!m_layout.series || value(*m_layout.series) == series);
            for (std::size_t i = 0; i < m_layout.panels.size(); ++i) {
                isMeant = isMeant && value(m_layout.panels[i]) == panelValues[i];
            }
            if (isMeant) {
                return group;
            }
        }
        return std::nullopt;
    }

    CurvePanel panel(const std::vector<std::size_t>& values) const
    {
        CurvePanel panel;
        QStringList names;
        QStringList titles;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const GatheredAxis& axis = m_sweep.axes[m_layout.panels[i]];
            names << QStringLiteral("%1=%2").arg(QString::fromStdString(axis.name),
                                                 QString::fromStdString(axis.labels[values[i]]));
            titles << sweepValueTitle(axis, values[i]);
        }
        panel.name = names.isEmpty() ? QStringLiteral("sweep") : names.join(u',');
        panel.title = titles.join(QStringLiteral(", "));
        panel.data.valueTitle = sweepMetricTitle(m_layout.metric);
        panel.data.stepTitle = sweepAxisTitle(m_x.name);
        for (std::size_t series = 0; series < seriesCount(); ++series) {
            addSeries(values, series, panel);
        }
        addPublished(values, panel);
        return panel;
    }

    void addSeries(const std::vector<std::size_t>& values, std::size_t series,
                   CurvePanel& panel) const
    {
        Curve curve;
        curve.title = seriesTitle(series);
        curve.name = QString::fromStdString(m_layout.metric);
        CurveBand band;
        band.title = curve.title;
        for (const std::size_t x : m_order) {
            const std::optional<std::size_t> group = groupOf(values, series, x);
            const double none = std::numeric_limits<double>::quiet_NaN();
            const double mean = group ? m_sweep.means.at(m_layout.metric)[*group] : none;
            const double sd = group ? m_sweep.deviations.at(m_layout.metric)[*group] : none;
            curve.steps.push_back(placeOf(x, series));
            curve.values.push_back(mean);
            band.low.push_back(mean - sd);
            band.high.push_back(mean + sd);
        }
        band.steps = curve.steps;
        if (const auto whole = wholeRange(m_layout.metric)) { // no score lies outside
            for (std::size_t i = 0; i < band.steps.size(); ++i) {
                if (!std::isnan(band.low[i])) {
                    band.low[i] = std::max(band.low[i], whole->low);
                    band.high[i] = std::min(band.high[i], whole->high);
                }
            }
        }
        panel.bands.push_back(std::move(band));
        panel.data.curves.push_back(std::move(curve));
    }

    void addPublished(const std::vector<std::size_t>& values, CurvePanel& panel) const
    {
        for (const PublishedNumber& number : m_sweep.published) {
            bool isHere = number.metric == m_layout.metric;
            for (std::size_t i = 0; i < values.size(); ++i) {
                isHere = isHere
                    && saysOf(number, m_sweep.axes[m_layout.panels[i]], values[i]) != Says::Another;
            }
            if (isHere) {
                addPublished(number, panel);
            }
        }
    }

    void addPublished(const PublishedNumber& number, CurvePanel& panel) const
    {
        CurveReference reference;
        reference.value = publishedShare(number);
        reference.name = QString::fromStdString(number.row);
        std::optional<std::size_t> series;
        for (std::size_t i = 0; m_layout.series && i < seriesCount(); ++i) {
            if (saysOf(number, m_sweep.axes[*m_layout.series], i) == Says::This) {
                series = i;
                reference.series = seriesTitle(i);
            }
        }
        for (std::size_t x = 0; x < m_x.labels.size(); ++x) {
            if (saysOf(number, m_x, x) == Says::This) {
                reference.step = series ? placeOf(x, *series) : m_places[x];
            }
        }
        panel.references.push_back(std::move(reference));
    }

    /// "0.250 at 0.1, 0.310 at 0.5".
    QString finding(const Curve& curve) const
    {
        QStringList parts;
        for (std::size_t i = 0; i < m_order.size(); ++i) {
            if (!std::isnan(curve.values[i])) {
                parts << QStringLiteral("%1 at %2")
                             .arg(curveNumber(curve.values[i]),
                                  QString::fromStdString(m_x.labels[m_order[i]]));
            }
        }
        return parts.isEmpty() ? QStringLiteral("no value yet") : parts.join(QStringLiteral(", "));
    }

    const GatheredSweep& m_sweep;
    const SweepLayout& m_layout;
    const GatheredAxis& m_x;
    bool m_isCategorical = false;
    std::vector<double> m_places; ///< of a value of x on its axis
    std::vector<std::size_t> m_order; ///< values of x from left to right
    QStringList m_findings;
};

std::size_t chosenAxis(const GatheredSweep& sweep, const char* option, const QString& name,
                       const std::string& file)
{
    if (name == QLatin1String(kSeedAxis)) {
        throw UsageError(option, "an axis other than seed: means are over the seeds", "seed",
                         "--kind parallel shows every seed.");
    }
    return sweepAxis(sweep, name, file);
}

std::string sweepNumber(double value)
{
    return std::isnan(value) ? std::string() : fileNumber(value);
}

} // namespace

SweepLayout sweepLayout(const GatheredSweep& sweep, const SweepSelection& selection,
                        const std::string& file)
{
    if (selection.metrics.size() > 1) {
        throw UsageError("--metric", "one number for lines",
                         selection.metrics.join(u',').toStdString(),
                         "--kind parallel shows several.");
    }
    const QString metric =
        selection.metrics.isEmpty() ? mainMetrics(sweep).value(0) : selection.metrics.front();
    requireMetric(sweep, metric, file);
    std::vector<std::size_t> free = sweep.groupAxes();
    if (free.empty()) {
        throw StudyError(file, "an axis besides seed", "seed alone",
                         "--kind parallel shows every seed.");
    }
    SweepLayout layout;
    layout.metric = metric.toStdString();
    const auto hasSeveral = [&](std::size_t axis) { return sweep.axes[axis].labels.size() > 1; };
    if (!selection.x.isEmpty()) {
        layout.x = chosenAxis(sweep, "--x", selection.x, file);
    } else {
        auto found = std::find_if(free.begin(), free.end(), [&](std::size_t axis) {
            return hasSeveral(axis) && sweepNumbers(sweep.axes[axis])
                && selection.series.toStdString() != sweep.axes[axis].name;
        });
        if (found == free.end()) {
            found = std::find_if(free.begin(), free.end(), [&](std::size_t axis) {
                return hasSeveral(axis) && selection.series.toStdString() != sweep.axes[axis].name;
            });
        }
        layout.x = found == free.end() ? free.front() : *found;
    }
    if (!selection.series.isEmpty()) {
        layout.series = chosenAxis(sweep, "--series", selection.series, file);
        if (*layout.series == layout.x) {
            throw UsageError("--series", "another axis than the one along x",
                             "'" + selection.series.toStdString() + "'");
        }
    }
    for (const std::size_t axis : free) {
        if (axis == layout.x || axis == layout.series) {
            continue;
        }
        if (!hasSeveral(axis)) {
            layout.fixed.push_back(axis);
        } else if (!layout.series) {
            layout.series = axis;
        } else {
            layout.panels.push_back(axis);
        }
    }
    return layout;
}

CurveGrid sweepGrid(const GatheredSweep& sweep, const SweepLayout& layout)
{
    return SweepGridBuilder(sweep, layout).build();
}

std::string sweepCsv(const GatheredSweep& sweep, const SweepLayout& layout)
{
    const std::vector<std::size_t> axes = sweep.groupAxes();
    std::string csv;
    for (const std::size_t axis : axes) {
        csv += csvField(sweep.axes[axis].name) + ',';
    }
    csv += "mean,sd,seeds,published,row,source\n";
    for (std::size_t group = 0; group < sweep.groups.size(); ++group) {
        std::string begin;
        for (std::size_t place = 0; place < axes.size(); ++place) {
            begin += csvField(sweep.axes[axes[place]].labels[sweep.groups[group][place]]) + ',';
        }
        begin += sweepNumber(sweep.means.at(layout.metric)[group]) + ','
            + sweepNumber(sweep.deviations.at(layout.metric)[group]) + ','
            + std::to_string(sweep.seeds[group]) + ',';
        bool isCompared = false;
        for (const PublishedNumber& number : sweep.published) {
            bool isMeant = number.metric == layout.metric;
            for (std::size_t place = 0; place < axes.size(); ++place) {
                isMeant = isMeant
                    && saysOf(number, sweep.axes[axes[place]], sweep.groups[group][place])
                        != Says::Another;
            }
            if (isMeant) {
                isCompared = true;
                csv += begin + fileNumber(publishedShare(number)) + ',' + csvField(number.row) + ','
                    + csvField(number.source) + '\n';
            }
        }
        if (!isCompared) {
            csv += begin + ",,\n";
        }
    }
    return csv;
}

} // namespace neurograft
