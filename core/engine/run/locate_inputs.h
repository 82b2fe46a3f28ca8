// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/data/dataset.h"
#include "core/engine/attribution/attribution_rows.h"
#include "core/engine/attribution/model_attribution.h"
#include "core/study/locate_study.h"
#include "core/text/tokenizer.h"

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// One model of a locate run before its weights are read.
struct LocateModel {
    std::string role; ///< "teacher", "student" or "model"
    std::filesystem::path folder;
    std::shared_ptr<const Checkpoint> checkpoint;
    std::shared_ptr<const Tokenizer> tokenizer;
    at::Device device = at::kCPU;
    at::ScalarType type = at::kFloat;
    AttributionRows rows; ///< empty for sensitivity
    SelectionSizes sizes;
};

/// Everything a locate run needs to know before long work begins; whatever can fail early has been
/// checked by then.
struct LocateInputs {
    LocateStudy study;
    Dataset data;
    std::vector<LocateModel> models; ///< teacher and student, or the one model
};

/// Opens models (headers), tokenizers and data, finds the targets, checks sizes, context length and
/// vocabulary.
/// @param problems when not null, failures are added as sentences instead of thrown, and what could
/// be found out is returned
/// @throws Error family (when @p problems is null)
LocateInputs openLocateInputs(const LocateStudy& study,
                              std::vector<std::string>* problems = nullptr);

} // namespace neurograft
