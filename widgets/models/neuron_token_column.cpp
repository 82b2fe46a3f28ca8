// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/neuron_token_column.h"

#include "core/run/neuron.h"
#include "widgets/models/model_shelf.h"
#include "widgets/models/neuron_address.h"
#include "widgets/models/neuron_table_model.h"
#include "widgets/models/next_token_table_model.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/pair_model.h"

#include <QStringList>

namespace neurograft {

namespace {

const QString kNeuronTokenColumnChannel = QStringLiteral("neuron tokens");
constexpr std::size_t kNeuronTokenColumnBatch = 8; ///< that read the unembedding together

QString joined(const NeuronTokens& tokens)
{
    QStringList words;
    for (const TokenScore& token : tokens.promoted) {
        words << visibleToken(token.token);
    }
    return words.join(QLatin1Char(' '));
}

} // namespace

NeuronTokenColumn::NeuronTokenColumn(NeuronTableModel* table, PairModel* pair, ModelShelf* shelf,
                                     OverlayModel* overlays, QObject* parent)
    : QObject(parent), m_table(table), m_shelf(shelf), m_overlays(overlays)
{
    connect(pair, &PairModel::modelChanged, this, [this](Role role) {
        m_isResting[index(role)] = false;
        forget();
    });
    connect(overlays, &OverlayModel::changed, this, &NeuronTokenColumn::forget);
    connect(shelf, &ModelShelf::unloading, this, [this](Role role) {
        m_isResting[index(role)] = true;
        m_lane.forget(kNeuronTokenColumnChannel);
        end(role);
    });
    connect(shelf, &ModelShelf::changed, this, [this](Role role) {
        if (m_isResting[index(role)] && m_shelf->isOpen(role)) {
            m_isResting[index(role)] = false;
            askNext();
        }
    });
}

void NeuronTokenColumn::setRowsInView(const std::vector<int>& rows)
{
    m_inView = rows;
    if (m_rows != m_table->rows()) {
        forget();
    } else {
        askNext();
    }
}

/// What is shown is replaced as answers come.
void NeuronTokenColumn::forget()
{
    m_rows = m_table->rows();
    m_done.clear();
    if (m_isAsking) {
        m_lane.forget(kNeuronTokenColumnChannel);
        end(Role::Teacher);
        end(Role::Student);
    }
    askNext();
}

/// One batch of one model at a time.
void NeuronTokenColumn::askNext()
{
    if (m_isAsking || !m_rows) {
        return;
    }
    for (const Role role : {Role::Teacher, Role::Student}) {
        if (!m_shelf->model(role) || m_isResting[index(role)]) {
            continue;
        }
        std::vector<int> wanted;
        for (const int row : m_inView) {
            if (wanted.size() < kNeuronTokenColumnBatch && row < m_rows->count()
                && !m_done.contains(row) && m_rows->item(row).role == role) {
                wanted.push_back(row);
            }
        }
        if (!wanted.empty()) {
            ask(role, wanted);
            return;
        }
    }
}

void NeuronTokenColumn::ask(Role role, const std::vector<int>& rows)
{
    std::vector<NeuronId> ids;
    for (const int row : rows) {
        ids.push_back(*addressOf(m_rows->item(row), {}).id); // rows hold no value rows
        m_done.insert(row);
    }
    m_isAsking = true;
    m_shelf->setInUse(role, tr("The neuron table is being filled."), true);
    m_lane.ask(
        kNeuronTokenColumnChannel, this,
        [this, role, rows, ids, asked = m_rows, kept = m_shelf->model(role),
         overlay = role == Role::Student ? m_overlays->active() : ModelOverlay()](
            const RunContext& context) -> QuickLane::Answer {
            QStringList texts;
            for (const NeuronTokens& tokens :
                 NeuronReader(kept->get(overlay, context), context).project(ids, kTokens)) {
                texts << joined(tokens);
            }
            return [this, role, rows, asked, texts] {
                end(role);
                const bool isSame = asked == m_table->rows();
                for (std::size_t i = 0; isSame && i < rows.size(); ++i) {
                    m_table->setTokens(rows[i], texts[static_cast<qsizetype>(i)]);
                }
                askNext();
            };
        },
        [this, role](const JobOutcome&) { // told by the inspector, which asks the same
            end(role);
            askNext();
        });
}

void NeuronTokenColumn::end(Role role)
{
    m_isAsking = false;
    m_shelf->setInUse(role, tr("The neuron table is being filled."), false);
}

} // namespace neurograft
