// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace neurograft {

class AppSettings;
class MachineModel;
class QuickLane;
struct SimilarityStudy;

/// Asks for teacher, student and data in one go, tells what the folders hold and takes where each
/// model computes. Object name "openPairDialog"; fields are "openPairDialog.teacher", ".student",
/// ".data", ".teacherDevice", ".teacherDtype", ".studentDevice", ".studentDtype"; what was found
/// ".teacherFacts", ".studentFacts".
class OpenPairDialog : public QDialog {
    Q_OBJECT

public:
    /// settings, lane and machine outlive the dialog
    OpenPairDialog(AppSettings* settings, QuickLane* lane, const MachineModel* machine,
                   const SimilarityStudy& study, QWidget* parent = nullptr);

    void setPaths(const QString& teacher, const QString& student, const QString& data);
    QString teacher() const;
    QString student() const;
    QString data() const; ///< may be empty
    /// Writes devices and number types into a study; everything else stays.
    void applyTo(SimilarityStudy& study) const;

private:
    QLineEdit* addField(QFormLayout* form, const QString& label, const QString& name,
                        bool isFolder);
    void addFacts(QFormLayout* form, const QString& name, const QLineEdit* folder);
    void peek(const QLineEdit* folder, QLabel* facts);
    void update();
    AppSettings* m_settings;
    QuickLane* m_lane;
    QLineEdit* m_teacher;
    QLineEdit* m_student;
    QLineEdit* m_data;
    QComboBox* m_teacherDevice;
    QComboBox* m_teacherType;
    QComboBox* m_studentDevice;
    QComboBox* m_studentType;
    QPushButton* m_open;
};

} // namespace neurograft
