// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_match.h"

#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// A located neuron of the student and what became of it.
struct MatchedNeurons {
    int student = 0;
    int teacher = -1; ///< its partner in the optimal assignment; −1 when none is left
    double correlation = 0.0; ///< with it; NaN without one
    double ranked = 0.0; ///< with the teacher's neuron of the same rank; NaN past the end
};

/// A stored result of `match` as the window looks at it. Plain values behind it; share it as
/// std::shared_ptr<const MatchRun>.
class MatchRun {
public:
    /// @throws StoreError, FormatError, StudyError when the file is none or its tables do not fit
    /// each other
    explicit MatchRun(const std::filesystem::path& path);

    const std::filesystem::path& path() const { return m_path; }
    const MatchStudy& study() const { return m_study; }
    const std::string& command() const { return m_command; }
    std::int64_t samples() const { return m_samples; }
    /// Pairs of layers, in the student's order.
    const std::vector<MatchedLayers>& layers() const { return m_layers; }
    /// Mean of a number of theirs where it is defined; NaN where it nowhere is.
    double mean(double MatchedLayers::*number) const;
    /// Neurons of a pair of layers, the student's best first.
    const std::vector<MatchedNeurons>& neurons(int pair) const
    {
        return m_neurons[static_cast<std::size_t>(pair)];
    }

private:
    std::filesystem::path m_path;
    MatchStudy m_study;
    std::string m_command;
    std::int64_t m_samples = 0;
    std::vector<MatchedLayers> m_layers;
    std::vector<std::vector<MatchedNeurons>> m_neurons;
};

} // namespace neurograft
