// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/role.h"
#include "widgets/models/selection_item.h"

#include <QObject>
#include <QString>

#include <array>
#include <vector>

namespace neurograft {

class ModelShelf;
class OverlayModel;

/// Which neurons of both models promote a token (D8, decisions.md D20): asks the models of the
/// shelf with their overlay on a lane of its own, without an index; the newest question wins. GUI
/// thread only.
class TokenSearch : public QObject {
    Q_OBJECT

public:
    static constexpr int kTop = 20; ///< neurons per model

    /// Both outlive this object.
    TokenSearch(ModelShelf* shelf, OverlayModel* overlays, QObject* parent = nullptr);

    /// @param token its text, " Paris" with the blank it has inside a text, or "#263"
    void search(const QString& token);
    bool isSearching() const { return m_isAsked[0] || m_isAsked[1]; }
    /// Why nothing can be searched, a sentence; empty when it can.
    QString obstacle() const;

Q_SIGNALS:
    /// Neurons of both models that raise the token's logit, largest first; the teacher's first
    /// among equals.
    void found(const QString& token, const std::vector<neurograft::SelectionItem>& neurons);
    /// A model was not searched: the text is several tokens of it, or none.
    void failed(neurograft::Role role, const neurograft::JobOutcome& outcome);

private:
    struct Found {
        NeuronItem neuron;
        double logit = 0.0;
    };
    void ask(Role role);
    static std::size_t index(Role role) { return role == Role::Teacher ? 0 : 1; }
    static QString userText();
    void leave(Role role);
    void end(Role role);

    ModelShelf* m_shelf;
    OverlayModel* m_overlays;
    QString m_token;
    std::array<bool, 2> m_isAsked{}; ///< models that have not answered
    bool m_isAnyAnswered = false;
    std::vector<Found> m_found;
    QuickLane m_lane; ///< last: waits for its thread before the rest goes
};

} // namespace neurograft
