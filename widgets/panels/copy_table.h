// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace neurograft {

/// A table whose chosen rows the key of Copy takes to the clipboard, whatever the window's Copy
/// means.
class CopyTable : public QTableView {
    Q_OBJECT

public:
    using QTableView::QTableView;

    virtual QString chosenText() const = 0; ///< for the clipboard, parted by tabs

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace neurograft
