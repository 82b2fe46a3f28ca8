// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/centred_samples.h"
#include "core/engine/similarity/layer_factors.h"
#include "core/engine/similarity/packed_gram.h"
#include "core/engine/similarity/prepared_layer.h"
#include "core/engine/similarity/similarity_value.h"
#include "core/run/run_context.h"
#include "core/study/similarity_measures.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// The forms of a layer's samples that measures are prepared from. Several measures share them.
struct LayerSource {
    std::optional<PackedGram> gram;
    std::shared_ptr<const CentredSamples> centred;
    std::shared_ptr<const LayerFactors> factors;
};

/// Which forms are wanted.
struct SourceNeeds {
    bool gram = false;
    bool centred = false;
    bool factors = false;
    bool columns = false; ///< of the factors

    SourceNeeds& operator|=(const SourceNeeds& other);
    /// Something that Gram matrices from a cache cannot give.
    bool needsSamples() const { return centred || factors; }
};

/// @param x [n,p], any float type and device. @throws ShapeError, Canceled
LayerSource makeLayerSource(const at::Tensor& x, const SourceNeeds& needs,
                            const RunContext& context = {});

/// One measure of similarity.md section 2 over layers of student and teacher.
class SimilarityMeasure {
public:
    using Layer = PreparedLayer::Pointer;
    using Layers = std::vector<const PreparedLayer*>;

    virtual ~SimilarityMeasure() = default;

    virtual SourceNeeds needs() const = 0;
    /// @pre @p source has what needs() asks for
    virtual Layer prepare(const LayerSource& source) const = 0;
    /// Every student layer with every teacher layer, [students, teachers] row-major. Null layers
    /// make cells of code NotComputed. @throws Canceled after a stop
    virtual std::vector<Similarity> pairs(const Layers& students, const Layers& teachers,
                                          const RunContext& context) const = 0;
    /// Each layer with itself.
    virtual std::vector<Similarity> selfValues(const Layers& layers,
                                               const RunContext& context) const;
    /// What a layer has with itself: 1, or 0 for distances.
    virtual double selfIdeal() const { return 1.0; }
    /// The last bits of a cell may depend on which others are computed with it.
    virtual bool areCellsComputedTogether() const { return false; }
};

/// How linear CKA is computed: from Gram matrices of all layers, or from products of features.
enum class CkaForm { Gram, Features };

/// @param table name of similarityMeasures()
/// @param form of `cka` and `cka-biased`; the others have one
/// @throws UsageError for a name that is none
std::shared_ptr<const SimilarityMeasure>
makeMeasure(const std::string& table, const MeasureOptions& options, CkaForm form = CkaForm::Gram);

/// The attribute `estimator` of a table: "unbiased", "biased", "minibatch", "Spearman", … or empty.
std::string estimatorWord(const std::string& table);

/// The cheaper form of linear CKA over a map (similarity.md 2.1, section 3). Gram matrices serve
/// all measures of pairs of samples and lie in the cache: up to kGramSamples samples they are taken
/// whatever the widths are.
CkaForm cheaperCkaForm(std::int64_t samples, std::int64_t students, std::int64_t studentWidth,
                       std::int64_t teachers, std::int64_t teacherWidth);
inline constexpr std::int64_t kGramSamples = 8192;

/// One pair by one measure, for libraries and tests.
/// @param x [n,p], @param y [n,q]: student's and teacher's samples. @throws ShapeError, UsageError
Similarity similarityOfPair(const std::string& table, const at::Tensor& x, const at::Tensor& y,
                            const MeasureOptions& options = {}, CkaForm form = CkaForm::Gram);

} // namespace neurograft
