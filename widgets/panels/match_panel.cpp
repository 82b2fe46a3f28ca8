// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/match_panel.h"

#include "widgets/jobs/time_left.h"
#include "widgets/models/match_layers_model.h"
#include "widgets/models/match_pairs_model.h"
#include "widgets/models/match_session.h"
#include "widgets/models/pair_model.h"
#include "widgets/panels/flow_layout.h"
#include "widgets/panels/run_place.h"
#include "widgets/panels/whole_table.h"
#include "widgets/panels/word_combo.h"
#include "widgets/plots/number_text.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QShowEvent>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QSpinBox>
#include <QSplitter>
#include <QVBoxLayout>

namespace neurograft {

namespace {

constexpr int kMostMatchTokens = 1000000;
constexpr int kMostMatchShuffles = 1000;

QString matchPlanText(const MatchPlan& plan)
{
    if (!plan.problems.empty()) {
        QStringList problems;
        for (const std::string& problem : plan.problems) {
            problems << QStringLiteral("✕ ") + QString::fromStdString(problem);
        }
        return problems.join(u'\n');
    }
    QStringList parts{MatchPanel::tr("%n pairs of layers", nullptr, static_cast<int>(plan.layers)),
                      MatchPanel::tr("%1 neurons of the student and %2 of the teacher")
                          .arg(countText(plan.studentNeurons), countText(plan.teacherNeurons)),
                      MatchPanel::tr("%1 samples of %n rows", nullptr, static_cast<int>(plan.rows))
                          .arg(countText(plan.samples)),
                      MatchPanel::tr("about %1").arg(roundedDuration(plan.secondsEstimate))};
    parts << (plan.deviceBytes > 0.0
                  ? MatchPanel::tr("peak %1, on the GPU %2")
                        .arg(byteText(plan.hostBytes), byteText(plan.deviceBytes))
                  : MatchPanel::tr("peak %1").arg(byteText(plan.hostBytes)));
    return parts.join(QStringLiteral("; "));
}

QString matchSummary(const MatchRun& run, const QString& name)
{
    const auto mean = [&run](double MatchedLayers::*number) {
        return numberText(run.mean(number), 3);
    };
    const QString text =
        MatchPanel::tr("%1, %2 samples (%3): mean correlation matched %4, by rank %5, best %6")
            .arg(name, countText(run.samples()), QString::fromStdString(run.study().pair.unit),
                 mean(&MatchedLayers::matched), mean(&MatchedLayers::ranked),
                 mean(&MatchedLayers::best));
    const auto shuffles = static_cast<int>(run.study().shuffles);
    return shuffles == 0 ? text + u'.'
                         : text
            + MatchPanel::tr(", shuffled %1 (%n times).", nullptr, shuffles)
                  .arg(mean(&MatchedLayers::shuffled));
}

QLabel* plainLabel(const QString& name, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

MatchPanel::MatchPanel(MatchSession* session, QWidget* parent)
    : QWidget(parent), m_session(session), m_run(new QAction(tr("&Match neurons"), this)),
      m_cancel(new QAction(tr("Cancel"), this)), m_layers(new MatchLayersModel(this)),
      m_pairs(new MatchPairsModel(this)), m_sortedLayers(new QSortFilterProxyModel(this)),
      m_sortedPairs(new QSortFilterProxyModel(this)),
      m_plan(plainLabel(QStringLiteral("matchPanel.plan"), this)),
      m_summary(plainLabel(QStringLiteral("matchPanel.summary"), this))
{
    setObjectName(QStringLiteral("matchPanel"));
    connect(m_run, &QAction::triggered, session, &MatchSession::run);
    connect(m_cancel, &QAction::triggered, session, &MatchSession::cancel);
    auto* layout = new QVBoxLayout(this);
    const int edge = fontMetrics().averageCharWidth();
    layout->setContentsMargins(edge, 0, edge, edge / 2);
    layout->addWidget(makeOptions());
    layout->addWidget(m_plan);
    layout->addWidget(m_summary);
    layout->addWidget(makeResult(), 1);
    layout->addStretch(0);
    connect(session, &MatchSession::inputChanged, this, &MatchPanel::showOptions);
    connect(session, &MatchSession::planChanged, this, &MatchPanel::showPlan);
    connect(session, &MatchSession::stateChanged, this, &MatchPanel::showState);
    connect(session, &MatchSession::resultChanged, this, &MatchPanel::showResult);
    showOptions();
    showState();
    showResult();
}

QWidget* MatchPanel::makeOptions()
{
    auto* line = new QWidget(this);
    m_unit = makeWordCombo(QStringLiteral("matchUnitCombo"), tr("Sample unit"),
                           tr("What counts as one sample of a neuron's coefficient"),
                           {{tr("tokens"), "token"},
                            {tr("last token"), "last-token"},
                            {tr("mean token"), "mean-token"},
                            {tr("aligned characters"), "aligned-char"}},
                           line);
    const auto makeSpin = [line](const char* name, int most, const QString& tip) {
        auto* spin = new QSpinBox(line);
        spin->setObjectName(QString::fromLatin1(name));
        spin->setRange(0, most);
        spin->setKeyboardTracking(false);
        spin->setAccessibleName(tip);
        spin->setToolTip(tip);
        return spin;
    };
    m_tokens = makeSpin("matchTokensSpin", kMostMatchTokens,
                        tr("Tokens drawn by the study's seed; 0 takes all"));
    m_tokens->setSingleStep(1024);
    m_tokens->setSuffix(tr(" tokens"));
    m_tokens->setSpecialValueText(tr("all tokens"));
    m_shuffles = makeSpin("matchShufflesSpin", kMostMatchShuffles,
                          tr("Matchings of shuffled samples: what chance alone gives"));
    m_shuffles->setSuffix(tr(" shuffles"));
    m_shuffles->setSpecialValueText(tr("no shuffles"));
    m_runPlace = new RunPlace(tr("&Match neurons"), m_run, m_cancel,
                              {QStringLiteral("matchButton"), QStringLiteral("matchPanel.progress"),
                               QStringLiteral("matchCancelButton")},
                              line);
    auto* choices = new FlowLayout;
    for (QWidget* each : {static_cast<QWidget*>(m_unit), static_cast<QWidget*>(m_tokens),
                          static_cast<QWidget*>(m_shuffles)}) {
        choices->addWidget(each);
    }
    auto* layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(choices);
    layout->addWidget(m_runPlace, 1);
    connect(m_unit, &QComboBox::activated, this, &MatchPanel::writeOptions);
    connect(m_tokens, &QSpinBox::valueChanged, this, &MatchPanel::writeOptions);
    connect(m_shuffles, &QSpinBox::valueChanged, this, &MatchPanel::writeOptions);
    return line;
}

QTableView* MatchPanel::makeTable(QTableView* table, const QString& name, const QString& accessible,
                                  QSortFilterProxyModel* sorted)
{
    table->setObjectName(name);
    table->setAccessibleName(accessible);
    table->setModel(sorted);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setStretchLastSection(true);
    table->setSortingEnabled(true);
    table->sortByColumn(-1, Qt::AscendingOrder); // as they come
    return table;
}

QWidget* MatchPanel::makeResult()
{
    m_sortedLayers->setSourceModel(m_layers);
    m_sortedLayers->setSortRole(MatchLayersModel::SortRole);
    m_sortedPairs->setSourceModel(m_pairs);
    m_sortedPairs->setSortRole(MatchPairsModel::SortRole);
    m_tables = new QSplitter(Qt::Horizontal, this);
    m_tables->setChildrenCollapsible(false);
    m_tables->setMinimumHeight(fontMetrics().height() * 5);
    m_tables->setSizePolicy(QSizePolicy::Expanding,
                            QSizePolicy::Ignored); // they scroll, not the dock
    m_layerTable = makeTable(new WholeTable([this] { return m_layers->toTsv(); }, m_tables),
                             QStringLiteral("matchLayers"), tr("Pairs of layers"), m_sortedLayers);
    m_pairTable = makeTable(new WholeTable([this] { return m_pairs->toTsv(); }, m_tables),
                            QStringLiteral("matchPairs"),
                            tr("Pairs of neurons of the layers chosen"), m_sortedPairs);
    const int letter = fontMetrics().averageCharWidth();
    for (int column = 0; column < MatchLayersModel::ColumnCount; ++column) {
        m_layerTable->setColumnWidth(column,
                                     (column <= MatchLayersModel::Teacher ? 9 : 10) * letter);
    }
    m_pairTable->setColumnWidth(MatchPairsModel::Student, 17 * letter);
    m_pairTable->setColumnWidth(MatchPairsModel::Teacher, 17 * letter);
    m_pairTable->setColumnWidth(MatchPairsModel::Correlation, 12 * letter);
    m_tables->setSizes({4 * letter, 5 * letter}); // their shares
    m_tables->setStretchFactor(0, 4);
    m_tables->setStretchFactor(1, 5);
    connect(m_layerTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &MatchPanel::showPair);
    connect(m_pairTable->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &MatchPanel::chooseNeuron);
    connect(m_pairTable, &QTableView::clicked, this, &MatchPanel::chooseNeuron);
    return m_tables;
}

void MatchPanel::focusOptions()
{
    m_unit->setFocus(Qt::ShortcutFocusReason);
}

void MatchPanel::writeOptions()
{
    MatchOptions options = m_session->options();
    options.unit = m_unit->currentData().toString();
    options.tokens = m_tokens->value();
    options.shuffles = m_shuffles->value();
    m_session->setOptions(options);
}

void MatchPanel::showOptions()
{
    const MatchOptions& options = m_session->options();
    showWord(m_unit, options.unit);
    const QSignalBlocker quietTokens(m_tokens);
    const QSignalBlocker quietShuffles(m_shuffles);
    m_tokens->setValue(options.tokens);
    m_tokens->setEnabled(options.unit == QLatin1String("token"));
    m_shuffles->setValue(options.shuffles);
    if (isVisible()) {
        m_session->dryRun();
    }
}

void MatchPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_session->dryRun();
}

void MatchPanel::showState()
{
    const QString obstacle = m_session->obstacle();
    m_run->setEnabled(obstacle.isEmpty());
    m_run->setToolTip(obstacle.isEmpty() ? tr("Match the %1").arg(m_session->subject()) : obstacle);
    const JobStatus* job = m_session->job();
    const bool isCancelling = job != nullptr && job->state == JobState::Cancelling;
    m_cancel->setEnabled(m_session->isRunning() && !isCancelling);
    m_cancel->setText(isCancelling ? tr("Cancelling…") : tr("Cancel"));
    m_runPlace->showJob(job);
    showPlan();
}

void MatchPanel::showPlan()
{
    const QString obstacle = m_session->obstacle();
    QString text;
    if (!obstacle.isEmpty()) {
        text = m_session->isRunning() ? QString() : obstacle;
    } else if (!m_session->needsRun()) {
        text.clear(); // it was run
    } else if (m_session->plan()) {
        text = m_session->plan()->problems.empty()
            ? tr("Dry run of the %1: %2.")
                  .arg(m_session->subject(), matchPlanText(*m_session->plan()))
            : matchPlanText(*m_session->plan());
    } else if (m_session->isPlanning()) {
        text = tr("Dry run…");
    }
    m_plan->setText(text);
    m_plan->setVisible(!text.isEmpty());
}

void MatchPanel::showResult()
{
    const std::shared_ptr<const MatchRun> run = m_session->result();
    m_layers->setRun(run);
    m_pairs->setPair(run, -1);
    m_summary->setText(run ? matchSummary(*run, m_session->resultName()) : QString());
    m_summary->setToolTip(m_session->command());
    m_summary->setVisible(run != nullptr);
    m_tables->setVisible(run != nullptr);
    showPlan();
    if (run && !run->layers().empty()) {
        m_layerTable->setCurrentIndex(m_sortedLayers->index(0, MatchLayersModel::Student));
    }
}

void MatchPanel::showPair()
{
    const QModelIndex chosen = m_sortedLayers->mapToSource(m_layerTable->currentIndex());
    m_pairs->setPair(m_session->result(), chosen.isValid() ? chosen.row() : -1);
}

void MatchPanel::chooseNeuron(const QModelIndex& index)
{
    const SelectionItem neuron = m_pairs->itemAt(m_sortedPairs->mapToSource(index));
    if (!isNothing(neuron)) {
        Q_EMIT neuronChosen(neuron);
    }
}

} // namespace neurograft
