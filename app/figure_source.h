// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/figures/figure.h"
#include "widgets/figures/figure_recipe.h"

#include <QObject>

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace neurograft {

class FigureListWiring;

/// One of the figures a view can be exported as.
struct FigureChoice {
    QString title; ///< "Maps as seen"
    std::shared_ptr<const Figure> figure;
};

/// The figure a command is meant for: what Compare, Neurons or Transfer shows, or the chosen one of
/// workspace Figures.
struct FigureAtHand {
    std::shared_ptr<const Figure> figure;
    FigureSpec spec;
    std::vector<std::filesystem::path> runs;
    QString name; ///< of a kept figure; empty for a view
    std::vector<FigureChoice> choices; ///< `figure` first; empty when there is nothing to choose
};

/// Which figure the workspace in front stands for.
class FigureSource : public QObject {
    Q_OBJECT

public:
    /// @param list outlives this object
    FigureSource(const WindowParts& parts, FigureListWiring* list, QObject* parent);

    bool isListAtHand() const; ///< workspace Figures with something in it
    bool areNeuronsAtHand() const;
    bool areScoresAtHand() const; ///< workspace Evaluate
    bool areCurvesAtHand() const;
    bool areParametersAtHand() const; ///< other views of workspace Compare
    bool areSelfMapsAtHand() const;
    /// Why there is no figure now, one sentence; empty when there is one.
    QString obstacle() const;
    /// The same of Compare's maps, whichever workspace is in front.
    QString mapsObstacle() const;
    /// Hands over the figure at hand, read off the GUI thread where it is not in memory. Failures
    /// become a notice under topic "export".
    void withFigure(const std::function<void(const FigureAtHand&)>& then);

Q_SIGNALS:
    /// Another figure is at hand, or none.
    void changed();

private:
    void withKept(const std::function<void(const FigureAtHand&)>& then);
    void withScores(const std::function<void(const FigureAtHand&)>& then);
    void withParameters(const std::function<void(const FigureAtHand&)>& then);
    void withSelfMaps(const std::function<void(const FigureAtHand&)>& then);
    void withCurves(const std::function<void(const FigureAtHand&)>& then);
    void withNeurons(const std::function<void(const FigureAtHand&)>& then);
    void withMaps(const std::function<void(const FigureAtHand&)>& then);
    void failed(const JobOutcome& outcome);

    WindowParts m_parts;
    FigureListWiring* m_list;
};

} // namespace neurograft
