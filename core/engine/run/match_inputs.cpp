// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/match_inputs.h"

#include "core/run/error.h"
#include "core/store/result_file.h"

#include <cstddef>
#include <string>

namespace neurograft {

namespace {

/// Selected FFN neurons of one role by layer, best first.
/// @throws StudyError when the file has none
NeuronsByLayer locatedNeurons(const ResultFile& result, const std::string& role,
                              const std::string& file)
{
    const std::string path = "attribution/" + role + "/selection_ffn";
    const Table* layers = result.find(path + "_layers");
    const Table* neurons = result.find(path);
    const bool isFit = layers != nullptr && neurons != nullptr && layers->shape.size() == 1
        && neurons->shape.size() == 2 && neurons->shape[0] == layers->shape[0];
    if (!isFit) {
        throw StudyError(file + ": " + path,
                         "neurons selected by layer (locate --teacher --student --budget "
                         "per-layer)",
                         neurons == nullptr ? "none" : "another shape");
    }
    const auto& places = layers->as<std::int32_t>();
    const auto& indices = neurons->as<std::int32_t>();
    const auto width = static_cast<std::size_t>(neurons->shape[1]);
    NeuronsByLayer selected;
    for (std::size_t i = 0; i < places.size() && width > 0; ++i) {
        const auto first = indices.begin() + static_cast<std::ptrdiff_t>(i * width);
        selected[places[i]].assign(first, first + static_cast<std::ptrdiff_t>(width));
    }
    if (selected.empty()) {
        throw StudyError(file + ": " + path, "at least one neuron", "none");
    }
    return selected;
}

} // namespace

LocatedPairs readLocatedPairs(const MatchStudy& study)
{
    const ResultFile located = readResult(study.located);
    const std::string file = study.located.filename().string();
    LocatedPairs pairs;
    pairs.teacherSha256 = located.manifest.teacherSha256;
    pairs.studentSha256 = located.manifest.studentSha256;
    pairs.teacher = locatedNeurons(located, "teacher", file);
    pairs.student = locatedNeurons(located, "student", file);
    if (pairs.teacher.size() != pairs.student.size()) {
        throw StudyError(file, "as many selected layers of the teacher as of the student",
                         std::to_string(pairs.teacher.size()) + " and "
                             + std::to_string(pairs.student.size()));
    }
    for (auto student = pairs.student.begin(), teacher = pairs.teacher.begin();
         student != pairs.student.end(); ++student, ++teacher) {
        pairs.layers.emplace_back(student->first, teacher->first);
    }
    return pairs;
}

} // namespace neurograft
