// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/module_path.h"
#include "core/data/dataset.h"
#include "core/engine/similarity/activation_samples.h"
#include "core/engine/similarity/gram_cache.h"
#include "core/engine/similarity/sample_plan.h"
#include "core/engine/similarity/similarity_measure.h"
#include "core/study/similarity_study.h"
#include "core/text/tokenizer.h"

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// One model of a run before its weights are read.
struct SimilarityModel {
    std::shared_ptr<const Checkpoint> checkpoint;
    std::shared_ptr<const Tokenizer> tokenizer;
    at::Device device = at::kCPU;
    at::ScalarType type = at::kFloat;
    GramKey key;
    ModelOverlay overlay;
};

/// A teacher that stands beside the study's own: what its numbers are compared with.
struct BaselineTeacher {
    enum class Kind {
        Random, ///< the teacher's shape, having learnt nothing
        Aligned ///< the teacher's vectors in the student's word directions (transfer.md 7.1)
    };
    Kind kind = Kind::Random;
    SimilarityModel model;

    /// Whether a module's output can be had of it; of an aligned one the residual stream's only.
    bool has(Module module) const;
};

/// Everything a similarity run needs to know before long work begins; whatever can fail early has
/// been checked by then.
struct SimilarityInputs {
    SimilarityStudy study;
    std::vector<Module> modules;
    std::optional<SimilarityModel> teacher; ///< both or none
    std::optional<SimilarityModel> student;
    std::vector<BaselineTeacher> baselineTeachers;
    std::shared_ptr<const ActivationSamples> activations; ///< instead of models
    std::vector<std::int64_t> chosen; ///< samples of the activations that take part; empty = all
    std::string unit;
    std::string dataSha256;
    std::int64_t rowsRead = 0;
    SamplePlan plan;

    std::int64_t samples() const;
    std::int64_t students() const; ///< layers
    std::int64_t teachers() const;
    std::int64_t studentWidth(Module module) const; ///< the largest over the layers
    std::int64_t teacherWidth(Module module) const;
    bool hasBaseline(const std::string& name) const;
    /// How linear CKA of a module is computed.
    CkaForm ckaForm(Module module) const;
    /// One per study.measures.
    std::vector<std::shared_ptr<const SimilarityMeasure>> measures(Module module) const;
    /// What all of them are prepared from.
    SourceNeeds needs(Module module) const;
    /// Text of each sample, ascending: what the bootstrap draws.
    std::vector<std::int64_t> groups() const;
    /// Teacher and student are the same weights computed alike: one pass serves both.
    bool isSelfComparison() const;
};

/// Opens models (headers), tokenizers and data, chooses the samples, checks context length and
/// vocabulary.
/// @param problems when not null, failures are added as sentences instead of thrown, and what could
/// be found out is returned
/// @throws Error family (when @p problems is null)
SimilarityInputs openSimilarityInputs(const SimilarityStudy& study,
                                      std::vector<std::string>* problems = nullptr);

} // namespace neurograft
