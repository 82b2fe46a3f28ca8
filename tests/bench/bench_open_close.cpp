// SPDX-License-Identifier: GPL-3.0-or-later
// Resident memory over cycles of opening, reading, computing and closing a model, as one JSON
// object.
//   bench_open_close [FOLDER] [CYCLES]     the teacher of the demo pair and 200 cycles without
#include "core/model/open_close.h"

#include "core/run/error.h"
#include "core/support/resource_location.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

constexpr int kWarm = 5; ///< cycles until allocator and libraries have what they keep
constexpr int kCycles = 200;

} // namespace

int main(int argc, char** argv)
{
    const fs::path folder =
        argc > 1 ? fs::path(argv[1]) : findResource("demo/teacher/config.json").parent_path();
    const int cycles = argc > 2 ? std::max(kWarm + 1, std::atoi(argv[2])) : kCycles;
    try {
        const auto start = std::chrono::steady_clock::now();
        const std::vector<double> sizes = openAndClose(folder, {}, cycles);
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
        const double before = sizes[kWarm - 1];
        const double last = sizes.back();
        const double most = *std::max_element(sizes.begin() + kWarm, sizes.end());
        std::cout << nlohmann::ordered_json{{"model", folder.filename().string()},
                                            {"cycles", cycles},
                                            {"seconds_per_cycle", spent.count() / cycles},
                                            {"resident_bytes_after_5", before},
                                            {"resident_bytes_at_the_end", last},
                                            {"resident_bytes_most", most},
                                            {"growth", last / before - 1.0},
                                            {"within_2_percent", last <= 1.02 * before}}
                  << std::endl;
    } catch (const Error& error) {
        std::cerr << "bench_open_close: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
