// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/ablation.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/role.h"
#include "widgets/models/selection_sets.h"

#include <QObject>
#include <QString>

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

class ModelShelf;

/// What is to be switched off or scaled, and what is asked before and after.
struct AblationRequest {
    QString name; ///< of the set: "demo-top100"
    std::array<std::vector<NeuronId>, 2> neurons; ///< of teacher and student
    double factor = 0.0; ///< of what they write; 0 switches them off
    QString prompt; ///< as people read it, for titles
    std::filesystem::path data; ///< JSON Lines
    RowSelection rows; ///< of it, those that are asked
    std::string target = "last-token"; ///< policy of the run the neurons were located by
    std::int64_t newTokens = 24; ///< of a continuation at most
    std::uint64_t seed = 42; ///< of the random neurons for comparison

    const std::vector<NeuronId>& of(Role role) const
    {
        return neurons[role == Role::Teacher ? 0 : 1];
    }
    std::vector<NeuronId>& of(Role role) { return neurons[role == Role::Teacher ? 0 : 1]; }
    int count() const { return static_cast<int>(neurons[0].size() + neurons[1].size()); }
};

/// One model with and without its part of the set.
struct AblatedModel {
    Role role = Role::Student;
    QString name; ///< its folder's
    int neurons = 0;
    std::vector<AblatedRow> rows;
};

/// An answer, with what it answers.
struct AblationResult {
    AblationRequest request;
    std::vector<AblatedModel> models; ///< teacher before student, those with neurons in the set
};

/// The neurons of a set of the selection, by model; items of other kinds and rows of v_proj, which
/// are no neurons that write, are left out.
std::array<std::vector<NeuronId>, 2> ablatedNeurons(const ItemSet& set);

/// Sets of neurons switched off or scaled, one question at a time: what both models say before and
/// after. Works on a lane of its own with the models of the shelf, so that a click elsewhere is
/// answered meanwhile. The last answer stays until the next one. GUI thread only.
class AblationSession : public QObject {
    Q_OBJECT

public:
    /// @param shelf outlives this object
    explicit AblationSession(ModelShelf* shelf, QObject* parent = nullptr);
    ~AblationSession() override;

    /// A question that is not answered yet is given up.
    void start(const AblationRequest& request);
    void cancel();
    void clear(); ///< the answer, too
    bool isRunning() const { return m_isRunning; }
    /// "tiny-S: passes over the rows, 1 of 3"; empty when nothing runs.
    QString progress() const { return m_progress; }
    /// Null before there is one.
    const std::shared_ptr<const AblationResult>& result() const { return m_result; }
    /// Why the last question has no answer; finished when it has.
    const JobOutcome& outcome() const { return m_outcome; }

Q_SIGNALS:
    void changed(); ///< began, ended, was cancelled
    void progressChanged();

private:
    void end(const JobOutcome& outcome);
    void showProgress(int question, const QString& text);
    void markUse(bool isUsed);

    ModelShelf* m_shelf;
    AblationRequest m_request; ///< of the question under way
    bool m_isRunning = false;
    int m_question = 0; ///< progress of earlier ones is not shown
    QString m_progress;
    JobOutcome m_outcome;
    std::shared_ptr<const AblationResult> m_result;
    QuickLane m_lane; ///< last: it waits for its thread before the rest goes
};

} // namespace neurograft
