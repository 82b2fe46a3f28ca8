// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/settings/app_settings.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace neurograft {

/// A study opened before, and whether it still is where it was.
struct RecentEntry {
    RecentStudy study;
    bool isThere = true;
};

/// What is seen while nothing is open: one sentence, what can be done, and the studies opened last.
/// Object name "startPage".
class StartPage : public QWidget {
    Q_OBJECT

public:
    explicit StartPage(QWidget* parent = nullptr);

    /// Without a bundled demo its button is disabled and says why.
    void setDemoAvailable(bool isAvailable);
    /// Newest first; one that is missing is grey and offers to be located.
    void setRecent(const QList<RecentEntry>& studies);

Q_SIGNALS:
    void demoWanted();
    void pairWanted();
    void studyWanted();
    void readyStudiesWanted();
    void recentWanted(const QString& file);
    /// A study is no longer where it was.
    void locateWanted(const QString& file);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void take(QTreeWidgetItem* item);
    QPushButton* m_demo;
    QLabel* m_recentTitle;
    QTreeWidget* m_recent;
};

} // namespace neurograft
