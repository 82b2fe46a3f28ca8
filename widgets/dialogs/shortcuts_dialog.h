// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QAction;

namespace neurograft {

/// Every action that has a key, with its key, grouped by menu.
class ShortcutsDialog : public QDialog {
    Q_OBJECT

public:
    struct Group {
        QString title;
        QList<QAction*> actions;
    };
    explicit ShortcutsDialog(const QList<Group>& groups, QWidget* parent = nullptr);
};

} // namespace neurograft
