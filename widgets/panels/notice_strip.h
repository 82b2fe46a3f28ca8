// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QList>
#include <QMap>
#include <QString>

#include <functional>

class QVBoxLayout;

namespace neurograft {

/// Something a person has to know or decide, in the three parts of ux.md 8.4: what happened, why,
/// what to do.
struct Notice {
    enum class Weight { Note, Problem };
    struct Action {
        QString text;
        std::function<void()> trigger;
    };

    Weight weight = Weight::Problem;
    QString headline; ///< what happened: "The student was not opened."
    QString reason; ///< why
    QString advice; ///< what to do
    QString details; ///< technical text, unfolded on request; may be empty
    QList<Action> actions;
    QString detailsText = {}; ///< words of the button that unfolds them; "Details" when empty
};

/// Where notices stand until they are answered or their cause is gone; not in the way while there
/// is none. Object name "noticeStrip". Texts can be selected and copied.
class NoticeStrip : public QFrame {
    Q_OBJECT

public:
    explicit NoticeStrip(QWidget* parent = nullptr);

    /// Shows a notice under a topic ("student"); a notice of the same topic is replaced.
    void show(const QString& topic, const Notice& notice);
    /// The cause of this topic is gone.
    void clear(const QString& topic);
    void clearAll();
    /// All that a topic's notice says, one paragraph; empty when there is none.
    QString text(const QString& topic) const;
    QStringList topics() const { return m_rows.keys(); }

    using QWidget::show;

private:
    QWidget* makeRow(const QString& topic, const Notice& notice);
    QVBoxLayout* m_layout;
    QMap<QString, QWidget*> m_rows;
    QMap<QString, QString> m_texts;
};

} // namespace neurograft
