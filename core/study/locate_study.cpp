// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/locate_study.h"

#include "core/run/error.h"
#include "core/study/command_line_text.h"
#include "core/study/option_checks.h"
#include "core/study/pair_dtypes.h"
#include "core/study/study_io.h"
#include "core/study/study_parts.h"
#include "core/study/study_reader.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace neurograft {

namespace {

using Words = std::vector<std::string>;

const Words kScores{"attribution", "first-order", "activation-gradient", "integrated-gradients",
                    "sensitivity"};
const Words kModes{"corrected", "compat"};
const Words kTargets{"last-token", "first-token", "all-response-tokens"};
const Words kCoefficients{"sum", "last-source", "per-source"};
const Words kBudgets{"per-layer", "global"};
const Words kStructures{"submatrix", "shared-window", "random", "neuron", "row-column"};
const Words kLocateStudyModules{"q_proj",  "k_proj",    "v_proj",       "o_proj", "gate_proj",
                                "up_proj", "down_proj", "embed_tokens", "lm_head"};

/// The official code has no other policies.
void checkCompat(const LocateStudy& study)
{
    if (study.score != "attribution") {
        throw UsageError("--mode compat", "--score attribution", "--score " + study.score);
    }
    if (study.target != "last-token") {
        throw UsageError("--mode compat", "--target last-token", "--target " + study.target);
    }
    if (study.coefficient == "per-source") {
        throw UsageError("--mode compat", "--coefficient last-source", "--coefficient per-source");
    }
    if (study.budget != "per-layer") {
        throw UsageError("--mode compat", "--budget per-layer", "--budget " + study.budget);
    }
}

/// Of embedding and head a run of residual coordinates is taken, nothing else.
void checkSubmatrixModules(const LocateStudy& study)
{
    if (study.modules.empty()) {
        throw UsageError("--modules", "at least one module", "none");
    }
    for (const std::string& module : study.modules) {
        if ((module == "embed_tokens" || module == "lm_head") && study.structure != "submatrix") {
            throw UsageError("--modules " + module, "--structure submatrix",
                             "--structure " + study.structure);
        }
    }
}

void checkGradients(const LocateStudy& study)
{
    if (study.score != "activation-gradient" && study.score != "integrated-gradients") {
        return;
    }
    if (study.coefficient != "sum") {
        throw UsageError("--score " + study.score, "--coefficient sum",
                         "--coefficient " + study.coefficient);
    }
}

} // namespace

void checkLocateStudy(const LocateStudy& study)
{
    requireWord("--score", study.score, kScores);
    requireWord("--mode", study.mode, kModes);
    requireWord("--target", study.target, kTargets);
    requireWord("--coefficient", study.coefficient, kCoefficients);
    requireWord("--budget", study.budget, kBudgets);
    requireWord("--layer-order", study.layerOrder, kLayerOrders);
    requireWord("--structure", study.structure, kStructures);
    for (const std::string& module : study.modules) {
        requireWord("--modules", module, kLocateStudyModules);
    }
    if (!(study.rate >= 0.0 && study.rate <= 1.0)) {
        throw UsageError("--rate", "a number from 0 to 1", std::to_string(study.rate));
    }
    requireFrom("--steps", study.steps, 1);
    requireFrom("--max-length", study.maxLength, 0);
    requireFrom("--limit", study.rows.limit, 0);
    requireFrom("--sample", study.rows.sample, 0);
    const bool hasPair = !study.teacher.empty() && !study.student.empty();
    const bool hasSome = !study.teacher.empty() || !study.student.empty();
    if (study.data.empty() || (study.model.empty() ? !hasPair : hasSome)) {
        throw UsageError("locate", "--data, and --model or both --teacher and --student",
                         study.data.empty()                    ? "no --data"
                             : hasSome && !study.model.empty() ? "--model with another of them"
                                                               : "only some of them");
    }
    if (!std::isfinite(study.ablateFactor)) {
        throw UsageError("--ablate-factor", "a number", std::to_string(study.ablateFactor));
    }
    if (study.score == "sensitivity") {
        if (study.ablate) {
            throw UsageError("--ablate", "a score of neurons", "--score sensitivity");
        }
        if (!hasPair) {
            throw UsageError("--score sensitivity", "--teacher and --student",
                             "--model alone: windows have the student's sizes");
        }
        checkSubmatrixModules(study);
        return;
    }
    if (study.mode == "compat") {
        checkCompat(study);
    }
    if (study.setsOnly
        && (study.score != "attribution" || study.mode != "corrected" || study.fullScores)) {
        throw UsageError("--sets-only", "--score attribution, --mode corrected, no --full-scores",
                         study.fullScores ? "--full-scores"
                                          : "--score " + study.score + " --mode " + study.mode);
    }
    checkGradients(study);
    if (!study.layers.empty() && hasPair) {
        throw UsageError("--layers", "--model: layers of one model",
                         "two models, whose layers are paired by rank");
    }
}

std::string studyText(const LocateStudy& study)
{
    nlohmann::ordered_json text;
    text["schema"] = kStudySchema;
    text["command"] = "locate";
    text["model"] = study.model.string();
    text["teacher"] = study.teacher.string();
    text["student"] = study.student.string();
    text["data"] = study.data.string();
    text["rows"] = {
        {"limit", study.rows.limit}, {"rows", study.rows.rows}, {"sample", study.rows.sample}};
    text["score"] = study.score;
    text["mode"] = study.mode;
    text["target"] = study.target;
    text["coefficient"] = study.coefficient;
    text["budget"] = study.budget;
    text["rate"] = study.rate;
    text["full_scores"] = study.fullScores;
    text["sets_only"] = study.setsOnly;
    text["steps"] = study.steps;
    text["layers"] = study.layers;
    text["layer_order"] = study.layerOrder;
    text["structure"] = study.structure;
    text["modules"] = study.modules;
    text["ablate"] = study.ablate;
    text["ablate_factor"] = study.ablateFactor;
    text["max_length"] = study.maxLength;
    text["seed"] = study.seed;
    text["teacher_device"] = study.teacherDevice;
    text["student_device"] = study.studentDevice;
    putDtypes(text, study.teacherDtype, study.studentDtype);
    text["threads"] = study.threads;
    text["deterministic"] = study.isDeterministic;
    return text.dump(1);
}

LocateStudy parseLocateStudy(std::string_view text, const std::string& name)
{
    const nlohmann::json document = parseStudyText(text, name);
    StudyReader reader(document, name + ": ");
    takeCommand(reader, "locate");
    LocateStudy study;
    takePath(reader, "model", study.model);
    takePath(reader, "teacher", study.teacher);
    takePath(reader, "student", study.student);
    takePath(reader, "data", study.data);
    takeRows(reader, study.rows);
    reader.take("score", study.score);
    reader.take("mode", study.mode);
    reader.take("target", study.target);
    reader.take("coefficient", study.coefficient);
    reader.take("budget", study.budget);
    takeNumber(reader, "rate", study.rate);
    reader.take("full_scores", study.fullScores);
    reader.take("sets_only", study.setsOnly);
    reader.take("steps", study.steps, 1);
    reader.take("layers", study.layers);
    reader.take("layer_order", study.layerOrder);
    reader.take("structure", study.structure);
    reader.take("modules", study.modules);
    reader.take("ablate", study.ablate);
    takeNumber(reader, "ablate_factor", study.ablateFactor);
    reader.take("max_length", study.maxLength, 0);
    takeSeed(reader, study.seed);
    study.rows.seed = study.seed;
    reader.take("teacher_device", study.teacherDevice);
    reader.take("student_device", study.studentDevice);
    takeDtypes(reader, study.teacherDtype, study.studentDtype);
    takeThreads(reader, study.threads);
    reader.take("deterministic", study.isDeterministic);
    reader.requireAllTaken();
    return study;
}

std::string locateCommandLine(const LocateStudy& study, const std::filesystem::path& out)
{
    const LocateStudy standard;
    CommandLineText line("neurograft locate");
    line.addUnless("", "--model", study.model.string());
    line.addUnless("", "--teacher", study.teacher.string());
    line.addUnless("", "--student", study.student.string());
    line.add("--data", study.data.string());
    line.addUnless("0", "--limit", std::to_string(study.rows.limit));
    line.addUnless("", "--rows", rowListText(study.rows.rows));
    line.addUnless("0", "--sample", std::to_string(study.rows.sample));
    line.addUnless(standard.score, "--score", study.score);
    line.addUnless(standard.mode, "--mode", study.mode);
    line.addUnless(standard.target, "--target", study.target);
    line.addUnless(standard.coefficient, "--coefficient", study.coefficient);
    line.addUnless(standard.budget, "--budget", study.budget);
    line.add("--rate", nlohmann::json(study.rate).dump());
    if (study.fullScores) {
        line.add("--full-scores");
    }
    if (study.setsOnly) {
        line.add("--sets-only");
    }
    line.addUnless(std::to_string(standard.steps), "--steps", std::to_string(study.steps));
    line.addUnless("", "--layers", rowListText(study.layers));
    line.addUnless(standard.layerOrder, "--layer-order", study.layerOrder);
    line.addUnless(standard.structure, "--structure", study.structure);
    line.addUnless(commaList(standard.modules), "--modules", commaList(study.modules));
    if (study.ablate) {
        line.add("--ablate");
    }
    line.addUnless("0.0", "--ablate-factor", nlohmann::json(study.ablateFactor).dump());
    line.addUnless("0", "--max-length", std::to_string(study.maxLength));
    line.addUnless(std::to_string(standard.seed), "--seed", std::to_string(study.seed));
    if (study.isPair()) {
        line.addUnless(standard.teacherDevice, "--teacher-device", study.teacherDevice);
        line.addUnless(standard.studentDevice, "--student-device", study.studentDevice);
    } else {
        line.addUnless(standard.teacherDevice, "--device", study.teacherDevice);
    }
    addDtypes(line, study.teacherDtype, study.isPair() ? study.studentDtype : study.teacherDtype);
    line.addUnless("0", "--threads", std::to_string(study.threads));
    if (study.isDeterministic) {
        line.add("--deterministic");
    }
    line.add("--out", out.string());
    return line.text();
}

} // namespace neurograft
