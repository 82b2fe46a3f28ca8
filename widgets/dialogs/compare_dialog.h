// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/run_comparison.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTreeWidget;

namespace neurograft {

class ColorScaleBar;
class HeatmapPlot;
class QuickLane;

/// Two runs side by side: options with the changed ones marked, metrics, a difference heatmap.
/// Reads on the quick lane. Object name "compareDialog".
class CompareDialog : public QDialog {
    Q_OBJECT

public:
    /// @param lane outlives this dialog
    CompareDialog(const QString& pathA, const QString& pathB, QuickLane* lane,
                  QWidget* parent = nullptr);

    bool isReady() const { return m_isReady; }

Q_SIGNALS:
    /// A command line to copy.
    void commandWanted(const QString& command);
    void ready();

private:
    QTreeWidget* makeTable(const QString& name, const QStringList& headings);
    QWidget* makeMapPage();
    void read();
    void take(const RunComparison& comparison);
    void showOptions();
    void showMetrics();
    void showMap(int index);
    void swap();

    QString m_paths[2];
    QuickLane* m_lane;
    RunComparison m_comparison;
    bool m_isReady = false;

    QLabel* m_headline;
    QStackedWidget* m_pages;
    QLabel* m_message;
    QTreeWidget* m_options;
    QTreeWidget* m_metrics;
    QCheckBox* m_onlyChanged;
    QComboBox* m_mapCombo;
    QStackedWidget* m_mapPages;
    HeatmapPlot* m_map;
    QLabel* m_obstacle;
    QLabel* m_readout;
    QPushButton* m_commands[2];
};

} // namespace neurograft
