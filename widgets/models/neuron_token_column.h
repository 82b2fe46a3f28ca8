// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/neuron_rows.h"
#include "widgets/models/role.h"

#include <QObject>
#include <QSet>

#include <array>
#include <memory>
#include <vector>

namespace neurograft {

class ModelShelf;
class NeuronTableModel;
class OverlayModel;
class PairModel;

/// Fills the column Tokens of the neuron table with what the rows in view promote, a few neurons at
/// a time on a lane of its own; rows that went out of view are not waited for. GUI thread only.
class NeuronTokenColumn : public QObject {
    Q_OBJECT

public:
    static constexpr int kTokens = 3; ///< listed per neuron

    /// All outlive this object.
    NeuronTokenColumn(NeuronTableModel* table, PairModel* pair, ModelShelf* shelf,
                      OverlayModel* overlays, QObject* parent = nullptr);

    /// Rows of the table's NeuronRows that are seen; none while the table is out of sight.
    void setRowsInView(const std::vector<int>& rows);
    bool isBusy() const { return m_lane.isBusy(); }

private:
    static std::size_t index(Role role) { return role == Role::Teacher ? 0 : 1; }
    void forget();
    void askNext();
    void ask(Role role, const std::vector<int>& rows);
    void end(Role role);

    NeuronTableModel* m_table;
    ModelShelf* m_shelf;
    OverlayModel* m_overlays;
    std::shared_ptr<const NeuronRows> m_rows; ///< that m_done counts
    std::vector<int> m_inView;
    QSet<int> m_done; ///< have their tokens, or cannot get them
    bool m_isAsking = false;
    std::array<bool, 2> m_isResting{}; ///< unloaded by hand: not opened again for this
    QuickLane m_lane; ///< last: waits for its thread before the rest goes
};

} // namespace neurograft
