// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/study_text_edit.h"

#include <QFontDatabase>
#include <QTextBlock>

namespace neurograft {

StudyTextEdit::StudyTextEdit(QWidget* parent) : QPlainTextEdit(parent)
{
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTabChangesFocus(true);
    setAccessibleName(tr("JSON of the study"));
}

void StudyTextEdit::markLine(int line)
{
    m_marked = line;
    QList<QTextEdit::ExtraSelection> marks;
    if (line > 0) {
        QColor ground(Qt::red);
        ground.setAlpha(60); // over light and dark
        QTextEdit::ExtraSelection mark;
        mark.format.setBackground(ground);
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        mark.cursor = QTextCursor(document()->findBlockByNumber(line - 1));
        marks.append(mark);
    }
    setExtraSelections(marks);
}

void StudyTextEdit::goToLine(int line)
{
    setTextCursor(QTextCursor(document()->findBlockByNumber(line - 1)));
    centerCursor();
}

void StudyTextEdit::show(const QString& text)
{
    if (text == toPlainText()) {
        return;
    }
    const int line = textCursor().blockNumber();
    setPlainText(text);
    setTextCursor(QTextCursor(document()->findBlockByNumber(qMin(line, blockCount() - 1))));
}

} // namespace neurograft
