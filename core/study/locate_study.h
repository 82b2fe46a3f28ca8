// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// Which of the teacher's layers feed those of the student (attribution.md 7.2): the most or least
/// sensitive, the first or last of the stack, or drawn by the seed.
inline const std::vector<std::string> kLayerOrders{"highest", "lowest", "first", "last", "random"};

/// Everything that defines a locate run (cli.md `locate`, attribution.md). Same study, same
/// numbers.
struct LocateStudy {
    std::filesystem::path model; ///< one model alone; empty when teacher and student are given
    std::filesystem::path teacher;
    std::filesystem::path student;
    std::filesystem::path data; ///< JSON Lines, "-" for standard input
    RowSelection rows;
    /// attribution | first-order | activation-gradient | integrated-gradients | sensitivity
    std::string score = "attribution";
    std::string mode = "corrected"; ///< corrected | compat
    std::string target = "last-token"; ///< last-token | first-token | all-response-tokens
    std::string coefficient = "sum"; ///< sum | last-source | per-source
    std::string budget = "per-layer"; ///< per-layer | global
    double rate = 0.1; ///< share of the student's neurons that is selected, 0 to 1
    bool fullScores = false; ///< every neuron's score instead of what the selection needs
    bool setsOnly = false; ///< which neurons are selected without their order: faster
    std::int64_t steps = 16; ///< of the path of integrated gradients
    /// Layers the selection is taken from; empty: the best by their own score.
    std::vector<std::int64_t> layers;
    /// Sensitivity: which layers are kept, of kLayerOrders.
    std::string layerOrder = "highest";
    /// Sensitivity: submatrix | shared-window | random | neuron | row-column (7.4).
    std::string structure = "submatrix";
    std::vector<std::string> modules{"q_proj",    "k_proj",  "v_proj",   "o_proj",
                                     "gate_proj", "up_proj", "down_proj"}; ///< of sensitivity
    bool ablate = false; ///< look at the rows with the selected neurons scaled by ablateFactor
    double ablateFactor = 0.0; ///< 0 switches them off
    std::int64_t maxLength = 0; ///< sensitivity: cut on the right; 0 = 2048 (D6)
    std::uint64_t seed = 42;
    std::string teacherDevice = "auto"; ///< auto | cpu | cuda | cuda:N; also of a model alone
    std::string studentDevice = "auto";
    std::string teacherDtype = "auto"; ///< auto | float32 | bfloat16 | float16; as the devices
    std::string studentDtype = "auto";
    int threads = 0; ///< 0 = as many as cores
    bool isDeterministic = false;

    bool isPair() const { return model.empty(); }
};

/// @throws UsageError naming the option for words that are none, numbers out of range and
/// combinations that have no meaning
void checkLocateStudy(const LocateStudy& study);

/// The study as JSON: every value written out, keys in a fixed order; what a result file keeps as
/// `study`.
std::string studyText(const LocateStudy& study);

/// The study of such a text, strictly; defaults for absent keys.
/// @param name what messages call the text
/// @throws StudyError with the JSON path, FormatError when it is no JSON
LocateStudy parseLocateStudy(std::string_view text, const std::string& name);

/// The command line that repeats the run, ready for a POSIX shell. Options at their default are
/// left out.
std::string locateCommandLine(const LocateStudy& study, const std::filesystem::path& out);

} // namespace neurograft
