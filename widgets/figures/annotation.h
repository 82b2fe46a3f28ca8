// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineF>
#include <QPointF>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace neurograft {

struct FigureScene;

/// A box, an arrow or a text that points at something in a figure (H18). Kept in its recipe, drawn
/// over everything else, black on a white rim.
struct Annotation {
    enum class Kind { Box, Arrow, Text };
    /// Which of its points a change is meant for.
    enum class End { Both, To };

    Kind kind = Kind::Box;
    /// Panel it holds on to: "up_proj", on a board "b/up_proj". Its points have the panel's
    /// coordinates then, of a map (teacher layer, student layer) with cell k from k − 0.5 to
    /// k + 0.5, and survive another size, mask or transposition. Empty: the page; its points are
    /// shares of the page's width and height from the top left.
    QString panel;
    QPointF from; ///< a corner of the box, the arrow's tail, the text's left end at half its height
    QPointF to; ///< the opposite corner, the arrow's tip; a text has none
    QString text; ///< of a text only

    bool operator==(const Annotation& other) const
    {
        return kind == other.kind && panel == other.panel && from == other.from && to == other.to
            && text == other.text;
    }
};

/// Word of recipes: "box", "arrow", "text".
QString annotationWord(Annotation::Kind kind);
std::optional<Annotation::Kind> annotationKindFromWord(const QString& word);
/// "Box on up_proj: T L3–5, S L2–4", for screen readers and messages.
QString annotationText(const Annotation& annotation, const FigureScene& scene);

/// Its points on the page, mm; nothing when the page has no such panel.
std::optional<QLineF> annotationOnPage(const Annotation& annotation, const FigureScene& scene);

/// A new annotation where the pointer was drawn from and to, mm. It holds on to the panel under the
/// arrow's tip, the text's place or the box's middle; a box takes whole cells where the panel has
/// cells.
Annotation annotationAt(Annotation::Kind kind, const QLineF& onPage, const QString& text,
                        const FigureScene& scene);
/// Moved on the page by @p mm, keeping its panel: a box by whole cells. One that would leave the
/// page, or a box without extent, stays as it was.
Annotation movedAnnotation(const Annotation& annotation, const QPointF& mm, Annotation::End end,
                           const FigureScene& scene);
/// The way one press of an arrow key moves it, mm: a cell of its panel, 2 mm on the page; a tenth
/// of that when @p isFine.
QPointF annotationStep(const Annotation& annotation, bool isFine, const FigureScene& scene);
/// Place in @p annotations of the topmost one within @p reach mm of a point; −1 when there is none.
int annotationUnder(const std::vector<Annotation>& annotations, const QPointF& mm, double reach,
                    const FigureScene& scene);

/// Draws them over the scene; those whose panel is not there are left out.
/// @param pt size of the texts
void addAnnotations(FigureScene& scene, const std::vector<Annotation>& annotations, double pt);
/// What of them cannot be seen on this page: their panel is not there, or they leave the page.
QStringList annotationProblems(const std::vector<Annotation>& annotations,
                               const FigureScene& scene);

} // namespace neurograft
