// SPDX-License-Identifier: GPL-3.0-or-later
// JSON and command line of a transfer study.
#include "core/run/error.h"
#include "core/study/command_line_text.h"
#include "core/study/distillation_study_io.h"
#include "core/study/laten_study_io.h"
#include "core/study/pair_dtypes.h"
#include "core/study/study_io.h"
#include "core/study/study_parts.h"
#include "core/study/study_reader.h"
#include "core/study/transfer_study.h"

#include <utility>

namespace neurograft {

namespace {

void takeTraining(StudyReader& reader, TransferStudy& study)
{
    reader.take("trained", study.isTrained);
    takeNumber(reader, "epochs", study.epochs);
    reader.take("steps_limit", study.stepsLimit, 0);
    takeNumber(reader, "learning_rate", study.learningRate);
    reader.take("schedule", study.schedule);
    takeNumber(reader, "warmup", study.warmup);
    reader.take("warmup_steps", study.warmupSteps, 0);
    takeNumber(reader, "weight_decay", study.weightDecay);
    takeNumber(reader, "clip", study.clip);
    reader.take("batch", study.batch, 1);
    reader.take("micro_batch", study.microBatch, 1);
    reader.take("train_on_inputs", study.trainsOnInputs);
    reader.take("recompute", study.recompute);
    reader.take("max_length", study.maxLength, 1);
    reader.take("validate_every", study.validateEvery, 0);
    reader.take("save_every", study.saveEvery, 0);
    reader.take("keep", study.keep, 0);
}

std::string numberList(const std::vector<std::int64_t>& numbers)
{
    std::vector<std::string> words;
    for (const std::int64_t number : numbers) {
        words.push_back(std::to_string(number));
    }
    return commaList(words);
}

void addTraining(CommandLineText& line, const TransferStudy& study, const TransferStudy& standard)
{
    const auto addNumber = [&](const char* flag, double usual, double value) {
        line.addUnless(shortNumber(usual), flag, shortNumber(value));
    };
    const auto addCount = [&](const char* flag, std::int64_t usual, std::int64_t value) {
        line.addUnless(std::to_string(usual), flag, std::to_string(value));
    };
    if (!study.isTrained && standard.isTrained) {
        line.add("--no-train");
    }
    addNumber("--epochs", standard.epochs, study.epochs);
    addCount("--steps-limit", 0, study.stepsLimit);
    addNumber("--lr", standard.learningRate, study.learningRate);
    line.addUnless(standard.schedule, "--schedule", study.schedule);
    addNumber("--warmup", standard.warmup, study.warmup);
    addCount("--warmup-steps", 0, study.warmupSteps);
    addNumber("--weight-decay", standard.weightDecay, study.weightDecay);
    addNumber("--clip", standard.clip, study.clip);
    addCount("--batch", standard.batch, study.batch);
    addCount("--micro-batch", standard.microBatch, study.microBatch);
    if (study.trainsOnInputs) {
        line.add("--train-on-inputs");
    }
    line.addUnless(standard.recompute, "--recompute", study.recompute);
    addCount("--max-length", standard.maxLength, study.maxLength);
    addCount("--validate-every", 0, study.validateEvery);
    addCount("--save-every", 0, study.saveEvery);
    addCount("--keep", 0, study.keep);
}

} // namespace

std::string studyText(const TransferStudy& study)
{
    nlohmann::ordered_json text;
    text["schema"] = kStudySchema;
    text["command"] = "transfer";
    text["method"] = study.method;
    text["teacher"] = study.teacher.string();
    text["student"] = study.student.string();
    text["extract"] = study.extract.string();
    text["align"] = study.align.string();
    text["train"] = study.train.string();
    text["validation"] = study.validation.string();
    text["rows"] = {
        {"limit", study.rows.limit}, {"rows", study.rows.rows}, {"sample", study.rows.sample}};
    text["extract_limit"] = study.extractLimit;
    text["modules"] = study.modules;
    text["rank"] = study.rank;
    text["alpha"] = study.alpha;
    text["dropout"] = study.dropout;
    text["variant"] = study.variant;
    text["lambda"] = study.lambda;
    text["substitute"] = study.substitutes;
    text["rate"] = study.rate;
    text["svd"] = study.svd;
    text["svd_iterations"] = study.svdIterations;
    text["layer_order"] = study.layerOrder;
    text["teacher_layers"] = study.teacherLayers;
    text["structure"] = study.structure;
    text["trained"] = study.isTrained;
    text["epochs"] = study.epochs;
    text["steps_limit"] = study.stepsLimit;
    text["learning_rate"] = study.learningRate;
    text["schedule"] = study.schedule;
    text["warmup"] = study.warmup;
    text["warmup_steps"] = study.warmupSteps;
    text["weight_decay"] = study.weightDecay;
    text["clip"] = study.clip;
    text["batch"] = study.batch;
    text["micro_batch"] = study.microBatch;
    text["train_on_inputs"] = study.trainsOnInputs;
    text["recompute"] = study.recompute;
    text["max_length"] = study.maxLength;
    text["validate_every"] = study.validateEvery;
    text["save_every"] = study.saveEvery;
    text["keep"] = study.keep;
    text["seeds"] = study.seeds;
    text["seed"] = study.seed;
    text["mode"] = study.mode;
    text["teacher_device"] = study.teacherDevice;
    text["student_device"] = study.studentDevice;
    putDtypes(text, study.teacherDtype, study.studentDtype);
    text["threads"] = study.threads;
    text["deterministic"] = study.isDeterministic;
    text["laten"] = latenJson(study.laten);
    text["distillation"] = distillationJson(study.distillation);
    text["semalign"] = semAlignJson(study.semalign);
    return text.dump(1);
}

TransferStudy parseTransferStudy(std::string_view text, const std::string& name)
{
    const nlohmann::json document = parseStudyText(text, name);
    StudyReader reader(document, name + ": ");
    takeCommand(reader, "transfer");
    std::string method = TransferStudy().method;
    reader.take("method", method);
    std::string mode = TransferStudy().mode;
    reader.take("mode", mode);
    TransferStudy study = transferDefaults(method, mode);
    for (const auto& [key, path] :
         {std::pair("teacher", &study.teacher), std::pair("student", &study.student),
          std::pair("extract", &study.extract), std::pair("align", &study.align),
          std::pair("train", &study.train), std::pair("validation", &study.validation)}) {
        takePath(reader, key, *path);
    }
    takeRows(reader, study.rows);
    reader.take("extract_limit", study.extractLimit, 0);
    reader.take("modules", study.modules);
    reader.take("rank", study.rank, 1);
    takeNumber(reader, "alpha", study.alpha);
    takeNumber(reader, "dropout", study.dropout);
    reader.take("variant", study.variant);
    takeNumber(reader, "lambda", study.lambda);
    reader.take("substitute", study.substitutes);
    takeNumber(reader, "rate", study.rate);
    reader.take("svd", study.svd);
    reader.take("svd_iterations", study.svdIterations, 0);
    reader.take("layer_order", study.layerOrder);
    reader.take("teacher_layers", study.teacherLayers);
    reader.take("structure", study.structure);
    takeTraining(reader, study);
    reader.take("seeds", study.seeds);
    takeSeed(reader, study.seed);
    study.rows.seed = study.seed;
    takeLaten(reader, study.laten);
    takeDistillation(reader, study.distillation);
    takeSemAlign(reader, study.semalign);
    reader.take("teacher_device", study.teacherDevice);
    reader.take("student_device", study.studentDevice);
    takeDtypes(reader, study.teacherDtype, study.studentDtype);
    takeThreads(reader, study.threads);
    reader.take("deterministic", study.isDeterministic);
    reader.requireAllTaken();
    return study;
}

std::string transferCommandLine(const TransferStudy& study, const std::filesystem::path& out)
{
    const TransferStudy standard = transferDefaults(study.method, study.mode);
    CommandLineText line("neurograft transfer " + study.method);
    line.addUnless("", "--teacher", study.teacher.string());
    line.addUnless("", "--student", study.student.string());
    line.addUnless("", "--extract", study.extract.string());
    line.addUnless("", "--align", study.align.string());
    line.addUnless("", "--train", study.train.string());
    line.addUnless("", "--validation", study.validation.string());
    line.addUnless("0", "--limit", std::to_string(study.rows.limit));
    line.addUnless("", "--rows", rowListText(study.rows.rows));
    line.addUnless("0", "--sample", std::to_string(study.rows.sample));
    line.addUnless(std::to_string(standard.extractLimit), "--extract-limit",
                   std::to_string(study.extractLimit));
    line.addUnless(commaList(standard.modules), "--modules", commaList(study.modules));
    line.addUnless(std::to_string(standard.rank), "--rank", std::to_string(study.rank));
    line.addUnless(shortNumber(standard.alpha), "--alpha", shortNumber(study.alpha));
    line.addUnless(shortNumber(standard.dropout), "--dropout", shortNumber(study.dropout));
    line.addUnless(standard.variant, "--variant", study.variant);
    const bool isGkd = study.method == "gkd"; // the one option means either
    line.addUnless(shortNumber(isGkd ? standard.distillation.studentShare : standard.lambda),
                   "--lambda",
                   shortNumber(isGkd ? study.distillation.studentShare : study.lambda));
    if (study.substitutes) {
        line.add("--substitute");
    }
    line.addUnless(shortNumber(standard.rate), "--rate", shortNumber(study.rate));
    line.addUnless(standard.svd, "--svd", study.svd);
    line.addUnless(std::to_string(standard.svdIterations), "--svd-iterations",
                   std::to_string(study.svdIterations));
    line.addUnless(standard.layerOrder, "--layer-order", study.layerOrder);
    line.addUnless("", "--teacher-layers", numberList(study.teacherLayers));
    line.addUnless(standard.structure, "--structure", study.structure);
    addTraining(line, study, standard);
    line.addUnless("", "--seeds", numberList(study.seeds));
    line.addUnless(std::to_string(standard.seed), "--seed", std::to_string(study.seed));
    line.addUnless("corrected", "--mode", study.mode);
    addLaten(line, study.laten, standard.laten);
    addDistillation(line, study.distillation, standard.distillation);
    addSemAlign(line, study.semalign, standard.semalign);
    line.addUnless(standard.teacherDevice, "--teacher-device", study.teacherDevice);
    line.addUnless(standard.studentDevice, "--student-device", study.studentDevice);
    addDtypes(line, study.teacherDtype, study.studentDtype);
    line.addUnless("0", "--threads", std::to_string(study.threads));
    if (study.isDeterministic) {
        line.add("--deterministic");
    }
    line.add("--out", out.string());
    return line.text();
}

} // namespace neurograft
