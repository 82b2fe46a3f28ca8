// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/heatmap_figure.h"
#include "widgets/jobs/quick_lane.h"

#include <QDialog>

#include <filesystem>
#include <memory>
#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace neurograft {

class AppSettings;
class ExportForm;
class FigureCheckList;
class FigurePreview;

/// Where a figure comes from and where it goes, as far as the window knows.
struct ExportPlace {
    std::vector<std::filesystem::path> runs; ///< result files: for "Copy as command"
    QString folder; ///< the study's "figures"; empty: where the last export went
    QString name; ///< file name without suffix; empty: the figure's own
    /// The spec is that of a figure kept before: preset and format are not those of the last
    /// export.
    bool isKept = false;
};

/// Exports what is on the screen: choices beside a live preview at true size and the checks of
/// ux.md 5.4. Drawing, checking and writing happen off the GUI thread. Object names "exportDialog",
/// those of ExportForm, "exportDialog.contentCombo", "exportDialog.path", "exportDialog.preview"
/// (see FigurePreview), "exportDialog.checks", "exportDialog.problem",
/// "exportDialog.saveElsewhere", "exportDialog.copyFigure", "exportDialog.copyCommand",
/// "exportDialog.copyLatex", "exportDialog.export".
class ExportDialog : public QDialog {
    Q_OBJECT

public:
    /// @param spec  drawing options of the view (lock, transposition, colour map)
    /// lane and settings outlive the dialog
    ExportDialog(std::shared_ptr<const Figure> figure, const FigureSpec& spec, ExportPlace place,
                 QuickLane* lane, AppSettings* settings, QWidget* parent = nullptr);

    /// Offers another figure of the same view, the dialog's own first: with two or more they can be
    /// chosen from.
    void addContent(const QString& title, std::shared_ptr<const Figure> figure);

    /// What would be written with the present choices.
    FigureSpec spec() const;

Q_SIGNALS:
    /// @param csvSha256 of the numbers drawn
    void written(const QString& path, const neurograft::FigureRecipe& recipe,
                 const QString& csvSha256);

private:
    QWidget* makeChoices();
    QLayout* makeButtons();
    QPushButton* makeCopy(const char* name, const QString& text, const QString& tip,
                          void (ExportDialog::*copy)());
    void choose();
    void chooseContent(int index);
    void refresh();
    void refreshPicture();
    void browse();
    void write();
    void writeTo(const QString& path, bool isThere);
    void saveElsewhere();
    void copyFigure();
    void copyCommand();
    void copyLatex();
    void say(const QString& text);
    void showProblem(const QString& reason);
    void showProblem(const JobOutcome& outcome);
    QString targetPath() const;

    std::shared_ptr<const Figure> m_figure;
    std::vector<std::shared_ptr<const Figure>> m_contents;
    ExportPlace m_place;
    QuickLane* m_lane;
    AppSettings* m_settings;
    ExportForm* m_form;
    FigurePreview* m_preview;
    FigureCheckList* m_checks;
    QWidget* m_contentLine;
    QComboBox* m_content;
    QLineEdit* m_path;
    QLabel* m_remark;
    QLabel* m_problem;
    QPushButton* m_elsewhere;
    QPushButton* m_export;
};

} // namespace neurograft
