// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/layer_mask.h"

#include "core/run/error.h"
#include "core/study/custom_mask.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace neurograft {

namespace {

/// N of "band:N". @throws UsageError unless it is a whole number from 0
int bandWidth(const std::string& mask)
{
    const std::string prefix = "band:";
    int width = -1;
    if (mask.compare(0, prefix.size(), prefix) == 0) {
        const char* last = mask.data() + mask.size();
        const auto [end, code] = std::from_chars(mask.data() + prefix.size(), last, width);
        if (code != std::errc() || end != last) {
            width = -1;
        }
    }
    if (width < 0) {
        throw UsageError("mask", "none, upper, lower, band:N or custom:ROWS", "'" + mask + "'");
    }
    return width;
}

std::vector<MaskRow> customRows(const std::string& mask)
{
    return parseCustomMask(std::string_view(mask).substr(kCustomMask.size()));
}

/// @throws UsageError when a span goes beyond the layers of a model
void requireLayers(const LayerSpan& span, int layers, const char* role)
{
    const int named = span.last == LayerSpan::kLast ? span.first : span.last;
    if (named >= layers) {
        throw UsageError(
            "mask", std::string("layers of this ") + role + ", 0-" + std::to_string(layers - 1),
            "layer " + std::to_string(named));
    }
}

} // namespace

int depthProportionalLayer(int studentLayer, int studentLayers, int teacherLayers)
{
    const int depth = std::max(1, studentLayers - 1);
    return (2 * studentLayer * (teacherLayers - 1) + depth) / (2 * depth);
}

bool isCustomMask(std::string_view mask)
{
    return mask.substr(0, kCustomMask.size()) == kCustomMask;
}

std::string maskWord(const std::string& mask)
{
    return isCustomMask(mask) ? std::string("custom") : mask;
}

void checkLayerMask(const std::string& mask)
{
    layerMask(mask, 1, 1);
}

void checkLayerMask(const std::string& mask, int studentLayers, int teacherLayers)
{
    checkLayerMask(mask);
    if (isCustomMask(mask)) {
        for (const MaskRow& row : customRows(mask)) {
            requireLayers(row.students, studentLayers, "student");
            for (const LayerSpan& span : row.teachers) {
                requireLayers(span, teacherLayers, "teacher");
            }
        }
    }
}

std::vector<std::uint8_t> layerMask(const std::string& mask, int studentLayers, int teacherLayers)
{
    if (isCustomMask(mask)) {
        return customMaskCells(customRows(mask), studentLayers, teacherLayers);
    }
    const bool isWord = mask == "none" || mask == "upper" || mask == "lower";
    const int band = isWord ? 0 : bandWidth(mask);
    std::vector<std::uint8_t> visible;
    visible.reserve(static_cast<std::size_t>(studentLayers)
                    * static_cast<std::size_t>(teacherLayers));
    for (int student = 0; student < studentLayers; ++student) {
        const int centre = depthProportionalLayer(student, studentLayers, teacherLayers);
        for (int teacher = 0; teacher < teacherLayers; ++teacher) {
            const bool isShown = mask == "none" || (mask == "upper" && teacher >= student)
                || (mask == "lower" && teacher <= student)
                || (!isWord && std::abs(teacher - centre) <= band);
            visible.push_back(isShown ? 1 : 0);
        }
    }
    return visible;
}

GridStatistics gridStatistics(const std::vector<double>& values,
                              const std::vector<std::uint8_t>& visible)
{
    GridStatistics statistics;
    double sum = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!visible.empty() && visible[i] == 0) {
            continue;
        }
        const double value = values[i];
        if (std::isnan(value)) {
            ++statistics.undefined;
            continue;
        }
        if (statistics.count == 0 || value > statistics.high) {
            statistics.high = value;
            statistics.highestAt = static_cast<std::int64_t>(i);
        }
        if (statistics.count == 0 || value < statistics.low) {
            statistics.low = value;
            statistics.lowestAt = static_cast<std::int64_t>(i);
        }
        sum += value;
        ++statistics.count;
    }
    if (statistics.count == 0) {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        statistics.mean = statistics.deviation = statistics.low = statistics.high = nan;
        return statistics;
    }
    const auto count = static_cast<double>(statistics.count);
    statistics.mean = sum / count;
    double squares = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if ((visible.empty() || visible[i] != 0) && !std::isnan(values[i])) {
            squares += (values[i] - statistics.mean) * (values[i] - statistics.mean);
        }
    }
    statistics.deviation = std::sqrt(squares / count);
    return statistics;
}

} // namespace neurograft
