// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QMainWindow;

namespace neurograft {

/// Tab does not stop at what is not seen: the bar of tabbed docks stays in the walk, outside of the
/// window or with a single tab, while one dock alone of its group is shown. Such bars take the
/// focus only while they are seen and offer a choice.
class EmptyTabBars : public QObject {
    Q_OBJECT

public:
    /// @param window also the parent
    explicit EmptyTabBars(QMainWindow* window);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow();
    QMainWindow* m_window;
};

} // namespace neurograft
