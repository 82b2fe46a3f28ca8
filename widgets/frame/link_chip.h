// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace neurograft {

/// Switch of a linked view: lit, it follows the selection of all views; unlit, it is frozen
/// (ux.md 7.4). Checked means lit, and it starts lit.
class LinkChip : public QToolButton {
    Q_OBJECT

public:
    /// @param translation how the view reads the selection: "A cell shows its student layer's row."
    explicit LinkChip(const QString& translation, QWidget* parent = nullptr);

    bool isLit() const { return isChecked(); }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showState();
    QString m_translation;
};

} // namespace neurograft
