// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/similarity_inputs.h"

#include "core/checkpoint/adapter_file.h"
#include "core/checkpoint/delta_file.h"
#include "core/checkpoint/overlay_hash.h"
#include "core/engine/run/input_step.h"
#include "core/engine/similarity/module_width.h"
#include "core/engine/support/device.h"
#include "core/run/error.h"
#include "core/study/layer_mask.h"
#include "core/support/atomic_file.h"
#include "core/support/random_stream.h"
#include "core/support/sha256.h"

#include <algorithm>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

at::ScalarType storedType(const Checkpoint& checkpoint)
{
    switch (checkpoint.storedType()) {
    case DType::F16:
        return at::kHalf;
    case DType::BF16:
        return at::kBFloat16;
    case DType::F64:
        return at::kDouble;
    default:
        return at::kFloat;
    }
}

/// From headers, before any long work. @throws FormatError, ShapeError
void requireFittingOverlay(const ModelOverlay& overlay, const ModelConfig& config)
{
    for (const auto* folders : {&overlay.adapters, &overlay.residualAdapters}) {
        for (const fs::path& folder : *folders) {
            const AdapterFile adapter(folder, config);
        }
    }
    for (const fs::path& file : overlay.deltas) {
        const DeltaFile delta(file, config);
    }
}

class SimilarityInputOpener {
public:
    SimilarityInputOpener(const SimilarityStudy& study, std::vector<std::string>* problems)
        : m_problems(problems)
    {
        m_inputs.study = study;
    }

    SimilarityInputs open()
    {
        attempt([this] { readWords(); });
        if (!m_inputs.study.activations.empty()) {
            attempt([this] { openActivations(); });
            attempt([this] { checkMask(); });
            return std::move(m_inputs);
        }
        attempt([this] { requireFolders(); });
        const SimilarityStudy& study = m_inputs.study;
        attempt([&] {
            openModel(study.teacher, study.teacherDevice, study.teacherDtype, study.teacherOverlay,
                      m_inputs.teacher);
        });
        attempt([&] {
            openModel(study.student, study.studentDevice, study.studentDtype, study.studentOverlay,
                      m_inputs.student);
        });
        attempt([this] { checkMask(); });
        attempt([this] { readData(); });
        if (m_isDataRead && m_inputs.teacher && m_inputs.student) {
            attempt([this] { chooseSamples(); });
            attempt([&] { checkRows("teacher", *m_inputs.teacher, m_inputs.plan.teacher); });
            attempt([&] { checkRows("student", *m_inputs.student, m_inputs.plan.student); });
        }
        return std::move(m_inputs);
    }

private:
    template <class Step> void attempt(const Step& step) { checkInput(m_problems, step); }

    void readWords()
    {
        const SimilarityStudy& study = m_inputs.study;
        for (const std::string& measure : study.measures) {
            makeMeasure(measure, study.measureOptions); // is it one?
        }
        for (const std::string& name : study.modules) {
            const std::optional<Module> module = moduleFromName(name);
            if (!module) {
                throw UsageError("modules", "a module such as up_proj or layer_output",
                                 "'" + name + "'");
            }
            if (std::find(m_inputs.modules.begin(), m_inputs.modules.end(), *module)
                == m_inputs.modules.end()) {
                m_inputs.modules.push_back(*module);
            }
        }
        const bool hasModels = study.activations.empty();
        if (study.measures.empty() || (hasModels && study.modules.empty())) {
            throw UsageError("study", "at least one measure and one module", "none");
        }
        checkMeasureOptions(study.measureOptions);
        checkLayerMask(study.mask);
        m_isMaskRead = true;
    }

    void openActivations()
    {
        const SimilarityStudy& study = m_inputs.study;
        for (const char* name : {"random-teacher", "aligned-teacher"}) {
            if (m_inputs.hasBaseline(name)) {
                throw UsageError(std::string("baseline ") + name, "folders of models",
                                 "activations made elsewhere");
            }
        }
        // The default list of modules is no choice: what the file has is compared.
        const bool isChosen = study.modules != SimilarityStudy().modules;
        m_inputs.activations = std::make_shared<const ActivationSamples>(
            study.activations, isChosen ? m_inputs.modules : std::vector<Module>());
        m_inputs.modules = m_inputs.activations->modules();
        m_inputs.unit = "given";
        m_inputs.dataSha256 = sha256Hex(readFile(study.activations));
        const std::int64_t samples = m_inputs.activations->samples();
        // Nor is the default number of tokens (D71).
        if (study.tokens != SimilarityStudy().tokens && study.tokens < samples) {
            std::vector<std::uint64_t> keys;
            for (std::int64_t row = 0; row < samples; ++row) {
                keys.push_back(deriveSeed(study.seed, "similarity.tokens",
                                          static_cast<std::uint64_t>(row) << 32U));
            }
            m_inputs.chosen = drawSmallestKeys(keys, study.tokens);
        }
    }

    void checkMask() const
    {
        if (m_isMaskRead && (m_inputs.activations || (m_inputs.teacher && m_inputs.student))) {
            checkLayerMask(m_inputs.study.mask, static_cast<int>(m_inputs.students()),
                           static_cast<int>(m_inputs.teachers()));
        }
    }

    void requireFolders() const
    {
        const SimilarityStudy& study = m_inputs.study;
        const char* missing = study.teacher.empty() ? "teacher"
            : study.student.empty()                 ? "student"
            : study.data.empty()                    ? "data"
                                                    : nullptr;
        if (missing != nullptr) {
            throw StudyError("study", "teacher, student and data, or activations",
                             std::string("no ") + missing);
        }
    }

    void openModel(const fs::path& folder, const std::string& device, const std::string& dtype,
                   const ModelOverlay& overlay, std::optional<SimilarityModel>& model)
    {
        if (folder.empty()) {
            return; // told by requireFolders()
        }
        SimilarityModel opened;
        opened.checkpoint = Checkpoint::open(folder);
        if (!opened.checkpoint->hasWeights()) {
            throw FormatError(folder.string(), "a folder with weights",
                              opened.checkpoint->weightsProblem());
        }
        opened.tokenizer = openTokenizer(folder);
        opened.device = resolveDevice(device, opened.checkpoint->byteCount());
        opened.type = resolveComputeType(dtype, opened.device, storedType(*opened.checkpoint));
        requireFittingOverlay(overlay, opened.checkpoint->config());
        opened.overlay = overlay;
        opened.key.model = opened.checkpoint->sha256();
        opened.key.overlay = overlaySha256(overlay);
        opened.key.dtype = computeTypeName(opened.type);
        opened.key.device = opened.device.is_cpu() ? "cpu" : "cuda";
        model = std::move(opened);
    }

    void readData()
    {
        if (m_inputs.study.data.empty()) {
            return;
        }
        RowSelection rows = m_inputs.study.rows;
        rows.seed = m_inputs.study.seed; // one seed per study
        m_data = readDataset(m_inputs.study.data, rows);
        m_inputs.dataSha256 = m_data.sha256;
        m_inputs.rowsRead = static_cast<std::int64_t>(m_data.rows.size());
        m_isDataRead = true;
    }

    void chooseSamples()
    {
        const SimilarityStudy& study = m_inputs.study;
        m_inputs.unit = study.unit;
        SampleOptions options;
        options.unit = study.unit;
        options.tokens = study.tokens;
        options.keepPositionZero = study.keepPositionZero;
        options.maxLength = study.maxLength;
        options.seed = study.seed;
        SimilarityModel& teacher = *m_inputs.teacher;
        SimilarityModel& student = *m_inputs.student;
        m_inputs.plan = planSamples(m_data, *teacher.tokenizer, *student.tokenizer, options);
        if (m_inputs.plan.samples() == 0) {
            throw DomainError(m_data.path.string(), "at least one sample",
                              std::to_string(m_inputs.plan.skipped) + " texts with nothing left");
        }
        const std::string own[] = {teacher.tokenizer->fingerprint(),
                                   student.tokenizer->fingerprint()};
        const std::string both = own[0] + " " + own[1];
        for (SimilarityModel* model : {&teacher, &student}) {
            model->key.data = m_data.sha256;
            // Aligned samples depend on both tokenizers, the others on the model's own.
            model->key.tokenizers =
                study.unit == "aligned-char" ? both : own[model == &teacher ? 0 : 1];
            model->key.unit = study.unit;
            model->key.keepPositionZero = study.keepPositionZero;
            model->key.maxLength = study.maxLength;
        }
        addBaselineTeachers(own[0] == own[1]);
    }

    void addBaselineTeachers(bool haveSameWords)
    {
        const SimilarityModel& teacher = *m_inputs.teacher;
        if (m_inputs.hasBaseline("random-teacher")) {
            BaselineTeacher random{BaselineTeacher::Kind::Random, teacher};
            random.model.overlay = ModelOverlay();
            random.model.key.overlay.clear();
            random.model.key.model = "random weights of seed " + std::to_string(m_inputs.study.seed)
                + " like " + teacher.key.model;
            m_inputs.baselineTeachers.push_back(std::move(random));
        }
        if (m_inputs.hasBaseline("aligned-teacher")) {
            BaselineTeacher aligned{BaselineTeacher::Kind::Aligned, teacher};
            requireAlignable(aligned, haveSameWords);
            aligned.model.key.model =
                teacher.key.model + " in the word directions of " + m_inputs.student->key.model;
            m_inputs.baselineTeachers.push_back(std::move(aligned));
        }
    }

    void requireAlignable(const BaselineTeacher& aligned, bool haveSameWords) const
    {
        const std::string where = "baseline aligned-teacher";
        if (!haveSameWords) {
            throw StudyError(where, "two models with the same tokenizer", "different ones",
                             "Word directions are paired by their ids.");
        }
        if (std::none_of(m_inputs.modules.begin(), m_inputs.modules.end(),
                         [&](Module module) { return aligned.has(module); })) {
            throw UsageError(where,
                             "a module of the residual stream: o_proj, down_proj, layer_output or "
                             "residual_contribution",
                             "none of them");
        }
    }

    void checkRows(const std::string& role, const SimilarityModel& model,
                   const std::vector<RowSamples>& rows) const
    {
        const ModelConfig& config = model.checkpoint->config();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const std::string where =
                m_data.path.string() + ", line " + std::to_string(m_inputs.plan.lines[i] + 1);
            const auto length = static_cast<std::int64_t>(rows[i].ids.size());
            if (length > config.longestText()) {
                throw StudyError(where,
                                 "at most " + std::to_string(config.longestText()) + " tokens, the "
                                     + role + "'s context",
                                 std::to_string(length),
                                 "Leave the row out, or cut with --max-length.");
            }
            const auto largest = std::max_element(rows[i].ids.begin(), rows[i].ids.end());
            if (largest != rows[i].ids.end() && *largest >= config.vocabSize) {
                throw FormatError(where,
                                  "token ids below the " + role + "'s vocabulary of "
                                      + std::to_string(config.vocabSize),
                                  std::to_string(*largest),
                                  "The tokenizer does not belong to these weights.");
            }
        }
    }

    std::vector<std::string>* m_problems;
    SimilarityInputs m_inputs;
    Dataset m_data;
    bool m_isMaskRead = false;
    bool m_isDataRead = false;
};

} // namespace

bool BaselineTeacher::has(Module module) const
{
    return kind == Kind::Random || module == Module::OProj || module == Module::DownProj
        || !isWeightMatrix(module);
}

std::int64_t SimilarityInputs::samples() const
{
    if (activations) {
        return chosen.empty() ? activations->samples() : static_cast<std::int64_t>(chosen.size());
    }
    return plan.samples();
}

std::int64_t SimilarityInputs::students() const
{
    return activations ? activations->layers("student") : student->checkpoint->config().layers;
}

std::int64_t SimilarityInputs::teachers() const
{
    return activations ? activations->layers("teacher") : teacher->checkpoint->config().layers;
}

std::int64_t SimilarityInputs::studentWidth(Module module) const
{
    return activations ? activations->width("student", module)
                       : moduleWidth(module, student->checkpoint->config());
}

std::int64_t SimilarityInputs::teacherWidth(Module module) const
{
    return activations ? activations->width("teacher", module)
                       : moduleWidth(module, teacher->checkpoint->config());
}

bool SimilarityInputs::hasBaseline(const std::string& name) const
{
    return std::find(study.baselines.begin(), study.baselines.end(), name) != study.baselines.end();
}

CkaForm SimilarityInputs::ckaForm(Module module) const
{
    return cheaperCkaForm(samples(), students(), studentWidth(module), teachers(),
                          teacherWidth(module));
}

std::vector<std::shared_ptr<const SimilarityMeasure>>
SimilarityInputs::measures(Module module) const
{
    std::vector<std::shared_ptr<const SimilarityMeasure>> all;
    for (const std::string& table : study.measures) {
        all.push_back(makeMeasure(table, study.measureOptions, ckaForm(module)));
    }
    return all;
}

SourceNeeds SimilarityInputs::needs(Module module) const
{
    SourceNeeds needs;
    for (const auto& measure : measures(module)) {
        needs |= measure->needs();
    }
    return needs;
}

std::vector<std::int64_t> SimilarityInputs::groups() const
{
    std::vector<std::int64_t> texts;
    for (std::int64_t sample = 0; sample < samples(); ++sample) {
        texts.push_back(activations ? sample : plan.ids[static_cast<std::size_t>(sample)].first);
    }
    return texts;
}

bool SimilarityInputs::isSelfComparison() const
{
    return teacher && student && teacher->key.text() == student->key.text()
        && teacher->device == student->device;
}

SimilarityInputs openSimilarityInputs(const SimilarityStudy& study,
                                      std::vector<std::string>* problems)
{
    return SimilarityInputOpener(study, problems).open();
}

} // namespace neurograft
