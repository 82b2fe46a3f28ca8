// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/evaluate_inputs.h"

#include "core/checkpoint/overlay_hash.h"
#include "core/engine/evaluate/answer_generation.h"
#include "core/engine/model/mapped_tensor.h"
#include "core/engine/run/input_step.h"
#include "core/engine/support/device.h"
#include "core/evaluate/answer_scoring.h"
#include "core/evaluate/item_building.h"
#include "core/evaluate/study_protocol.h"
#include "core/run/error.h"
#include "core/text/chat_template.h"

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

class EvaluateInputOpener {
public:
    EvaluateInputOpener(const EvaluateStudy& study, std::vector<std::string>* problems)
        : m_problems(problems)
    {
        m_inputs.study = study;
        m_inputs.study.rows.seed = study.seed; // one seed per study
    }

    EvaluateInputs open()
    {
        const EvaluateStudy& study = m_inputs.study;
        std::string modelTemplate;
        if (!study.model.empty()) {
            attempt([&] { openModel(); });
            attempt([&] { modelTemplate = readChatTemplate(study.model); });
        }
        bool isKnown = false;
        attempt([&] {
            m_inputs.evaluation.protocol = protocolOf(study, modelTemplate);
            isKnown = true;
        });
        const bool hasReader = m_inputs.tokenizer != nullptr || study.model.empty();
        if (isKnown && hasReader && !study.data.empty()) {
            attempt([&] { ask(); });
            attempt([&] { encode(); });
        }
        return std::move(m_inputs);
    }

private:
    template <class Step> void attempt(const Step& step) { checkInput(m_problems, step); }

    void openModel()
    {
        const std::filesystem::path& folder = m_inputs.study.model;
        const auto checkpoint = Checkpoint::open(folder);
        if (!checkpoint->hasWeights()) {
            throw FormatError(folder.string(), "a folder with weights",
                              checkpoint->weightsProblem());
        }
        m_inputs.device = resolveDevice(m_inputs.study.device, checkpoint->byteCount());
        m_inputs.type = resolveComputeType(m_inputs.study.dtype, m_inputs.device,
                                           scalarTypeOf(checkpoint->storedType()));
        m_inputs.checkpoint = checkpoint;
        m_inputs.tokenizer = openTokenizer(folder);
        m_inputs.overlaySha256 = overlaySha256(m_inputs.study.overlay);
    }

    /// Reads the questions and writes the prompts, or takes the predictions.
    void ask()
    {
        const EvaluateStudy& study = m_inputs.study;
        Evaluation& evaluation = m_inputs.evaluation;
        const TaskData data = loadQuestions(study, evaluation.protocol);
        m_inputs.dataSha256 = data.sha256;
        evaluation.shots = study.shots;
        evaluation.itemsSha256 = questionsSha256(data.questions);
        if (!study.predictions.empty()) {
            evaluation.items = buildItems(data.questions, evaluation.protocol, 1, {});
            m_inputs.predictionsSha256 = takePredictions(study.predictions, evaluation.items);
            evaluation.protocol.samples =
                evaluation.items.empty() ? 1 : evaluation.items.back().sample + 1;
            for (EvaluationItem& item : evaluation.items) {
                scoreAnswer(evaluation.protocol, item);
            }
            return;
        }
        const auto count = [this](const std::string& prompt) {
            return static_cast<std::int64_t>(m_inputs.tokenizer->encode(prompt, true).ids.size());
        };
        evaluation.items =
            buildItems(data.questions, evaluation.protocol, evaluation.protocol.samples, count);
    }

    void encode()
    {
        if (!m_inputs.tokenizer) {
            return;
        }
        for (const EvaluationItem& item : m_inputs.evaluation.items) {
            if (item.sample > 0) {
                m_inputs.prompts.push_back(m_inputs.prompts.back());
                continue;
            }
            m_inputs.prompts.push_back(m_inputs.tokenizer->encode(item.prompt, true).ids);
            check(item, m_inputs.prompts.back());
        }
        if (m_inputs.evaluation.protocol.isChoice()) {
            m_inputs.choices = choiceTokens(*m_inputs.tokenizer, m_inputs.study.model.string());
            checkVocabulary(m_inputs.study.model.string(), m_inputs.choices);
        }
    }

    void check(const EvaluationItem& item, const std::vector<std::int32_t>& ids) const
    {
        const std::string where = m_inputs.study.data.string() + ", " + item.id;
        const auto length = static_cast<std::int64_t>(ids.size());
        // An answer needs room for a token of its own.
        const std::int64_t room = m_inputs.checkpoint->config().longestText()
            - (m_inputs.evaluation.protocol.isChoice() ? 0 : 1);
        if (length > room) {
            throw StudyError(
                where,
                "a prompt of at most " + std::to_string(room) + " tokens, the model's context",
                std::to_string(length), "Ask with fewer --shots, or leave the question out.");
        }
        if (ids.empty()) {
            throw StudyError(where, "a prompt of at least one token", "none");
        }
        checkVocabulary(where, ids);
    }

    void checkVocabulary(const std::string& where, const std::vector<std::int32_t>& ids) const
    {
        const std::int64_t size = m_inputs.checkpoint->config().vocabSize;
        const std::int32_t largest = *std::max_element(ids.begin(), ids.end());
        if (largest >= size) {
            throw FormatError(
                where,
                "token ids below the vocabulary of " + std::to_string(size) + " of the model",
                std::to_string(largest), "The tokenizer does not belong to these weights.");
        }
    }

    std::vector<std::string>* m_problems;
    EvaluateInputs m_inputs;
};

} // namespace

std::vector<PromptBatch> EvaluateInputs::batches() const
{
    const ModelConfig& config = checkpoint->config();
    if (evaluation.protocol.isChoice()) {
        std::vector<std::string> groups;
        for (const EvaluationItem& item : evaluation.items) {
            groups.push_back(item.group);
        }
        // Keys of a beginning hold for every end only where positions are absolute, and a window
        // counts places, padding included.
        const bool canShare =
            config.ropeScaling.kind != RopeScaling::Kind::Dynamic && config.window.size == 0;
        return planChoiceBatches(prompts, groups, study.batch, canShare);
    }
    std::vector<std::int64_t> lengths;
    for (const std::vector<std::int32_t>& prompt : prompts) {
        lengths.push_back(static_cast<std::int64_t>(prompt.size()));
    }
    std::vector<PromptBatch> plan;
    for (RowBatch& rows : planAnswerBatches(lengths, evaluation.protocol.maxNewTokens,
                                            config.longestText(), study.batch)) {
        plan.push_back({std::move(rows), 0});
    }
    return plan;
}

EvaluateInputs openEvaluateInputs(const EvaluateStudy& study, std::vector<std::string>* problems)
{
    return EvaluateInputOpener(study, problems).open();
}

} // namespace neurograft
