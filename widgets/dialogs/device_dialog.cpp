// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/device_dialog.h"

#include "core/study/similarity_study.h"
#include "widgets/models/machine_model.h"
#include "widgets/models/pair_model.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>

#include <algorithm>

namespace neurograft {

namespace {

/// "needs 2.7 MB" for a model that was looked at, by compute type; empty when it is not known.
QString needText(const ModelSlot& slot)
{
    if (slot.state != SlotState::Ready) {
        return {};
    }
    QStringList parts;
    for (const auto& [type, bytes] : slot.report->deviceMemoryBytes) {
        parts << DeviceDialog::tr("%1 in %2")
                     .arg(byteText(static_cast<double>(bytes)), shortTypeName(type));
    }
    return DeviceDialog::tr("%1: weights need %2")
        .arg(slot.name(), parts.join(QStringLiteral(", ")));
}

void choose(QComboBox* box, const std::string& value)
{
    box->setCurrentIndex(std::max(0, box->findData(QString::fromStdString(value))));
}

} // namespace

DeviceDialog::DeviceDialog(const MachineModel* machine, const PairModel* pair,
                           const SimilarityStudy& study, QWidget* parent)
    : QDialog(parent), m_machine(machine), m_teacher(makeDevices("teacher", study.teacherDevice)),
      m_student(makeDevices("student", study.studentDevice)), m_type(new QComboBox(this))
{
    setObjectName(QStringLiteral("deviceDialog"));
    setWindowTitle(tr("Device and dtype"));
    m_type->setObjectName(QStringLiteral("deviceDialog.dtype"));
    m_type->addItem(tr("automatic (fp32 on the CPU, as stored on a GPU)"), QStringLiteral("auto"));
    m_type->addItem(tr("fp32"), QStringLiteral("float32"));
    m_type->addItem(tr("bf16"), QStringLiteral("bfloat16"));
    m_type->addItem(tr("fp16"), QStringLiteral("float16"));
    choose(m_type, study.dtype);

    auto* form = new QFormLayout(this);
    form->addRow(tr("&Teacher on"), m_teacher);
    form->addRow(tr("&Student on"), m_student);
    form->addRow(tr("&Number type"), m_type);
    for (const Role role : {Role::Teacher, Role::Student}) {
        const QString need = needText(pair->model(role));
        if (!need.isEmpty()) {
            auto* label = new QLabel(need, this);
            label->setForegroundRole(QPalette::PlaceholderText);
            form->addRow(label);
        }
    }
    auto* note =
        new QLabel(tr("Device and number type can change a number in its last digits: they "
                      "belong to the study and hold from the next run on."),
                   this);
    note->setWordWrap(true);
    form->addRow(note);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    form->addRow(buttons);
}

QComboBox* DeviceDialog::makeDevices(const char* name, const std::string& device)
{
    auto* box = new QComboBox(this);
    box->setObjectName(QStringLiteral("deviceDialog.") + QLatin1String(name));
    box->addItem(tr("automatic (%1)").arg(deviceTitle(m_machine->automaticDevice())),
                 QStringLiteral("auto"));
    QStringList devices = m_machine->devices();
    const QString wanted = QString::fromStdString(device);
    if (wanted != QLatin1String("auto") && !devices.contains(wanted)) {
        devices << wanted; // a study from another machine
    }
    for (const QString& id : std::as_const(devices)) {
        box->addItem(m_machine->devices().contains(id)
                         ? deviceTitle(id)
                         : tr("%1 (not on this machine)").arg(deviceTitle(id)),
                     id);
    }
    choose(box, device);
    return box;
}

void DeviceDialog::applyTo(SimilarityStudy& study) const
{
    study.teacherDevice = m_teacher->currentData().toString().toStdString();
    study.studentDevice = m_student->currentData().toString().toStdString();
    study.dtype = m_type->currentData().toString().toStdString();
}

} // namespace neurograft
