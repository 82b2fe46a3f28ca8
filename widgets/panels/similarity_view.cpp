// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/similarity_view.h"

#include "core/run/run_similarity.h"
#include "widgets/figures/difference_figure.h"
#include "widgets/frame/link_chip.h"
#include "widgets/frame/pane_switch.h"
#include "widgets/frame/stack_page.h"
#include "widgets/frame/title_button.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/jobs/time_left.h"
#include "widgets/models/color_model.h"
#include "widgets/models/go_to_target.h"
#include "widgets/models/pinned_result.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/map_selection.h"
#include "widgets/panels/primary_button.h"
#include "widgets/panels/profile_strip.h"
#include "widgets/panels/similarity_controls.h"
#include "widgets/plots/heatmap_chance.h"
#include "widgets/plots/heatmap_table_model.h"
#include "widgets/plots/number_text.h"

#include <QAction>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

/// Switches of a pane's own behind the entries of the menus.
SimilarityActions switchesOf(const SimilarityActions& entries, QObject* pane)
{
    SimilarityActions own = entries;
    for (QAction* SimilarityActions::*const member : kPaneSwitches) {
        own.*member = makePaneSwitch(entries.*member, pane);
    }
    return own;
}

} // namespace

SimilarityView::SimilarityView(SimilaritySession* session, const SimilarityContext& context,
                               const QString& suffix, QWidget* parent)
    : QWidget(parent), m_session(session), m_context(context), m_suffix(suffix),
      m_switches(switchesOf(context.entries, this)), m_header(makeHeader()),
      m_controls(new SimilarityControls(session, m_switches, this)),
      m_stack(new QStackedWidget(this)), m_tableModel(new HeatmapTableModel(this)),
      m_colors(new ColorModel(context.undo, this)), m_remark(new QLabel(this)),
      m_footer(new QLabel(this))
{
    setObjectName(QStringLiteral("similarityView"));
    m_stack->addWidget(makeEmptyPage());
    m_stack->addWidget(makeMapsPage());
    m_stack->addWidget(m_table);
    m_remark->setObjectName(QStringLiteral("similarityView.remark"));
    m_remark->setWordWrap(true);
    m_footer->setObjectName(QStringLiteral("similarityView.footer"));
    m_footer->setForegroundRole(QPalette::PlaceholderText);
    m_footer->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_footer->setWordWrap(true);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_header);
    layout->addWidget(m_controls);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_remark);
    layout->addWidget(m_footer);
    nameParts();
    connectSwitches();
    connectModels();
    showFigure();
    if (m_suffix.isEmpty()) {
        // Drawn once unseen: what the first picture costs beyond drawing (fonts, buffers) is paid
        // while the window is made, not at the first click.
        m_grid->resize(fontMetrics().height() * 60, fontMetrics().height() * 40);
        m_grid->grab();
    }
}

void SimilarityView::nameParts()
{
    if (m_suffix.isEmpty()) {
        return;
    }
    setObjectName(objectName() + m_suffix);
    for (QWidget* part : findChildren<QWidget*>()) {
        const QString name = part->objectName();
        const bool isOurs = !name.isEmpty() && !name.startsWith(QLatin1String("qt_"));
        if (isOurs && !name.endsWith(m_suffix)) {
            part->setObjectName(name + m_suffix);
        }
    }
}

void SimilarityView::connectSwitches()
{
    m_grid->setLocked(m_switches.lock->isChecked());
    m_grid->setMasked(m_switches.mask->isChecked());
    m_grid->setTransposed(m_switches.transpose->isChecked());
    connect(m_switches.lock, &QAction::toggled, m_grid, &HeatmapGrid::setLocked);
    connect(m_switches.mask, &QAction::toggled, m_grid, &HeatmapGrid::setMasked);
    connect(m_switches.transpose, &QAction::toggled, m_grid, &HeatmapGrid::setTransposed);
    const auto showChance = [this](bool isOn) { m_grid->selection()->setChanceShown(isOn); };
    showChance(m_switches.chance->isChecked());
    connect(m_switches.chance, &QAction::toggled, this, [this, showChance](bool isOn) {
        showChance(isOn);
        showState();
    });
    connect(m_switches.difference, &QAction::toggled, this, &SimilarityView::showFigure);
    connect(m_switches.profiles, &QAction::toggled, m_profiles, &QWidget::setVisible);
    connect(m_switches.table, &QAction::toggled, this, [this] {
        showTable();
        showState();
    });
    connect(m_chip, &LinkChip::toggled, this, &SimilarityView::setLinked);
    connect(m_controls, &SimilarityControls::pathChosen, this, &SimilarityView::setPath);
    connect(m_controls, &SimilarityControls::explainWanted, this, &SimilarityView::explainWanted);
}

void SimilarityView::connectModels()
{
    connect(m_grid, &HeatmapGrid::hovered, this, &SimilarityView::hovered);
    connect(m_profiles, &ProfileStrip::hovered, this, &SimilarityView::hovered);
    connect(m_grid, &HeatmapGrid::shownChanged, this, &SimilarityView::showTable);
    connect(m_grid, &HeatmapGrid::selectionChanged, this, [this] {
        showTable();
        showTitle();
    });
    connect(m_session, &SimilaritySession::figureChanged, this, &SimilarityView::showFigure);
    connect(m_session, &SimilaritySession::stateChanged, this, &SimilarityView::showState);
    connect(m_session, &SimilaritySession::optionsChanged, this, [this] {
        m_grid->setModules(m_session->options().modules);
        askEstimate();
        showState();
    });
    connect(m_context.pinned, &PinnedResult::changed, this, &SimilarityView::showFigure);
    const PairModel* pair = m_context.pair;
    const auto pairChanged = [this, pair] {
        m_controls->setUnitGiven(pair->data().isActivations
                                 && pair->data().state == SlotState::Ready);
        askEstimate();
        showState();
    };
    connect(pair, &PairModel::modelChanged, this, pairChanged);
    connect(pair, &PairModel::dataChanged, this, pairChanged);
    pairChanged();
}

QWidget* SimilarityView::makeHeader()
{
    auto* header = new QWidget(this);
    header->setAutoFillBackground(true);
    header->setBackgroundRole(QPalette::AlternateBase);
    m_title = new QLabel(header);
    m_title->setObjectName(QStringLiteral("similarityView.title"));
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_chip = new LinkChip(MapSelection::translation(), header);
    m_chip->setObjectName(QStringLiteral("similarityView.chip"));
    auto* layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_title, 1);
    layout->addWidget(m_chip);
    if (!m_suffix.isEmpty()) {
        auto* close = new TitleButton(TitleButton::Sign::Close, tr("Close this pane"), header);
        close->setObjectName(QStringLiteral("similarityView.close"));
        connect(close, &TitleButton::clicked, this, &SimilarityView::closeWanted);
        layout->addWidget(close);
    }
    header->hide();
    return header;
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
    connect(m_switches.run, &QAction::changed, this, [this] { // it may mean another view's job
        if (m_session->figure() == nullptr && !m_session->isRunning()) {
            showEmptyPage();
        }
    });
    connect(m_emptyButton, &QPushButton::clicked, this, [this] {
        if (m_context.pair->obstacle().isEmpty()) {
            m_switches.run->trigger();
        } else if (m_context.pair->model(Role::Teacher).state == SlotState::Empty) {
            Q_EMIT modelWanted(Role::Teacher);
        } else if (m_context.pair->model(Role::Student).state == SlotState::Empty) {
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
    m_grid = new HeatmapGrid(maps, m_suffix);
    m_grid->setColors(m_colors);
    m_grid->selection()->setModel(m_context.selection);
    m_profiles = new ProfileStrip(m_grid, maps);
    m_profiles->setVisible(m_switches.profiles->isChecked());
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

SimilarityLook SimilarityView::look() const
{
    SimilarityLook look;
    look.options = m_session->options();
    look.isLocked = m_grid->isLocked();
    look.isMasked = m_grid->isMasked();
    look.maskShape = m_grid->maskShape();
    look.isTransposed = m_grid->isTransposed();
    look.isDifference = isDifferenceShown();
    look.hasProfiles = m_switches.profiles->isChecked();
    look.hasChance = m_switches.chance->isChecked();
    look.isTable = isTableShown();
    look.path = m_path;
    look.isLinked = isLinked();
    look.frozenOn = look.isLinked ? QString() : m_grid->selectedGoTo();
    look.colors = m_colors->plain();
    look.differenceColors = m_colors->ofDifferences();
    if (m_grid->isZoomed()) {
        look.zoom = m_grid->view();
    }
    return look;
}

void SimilarityView::setLook(const SimilarityLook& look)
{
    m_session->setOptions(look.options);
    m_grid->setMaskShape(look.maskShape);
    m_switches.lock->setChecked(look.isLocked);
    m_switches.mask->setChecked(look.isMasked);
    m_switches.transpose->setChecked(look.isTransposed);
    m_switches.difference->setChecked(look.isDifference);
    m_switches.profiles->setChecked(look.hasProfiles);
    m_switches.chance->setChecked(look.hasChance);
    m_switches.table->setChecked(look.isTable);
    m_colors->take(look.colors, look.differenceColors);
    setPath(look.path);
    m_chip->setChecked(look.isLinked);
    const std::optional<GoToTarget> frozenOn = parseGoTo(look.frozenOn, {});
    if (!look.isLinked && frozenOn && std::holds_alternative<SelectionItem>(*frozenOn)) {
        m_grid->selection()->model()->select(std::get<SelectionItem>(*frozenOn));
    }
    if (look.zoom) {
        m_grid->setView(*look.zoom);
    }
}

void SimilarityView::pinShown()
{
    m_context.pinned->pin(m_session->figure(), m_session->resultName());
}

void SimilarityView::setPath(const QString& path)
{
    m_path = path;
    showPath();
    m_controls->setPath(path);
    Q_EMIT pathChanged(path);
}

void SimilarityView::setTransferPairs(const std::vector<HeatmapCell>& pairs, const QString& name)
{
    m_transferPairs = pairs;
    m_grid->setPairsName(name);
    m_controls->setTransferPath(pairs.empty() ? QString() : name);
    m_controls->setPath(m_path);
    showPath();
}

void SimilarityView::showPath()
{
    m_grid->selection()->setPathShown(m_path == QLatin1String("best"));
    m_grid->selection()->setPairs(m_path == QLatin1String("run") ? m_transferPairs
                                                                 : std::vector<HeatmapCell>());
}

bool SimilarityView::isTableShown() const
{
    return m_switches.table->isChecked();
}

bool SimilarityView::isDifferenceShown() const
{
    return m_switches.difference->isChecked();
}

bool SimilarityView::isLinked() const
{
    return m_chip->isLit();
}

void SimilarityView::setLinked(bool isLinked)
{
    m_grid->selection()->setModel(isLinked ? m_context.selection : nullptr);
    showTitle();
}

void SimilarityView::setPlace(bool isOneOfMany, bool isCurrent)
{
    m_isOneOfMany = isOneOfMany;
    QFont font = this->font();
    font.setBold(isCurrent || !isOneOfMany);
    m_title->setFont(font);
    showTitle();
}

void SimilarityView::focusContent()
{
    if (isTableShown()) {
        m_table->setFocus(Qt::OtherFocusReason);
    } else {
        m_grid->focusMap();
    }
}

void SimilarityView::showFigure()
{
    std::shared_ptr<const HeatmapFigure> figure = m_session->figure();
    m_differenceProblem.clear();
    if (isDifferenceShown() && figure && m_context.pinned->figure()) {
        const DifferenceFigure made =
            differenceFigure(*m_context.pinned->figure(), *figure, m_context.pinned->name(),
                             m_session->resultName());
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
    const bool isDifference = !panels.empty() && panels.front()->difference != nullptr;
    if (isDifference) {
        parts << tr("Difference A − B.  %1").arg(differenceText(*panels.front()));
    } else if (m_isOneOfMany) {
        const QString result = m_session->resultName();
        parts << (result.isEmpty() ? tr("Similarity") : result);
    }
    if (!isLinked()) {
        const QString item = m_grid->selectedGoTo();
        parts << (item.isEmpty() ? tr("Frozen") : tr("Frozen on %1").arg(item));
    }
    m_title->setText(parts.join(QStringLiteral("   ")));
    m_title->setToolTip(m_title->text());
    m_header->setVisible(!parts.isEmpty());
}

void SimilarityView::showTable()
{
    if (!isTableShown()) {
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
    showStackPage(m_stack, m_stack->widget(!isShowing ? 0 : isTableShown() ? 2 : 1));
    m_footer->setVisible(isShowing);
    QString remark = m_session->partialText();
    if (m_session->isSwitching()) {
        remark = tr("Computing this choice from cached Gram matrices…");
    } else if (m_session->needsRun()) {
        remark = tr("The maps show an earlier run. The present choice needs a forward pass: run "
                    "similarity.");
    } else if (isDifferenceShown() && !m_context.pinned->figure()) {
        remark = tr("Pin a result as A (P) to see its difference to the present one.");
    } else if (!m_differenceProblem.isEmpty()) {
        remark = m_differenceProblem;
    } else if (m_switches.chance->isChecked() && isShowing && !knowsChance()) {
        remark = tr("These maps have no shuffled baseline: tick Shuffled samples under “together "
                    "with”.");
    }
    m_remark->setText(remark);
    m_remark->setVisible(!remark.isEmpty());
    if (!isShowing) {
        showEmptyPage();
    }
}

/// Some map is set beside shuffled samples, or says nothing about chance by its nature.
bool SimilarityView::knowsChance() const
{
    const std::vector<const HeatmapData*> panels = m_grid->shownPanels();
    return panels.empty()
        || std::any_of(panels.begin(), panels.end(), [](const HeatmapData* panel) {
               return panel->difference != nullptr || isDistanceMeasure(panel->measure)
                   || hasChance(*panel);
           });
}

void SimilarityView::showEmptyPage()
{
    const QString obstacle = m_context.pair->obstacle();
    if (m_session->options().modules.isEmpty()) {
        m_emptyText->setText(tr("Tick at least one module."));
        m_emptyButton->hide();
        return;
    }
    m_emptyButton->setVisible(m_context.pair->data().state != SlotState::Reading);
    if (obstacle.isEmpty()) {
        m_emptyText->setText(m_estimate.isEmpty() ? tr("Choose modules and run.") : m_estimate);
        m_emptyButton->setText(m_switches.run->text());
        return;
    }
    m_emptyText->setText(obstacle);
    if (m_context.pair->model(Role::Teacher).state == SlotState::Empty) {
        m_emptyButton->setText(tr("Open teacher…"));
    } else if (m_context.pair->model(Role::Student).state == SlotState::Empty) {
        m_emptyButton->setText(tr("Open student…"));
    } else if (m_context.pair->data().state == SlotState::Empty
               || m_context.pair->data().state == SlotState::Failed) {
        m_emptyButton->setText(tr("Open data…"));
    } else {
        m_emptyButton->hide();
    }
}

void SimilarityView::askEstimate()
{
    m_estimate.clear();
    const bool isSeen = m_session->figure() == nullptr && !m_session->isRunning();
    if (!isSeen || !m_session->isActive() || !m_context.pair->obstacle().isEmpty()
        || m_session->options().modules.isEmpty()) {
        return; // what is computed for the maps does not wait for it
    }
    m_context.lane->ask(QStringLiteral("similarity.plan") + m_suffix, this,
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
