// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/transfer_options.h"

#include "app/commands/common_options.h"
#include "app/commands/distillation_options.h"
#include "app/commands/laten_options.h"
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

void TransferOptions::declareSource(CLI::App& parser)
{
    using Text = std::string;
    m_changes.add<Text>(parser, "--teacher", "Teacher's folder", "DIR",
                        [](TransferStudy& study, const Text& value) { study.teacher = value; });
    m_changes.add<Text>(parser, "--student", "Student's folder", "DIR",
                        [](TransferStudy& study, const Text& value) { study.student = value; });
    m_changes.add<Text>(
        parser, "--extract",
        "Seed examples to locate by, JSON Lines; one per step of laten; rows that semalign "
        "finds its layers by (default: the first of --train)",
        "FILE", [](TransferStudy& study, const Text& value) { study.extract = value; });
    m_changes.add<std::int64_t>(
        parser, "--extract-limit", "The first N of them (default 32, laten all; 0 = all)", "N",
        [](TransferStudy& study, std::int64_t value) { study.extractLimit = value; });
    m_changes.add<Text>(
        parser, "--align",
        "Rows that laten's translators learn from; rows whose perplexity is measured "
        "(unaligned); with --extract in place of --train: LaTen's rows and steps (sft, seqkd, gkd)",
        "FILE", [](TransferStudy& study, const Text& value) { study.align = value; });
    m_changes.add<Text>(
        parser, "--train", "Rows to learn from, JSON Lines; laten draws its seed example there",
        "FILE", [](TransferStudy& study, const Text& value) { study.train = value; });
    m_changes.add<Text>(parser, "--validation", "Rows the loss is also measured on", "FILE",
                        [](TransferStudy& study, const Text& value) { study.validation = value; });
    m_changes.add<std::int64_t>(
        parser, "--limit", "The first N rows of --train", "N",
        [](TransferStudy& study, std::int64_t value) { study.rows.limit = value; });
    m_changes.add<Text>(
        parser, "--rows", "Chosen rows of --train, from 0", "3,7,12-20",
        [](TransferStudy& study, const Text& value) { study.rows.rows = parseRowList(value); });
    m_changes.add<std::int64_t>(
        parser, "--sample", "N rows of --train by seed", "N",
        [](TransferStudy& study, std::int64_t value) { study.rows.sample = value; });
    m_changes.add<Text>(
        parser, "--layer-order",
        "The teacher's layers that are kept: highest (default) or lowest by sensitivity, "
        "first or last of the stack, or random",
        "ORDER", [](TransferStudy& study, const Text& value) { study.layerOrder = value; });
    m_changes.add<Text>(
        parser, "--teacher-layers",
        "The teacher's layer for each of the student's, in their order (default: by "
        "--layer-order)",
        "L,...", [](TransferStudy& study, const Text& value) {
            study.teacherLayers = numbersOf("--teacher-layers", value);
        });
    m_changes.add<Text>(
        parser, "--structure",
        "What is taken of a matrix: submatrix (default), shared-window, random, neuron or "
        "row-column",
        "NAME", [](TransferStudy& study, const Text& value) { study.structure = value; });
}

void TransferOptions::declareAdapter(CLI::App& parser)
{
    using Text = std::string;
    m_changes.add<Text>(
        parser, "--modules",
        "Default v_proj,o_proj,up_proj,down_proj; also embed_tokens and lm_head, but for pissa",
        "M,...", [](TransferStudy& study, const Text& value) { study.modules = splitList(value); });
    m_changes.add<std::int64_t>(
        parser, "--rank", "Default 16", "N",
        [](TransferStudy& study, std::int64_t value) { study.rank = value; });
    m_changes.add<double>(parser, "--alpha", "Default 16; the change is alpha / rank * B A", "X",
                          [](TransferStudy& study, double value) { study.alpha = value; });
    m_changes.add<double>(parser, "--dropout", "Of the adapter's input (default 0.05, pissa 0)",
                          "X", [](TransferStudy& study, double value) { study.dropout = value; });
    m_changes.add<Text>(parser, "--svd", "auto (default), exact, krylov or randomized", "WAY",
                        [](TransferStudy& study, const Text& value) { study.svd = value; });
    m_changes.add<std::int64_t>(
        parser, "--svd-iterations", "Of randomized (default 4)", "N",
        [](TransferStudy& study, std::int64_t value) { study.svdIterations = value; });
    parser.add_option("--mode", m_mode, "corrected (default) or compat")->type_name("MODE");
}

void TransferOptions::declareUnaligned(CLI::App& parser)
{
    using Text = std::string;
    m_changes.add<Text>(
        parser, "--variant",
        "Of unaligned: d1 (default) low-rank factors of the teacher's submatrix, d2 the "
        "submatrix itself, d3 located neurons cut to the student's width, d4 projected",
        "NAME", [](TransferStudy& study, const Text& value) { study.variant = value; });
    m_changes.add<double>(
        parser, "--lambda",
        "Of unaligned: factor of the change (default 1); of gkd: share of the steps that learn the "
        "student's own samples (default 1; 0: supervised distillation)",
        "X", [](TransferStudy& study, double value) {
            (study.method == "gkd" ? study.distillation.studentShare : study.lambda) = value;
        });
    m_changes.addFlag(
        parser, "--substitute",
        "Of unaligned d3 and d4: the teacher's neurons take the place of the student's",
        [](TransferStudy& study) { study.substitutes = true; });
    m_changes.add<double>(
        parser, "--rate",
        "Share of the student's neurons that are changed (default 0.1; laten, unaligned d3 and d4)",
        "X", [](TransferStudy& study, double value) { study.rate = value; });
}

void TransferOptions::declareTraining(CLI::App& parser)
{
    using Text = std::string;
    using Count = std::int64_t;
    m_changes.addFlag(parser, "--no-train", "Write the start state only",
                      [](TransferStudy& study) { study.isTrained = false; });
    m_changes.add<double>(parser, "--epochs", "Default 5", "X",
                          [](TransferStudy& study, double value) { study.epochs = value; });
    m_changes.add<Count>(parser, "--steps-limit", "Stop early, for tries", "N",
                         [](TransferStudy& study, Count value) { study.stepsLimit = value; });
    m_changes.add<double>(parser, "--lr", "Highest learning rate (default 3e-4, laten 3e-5)", "X",
                          [](TransferStudy& study, double value) { study.learningRate = value; });
    m_changes.add<Text>(parser, "--schedule",
                        "linear (default), cosine or constant; of laten onecycle (default) or "
                        "constant_first",
                        "NAME",
                        [](TransferStudy& study, const Text& value) { study.schedule = value; });
    m_changes.add<double>(parser, "--warmup", "Share of the steps (default 0.03, laten 0.1)", "X",
                          [](TransferStudy& study, double value) { study.warmup = value; });
    m_changes.add<Count>(parser, "--warmup-steps", "In place of the share", "N",
                         [](TransferStudy& study, Count value) { study.warmupSteps = value; });
    m_changes.add<double>(parser, "--weight-decay", "Default 0, laten 0.05", "X",
                          [](TransferStudy& study, double value) { study.weightDecay = value; });
    m_changes.add<double>(parser, "--clip",
                          "Largest gradient norm (default 1, laten compat 0; 0 = any)", "X",
                          [](TransferStudy& study, double value) { study.clip = value; });
    m_changes.add<Count>(parser, "--batch", "Rows of a step (default 64)", "N",
                         [](TransferStudy& study, Count value) { study.batch = value; });
    m_changes.add<Count>(parser, "--micro-batch",
                         "Rows computed together (default 8, laten compat 1)", "N",
                         [](TransferStudy& study, Count value) { study.microBatch = value; });
    m_changes.addFlag(parser, "--train-on-inputs", "Learn the prompts too",
                      [](TransferStudy& study) { study.trainsOnInputs = true; });
    m_changes.add<Text>(
        parser, "--recompute",
        "Compute layers again on the way back, for less memory: auto (default), on or off", "WHEN",
        [](TransferStudy& study, const Text& value) { study.recompute = value; });
    m_changes.add<Count>(parser, "--max-length", "Tokens of a row, cut on the right (default 1024)",
                         "N", [](TransferStudy& study, Count value) { study.maxLength = value; });
    m_changes.add<Count>(parser, "--validate-every", "Steps (default: at the end)", "N",
                         [](TransferStudy& study, Count value) { study.validateEvery = value; });
    m_changes.add<Count>(parser, "--save-every",
                         "Keep the adapter or translator of every N-th step", "N",
                         [](TransferStudy& study, Count value) { study.saveEvery = value; });
    m_changes.add<Count>(parser, "--keep", "Only the last N of them", "N",
                         [](TransferStudy& study, Count value) { study.keep = value; });
    m_changes.add<Text>(
        parser, "--seeds", "Several runs, one folder seed-<n> each: 42,43,44", "N,...",
        [](TransferStudy& study, const Text& value) { study.seeds = numbersOf("--seeds", value); });
}

void TransferOptions::declare(CLI::App& parser)
{
    parser
        .add_option("METHOD", m_method,
                    "lora, gaussian-lora, pissa, seeking, or a control: random-submatrix, "
                    "shuffled, noise, self, other-task; unaligned; laten; semalign; a baseline: "
                    "sft, seqkd, gkd")
        ->type_name("");
    parser.add_option("--study", m_studyFile, "Options from a file; those given here win")
        ->type_name("FILE.json");
    declareSource(parser);
    declareAdapter(parser);
    declareUnaligned(parser);
    declareTraining(parser);
    declareLaten(parser, m_changes);
    declareDistillation(parser, m_changes);
    parser
        .add_option("--preset", m_preset,
                    "Of gkd: rebuttal, the published run with completions of 32 tokens; options "
                    "given beside it win")
        ->type_name("NAME");
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
        return withPreset(transferDefaults(m_method, m_mode.empty() ? "corrected" : m_mode));
    }
    TransferStudy study = parseTransferStudy(readFile(m_studyFile), m_studyFile);
    if (!m_method.empty()) {
        study.method = m_method;
    }
    return withPreset(std::move(study));
}

TransferStudy TransferOptions::withPreset(TransferStudy study) const
{
    if (m_preset.empty()) {
        return study;
    }
    requireChoice("--preset", m_preset, {"rebuttal"});
    if (study.method != "gkd") {
        throw UsageError("--preset rebuttal", "method gkd", study.method);
    }
    applyRebuttal(study);
    return study;
}

TransferStudy TransferOptions::study(const CLI::App& parser, const CommonOptions& common) const
{
    TransferStudy study = standard();
    m_changes.applyTo(study);
    if (!m_mode.empty()) {
        study.mode = m_mode;
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
