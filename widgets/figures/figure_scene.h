// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_spec.h"

#include <QColor>
#include <QImage>
#include <QLineF>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QTransform>

#include <variant>
#include <vector>

namespace neurograft {

/// What a text is for; the checks of ux.md 5.4 name it.
enum class TextRole {
    Title,
    Letter,
    PanelTitle,
    Box,
    Tick,
    AxisTitle,
    Scale,
    Legend,
    Footer,
    Annotation
};
enum class TextAnchor { Start, Middle, End };

/// Text on its baseline; angle -90 reads upwards.
struct SceneText {
    QPointF origin; ///< mm
    QString text;
    double pt = 8.0;
    bool isBold = false;
    TextAnchor anchor = TextAnchor::Start;
    double angle = 0.0; ///< 0 or -90
    TextRole role = TextRole::AxisTitle;
    QRectF bounds; ///< ink on the page, mm; filled in by FigureScene::add
};
struct SceneLine {
    QLineF line;
    double widthPt = 0.5;
    QRgb color = 0xff000000;
};
/// Outline without fill.
struct SceneFrame {
    QRectF rect;
    double widthPt = 0.5;
    QRgb color = 0xff000000;
};
/// Filled polygon without outline.
struct SceneArea {
    std::vector<QPointF> corners;
    QRgb color = 0xff000000;
};
/// One pixel per cell, opaque. Drawn enlarged by whole factors, never interpolated.
struct SceneImage {
    QRectF rect;
    QImage image;
    QString name; ///< "up_proj", or "scale"
};
/// A panel annotations can hold on to.
struct ScenePanel {
    QString name; ///< "up_proj", on a board "b/up_proj"
    QRectF rect; ///< mm
    QTransform toPage; ///< from its own coordinates to mm; see Annotation::panel
    QString xWord{}; ///< in front of a number of its first coordinate: "T L"
    QString yWord{}; ///< of its second: "S L"
    bool hasCells = true; ///< around whole numbers: boxes take whole ones
};
using SceneItem = std::variant<SceneText, SceneLine, SceneFrame, SceneArea, SceneImage>;

/// A figure laid out in millimetres on white, in drawing order. Window, PDF, SVG and PNG are drawn
/// from the same scene.
struct FigureScene {
    QSizeF sizeMm;
    FigureFont font = FigureFont::Sans;
    QString title; ///< metadata title
    QString description; ///< what the figure shows, for screen readers and metadata
    int scales = 1; ///< colour scales that do not compare with each other
    std::vector<SceneItem> items;
    std::vector<ScenePanel> panels;

    void add(SceneText text); ///< works out its bounds
    template <typename Item> void add(Item item) { items.emplace_back(std::move(item)); }
    std::vector<const SceneText*> texts() const;
};

/// Pixels per cell that give an image of this scene at least @p dpi.
int enlargement(double cellSizeMm, double dpi);
/// The image with every cell enlarged to at least 600 dpi at its size on the page.
QImage printImage(const SceneImage& image);

} // namespace neurograft
