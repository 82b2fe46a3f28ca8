// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/chain_tasks.h"

#include "core/run/error.h"
#include "core/studies/chain_variables.h"
#include "core/support/sha256.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

using TaskJson = nlohmann::ordered_json;

constexpr std::size_t kLongestCellName = 150;

std::string plainWord(const std::string& label)
{
    // Of a folder its last part: the whole path would be no name.
    const std::size_t slash = label.find_last_of('/', label.empty() ? 0 : label.size() - 2);
    std::string word = slash == std::string::npos ? label : label.substr(slash + 1);
    for (char& c : word) {
        const bool isPlain =
            std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '+' || c == '-';
        c = isPlain ? c : '-';
    }
    return word;
}

ChainVariables pathVariables(const ChainStudy& study)
{
    ChainVariables variables;
    for (const auto& [name, path] : study.paths) {
        ChainVariable variable;
        variable.value = path.path;
        if (path.path.empty()) {
            variable.missing = path.about.empty() ? "a path" : path.about;
        }
        variables.set(name, std::move(variable));
    }
    return variables;
}

class ChainExpansion {
public:
    ChainExpansion(const ChainStudy& study, fs::path out, const ChainEnding& ending)
        : m_study(study), m_out(std::move(out)), m_ending(ending)
    {
    }

    ChainTasks expand()
    {
        ChainVariables variables = pathVariables(m_study);
        for (const ChainStep& step : m_study.steps) {
            ChainStage stage{step.name, {}, {}};
            ChainVariable result;
            result.isResult = true;
            if (step.isSweep()) {
                stage.sweep = addSweep(step, variables);
                const ChainSweep& sweep = m_all.sweeps[*stage.sweep];
                result.value = sweep.result.string();
                for (const ChainCell& cell : sweep.cells) {
                    result.tasks.insert(result.tasks.end(), cell.tasks.begin(), cell.tasks.end());
                }
            } else {
                stage.task = addTask(step, step.options, {step.name, m_out}, variables);
                result.value = m_all.tasks[*stage.task].out.string();
                result.tasks = {*stage.task};
            }
            variables.set(step.name, std::move(result));
            m_all.stages.push_back(std::move(stage));
        }
        return std::move(m_all);
    }

private:
    struct TaskPlace {
        std::string label;
        fs::path folder;
    };

    std::size_t addTask(const ChainStep& step, const TaskJson& options, const TaskPlace& place,
                        ChainVariables& variables)
    {
        ChainTask task;
        task.label = place.label;
        task.path = step.path;
        task.command = step.command;
        task.options = TaskJson::object();
        TaskJson symbolic = TaskJson::object();
        std::set<std::size_t> after;
        for (const auto& [key, value] : options.items()) {
            const std::string path = step.path + "/" + key;
            const std::set<std::string> before = variables.named();
            variables.forgetNamed();
            task.options[key] = variables.resolved(value, path);
            symbolic[key] = variables.symbolic(value, path);
            bool isReferring = false;
            for (const std::string& name : variables.named()) {
                const ChainVariable* variable = variables.find(name);
                isReferring = isReferring || variable->isResult;
                after.insert(variable->tasks.begin(), variable->tasks.end());
            }
            if (isReferring) {
                task.referring.push_back(key);
            }
            variables.rememberNamed(before);
        }
        for (const auto& [key, value] : m_study.common.items()) {
            if (!options.contains(key)) {
                task.options[key] = symbolic[key] = value;
            }
        }
        task.after.assign(after.begin(), after.end());
        const auto ending = m_ending(step.command, task.options, step.path);
        if (ending) {
            task.out = place.folder / (step.name + *ending);
        }
        task.record = place.folder / (step.name + ".step.json");
        TaskJson identity{{"command", step.command}, {"options", symbolic}};
        for (const std::size_t other : task.after) {
            identity["after"].push_back(m_all.tasks[other].fingerprint);
        }
        task.fingerprint = sha256Hex(identity.dump());
        m_all.tasks.push_back(std::move(task));
        return m_all.tasks.size() - 1;
    }

    std::size_t addSweep(const ChainStep& step, const ChainVariables& variables)
    {
        ChainSweep sweep;
        sweep.name = step.name;
        sweep.axes = step.sweep;
        sweep.result = m_out / step.name / "sweep.h5";
        std::set<std::string> used;
        std::vector<std::size_t> values(step.sweep.size(), 0);
        bool isDone = false;
        while (!isDone) {
            sweep.cells.push_back(cellOf(step, values, variables, used));
            isDone = true;
            for (std::size_t axis = values.size(); axis-- > 0 && isDone;) {
                values[axis] = (values[axis] + 1) % step.sweep[axis].values.size();
                isDone = values[axis] == 0;
            }
        }
        for (const SweepAxis& axis : step.sweep) {
            requireUsed(step, axis, used);
        }
        m_all.sweeps.push_back(std::move(sweep));
        return m_all.sweeps.size() - 1;
    }

    ChainCell cellOf(const ChainStep& step, const std::vector<std::size_t>& values,
                     ChainVariables variables, std::set<std::string>& used)
    {
        ChainCell cell;
        cell.values = values;
        cell.name = cellName(step.sweep, values);
        const std::string path = step.path + "/sweep/";
        for (std::size_t i = 0; i < values.size(); ++i) {
            const SweepAxis& axis = step.sweep[i];
            const SweepValue& value = axis.values[values[i]];
            const auto setVariable = [&](const std::string& name, const TaskJson& json) {
                ChainVariable variable = variableOf(variables, json, path + axis.name);
                variables.set(name, std::move(variable));
            };
            setVariable(axis.name, value.value);
            for (const auto& [name, json] : value.also) {
                setVariable(name, json);
            }
        }
        const fs::path folder = m_out / step.name / cell.name;
        const std::string label = step.name + "/" + cell.name;
        variables.forgetNamed();
        if (step.each.empty()) {
            cell.tasks.push_back(
                addTask(step, optionsOfCell(step, values), {label, folder}, variables));
        }
        for (const ChainStep& inner : step.each) {
            const std::size_t task =
                addTask(inner, inner.options, {label + "/" + inner.name, folder}, variables);
            cell.tasks.push_back(task);
            ChainVariable result;
            result.value = m_all.tasks[task].out.string();
            result.isResult = true;
            result.tasks = {task};
            variables.set(inner.name, std::move(result));
        }
        used.insert(variables.named().begin(), variables.named().end());
        return cell;
    }

    /// The value of an axis may itself name paths and results.
    static ChainVariable variableOf(ChainVariables& variables, const TaskJson& json,
                                    const std::string& path)
    {
        ChainVariable variable;
        variables.forgetNamed();
        variable.value = variables.resolved(json, path);
        for (const std::string& name : variables.named()) {
            const ChainVariable* other = variables.find(name);
            variable.isResult = variable.isResult || other->isResult;
            variable.tasks.insert(variable.tasks.end(), other->tasks.begin(), other->tasks.end());
        }
        return variable;
    }

    /// Of a sweep over one command: an axis that no option names is an option itself.
    static TaskJson optionsOfCell(const ChainStep& step, const std::vector<std::size_t>& values)
    {
        TaskJson options = step.options;
        const std::string text = step.options.dump();
        for (std::size_t i = 0; i < values.size(); ++i) {
            const SweepAxis& axis = step.sweep[i];
            const bool isNamed = isNamedIn(text, axis);
            if (!isNamed && !options.contains(axis.name)) {
                options[axis.name] = "${" + axis.name + "}";
            }
        }
        return options;
    }

    static bool isNamedIn(const std::string& text, const SweepAxis& axis)
    {
        if (text.find("${" + axis.name + "}") != std::string::npos) {
            return true;
        }
        const auto& also = axis.values.front().also;
        return std::any_of(also.begin(), also.end(), [&text](const auto& entry) {
            return text.find("${" + entry.first + "}") != std::string::npos;
        });
    }

    void requireUsed(const ChainStep& step, const SweepAxis& axis,
                     const std::set<std::string>& used) const
    {
        const auto& also = axis.values.front().also;
        const bool isUsed = used.count(axis.name) > 0
            || std::any_of(also.begin(), also.end(),
                           [&used](const auto& entry) { return used.count(entry.first) > 0; });
        if (!isUsed) {
            throw StudyError(step.path + "/sweep/" + axis.name,
                             "an axis that a step names as ${" + axis.name + "}",
                             "one that none does");
        }
    }

    const ChainStudy& m_study;
    fs::path m_out;
    const ChainEnding& m_ending;
    ChainTasks m_all;
};

} // namespace

ChainTasks expandChain(const ChainStudy& study, const fs::path& out, const ChainEnding& ending)
{
    return ChainExpansion(study, out, ending).expand();
}

std::string resolveChainPath(const ChainStudy& study, const std::string& text,
                             const std::string& where)
{
    ChainVariables variables = pathVariables(study);
    return variables.resolved(text, where).get<std::string>();
}

std::string cellName(const std::vector<SweepAxis>& axes, const std::vector<std::size_t>& values)
{
    std::string name;
    std::string exact;
    bool isExact = true;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const SweepAxis& axis = axes[i];
        const std::string& label = axis.values[values[i]].label;
        const std::string word = plainWord(label);
        exact += axis.name + "=" + label + "\n";
        // Two labels may come to the same word.
        const auto same =
            std::count_if(axis.values.begin(), axis.values.end(), [&word](const SweepValue& value) {
                return plainWord(value.label) == word;
            });
        isExact = isExact && same == 1 && !word.empty();
        name += (name.empty() ? "" : "_") + axis.name + "-" + word;
    }
    if (!isExact || name.size() > kLongestCellName) {
        name = name.substr(0, kLongestCellName) + "_" + sha256Hex(exact).substr(0, 8);
    }
    return name;
}

} // namespace neurograft
