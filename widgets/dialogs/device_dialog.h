// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QComboBox;

namespace neurograft {

class MachineModel;
class PairModel;
struct SimilarityStudy;

/// Where each model of the pair computes and in which number type; belongs to the study. Object
/// name "deviceDialog"; fields "deviceDialog.teacher", ".teacherDtype", ".student",
/// ".studentDtype".
class DeviceDialog : public QDialog {
    Q_OBJECT

public:
    /// Both outlive the dialog.
    DeviceDialog(const MachineModel* machine, const PairModel* pair, const SimilarityStudy& study,
                 QWidget* parent = nullptr);

    /// Writes the choice into a study; everything else stays.
    void applyTo(SimilarityStudy& study) const;

private:
    QComboBox* m_teacher;
    QComboBox* m_teacherType;
    QComboBox* m_student;
    QComboBox* m_studentType;
};

} // namespace neurograft
