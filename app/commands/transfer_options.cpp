// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/transfer_options.h"

#include "app/commands/common_options.h"
#include "core/support/atomic_file.h"

#include <CLI/CLI.hpp>

#include <utility>

namespace neurograft {

namespace {

std::vector<std::int64_t> numbersOf(const std::string& option, const std::string& text)
{
    const std::vector<std::int32_t> numbers = parseIds(option, text);
    return {numbers.begin(), numbers.end()};
}

} // namespace

template <class Value>
void TransferOptions::add(CLI::App& parser, const std::string& name, const std::string& help,
                          const char* type, std::function<void(TransferStudy&, const Value&)> apply)
{
    parser
        .add_option_function<Value>(
            name,
            [this, apply = std::move(apply)](const Value& value) {
                m_changes.push_back([apply, value](TransferStudy& study) { apply(study, value); });
            },
            help)
        ->type_name(type);
}

void TransferOptions::addFlag(CLI::App& parser, const std::string& name, const std::string& help,
                              std::function<void(TransferStudy&)> apply)
{
    parser.add_flag_callback(
        name, [this, apply = std::move(apply)] { m_changes.push_back(apply); }, help);
}

void TransferOptions::declareSource(CLI::App& parser)
{
    using Text = std::string;
    add<Text>(parser, "--teacher", "Teacher's folder", "DIR",
              [](TransferStudy& study, const Text& value) { study.teacher = value; });
    add<Text>(parser, "--student", "Student's folder", "DIR",
              [](TransferStudy& study, const Text& value) { study.student = value; });
    add<Text>(parser, "--extract", "Seed examples to locate by, JSON Lines", "FILE",
              [](TransferStudy& study, const Text& value) { study.extract = value; });
    add<std::int64_t>(parser, "--extract-limit", "The first N of them (default 32, 0 = all)", "N",
                      [](TransferStudy& study, std::int64_t value) { study.extractLimit = value; });
    add<Text>(parser, "--align", "Rows whose perplexity is measured (unaligned)", "FILE",
              [](TransferStudy& study, const Text& value) { study.align = value; });
    add<Text>(parser, "--train", "Rows to learn from, JSON Lines", "FILE",
              [](TransferStudy& study, const Text& value) { study.train = value; });
    add<Text>(parser, "--validation", "Rows the loss is also measured on", "FILE",
              [](TransferStudy& study, const Text& value) { study.validation = value; });
    add<std::int64_t>(parser, "--limit", "The first N rows of --train", "N",
                      [](TransferStudy& study, std::int64_t value) { study.rows.limit = value; });
    add<Text>(
        parser, "--rows", "Chosen rows of --train, from 0", "3,7,12-20",
        [](TransferStudy& study, const Text& value) { study.rows.rows = parseRowList(value); });
    add<std::int64_t>(parser, "--sample", "N rows of --train by seed", "N",
                      [](TransferStudy& study, std::int64_t value) { study.rows.sample = value; });
    add<Text>(parser, "--layer-order",
              "The teacher's layers that are kept: highest (default), lowest or random", "ORDER",
              [](TransferStudy& study, const Text& value) { study.layerOrder = value; });
    add<Text>(parser, "--teacher-layers",
              "The teacher's layer for each of the student's, in their order (default: by "
              "--layer-order)",
              "L,...", [](TransferStudy& study, const Text& value) {
                  study.teacherLayers = numbersOf("--teacher-layers", value);
              });
    add<Text>(parser, "--structure",
              "What is taken of a matrix: submatrix (default), shared-window, random, neuron or "
              "row-column",
              "NAME", [](TransferStudy& study, const Text& value) { study.structure = value; });
}

void TransferOptions::declareAdapter(CLI::App& parser)
{
    using Text = std::string;
    add<Text>(
        parser, "--modules",
        "Default v_proj,o_proj,up_proj,down_proj; also embed_tokens and lm_head, but for pissa",
        "M,...", [](TransferStudy& study, const Text& value) { study.modules = splitList(value); });
    add<std::int64_t>(parser, "--rank", "Default 16", "N",
                      [](TransferStudy& study, std::int64_t value) { study.rank = value; });
    add<double>(parser, "--alpha", "Default 16; the change is alpha / rank * B A", "X",
                [](TransferStudy& study, double value) { study.alpha = value; });
    add<double>(parser, "--dropout", "Of the adapter's input (default 0.05, pissa 0)", "X",
                [](TransferStudy& study, double value) { study.dropout = value; });
    add<Text>(parser, "--svd", "auto (default), exact, krylov or randomized", "WAY",
              [](TransferStudy& study, const Text& value) { study.svd = value; });
    add<std::int64_t>(
        parser, "--svd-iterations", "Of randomized (default 4)", "N",
        [](TransferStudy& study, std::int64_t value) { study.svdIterations = value; });
    add<Text>(parser, "--mode", "corrected (default) or compat", "MODE",
              [](TransferStudy& study, const Text& value) { study.mode = value; });
}

void TransferOptions::declareUnaligned(CLI::App& parser)
{
    using Text = std::string;
    add<Text>(parser, "--variant",
              "Of unaligned: d1 (default) low-rank factors of the teacher's submatrix, d2 the "
              "submatrix itself, d3 located neurons cut to the student's width, d4 projected",
              "NAME", [](TransferStudy& study, const Text& value) { study.variant = value; });
    add<double>(parser, "--lambda", "Of unaligned: factor of the change (default 1)", "X",
                [](TransferStudy& study, double value) { study.lambda = value; });
    addFlag(parser, "--substitute",
            "Of unaligned d3 and d4: the teacher's neurons take the place of the student's",
            [](TransferStudy& study) { study.substitutes = true; });
    add<double>(parser, "--rate",
                "Share of the student's neurons that are changed (default 0.1; unaligned d3, d4)",
                "X", [](TransferStudy& study, double value) { study.rate = value; });
}

void TransferOptions::declareTraining(CLI::App& parser)
{
    using Text = std::string;
    using Count = std::int64_t;
    addFlag(parser, "--no-train", "Write the start state only",
            [](TransferStudy& study) { study.isTrained = false; });
    add<double>(parser, "--epochs", "Default 5", "X",
                [](TransferStudy& study, double value) { study.epochs = value; });
    add<Count>(parser, "--steps-limit", "Stop early, for tries", "N",
               [](TransferStudy& study, Count value) { study.stepsLimit = value; });
    add<double>(parser, "--lr", "Highest learning rate (default 3e-4)", "X",
                [](TransferStudy& study, double value) { study.learningRate = value; });
    add<Text>(parser, "--schedule", "linear (default), cosine or constant", "NAME",
              [](TransferStudy& study, const Text& value) { study.schedule = value; });
    add<double>(parser, "--warmup", "Share of the steps (default 0.03)", "X",
                [](TransferStudy& study, double value) { study.warmup = value; });
    add<double>(parser, "--weight-decay", "Default 0", "X",
                [](TransferStudy& study, double value) { study.weightDecay = value; });
    add<double>(parser, "--clip", "Largest gradient norm (default 1, 0 = any)", "X",
                [](TransferStudy& study, double value) { study.clip = value; });
    add<Count>(parser, "--batch", "Rows of a step (default 64)", "N",
               [](TransferStudy& study, Count value) { study.batch = value; });
    add<Count>(parser, "--micro-batch", "Rows computed together (default 8)", "N",
               [](TransferStudy& study, Count value) { study.microBatch = value; });
    addFlag(parser, "--train-on-inputs", "Learn the prompts too",
            [](TransferStudy& study) { study.trainsOnInputs = true; });
    add<Text>(parser, "--recompute",
              "Compute layers again on the way back, for less memory: auto (default), on or off",
              "WHEN", [](TransferStudy& study, const Text& value) { study.recompute = value; });
    add<Count>(parser, "--max-length", "Tokens of a row, cut on the right (default 1024)", "N",
               [](TransferStudy& study, Count value) { study.maxLength = value; });
    add<Count>(parser, "--validate-every", "Steps (default: at the end)", "N",
               [](TransferStudy& study, Count value) { study.validateEvery = value; });
    add<Count>(parser, "--save-every", "Keep the adapter of every N-th step", "N",
               [](TransferStudy& study, Count value) { study.saveEvery = value; });
    add<Count>(parser, "--keep", "Only the last N of them", "N",
               [](TransferStudy& study, Count value) { study.keep = value; });
    add<Text>(
        parser, "--seeds", "Several runs, one folder seed-<n> each: 42,43,44", "N,...",
        [](TransferStudy& study, const Text& value) { study.seeds = numbersOf("--seeds", value); });
}

void TransferOptions::declare(CLI::App& parser)
{
    parser
        .add_option("METHOD", m_method,
                    "lora, gaussian-lora, pissa, seeking, or a control: random-submatrix, "
                    "shuffled, noise, self, other-task; or unaligned")
        ->type_name("");
    parser.add_option("--study", m_studyFile, "Options from a file; those given here win")
        ->type_name("FILE.json");
    declareSource(parser);
    declareAdapter(parser);
    declareUnaligned(parser);
    declareTraining(parser);
    addPairPlaces(parser, m_places);
    parser.add_option("--out", out, "Folder of the adapter or delta")->type_name("DIR");
    parser.add_flag("--force", force, "Replace an earlier transfer in --out");
    parser.add_flag("--dry-run", dryRun, "Only say what the run would need");
    parser.add_flag("--resume", resume, "Continue a begun run of the same study");
}

TransferStudy TransferOptions::standard() const
{
    if (!m_method.empty()) {
        requireChoice("METHOD", m_method, transferMethods());
    }
    if (m_studyFile.empty()) {
        if (m_method.empty()) {
            throw UsageError("transfer", "a METHOD such as seeking", "none");
        }
        return transferDefaults(m_method);
    }
    TransferStudy study = parseTransferStudy(readFile(m_studyFile), m_studyFile);
    if (!m_method.empty()) {
        study.method = m_method;
    }
    return study;
}

TransferStudy TransferOptions::study(const CLI::App& parser, const CommonOptions& common) const
{
    TransferStudy study = standard();
    for (const auto& change : m_changes) {
        change(study);
    }
    const auto isGiven = [&parser](const char* option) { return parser.count(option) > 0; };
    const TransferStudy before = study;
    m_places.applyTo(study, common);
    if (!m_studyFile.empty()) { // what the file says stays where nothing is given
        if (!isGiven("--device") && !isGiven("--teacher-device")) {
            study.teacherDevice = before.teacherDevice;
        }
        if (!isGiven("--device") && !isGiven("--student-device")) {
            study.studentDevice = before.studentDevice;
        }
        if (!isGiven("--dtype") && !isGiven("--teacher-dtype")) {
            study.teacherDtype = before.teacherDtype;
        }
        if (!isGiven("--dtype") && !isGiven("--student-dtype")) {
            study.studentDtype = before.studentDtype;
        }
    }
    const bool hasFile = !m_studyFile.empty();
    study.seed = !hasFile || isGiven("--seed") ? common.seed : before.seed;
    study.rows.seed = study.seed;
    study.threads = !hasFile || isGiven("--threads") ? common.threads : before.threads;
    study.isDeterministic =
        !hasFile || isGiven("--deterministic") ? common.deterministic : before.isDeterministic;
    checkTransferStudy(study);
    return study;
}

} // namespace neurograft
