// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;

namespace neurograft {

/// What is seen while nothing is open: one sentence and what can be done. Object name "startPage".
class StartPage : public QWidget {
    Q_OBJECT

public:
    explicit StartPage(QWidget* parent = nullptr);

    /// Without a bundled demo its button is disabled and says why.
    void setDemoAvailable(bool isAvailable);

Q_SIGNALS:
    void demoWanted();
    void pairWanted();
    void resultWanted();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QPushButton* m_demo;
};

} // namespace neurograft
