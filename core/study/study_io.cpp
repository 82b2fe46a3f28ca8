// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_io.h"

#include "core/run/error.h"
#include "core/study/layer_mask.h"
#include "core/study/pair_dtypes.h"
#include "core/study/study_migration.h"
#include "core/study/study_parts.h"
#include "core/study/study_reader.h"
#include "core/support/atomic_file.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kMostResamples = 1'000'000;

std::string upToOurSchema()
{
    return "a schema up to " + std::to_string(kStudySchema);
}

void takeSplits(StudyReader& reader, std::map<std::string, std::string>& splits)
{
    if (!reader.has("splits")) {
        return;
    }
    const nlohmann::json object = reader.takeAny("splits");
    StudyReader inner(object, reader.path("splits"));
    for (const auto& [name, ranges] : object.items()) {
        std::string text;
        inner.take(name, text);
        try {
            parseRowList(text);
        } catch (const UsageError& error) {
            throw StudyError(inner.path(name), error.expected(), error.got());
        }
        splits[name] = text;
    }
}

/// What lies over one model of a run.
void takeWord(StudyReader& reader, const std::string& key, std::string& word,
              std::initializer_list<const char*> choices)
{
    reader.take(key, word);
    if (std::find(choices.begin(), choices.end(), word) == choices.end()) {
        std::string expected;
        for (const char* choice : choices) {
            expected += (expected.empty() ? "" : ", ") + std::string(choice);
        }
        throw StudyError(reader.path(key), "one of " + expected, "\"" + word + "\"");
    }
}

void takeOverlays(StudyReader& reader, std::vector<StudyOverlay>& overlays)
{
    if (!reader.has("overlays")) {
        return;
    }
    const nlohmann::json list = reader.takeAny("overlays");
    if (!list.is_array()) {
        throw StudyError(reader.path("overlays"), "a list of objects", list.dump());
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
        StudyReader inner(list[i], reader.path("overlays/" + std::to_string(i)));
        StudyOverlay overlay;
        takePath(inner, "path", overlay.path);
        if (overlay.path.empty()) {
            throw StudyError(inner.path("path"), "an adapter folder or delta file", "none");
        }
        takeWord(inner, "kind", overlay.kind, {"adapter", "delta"});
        takeWord(inner, "base", overlay.base, {"auto", "residual", "as-is"});
        inner.take("on", overlay.isOn);
        inner.requireAllTaken();
        overlays.push_back(std::move(overlay));
    }
}

/// Options of measures and what is drawn to judge them by.
void takeMeasuring(StudyReader& reader, SimilarityStudy& study)
{
    if (reader.has("measure_options")) {
        const nlohmann::json object = reader.takeAny("measure_options");
        StudyReader inner(object, reader.path("measure_options"));
        takeNumber(inner, "rbf_scale", study.measureOptions.rbfScale);
        inner.take("neighbours", study.measureOptions.neighbours, 1);
        takeNumber(inner, "svcca_variance", study.measureOptions.svccaVariance);
        inner.take("eigenspace_rank", study.measureOptions.eigenspaceRank, 1);
        inner.requireAllTaken();
        try {
            checkMeasureOptions(study.measureOptions);
        } catch (const UsageError& error) {
            throw StudyError(reader.path("measure_options"), error.expected(), error.got());
        }
    }
    reader.take("permutations", study.permutations, 0, kMostResamples);
    reader.take("bootstrap", study.bootstrap, 0, kMostResamples);
    reader.take("baselines", study.baselines);
    for (const std::string& baseline : study.baselines) {
        const std::vector<std::string>& known = similarityBaselines();
        if (std::find(known.begin(), known.end(), baseline) == known.end()) {
            throw StudyError(reader.path("baselines"), "self, random-teacher or aligned-teacher",
                             "\"" + baseline + "\"");
        }
    }
}

void takeMask(StudyReader& reader, std::string& mask)
{
    reader.take("mask", mask);
    try {
        checkLayerMask(mask);
    } catch (const UsageError& error) {
        throw StudyError(reader.path("mask"), error.expected(), error.got());
    }
}

nlohmann::json parseDocument(std::string_view text, const std::string& name)
{
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        throw FormatError(name + ", byte " + std::to_string(error.byte), "a study in JSON",
                          "text that is none");
    } catch (const nlohmann::json::exception& error) { // a number that no type holds
        throw FormatError(name, "a study in JSON", error.what());
    }
}

std::int64_t schemaOf(StudyReader& reader, const std::string& name)
{
    std::int64_t schema = 0;
    reader.take("schema", schema, 1);
    if (schema == 0) {
        throw StudyError(reader.path("schema"), upToOurSchema(), "none in " + name);
    }
    return schema;
}

void requireCommand(StudyReader& reader)
{
    std::string command;
    reader.take("command", command);
    if (command != "similarity") {
        throw StudyError(reader.path("command"), "\"similarity\"", "\"" + command + "\"");
    }
}

/// Everything but the schema; unknown keys stay for the caller to judge.
Study takeStudy(StudyReader& reader)
{
    requireCommand(reader);
    Study whole;
    SimilarityStudy& study = whole.similarity;
    takePath(reader, "teacher", study.teacher);
    takePath(reader, "student", study.student);
    takeModelOverlay(reader, "teacher_overlay", study.teacherOverlay);
    takeModelOverlay(reader, "student_overlay", study.studentOverlay);
    takePath(reader, "data", study.data);
    takePath(reader, "activations", study.activations);
    takeRows(reader, study.rows);
    takeSplits(reader, whole.splits);
    takeOverlays(reader, whole.overlays);
    reader.take("modules", study.modules);
    reader.take("measures", study.measures);
    takeMeasuring(reader, study);
    reader.take("unit", study.unit);
    reader.take("tokens", study.tokens, 0);
    reader.take("keep_position_zero", study.keepPositionZero);
    reader.take("max_length", study.maxLength, 0);
    takeMask(reader, study.mask);
    takeSeed(reader, study.seed);
    study.rows.seed = study.seed;
    reader.take("teacher_device", study.teacherDevice);
    reader.take("student_device", study.studentDevice);
    takeDtypes(reader, study.teacherDtype, study.studentDtype);
    takeThreads(reader, study.threads);
    reader.take("deterministic", study.isDeterministic);
    return whole;
}

nlohmann::ordered_json studyJson(const SimilarityStudy& study)
{
    nlohmann::ordered_json text;
    text["schema"] = kStudySchema;
    text["command"] = "similarity";
    text["teacher"] = study.teacher.string();
    text["student"] = study.student.string();
    text["teacher_overlay"] = overlayJson(study.teacherOverlay);
    text["student_overlay"] = overlayJson(study.studentOverlay);
    text["data"] = study.data.string();
    text["activations"] = study.activations.string();
    text["rows"] = {
        {"limit", study.rows.limit}, {"rows", study.rows.rows}, {"sample", study.rows.sample}};
    text["modules"] = study.modules;
    text["measures"] = study.measures;
    text["measure_options"] = {{"rbf_scale", study.measureOptions.rbfScale},
                               {"neighbours", study.measureOptions.neighbours},
                               {"svcca_variance", study.measureOptions.svccaVariance},
                               {"eigenspace_rank", study.measureOptions.eigenspaceRank}};
    text["permutations"] = study.permutations;
    text["bootstrap"] = study.bootstrap;
    text["baselines"] = study.baselines;
    text["unit"] = study.unit;
    text["tokens"] = study.tokens;
    text["keep_position_zero"] = study.keepPositionZero;
    text["max_length"] = study.maxLength;
    text["mask"] = study.mask;
    text["seed"] = study.seed;
    text["teacher_device"] = study.teacherDevice;
    text["student_device"] = study.studentDevice;
    putDtypes(text, study.teacherDtype, study.studentDtype);
    text["threads"] = study.threads;
    text["deterministic"] = study.isDeterministic;
    return text;
}

} // namespace

std::string studyText(const SimilarityStudy& study)
{
    return studyJson(study).dump(1);
}

std::string studyText(const Study& study)
{
    nlohmann::ordered_json text = studyJson(study.similarity);
    text.erase("student_overlay"); // follows from `overlays`
    text["splits"] = study.splits;
    text["overlays"] = nlohmann::ordered_json::array();
    for (const StudyOverlay& overlay : study.overlays) {
        text["overlays"].push_back({{"path", overlay.path.string()},
                                    {"kind", overlay.kind},
                                    {"base", overlay.base},
                                    {"on", overlay.isOn}});
    }
    return text.dump(1);
}

std::int64_t studySchema(std::string_view text, const std::string& name)
{
    const nlohmann::json document = parseDocument(text, name);
    StudyReader reader(document, name + ": ");
    return schemaOf(reader, name);
}

Study parseStudy(std::string_view text, const std::string& name, NewerSchema newer)
{
    nlohmann::json document = parseDocument(text, name);
    const std::int64_t schema = studySchema(text, name);
    if (schema < kStudySchema) {
        migrateStudy(document, schema, studyMigrations());
    }
    StudyReader reader(document, name + ": ");
    schemaOf(reader, name);
    if (schema <= kStudySchema) {
        Study study = takeStudy(reader);
        reader.requireAllTaken();
        return study;
    }
    std::string obstacle;
    if (newer == NewerSchema::ReadKnown) {
        try {
            return takeStudy(reader);
        } catch (const StudyError& error) {
            obstacle = std::string(", unreadable here (") + error.what() + ")";
        }
    }
    throw StudyError(reader.path("schema"), upToOurSchema(), std::to_string(schema) + obstacle,
                     "Open it with a newer Neurograft.");
}

SimilarityStudy parseSimilarityStudy(std::string_view text, const std::string& name)
{
    return parseStudy(text, name).similarity;
}

SimilarityStudy readSimilarityStudy(const fs::path& path)
{
    SimilarityStudy study = parseSimilarityStudy(readFile(path), path.string());
    std::vector<fs::path*> paths{&study.teacher, &study.student, &study.data, &study.activations};
    for (ModelOverlay* overlay : {&study.teacherOverlay, &study.studentOverlay}) {
        for (auto* list : {&overlay->adapters, &overlay->residualAdapters, &overlay->deltas}) {
            for (fs::path& inner : *list) {
                paths.push_back(&inner);
            }
        }
    }
    for (fs::path* inner : paths) {
        if (!inner->empty() && inner->is_relative() && *inner != "-") {
            *inner = (path.parent_path() / *inner).lexically_normal();
        }
    }
    return study;
}

void writeSimilarityStudy(const fs::path& path, const SimilarityStudy& study, bool overwrite)
{
    writeFileAtomically(path, studyText(study) + "\n", overwrite);
}

} // namespace neurograft
