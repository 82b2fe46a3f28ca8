// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/delta_inspection.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/model_shelf.h"
#include "widgets/models/path_text.h"
#include "widgets/models/transfer_session.h"

namespace neurograft {

namespace {

const QString kDeltaInspectionChannel = QStringLiteral("transfer.delta");

} // namespace

ModelOverlay overlayOf(const TransferResult& result)
{
    const std::filesystem::path path = toPath(overlayPath(result));
    ModelOverlay overlay;
    if (!trainsAdapter(result.study)) {
        overlay.deltas = {path};
    } else if (startsFromMatrices(result.study)) {
        overlay.residualAdapters = {path};
    } else {
        overlay.adapters = {path};
    }
    return overlay;
}

QString overlayPath(const TransferResult& result)
{
    return trainsAdapter(result.study) ? result.folder()
                                       : result.folder() + QStringLiteral("/delta.safetensors");
}

DeltaInspection::DeltaInspection(TransferSession* session, ModelShelf* shelf, QuickLane* lane,
                                 QObject* parent)
    : NeuronShiftTable(parent), m_session(session), m_shelf(shelf), m_lane(lane)
{
    connect(session, &TransferSession::resultChanged, this, &DeltaInspection::followResult);
    connect(shelf, &ModelShelf::unloading, this, [this](Role role) {
        if (role == Role::Student) {
            m_lane->forget(kDeltaInspectionChannel);
            m_isReading = false;
            Q_EMIT stateChanged();
        }
    });
}

/// What is listed is of the run shown, whole; it is not read before somebody looks.
void DeltaInspection::followResult()
{
    if (m_session->resultPath() != m_shown && !m_shown.isEmpty()) {
        m_lane->forget(kDeltaInspectionChannel);
        m_isReading = false;
        m_shown.clear();
        setNeurons({});
    }
    Q_EMIT stateChanged();
}

QString DeltaInspection::obstacle() const
{
    const auto result = m_session->result();
    if (!result) {
        return tr("There is no transfer yet.");
    }
    if (result->isPartial) {
        return tr("The change is there when the transfer is done.");
    }
    const auto student = m_shelf->model(Role::Student);
    return student ? QString() : tr("Open the student first.");
}

void DeltaInspection::inspect()
{
    const QString path = m_session->resultPath();
    if (!obstacle().isEmpty() || m_isReading || m_shown == path) {
        return;
    }
    m_isReading = true;
    Q_EMIT stateChanged();
    m_lane->ask(
        kDeltaInspectionChannel, this,
        [this, path, student = m_shelf->model(Role::Student),
         overlay =
             overlayOf(*m_session->result())](const RunContext& context) -> QuickLane::Answer {
            const std::vector<NeuronShift> shifts =
                neuronShifts(*student, overlay, {kNeurons, -1}, context);
            return [this, path, shifts] {
                m_isReading = false;
                m_shown = path;
                setNeurons(shifts);
                Q_EMIT stateChanged();
            };
        },
        [this](const JobOutcome& outcome) {
            m_isReading = false;
            Q_EMIT stateChanged();
            Q_EMIT failed(tr("The change was not read."), outcome);
        });
}

} // namespace neurograft
