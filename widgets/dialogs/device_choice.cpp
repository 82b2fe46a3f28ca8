// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/device_choice.h"

#include "core/run/model_report.h"
#include "widgets/models/machine_model.h"
#include "widgets/models/pair_model.h"

#include <QComboBox>
#include <QCoreApplication>

#include <algorithm>

namespace neurograft {

namespace {

struct DeviceTexts {
    Q_DECLARE_TR_FUNCTIONS(DeviceChoice)
};

void choose(QComboBox* box, const std::string& value)
{
    box->setCurrentIndex(std::max(0, box->findData(QString::fromStdString(value))));
}

} // namespace

QComboBox* makeDeviceBox(const MachineModel* machine, const QString& objectName,
                         const std::string& chosen, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->setObjectName(objectName);
    box->addItem(DeviceTexts::tr("automatic (%1)").arg(deviceTitle(machine->automaticDevice())),
                 QStringLiteral("auto"));
    QStringList devices = machine->devices();
    const QString wanted = QString::fromStdString(chosen);
    if (wanted != QLatin1String("auto") && !devices.contains(wanted)) {
        devices << wanted; // a study from another machine
    }
    for (const QString& id : std::as_const(devices)) {
        box->addItem(machine->devices().contains(id)
                         ? deviceTitle(id)
                         : DeviceTexts::tr("%1 (not on this machine)").arg(deviceTitle(id)),
                     id);
    }
    choose(box, chosen);
    return box;
}

QComboBox* makeTypeBox(const QString& objectName, const std::string& chosen, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->setObjectName(objectName);
    box->addItem(DeviceTexts::tr("automatic (fp32 on the CPU, as stored on a GPU)"),
                 QStringLiteral("auto"));
    box->addItem(DeviceTexts::tr("fp32"), QStringLiteral("float32"));
    box->addItem(DeviceTexts::tr("bf16"), QStringLiteral("bfloat16"));
    box->addItem(DeviceTexts::tr("fp16"), QStringLiteral("float16"));
    choose(box, chosen);
    return box;
}

std::string chosenWord(const QComboBox* box)
{
    return box->currentData().toString().toStdString();
}

QString weightsText(const ModelReport& report)
{
    QStringList parts;
    for (const auto& [type, bytes] : report.deviceMemoryBytes) {
        parts << DeviceTexts::tr("%1 in %2")
                     .arg(byteText(static_cast<double>(bytes)), shortTypeName(type));
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace neurograft
