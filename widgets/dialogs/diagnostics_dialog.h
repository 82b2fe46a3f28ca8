// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QPlainTextEdit;
class QPushButton;

namespace neurograft {

class QuickLane;

/// What command `doctor` prints, read on the quick lane, and the equal command; to be copied into a
/// question. Object name "diagnosticsDialog", its text "diagnosticsDialog.text".
class DiagnosticsDialog : public QDialog {
    Q_OBJECT

public:
    /// @param lane outlives the dialog
    explicit DiagnosticsDialog(QuickLane* lane, QWidget* parent = nullptr);

private:
    void examine();
    QuickLane* m_lane;
    QPlainTextEdit* m_text;
    QPushButton* m_copy;
};

} // namespace neurograft
