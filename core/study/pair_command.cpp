// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/pair_command.h"

#include "core/study/pair_dtypes.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

namespace neurograft {

namespace {

std::string pairRowList(const std::vector<std::int64_t>& rows)
{
    std::vector<std::string> words;
    std::transform(rows.begin(), rows.end(), std::back_inserter(words),
                   [](std::int64_t row) { return std::to_string(row); });
    return commaList(words);
}

} // namespace

void addPairInputs(CommandLineText& line, const SimilarityStudy& study)
{
    if (study.activations.empty()) {
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
        line.add("--rows", pairRowList(study.rows.rows));
    }
    if (study.rows.sample > 0) {
        line.add("--sample", std::to_string(study.rows.sample));
    }
}

void addPairSamples(CommandLineText& line, const SimilarityStudy& study)
{
    const SimilarityStudy standard;
    if (study.activations.empty()) {
        line.addUnless(standard.unit, "--unit", study.unit);
    }
    line.addUnless(std::to_string(standard.tokens), "--tokens", std::to_string(study.tokens));
    if (study.keepPositionZero) {
        line.add("--keep-position-zero");
    }
    line.addUnless("0", "--max-length", std::to_string(study.maxLength));
}

void addPairSetup(CommandLineText& line, const SimilarityStudy& study)
{
    const SimilarityStudy standard;
    line.addUnless(std::to_string(standard.seed), "--seed", std::to_string(study.seed));
    line.addUnless(standard.teacherDevice, "--teacher-device", study.teacherDevice);
    line.addUnless(standard.studentDevice, "--student-device", study.studentDevice);
    addDtypes(line, study.teacherDtype, study.studentDtype);
    line.addUnless("0", "--threads", std::to_string(study.threads));
    if (study.isDeterministic) {
        line.add("--deterministic");
    }
}

} // namespace neurograft
