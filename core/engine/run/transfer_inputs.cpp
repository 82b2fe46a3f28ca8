// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/transfer_inputs.h"

#include "core/engine/attribution/submatrix_selection.h"
#include "core/engine/model/mapped_tensor.h"
#include "core/engine/run/input_step.h"
#include "core/engine/support/device.h"
#include "core/engine/train/training_order.h"
#include "core/engine/transfer/laten_order.h"
#include "core/engine/transfer/layer_pairing.h"
#include "core/run/error.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

/// Parameters from which on --recompute auto keeps the inputs of layers only: smaller models have
/// room for all activations.
constexpr std::int64_t kRecomputeFrom = 50'000'000;
constexpr std::size_t kCriticalRows = 32; ///< of the train rows, when no --extract says others

std::shared_ptr<const Checkpoint> openTransferWeights(const fs::path& folder)
{
    auto checkpoint = Checkpoint::open(folder);
    if (!checkpoint->hasWeights()) {
        throw FormatError(folder.string(), "a folder with weights", checkpoint->weightsProblem());
    }
    return checkpoint;
}

class TransferInputOpener {
public:
    TransferInputOpener(const TransferStudy& study, std::vector<std::string>* problems)
        : m_problems(problems)
    {
        m_inputs.study = study;
    }

    TransferInputs open()
    {
        const TransferStudy& study = m_inputs.study;
        attempt([&] { checkTransferStudy(study); });
        attempt([&] { openStudent(); });
        if (needsTeacher(study) && !study.teacher.empty()) {
            attempt([&] { openTeacher(); });
        }
        if (!m_inputs.student) {
            return std::move(m_inputs);
        }
        attempt(
            [&] { m_inputs.targets = adapterTargets(m_inputs.student->config(), study.modules); });
        if (m_inputs.tokenizer) {
            if (study.isTrained && takesLatenRows(study)) {
                attempt([&] { readLatenRows(); });
            } else if (study.isTrained && !study.train.empty() && study.method != "laten") {
                attempt([&] { readTrainRows(); });
            }
            if (study.isTrained && !study.validation.empty()) {
                attempt([&] { m_inputs.validation = readRows(study.validation, {}); });
            }
            if (!study.align.empty() && !takesLatenRows(study)) {
                attempt([&] { m_inputs.align = readRows(study.align, {}); });
            }
            if (study.method == "laten" && m_inputs.teacher) {
                attempt([&] { openLaten(); });
            }
            if (m_inputs.teacher && study.method != "laten" && !takesTeacherMatrices(study)) {
                attempt([&] { openComputingTeacher(); });
            }
        }
        if (study.method == "semalign" && m_inputs.teacher) {
            attempt([&] { chooseAlignedLayers(); });
        }
        if (m_inputs.teacher && takesTeacherMatrices(study)) {
            leaveEndsOut();
            attempt([&] { checkSource(); });
        }
        return std::move(m_inputs);
    }

private:
    template <class Step> void attempt(const Step& step) { checkInput(m_problems, step); }

    void openStudent()
    {
        const TransferStudy& study = m_inputs.study;
        if (study.student.empty()) {
            return; // told by checkTransferStudy()
        }
        m_inputs.student = openTransferWeights(study.student);
        m_inputs.device = resolveDevice(study.studentDevice, m_inputs.student->byteCount());
        m_inputs.type = resolveComputeType(study.studentDtype, m_inputs.device,
                                           scalarTypeOf(m_inputs.student->storedType()));
        m_inputs.recomputes = study.recompute == "on"
            || (study.recompute == "auto" && m_inputs.student->parameterCount() > kRecomputeFrom);
        m_inputs.tokenizer = openTokenizer(study.student);
    }

    void openTeacher()
    {
        m_inputs.teacher = openTransferWeights(m_inputs.study.teacher);
        if (m_inputs.student) {
            checkTeacherLayers();
        }
        if (needsSensitivity(m_inputs.study) && !m_inputs.study.extract.empty()) {
            m_inputs.sensitivity = openLocateInputs(sensitivityStudy(m_inputs.study), m_problems);
        }
        if (needsNeurons(m_inputs.study) && !m_inputs.study.extract.empty()) {
            m_inputs.neurons = openLocateInputs(neuronStudy(m_inputs.study), m_problems);
        }
    }

    void readTrainRows()
    {
        const TransferStudy& study = m_inputs.study;
        m_inputs.train = readRows(study.train, study.rows, examplesWanted());
        if (study.method != "semalign") {
            return;
        }
        if (!study.extract.empty()) {
            RowSelection first;
            first.limit = study.extractLimit;
            m_inputs.critical = readRows(study.extract, first);
        } else {
            m_inputs.critical = m_inputs.train;
            std::vector<TokenizedRow>& rows = m_inputs.critical.rows;
            rows.resize(std::min(rows.size(), kCriticalRows));
        }
    }

    /// Those of --extract, then those of --align, counted on.
    void readLatenRows()
    {
        const TransferStudy& study = m_inputs.study;
        RowSelection first;
        first.limit = study.extractLimit;
        LearningRows learned = readRows(study.extract, first, examplesWanted());
        m_inputs.extractRows = static_cast<std::int64_t>(learned.rows.size());
        LearningRows align = readRows(study.align, {}, examplesWanted());
        learned.skipped += align.skipped;
        learned.truncated += align.truncated;
        learned.sha256 = align.sha256;
        std::move(align.rows.begin(), align.rows.end(), std::back_inserter(learned.rows));
        for (std::size_t i = 0; i < learned.rows.size(); ++i) {
            learned.rows[i].line = static_cast<std::int64_t>(i); // two files have equal lines
        }
        m_inputs.train = std::move(learned);
    }

    /// Where texts are kept beside their tokens; null when nobody asks for them.
    std::vector<ExampleRow>* examplesWanted()
    {
        return m_inputs.study.method == "seqkd" ? &m_inputs.examples : nullptr;
    }

    /// A teacher that computes on the rows (transfer.md 7, 8).
    void openComputingTeacher()
    {
        const TransferStudy& study = m_inputs.study;
        const Checkpoint& teacher = *m_inputs.teacher;
        m_inputs.teacherDevice = resolveDevice(study.teacherDevice, teacher.byteCount());
        m_inputs.teacherType = resolveComputeType(study.teacherDtype, m_inputs.teacherDevice,
                                                  scalarTypeOf(teacher.storedType()));
        m_inputs.teacherTokenizer = openTokenizer(study.teacher);
        if (needsOneVocabulary(study)
            && m_inputs.teacherTokenizer->fingerprint() != m_inputs.tokenizer->fingerprint()) {
            throw StudyError("transfer " + study.method, "two models with the same tokenizer",
                             study.teacher.string() + " and " + study.student.string()
                                 + " with different ones",
                             "Their ids do not mean the same words; transfer seqkd needs texts "
                             "alone.");
        }
        const std::int64_t samples =
            samplesAnswers(study) && study.method == "gkd" ? study.distillation.maxNewTokens : 0;
        std::int64_t longest = m_inputs.train.longest();
        for (const TokenizedRow& row : m_inputs.train.rows) {
            longest = std::max(longest, row.responseStart + samples);
        }
        // Samples of the student end at its own context.
        longest = std::min(longest, m_inputs.student->config().longestText());
        if (longest > teacher.config().longestText()) {
            throw StudyError("transfer " + study.method,
                             "rows of at most " + std::to_string(teacher.config().longestText())
                                 + " tokens, the context of the teacher",
                             "one of up to " + std::to_string(longest),
                             "Cut rows with --max-length, samples with --max-new-tokens.");
        }
    }

    /// Targets of the layers that are trained; of layers that are yet to be found, as many.
    void chooseAlignedLayers()
    {
        const SemAlignStudy& semalign = m_inputs.study.semalign;
        const std::int64_t teacher = m_inputs.teacher->config().layers;
        const std::int64_t student = m_inputs.student->config().layers;
        for (const std::int64_t layer : semalign.layers) {
            if (layer >= teacher) {
                throw StudyError("--layers",
                                 "layers of the teacher below " + std::to_string(teacher),
                                 std::to_string(layer));
            }
        }
        if (semalign.critical > std::min(teacher, student)) {
            throw StudyError("--critical",
                             "at most " + std::to_string(std::min(teacher, student)) + " layers",
                             std::to_string(semalign.critical));
        }
        if (semalign.version == "v2") {
            return; // every layer
        }
        std::vector<std::int64_t> layers = studentLayersFor(semalign.layers, teacher, student);
        for (std::int64_t layer = 0; semalign.layers.empty() && layer < semalign.critical;
             ++layer) {
            layers.push_back(layer);
        }
        m_inputs.targets = targetsOfLayers(std::move(m_inputs.targets), layers);
    }

    void openLaten()
    {
        const TransferStudy& study = m_inputs.study;
        LearningRows extract;
        if (study.isTrained && !study.extract.empty()) {
            RowSelection first;
            first.limit = study.extractLimit;
            extract = readRows(study.extract, first);
        }
        m_inputs.laten = openLatenInputs(study, std::move(extract), m_problems);
        if (study.mode == "compat") {
            asOfficial(m_inputs.align.rows, *m_inputs.tokenizer, study.trainsOnInputs);
        }
    }

    /// Pairs said by hand: one of the teacher's layers for each of the student's.
    void checkTeacherLayers() const
    {
        const std::vector<std::int64_t>& layers = m_inputs.study.teacherLayers;
        if (layers.empty()) {
            return;
        }
        const std::int64_t wanted = m_inputs.student->config().layers;
        if (static_cast<std::int64_t>(layers.size()) != wanted) {
            throw StudyError("--teacher-layers",
                             std::to_string(wanted) + " layers, one for each of the student",
                             std::to_string(layers.size()));
        }
        const std::int64_t highest = *std::max_element(layers.begin(), layers.end());
        const std::int64_t count = m_inputs.teacher->config().layers;
        if (highest >= count) {
            throw StudyError("--teacher-layers", "layers below " + std::to_string(count),
                             std::to_string(highest));
        }
    }

    /// Embedding and head need the same vocabulary (attribution.md 7.3).
    void leaveEndsOut()
    {
        std::vector<AdapterTarget>& targets = m_inputs.targets;
        const auto isEnd = [](const AdapterTarget& target) { return !target.module.has_value(); };
        if (m_inputs.teacher->config().vocabSize == m_inputs.student->config().vocabSize
            || std::none_of(targets.begin(), targets.end(), isEnd)) {
            return;
        }
        targets.erase(std::remove_if(targets.begin(), targets.end(), isEnd), targets.end());
        m_inputs.warnings.push_back(
            "Embedding and head are left out: the vocabularies of teacher and student differ.");
    }

    /// Windows have the student's size (decisions.md D26).
    void checkSource() const
    {
        const ModelConfig& teacher = m_inputs.teacher->config();
        const ModelConfig& student = m_inputs.student->config();
        if (needsNeurons(m_inputs.study)) { // openLocateInputs() has looked at everything else
            if (teacher.hiddenSize < student.hiddenSize) {
                throw ShapeError(m_inputs.study.teacher.string(),
                                 "a teacher at least " + std::to_string(student.hiddenSize)
                                     + " wide, as the student",
                                 std::to_string(teacher.hiddenSize));
            }
            return;
        }
        std::vector<Module> modules;
        for (const AdapterTarget& target : m_inputs.targets) {
            if (target.layer == 0 && target.module) {
                modules.push_back(*target.module);
            }
        }
        if (!needsSensitivity(m_inputs.study)) { // else openLocateInputs() has looked
            requireSubmatrices(teacher, student, modules, "submatrix");
        }
        if (m_inputs.targets.empty()) {
            throw StudyError("--modules", "at least one matrix that can be taken from the teacher",
                             "none");
        }
        if (teacher.layers < student.layers) {
            throw ShapeError(m_inputs.study.teacher.string(),
                             "at least " + std::to_string(student.layers) + " layers",
                             std::to_string(teacher.layers));
        }
    }

    /// @param examples gets the texts of the rows; may be null
    LearningRows readRows(const fs::path& path, RowSelection selection,
                          std::vector<ExampleRow>* examples = nullptr) const
    {
        selection.seed = m_inputs.study.seed; // one seed per study
        const Dataset data = readDataset(path, selection);
        LearningRows learned =
            learningRows(data, *m_inputs.tokenizer, m_inputs.student->config(),
                         {m_inputs.study.maxLength, m_inputs.study.trainsOnInputs});
        if (examples != nullptr) { // rows without a label are left out
            std::size_t next = 0;
            for (const TokenizedRow& row : learned.rows) {
                while (data.rows[next].line != row.line) {
                    ++next;
                }
                examples->push_back(data.rows[next]);
            }
        }
        return learned;
    }

    std::vector<std::string>* m_problems;
    TransferInputs m_inputs;
};

} // namespace

std::int64_t TransferInputs::rankOf(const AdapterTarget& target) const
{
    return startsFromMatrices(study) || needsSensitivity(study)
        ? std::min(study.rank, target.smallestSide())
        : study.rank;
}

std::int64_t TransferInputs::trainedParameters() const
{
    if (study.method == "laten") {
        return laten.parameters;
    }
    std::int64_t sum = 0;
    if (trainsAdapter(study)) {
        for (const AdapterTarget& target : targets) {
            sum += rankOf(target) * (target.out + target.in);
        }
    }
    return sum;
}

std::string TransferInputs::dataSha256() const
{
    if (study.method == "laten") {
        return laten.extract.sha256.empty() ? laten.seed.data.sha256 : laten.extract.sha256;
    }
    return !train.sha256.empty()       ? train.sha256
        : !neurons.data.sha256.empty() ? neurons.data.sha256
                                       : sensitivity.data.sha256;
}

std::int64_t TransferInputs::steps() const
{
    if (study.method == "laten") {
        return laten.scheduleSteps;
    }
    if (train.rows.empty()) {
        return 0;
    }
    if (takesLatenRows(study)) {
        return extractRows;
    }
    return TrainingOrder(static_cast<std::int64_t>(train.rows.size()), study.batch, study.seed)
        .steps(study.epochs);
}

std::int64_t TransferInputs::lastStep() const
{
    const std::int64_t all = study.method == "laten" ? laten.steps : steps();
    return study.stepsLimit > 0 ? std::min(study.stepsLimit, all) : all;
}

std::function<std::vector<std::int64_t>(std::int64_t step)> TransferInputs::rowsOf() const
{
    if (!takesLatenRows(study)) {
        return nullptr;
    }
    LatenOrder::Sizes sizes;
    sizes.extract = extractRows;
    sizes.align = static_cast<std::int64_t>(train.rows.size()) - extractRows;
    sizes.alignPerStep = study.laten.alignPerStep;
    const LatenOrder order(study.mode == "compat", study.seed, sizes);
    return [order, first = extractRows](std::int64_t step) {
        std::vector<std::int64_t> rows = order.alignRowsOf(step);
        for (std::int64_t& row : rows) {
            row += first;
        }
        rows.push_back(order.extractRowOf(step));
        return rows;
    };
}

double TransferInputs::tokensLearned() const
{
    if (steps() == 0) {
        return 0.0;
    }
    const auto all = static_cast<double>(train.tokens());
    if (takesLatenRows(study)) {
        const auto rows = static_cast<double>(train.rows.size());
        const double perStep = std::min(static_cast<double>(1 + study.laten.alignPerStep), rows);
        return all / rows * perStep * static_cast<double>(lastStep());
    }
    return all * study.epochs * static_cast<double>(lastStep()) / static_cast<double>(steps());
}

namespace {

/// What both ways of locating share.
LocateStudy locateStudy(const TransferStudy& study)
{
    LocateStudy locate;
    locate.teacher = study.teacher;
    locate.student = study.student;
    locate.data = study.extract;
    locate.rows.limit = study.extractLimit;
    locate.seed = locate.rows.seed = study.seed;
    locate.teacherDevice = study.teacherDevice;
    locate.studentDevice = study.studentDevice;
    locate.teacherDtype = study.teacherDtype;
    locate.studentDtype = study.studentDtype;
    locate.threads = study.threads;
    locate.isDeterministic = study.isDeterministic;
    return locate;
}

} // namespace

LocateStudy sensitivityStudy(const TransferStudy& study)
{
    LocateStudy locate = locateStudy(study);
    locate.score = "sensitivity";
    locate.modules = study.modules;
    locate.layerOrder = study.layerOrder;
    locate.layers = study.teacherLayers;
    locate.structure = study.structure;
    return locate;
}

LocateStudy neuronStudy(const TransferStudy& study)
{
    LocateStudy locate = locateStudy(study);
    locate.mode = study.mode;
    locate.rate = study.rate;
    return locate;
}

TransferInputs openTransferInputs(const TransferStudy& study, std::vector<std::string>* problems)
{
    return TransferInputOpener(study, problems).open();
}

} // namespace neurograft
