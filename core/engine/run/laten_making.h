// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/model_attribution.h"
#include "core/engine/model/transformer_model.h"
#include "core/engine/run/transfer_inputs.h"
#include "core/engine/transfer/laten_order.h"
#include "core/engine/transfer/pair_selection.h"
#include "core/engine/transfer/transfer_method.h"
#include "core/run/run_context.h"
#include "core/store/result_tables.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// Makes LaTen ready to be trained: locates the neurons of every row that a step or inference asks
/// for in both models, the student unedited, and lets the teacher go; its vectors are read from its
/// files from then on. What a row locates does not depend on the seed and is kept for further ones.
class LatenMaker {
public:
    /// @param earlier tables of the run that is continued, with its selections; empty for a new one
    std::unique_ptr<TransferMethod> make(const TransferInputs& inputs,
                                         const std::vector<Table>& earlier,
                                         const RunContext& context);

private:
    /// An example to locate by: a place in the rows of --extract, or the seed example.
    struct Example {
        bool isSeed = false;
        std::int64_t place = 0;
        std::int64_t line = 0;
    };
    struct Located {
        std::vector<PairSelection> pairs; ///< of the examples, in their order
        std::vector<Table> tables;
    };

    static std::vector<Example> examplesOf(const TransferInputs& inputs, const LatenOrder* order);
    static std::string keyOf(std::size_t role, const Example& example);
    Located locate(const TransferInputs& inputs, const std::vector<Example>& examples,
                   const TransformerModel& student, const RunContext& context);
    void locateIn(const TransferInputs& inputs, std::size_t role,
                  const std::vector<Example>& examples, const TransformerModel* student,
                  const RunContext& context);

    std::map<std::string, ModelAttribution> m_found; ///< by role, file and row
};

} // namespace neurograft
