// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/run/similarity_inputs.h"
#include "core/engine/run/similarity_tables.h"
#include "core/engine/similarity/model_sweep.h"
#include "core/run/run_similarity.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <vector>

namespace neurograft {

/// One similarity run: collects Gram matrices from cache, models or activations, fills the maps and
/// keeps the result file up to date.
class SimilarityJob {
public:
    /// @param start when the run began, inputs included
    SimilarityJob(SimilarityInputs inputs, std::filesystem::path out,
                  std::chrono::steady_clock::time_point start, const RunContext& context);

    /// @throws Canceled, Error family; the file is valid and partial then
    SimilarityOutcome run();

private:
    /// One model's part: where its Gram matrices come from and go to.
    struct Side {
        const SimilarityModel* model = nullptr;
        const std::vector<RowSamples>* rows = nullptr;
        std::filesystem::path folder;
        std::vector<GramEntry> cached; ///< entries to read from
        std::optional<GramEntry> writer;
        std::vector<std::vector<Module>> missing; ///< per layer
        bool isTeacher = false;
        bool isBoth = false; ///< stands for teacher and student
        std::optional<ModelSweep> sweep;
        std::int64_t lastLayer = -1; ///< last layer with a missing matrix
    };
    struct MapSlot {
        Module module;
        CkaEstimator estimator;
        MapFacts facts;
        SimilarityMap map;
    };

    void sayWidening() const;
    void makeMaps();
    void addActivations();
    void openSides();
    void addCached(Side& side);
    void runLayers();
    void runLayer(Side& side);
    void keepGram(Side& side, Module module, std::int64_t layer, PackedGram gram);
    void addGram(const Side& side, Module module, std::int64_t layer, PackedGram gram);
    bool fitsInMemory(const PackedGram& gram);
    void addVector(bool isTeacher, bool isBoth, MapSlot& slot, std::int64_t layer,
                   SimilarityMap::Vector vector);
    void updateMaps();
    void publishWhenDue();
    void addShuffledChecks();
    void store(const std::string& status);
    RunManifest manifest(const std::string& status) const;
    Progress progress(int phase, const std::string& name) const;

    SimilarityInputs m_inputs;
    std::filesystem::path m_out;
    const RunContext& m_context;
    GramCache m_cache;
    std::atomic<std::int64_t> m_memoryLeft; ///< for pages of mapped Gram matrices
    std::vector<MapSlot> m_maps;
    std::vector<Side> m_sides;
    std::int64_t m_done = 0; ///< batches
    std::int64_t m_total = 0;
    std::string m_createdUtc;
    std::chrono::steady_clock::time_point m_start;
    std::chrono::steady_clock::time_point m_lastStored;
    bool m_isStored = false; ///< by this run
    std::chrono::duration<double> m_storeCost{0};
};

} // namespace neurograft
