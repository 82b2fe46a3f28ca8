// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QListWidget;
class QPushButton;

namespace neurograft {

class ExampleSlices;

/// Slices of one data set: rename (F2), remove (Del). Every change can be undone. Object names
/// "slicesDialog", "slicesDialog.list".
class SlicesDialog : public QDialog {
    Q_OBJECT

public:
    SlicesDialog(ExampleSlices* slices, const QString& dataName, QWidget* parent = nullptr);

private:
    void showSlices();
    void removeCurrent();

    ExampleSlices* m_slices;
    QString m_data;
    QListWidget* m_list;
    QPushButton* m_rename;
    QPushButton* m_remove;
};

} // namespace neurograft
