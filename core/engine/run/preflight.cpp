// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_config.h"
#include "core/data/dataset.h"
#include "core/data/tokenized_row.h"
#include "core/engine/support/device.h"
#include "core/run/model_report.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

std::string yesNo(bool value)
{
    return value ? "yes" : "no";
}

std::string idText(const std::optional<std::int32_t>& id)
{
    return id ? std::to_string(*id) : "none";
}

std::string shortHash(const std::string& hash)
{
    return hash.empty() ? "none" : hash.substr(0, 12);
}

/// Sorts each item into blocking, warnings or equal.
class Comparison {
public:
    explicit Comparison(PreflightReport& report) : m_report(report) { }

    /// A warning when the two texts differ. @returns whether they do
    bool differs(const std::string& item, const std::string& teacher, const std::string& student,
                 const std::string& effect)
    {
        const bool isDifferent = teacher != student;
        (isDifferent ? m_report.warnings : m_report.equal)
            .push_back({item, teacher, student, isDifferent ? effect : ""});
        return isDifferent;
    }
    void block(const std::string& item, const std::string& teacher, const std::string& student,
               const std::string& effect)
    {
        m_report.blocking.push_back({item, teacher, student, effect});
    }
    void warn(const std::string& item, const std::string& teacher, const std::string& student,
              const std::string& effect)
    {
        m_report.warnings.push_back({item, teacher, student, effect});
    }
    void disable(const std::string& action)
    {
        auto& disabled = m_report.disabled;
        if (std::find(disabled.begin(), disabled.end(), action) == disabled.end()) {
            disabled.push_back(action);
        }
    }

private:
    PreflightReport& m_report;
};

void requireUsable(const ModelReport& teacher, const ModelReport& student, Comparison& compare)
{
    if (!teacher.isRunnable || !student.isRunnable) {
        const auto text = [](const ModelReport& report) {
            return report.isRunnable ? report.family : report.problem;
        };
        compare.block("family", text(teacher), text(student),
                      "Nothing can be computed with a family that cannot be run.");
    } else if (!teacher.problem.empty() || !student.problem.empty()) {
        compare.block("weights", teacher.problem.empty() ? "present" : teacher.problem,
                      student.problem.empty() ? "present" : student.problem,
                      "Nothing can be computed without weights.");
    } else if (teacher.sha256 == student.sha256) {
        compare.warn("weights", shortHash(teacher.sha256), shortHash(student.sha256),
                     "Teacher and student are the same model: only useful as a control.");
    }
    if (!teacher.tokenizer || !student.tokenizer) {
        compare.block("tokenizer", teacher.tokenizer ? "present" : teacher.tokenizerProblem,
                      student.tokenizer ? "present" : student.tokenizerProblem,
                      "Texts cannot be turned into token ids.");
    }
}

/// Ids beyond the embedding would have no row: the folder mixes two models.
void requireTokenizersFit(const ModelReport& teacher, const ModelReport& student,
                          Comparison& compare)
{
    const auto fits = [](const ModelReport& report) {
        return !report.tokenizer || report.tokenizer->size <= report.vocabSize;
    };
    const auto text = [](const ModelReport& report) {
        return (report.tokenizer ? std::to_string(report.tokenizer->size) : "no") + " ids for "
            + std::to_string(report.vocabSize) + " rows of the embedding";
    };
    if (!fits(teacher) || !fits(student)) {
        compare.block("tokenizer size", text(teacher), text(student),
                      "Some tokens have no embedding: the tokenizer belongs to another model.");
    }
}

void compareTokenizers(const ModelReport& teacher, const ModelReport& student, Comparison& compare)
{
    if (!teacher.tokenizer || !student.tokenizer) {
        return;
    }
    const TokenizerReport& t = *teacher.tokenizer;
    const TokenizerReport& s = *student.tokenizer;
    if (compare.differs("tokenizer", shortHash(t.fingerprint), shortHash(s.fingerprint),
                        "The same text gives other tokens: samples pair by text (mean-token, "
                        "last-token) or by character (aligned-char), not by token.")) {
        compare.disable("similarity --unit token"); // D44
        compare.disable("twins"); // D21
    }
    if (compare.differs("vocabulary size", std::to_string(teacher.vocabSize),
                        std::to_string(student.vocabSize),
                        "The same id need not be the same word: twins and token lists across the "
                        "pair are off. Similarity is not affected.")) {
        compare.disable("twins"); // ux.md 8.4, text 3
        compare.disable("token lists");
        compare.disable("transfer gkd"); // one entry per id on both sides
        compare.disable("transfer semalign");
    }
    compare.differs("special tokens", "bos " + idText(t.bos) + ", eos " + idText(t.eos),
                    "bos " + idText(s.bos) + ", eos " + idText(s.eos),
                    "Texts begin or end with other ids.");
    compare.differs("adds BOS", yesNo(t.addsBos), yesNo(s.addsBos),
                    "One model sees an extra first token: positions shift by one.");
    const auto legacy = [](const TokenizerReport& report) {
        return report.legacy ? yesNo(*report.legacy) : std::string("not stated");
    };
    compare.differs("legacy flag", legacy(t), legacy(s),
                    "Blanks after special tokens may be split differently.");
    compare.differs("chat template", shortHash(t.chatTemplateSha256),
                    shortHash(s.chatTemplateSha256),
                    "Prompts in the model's own template (native) differ.");
}

void compareShapes(const ModelReport& teacher, const ModelReport& student, Comparison& compare)
{
    compare.differs("family", teacher.family, student.family,
                    "Biases that only one family has are compared nowhere and never transferred.");
    const auto groups = [](const ModelReport& report) {
        return std::to_string(report.heads) + " heads in " + std::to_string(report.kvHeads)
            + " groups";
    };
    // What matters is how many query heads share a key/value head.
    if (teacher.heads * student.kvHeads != student.heads * teacher.kvHeads) {
        compare.warn("query heads per key/value head", groups(teacher), groups(student),
                     "Attention neurons pair by key/value group; a shared window over heads is "
                     "refused.");
    } else {
        compare.differs("query heads per key/value head",
                        std::to_string(teacher.heads / teacher.kvHeads),
                        std::to_string(student.heads / student.kvHeads), "");
    }
    if (teacher.kvHeads < teacher.heads || student.kvHeads < student.heads) {
        compare.disable("locate --mode compat"); // D23
    }
    compare.differs("head size", std::to_string(teacher.headDim), std::to_string(student.headDim),
                    "A shared window over heads is refused.");
    compare.differs("tied embeddings", yesNo(teacher.isTied), yesNo(student.isTied),
                    "Editing a tied embedding changes the unembedding too and is off.");
    compare.differs("stored type", teacher.dtype, student.dtype,
                    "On a GPU the two would compute in different precision; --dtype sets one.");
    compare.differs("context length", std::to_string(teacher.maxPositions),
                    std::to_string(student.maxPositions),
                    "The shorter one limits the rows of a study.");
}

void compareSizes(const ModelReport& teacher, const ModelReport& student, Comparison& compare)
{
    struct Size {
        const char* item;
        std::int64_t teacher, student;
        bool isForLaten; ///< D12; the others matter to Seeking alone (D26)
    };
    const Size sizes[] = {
        {"layers", teacher.layers, student.layers, true},
        {"hidden size", teacher.hiddenSize, student.hiddenSize, false},
        {"intermediate size", teacher.intermediateSize, student.intermediateSize, true},
        {"query width", teacher.heads * teacher.headDim, student.heads * student.headDim, false},
        {"key/value width", teacher.kvHeads * teacher.headDim, student.kvHeads * student.headDim,
         true}};
    for (const Size& size : sizes) {
        if (size.teacher < size.student) {
            compare.warn(size.item, std::to_string(size.teacher), std::to_string(size.student),
                         "The teacher is smaller here: it cannot fill the student's matrices.");
            compare.disable("transfer seeking");
            if (size.isForLaten) {
                compare.disable("transfer laten");
            }
        }
    }
}

/// Rows longer than a model's context, counted with its own tokenizer.
std::int64_t rowsTooLong(const ModelReport& model, const Dataset& data)
{
    const auto tokenizer = openTokenizer(model.folder);
    return std::count_if(data.rows.begin(), data.rows.end(), [&](const ExampleRow& row) {
        return static_cast<std::int64_t>(tokenizeRow(*tokenizer, row, 0).ids.size())
            > model.maxPositions;
    });
}

void checkData(const fs::path& path, PreflightReport& report, Comparison& compare)
{
    const Dataset data = readDataset(path);
    report.rows = data.rowsInFile;
    if (!report.teacher.tokenizer || !report.student.tokenizer) {
        return;
    }
    const std::int64_t teacher = rowsTooLong(report.teacher, data);
    const std::int64_t student = rowsTooLong(report.student, data);
    if (teacher > 0 || student > 0) {
        compare.warn("rows longer than the context", std::to_string(teacher),
                     std::to_string(student),
                     "Those rows stop a job; --max-length cuts them on the right.");
    }
}

void forecastPair(PreflightReport& report, Comparison& compare)
{
    const auto at = [](const std::map<std::string, std::int64_t>& bytes, const std::string& type) {
        const auto found = bytes.find(type);
        return found == bytes.end() ? bytes.at("float32") : found->second;
    };
    const std::int64_t teacher = at(report.teacher.memoryBytes, "float32");
    const std::int64_t student = at(report.student.memoryBytes, "float32");
    report.hostBytes = teacher + student;
    report.deviceBytes = at(report.teacher.deviceMemoryBytes, report.teacher.dtype)
        + at(report.student.deviceMemoryBytes, report.student.dtype);
    report.freeHostBytes = static_cast<std::int64_t>(availableHostMemory());
    if (report.freeHostBytes > 0 && report.hostBytes > report.freeHostBytes) {
        compare.warn("memory", std::to_string(teacher), std::to_string(student),
                     "Together more than the free memory: weights are read from the disk again and "
                     "again.");
    }
}

nlohmann::json listJson(const std::vector<PairDifference>& differences)
{
    nlohmann::json list = nlohmann::json::array();
    for (const PairDifference& difference : differences) {
        list.push_back({{"item", difference.item},
                        {"teacher", difference.teacher},
                        {"student", difference.student},
                        {"effect", difference.effect}});
    }
    return list;
}

nlohmann::json memoryJson(const ModelReport& report)
{
    return {{"host", report.memoryBytes}, {"device", report.deviceMemoryBytes}};
}

} // namespace

PreflightReport preflightPair(const fs::path& teacher, const fs::path& student,
                              const fs::path& data)
{
    PreflightReport report;
    report.teacher = inspectModel(teacher);
    report.student = inspectModel(student);
    Comparison compare(report);
    requireUsable(report.teacher, report.student, compare);
    requireTokenizersFit(report.teacher, report.student, compare);
    compareTokenizers(report.teacher, report.student, compare);
    compareShapes(report.teacher, report.student, compare);
    compareSizes(report.teacher, report.student, compare);
    if (!data.empty()) {
        checkData(data, report, compare);
    }
    forecastPair(report, compare);
    return report;
}

nlohmann::json toJson(const PreflightReport& report)
{
    return {{"ok", report.ok()},
            {"blocking", listJson(report.blocking)},
            {"warnings", listJson(report.warnings)},
            {"equal", listJson(report.equal)},
            {"disabled", report.disabled},
            {"rows", report.rows},
            {"memory_bytes",
             {{"host", report.hostBytes},
              {"device", report.deviceBytes},
              {"free_host", report.freeHostBytes},
              {"teacher", memoryJson(report.teacher)},
              {"student", memoryJson(report.student)}}}};
}

} // namespace neurograft
