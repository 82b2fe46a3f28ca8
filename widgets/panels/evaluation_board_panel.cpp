// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/evaluation_board_panel.h"

#include "widgets/figures/figure_entry.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/evaluation_board_model.h"
#include "widgets/panels/copy_table.h"
#include "widgets/panels/figure_preview.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

const QString kEvaluationBoardPanelChannel = QStringLiteral("evaluate.figure");

/// Ctrl+C takes the whole board: a row of it says little.
class BoardTable : public CopyTable {
public:
    BoardTable(EvaluationBoardModel* model, QWidget* parent) : CopyTable(parent), m_board(model) { }
    QString chosenText() const override { return m_board->toTsv(); }

private:
    EvaluationBoardModel* m_board;
};

} // namespace

EvaluationBoardPanel::EvaluationBoardPanel(EvaluationBoardModel* model, QuickLane* lane,
                                           QWidget* parent)
    : QWidget(parent), m_model(model), m_lane(lane), m_remark(new QLabel(this)),
      m_published(new QCheckBox(tr("&Published numbers"), this)), m_studies(new QComboBox(this))
{
    setObjectName(QStringLiteral("evaluationBoard"));
    auto* parts = new QSplitter(Qt::Vertical, this);
    parts->setChildrenCollapsible(false);
    m_table = new BoardTable(model, parts);
    m_table->setObjectName(QStringLiteral("boardTable"));
    m_table->setAccessibleName(tr("Scores of all runs"));
    m_table->setModel(model);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_preview = new FigurePreview(QStringLiteral("boardFigure.page"), parts);
    parts->addWidget(m_table);
    parts->addWidget(m_preview);
    parts->setStretchFactor(0, 1);
    parts->setStretchFactor(1, 2);
    m_remark->setObjectName(QStringLiteral("boardRemark"));
    m_remark->setWordWrap(true);
    m_remark->setTextFormat(Qt::PlainText);
    auto* layout = new QVBoxLayout(this);
    const int edge = fontMetrics().averageCharWidth();
    layout->setContentsMargins(edge, edge / 2, edge, edge / 2);
    layout->addWidget(m_remark);
    layout->addWidget(makePublished());
    layout->addWidget(parts, 1);
    connect(model, &EvaluationBoardModel::tableChanged, this, [this] {
        showTable();
        showStudies();
        drawFigure();
    });
    connect(m_preview, &FigurePreview::pageWanted, this, &EvaluationBoardPanel::drawFigure);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& cell) {
        const QString path = m_model->fileOf(cell);
        if (!path.isEmpty()) {
            Q_EMIT runWanted(path);
        }
    });
    showTable();
    showStudies();
}

QWidget* EvaluationBoardPanel::makePublished()
{
    auto* place = new QWidget(this);
    m_published->setObjectName(QStringLiteral("boardPublished"));
    m_studies->setObjectName(QStringLiteral("boardStudy"));
    m_studies->setAccessibleName(tr("Study the published numbers are of"));
    m_studies->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_studies->setMinimumContentsLength(24);
    auto* layout = new QHBoxLayout(place);
    layout->setContentsMargins({});
    layout->addWidget(m_published);
    layout->addWidget(m_studies, 1);
    layout->addStretch(1);
    connect(m_published, &QCheckBox::toggled, this, &EvaluationBoardPanel::choosePublished);
    connect(m_studies, &QComboBox::activated, this, &EvaluationBoardPanel::choosePublished);
    return place;
}

void EvaluationBoardPanel::choosePublished()
{
    m_model->setPublished(m_published->isChecked() ? m_studies->currentData().toString()
                                                   : QString());
}

/// Those with numbers of the tasks on the board; without one there is nothing to tick.
void EvaluationBoardPanel::showStudies()
{
    const QSignalBlocker quietTick(m_published);
    const QSignalBlocker quietList(m_studies);
    const QString chosen =
        m_model->published().isEmpty() ? m_studies->currentData().toString() : m_model->published();
    m_studies->clear();
    for (const BoardStudy& study : m_model->studies()) {
        m_studies->addItem(study.name, study.name);
        m_studies->setItemData(m_studies->count() - 1, study.title, Qt::ToolTipRole);
    }
    m_studies->setCurrentIndex(std::max(0, m_studies->findData(chosen)));
    const bool hasStudies = m_studies->count() > 0;
    m_published->setChecked(m_model->shownStudy() != nullptr);
    m_published->setEnabled(hasStudies);
    m_published->setToolTip(hasStudies
                                ? tr("Numbers of papers beside the runs: rows of the table, "
                                     "hollow diamonds in the figure")
                                : tr("No study of the program has published numbers of these "
                                     "tasks."));
    m_studies->setEnabled(hasStudies);
    m_studies->setToolTip(m_studies->currentData(Qt::ToolTipRole).toString());
}

void EvaluationBoardPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_model->setActive(true);
}

void EvaluationBoardPanel::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_model->setActive(false);
}

void EvaluationBoardPanel::showTable()
{
    const bool hasRows = m_model->rowCount() > 0;
    m_remark->setText(hasRows ? tr("▲ better, ▼ worse than the first row beyond noise; n.s. not "
                                   "distinguishable from it. Enter opens a run.")
                              : tr("No task has been asked to its end yet."));
    const int spare = fontMetrics().averageCharWidth() * 3;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        m_table->resizeColumnToContents(column);
        m_table->setColumnWidth(column, m_table->columnWidth(column) + spare);
    }
    if (!hasRows) {
        m_preview->setMessage(QString());
    }
}

void EvaluationBoardPanel::drawFigure()
{
    if (!isVisible() || m_model->rowCount() == 0) {
        return;
    }
    const NamedRuns shown = m_model->figureRuns();
    FigureRecipe recipe;
    recipe.kind = QStringLiteral("evaluation");
    recipe.names = shown.names;
    recipe.published = shown.published;
    recipe.spec.applyPreset(QStringLiteral("generic-full"));
    m_lane->ask(
        kEvaluationBoardPanelChannel, this,
        [this, recipe, runs = shown.runs,
         dpi = m_preview->wantedDpi()](const RunContext&) -> QuickLane::Answer {
            const std::shared_ptr<const Figure> figure = loadFigure(recipe, runs);
            auto scene = std::make_shared<const FigureScene>(figure->scene(recipe.spec));
            const QImage image = FigureExporter::renderImage(*figure, recipe.spec, dpi);
            return [this, image, scene] { m_preview->setPage(image, scene); };
        },
        [this](const JobOutcome& outcome) { m_preview->setMessage(outcome.message); });
}

} // namespace neurograft
