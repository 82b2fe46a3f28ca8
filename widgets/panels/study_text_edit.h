// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

namespace neurograft {

/// The JSON of a study; the line of the cursor is marked, and one where something is wrong.
class StudyTextEdit : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit StudyTextEdit(QWidget* parent = nullptr);

    /// What stands there, to the letter: toPlainText() makes blanks of hard ones.
    QString text() const;
    /// @param line from 1; 0 = none
    void markLine(int line);
    int markedLine() const { return m_marked; }
    /// Puts the cursor there and shows the line.
    void goToLine(int line);
    /// Another text by changing what differs: cursor, place and undo stay.
    void show(const QString& text);

private:
    void showMarks();

    int m_marked = 0;
};

} // namespace neurograft
