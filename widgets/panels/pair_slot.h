// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QStringList>

#include <functional>
#include <optional>

namespace neurograft {

/// One place of the pair bar: role mark, what it holds, its facts. A click or Enter asks to choose,
/// a drop opens. Painted from the palette, so that it follows light and dark.
class PairSlot : public QAbstractButton {
    Q_OBJECT

public:
    enum class Mark { Teacher, Student, Data };

    PairSlot(Mark mark, const QString& caption, QWidget* parent = nullptr);

    /// Empty @p name: nothing is here, @p facts says what to do.
    void setContent(const QString& name, const QString& facts, bool hasProblem);
    QString name() const { return m_name; }
    /// What the place is for: "Teacher".
    void setCaption(const QString& caption);
    QString caption() const { return m_caption; }
    QString facts() const { return m_facts; }
    /// Share of it that is in memory, 0 to 1, as a line along the bottom; 0 draws none.
    void setHeld(double fraction);
    double held() const { return m_held; }
    bool hasProblem() const { return m_hasProblem; }
    /// What a dropped path would do here ("Opens tiny-T as teacher"), or empty when it cannot be
    /// taken; decides by name only.
    void setDropIntent(std::function<QString(const QString&)> intent)
    {
        m_intent = std::move(intent);
    }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void dropped(const QString& path);

protected:
    void paintEvent(QPaintEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    std::optional<QString> pathOf(const QDropEvent& event) const;
    Mark m_mark;
    QString m_caption;
    QString m_name;
    QString m_facts;
    bool m_hasProblem = false;
    double m_held = 0.0;
    QString m_dropText; ///< what the thing dragged over it would do; empty: nothing is
    std::function<QString(const QString&)> m_intent;
};

} // namespace neurograft
