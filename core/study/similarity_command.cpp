// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/similarity_command.h"

#include "core/study/command_line_text.h"
#include "core/study/pair_command.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace neurograft {

namespace {

constexpr std::string_view kPlain = "_@%+=:,./-";

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
    }
    addPairInputs(line, study);
    line.add("--modules", commaList(study.modules));
    const std::string estimator = commonEstimator(study.measures);
    line.add("--measure", estimator.empty() ? commaList(study.measures) : "cka");
    line.addUnless("", "--estimator", estimator);
    addMeasuring(line, study);
    addPairSamples(line, study);
    line.addUnless(standard.mask, "--mask", study.mask);
    addPairSetup(line, study);
    line.add("--out", out.string());
    return line.text();
}

} // namespace neurograft
