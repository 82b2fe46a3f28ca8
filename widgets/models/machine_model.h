// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/doctor.h"

#include <QObject>
#include <QStringList>

namespace neurograft {

class QuickLane;

/// What this machine has, looked at once on the quick lane after the start. GUI thread only.
class MachineModel : public QObject {
    Q_OBJECT

public:
    /// @param lane outlives this object
    explicit MachineModel(QuickLane* lane, QObject* parent = nullptr);

    bool isKnown() const { return m_isKnown; }
    /// Empty until known.
    const DoctorReport& report() const { return m_report; }
    /// Devices models can be put on: "cpu", "cuda:0", ….
    QStringList devices() const;
    /// Where "auto" leads here: the first GPU, else the CPU.
    QString automaticDevice() const;

Q_SIGNALS:
    void known();

private:
    DoctorReport m_report;
    bool m_isKnown = false;
};

/// "CPU", "GPU0" for "cpu", "cuda:0"; others are returned as they are.
QString deviceTitle(const QString& device);

} // namespace neurograft
