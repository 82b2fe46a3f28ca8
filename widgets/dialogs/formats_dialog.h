// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>
#include <QString>

class QLabel;
class QLineEdit;
class QListWidget;
class QTextBrowser;
class QUrl;

namespace neurograft {

/// A page of the help.
struct HelpPage {
    QString name; ///< that links lead to: "study-format.md", "similarity"
    QString title; ///< in the list
    QString text; ///< Markdown, or plain text of fixed width
    bool isMarkdown = false;
};

/// File formats and commands as pages, to be searched and copied. Typing filters the list to pages
/// that have the words and marks every place; Return goes to the next. Object name
/// "formatsDialog"; parts are "formatsDialog.search", ".pages", ".text", ".count", ".copy".
class FormatsDialog : public QDialog {
    Q_OBJECT

public:
    explicit FormatsDialog(const QList<HelpPage>& pages, QWidget* parent = nullptr);

private:
    void showPage(int page);
    void search(const QString& words);
    void markPlaces();
    void goToNext();
    void follow(const QUrl& link);
    void copy();

    QList<HelpPage> m_pages;
    QLineEdit* m_search;
    QListWidget* m_list;
    QTextBrowser* m_text;
    QLabel* m_count;
};

} // namespace neurograft
