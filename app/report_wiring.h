// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/jobs/job_controller.h"

#include <QHash>
#include <QObject>

namespace neurograft {

/// File ▸ Export report: all runs of the list but the hidden ones as one document, written by a
/// job.
class ReportWiring : public QObject {
    Q_OBJECT

public:
    ReportWiring(const WindowParts& parts, QObject* parent);

private:
    std::vector<std::filesystem::path> results() const;
    void updateAction();
    void exportReport();
    void ended(JobId id, const JobOutcome& outcome);

    WindowParts m_parts;
    QHash<JobId, QString> m_reports; ///< file each job writes
};

} // namespace neurograft
