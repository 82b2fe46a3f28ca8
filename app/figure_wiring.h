// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/figures/figure_recipe.h"

#include <QObject>

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace neurograft {

class ExportDialog;
class Figure;
class FigureListWiring;
class FigureReopening;
class FigureSource;
class StudyPanel;

/// Figures and numbers out of the window: files, clipboard, LaTeX, scripts; and an exported figure
/// back in.
class FigureWiring : public QObject {
    Q_OBJECT

public:
    FigureWiring(const WindowParts& parts, QObject* parent);

    /// A PDF, SVG or PNG of ours: opens its run with the modules, mask, lock, transposition and
    /// estimator it was drawn with. Any other file is refused in words.
    void openFigure(const QString& path);
    /// Keeps the figures of a gathered sweep that are not kept yet, and shows the first.
    void openSweep(const QString& path);
    /// Lists the kept figures in the study dock, too.
    void fill(StudyPanel* panel);

private:
    void exportFigure(bool isForLabels);
    void showWritten(const QString& path);
    void exportData();
    void exportScript();
    void copyFigure();
    void copyTable();
    void copyCommand();
    void copyLatex();
    void showProvenance();
    void addToBoard(bool isNew);
    /// A view is kept as a figure first: annotations belong to figures.
    void annotate(Annotation::Kind kind);
    void updateActions();
    QString shownCommand() const;

    WindowParts m_parts;
    FigureListWiring* m_list;
    FigureSource* m_source;
    FigureReopening* m_reopening;
};

} // namespace neurograft
