// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/device_dialog.h"

#include "core/study/similarity_study.h"
#include "widgets/dialogs/device_choice.h"
#include "widgets/models/pair_model.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>

namespace neurograft {

DeviceDialog::DeviceDialog(const MachineModel* machine, const PairModel* pair,
                           const SimilarityStudy& study, QWidget* parent)
    : QDialog(parent), m_teacher(makeDeviceBox(machine, QStringLiteral("deviceDialog.teacher"),
                                               study.teacherDevice, this)),
      m_teacherType(
          makeTypeBox(QStringLiteral("deviceDialog.teacherDtype"), study.teacherDtype, this)),
      m_student(makeDeviceBox(machine, QStringLiteral("deviceDialog.student"), study.studentDevice,
                              this)),
      m_studentType(
          makeTypeBox(QStringLiteral("deviceDialog.studentDtype"), study.studentDtype, this))
{
    setObjectName(QStringLiteral("deviceDialog"));
    setWindowTitle(tr("Device and dtype"));
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Teacher on"), m_teacher);
    form->addRow(tr("T&eacher in"), m_teacherType);
    form->addRow(tr("&Student on"), m_student);
    form->addRow(tr("St&udent in"), m_studentType);
    for (const Role role : {Role::Teacher, Role::Student}) {
        const ModelSlot& slot = pair->model(role);
        if (slot.state == SlotState::Ready) {
            auto* label = new QLabel(
                tr("%1: weights need %2").arg(slot.name(), weightsText(*slot.report)), this);
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

void DeviceDialog::applyTo(SimilarityStudy& study) const
{
    study.teacherDevice = chosenWord(m_teacher);
    study.studentDevice = chosenWord(m_student);
    study.teacherDtype = chosenWord(m_teacherType);
    study.studentDtype = chosenWord(m_studentType);
}

} // namespace neurograft
