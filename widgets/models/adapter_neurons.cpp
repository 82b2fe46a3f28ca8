// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/adapter_neurons.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/model_shelf.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/parameter_session.h"

#include <algorithm>

namespace neurograft {

namespace {

const QString kAdapterNeuronsChannel = QStringLiteral("parameters.neurons");
constexpr int kAdapterNeurons = 50; ///< that are listed

} // namespace

AdapterNeurons::AdapterNeurons(const Models& models, QObject* parent)
    : NeuronShiftTable(parent), m_models(models)
{
    connect(models.session, &ParameterSession::resultChanged, this, [this] {
        if (m_layer >= 0) {
            look({}, -1);
        }
    });
    connect(models.shelf, &ModelShelf::unloading, this, [this](Role role) {
        if (role == Role::Student) {
            forget();
            Q_EMIT stateChanged();
        }
    });
}

void AdapterNeurons::forget()
{
    m_models.lane->forget(kAdapterNeuronsChannel);
    m_isReading = false;
}

ModelOverlay AdapterNeurons::overlayOf(const QString& adapter) const
{
    const auto result = m_models.session->result();
    const qsizetype at = result ? result->adapters().indexOf(adapter) : -1;
    ModelOverlay overlay;
    if (at < 0) {
        return overlay;
    }
    const std::filesystem::path path = result->study().adapters[static_cast<std::size_t>(at)].path;
    const std::vector<Overlay>& known = m_models.overlays->overlays();
    const bool isResidual = std::any_of(known.begin(), known.end(), [&path](const Overlay& one) {
        return one.entry.path == path && one.usesResidualBase();
    });
    (isResidual ? overlay.residualAdapters : overlay.adapters) = {path};
    return overlay;
}

void AdapterNeurons::look(const QString& adapter, int layer)
{
    forget();
    m_adapter = adapter;
    m_layer = layer;
    setNeurons({});
    const ModelOverlay overlay = overlayOf(adapter);
    const auto student = m_models.shelf->model(Role::Student);
    if (layer >= 0 && !overlay.isEmpty() && student) {
        m_isReading = true;
        m_models.lane->ask(
            kAdapterNeuronsChannel, this,
            [this, overlay, layer, student](const RunContext& context) -> QuickLane::Answer {
                const std::vector<NeuronShift> shifts =
                    neuronShifts(*student, overlay, {kAdapterNeurons, layer}, context);
                return [this, shifts] {
                    m_isReading = false;
                    setNeurons(shifts);
                    Q_EMIT stateChanged();
                };
            },
            [this](const JobOutcome& outcome) {
                m_isReading = false;
                Q_EMIT stateChanged();
                Q_EMIT failed(tr("The changed neurons were not read."), outcome);
            });
    }
    Q_EMIT stateChanged();
}

QString AdapterNeurons::remark() const
{
    if (m_layer < 0 || rowCount() > 0) {
        return {};
    }
    if (m_isReading) {
        return tr("Reading the change…");
    }
    return m_models.shelf->model(Role::Student)
        ? tr("%1 changes no column of down_proj or o_proj in this layer.").arg(m_adapter)
        : tr("Open the student to see its neurons.");
}

} // namespace neurograft
