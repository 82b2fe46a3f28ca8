// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>
#include <QList>

namespace neurograft {

/// Widgets in a line that goes on below when there is no room: a bar of controls that a narrow pane
/// still shows whole. Wants to be as wide as one line.
class FlowLayout : public QLayout {
    Q_OBJECT

public:
    explicit FlowLayout(QWidget* parent = nullptr);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override;
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem* itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem* takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize minimumSize() const override; ///< the widest item alone
    QSize sizeHint() const override; ///< one line
    void setGeometry(const QRect& rect) override;

private:
    /// Items that are not hidden, line by line, as far as @p width reaches.
    QList<QList<QLayoutItem*>> lines(int width) const;
    int gap() const;

    QList<QLayoutItem*> m_items;
};

} // namespace neurograft
