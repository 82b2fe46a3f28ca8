// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/token_layout.h"

#include <QAbstractScrollArea>

#include <QString>

#include <memory>
#include <vector>

namespace neurograft {

/// One row as its tokens: each in a box; special ones filled, those that carry the loss underlined,
/// those beyond the cut-off grey and struck out, position 0 dashed where similarity leaves it out.
/// Wraps and scrolls; arrows move a cursor, whose token is told to screen readers.
class TokenStrip : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit TokenStrip(QWidget* parent = nullptr);

    /// Null shows nothing.
    void setPreview(std::shared_ptr<const RowPreview> preview);
    std::shared_ptr<const RowPreview> preview() const { return m_preview; }
    bool isLossShown() const { return m_isLossShown; }
    void setLossShown(bool isShown);
    /// A number for each token of the preview, drawn as its colour (blue below 0, red above, white
    /// at 0) and told by tip and description under its name; setPreview() takes them away.
    void setValues(std::vector<double> values, const QString& name);
    const std::vector<double>& values() const { return m_values; }
    /// "Position 4 of 0 to 5: ·France, id 270, …" with its value where it has one.
    QString description(int token) const;
    int cursorToken() const { return m_cursor; } ///< -1 while there is none
    void setCursorToken(int token);
    const TokenLayout& tokenLayout() const { return m_layout; }

Q_SIGNALS:
    void cursorChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void arrange();
    void describe();
    void paintToken(QPainter& painter, std::size_t index) const;
    QPoint toContents(const QPoint& point) const;
    int count() const { return static_cast<int>(m_layout.boxes.size()); }

    std::shared_ptr<const RowPreview> m_preview;
    TokenLayout m_layout;
    std::vector<double> m_values; ///< empty, or one per token
    double m_reach = 1.0; ///< largest magnitude of the values
    QString m_valueName;
    bool m_isLossShown = true;
    int m_cursor = -1;
};

/// "Position 12 of 0 to 15: Paris, id 260, characters 44 to 49, carries the loss."
QString tokenDescription(const RowPreview& preview, int token);
/// "15 tokens, 4 carry the loss, 0 truncated."
QString previewSummary(const RowPreview& preview);

} // namespace neurograft
