// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace neurograft {

/// Says over the window what letting go of the dragged files would do. Object name "dropHint".
class DropHint : public QLabel {
    Q_OBJECT

public:
    explicit DropHint(QWidget* parent);

    /// Shows @p text in the middle of @p place, a child of the parent.
    void showOver(const QWidget* place, const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace neurograft
