// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/machine_model.h"

#include "widgets/jobs/quick_lane.h"

namespace neurograft {

MachineModel::MachineModel(QuickLane* lane, QObject* parent) : QObject(parent)
{
    lane->ask(QStringLiteral("machine"), this, [this](const RunContext&) -> QuickLane::Answer {
        return [this, report = examineMachine({"auto", {}, {}})] {
            m_report = report;
            m_isKnown = true;
            Q_EMIT known();
        };
    });
}

QStringList MachineModel::devices() const
{
    QStringList devices;
    for (const DoctorDevice& device : m_report.devices) {
        devices << QString::fromStdString(device.id);
    }
    return devices;
}

QString MachineModel::automaticDevice() const
{
    const QStringList all = devices();
    return all.contains(QStringLiteral("cuda:0")) ? QStringLiteral("cuda:0")
                                                  : QStringLiteral("cpu");
}

QString deviceTitle(const QString& device)
{
    if (device == QLatin1String("cpu")) {
        return QStringLiteral("CPU");
    }
    return device.startsWith(QLatin1String("cuda:")) ? QStringLiteral("GPU") + device.mid(5)
                                                     : device;
}

} // namespace neurograft
