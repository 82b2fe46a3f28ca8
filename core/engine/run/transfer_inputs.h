// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/engine/run/laten_inputs.h"
#include "core/engine/run/learning_rows.h"
#include "core/engine/run/locate_inputs.h"
#include "core/engine/transfer/adapter_target.h"
#include "core/study/transfer_study.h"
#include "core/text/tokenizer.h"

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// Everything a transfer needs to know before long work begins; whatever can fail early has been
/// checked by then.
struct TransferInputs {
    TransferStudy study;
    std::shared_ptr<const Checkpoint> student;
    std::shared_ptr<const Checkpoint> teacher; ///< null when the method has none
    std::shared_ptr<const Tokenizer> tokenizer; ///< the student's
    std::shared_ptr<const Tokenizer> teacherTokenizer; ///< where the teacher computes on rows
    at::Device device = at::kCPU; ///< of the student
    at::ScalarType type = at::kFloat; ///< it computes in
    at::Device teacherDevice = at::kCPU; ///< where it stays while the student learns
    at::ScalarType teacherType = at::kFloat;
    std::vector<AdapterTarget> targets;
    LearningRows train; ///< empty when nothing is trained
    std::vector<ExampleRow> examples; ///< of seqkd: the texts of train
    /// Rows at the beginning of train that come from --extract, where takesLatenRows().
    std::int64_t extractRows = 0;
    LearningRows critical; ///< of semalign: rows that its layers are found by
    LearningRows validation;
    LearningRows align; ///< rows the loss is measured on without and with the change
    LocateInputs sensitivity; ///< of the teacher; empty when the method does not ask for it
    LocateInputs neurons; ///< of both models, by attribution; empty when nothing is located
    LatenInputs laten; ///< empty for other methods
    std::vector<std::string> warnings; ///< what the run passes over
    bool recomputes = false; ///< layers are computed again on the way back

    /// Numbers that a seed trains.
    std::int64_t trainedParameters() const;
    /// Rank of a target's factors: an SVD has no more directions than its smaller side (D30).
    std::int64_t rankOf(const AdapterTarget& target) const;
    /// SHA-256 of the rows that decide the outcome: those learned from, else those located by.
    std::string dataSha256() const;
    /// Steps of the schedule; 0 when nothing is trained.
    std::int64_t steps() const;
    /// The step at which the run ends: all, or --steps-limit.
    std::int64_t lastStep() const;
    /// Rows of a step, places in train, where LaTen's are taken; empty for the trainer's own order.
    std::function<std::vector<std::int64_t>(std::int64_t step)> rowsOf() const;
    /// Tokens of the rows that a seed goes through, from the data's lengths.
    double tokensLearned() const;
};

/// The study of the sensitivity that seeking and its controls need.
LocateStudy sensitivityStudy(const TransferStudy& study);

/// The study of the neurons that unaligned injection needs in both models.
LocateStudy neuronStudy(const TransferStudy& study);

/// Opens models (headers), tokenizer and rows and checks that they fit each other.
/// @param problems when not null, failures are added as sentences instead of thrown, and what could
/// be found out is returned
/// @throws Error family (when @p problems is null)
TransferInputs openTransferInputs(const TransferStudy& study,
                                  std::vector<std::string>* problems = nullptr);

} // namespace neurograft
