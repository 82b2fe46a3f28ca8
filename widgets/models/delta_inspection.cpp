// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/delta_inspection.h"

#include "core/run/kept_model.h"
#include "core/run/neuron.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/model_shelf.h"
#include "widgets/models/next_token_table_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/transfer_session.h"
#include "widgets/plots/curve_data.h"
#include "widgets/plots/number_text.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

const QString kDeltaInspectionChannel = QStringLiteral("transfer.delta");
constexpr int kTokens = 3; ///< that are named before and after
constexpr std::size_t kTogether = 8; ///< neurons that read the unembedding once

QString tokensText(const NeuronReader& reader, const NeuronTokens& tokens)
{
    QStringList texts;
    for (const TokenScore& token : tokens.promoted) {
        texts << visibleToken(reader.tokenText(token.id));
    }
    return texts.join(QStringLiteral("  "));
}

std::vector<NeuronShift> shiftsOf(KeptModel& student, const ModelOverlay& overlay, int count,
                                  const RunContext& context)
{
    // The plain student first: the overlay lies over what is open.
    const std::shared_ptr<const OpenModel> plain = student.get({}, context);
    const std::shared_ptr<const OpenModel> changed = plain->withOverlay(overlay, context);
    std::vector<NeuronShift> shifts;
    for (const ChangedNeuron& neuron : changedNeurons(*changed, count, context)) {
        shifts.push_back({neuron, {}, {}});
    }
    const NeuronReader before(plain, context);
    const NeuronReader after(changed, context);
    for (std::size_t first = 0; first < shifts.size(); first += kTogether) {
        context.throwIfStopped();
        const std::size_t end = std::min(shifts.size(), first + kTogether);
        std::vector<NeuronId> ids;
        for (std::size_t i = first; i < end; ++i) {
            ids.push_back(shifts[i].neuron.neuron);
        }
        const std::vector<NeuronTokens> old = before.project(ids, kTokens);
        const std::vector<NeuronTokens> now = after.project(ids, kTokens);
        for (std::size_t i = first; i < end; ++i) {
            shifts[i].before = tokensText(before, old[i - first]);
            shifts[i].after = tokensText(after, now[i - first]);
        }
    }
    return shifts;
}

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
    : QAbstractTableModel(parent), m_session(session), m_shelf(shelf), m_lane(lane)
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
        take({});
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
            const std::vector<NeuronShift> shifts = shiftsOf(*student, overlay, kNeurons, context);
            return [this, path, shifts] {
                m_isReading = false;
                m_shown = path;
                take(shifts);
                Q_EMIT stateChanged();
            };
        },
        [this](const JobOutcome& outcome) {
            m_isReading = false;
            Q_EMIT stateChanged();
            Q_EMIT failed(tr("The change was not read."), outcome);
        });
}

void DeltaInspection::take(const std::vector<NeuronShift>& neurons)
{
    beginResetModel();
    m_neurons = neurons;
    endResetModel();
}

int DeltaInspection::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_neurons.size());
}

int DeltaInspection::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString DeltaInspection::text(const NeuronShift& shift, int column) const
{
    const ChangedNeuron& changed = shift.neuron;
    switch (column) {
    case Neuron:
        return QStringLiteral("S L%1 %2 %3")
            .arg(changed.neuron.layer)
            .arg(changed.neuron.kind == NeuronKind::Ffn ? QStringLiteral("down")
                                                        : QStringLiteral("o"))
            .arg(changed.neuron.index);
    case Norm:
        return curveNumber(changed.norm);
    case Relative:
        return std::isinf(changed.relative) ? QStringLiteral("∞")
                                            : curveNumber(changed.relative * 100.0);
    case Cosine:
        return std::isnan(changed.cosine) ? QString() : numberText(changed.cosine, 3);
    case Before:
        return shift.before;
    case After:
        return shift.after;
    default:
        return {};
    }
}

QVariant DeltaInspection::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    if (role == Qt::TextAlignmentRole && index.column() >= Norm && index.column() <= Cosine) {
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    }
    return role == Qt::DisplayRole || role == Qt::ToolTipRole
        ? text(m_neurons[static_cast<std::size_t>(index.row())], index.column())
        : QVariant();
}

QVariant DeltaInspection::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    switch (section) {
    case Neuron:
        return tr("Neuron");
    case Norm:
        return tr("Norm of change");
    case Relative:
        return tr("% of its norm");
    case Cosine:
        return tr("Cosine");
    case Before:
        return tr("Promotes before");
    case After:
        return tr("and after");
    default:
        return {};
    }
}

QString DeltaInspection::toTsv() const
{
    QStringList lines;
    QStringList cells;
    for (int column = 0; column < ColumnCount; ++column) {
        cells << headerData(column, Qt::Horizontal).toString();
    }
    lines << cells.join(QLatin1Char('\t'));
    for (const NeuronShift& shift : m_neurons) {
        cells.clear();
        for (int column = 0; column < ColumnCount; ++column) {
            cells << text(shift, column);
        }
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace neurograft
