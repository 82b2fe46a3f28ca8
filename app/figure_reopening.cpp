// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figure_reopening.h"

#include "app/figure_list_wiring.h"
#include "app/window_actions.h"
#include "widgets/figures/figure_entry.h"
#include "widgets/figures/figure_origin.h"
#include "widgets/figures/result_figures.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/color_model.h"
#include "widgets/models/figure_list_model.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/path_text.h"
#include "widgets/models/pinned_result.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/transfer_session.h"
#include "widgets/panels/compare_page.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/neuron_figures.h"
#include "widgets/panels/neurons_view.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/similarity_panes.h"

#include <nlohmann/json.hpp>

#include <QAction>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace neurograft {

namespace {

const QString kFigureReopeningTopic = QStringLiteral("open");

bool isNeuronFigure(const FigureRecipe& recipe)
{
    return recipe.kind == QLatin1String("neurons") || recipe.kind == QLatin1String("layers")
        || recipe.kind == QLatin1String("tokens");
}

} // namespace

FigureReopening::FigureReopening(const WindowParts& parts, FigureListWiring* list, QObject* parent)
    : QObject(parent), m_parts(parts), m_list(list)
{
}

void FigureReopening::open(const QString& path)
{
    m_parts.notices->clear(kFigureReopeningTopic);
    std::vector<std::filesystem::path> places;
    for (const QString& place : {QFileInfo(m_list->figuresFolder()).path(), // the study
                                 QFileInfo(m_parts.session->resultPath()).path(),
                                 QFileInfo(m_parts.neurons->resultPath()).path(),
                                 QFileInfo(m_parts.transfer->resultPath()).path()}) {
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
            const FigureRecipe& recipe = origin.recipe;
            Pinned pinned;
            if (recipe.kind == QLatin1String("difference") && runs.size() == 2) {
                pinned = std::make_shared<const HeatmapFigure>(heatmapFigureFromResult(
                    runs[0],
                    {recipe.selection.modules, recipe.selection.measure, QStringLiteral("none")}));
            }
            return [this, path, recipe, runs, pinned] {
                if (pinned != nullptr || recipe.kind == QLatin1String("similarity")) {
                    showRun(runs.back(), recipe, pinned);
                } else if (isNeuronFigure(recipe) && runs.size() == 1) {
                    showNeurons(runs.front(), recipe);
                } else if (recipe.kind == QLatin1String("loss") && runs.size() == 1) {
                    m_parts.pages->setCurrent(Workspace::Transfer);
                    m_parts.transfer->openResult(fromPath(runs.front()));
                    m_parts.toast(tr("The run of the figure is open."));
                } else {
                    showKept(path, recipe, runs);
                }
            };
        },
        [this, path](const JobOutcome& outcome) {
            m_parts.showProblem(kFigureReopeningTopic,
                                tr("%1 was not opened.").arg(QFileInfo(path).fileName()), outcome);
        });
}

void FigureReopening::openSweep(const QString& path)
{
    m_parts.notices->clear(kFigureReopeningTopic);
    m_parts.lane->ask(
        QStringLiteral("figure.open"), this,
        [this, path](const RunContext&) -> QuickLane::Answer {
            FigureRecipe recipe;
            recipe.spec.applyPreset(QStringLiteral("generic-full"));
            std::vector<FigureEntry> entries = figuresOfResult(toPath(path), recipe, {});
            // `run` calls all of them sweep.h5, in a folder with the step's name.
            const QString base = QFileInfo(path).completeBaseName();
            for (FigureEntry& entry : entries) {
                entry.name = base == QLatin1String("sweep")
                    ? QFileInfo(path).dir().dirName() + entry.name.mid(base.size())
                    : entry.name;
            }
            return [this, entries = std::move(entries)] {
                for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
                    const std::vector<FigureEntry> kept = m_list->model()->entries();
                    const auto same =
                        std::find_if(kept.begin(), kept.end(), [&](const FigureEntry& each) {
                            return each.name == entry->name;
                        });
                    if (same == kept.end()) {
                        m_list->show(*entry);
                    } else {
                        m_list->open(static_cast<int>(same - kept.begin()));
                    }
                }
            };
        },
        [this, path](const JobOutcome& outcome) {
            m_parts.showProblem(kFigureReopeningTopic,
                                tr("%1 was not opened.").arg(QFileInfo(path).fileName()), outcome);
        });
}

/// Among the kept figures, where it may still be.
void FigureReopening::showKept(const QString& path, const FigureRecipe& recipe,
                               const std::vector<std::filesystem::path>& runs)
{
    FigureListModel* kept = m_list->model();
    for (int row = 0; row < kept->rowCount(); ++row) {
        if (kept->entry(row).runs == runs && toJson(kept->entry(row).recipe) == toJson(recipe)) {
            m_list->open(row);
            return;
        }
    }
    FigureEntry entry;
    entry.name = QFileInfo(path).completeBaseName();
    for (const FigureEntry& other : kept->entries()) {
        if (other.name == entry.name) {
            entry.name = kept->freeName(); // that one stays as it is
            break;
        }
    }
    entry.runs = runs;
    entry.recipe = recipe;
    entry.exported = toPath(path);
    m_list->show(entry);
}

void FigureReopening::showRun(const std::filesystem::path& run, const FigureRecipe& recipe,
                              const Pinned& pinned)
{
    m_parts.pages->setCurrent(Workspace::Compare);
    m_parts.compare->showSimilarity();
    m_parts.similarity->setCurrent(m_parts.similarity->first());
    SimilaritySession* session = m_parts.session;
    // The view is set when the maps are there: opening a result chooses modules of its own.
    auto* waiting = new QObject(this);
    connect(session, &SimilaritySession::figureChanged, waiting,
            [this, waiting, run, recipe, pinned, session] {
                if (session->figure() != nullptr && session->resultPath() == fromPath(run)) {
                    QObject::disconnect(session, nullptr, waiting, nullptr);
                    waiting->deleteLater();
                    // After the session has shown what the file holds by itself.
                    QMetaObject::invokeMethod(
                        this, [this, recipe, pinned] { applyView(recipe, pinned); },
                        Qt::QueuedConnection);
                }
            });
    connect(session, &SimilaritySession::failed, waiting, &QObject::deleteLater);
    session->openResult(fromPath(run));
}

void FigureReopening::showNeurons(const std::filesystem::path& run, const FigureRecipe& recipe)
{
    m_parts.pages->setCurrent(Workspace::Neurons);
    NeuronSession* session = m_parts.neurons;
    auto* waiting = new QObject(this);
    connect(session, &NeuronSession::resultChanged, waiting, [this, waiting, run, recipe, session] {
        if (session->result() != nullptr && session->resultPath() == fromPath(run)) {
            QObject::disconnect(session, nullptr, waiting, nullptr);
            waiting->deleteLater();
            // After all views show it.
            QMetaObject::invokeMethod(
                this,
                [this, recipe, session] {
                    m_parts.actions->find("view.lock")->setChecked(recipe.spec.isLocked);
                    applyNeuronRecipe(*m_parts.neuronsView->maps(), *session, recipe);
                    m_parts.toast(tr("Run and view of the figure are open."));
                },
                Qt::QueuedConnection);
        }
    });
    connect(session, &NeuronSession::failed, waiting, &QObject::deleteLater);
    m_parts.locate->openResult(fromPath(run));
}

void FigureReopening::applyView(const FigureRecipe& recipe, const Pinned& pinned)
{
    m_parts.session->setModules(recipe.selection.modules);
    const bool isOther = pinned != nullptr && !recipe.measureB.isEmpty();
    m_parts.session->setTable(isOther ? recipe.measureB : recipe.selection.measure);
    const WindowActions* actions = m_parts.actions;
    if (pinned != nullptr) {
        m_parts.similarity->pinned()->pin(pinned, recipe.names.value(0));
    }
    actions->find("view.difference")->setChecked(pinned != nullptr);
    actions->find("view.lock")->setChecked(recipe.spec.isLocked);
    actions->find("view.transpose")->setChecked(recipe.spec.isTransposed);
    actions->find("view.chance")->setChecked(recipe.spec.showChance);
    const QString mask = recipe.selection.mask;
    actions->find("view.mask")->setChecked(mask != QLatin1String("none"));
    if (mask != QLatin1String("none")) {
        m_parts.similarity->grid()->setMaskShape(mask);
    }
    m_parts.similarity->colors()->set(recipe.spec.colors(), tr("Colours of the figure"));
    m_parts.toast(pinned != nullptr ? tr("Both runs and the view of the figure are open.")
                                    : tr("Run and view of the figure are open."));
}

} // namespace neurograft
