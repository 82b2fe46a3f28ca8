// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

/// Activations in and out of the window (ux.md C18): arrays captured elsewhere in the place of
/// models and texts, and those of the pair at work for other programs.
class ActivationWiring : public QObject {
    Q_OBJECT

public:
    ActivationWiring(const WindowParts& parts, QObject* parent);

private:
    void import();
    void chooseFile();
    /// A job, unless its dry run finds that it cannot be done.
    void start(const QString& path);
    void updateAction();

    WindowParts m_parts;
    int m_job = 0; ///< the last export
};

} // namespace neurograft
