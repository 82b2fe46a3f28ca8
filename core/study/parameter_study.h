// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// Everything that defines a run over parameters alone (cli.md `parameters`, similarity.md section
/// 7). No text is read.
struct ParameterStudy {
    /// An adapter and the factors it began with.
    struct Adapter {
        std::filesystem::path path; ///< PEFT LoRA folder
        std::filesystem::path
            initial; ///< folder of B0, A0; empty: its `initial/`, when there is one
    };

    std::filesystem::path model; ///< the untouched base
    std::filesystem::path teacher; ///< whose spectra are compared with the model's; may be empty
    std::vector<Adapter> adapters;
    /// Leading directions of the weights that are compared with those of each adapter (7.3); 0 =
    /// none.
    std::int64_t subspace = 0;
    bool hasSpectra = false; ///< singular values of the weights themselves
    std::uint64_t seed = 42; ///< of the start blocks that find leading directions
    int threads = 0; ///< 0 = as many as cores
    bool isDeterministic = false;
};

/// @throws UsageError for a study that would compute nothing or has numbers out of range
void checkParameterStudy(const ParameterStudy& study);

/// Names of the adapters in the result: last part of each path, repeated ones with "-2", "-3"
/// (decisions.md D58).
std::vector<std::string> adapterNames(const ParameterStudy& study);

/// The study as JSON, every value written out; what a result file keeps as `study`.
std::string studyText(const ParameterStudy& study);

/// The study of such a text, strictly; defaults for absent keys.
/// @throws StudyError with the JSON path, FormatError when it is no JSON
ParameterStudy parseParameterStudy(std::string_view text, const std::string& name);

/// The command line that repeats the run.
std::string parameterCommandLine(const ParameterStudy& study, const std::filesystem::path& out);

} // namespace neurograft
