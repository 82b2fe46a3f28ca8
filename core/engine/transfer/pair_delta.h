// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/model_edits.h"
#include "core/engine/transfer/delta_maker.h"
#include "core/engine/transfer/pair_selection.h"
#include "core/engine/transfer/vector_source.h"

#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

namespace neurograft {

struct PairDeltaOptions {
    bool halfOutput = false; ///< D rounded to float16, gradients pass unchanged (transfer.md 6.2)
    bool takesMean = false; ///< every neuron of a layer gets the layer's mean (6.9)
};

/// The change D of a student for one located pair, and the cheap way of its gradients (transfer.md
/// 6.7): D is made once and cut off from its maker; the student's passes add dL/dD to it;
/// backward() takes the sum through the maker, which is computed again for that, one module at a
/// time, so that no graph of it waits in memory meanwhile.
class PairDelta {
public:
    /// @param maker must outlive this
    PairDelta(const DeltaMaker& maker, const VectorSource& source, const PairSelection& pair,
              const std::vector<Module>& modules, const PairDeltaOptions& options);

    const std::vector<Module>& modules() const { return m_modules; }
    /// D of each module, [L_sel,n,d_s] float32, without graph.
    const std::vector<at::Tensor>& values() const { return m_values; }
    /// D over the student's located neurons; gradients gather in it. Nothing where n is 0.
    std::shared_ptr<const ModelEdits> edits() const { return m_edits; }

    /// dL/dD of each module since the last call, [L_sel,n,d_s]; 0 where nothing came.
    std::vector<at::Tensor> takeGradients();
    /// Adds dL/d(parameters of the maker) for these dL/dD, one per module.
    void backward(const std::vector<at::Tensor>& gradients) const;

private:
    at::Tensor made(std::size_t which) const;

    const DeltaMaker& m_maker;
    std::vector<Module> m_modules;
    PairDeltaOptions m_options;
    std::vector<at::Tensor> m_vectors; ///< of each module; undefined when the maker reads none
    std::vector<at::Tensor> m_values;
    std::vector<std::vector<at::Tensor>> m_leaves; ///< [module][layer] [n,d_s], share their memory
    std::shared_ptr<const ModelEdits> m_edits;
};

} // namespace neurograft
