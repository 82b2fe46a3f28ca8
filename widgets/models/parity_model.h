// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/parity.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/models/role.h"

#include <QObject>
#include <QTimer>

#include <array>
#include <memory>
#include <optional>
#include <string>

namespace neurograft {

class PairModel;
class QuickLane;

/// How a model of the pair stands to its reference logits (docs/parity.md).
struct ParityState {
    enum class Kind {
        None, ///< no model, or not looked at yet
        NoReference,
        Pending, ///< there is a reference; nothing is known yet
        Compared, ///< result says how it went
        Broken, ///< the reference, or the model, could not be used: problem says why
    };
    Kind kind = Kind::None;
    std::optional<ParityResult> result = {};
    JobOutcome problem = {};

    /// Logits differ by more than rounding explains, or could not be compared.
    bool isAlarming() const
    {
        return kind == Kind::Broken || (kind == Kind::Compared && !result->passed());
    }
};

/// Parity of both models. A model with a reference and less than 1 GB of weights is compared by
/// itself on the quick lane: one prompt at a time, and only while nothing else is computed, so that
/// nobody waits for it. GUI thread only.
class ParityModel : public QObject {
    Q_OBJECT

public:
    /// All outlive this object.
    ParityModel(PairModel* pair, QuickLane* lane, JobController* jobs, QObject* parent = nullptr);

    const ParityState& state(Role role) const { return m_sides[index(role)].state; }
    /// Where and in which type a model is computed; what was compared otherwise is compared again.
    void setCompute(Role role, const std::string& device, const std::string& dtype);
    /// Compares every model that has a reference, one job each.
    void check();
    /// Why check() cannot do anything now, one sentence; empty when it can.
    QString obstacle() const;

Q_SIGNALS:
    void changed(neurograft::Role role);

private:
    /// The comparison of a model as it goes on. Its parts are made and used on one lane at a time.
    struct Side {
        ParityState state;
        std::string device = "auto";
        std::string dtype = "auto";
        bool isAutomatic = false; ///< small enough to be compared unasked
        std::shared_ptr<std::unique_ptr<ParityCheck>> work; ///< what the quick lane is at
        JobId job = 0; ///< that compares it; 0 = none
        std::shared_ptr<std::optional<ParityResult>> jobResult;
    };

    static std::size_t index(Role role) { return role == Role::Teacher ? 0 : 1; }
    ParityOptions optionsOf(Role role) const;
    void look(Role role);
    void goOn();
    void step(Role role);
    void startJob(Role role);
    void takeJob(JobId id, const JobOutcome& outcome);
    void settle(Role role, const ParityState& state);

    PairModel* m_pair;
    QuickLane* m_lane;
    JobController* m_jobs;
    std::array<Side, 2> m_sides;
    QTimer m_timer; ///< a moment of quiet before the next prompt
};

} // namespace neurograft
