// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/doctor.h"
#include "core/run/gpu_memory.h"

#include <QObject>
#include <QStringList>

#include <functional>
#include <vector>

namespace neurograft {

class QuickLane;

/// What this machine has, looked at once on the quick lane after the start, and how full its GPUs
/// are, looked at again every two seconds where there is one. GUI thread only.
class MachineModel : public QObject {
    Q_OBJECT

public:
    /// Called on the quick lane.
    using GpuReader = std::function<std::vector<GpuMemory>()>;

    /// @param lane outlives this object
    explicit MachineModel(QuickLane* lane, QObject* parent = nullptr,
                          GpuReader reader = readGpuMemory);

    bool isKnown() const { return m_isKnown; }
    /// Empty until known.
    const DoctorReport& report() const { return m_report; }
    /// Devices models can be put on: "cpu", "cuda:0", ….
    QStringList devices() const;
    /// Where "auto" leads here: the first GPU, else the CPU.
    QString automaticDevice() const;
    /// Empty without a GPU.
    const std::vector<GpuMemory>& gpuMemory() const { return m_gpuMemory; }

Q_SIGNALS:
    void known();
    void gpuMemoryChanged();

private:
    void readGpus();

    QuickLane* m_lane;
    GpuReader m_reader;
    DoctorReport m_report;
    std::vector<GpuMemory> m_gpuMemory;
    bool m_isKnown = false;
};

/// "CPU", "GPU0" for "cpu", "cuda:0"; others are returned as they are.
QString deviceTitle(const QString& device);

/// "GPU0 41/80 GB".
QString gpuMemoryText(const GpuMemory& memory);

} // namespace neurograft
