// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/distillation_making.h"

#include "core/engine/generate/text_decoding.h"
#include "core/engine/model/model_loading.h"
#include "core/engine/support/device.h"

#include <cstdint>
#include <string>
#include <utility>

namespace neurograft {

GkdOptions gkdOptions(const TransferInputs& inputs)
{
    const DistillationStudy& study = inputs.study.distillation;
    GkdOptions options;
    options.beta = study.beta;
    options.studentShare = study.studentShare;
    options.teacherAnswers = study.teacherAnswers;
    options.samples.batch = inputs.study.microBatch;
    options.samples.longest = inputs.student->config().longestText();
    DecodeOptions& decode = options.samples.decode;
    decode.maxNewTokens = study.maxNewTokens;
    decode.sampling = {study.temperature, study.topP};
    decode.seed = inputs.study.seed;
    decode.eosIds = endOfTextIds(inputs.student->config(), inputs.tokenizer.get());
    return options;
}

std::shared_ptr<const TransformerModel> computingTeacher(const TransferInputs& inputs)
{
    LoadOptions load;
    load.device = inputs.teacherDevice.str();
    load.dtype = computeTypeName(inputs.teacherType);
    return loadModel(inputs.teacher, load);
}

void addGkd(const TransferInputs& inputs, AdapterTraining& training)
{
    training.objective = [teacher = computingTeacher(inputs), options = gkdOptions(inputs)](
                             const std::shared_ptr<const TransformerModel>& student) {
        return std::make_shared<GkdObjective>(teacher, student, options);
    };
}

Table rowSourceTable(const TransferInputs& inputs)
{
    const GkdOptions options = gkdOptions(inputs);
    std::vector<std::int32_t> sources;
    for (std::int64_t step = 0; step < inputs.lastStep(); ++step) {
        sources.push_back(static_cast<std::int32_t>(rowSourceOf(options, step)));
    }
    Table table;
    table.path = "distillation/source";
    table.axes = {"step"};
    table.shape = {static_cast<std::int64_t>(sources.size())};
    table.attributes = {{"legend", std::string("0 the data, 1 the student, 2 the teacher")}};
    table.values = std::move(sources);
    return table;
}

} // namespace neurograft
