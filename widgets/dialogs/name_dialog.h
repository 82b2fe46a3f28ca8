// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QStringList>

class QLabel;
class QLineEdit;
class QPushButton;

namespace neurograft {

/// Asks for one name. Object name as given; its field is "<name>.field".
class NameDialog : public QDialog {
    Q_OBJECT

public:
    /// @param taken names that mean something already: an entered one replaces it, which is said
    NameDialog(const QString& objectName, const QString& title, const QString& label,
               const QString& suggestion, const QStringList& taken, QWidget* parent = nullptr);

    QString name() const; ///< without blanks at its ends, never empty when accepted

private:
    void update();
    QStringList m_taken;
    QLineEdit* m_field;
    QLabel* m_remark;
    QPushButton* m_ok;
};

} // namespace neurograft
