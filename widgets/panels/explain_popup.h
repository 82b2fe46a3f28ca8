// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QTextBrowser;

namespace neurograft {

/// What F1 shows: a sentence, a formula, its reference; Esc closes it. Object names "explainPopup",
/// "explainPopup.text".
class ExplainPopup : public QDialog {
    Q_OBJECT

public:
    explicit ExplainPopup(QWidget* parent = nullptr);

    /// @param sentence about what is looked at, plain text; may be empty
    /// @param ids      of MeasureHelp, in this order; unknown ones are passed over
    void explain(const QString& sentence, const QStringList& ids);
    /// Every measure and formula.
    void explainAll();
    QString text() const; ///< plain, for tests and readers

protected:
    void changeEvent(QEvent* event) override;

private:
    void show(const QString& title);
    void render();
    QTextBrowser* m_text;
    QString m_sentence;
    QStringList m_ids;
    bool m_isAll = false;
};

/// What to explain when this widget has the focus, by its name and its parents'; empty when nothing
/// in particular.
QStringList helpIdsFor(const QWidget* focus);

} // namespace neurograft
