// SPDX-License-Identifier: GPL-3.0-or-later
// Time of linear CKA over 32 student and 40 teacher layers from samples to map, and of another
// estimator from the Gram matrices that are there. Prints one JSON object.
//   bench_similarity [N ...]   with sample counts: linear CKA of these only
#include "core/engine/similarity/similarity_map.h"
#include "core/engine/support/device.h"
#include "core/support/parallel_loop.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/randn.h>

#include <nlohmann/json.hpp>

#include <chrono>
#include <cmath>
#include <cstdlib>
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
double mapSeconds(const std::vector<PackedGram>& grams, const char* table, double* selfCheck)
{
    const auto measure = makeMeasure(table, {});
    SimilarityMap map(measure, kStudents, kTeachers);
    return seconds([&] {
        std::vector<SimilarityMap::Layer> layers(grams.size());
        parallelLoop(static_cast<std::int64_t>(grams.size()), at::get_num_threads(),
                     [&](std::int64_t i) {
                         LayerSource source;
                         source.gram = grams[static_cast<std::size_t>(i)];
                         layers[static_cast<std::size_t>(i)] = measure->prepare(source);
                     });
        for (std::int64_t i = 0; i < kStudents + kTeachers; ++i) {
            i < kStudents ? map.setStudent(i, layers[static_cast<std::size_t>(i)])
                          : map.setTeacher(i - kStudents, layers[static_cast<std::size_t>(i)]);
        }
        map.finish(RunContext());
        *selfCheck = map.selfCheck();
    });
}

/// The plain way: HSIC_1 of every pair and of each layer with itself again, from whole matrices.
/// @return seconds of @p pairs pairs
double tripleSeconds(std::int64_t n, std::int64_t pairs)
{
    const at::Tensor x = randomSamples(n, kNarrow, 1);
    const at::Tensor y = randomSamples(n, kNarrow, 2);
    const at::Tensor k = at::matmul(x, x.transpose(0, 1)).to(at::kDouble).fill_diagonal_(0.0);
    const at::Tensor l = at::matmul(y, y.transpose(0, 1)).to(at::kDouble).fill_diagonal_(0.0);
    const auto hsic = [&](const at::Tensor& a, const at::Tensor& b) {
        const at::Tensor rowsA = a.sum(1);
        const at::Tensor rowsB = b.sum(1);
        const auto count = static_cast<double>(n);
        return (a * b).sum().item<double>()
            + rowsA.sum().item<double>() * rowsB.sum().item<double>()
            / ((count - 1.0) * (count - 2.0))
            - 2.0 / (count - 2.0) * (rowsA * rowsB).sum().item<double>();
    };
    double sum = 0.0;
    const double time = seconds([&] {
        for (std::int64_t pair = 0; pair < pairs; ++pair) {
            sum += hsic(k, l) / std::sqrt(hsic(k, k) * hsic(l, l));
        }
    });
    if (!std::isfinite(sum)) {
        std::cerr << "no finite CKA\n";
    }
    return time;
}

struct TraceSeconds {
    double triples; ///< per pair both Gram matrices and HSIC three times
    double torchCka; ///< its loop: per pair the teacher's Gram matrix and two HSIC, the student's
                     ///< own once per row of the map
};

/// HSIC by trace(K L) of a whole matrix product in float32, as torch_cka computes it, from the
/// samples. @return seconds of the whole map, scaled from @p pairs pairs of layers of @p x
TraceSeconds traceSeconds(const at::Tensor& x, int pairs)
{
    const auto gramOf = [&] { return at::matmul(x, x.transpose(0, 1)).fill_diagonal_(0.0); };
    const auto hsic = [](const at::Tensor& k, const at::Tensor& l) {
        const auto count = static_cast<double>(k.size(0));
        const at::Tensor rows = k.sum(0, true);
        return at::matmul(k, l).trace().item<double>()
            + rows.sum().item<double>() * l.sum().item<double>() / ((count - 1.0) * (count - 2.0))
            - at::matmul(rows, l).sum().item<double>() * 2.0 / (count - 2.0);
    };
    double sum = 0.0;
    double grams = 0.0;
    double hsics = 0.0;
    for (int pair = 0; pair < pairs; ++pair) {
        at::Tensor k;
        grams += seconds([&] { k = gramOf(); });
        hsics += seconds([&] { sum += hsic(k, k); });
    }
    if (!std::isfinite(sum)) {
        std::cerr << "no finite HSIC\n";
    }
    const auto count = static_cast<double>(pairs);
    constexpr auto all = static_cast<double>(kStudents * kTeachers);
    return {all * (2.0 * grams + 3.0 * hsics) / count,
            (all * (grams + 2.0 * hsics) + static_cast<double>(kStudents) * (grams + hsics))
                / count};
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
    const double unbiased = mapSeconds(grams, "cka", &selfCheck);
    const double biased = mapSeconds(grams, "cka-biased", &selfCheck);
    constexpr std::int64_t kTimedPairs = 10;
    constexpr auto pairs = static_cast<double>(kStudents * kTeachers);
    constexpr auto layers = static_cast<double>(kStudents + kTeachers);
    const double perPair = tripleSeconds(n, kTimedPairs) / static_cast<double>(kTimedPairs);
    const double triples = perPair * pairs;
    const double plainGram = seconds([&] { at::matmul(wide, wide.transpose(0, 1)); });
    const TraceSeconds traces = traceSeconds(wide, 5);
    const double ours = layers * gram + unbiased;
    const auto flops =
        static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(kWidth);
    return {{"n", n},
            {"gram_width", kWidth},
            {"gram_seconds_per_layer", gram},
            {"gram_gflops", flops / gram / 1e9}, // the upper triangle only: half of 2 n^2 p
            {"map_layers", {kStudents, kTeachers}},
            {"map_seconds_unbiased", unbiased},
            {"map_seconds_biased", biased},
            // what is timed per pair, for all pairs of the map
            {"map_seconds_hsic_triples", triples},
            // from captured activations, Gram matrices of every pair made anew or once per layer
            {"seconds_plain_per_pair", pairs * 2.0 * plainGram + triples},
            {"times_faster", (pairs * 2.0 * plainGram + triples) / ours},
            {"seconds_trace_triples", traces.triples},
            {"times_faster_than_trace_triples", traces.triples / ours},
            {"seconds_as_torch_cka", traces.torchCka},
            {"times_faster_than_torch_cka", traces.torchCka / ours},
            {"times_faster_than_grams_once", (layers * plainGram + triples) / ours},
            {"times_faster_from_grams", triples / unbiased},
            {"self_check", selfCheck}};
}

/// Measures of factors: one decomposition per layer, then singular values of a small product per
/// pair, against two decompositions for every pair.
nlohmann::ordered_json measureFactors(const char* table, std::int64_t n, std::int64_t width)
{
    constexpr std::int64_t kFew = 4; // layers of each model; all pairs of the map are worked out
    const auto measure = makeMeasure(table, {});
    std::vector<SimilarityMap::Layer> layers;
    const double factors = seconds([&] {
        for (std::int64_t layer = 0; layer < 2 * kFew; ++layer) {
            const at::Tensor samples =
                randomSamples(n, width, static_cast<std::uint64_t>(layer + 2));
            layers.push_back(measure->prepare(makeLayerSource(samples, measure->needs())));
        }
    });
    SimilarityMeasure::Layers students;
    SimilarityMeasure::Layers teachers;
    for (std::int64_t layer = 0; layer < kFew; ++layer) {
        students.push_back(layers[static_cast<std::size_t>(layer)].get());
        teachers.push_back(layers[static_cast<std::size_t>(layer + kFew)].get());
    }
    const double cells = seconds([&] { measure->pairs(students, teachers, {}); });
    const double perLayer = factors / static_cast<double>(2 * kFew);
    const double perPair = cells / static_cast<double>(kFew * kFew);
    constexpr auto pairs = static_cast<double>(kStudents * kTeachers);
    constexpr auto all = static_cast<double>(kStudents + kTeachers);
    const double ours = all * perLayer + pairs * perPair;
    return {{"measure", table},
            {"n", n},
            {"width", width},
            {"seconds_per_layer", perLayer},
            {"seconds_per_pair", perPair},
            {"map_seconds", ours},
            {"times_faster", pairs * (2.0 * perLayer + perPair) / ours}};
}

} // namespace

int main(int argc, char** argv)
{
    nlohmann::ordered_json results = nlohmann::ordered_json::array();
    for (int i = 1; i < argc; ++i) {
        results.push_back(measure(std::atoll(argv[i])));
    }
    if (argc > 1) {
        std::cout << results.dump(2) << std::endl;
        return 0;
    }
    for (const std::int64_t n : {1024, 2048, 4096}) {
        results.push_back(measure(n));
    }
    nlohmann::ordered_json factors = nlohmann::ordered_json::array();
    for (const char* table : {"cca", "cca-r2", "svcca", "pwcca", "regression", "procrustes"}) {
        factors.push_back(measureFactors(table, 1024, 256));
    }
    const nlohmann::ordered_json report = {{"threads", at::get_num_threads()},
                                           {"cka", results},
                                           {"factors", factors},
                                           {"peak_bytes", peakResidentMemory()}};
    std::cout << report.dump(2) << std::endl;
    return 0;
}
