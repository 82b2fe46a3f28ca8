// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figure_reopening.h"

#include "app/figure_list_wiring.h"
#include "app/window_actions.h"
#include "widgets/figures/figure_entry.h"
#include "widgets/figures/figure_origin.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/color_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/similarity_view.h"

#include <QAction>
#include <QFileInfo>

namespace neurograft {

namespace {

const QString kTopic = QStringLiteral("open");

} // namespace

FigureReopening::FigureReopening(const WindowParts& parts, FigureListWiring* list, QObject* parent)
    : QObject(parent), m_parts(parts), m_list(list)
{
}

void FigureReopening::open(const QString& path)
{
    m_parts.notices->clear(kTopic);
    std::vector<std::filesystem::path> places;
    for (const QString& place : {QFileInfo(m_list->figuresFolder()).path(), // the study
                                 QFileInfo(m_parts.session->resultPath()).path()}) {
        if (QFileInfo(place).isAbsolute()) {
            places.push_back(toPath(place));
        }
    }
    m_parts.lane->ask(
        QStringLiteral("figure.open"), this,
        [this, path, places](const RunContext&) -> QuickLane::Answer {
            const FigureOrigin origin = readFigureOrigin(toPath(path));
            std::vector<std::filesystem::path> runs;
            for (const RunClaim& claim : runClaims(origin.manifest)) {
                runs.push_back(findRun(claim, toPath(path), places));
            }
            return [this, path, recipe = origin.recipe, runs] {
                if (recipe.kind == QLatin1String("similarity")) {
                    showRun(runs.front(), recipe);
                    return;
                }
                FigureEntry entry; // of several runs: shown where it is kept
                entry.name = QFileInfo(path).completeBaseName();
                entry.runs = runs;
                entry.recipe = recipe;
                entry.exported = toPath(path);
                m_list->show(entry);
            };
        },
        [this, path](const JobOutcome& outcome) {
            m_parts.showProblem(kTopic, tr("%1 was not opened.").arg(QFileInfo(path).fileName()),
                                outcome);
        });
}

void FigureReopening::showRun(const std::filesystem::path& run, const FigureRecipe& recipe)
{
    m_parts.pages->setCurrent(Workspace::Compare);
    SimilaritySession* session = m_parts.session;
    // The view is set when the maps are there: opening a result chooses modules of its own.
    auto* waiting = new QObject(this);
    connect(session, &SimilaritySession::figureChanged, waiting,
            [this, waiting, run, recipe, session] {
                if (session->figure() != nullptr && session->resultPath() == fromPath(run)) {
                    QObject::disconnect(session, nullptr, waiting, nullptr);
                    waiting->deleteLater();
                    applyView(recipe);
                }
            });
    connect(session, &SimilaritySession::failed, waiting, &QObject::deleteLater);
    session->openResult(fromPath(run));
}

void FigureReopening::applyView(const FigureRecipe& recipe)
{
    m_parts.session->setModules(recipe.selection.modules);
    m_parts.session->setEstimator(estimatorOf(recipe.selection.measure));
    const WindowActions* actions = m_parts.actions;
    actions->find("view.difference")->setChecked(false);
    actions->find("view.lock")->setChecked(recipe.spec.isLocked);
    actions->find("view.transpose")->setChecked(recipe.spec.isTransposed);
    const QString mask = recipe.selection.mask;
    actions->find("view.mask")->setChecked(mask != QLatin1String("none"));
    if (mask != QLatin1String("none")) {
        m_parts.similarity->grid()->setMaskShape(mask);
    }
    m_parts.similarity->colors()->set(recipe.spec.colors(), tr("Colours of the figure"));
    m_parts.toast(tr("Run and view of the figure are open."));
}

} // namespace neurograft
