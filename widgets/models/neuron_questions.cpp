// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/neuron_questions.h"

#include "core/run/model_report.h"
#include "core/run/typed_prompt.h"
#include "widgets/models/pair_model.h"

#include <QElapsedTimer>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

constexpr int kTellMs = 100;

} // namespace

NeuronStrip stripOf(const std::shared_ptr<const OpenModel>& model, const NeuronId& id,
                    const std::string& text, const RunContext& context)
{
    NeuronStrip strip;
    auto preview = std::make_shared<const RowPreview>(previewPrompt(text, *model->tokenizer()));
    std::vector<std::int32_t> ids;
    for (const PreviewToken& token : preview->tokens) {
        ids.push_back(token.id);
    }
    strip.values = NeuronReader(model, context).activations(id, ids);
    strip.preview = std::move(preview);
    return strip;
}

QString twinsRefusal(const PairModel& pair)
{
    const auto report = pair.preflight();
    if (!report
        || std::find(report->disabled.begin(), report->disabled.end(), "twins")
            == report->disabled.end()) {
        return {};
    }
    for (const PairDifference& one : report->warnings) {
        if (one.item == "tokenizer" || one.item == "vocabulary size") {
            return NeuronInspection::tr("Twins are off for this pair: %1 %2 vs %3, the same id "
                                        "need not be the same word.")
                .arg(QString::fromStdString(one.item), QString::fromStdString(one.teacher),
                     QString::fromStdString(one.student));
        }
    }
    return NeuronInspection::tr("Twins are off for this pair; see Model ▸ Pre-flight.");
}

RunContext tellingRows(RunContext context, std::function<void(const QString&)> tell)
{
    QElapsedTimer since;
    since.start();
    context.onProgress = [tell = std::move(tell), since](const Progress& at) mutable {
        if (since.elapsed() > kTellMs) {
            since.start();
            tell(NeuronInspection::tr("%1 of %2 rows").arg(at.done).arg(at.total));
        }
    };
    return context;
}

} // namespace neurograft
