// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_checks.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/jobs/job_outcome.h"

#include <QDialog>

#include <memory>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;

namespace neurograft {

class AppSettings;
class QuickLane;

/// Exports what is on the screen: preset, format and resolution beside a live preview at true size
/// and the checks of ux.md 5.4. Drawing, checking and writing happen off the GUI thread. Object
/// names "exportDialog", "exportDialog.presetCombo", "exportDialog.formatCombo",
/// "exportDialog.dpiSpin", "exportDialog.path", "exportDialog.preview", "exportDialog.checks",
/// "exportDialog.export".
class ExportDialog : public QDialog {
    Q_OBJECT

public:
    /// @param spec  drawing options of the view (lock, transposition, colour map)
    /// lane and settings outlive the dialog
    ExportDialog(HeatmapFigure figure, const FigureSpec& spec, QuickLane* lane,
                 AppSettings* settings, QWidget* parent = nullptr);

    /// What would be written with the present choices.
    FigureSpec spec() const;

Q_SIGNALS:
    void written(const QString& path);

private:
    QWidget* makeChoices();
    QWidget* makePreview();
    void choose();
    void refresh();
    void showChecks(const std::vector<FigureCheck>& checks);
    void browse();
    void write();
    void showProblem(const JobOutcome& outcome);
    QString targetPath() const;

    std::shared_ptr<const HeatmapFigure> m_figure;
    FigureSpec m_base;
    QuickLane* m_lane;
    AppSettings* m_settings;
    QComboBox* m_preset;
    QComboBox* m_format;
    QSpinBox* m_dpi;
    QComboBox* m_colorMap;
    QCheckBox* m_letters;
    QCheckBox* m_box;
    QCheckBox* m_footer;
    QLineEdit* m_path;
    QLabel* m_preview;
    QLabel* m_size;
    QListWidget* m_checks;
    QLabel* m_problem;
    QPushButton* m_export;
};

/// File name a figure is offered under: "similarity-cka-tiny-S-tiny-T".
QString figureBaseName(const HeatmapFigure& figure);

} // namespace neurograft
