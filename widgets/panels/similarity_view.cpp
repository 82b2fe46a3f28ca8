// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/similarity_view.h"

#include "core/run/run_similarity.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/jobs/time_left.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/primary_button.h"
#include "widgets/panels/similarity_controls.h"
#include "widgets/plots/number_text.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace neurograft {

SimilarityView::SimilarityView(PairModel* pair, SimilaritySession* session, QuickLane* lane,
                               const SimilarityActions& actions, QWidget* parent)
    : QWidget(parent), m_pair(pair), m_session(session), m_lane(lane), m_actions(actions),
      m_controls(new SimilarityControls(session, actions, this)), m_stack(new QStackedWidget(this)),
      m_grid(new HeatmapGrid(m_stack)), m_remark(new QLabel(this)), m_footer(new QLabel(this))
{
    setObjectName(QStringLiteral("similarityView"));

    auto* empty = new QWidget(m_stack);
    m_emptyText = new QLabel(empty);
    m_emptyText->setObjectName(QStringLiteral("similarityView.emptyText"));
    m_emptyText->setAlignment(Qt::AlignCenter);
    m_emptyText->setWordWrap(true);
    m_emptyButton = new PrimaryButton(QString(), empty);
    m_emptyButton->setObjectName(QStringLiteral("similarityView.emptyButton"));
    auto* emptyLayout = new QVBoxLayout(empty);
    emptyLayout->addStretch(2);
    emptyLayout->addWidget(m_emptyText);
    emptyLayout->addWidget(m_emptyButton, 0, Qt::AlignHCenter);
    emptyLayout->addStretch(3);
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
    m_stack->addWidget(empty);
    m_stack->addWidget(m_grid);

    m_remark->setObjectName(QStringLiteral("similarityView.remark"));
    m_remark->setWordWrap(true);
    m_footer->setObjectName(QStringLiteral("similarityView.footer"));
    m_footer->setForegroundRole(QPalette::PlaceholderText);
    m_footer->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_footer->setWordWrap(true);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_controls);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_remark);
    layout->addWidget(m_footer);

    connect(actions.lock, &QAction::toggled, m_grid, &HeatmapGrid::setLocked);
    connect(actions.mask, &QAction::toggled, m_grid, &HeatmapGrid::setMasked);
    connect(actions.transpose, &QAction::toggled, m_grid, &HeatmapGrid::setTransposed);
    connect(m_grid, &HeatmapGrid::hovered, this, &SimilarityView::hovered);
    connect(session, &SimilaritySession::figureChanged, this, &SimilarityView::showFigure);
    connect(session, &SimilaritySession::stateChanged, this, &SimilarityView::showState);
    connect(session, &SimilaritySession::optionsChanged, this, [this] {
        m_grid->setModules(m_session->options().modules);
        askEstimate();
        showState();
    });
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

QString SimilarityView::footer() const
{
    return m_footer->text();
}

void SimilarityView::showFigure()
{
    const std::shared_ptr<const HeatmapFigure> figure = m_session->figure();
    if (figure) {
        m_grid->setModules(m_session->options().modules);
        m_grid->setFigure(figure);
        m_footer->setText(figure->footer);
    } else {
        m_grid->expect(m_session->options().modules, m_session->expectedStudents(),
                       m_session->expectedTeachers());
        m_footer->clear();
    }
    showState();
}

void SimilarityView::showState()
{
    const bool isShowing = m_session->figure() != nullptr || m_session->isRunning();
    m_stack->setCurrentIndex(isShowing ? 1 : 0);
    m_footer->setVisible(isShowing);
    QString remark = m_session->partialText();
    if (m_session->isSwitching()) {
        remark = tr("Computing the other estimator from cached Gram matrices…");
    } else if (m_session->needsRun()) {
        remark = tr("The maps show an earlier run. Run similarity for the present choice.");
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
    if (!m_pair->obstacle().isEmpty() || m_session->options().modules.isEmpty()) {
        return;
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
