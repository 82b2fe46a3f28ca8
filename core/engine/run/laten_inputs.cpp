// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/laten_inputs.h"

#include "core/checkpoint/safetensors_file.h"
#include "core/engine/run/input_step.h"
#include "core/engine/run/transfer_inputs.h"
#include "core/engine/transfer/laten_order.h"
#include "core/engine/transfer/neuron_vectors.h"
#include "core/run/error.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

namespace neurograft {

namespace {

bool startsWithBos(const std::vector<std::int32_t>& ids, const Tokenizer& tokenizer)
{
    return tokenizer.addsBos() && tokenizer.bosId() && !ids.empty()
        && ids.front() == *tokenizer.bosId();
}

/// An example to locate by as the official training code sees it.
void dropBos(AttributionRow& row, const Tokenizer& tokenizer)
{
    if (!startsWithBos(row.ids, tokenizer)) {
        return;
    }
    row.ids.erase(row.ids.begin());
    for (std::int64_t& position : row.positions) {
        --position;
    }
}

template <class Row> void keepLines(std::vector<Row>& rows, const std::set<std::int64_t>& lines)
{
    rows.erase(std::remove_if(rows.begin(), rows.end(),
                              [&lines](const Row& row) { return lines.count(row.line) == 0; }),
               rows.end());
}

/// Rows that every model has a target in.
std::set<std::int64_t> commonLines(const LocateInputs& inputs)
{
    std::set<std::int64_t> common;
    for (const AttributionRow& row : inputs.models.front().rows.rows) {
        common.insert(row.line);
    }
    for (const LocateModel& model : inputs.models) {
        std::set<std::int64_t> both;
        for (const AttributionRow& row : model.rows.rows) {
            if (common.count(row.line) != 0) {
                both.insert(row.line);
            }
        }
        common = std::move(both);
    }
    return common;
}

class LatenOpener {
public:
    LatenOpener(const TransferStudy& study, LearningRows extract,
                std::vector<std::string>* problems)
        : m_study(study), m_problems(problems)
    {
        m_inputs.extract = std::move(extract);
    }

    LatenInputs open()
    {
        if (!m_study.laten.translator.empty()) {
            attempt([&] { const SafetensorsFile header(m_study.laten.translator); });
        }
        const std::size_t known = m_problems == nullptr ? 0 : m_problems->size();
        m_inputs.seed = openLocateInputs(seedStudy(), m_problems);
        if (isOpen(m_inputs.seed)) {
            attempt([&] { chooseSeedRow(); });
            pairLayers();
            pairLayersOf(m_inputs.seed);
            countParameters();
        }
        const bool isSound = m_problems == nullptr || m_problems->size() == known;
        if (isSound && !m_inputs.extract.rows.empty()) { // else it would all be said twice
            m_inputs.locate = openLocateInputs(neuronStudy(m_study), m_problems);
            if (isOpen(m_inputs.locate)) {
                attempt([&] { keepUsableRows(); });
                pairLayersOf(m_inputs.locate);
                attempt([&] { countSteps(); });
            }
        }
        return std::move(m_inputs);
    }

private:
    template <class Step> void attempt(const Step& step) { checkInput(m_problems, step); }

    bool isCompat() const { return m_study.mode == "compat"; }

    static bool isOpen(const LocateInputs& inputs)
    {
        return inputs.models.size() == 2
            && std::none_of(inputs.models.begin(), inputs.models.end(),
                            [](const LocateModel& model) { return model.rows.rows.empty(); });
    }

    LocateStudy seedStudy() const
    {
        LocateStudy study = neuronStudy(m_study);
        if (!m_study.train.empty()) {
            study.data = m_study.train;
            study.rows = m_study.rows;
        }
        return study;
    }

    void chooseSeedRow()
    {
        const std::set<std::int64_t> common = commonLines(m_inputs.seed);
        const std::string file = m_inputs.seed.data.path.string();
        if (common.empty()) {
            throw StudyError(file, "a row with a response in both models", "none");
        }
        std::int64_t line = m_study.laten.seedRow;
        if (line < 0) {
            const std::vector<std::int64_t> lines(common.begin(), common.end());
            line = lines[static_cast<std::size_t>(
                drawnSeedRow(isCompat(), m_study.seed, static_cast<std::int64_t>(lines.size())))];
        } else if (common.count(line) == 0) {
            throw StudyError("--seed-row", "a row of " + file + " with a response",
                             std::to_string(line));
        }
        for (LocateModel& model : m_inputs.seed.models) {
            keepLines(model.rows.rows, {line});
        }
    }

    void keepUsableRows()
    {
        std::set<std::int64_t> lines;
        const std::set<std::int64_t> common = commonLines(m_inputs.locate);
        for (const TokenizedRow& row : m_inputs.extract.rows) {
            if (common.count(row.line) != 0) {
                lines.insert(row.line);
            }
        }
        if (isCompat()) {
            dropFirstTargets(lines);
        }
        if (lines.empty()) {
            throw StudyError(m_study.extract.string(), "a row with a response in both models",
                             "none");
        }
        keepLines(m_inputs.extract.rows, lines);
        for (LocateModel& model : m_inputs.locate.models) {
            keepLines(model.rows.rows, lines);
            if (isCompat()) {
                for (AttributionRow& row : model.rows.rows) {
                    dropBos(row, *model.tokenizer);
                }
            }
        }
        if (isCompat()) {
            asOfficial(m_inputs.extract.rows, *m_inputs.locate.models.back().tokenizer,
                       m_study.trainsOnInputs);
        }
    }

    /// Without the beginning-of-text token nothing comes before a text's first token.
    void dropFirstTargets(std::set<std::int64_t>& lines) const
    {
        for (const LocateModel& model : m_inputs.locate.models) {
            for (const AttributionRow& row : model.rows.rows) {
                if (row.positions.front() == 0 && startsWithBos(row.ids, *model.tokenizer)) {
                    lines.erase(row.line);
                }
            }
        }
    }

    /// Pairs of layers that no score decides.
    void pairLayers()
    {
        m_inputs.teacherLayers = m_study.teacherLayers;
        if (!m_inputs.teacherLayers.empty() || m_study.laten.layerPairing != "depth") {
            return;
        }
        const std::int64_t layers = m_inputs.seed.models.front().checkpoint->config().layers;
        const std::int64_t student = m_inputs.seed.models.back().checkpoint->config().layers;
        for (std::int64_t i = 0; i < student; ++i) { // decisions.md D49
            const double place = static_cast<double>(i * (layers - 1))
                / static_cast<double>(std::max<std::int64_t>(1, student - 1));
            m_inputs.teacherLayers.push_back(static_cast<std::int64_t>(std::floor(place + 0.5)));
        }
    }

    void pairLayersOf(LocateInputs& inputs) const
    {
        const std::set<std::int64_t> chosen(m_inputs.teacherLayers.begin(),
                                            m_inputs.teacherLayers.end());
        inputs.models.front().sizes.chosenLayers.assign(chosen.begin(), chosen.end());
    }

    void countParameters()
    {
        const ModelConfig& teacher = m_inputs.seed.models.front().checkpoint->config();
        const LocateModel& student = m_inputs.seed.models.back();
        const ModelConfig& config = student.checkpoint->config();
        for (const std::string& name : m_study.modules) {
            const std::optional<Module> module = moduleFromName(name);
            if (!module) {
                continue; // told by checkTransferStudy()
            }
            m_inputs.parameters += m_study.laten.delta == "free"
                ? config.layers * student.sizes.of(selectedFamily(*module)) * config.hiddenSize
                : teacher.hiddenSize * (teacher.hiddenSize + config.hiddenSize);
        }
    }

    void countSteps()
    {
        const auto rows = static_cast<std::int64_t>(m_inputs.extract.rows.size());
        m_inputs.steps = m_study.laten.steps > 0 ? m_study.laten.steps : rows;
        m_inputs.scheduleSteps = m_inputs.steps;
        if (isCompat()) {
            if (m_inputs.steps > rows) {
                throw UsageError("--steps with --mode compat",
                                 "at most " + std::to_string(rows) + ", one per row of --extract",
                                 std::to_string(m_inputs.steps));
            }
            m_inputs.scheduleSteps = rows; // whatever is used of it
        }
    }

    const TransferStudy& m_study;
    std::vector<std::string>* m_problems;
    LatenInputs m_inputs;
};

} // namespace

LatenInputs openLatenInputs(const TransferStudy& study, LearningRows extract,
                            std::vector<std::string>* problems)
{
    return LatenOpener(study, std::move(extract), problems).open();
}

void asOfficial(std::vector<TokenizedRow>& rows, const Tokenizer& tokenizer, bool wholeText)
{
    for (TokenizedRow& row : rows) {
        if (startsWithBos(row.ids, tokenizer)) {
            row.ids.erase(row.ids.begin());
            row.offsets.erase(row.offsets.begin());
            row.responseStart = std::max<std::int64_t>(1, row.responseStart - 1);
        }
        if (!wholeText) {
            ++row.responseStart; // the prompt was counted with an end-of-text token
        }
    }
}

} // namespace neurograft
