// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/study_text_edit.h"

#include <QFontDatabase>
#include <QTextBlock>

#include <algorithm>

namespace neurograft {

StudyTextEdit::StudyTextEdit(QWidget* parent) : QPlainTextEdit(parent)
{
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTabChangesFocus(true);
    setAccessibleName(tr("JSON of the study"));
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &StudyTextEdit::showMarks);
}

QString StudyTextEdit::text() const
{
    return document()->toRawText().replace(QChar::ParagraphSeparator, QLatin1Char('\n'));
}

void StudyTextEdit::markLine(int line)
{
    m_marked = line;
    showMarks();
}

/// The line of the cursor, and where something is wrong.
void StudyTextEdit::showMarks()
{
    QList<QTextEdit::ExtraSelection> marks;
    const auto mark = [&marks](const QTextCursor& cursor, QColor ground) {
        ground.setAlpha(60); // over light and dark
        QTextEdit::ExtraSelection made;
        made.format.setBackground(ground);
        made.format.setProperty(QTextFormat::FullWidthSelection, true);
        made.cursor = cursor;
        made.cursor.clearSelection();
        marks.append(made);
    };
    mark(textCursor(), palette().color(QPalette::Active, QPalette::Highlight));
    if (m_marked > 0) {
        mark(QTextCursor(document()->findBlockByNumber(m_marked - 1)), Qt::red);
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
    const QString before = this->text();
    if (before == text) {
        return;
    }
    const qsizetype shorter = std::min(before.size(), text.size());
    qsizetype begin = 0;
    while (begin < shorter && before[begin] == text[begin]) {
        ++begin;
    }
    begin -= begin > 0 && text[begin - 1].isHighSurrogate() ? 1 : 0; // both halves or none
    qsizetype tail = 0;
    while (tail < shorter - begin
           && before[before.size() - 1 - tail] == text[text.size() - 1 - tail]) {
        ++tail;
    }
    tail -= tail > 0 && text[text.size() - tail].isLowSurrogate() ? 1 : 0;
    QTextCursor change(document());
    change.setPosition(static_cast<int>(begin));
    change.setPosition(static_cast<int>(before.size() - tail), QTextCursor::KeepAnchor);
    change.insertText(text.mid(begin, text.size() - tail - begin));
}

} // namespace neurograft
