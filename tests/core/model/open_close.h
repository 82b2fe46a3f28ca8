// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/open_model.h"
#include "core/run/predict.h"

#include <filesystem>
#include <fstream>
#include <vector>

#include <unistd.h>

namespace neurograft {

/// Resident size of this process, in bytes.
inline double residentSize()
{
    std::ifstream file("/proc/self/statm");
    double total = 0.0;
    double resident = 0.0;
    file >> total >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

/// Opens a model, reads all of its weights, computes with it and closes it, again and again.
/// @return resident size after each cycle
inline std::vector<double> openAndClose(const std::filesystem::path& folder,
                                        const ModelOverlay& overlay, int cycles)
{
    std::vector<double> sizes;
    for (int cycle = 0; cycle < cycles; ++cycle) {
        {
            OpenModelOptions options;
            options.device = "cpu";
            const auto model = OpenModel::open(folder, options, {});
            model->readWeights({});
        }
        {
            PredictOptions options;
            options.device = "cpu";
            options.overlay = overlay;
            Predictor(folder, options, {}).predictIds({1, 2, 3, 4, 5, 6, 7, 8});
        }
        sizes.push_back(residentSize());
    }
    return sizes;
}

} // namespace neurograft
