// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/similarity_command.h"

#include "core/study/command_line_text.h"
#include "core/study/pair_dtypes.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace neurograft {

namespace {

constexpr std::string_view kPlain = "_@%+=:,./-";

std::string rowList(const std::vector<std::int64_t>& rows)
{
    std::vector<std::string> words;
    std::transform(rows.begin(), rows.end(), std::back_inserter(words),
                   [](std::int64_t row) { return std::to_string(row); });
    return commaList(words);
}

/// Estimator of a list of tables when all of them have the same one and it is not the default.
std::string commonEstimator(const std::vector<std::string>& measures)
{
    for (const char* estimator : {"biased", "minibatch"}) {
        const bool isCommon = !measures.empty()
            && std::all_of(measures.begin(), measures.end(), [&](const std::string& measure) {
                   return measure == std::string("cka-") + estimator;
               });
        if (isCommon) {
            return estimator;
        }
    }
    return {};
}

void addMeasuring(CommandLineText& line, const SimilarityStudy& study)
{
    const MeasureOptions standard;
    const MeasureOptions& options = study.measureOptions;
    line.addUnless(shortNumber(standard.rbfScale), "--rbf-scale", shortNumber(options.rbfScale));
    line.addUnless(std::to_string(standard.neighbours), "--neighbours",
                   std::to_string(options.neighbours));
    line.addUnless(shortNumber(standard.svccaVariance), "--svcca-variance",
                   shortNumber(options.svccaVariance));
    line.addUnless(std::to_string(standard.eigenspaceRank), "--eigenspace-rank",
                   std::to_string(options.eigenspaceRank));
    line.addUnless("0", "--permutations", std::to_string(study.permutations));
    line.addUnless("0", "--bootstrap", std::to_string(study.bootstrap));
    line.addUnless("", "--baseline", commaList(study.baselines));
}

} // namespace

std::string shellWord(const std::string& word)
{
    const bool isPlain =
        !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char character) {
            return character < 0x80
                && (std::isalnum(character) != 0
                    || kPlain.find(static_cast<char>(character)) != std::string_view::npos);
        });
    if (isPlain) {
        return word;
    }
    std::string quoted = "'";
    for (const char character : word) {
        quoted += character == '\'' ? "'\\''" : std::string(1, character);
    }
    return quoted + "'";
}

std::string similarityCommandLine(const SimilarityStudy& study, const std::filesystem::path& out)
{
    const SimilarityStudy standard;
    CommandLineText line("neurograft similarity");
    if (!study.activations.empty()) {
        line.add("--activations", study.activations.string());
    } else {
        line.add("--teacher", study.teacher.string());
        line.add("--student", study.student.string());
        line.add("--data", study.data.string());
    }
    line.addOverlay("--teacher", study.teacherOverlay);
    line.addOverlay("--student", study.studentOverlay);
    if (study.rows.limit > 0) {
        line.add("--limit", std::to_string(study.rows.limit));
    }
    if (!study.rows.rows.empty()) {
        line.add("--rows", rowList(study.rows.rows));
    }
    if (study.rows.sample > 0) {
        line.add("--sample", std::to_string(study.rows.sample));
    }
    line.add("--modules", commaList(study.modules));
    const std::string estimator = commonEstimator(study.measures);
    line.add("--measure", estimator.empty() ? commaList(study.measures) : "cka");
    line.addUnless("", "--estimator", estimator);
    addMeasuring(line, study);
    if (study.activations.empty()) {
        line.addUnless(standard.unit, "--unit", study.unit);
    }
    line.addUnless(std::to_string(standard.tokens), "--tokens", std::to_string(study.tokens));
    if (study.keepPositionZero) {
        line.add("--keep-position-zero");
    }
    line.addUnless("0", "--max-length", std::to_string(study.maxLength));
    line.addUnless(standard.mask, "--mask", study.mask);
    line.addUnless(std::to_string(standard.seed), "--seed", std::to_string(study.seed));
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
