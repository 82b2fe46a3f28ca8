// SPDX-License-Identifier: GPL-3.0-or-later
// Time of linear CKA over 32 student and 40 teacher layers from samples to map, and of another
// estimator from the Gram matrices that are there. Prints one JSON object.
#include "core/engine/similarity/similarity_map.h"
#include "core/engine/support/device.h"
#include "core/support/parallel_loop.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/ops/randn.h>

#include <nlohmann/json.hpp>

#include <chrono>
#include <iostream>

using namespace neurograft;

namespace {

constexpr std::int64_t kStudents = 32;
constexpr std::int64_t kTeachers = 40;
constexpr std::int64_t kWidth = 4096; ///< of the one layer whose Gram matrix is timed
constexpr std::int64_t kNarrow =
    64; ///< of all layers of the map: what follows does not depend on it

at::Tensor randomSamples(std::int64_t n, std::int64_t width, std::uint64_t seed)
{
    auto generator = at::detail::createCPUGenerator(seed);
    return at::randn({n, width}, generator, at::dtype(at::kFloat));
}

template <class Work> double seconds(const Work& work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// From Gram matrices to the map of one estimator.
double mapSeconds(const std::vector<PackedGram>& grams, CkaEstimator estimator, double* selfCheck)
{
    SimilarityMap map(kStudents, kTeachers);
    return seconds([&] {
        std::vector<SimilarityMap::Vector> vectors(grams.size());
        parallelLoop(
            static_cast<std::int64_t>(grams.size()), at::get_num_threads(), [&](std::int64_t i) {
                vectors[static_cast<std::size_t>(i)] = std::make_shared<const KernelVector>(
                    grams[static_cast<std::size_t>(i)], estimator);
            });
        for (std::int64_t i = 0; i < kStudents + kTeachers; ++i) {
            i < kStudents ? map.setStudent(i, vectors[static_cast<std::size_t>(i)])
                          : map.setTeacher(i - kStudents, vectors[static_cast<std::size_t>(i)]);
        }
        map.finish(RunContext());
        *selfCheck = map.selfCheck();
    });
}

nlohmann::ordered_json measure(std::int64_t n)
{
    const at::Tensor wide = randomSamples(n, kWidth, 1);
    packGram(wide); // warm
    const double gram = seconds([&] { packGram(wide); });
    std::vector<PackedGram> grams;
    for (std::int64_t layer = 0; layer < kStudents + kTeachers; ++layer) {
        grams.push_back(packGram(randomSamples(n, kNarrow, static_cast<std::uint64_t>(layer + 2))));
    }
    double selfCheck = 0.0;
    const double unbiased = mapSeconds(grams, CkaEstimator::Unbiased, &selfCheck);
    const double biased = mapSeconds(grams, CkaEstimator::Biased, &selfCheck);
    const auto flops =
        static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(kWidth);
    return {{"n", n},
            {"gram_width", kWidth},
            {"gram_seconds_per_layer", gram},
            {"gram_gflops", flops / gram / 1e9}, // the upper triangle only: half of 2 n^2 p
            {"map_layers", {kStudents, kTeachers}},
            {"map_seconds_unbiased", unbiased},
            {"map_seconds_biased", biased},
            {"self_check", selfCheck}};
}

} // namespace

int main()
{
    nlohmann::ordered_json results = nlohmann::ordered_json::array();
    for (const std::int64_t n : {1024, 2048, 4096}) {
        results.push_back(measure(n));
    }
    const nlohmann::ordered_json report = {
        {"threads", at::get_num_threads()}, {"cka", results}, {"peak_bytes", peakResidentMemory()}};
    std::cout << report.dump(2) << std::endl;
    return 0;
}
