// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/sensitivity_tables.h"

#include "core/engine/attribution/sensitivity.h"
#include "core/engine/attribution/submatrix_selection.h"
#include "core/run/error.h"
#include "core/support/random_stream.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace neurograft {

namespace {

class SensitivityTables {
public:
    SensitivityTables(const LocateInputs& inputs, const RunContext& context)
        : m_study(inputs.study), m_context(context), m_teacher(inputs.models.front()),
          m_student(inputs.models.back().checkpoint->config()),
          m_modules(sensitivityModules(inputs.study)),
          m_rows(sensitivityRows(inputs.data, *m_teacher.tokenizer,
                                 m_study.maxLength > 0 ? m_study.maxLength : kSensitivityLength)),
          m_skipped(static_cast<std::int64_t>(inputs.data.rows.size())
                    - static_cast<std::int64_t>(m_rows.size()))
    {
    }

    std::vector<Table> tables()
    {
        requireContext();
        {
            LoadOptions load;
            load.device = m_teacher.device.str();
            load.dtype = "float32"; // attribution.md 7.1
            const auto model = TransformerModel::load(m_teacher.folder, load);
            m_found = measureSensitivity(*model, m_rows, m_modules, m_context, wantedEnds());
        }
        m_layers = m_study.layers.empty()
            ? keptLayers(m_found.layers, m_student.layers, m_study.layerOrder, m_study.seed)
            : m_study.layers;
        Table& sums = add("layer", {static_cast<std::int64_t>(m_found.layers.size())}, {"layer"});
        sums.values = m_found.layers;
        sums.unit = "sum of |theta x gradient|";
        sums.attributes["rows"] = static_cast<std::int64_t>(m_rows.size());
        sums.attributes["skipped"] = m_skipped;
        addEnd("embed_tokens", m_found.embedding);
        addEnd("lm_head", m_found.head);
        if (m_study.structure == "submatrix" || m_study.structure == "shared-window") {
            addWindows();
        } else if (m_study.structure == "row-column") {
            addRowsAndColumns();
        } else {
            addEntries();
        }
        return std::move(m_tables);
    }

private:
    void requireContext() const
    {
        const std::int64_t most = m_teacher.checkpoint->config().longestText();
        for (const TokenizedRow& row : m_rows) {
            if (static_cast<std::int64_t>(row.ids.size()) > most) {
                throw StudyError(
                    "row " + std::to_string(row.line),
                    "at most " + std::to_string(most) + " tokens, the context of the teacher",
                    std::to_string(row.ids.size()), "Leave the row out, or cut with --max-length.");
            }
        }
    }

    Table& add(const std::string& name, std::vector<std::int64_t> shape,
               std::vector<std::string> axes)
    {
        Table table;
        table.path = "sensitivity/" + name;
        table.shape = std::move(shape);
        table.axes = std::move(axes);
        m_tables.push_back(std::move(table));
        return m_tables.back();
    }

    Table& addModule(Module module, const std::string& name, std::int64_t width,
                     const std::string& axis)
    {
        Table& table =
            add(std::string(moduleName(module)) + "/" + name,
                {static_cast<std::int64_t>(m_layers.size()), width}, {"student layer", axis});
        const auto [height, columns] = moduleShape(m_student, module);
        table.attributes = {{"height", height},
                            {"width", columns},
                            {"structure", m_study.structure},
                            {"layer_order", m_study.layerOrder}};
        return table;
    }

    /// Embedding and head need the same vocabulary on both sides (attribution.md 7.3).
    SensitivityEnds wantedEnds() const
    {
        const SensitivityEnds ends = sensitivityEnds(m_study);
        const std::int64_t source = m_teacher.checkpoint->config().vocabSize;
        if (!ends.any() || source == m_student.vocabSize) {
            return ends;
        }
        m_context.log(LogLevel::Warning,
                      "Embedding and head are passed over: the teacher's vocabulary has "
                          + std::to_string(source) + " tokens, the student's "
                          + std::to_string(m_student.vocabSize) + ".");
        return {};
    }

    /// The run of residual coordinates with the largest sum; the vocabulary is taken whole.
    void addEnd(const char* name, const at::Tensor& sums)
    {
        if (!sums.defined()) {
            return;
        }
        Table& table = add(std::string(name) + "/start", {1}, {"matrix"});
        table.attributes = {{"width", m_student.hiddenSize}};
        table.values = std::vector<std::int32_t>{
            static_cast<std::int32_t>(largestRun(sums.cpu(), m_student.hiddenSize))};
    }

    void addWindows()
    {
        std::map<Module, std::vector<Window>> shared;
        if (m_study.structure == "shared-window") {
            shared = sharedWindows(m_found, m_layers, m_teacher.checkpoint->config(), m_student);
        }
        for (const Module module : m_modules) {
            report(module);
            const std::vector<Window> windows = shared.empty()
                ? bestWindows(m_found.matrices.at(module), m_layers, m_student, module)
                : shared.at(module);
            std::vector<std::int32_t> values;
            for (std::size_t i = 0; i < windows.size(); ++i) {
                values.push_back(static_cast<std::int32_t>(m_layers[i]));
                values.push_back(static_cast<std::int32_t>(windows[i].row));
                values.push_back(static_cast<std::int32_t>(windows[i].column));
            }
            addModule(module, "window", 3, "teacher layer then row then column").values =
                std::move(values);
        }
    }

    void addRowsAndColumns()
    {
        for (const Module module : m_modules) {
            report(module);
            const auto [height, width] = moduleShape(m_student, module);
            std::vector<std::int32_t> rows, columns;
            for (const std::int64_t layer : m_layers) {
                const RowsAndColumns best =
                    bestRowsAndColumns(matrix(module, layer), height, width);
                rows.insert(rows.end(), best.rows.begin(), best.rows.end());
                columns.insert(columns.end(), best.columns.begin(), best.columns.end());
            }
            addModule(module, "rows", height, "row").values = std::move(rows);
            addModule(module, "columns", width, "column").values = std::move(columns);
            addLayers(module);
        }
    }

    /// Single entries, in order: those with the highest S, or drawn.
    void addEntries()
    {
        std::uint64_t number = 0; // running number of the target, layer-major (D83)
        std::map<Module, std::vector<std::int32_t>> entries;
        for (const std::int64_t layer : m_layers) {
            for (const Module module : m_modules) {
                report(module);
                const auto [height, width] = moduleShape(m_student, module);
                const at::Tensor flat = matrix(module, layer).flatten();
                const std::vector<std::int64_t> chosen = m_study.structure == "neuron"
                    ? largestInOrder(flat, height * width)
                    : drawn(flat.numel(), height * width, number);
                entries[module].insert(entries[module].end(), chosen.begin(), chosen.end());
                ++number;
            }
        }
        for (const Module module : m_modules) {
            const auto [height, width] = moduleShape(m_student, module);
            addModule(module, "entries", height * width, "entry").values =
                std::move(entries[module]);
            addLayers(module);
        }
    }

    std::vector<std::int64_t> drawn(std::int64_t size, std::int64_t count,
                                    std::uint64_t number) const
    {
        std::vector<std::int64_t> order =
            RandomStream(m_study.seed, "control.permutation", number).permutation(size);
        order.resize(static_cast<std::size_t>(count));
        std::sort(order.begin(), order.end());
        return order;
    }

    void addLayers(Module module)
    {
        Table& table = addModule(module, "layers", 1, "teacher layer");
        table.values = std::vector<std::int32_t>(m_layers.begin(), m_layers.end());
    }

    const at::Tensor& matrix(Module module, std::int64_t layer) const
    {
        return m_found.matrices.at(module)[static_cast<std::size_t>(layer)];
    }

    void report(Module module) const
    {
        m_context.checkpoint(
            {std::string("submatrices of ") + moduleName(module), 2, 2, 0, 0, "modules"});
    }

    const LocateStudy& m_study;
    const RunContext& m_context;
    const LocateModel& m_teacher;
    const ModelConfig& m_student;
    std::vector<Module> m_modules;
    std::vector<TokenizedRow> m_rows;
    std::int64_t m_skipped;
    Sensitivity m_found;
    std::vector<std::int64_t> m_layers;
    std::vector<Table> m_tables;
};

} // namespace

SensitivityEnds sensitivityEnds(const LocateStudy& study)
{
    const auto isAsked = [&study](const char* name) {
        return std::find(study.modules.begin(), study.modules.end(), name) != study.modules.end();
    };
    return {isAsked("embed_tokens"), isAsked("lm_head")};
}

std::vector<Module> sensitivityModules(const LocateStudy& study)
{
    std::vector<Module> modules;
    for (const std::string& name : study.modules) {
        if (name == "embed_tokens" || name == "lm_head") {
            continue;
        }
        const std::optional<Module> module = moduleFromName(name);
        if (!module || !isWeightMatrix(*module)) {
            throw UsageError("--modules", "weight matrices such as up_proj", "'" + name + "'");
        }
        if (std::find(modules.begin(), modules.end(), *module) == modules.end()) {
            modules.push_back(*module);
        }
    }
    return modules;
}

std::vector<Table> sensitivityTables(const LocateInputs& inputs, const RunContext& context)
{
    return SensitivityTables(inputs, context).tables();
}

} // namespace neurograft
