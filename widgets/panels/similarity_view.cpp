// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/similarity_view.h"

#include "core/run/run_similarity.h"
#include "widgets/figures/difference_figure.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/jobs/time_left.h"
#include "widgets/models/color_model.h"
#include "widgets/models/pinned_result.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/map_selection.h"
#include "widgets/panels/primary_button.h"
#include "widgets/panels/profile_strip.h"
#include "widgets/panels/similarity_controls.h"
#include "widgets/plots/heatmap_table_model.h"
#include "widgets/plots/number_text.h"

#include <QAction>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace neurograft {

SimilarityView::SimilarityView(PairModel* pair, SimilaritySession* session, QuickLane* lane,
                               const SimilarityActions& actions, QWidget* parent)
    : QWidget(parent), m_pair(pair), m_session(session), m_lane(lane), m_actions(actions),
      m_controls(new SimilarityControls(session, actions, this)), m_stack(new QStackedWidget(this)),
      m_tableModel(new HeatmapTableModel(this)), m_colors(new ColorModel(nullptr, this)),
      m_pinned(new PinnedResult(nullptr, this)), m_title(new QLabel(this)),
      m_remark(new QLabel(this)), m_footer(new QLabel(this))
{
    setObjectName(QStringLiteral("similarityView"));
    m_stack->addWidget(makeEmptyPage());
    m_stack->addWidget(makeMapsPage());
    m_stack->addWidget(m_table);

    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setObjectName(QStringLiteral("similarityView.title"));
    m_title->hide();
    m_remark->setObjectName(QStringLiteral("similarityView.remark"));
    m_remark->setWordWrap(true);
    m_footer->setObjectName(QStringLiteral("similarityView.footer"));
    m_footer->setForegroundRole(QPalette::PlaceholderText);
    m_footer->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_footer->setWordWrap(true);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_controls);
    layout->addWidget(m_title);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_remark);
    layout->addWidget(m_footer);

    connect(actions.lock, &QAction::toggled, m_grid, &HeatmapGrid::setLocked);
    connect(actions.mask, &QAction::toggled, m_grid, &HeatmapGrid::setMasked);
    connect(actions.transpose, &QAction::toggled, m_grid, &HeatmapGrid::setTransposed);
    connect(m_controls, &SimilarityControls::pathChosen, this, &SimilarityView::setPath);
    connect(m_grid, &HeatmapGrid::hovered, this, &SimilarityView::hovered);
    connect(m_profiles, &ProfileStrip::hovered, this, &SimilarityView::hovered);
    connect(m_grid, &HeatmapGrid::shownChanged, this, &SimilarityView::showTable);
    connect(m_grid, &HeatmapGrid::selectionChanged, this, [this] {
        showTable();
        showTitle();
    });
    connect(session, &SimilaritySession::figureChanged, this, &SimilarityView::showFigure);
    connect(session, &SimilaritySession::stateChanged, this, &SimilarityView::showState);
    connect(session, &SimilaritySession::optionsChanged, this, [this] {
        m_grid->setModules(m_session->options().modules);
        askEstimate();
        showState();
    });
    connect(m_pinned, &PinnedResult::changed, this, &SimilarityView::showFigure);
    const auto pairChanged = [this] {
        m_controls->setUnitGiven(m_pair->data().isActivations
                                 && m_pair->data().state == SlotState::Ready);
        askEstimate();
        showState();
    };
    connect(pair, &PairModel::modelChanged, this, pairChanged);
    connect(pair, &PairModel::dataChanged, this, pairChanged);
    showFigure();
    // Drawn once unseen: what the first picture costs beyond drawing (fonts, buffers) is paid while
    // the window is made, not at the first click.
    m_grid->resize(fontMetrics().height() * 60, fontMetrics().height() * 40);
    m_grid->grab();
}

QWidget* SimilarityView::makeEmptyPage()
{
    auto* empty = new QWidget(m_stack);
    m_emptyText = new QLabel(empty);
    m_emptyText->setObjectName(QStringLiteral("similarityView.emptyText"));
    m_emptyText->setAlignment(Qt::AlignCenter);
    m_emptyText->setWordWrap(true);
    m_emptyButton = new PrimaryButton(QString(), empty);
    m_emptyButton->setObjectName(QStringLiteral("similarityView.emptyButton"));
    auto* layout = new QVBoxLayout(empty);
    layout->addStretch(2);
    layout->addWidget(m_emptyText);
    layout->addWidget(m_emptyButton, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(m_emptyButton, &QPushButton::clicked, this, [this] {
        if (m_pair->obstacle().isEmpty()) {
            m_actions.run->trigger();
        } else if (m_pair->model(Role::Teacher).state == SlotState::Empty) {
            Q_EMIT modelWanted(Role::Teacher);
        } else if (m_pair->model(Role::Student).state == SlotState::Empty) {
            Q_EMIT modelWanted(Role::Student);
        } else {
            Q_EMIT dataWanted();
        }
    });
    return empty;
}

QWidget* SimilarityView::makeMapsPage()
{
    auto* maps = new QWidget(m_stack);
    m_grid = new HeatmapGrid(maps);
    m_grid->setColors(m_colors);
    m_profiles = new ProfileStrip(m_grid, maps);
    m_profiles->hide();
    auto* layout = new QVBoxLayout(maps);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_grid, 1);
    layout->addWidget(m_profiles);
    m_table = new QTableView(m_stack);
    m_table->setObjectName(QStringLiteral("similarityView.table"));
    m_table->setModel(m_tableModel);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &SimilarityView::chooseTableCell);
    return maps;
}

void SimilarityView::follow(SelectionModel* selection, QUndoStack* undo)
{
    m_selection = selection;
    m_colors->deleteLater();
    m_pinned->deleteLater();
    m_colors = new ColorModel(undo, this);
    m_pinned = new PinnedResult(undo, this);
    m_grid->selection()->setModel(selection);
    m_grid->setColors(m_colors);
    connect(m_pinned, &PinnedResult::changed, this, &SimilarityView::showFigure);
}

void SimilarityView::pinShown()
{
    m_pinned->pin(m_session->figure(), m_session->resultName());
}

void SimilarityView::setDifferenceShown(bool isShown)
{
    m_isDifferenceShown = isShown;
    showFigure();
}

void SimilarityView::setProfilesShown(bool isShown)
{
    m_profiles->setVisible(isShown);
}

void SimilarityView::setPath(const QString& path)
{
    m_grid->selection()->setPathShown(path == QLatin1String("best"));
    m_controls->setPath(path);
    Q_EMIT pathChanged(path);
}

void SimilarityView::setTableShown(bool isShown)
{
    m_isTableShown = isShown;
    showTable();
    showState();
}

void SimilarityView::setLinked(bool isLinked)
{
    m_isLinked = isLinked;
    m_grid->selection()->setModel(isLinked ? m_selection : nullptr);
    showTitle();
}

QString SimilarityView::footer() const
{
    return m_footer->text();
}

void SimilarityView::showFigure()
{
    std::shared_ptr<const HeatmapFigure> figure = m_session->figure();
    m_differenceProblem.clear();
    if (m_isDifferenceShown && figure && m_pinned->figure()) {
        const DifferenceFigure made = differenceFigure(*m_pinned->figure(), *figure,
                                                       m_pinned->name(), m_session->resultName());
        m_differenceProblem = made.problems.value(0);
        if (!made.figure.panels.empty()) {
            figure = std::make_shared<const HeatmapFigure>(made.figure);
        }
    }
    if (figure) {
        m_colors->setDifference(!figure->panels.empty()
                                && figure->panels.front().difference != nullptr);
        m_grid->setModules(m_session->options().modules);
        m_grid->setFigure(figure);
        m_footer->setText(figure->footer);
    } else {
        m_colors->setDifference(false);
        m_grid->expect(m_session->options().modules, m_session->expectedStudents(),
                       m_session->expectedTeachers());
        m_footer->clear();
        askEstimate();
    }
    showTitle();
    showState();
}

void SimilarityView::showTitle()
{
    QStringList parts;
    const std::vector<const HeatmapData*> panels = m_grid->shownPanels();
    if (!panels.empty() && panels.front()->difference) {
        parts << tr("Difference A − B.  %1").arg(differenceText(*panels.front()));
    }
    if (!m_isLinked) {
        const QString item = m_grid->selectedGoTo();
        parts << (item.isEmpty() ? tr("Frozen") : tr("Frozen on %1").arg(item));
    }
    m_title->setText(parts.join(QStringLiteral("   ")));
    m_title->setVisible(!parts.isEmpty());
}

void SimilarityView::showTable()
{
    if (!m_isTableShown) {
        return;
    }
    const QString module = m_grid->currentModule();
    m_tableModel->setHeatmap(m_grid->shown(module));
    m_table->setAccessibleName(
        tr("%1 as a table, student layers down, teacher layers across").arg(module));
    if (const std::optional<HeatmapCell> cell = m_grid->selectedCell()) {
        const QSignalBlocker blocker(m_table->selectionModel());
        m_table->setCurrentIndex(m_tableModel->index(cell->student, cell->teacher));
        m_table->viewport()->update();
    }
}

void SimilarityView::chooseTableCell()
{
    const QModelIndex index = m_table->currentIndex();
    if (index.isValid()) {
        m_grid->selection()->model()->select(
            CellItem{m_grid->currentModule(), index.row(), index.column()});
    }
}

void SimilarityView::showState()
{
    const bool isShowing = m_session->figure() != nullptr || m_session->isRunning();
    m_stack->setCurrentIndex(!isShowing ? 0 : m_isTableShown ? 2 : 1);
    m_footer->setVisible(isShowing);
    QString remark = m_session->partialText();
    if (m_session->isSwitching()) {
        remark = tr("Computing this choice from cached Gram matrices…");
    } else if (m_session->needsRun()) {
        remark = tr("The maps show an earlier run. The present choice needs a forward pass: run "
                    "similarity.");
    } else if (m_isDifferenceShown && !m_pinned->figure()) {
        remark = tr("Pin a result as A (P) to see its difference to the present one.");
    } else if (!m_differenceProblem.isEmpty()) {
        remark = m_differenceProblem;
    }
    m_remark->setText(remark);
    m_remark->setVisible(!remark.isEmpty());
    if (!isShowing) {
        showEmptyPage();
    }
}

void SimilarityView::showEmptyPage()
{
    const QString obstacle = m_pair->obstacle();
    if (m_session->options().modules.isEmpty()) {
        m_emptyText->setText(tr("Tick at least one module."));
        m_emptyButton->hide();
        return;
    }
    m_emptyButton->setVisible(m_pair->data().state != SlotState::Reading);
    if (obstacle.isEmpty()) {
        m_emptyText->setText(m_estimate.isEmpty() ? tr("Choose modules and run.") : m_estimate);
        m_emptyButton->setText(m_actions.run->text());
        return;
    }
    m_emptyText->setText(obstacle);
    if (m_pair->model(Role::Teacher).state == SlotState::Empty) {
        m_emptyButton->setText(tr("Open teacher…"));
    } else if (m_pair->model(Role::Student).state == SlotState::Empty) {
        m_emptyButton->setText(tr("Open student…"));
    } else if (m_pair->data().state == SlotState::Empty
               || m_pair->data().state == SlotState::Failed) {
        m_emptyButton->setText(tr("Open data…"));
    } else {
        m_emptyButton->hide();
    }
}

void SimilarityView::askEstimate()
{
    m_estimate.clear();
    const bool isSeen = m_session->figure() == nullptr && !m_session->isRunning();
    if (!isSeen || !m_pair->obstacle().isEmpty() || m_session->options().modules.isEmpty()) {
        return; // what is computed for the maps does not wait for it
    }
    m_lane->ask(QStringLiteral("similarity.plan"), this,
                [this, study = m_session->study()](const RunContext&) -> QuickLane::Answer {
                    const SimilarityPlan plan = planSimilarity(study);
                    return [this, plan] {
                        if (plan.problems.empty()) {
                            m_estimate = tr("Choose modules and run: about %1 for %2 rows.")
                                             .arg(roundedDuration(plan.secondsEstimate),
                                                  countText(plan.rows));
                        } else {
                            m_estimate = QString::fromStdString(plan.problems.front());
                        }
                        showState();
                    };
                });
}

} // namespace neurograft
