// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/kept_model.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/models/role.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <array>
#include <memory>
#include <optional>
#include <utility>

namespace neurograft {

class PairModel;
class QuickLane;
struct ModelReport;

/// The models of the pair that are kept in memory between questions: opened at first use, read
/// wholly by a job when that is wanted, let go when they are unloaded or another model takes the
/// place. Runs open models by themselves; the system shares the pages. GUI thread only; the
/// KeptModel handed out may be used on any.
class ModelShelf : public QObject {
    Q_OBJECT

public:
    using Layers = std::optional<std::pair<std::int64_t, std::int64_t>>;

    /// All outlive this object.
    ModelShelf(PairModel* pair, JobController* jobs, QuickLane* lane, QObject* parent = nullptr);

    /// Null while the slot is not ready.
    std::shared_ptr<KeptModel> model(Role role) const { return m_places[index(role)].kept; }
    /// Device and number type of what is opened from now on; what is open otherwise is let go.
    void setPlace(Role role, const std::string& device, const std::string& dtype);

    /// Starts a job that reads the weights of these layers (none = all).
    void load(Role role, const Layers& layers = {});
    bool isLoading(Role role) const { return m_places[index(role)].job != 0; }
    /// Stops what uses the model and lets it go.
    void unload(Role role);
    /// Something of it is open.
    bool isOpen(Role role) const;
    /// Layers that are open when they are not all.
    Layers layers(Role role) const;
    /// What it held when it was last looked at; every two seconds while something is open.
    const ModelMemory& memory(Role role) const { return m_places[index(role)].memory; }
    void refresh();

    /// Who computes with a model now ("The playground is writing."); asked before it is unloaded.
    void setInUse(Role role, const QString& user, bool isInUse);
    QStringList users(Role role) const;

Q_SIGNALS:
    /// Open or not, its memory, its layers.
    void changed(neurograft::Role role);
    /// What computes with it must stop: it is about to be let go.
    void unloading(neurograft::Role role);
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    struct Place {
        std::shared_ptr<KeptModel> kept;
        ModelMemory memory;
        JobId job = 0; ///< that reads it
        bool isToldOpen = false; ///< whoever listens knows that it is open
        QStringList users;
    };
    static std::size_t index(Role role) { return role == Role::Teacher ? 0 : 1; }
    OpenModelOptions optionsOf(Role role, const Layers& layers) const;
    void follow(Role role);
    void renew(Role role, const Layers& layers);
    void takeMemory(const std::array<std::shared_ptr<const OpenModel>, 2>& models,
                    const std::array<ModelMemory, 2>& memory);

    PairModel* m_pair;
    JobController* m_jobs;
    QuickLane* m_lane;
    std::array<Place, 2> m_places;
    std::array<std::string, 2> m_devices{"auto", "auto"};
    std::array<std::string, 2> m_dtypes{"auto", "auto"};
    QTimer m_look;
};

/// Bytes of the weights of these layers with embedding, final norm and head, as stored.
std::int64_t storedBytes(const ModelReport& report, std::int64_t first, std::int64_t last);

} // namespace neurograft
