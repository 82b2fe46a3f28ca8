// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QFormLayout;
class QLineEdit;
class QPushButton;

namespace neurograft {

class AppSettings;

/// Asks for teacher, student and data in one go. Object name "openPairDialog"; fields are
/// "openPairDialog.teacher", ".student", ".data".
class OpenPairDialog : public QDialog {
    Q_OBJECT

public:
    explicit OpenPairDialog(AppSettings* settings, QWidget* parent = nullptr);

    void setPaths(const QString& teacher, const QString& student, const QString& data);
    QString teacher() const;
    QString student() const;
    QString data() const; ///< may be empty

private:
    QLineEdit* addField(QFormLayout* form, const QString& label, const QString& name,
                        bool isFolder);
    void update();
    AppSettings* m_settings;
    QLineEdit* m_teacher;
    QLineEdit* m_student;
    QLineEdit* m_data;
    QPushButton* m_open;
};

} // namespace neurograft
