// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/chain_report.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace neurograft {

namespace {

/// Finds the metrics that published numbers name, "step/metric".
class OwnNumbers {
public:
    OwnNumbers(const ChainTasks& tasks, ChainRunner& runner) : m_tasks(tasks), m_runner(runner) { }

    /// @param step name of a stage; false when there is none
    bool has(const std::string& step) const { return stageNamed(step) != m_tasks.stages.end(); }

    std::vector<double> values(const std::string& step, const std::string& metric,
                               const std::map<std::string, std::string>& where)
    {
        const ChainStage& stage = *stageNamed(step);
        if (stage.task) {
            return {metricNamed(m_runner.metrics(*stage.task), metric)};
        }
        const ChainSweep& sweep = m_tasks.sweeps[*stage.sweep];
        std::vector<double> values;
        for (const ChainCell& cell : sweep.cells) {
            if (isMeant(sweep, cell, where)) {
                values.push_back(valueIn(cell, metric));
            }
        }
        return values;
    }

private:
    std::vector<ChainStage>::const_iterator stageNamed(const std::string& step) const
    {
        return std::find_if(m_tasks.stages.begin(), m_tasks.stages.end(),
                            [&step](const ChainStage& stage) { return stage.name == step; });
    }

    static bool isMeant(const ChainSweep& sweep, const ChainCell& cell,
                        const std::map<std::string, std::string>& where)
    {
        for (std::size_t i = 0; i < sweep.axes.size(); ++i) {
            const auto wanted = where.find(sweep.axes[i].name);
            if (wanted != where.end()
                && wanted->second != sweep.axes[i].values[cell.values[i]].label) {
                return false;
            }
        }
        return true;
    }

    /// "score" of a cell of one command, "gsm8k/score" of one of several.
    double valueIn(const ChainCell& cell, const std::string& metric)
    {
        for (const std::size_t task : cell.tasks) {
            const std::string& label = m_tasks.tasks[task].label;
            const std::string prefix =
                cell.tasks.size() == 1 ? std::string() : label.substr(label.rfind('/') + 1) + "/";
            if (metric.compare(0, prefix.size(), prefix) == 0) {
                return metricNamed(m_runner.metrics(task), metric.substr(prefix.size()));
            }
        }
        return std::nan("");
    }

    const ChainTasks& m_tasks;
    ChainRunner& m_runner;
};

std::string decimals(double value, int digits)
{
    std::ostringstream text;
    text << std::fixed << std::setprecision(digits) << value;
    return text.str();
}

std::string ownText(const MeanAndDeviation& own)
{
    if (own.n == 0) {
        return "--";
    }
    return decimals(own.mean, 2)
        + (own.n > 1 ? " +- " + decimals(own.deviation, 2) + " (" + std::to_string(own.n) + ")"
                     : "");
}

} // namespace

std::vector<ComparedNumber> compareNumbers(const ChainStudy& study, const ChainTasks& tasks,
                                           ChainRunner& runner, const std::string& where)
{
    OwnNumbers own(tasks, runner);
    std::vector<ComparedNumber> numbers;
    for (std::size_t i = 0; i < study.published.size(); ++i) {
        ComparedNumber number{study.published[i], meanOfMeasured({})};
        const std::string& metric = number.published.metric;
        if (!metric.empty()) {
            const std::string step = metric.substr(0, metric.find('/'));
            if (step.size() == metric.size() || !own.has(step)) {
                throw StudyError(where + ": /published/" + std::to_string(i) + "/metric",
                                 "step/metric of a step of this study", "\"" + metric + "\"");
            }
            std::vector<double> values =
                own.values(step, metric.substr(step.size() + 1), number.published.where);
            for (double& value : values) {
                value *= number.published.unit == "%" ? 100.0 : 1.0;
            }
            number.own = meanOfMeasured(values);
        }
        numbers.push_back(std::move(number));
    }
    return numbers;
}

nlohmann::ordered_json toJson(const std::vector<ComparedNumber>& numbers)
{
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const ComparedNumber& number : numbers) {
        const bool isMeasured = number.own.n > 0;
        list.push_back(
            {{"row", number.published.row},
             {"column", number.published.column},
             {"published", number.published.value},
             {"unit", number.published.unit},
             {"own",
              isMeasured ? nlohmann::ordered_json(number.own.mean) : nlohmann::ordered_json()},
             {"own_sd",
              number.own.n > 1 ? nlohmann::ordered_json(number.own.deviation)
                               : nlohmann::ordered_json()},
             {"own_n", number.own.n},
             {"source", number.published.source},
             {"note", number.published.note}});
    }
    return list;
}

std::string numbersText(const std::vector<ComparedNumber>& numbers)
{
    std::ostringstream text;
    std::size_t rowWidth = 3;
    std::size_t columnWidth = 6;
    for (const ComparedNumber& number : numbers) {
        rowWidth = std::max(rowWidth, number.published.row.size());
        columnWidth = std::max(columnWidth, number.published.column.size());
    }
    const auto line = [&](const std::string& row, const std::string& column,
                          const std::string& published, const std::string& own,
                          const std::string& source) {
        text << std::left << std::setw(static_cast<int>(rowWidth) + 2) << row
             << std::setw(static_cast<int>(columnWidth) + 2) << column << std::right
             << std::setw(10) << published << std::setw(22) << own << "  " << source << '\n';
    };
    if (!numbers.empty()) {
        line("row", "column", "published", "own", "source");
    }
    for (const ComparedNumber& number : numbers) {
        line(number.published.row, number.published.column, decimals(number.published.value, 2),
             ownText(number.own), number.published.source);
    }
    return text.str();
}

} // namespace neurograft
