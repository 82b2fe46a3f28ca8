// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/models/role.h"

#include <QHash>
#include <QMap>
#include <QObject>

#include <memory>

namespace neurograft {

struct WeightCheckResult;

/// Are the models of a study still those its runs were made with? Keeps a record of every model in
/// the study (core/run/weight_record.h), compares one that is opened or was located by its samples
/// at once and by every byte as a job, and names the tensors that differ.
class WeightChecks : public QObject {
    Q_OBJECT

public:
    WeightChecks(const WindowParts& parts, QObject* parent);

    /// Compares the open model with the newest run made with a model called @p name.
    /// @param isLocated the person has just said where it is: equal weights are told, too
    void compare(Role role, const QString& name, bool isLocated);

Q_SIGNALS:
    void locateWanted(neurograft::Role role);

private:
    /// What samples say about an open folder and the weights of a run.
    struct Named {
        QString folder;
        QString expected; ///< sha256 of the run's weights
        QString text; ///< which tensors differ; empty when the study has no record of them
        QString lines;
    };
    struct Running {
        Role role = Role::Teacher;
        QString name;
        std::shared_ptr<const WeightCheckResult> result;
    };
    void keepRecord(Role role);
    void nameTensors(Role role, const QString& name, const QString& expected, bool isLocated);
    void checkEveryByte(Role role);
    void tell(const Running& check);
    void updateAction();
    /// "" when a record can be kept in the open study, else why not.
    QString obstacle() const;
    int runOf(Role role, const QString& name) const;
    QString expectedSha(Role role) const;

    WindowParts m_parts;
    QMap<Role, QString> m_names; ///< of the models in the runs compared with
    QMap<Role, Named> m_named;
    QHash<JobId, Running> m_running;
};

} // namespace neurograft
