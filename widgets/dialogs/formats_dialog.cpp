// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/formats_dialog.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTextBrowser>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextDocumentFragment>
#include <QUrl>
#include <QVBoxLayout>

namespace neurograft {

FormatsDialog::FormatsDialog(const QList<HelpPage>& pages, QWidget* parent)
    : QDialog(parent), m_pages(pages), m_search(new QLineEdit(this)), m_list(new QListWidget(this)),
      m_text(new QTextBrowser(this)), m_count(new QLabel(this))
{
    setObjectName(QStringLiteral("formatsDialog"));
    setWindowTitle(tr("File formats and commands"));
    m_search->setObjectName(QStringLiteral("formatsDialog.search"));
    m_search->setClearButtonEnabled(true);
    m_search->setPlaceholderText(tr("words in the text: status, --modules"));
    m_list->setObjectName(QStringLiteral("formatsDialog.pages"));
    m_list->setAccessibleName(tr("Pages"));
    m_text->setObjectName(QStringLiteral("formatsDialog.text"));
    m_text->setAccessibleName(tr("Page"));
    m_text->setOpenLinks(false);
    m_text->setTextInteractionFlags(Qt::TextBrowserInteraction | Qt::TextSelectableByKeyboard);
    m_count->setObjectName(QStringLiteral("formatsDialog.count"));
    for (const HelpPage& page : pages) {
        m_list->addItem(page.title);
    }
    m_list->setFixedWidth(m_list->sizeHintForColumn(0) + fontMetrics().averageCharWidth() * 6);

    auto* label = new QLabel(tr("&Search"), this);
    label->setBuddy(m_search);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton* copyButton = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    copyButton->setObjectName(QStringLiteral("formatsDialog.copy"));
    copyButton->setToolTip(tr("What is selected, or the whole page"));
    for (QAbstractButton* button : buttons->buttons()) {
        static_cast<QPushButton*>(button)->setAutoDefault(false); // Return searches on
    }
    connect(copyButton, &QPushButton::clicked, this, &FormatsDialog::copy);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_search, &QLineEdit::textChanged, this, &FormatsDialog::search);
    connect(m_search, &QLineEdit::returnPressed, this, &FormatsDialog::goToNext);
    connect(m_list, &QListWidget::currentRowChanged, this, &FormatsDialog::showPage);
    connect(m_text, &QTextBrowser::anchorClicked, this, &FormatsDialog::follow);

    auto* top = new QHBoxLayout;
    top->addWidget(label);
    top->addWidget(m_search, 1);
    top->addWidget(m_count);
    auto* middle = new QHBoxLayout;
    middle->addWidget(m_list);
    middle->addWidget(m_text, 1);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addLayout(middle, 1);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 130, fontMetrics().height() * 36);
    m_list->setCurrentRow(0);
    m_search->setFocus();
}

void FormatsDialog::showPage(int page)
{
    if (page < 0) {
        return;
    }
    const HelpPage& shown = m_pages[page];
    m_text->setFont(shown.isMarkdown ? font()
                                     : QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setLineWrapMode(shown.isMarkdown ? QTextEdit::WidgetWidth : QTextEdit::NoWrap);
    if (shown.isMarkdown) {
        m_text->setMarkdown(shown.text);
    } else {
        m_text->setPlainText(shown.text);
    }
    markPlaces();
}

void FormatsDialog::search(const QString& words)
{
    int found = 0;
    int first = -1;
    for (int page = 0; page < m_pages.size(); ++page) {
        const bool hasWords = words.isEmpty()
            || m_pages[page].title.contains(words, Qt::CaseInsensitive)
            || m_pages[page].text.contains(words, Qt::CaseInsensitive);
        m_list->item(page)->setHidden(!hasWords);
        found += hasWords ? 1 : 0;
        first = hasWords && first < 0 ? page : first;
    }
    m_count->setText(words.isEmpty() ? QString()
                                     : tr("%1 of %2 pages").arg(found).arg(m_pages.size()));
    const QListWidgetItem* present = m_list->currentItem();
    if (first >= 0 && (present == nullptr || present->isHidden())) {
        m_list->setCurrentRow(first);
    } else {
        markPlaces();
    }
}

void FormatsDialog::markPlaces()
{
    QList<QTextEdit::ExtraSelection> places;
    const QString words = m_search->text();
    if (!words.isEmpty()) {
        QTextCharFormat marked;
        marked.setBackground(palette().highlight());
        marked.setForeground(palette().highlightedText());
        for (QTextCursor at = m_text->document()->find(words); !at.isNull();
             at = m_text->document()->find(words, at)) {
            places.append({at, marked});
        }
    }
    m_text->setExtraSelections(places);
    if (!places.isEmpty()) { // the first is seen, nothing is selected
        QTextCursor start = places.front().cursor;
        start.setPosition(start.selectionStart());
        m_text->setTextCursor(start);
        m_text->ensureCursorVisible();
    }
}

void FormatsDialog::goToNext()
{
    if (!m_search->text().isEmpty() && !m_text->find(m_search->text())) {
        m_text->moveCursor(QTextCursor::Start); // from the top again
        m_text->find(m_search->text());
    }
}

void FormatsDialog::follow(const QUrl& link)
{
    for (int page = 0; page < m_pages.size(); ++page) {
        if (m_pages[page].name == link.fileName()) {
            m_search->clear();
            m_list->setCurrentRow(page);
        }
    }
}

void FormatsDialog::copy()
{
    const QTextCursor cursor = m_text->textCursor();
    QApplication::clipboard()->setText(cursor.hasSelection() ? cursor.selection().toPlainText()
                                                             : m_pages[m_list->currentRow()].text);
}

} // namespace neurograft
