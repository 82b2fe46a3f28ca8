// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "core/studies/chain_study.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace neurograft {

struct GatheredAxis {
    std::string name;
    std::vector<std::string> labels; ///< of its values, in the order of the study
};

/// A gathered sweep as `sweep.h5` holds it (sweep_tables.h).
struct GatheredSweep {
    std::string title; ///< of the chain
    std::string step; ///< name of the sweep in it
    std::vector<GatheredAxis> axes;
    std::vector<std::string> metrics;
    std::vector<std::vector<std::size_t>> cells; ///< index of the label of each axis
    std::vector<std::uint8_t> finished; ///< by cell
    std::map<std::string, std::vector<double>> values; ///< of a metric by cell; NaN: none
    std::vector<std::vector<std::size_t>> groups; ///< the same of the axes but `seed`
    std::vector<std::int32_t> seeds; ///< finished cells by group
    std::map<std::string, std::vector<double>> means; ///< of a metric by group
    std::map<std::string, std::vector<double>> deviations; ///< NaN for fewer than two
    std::vector<PublishedNumber> published; ///< that it measures; `metric` is one of metrics

    /// Axes of a group: all but `seed`, by index.
    std::vector<std::size_t> groupAxes() const;
    bool hasSeeds() const { return groupAxes().size() < axes.size(); }
};

/// Whether a result is a gathered sweep.
bool isGatheredSweep(const ResultFile& result);

/// @param name of the file, for messages
/// @throws StudyError for a result that is none, FormatError for tables that do not fit each other
GatheredSweep gatheredSweep(const ResultFile& result, const std::string& name);

/// The share a published number is compared by: per cent as a share, others as they are.
double publishedShare(const PublishedNumber& number);

} // namespace neurograft
