// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/match_run.h"

#include "core/run/error.h"
#include "core/store/result_file.h"
#include "widgets/figures/table_attributes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace neurograft {

namespace {

/// @throws FormatError unless it is there with @p rows rows and @p width columns of that type
template <class T>
const std::vector<T>& matchValues(const ResultFile& result, const std::string& file,
                                  const std::string& name, std::int64_t rows, std::int64_t width)
{
    const Table* table = result.find("matching/" + name);
    const bool isFit = table != nullptr && table->shape == std::vector<std::int64_t>{rows, width}
        && std::holds_alternative<std::vector<T>>(table->values);
    if (!isFit) {
        throw FormatError(file + ": matching/" + name,
                          "[" + std::to_string(rows) + ", " + std::to_string(width) + "] numbers",
                          table == nullptr ? "none" : "another table", "Match the neurons again.");
    }
    return table->as<T>();
}

} // namespace

MatchRun::MatchRun(const std::filesystem::path& path) : m_path(path)
{
    const ResultFile result = readResult(path);
    const std::string file = path.filename().string();
    m_study = parseMatchStudy(result.manifest.study, file);
    m_command = result.manifest.command;
    const Table* students = result.find("matching/student_ffn");
    if (students == nullptr || students->shape.size() != 2) {
        throw FormatError(file + ": matching/student_ffn", "neurons by pair of layers",
                          students == nullptr ? "none" : "another shape",
                          "Match the neurons again.");
    }
    const std::int64_t rows = students->shape[0];
    const std::int64_t width = students->shape[1];
    const auto& student = matchValues<std::int32_t>(result, file, "student_ffn", rows, width);
    const auto& teacher = matchValues<std::int32_t>(result, file, "ffn", rows, width);
    const auto& correlation = matchValues<double>(result, file, "correlation", rows, width);
    const auto& ranked = matchValues<double>(result, file, "ranked", rows, width);
    const auto& layers = matchValues<std::int32_t>(result, file, "layers", rows, 2);
    const auto& means = matchValues<double>(result, file, "mean", rows, 4);
    m_samples = static_cast<std::int64_t>(numberAttribute(*students, "n").value_or(0.0));
    for (std::size_t row = 0; row < static_cast<std::size_t>(rows); ++row) {
        std::vector<MatchedNeurons> neurons;
        for (std::size_t i = row * static_cast<std::size_t>(width);
             i < (row + 1) * static_cast<std::size_t>(width); ++i) {
            neurons.push_back({student[i], teacher[i], correlation[i], ranked[i]});
        }
        const auto paired =
            std::count_if(neurons.begin(), neurons.end(),
                          [](const MatchedNeurons& pair) { return pair.teacher >= 0; });
        m_layers.push_back({layers[2 * row], layers[2 * row + 1], paired, means[4 * row],
                            means[4 * row + 1], means[4 * row + 2], means[4 * row + 3]});
        m_neurons.push_back(std::move(neurons));
    }
}

double MatchRun::mean(double MatchedLayers::*number) const
{
    double sum = 0.0;
    int count = 0;
    for (const MatchedLayers& pair : m_layers) {
        if (!std::isnan(pair.*number)) {
            sum += pair.*number;
            ++count;
        }
    }
    return count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
}

} // namespace neurograft
