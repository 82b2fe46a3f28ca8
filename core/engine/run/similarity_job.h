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
    static constexpr int kPhases = 3; ///< without baselines

    /// One model's part: where its Gram matrices come from and go to.
    struct Side {
        const SimilarityModel* model = nullptr;
        const std::vector<RowSamples>* rows = nullptr;
        std::filesystem::path folder;
        std::vector<GramEntry> cached; ///< entries to read from
        std::optional<GramEntry> writer;
        std::vector<std::vector<Module>> missing; ///< per layer
        std::vector<bool> hasGram; ///< [layers, modules] from the cache
        bool isTeacher = false;
        bool isBoth = false; ///< stands for teacher and student
        std::optional<std::size_t> baseline; ///< which of the baseline teachers this is
        at::Tensor wordMap; ///< of an aligned teacher: what its samples go through
        std::shared_ptr<const TransformerModel> weights; ///< once it was opened
        std::optional<ModelSweep> sweep;
        std::int64_t lastLayer = -1; ///< last layer with a missing matrix
    };
    struct MapSlot {
        Module module;
        MapFacts facts;
        std::shared_ptr<const SimilarityMeasure> measure;
        SimilarityMap map;
        /// Student against each baseline teacher, as far as it has the module.
        std::vector<std::optional<SimilarityMap>> baselines;
        std::optional<SimilarityMap> selfStudent;
        std::optional<SimilarityMap> selfTeacher;
        std::optional<PermutationNull> null;
        std::optional<BootstrapInterval> interval;
    };
    /// Gram matrices of the pair whose samples are shuffled for the check.
    struct CheckedPair {
        std::optional<PackedGram> student;
        std::optional<PackedGram> teacher;
    };

    void sayWidening() const;
    void makeMaps();
    void addActivations();
    void openSides();
    Side makeSide(const SimilarityModel& model, bool isTeacher) const;
    void addCached(Side& side);
    bool isWanted(const Side& side, Module module) const;
    void runLayers();
    std::shared_ptr<const TransformerModel> openWeights(const Side& side) const;
    void openSweep(Side& side);
    void runLayer(Side& side);
    PackedGram keepGram(Side& side, Module module, std::int64_t layer, PackedGram gram);
    void addSource(const Side& side, Module module, std::int64_t layer, LayerSource source);
    bool fitsInMemory(const PackedGram& gram);
    void setLayer(const Side& side, MapSlot& slot, std::int64_t layer,
                  SimilarityMap::Layer prepared);
    void keepForCheck(const Side& side, Module module, std::int64_t layer, const PackedGram& gram);
    std::int64_t checkedTeacher() const;
    bool hasBaselines() const;
    void addBaselines();
    void addSelfMaps(MapSlot& slot) const;
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
    std::map<Module, SourceNeeds> m_needs;
    std::map<Module, CheckedPair> m_checked;
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
