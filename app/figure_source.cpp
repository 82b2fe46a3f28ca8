// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figure_source.h"

#include "app/figure_list_wiring.h"
#include "core/run/error.h"
#include "widgets/figures/figure_entry.h"
#include "widgets/figures/figure_origin.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/evaluate_session.h"
#include "widgets/models/evaluation_board_model.h"
#include "widgets/models/figure_list_model.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/parameter_session.h"
#include "widgets/models/path_text.h"
#include "widgets/models/self_maps.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/transfer_session.h"
#include "widgets/panels/compare_page.h"
#include "widgets/panels/evaluate_view.h"
#include "widgets/panels/evaluation_board_panel.h"
#include "widgets/panels/figures_view.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/neuron_figures.h"
#include "widgets/panels/neurons_view.h"
#include "widgets/panels/parameters_view.h"
#include "widgets/panels/self_maps_view.h"
#include "widgets/panels/similarity_panes.h"
#include "widgets/panels/spectrum_distance_panel.h"
#include "widgets/panels/transfer_view.h"

#include <utility>

namespace neurograft {

namespace {

const QString kChannel = QStringLiteral("figure.at.hand");

/// The first must be there; the others are offered as far as the file holds them.
FigureAtHand loadChoices(const std::vector<NamedRecipe>& recipes, const std::filesystem::path& run)
{
    FigureAtHand hand;
    hand.runs = {run};
    hand.figure = loadFigure(recipes.front().recipe, hand.runs);
    hand.spec = recipes.front().recipe.spec;
    hand.choices.push_back({recipes.front().title, hand.figure});
    for (std::size_t i = 1; i < recipes.size(); ++i) {
        try {
            hand.choices.push_back({recipes[i].title, loadFigure(recipes[i].recipe, hand.runs)});
        } catch (const StudyError&) {
            continue; // results of earlier versions hold no tokens
        }
    }
    return hand;
}

} // namespace

FigureSource::FigureSource(const WindowParts& parts, FigureListWiring* list, QObject* parent)
    : QObject(parent), m_parts(parts), m_list(list)
{
    connect(parts.session, &SimilaritySession::figureChanged, this, &FigureSource::changed);
    connect(parts.session, &SimilaritySession::stateChanged, this, &FigureSource::changed);
    connect(parts.similarity, &SimilarityPanes::currentChanged, this, &FigureSource::changed);
    connect(parts.neurons, &NeuronSession::resultChanged, this, &FigureSource::changed);
    connect(parts.transfer, &TransferSession::resultChanged, this, &FigureSource::changed);
    connect(parts.evaluate, &EvaluateSession::stateChanged, this, &FigureSource::changed);
    connect(parts.evaluateView, &EvaluateView::boardShown, this, &FigureSource::changed);
    connect(parts.evaluateView->board()->model(), &EvaluationBoardModel::tableChanged, this,
            &FigureSource::changed);
    connect(parts.pages, &WorkspacePages::pageChanged, this, &FigureSource::changed);
    connect(parts.compare, &ComparePage::viewChanged, this, &FigureSource::changed);
    connect(parts.parameters, &ParameterSession::resultChanged, this, &FigureSource::changed);
    connect(parts.compare->selfMaps()->maps(), &SelfMaps::changed, this, &FigureSource::changed);
    connect(list->view(), &FiguresView::currentChanged, this, &FigureSource::changed);
}

bool FigureSource::isListAtHand() const
{
    return m_parts.pages->current() == Workspace::Figures && m_list->model()->rowCount() > 0;
}

bool FigureSource::areNeuronsAtHand() const
{
    return m_parts.pages->current() == Workspace::Neurons;
}

bool FigureSource::areScoresAtHand() const
{
    return m_parts.pages->current() == Workspace::Evaluate;
}

bool FigureSource::areCurvesAtHand() const
{
    return m_parts.pages->current() == Workspace::Transfer;
}

bool FigureSource::areParametersAtHand() const
{
    return m_parts.pages->current() == Workspace::Compare && m_parts.compare->areParametersShown();
}

bool FigureSource::areSelfMapsAtHand() const
{
    return m_parts.pages->current() == Workspace::Compare && m_parts.compare->areSelfMapsShown();
}

QString FigureSource::obstacle() const
{
    if (isListAtHand()) {
        return m_list->view()->current() >= 0 ? QString()
                                              : tr("No figure is kept yet: export a view.");
    }
    if (areNeuronsAtHand()) {
        return m_parts.neurons->result() != nullptr
            ? QString()
            : tr("There are no neuron maps yet: locate neurons.");
    }
    if (areScoresAtHand()) {
        return !m_parts.evaluateView->figureRuns().runs.empty()
            ? QString()
            : tr("There are no scores yet: run tasks first.");
    }
    if (areCurvesAtHand()) {
        const auto result = m_parts.transfer->result();
        return result && !result->charts.empty()
            ? QString()
            : tr("There are no training curves yet: start a transfer.");
    }
    if (areParametersAtHand()) {
        const auto result = m_parts.parameters->result();
        return result && !result->modules().isEmpty()
            ? QString()
            : tr("There are no curves of parameters yet: compare parameters.");
    }
    if (areSelfMapsAtHand()) {
        return !m_parts.compare->selfMaps()->maps()->isEmpty()
            ? QString()
            : tr("There are no maps of the models with themselves yet: run that baseline.");
    }
    return mapsObstacle();
}

QString FigureSource::mapsObstacle() const
{
    const auto figure = m_parts.similarity->session()->figure();
    return figure != nullptr && !figure->panels.empty()
        ? QString()
        : tr("There are no maps yet: run similarity.");
}

void FigureSource::withFigure(const std::function<void(const FigureAtHand&)>& then)
{
    if (isListAtHand()) {
        withKept(then);
    } else if (areNeuronsAtHand()) {
        withNeurons(then);
    } else if (areScoresAtHand()) {
        withScores(then);
    } else if (areCurvesAtHand()) {
        withCurves(then);
    } else if (areParametersAtHand()) {
        withParameters(then);
    } else if (areSelfMapsAtHand()) {
        withSelfMaps(then);
    } else {
        withMaps(then);
    }
}

void FigureSource::failed(const JobOutcome& outcome)
{
    m_parts.showProblem(QStringLiteral("export"), tr("The figure was not read."), outcome);
}

void FigureSource::withKept(const std::function<void(const FigureAtHand&)>& then)
{
    const int row = m_list->view()->current();
    if (row < 0) {
        return;
    }
    m_parts.lane->ask(
        kChannel, this,
        [then, entry = m_list->model()->entry(row)](const RunContext&) -> QuickLane::Answer {
            FigureAtHand hand{loadFigure(entry.recipe, entry.runs),
                              entry.recipe.spec,
                              entry.runs,
                              entry.name,
                              {}};
            return [then, hand] { then(hand); };
        },
        [this](const JobOutcome& outcome) { failed(outcome); });
}

/// Out of the file the maps were read from: what is drawn is what is stored.
void FigureSource::withNeurons(const std::function<void(const FigureAtHand&)>& then)
{
    std::vector<NamedRecipe> recipes =
        neuronRecipes(*m_parts.neuronsView->maps(), *m_parts.neurons);
    if (recipes.empty()) {
        return;
    }
    m_parts.lane->ask(
        kChannel, this,
        [then, recipes = std::move(recipes),
         run = toPath(m_parts.neurons->resultPath())](const RunContext&) -> QuickLane::Answer {
            return [then, hand = loadChoices(recipes, run)] { then(hand); };
        },
        [this](const JobOutcome& outcome) { failed(outcome); });
}

/// The rows shown, or the board when that is seen.
void FigureSource::withScores(const std::function<void(const FigureAtHand&)>& then)
{
    const NamedRuns shown = m_parts.evaluateView->figureRuns();
    if (shown.runs.empty()) {
        return;
    }
    m_parts.lane->ask(
        kChannel, this,
        [then, shown](const RunContext&) -> QuickLane::Answer {
            FigureRecipe recipe;
            recipe.kind = QStringLiteral("evaluation");
            recipe.names = shown.names;
            recipe.published = shown.published;
            FigureAtHand hand{loadFigure(recipe, shown.runs), recipe.spec, shown.runs, {}, {}};
            return [then, hand] { then(hand); };
        },
        [this](const JobOutcome& outcome) { failed(outcome); });
}

/// The chart that is seen first; the others are offered beside it.
void FigureSource::withCurves(const std::function<void(const FigureAtHand&)>& then)
{
    const auto result = m_parts.transfer->result();
    if (!result || result->charts.empty()) {
        return;
    }
    std::vector<NamedRecipe> recipes;
    for (const CurveData& chart : result->charts) {
        FigureRecipe recipe;
        recipe.kind = QStringLiteral("loss");
        const Curve& first = chart.curves.front();
        recipe.selection.measure = recipes.empty() ? QString() : first.name;
        const bool isSeen = chart.valueTitle == m_parts.transferView->chart();
        recipes.insert(isSeen ? recipes.begin() : recipes.end(),
                       {tr("Curve: %1").arg(first.title), recipe});
    }
    m_parts.lane->ask(
        kChannel, this,
        [then, recipes = std::move(recipes),
         run = result->path](const RunContext&) -> QuickLane::Answer {
            return [then, hand = loadChoices(recipes, run)] { then(hand); };
        },
        [this](const JobOutcome& outcome) { failed(outcome); });
}

/// The part that has the keyboard first, else the charts that are seen; the other tables, their
/// maps and the spectra of the layer chosen are offered beside them.
void FigureSource::withParameters(const std::function<void(const FigureAtHand&)>& then)
{
    const auto result = m_parts.parameters->result();
    if (!result) {
        return;
    }
    const ParametersView* view = m_parts.parametersView;
    using Part = ParametersView::Part;
    const Part focused = view->focusedPart();
    std::vector<NamedRecipe> recipes;
    const auto add = [&recipes](const QString& title, const FigureRecipe& recipe, bool isFirst) {
        recipes.insert(isFirst ? recipes.begin() : recipes.end(), {title, recipe});
    };
    for (const QString& table : result->tables()) {
        FigureRecipe recipe;
        recipe.kind = QStringLiteral("parameters");
        recipe.selection.measure = table;
        FigureRecipe map = recipe;
        recipe.spec.isLocked = view->hasSameRange();
        map.selection.isMap = true;
        map.spec.colorMap = isParameterTableSigned(table) ? ColorMapId::Vik : map.spec.colorMap;
        const QString title = parameterTableTitle(table);
        const bool isSeen = table == view->table();
        add(tr("Charts: %1").arg(title), recipe, isSeen);
        add(tr("Maps: %1").arg(title), map, isSeen && focused == Part::Maps);
    }
    FigureRecipe spectrum;
    spectrum.kind = QStringLiteral("spectrum");
    FigureRecipe distances = spectrum;
    if (view->layer() >= 0) {
        spectrum.selection.layer = view->layer();
    }
    distances.selection.isMap = true;
    add(tr("Singular values"), spectrum, focused == Part::Spectrum);
    if (view->distances()->hasContent()) {
        add(tr("Distances of spectra"), distances, focused == Part::Distances);
    }
    m_parts.lane->ask(
        kChannel, this,
        [then, recipes = std::move(recipes),
         run = result->path()](const RunContext&) -> QuickLane::Answer {
            return [then, hand = loadChoices(recipes, run)] { then(hand); };
        },
        [this](const JobOutcome& outcome) { failed(outcome); });
}

/// The model whose maps have the keyboard first.
void FigureSource::withSelfMaps(const std::function<void(const FigureAtHand&)>& then)
{
    const SelfMapsView* view = m_parts.compare->selfMaps();
    const SelfMaps* maps = view->maps();
    if (maps->isEmpty()) {
        return;
    }
    std::vector<NamedRecipe> recipes;
    for (const Role role : {Role::Student, Role::Teacher}) {
        FigureRecipe recipe;
        recipe.selection.measure = maps->measure();
        recipe.selection.baseline = QStringLiteral("self-") + roleWord(role);
        for (const HeatmapData& map : role == Role::Student ? maps->student() : maps->teacher()) {
            recipe.selection.modules << map.module;
        }
        recipes.insert(
            role == view->focusedRole() ? recipes.begin() : recipes.end(),
            {role == Role::Student ? tr("Student with itself") : tr("Teacher with itself"),
             recipe});
    }
    m_parts.lane->ask(
        kChannel, this,
        [then, recipes = std::move(recipes),
         run = toPath(maps->path())](const RunContext&) -> QuickLane::Answer {
            return [then, hand = loadChoices(recipes, run)] { then(hand); };
        },
        [this](const JobOutcome& outcome) { failed(outcome); });
}

void FigureSource::withMaps(const std::function<void(const FigureAtHand&)>& then)
{
    const HeatmapGrid* grid = m_parts.similarity->grid();
    FigureAtHand hand;
    hand.figure = std::make_shared<const HeatmapFigure>(grid->shownFigure());
    grid->applyTo(hand.spec);
    const std::filesystem::path shown = toPath(m_parts.similarity->session()->resultPath());
    const std::vector<RunClaim> claims = runClaims(hand.figure->provenance(hand.spec));
    if (claims.size() == 1) {
        hand.runs = {shown};
        then(hand);
        return;
    }
    // Of a difference the files are told by their manifests.
    m_parts.lane->ask(
        kChannel, this,
        [then, hand, claims, shown](const RunContext&) -> QuickLane::Answer {
            FigureAtHand found = hand;
            for (const RunClaim& claim : claims) {
                found.runs.push_back(findRun(claim, shown, {}));
            }
            return [then, found] { then(found); };
        },
        [this](const JobOutcome& outcome) { failed(outcome); });
}

} // namespace neurograft
