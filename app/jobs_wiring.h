// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/jobs/job_controller.h"

#include <QObject>

namespace neurograft {

/// Jobs in the window: their dock, pausing the one that runs, a word when one has ended.
class JobsWiring : public QObject {
    Q_OBJECT

public:
    JobsWiring(const WindowParts& parts, QObject* parent);

private:
    /// The job that runs or holds; null when none does.
    const JobStatus* present() const;
    void updateActions();
    WindowParts m_parts;
};

} // namespace neurograft
