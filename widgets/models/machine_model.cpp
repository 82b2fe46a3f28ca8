// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/machine_model.h"

#include "widgets/jobs/quick_lane.h"

#include <QTimer>

#include <utility>

namespace neurograft {

namespace {

constexpr int kGpuIntervalMs = 2000;
constexpr double kGigabyte = 1e9;

} // namespace

MachineModel::MachineModel(QuickLane* lane, QObject* parent, GpuReader reader)
    : QObject(parent), m_lane(lane), m_reader(std::move(reader))
{
    lane->ask(QStringLiteral("machine"), this, [this](const RunContext&) -> QuickLane::Answer {
        return [this, report = examineMachine({"auto", {}, {}})] {
            m_report = report;
            m_isKnown = true;
            Q_EMIT known();
            readGpus();
        };
    });
}

void MachineModel::readGpus()
{
    m_lane->ask(QStringLiteral("gpuMemory"), this,
                [this, reader = m_reader](const RunContext&) -> QuickLane::Answer {
                    return [this, memory = reader()] {
                        m_gpuMemory = memory;
                        if (!memory.empty()) {
                            Q_EMIT gpuMemoryChanged();
                            QTimer::singleShot(kGpuIntervalMs, this, &MachineModel::readGpus);
                        }
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

QString gpuMemoryText(const GpuMemory& memory)
{
    const double used = static_cast<double>(memory.usedBytes) / kGigabyte;
    const double total = static_cast<double>(memory.totalBytes) / kGigabyte;
    return QStringLiteral("GPU%1 %2/%3 GB")
        .arg(memory.index)
        .arg(used, 0, 'f', used < 9.95 ? 1 : 0)
        .arg(total, 0, 'f', 0);
}

} // namespace neurograft
