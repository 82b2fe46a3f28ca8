// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/text_diff.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cstdint>

namespace neurograft {

namespace {

using DiffPartKind = DiffPart::Kind;

/// Cells of the table of lengths at most: 16 MB.
constexpr qsizetype kMostCells = 4'000'000;

struct DiffTexts {
    Q_DECLARE_TR_FUNCTIONS(DiffPart)
};

/// Words, runs of blanks, single signs; together they are the text.
QStringList pieces(const QString& text)
{
    QStringList all;
    qsizetype start = 0;
    const auto kindOf = [](QChar c) {
        return c.isSpace() ? 0 : c.isLetterOrNumber() || c.isMark() || c.isSurrogate() ? 1 : 2;
    };
    for (qsizetype i = 1; i <= text.size(); ++i) {
        const int kind = kindOf(text[i - 1]);
        if (i == text.size() || kind == 2 || kindOf(text[i]) != kind) {
            all << text.mid(start, i - start);
            start = i;
        }
    }
    return all;
}

class Parts {
public:
    void add(DiffPartKind kind, const QString& text)
    {
        if (kind == DiffPartKind::Added) {
            m_added += text;
            return;
        }
        if (kind == DiffPartKind::Same) {
            flush();
        }
        append(kind, text);
    }
    std::vector<DiffPart> take()
    {
        flush();
        return std::move(m_parts);
    }

private:
    /// What came stands behind what went, however the two alternate.
    void flush()
    {
        append(DiffPartKind::Added, m_added);
        m_added.clear();
    }
    void append(DiffPartKind kind, const QString& text)
    {
        if (text.isEmpty()) {
            return;
        }
        if (m_parts.empty() || m_parts.back().kind != kind) {
            m_parts.push_back({kind, {}});
        }
        m_parts.back().text += text;
    }
    std::vector<DiffPart> m_parts;
    QString m_added;
};

/// Lengths of the longest common subsequences of all pairs of tails.
class Tails {
public:
    Tails(const QStringList& a, const QStringList& b)
        : m_columns(b.size() + 1),
          m_lengths(static_cast<std::size_t>((a.size() + 1) * m_columns), 0)
    {
        for (qsizetype i = a.size() - 1; i >= 0; --i) {
            for (qsizetype j = b.size() - 1; j >= 0; --j) {
                m_lengths[place(i, j)] =
                    a[i] == b[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
            }
        }
    }
    std::int32_t at(qsizetype i, qsizetype j) const { return m_lengths[place(i, j)]; }

private:
    std::size_t place(qsizetype i, qsizetype j) const
    {
        return static_cast<std::size_t>(i * m_columns + j);
    }
    qsizetype m_columns;
    std::vector<std::int32_t> m_lengths;
};

void compare(const QStringList& a, const QStringList& b, Parts& parts)
{
    if ((a.size() + 1) * (b.size() + 1) > kMostCells) {
        parts.add(DiffPartKind::Removed, a.join(QString()));
        parts.add(DiffPartKind::Added, b.join(QString()));
        return;
    }
    const Tails tails(a, b);
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < a.size() || j < b.size()) {
        if (i < a.size() && j < b.size() && a[i] == b[j]) {
            parts.add(DiffPartKind::Same, a[i]);
            ++i;
            ++j;
        } else if (j == b.size() || (i < a.size() && tails.at(i + 1, j) >= tails.at(i, j + 1))) {
            parts.add(DiffPartKind::Removed, a[i++]);
        } else {
            parts.add(DiffPartKind::Added, b[j++]);
        }
    }
}

int wordsOf(const std::vector<DiffPart>& parts, DiffPartKind kind)
{
    int words = 0;
    for (const DiffPart& part : parts) {
        if (part.kind == kind) {
            for (const QString& piece : pieces(part.text)) {
                words += piece.trimmed().isEmpty() ? 0 : 1;
            }
        }
    }
    return words;
}

} // namespace

std::vector<DiffPart> wordDiff(const QString& before, const QString& after)
{
    QStringList a = pieces(before);
    QStringList b = pieces(after);
    const auto heads = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    const qsizetype head = heads.first - a.begin();
    qsizetype tail = 0;
    while (tail < a.size() - head && tail < b.size() - head
           && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) {
        ++tail;
    }
    Parts parts;
    parts.add(DiffPartKind::Same, a.mid(0, head).join(QString()));
    compare(a.mid(head, a.size() - head - tail), b.mid(head, b.size() - head - tail), parts);
    parts.add(DiffPartKind::Same, a.mid(a.size() - tail).join(QString()));
    return parts.take();
}

QString diffHtml(const std::vector<DiffPart>& parts, bool isDark)
{
    const QString removed = isDark ? QStringLiteral("#5c2b2b") : QStringLiteral("#ffd9d6");
    const QString added = isDark ? QStringLiteral("#1f4a2c") : QStringLiteral("#d3f0da");
    QString html;
    for (const DiffPart& part : parts) {
        QString text = part.text.toHtmlEscaped();
        text.replace(QLatin1Char('\n'), QLatin1String("&#8629;<br>"));
        switch (part.kind) {
        case DiffPartKind::Same:
            html += text;
            break;
        case DiffPartKind::Removed:
            html += QStringLiteral("<s style=\"background-color:%1\">%2</s>").arg(removed, text);
            break;
        case DiffPartKind::Added:
            html +=
                QStringLiteral("<b><u style=\"background-color:%1\">%2</u></b>").arg(added, text);
            break;
        }
    }
    return html;
}

QString diffSentence(const std::vector<DiffPart>& parts)
{
    const int removed = wordsOf(parts, DiffPartKind::Removed);
    const int added = wordsOf(parts, DiffPartKind::Added);
    const bool isSame = std::all_of(parts.begin(), parts.end(), [](const DiffPart& part) {
        return part.kind == DiffPartKind::Same;
    });
    if (isSame) {
        return DiffTexts::tr("unchanged");
    }
    return removed == 1 ? DiffTexts::tr("1 word removed, %1 added").arg(added)
                        : DiffTexts::tr("%1 words removed, %2 added").arg(removed).arg(added);
}

} // namespace neurograft
