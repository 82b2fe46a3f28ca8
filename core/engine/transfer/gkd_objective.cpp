// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/gkd_objective.h"

#include "core/engine/transfer/teacher_pass.h"
#include "core/support/random_stream.h"

#include <utility>

namespace neurograft {

RowSource rowSourceOf(const GkdOptions& options, std::int64_t step)
{
    RandomStream stream(options.samples.decode.seed, "gkd.source",
                        static_cast<std::uint64_t>(step));
    if (stream.uniform() < options.studentShare) {
        return RowSource::Student;
    }
    return options.teacherAnswers ? RowSource::Teacher : RowSource::Data;
}

GkdObjective::GkdObjective(std::shared_ptr<const TransformerModel> teacher,
                           std::shared_ptr<const TransformerModel> student,
                           const GkdOptions& options)
    : m_teacher(std::move(teacher)), m_student(std::move(student)), m_options(options)
{
}

std::vector<const TokenizedRow*> GkdObjective::rowsOf(std::int64_t step,
                                                      std::vector<const TokenizedRow*> rows,
                                                      const RunContext& context)
{
    const RowSource source = rowSourceOf(m_options, step);
    if (source == RowSource::Data) {
        return rows;
    }
    RunContext quiet = context; // steps are counted, not the tokens of each
    quiet.onProgress = nullptr;
    RowSamplingOptions samples = m_options.samples;
    samples.decode.seed =
        deriveSeed(samples.decode.seed, "gkd.sample", static_cast<std::uint64_t>(step));
    m_sampled =
        sampledRows(source == RowSource::Student ? *m_student : *m_teacher, rows, samples, quiet);
    std::vector<const TokenizedRow*> sampled;
    for (const TokenizedRow& row : m_sampled) {
        sampled.push_back(&row);
    }
    return sampled;
}

BatchLosses GkdObjective::lossesOf(std::int64_t /*step*/, const LabelledBatch& batch,
                                   const StepSize& /*size*/, const RunContext& context)
{
    m_loss.emplace(m_teacher, teacherPass(*m_teacher, batch, {}, context).hidden, m_options.beta);
    return {&*m_loss, {}};
}

} // namespace neurograft
