// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/locate_inputs.h"

#include "core/engine/attribution/submatrix_selection.h"
#include "core/engine/model/mapped_tensor.h"
#include "core/engine/run/input_step.h"
#include "core/engine/run/sensitivity_tables.h"
#include "core/engine/support/device.h"
#include "core/run/error.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

/// floor(width * rate) as the official code has it (D10).
std::int64_t shareOf(std::int64_t width, double rate)
{
    return static_cast<std::int64_t>(std::floor(static_cast<double>(width) * rate));
}

class LocateInputOpener {
public:
    LocateInputOpener(const LocateStudy& study, std::vector<std::string>* problems)
        : m_problems(problems)
    {
        m_inputs.study = study;
    }

    LocateInputs open()
    {
        const LocateStudy& study = m_inputs.study;
        attempt([&] { checkLocateStudy(study); });
        if (study.isPair()) {
            attempt([&] {
                openModel("teacher", study.teacher, study.teacherDevice, study.teacherDtype);
            });
            attempt([&] {
                openModel("student", study.student, study.studentDevice, study.studentDtype);
            });
        } else {
            attempt(
                [&] { openModel("model", study.model, study.teacherDevice, study.teacherDtype); });
        }
        attempt([&] { readData(); });
        const bool isComplete = m_inputs.models.size() == (study.isPair() ? 2U : 1U);
        if (m_isDataRead && isComplete) {
            for (LocateModel& model : m_inputs.models) {
                attempt([&] { findSizes(model); });
                if (study.score != "sensitivity") {
                    attempt([&] { findTargets(model); });
                }
            }
            if (study.score == "sensitivity") {
                attempt([&] { checkSubmatrices(); });
            }
        }
        return std::move(m_inputs);
    }

private:
    template <class Step> void attempt(const Step& step) { checkInput(m_problems, step); }

    void openModel(const std::string& role, const fs::path& folder, const std::string& device,
                   const std::string& dtype)
    {
        if (folder.empty()) {
            return; // told by checkLocateStudy()
        }
        LocateModel opened;
        opened.role = role;
        opened.folder = folder;
        opened.checkpoint = Checkpoint::open(folder);
        if (!opened.checkpoint->hasWeights()) {
            throw FormatError(folder.string(), "a folder with weights",
                              opened.checkpoint->weightsProblem());
        }
        opened.tokenizer = openTokenizer(folder);
        opened.device = resolveDevice(device, opened.checkpoint->byteCount());
        opened.type =
            resolveComputeType(dtype, opened.device, scalarTypeOf(opened.checkpoint->storedType()));
        m_inputs.models.push_back(std::move(opened));
    }

    void readData()
    {
        if (m_inputs.study.data.empty()) {
            return;
        }
        RowSelection rows = m_inputs.study.rows;
        rows.seed = m_inputs.study.seed; // one seed per study
        m_inputs.data = readDataset(m_inputs.study.data, rows);
        m_isDataRead = true;
    }

    /// Sizes are the student's for both models (D11); the teacher must have as many (D12).
    void findSizes(LocateModel& model) const
    {
        const ModelConfig& student = m_inputs.models.back().checkpoint->config();
        const ModelConfig& own = model.checkpoint->config();
        const double rate = m_inputs.study.rate;
        model.sizes.ffn = shareOf(student.intermediateSize, rate);
        model.sizes.attention = shareOf(student.heads * student.headDim, rate);
        model.sizes.value = shareOf(student.kvHeads * student.headDim, rate);
        model.sizes.layers = student.layers;
        model.sizes.isGlobal = m_inputs.study.budget == "global";
        model.sizes.chosenLayers = m_inputs.study.layers;
        std::sort(model.sizes.chosenLayers.begin(), model.sizes.chosenLayers.end());
        if (m_inputs.study.score == "sensitivity") {
            return; // checkSubmatrices() looks at every matrix
        }
        const auto require = [&](const char* what, std::int64_t wanted, std::int64_t present) {
            if (present < wanted) {
                throw ShapeError(model.folder.string(),
                                 "at least " + std::to_string(wanted) + " " + what
                                     + ", as the student's rate asks for",
                                 std::to_string(present), "Lower --rate.");
            }
        };
        require("neurons in down_proj", model.sizes.ffn, own.intermediateSize);
        require("columns in o_proj", model.sizes.attention, own.heads * own.headDim);
        require("rows in v_proj", model.sizes.value, own.kvHeads * own.headDim);
        require("layers", model.sizes.layers, own.layers);
        for (const std::int64_t layer : model.sizes.chosenLayers) {
            if (layer >= own.layers) {
                throw StudyError("--layers", "layers below " + std::to_string(own.layers),
                                 std::to_string(layer));
            }
        }
        if (m_inputs.study.mode == "compat" && own.kvHeads != own.heads
            && m_inputs.study.score == "attribution") {
            throw StudyError("locate --mode compat, " + model.folder.string(),
                             "as many key/value heads as query heads",
                             std::to_string(own.kvHeads) + " for " + std::to_string(own.heads)
                                 + " query heads",
                             "Use --mode corrected.");
        }
    }

    void checkSubmatrices() const
    {
        const LocateStudy& study = m_inputs.study;
        const ModelConfig& teacher = m_inputs.models.front().checkpoint->config();
        const ModelConfig& student = m_inputs.models.back().checkpoint->config();
        requireSubmatrices(teacher, student, sensitivityModules(study), study.structure);
        if (sensitivityEnds(study).any() && teacher.hiddenSize < student.hiddenSize) {
            throw ShapeError("sensitivity, embedding and head",
                             "a teacher at least " + std::to_string(student.hiddenSize) + " wide",
                             std::to_string(teacher.hiddenSize));
        }
        if (teacher.layers < student.layers) {
            throw ShapeError("sensitivity",
                             "at least " + std::to_string(student.layers)
                                 + " layers in the teacher",
                             std::to_string(teacher.layers));
        }
        const auto chosen = static_cast<std::int64_t>(study.layers.size());
        if (chosen > 0 && chosen != student.layers) {
            throw StudyError("--layers",
                             std::to_string(student.layers)
                                 + " layers of the teacher, one for each of the student",
                             std::to_string(chosen));
        }
        const auto highest = std::max_element(study.layers.begin(), study.layers.end());
        if (chosen > 0 && *highest >= teacher.layers) {
            throw StudyError("--layers", "layers below " + std::to_string(teacher.layers),
                             std::to_string(*highest));
        }
    }

    void findTargets(LocateModel& model) const
    {
        model.rows = attributionRows(m_inputs.data, *model.tokenizer,
                                     targetPolicyFromName(m_inputs.study.target));
        const ModelConfig& config = model.checkpoint->config();
        for (const AttributionRow& row : model.rows.rows) {
            const std::string where =
                m_inputs.data.path.string() + ", line " + std::to_string(row.line + 1);
            const auto length = static_cast<std::int64_t>(row.ids.size());
            if (length > config.longestText()) {
                throw StudyError(where,
                                 "at most " + std::to_string(config.longestText())
                                     + " tokens, the context of the " + model.role,
                                 std::to_string(length), "Leave the row out.");
            }
            const std::int32_t largest =
                std::max(*std::max_element(row.ids.begin(), row.ids.end()),
                         *std::max_element(row.targets.begin(), row.targets.end()));
            if (largest >= config.vocabSize) {
                throw FormatError(where,
                                  "token ids below the vocabulary of "
                                      + std::to_string(config.vocabSize) + " of the " + model.role,
                                  std::to_string(largest),
                                  "The tokenizer does not belong to these weights.");
            }
        }
    }

    std::vector<std::string>* m_problems;
    LocateInputs m_inputs;
    bool m_isDataRead = false;
};

} // namespace

LocateInputs openLocateInputs(const LocateStudy& study, std::vector<std::string>* problems)
{
    return LocateInputOpener(study, problems).open();
}

} // namespace neurograft
