// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/neuron_view_state.h"

#include "widgets/models/locate_input.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/match_session.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/neuron_maps.h"
#include "widgets/panels/neurons_view.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonObject>

#include <utility>

namespace neurograft {

namespace {

const QString kNeuronViewStateSection = QStringLiteral("neurons");
const QString kNeuronViewStateRun = QStringLiteral("run");
const QString kNeuronViewStateMatching = QStringLiteral("matching");
const QString kOptions = QStringLiteral("options");
const QString kInput = QStringLiteral("input");
const QString kFamily = QStringLiteral("family");

constexpr NeuronFamily kFamilies[]{NeuronFamily::Ffn, NeuronFamily::Attention, NeuronFamily::Value};

} // namespace

void NeuronViewState::store() const
{
    QJsonObject neurons = m_parts.study->viewSection(kNeuronViewStateSection);
    const QString runs = m_parts.runs->folder();
    for (const auto& [key, shown] :
         {std::pair(kNeuronViewStateRun, m_parts.locate->resultPath()),
          std::pair(kNeuronViewStateMatching, m_parts.match->resultPath())}) {
        const QString file =
            shown.isEmpty() || runs.isEmpty() ? QString() : QDir(runs).relativeFilePath(shown);
        neurons.remove(key);
        if (!file.isEmpty() && !file.startsWith(QLatin1String(".."))) {
            neurons.insert(key, file);
        }
    }
    neurons.insert(kOptions, toJson(m_parts.locate->options()));
    neurons.insert(kInput, m_parts.locate->input()->toJson());
    neurons.insert(kFamily, neuronModule(m_parts.neuronsView->maps()->family()));
    m_parts.study->setViewSection(kNeuronViewStateSection, neurons);
}

void NeuronViewState::restore() const
{
    const QJsonObject neurons = m_parts.study->viewSection(kNeuronViewStateSection);
    LocateSession* locate = m_parts.locate;
    locate->setOptions(locateOptionsFromJson(neurons.value(kOptions).toObject(), LocateOptions()));
    locate->input()->fromJson(neurons.value(kInput).toObject());
    for (const NeuronFamily family : kFamilies) {
        if (neurons.value(kFamily).toString() == neuronModule(family)) {
            m_parts.neuronsView->maps()->setFamily(family);
        }
    }
    const auto stored = [&](const QString& key) {
        const QString run = neurons.value(key).toString();
        const QString path = QDir(m_parts.runs->folder()).filePath(run);
        return !run.isEmpty() && QFileInfo(path).isFile() ? path : QString();
    };
    if (const QString run = stored(kNeuronViewStateRun); !run.isEmpty()) {
        locate->openResult(run, true);
    }
    if (const QString run = stored(kNeuronViewStateMatching); !run.isEmpty()) {
        m_parts.match->openResult(run);
    }
}

} // namespace neurograft
