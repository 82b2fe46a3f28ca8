// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/parameters_view.h"

#include "widgets/frame/empty_page.h"
#include "widgets/frame/stack_page.h"
#include "widgets/frame/toggle_button.h"
#include "widgets/models/adapter_neurons.h"
#include "widgets/models/parameter_session.h"
#include "widgets/panels/flow_layout.h"
#include "widgets/panels/run_place.h"
#include "widgets/panels/whole_table.h"
#include "widgets/panels/word_combo.h"
#include "widgets/plots/loss_plot.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

constexpr int kMostDirections = 256;

/// One range for all charts, with room for zero: cosines are read against it.
std::optional<ColorRange> commonRange(const std::vector<CurveData>& charts)
{
    std::optional<ColorRange> range;
    for (const CurveData& chart : charts) {
        if (!chart.isEmpty()) {
            const ColorRange own = curveRange(chart);
            range = range
                ? ColorRange{std::min(range->low, own.low), std::max(range->high, own.high)}
                : own;
        }
    }
    return range;
}

} // namespace

ParametersView::ParametersView(ParameterSession* session, AdapterNeurons* neurons,
                               const Actions& actions, QWidget* parent)
    : QWidget(parent), m_session(session), m_neurons(neurons), m_adapters(new QWidget(this)),
      m_adapterLine(new FlowLayout(m_adapters)),
      m_runPlace(
          new RunPlace(tr("&Compare parameters"), actions.run, actions.cancel,
                       {QStringLiteral("paramRunButton"), QStringLiteral("parametersView.progress"),
                        QStringLiteral("paramCancelButton")},
                       this)),
      m_stack(new QStackedWidget(this)), m_spectrum(new LossPlot), m_facts(new QLabel),
      m_remark(new QLabel(this)), m_footer(new QLabel(this))
{
    setObjectName(QStringLiteral("parametersView"));
    auto* add = new QToolButton(this);
    add->setDefaultAction(actions.addAdapter);
    add->setToolButtonStyle(Qt::ToolButtonTextOnly);
    add->setObjectName(QStringLiteral("parametersView.addAdapter"));
    add->setFocusPolicy(Qt::StrongFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* first = new QHBoxLayout;
    first->addWidget(m_adapters, 1);
    first->addWidget(add);
    first->addWidget(m_runPlace, 1);
    layout->addLayout(first);
    layout->addWidget(makeChoices());
    m_empty = new EmptyPage(QStringLiteral("parametersView.empty"),
                            tr("What did an adapter do to the weights?"), QString(),
                            actions.addAdapter, QString(), m_stack);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(makeCharts());
    layout->addWidget(m_stack, 1);
    for (QLabel* line : {m_remark, m_footer}) {
        line->setWordWrap(true);
        line->setTextInteractionFlags(Qt::TextSelectableByMouse);
        layout->addWidget(line);
    }
    m_remark->setObjectName(QStringLiteral("parametersView.remark"));
    m_footer->setObjectName(QStringLiteral("parametersView.footer"));
    m_footer->setForegroundRole(QPalette::PlaceholderText);
    connect(session, &ParameterSession::optionsChanged, this, &ParametersView::showOptions);
    connect(session, &ParameterSession::stateChanged, this, &ParametersView::showState);
    connect(session, &ParameterSession::resultChanged, this, &ParametersView::showResult);
    showOptions();
    showResult();
}

QWidget* ParametersView::makeChoices()
{
    auto* place = new QWidget(this);
    auto* line = new FlowLayout(place);
    m_table = makeWordCombo(QStringLiteral("parametersView.tableCombo"), tr("What is drawn"),
                            tr("What the charts show of each adapter, layer by layer"), {}, place);
    m_sameRange = new ToggleButton(place);
    m_sameRange->setObjectName(QStringLiteral("sameRangeToggle"));
    m_sameRange->setText(tr("same y-range"));
    m_sameRange->setCheckable(true);
    m_sameRange->setChecked(true);
    m_sameRange->setToolTip(
        tr("One y-range for all charts, so that equal heights mean equal values"));
    m_sameRange->setFocusPolicy(Qt::StrongFocus);
    auto* copy = new QToolButton(place);
    copy->setObjectName(QStringLiteral("parametersView.copyLatex"));
    copy->setText(tr("Copy LaTeX table"));
    copy->setToolTip(tr("Means and standard deviations over the layers, a row per adapter and "
                        "module (booktabs)"));
    copy->setFocusPolicy(Qt::StrongFocus);
    m_spectra = new QCheckBox(tr("spectra of the weights"), place);
    m_spectra->setObjectName(QStringLiteral("parametersView.spectra"));
    m_spectra->setToolTip(tr("Singular values of every weight of the student, and of the teacher: "
                             "takes seconds for a small model, long for a large one"));
    m_subspace = new QSpinBox(place);
    m_subspace->setObjectName(QStringLiteral("parametersView.subspace"));
    m_subspace->setRange(0, kMostDirections);
    m_subspace->setSpecialValueText(tr("no directions"));
    m_subspace->setSuffix(tr(" directions"));
    m_subspace->setAccessibleName(tr("Leading directions compared"));
    m_subspace->setToolTip(tr("Principal angles between so many leading directions of each change "
                              "and of its weight"));
    m_look = new QWidget(place);
    auto* look = new QHBoxLayout(m_look);
    look->setContentsMargins(0, 0, 0, 0);
    look->addWidget(m_table);
    look->addWidget(m_sameRange);
    look->addWidget(copy);
    line->addWidget(m_look);
    line->addWidget(m_spectra);
    line->addWidget(m_subspace);
    connect(m_table, &QComboBox::activated, this, &ParametersView::showCharts);
    connect(m_sameRange, &QAbstractButton::toggled, this, &ParametersView::showCharts);
    connect(copy, &QAbstractButton::clicked, this, [this] {
        if (const auto result = m_session->result()) {
            Q_EMIT copyWanted(result->meansLatex(), tr("LaTeX table copied."));
        }
    });
    connect(m_spectra, &QCheckBox::toggled, m_session, &ParameterSession::setSpectra);
    connect(m_subspace, &QSpinBox::valueChanged, m_session, &ParameterSession::setSubspace);
    return place;
}

QWidget* ParametersView::makeCharts()
{
    auto* splitter = new QSplitter(Qt::Vertical, m_stack);
    splitter->setChildrenCollapsible(false);
    m_chartArea = new QWidget;
    m_chartGrid = new QGridLayout(m_chartArea);
    m_chartGrid->setContentsMargins(0, 0, 0, 0);
    auto* below = new QSplitter(Qt::Horizontal);
    below->setChildrenCollapsible(false);
    auto* values = new QWidget;
    m_facts->setObjectName(QStringLiteral("parametersView.facts"));
    m_facts->setWordWrap(true);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_spectrum->setObjectName(QStringLiteral("spectrumPlot"));
    m_spectrum->setTexts(tr("Singular values"),
                         tr("Click a point of a chart: the singular values of that layer."));
    m_spectrum->setLogarithmic(true);
    auto* lines = new QVBoxLayout(values);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addWidget(m_facts);
    lines->addWidget(m_spectrum, 1);
    below->addWidget(values);
    below->addWidget(makeNeurons());
    below->setStretchFactor(0, 1);
    below->setStretchFactor(1, 1);
    splitter->addWidget(m_chartArea);
    splitter->addWidget(below);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    connect(m_spectrum, &LossPlot::hovered, this, &ParametersView::hovered);
    return splitter;
}

QWidget* ParametersView::makeNeurons()
{
    m_neuronPlace = new QWidget;
    m_neuronsOf = makeWordCombo(QStringLiteral("parametersView.neuronsOf"),
                                tr("Adapter whose neurons are listed"),
                                tr("Columns of down_proj and o_proj that this adapter changes most "
                                   "in the layer chosen, with the tokens they promote"),
                                {}, m_neuronPlace);
    m_neuronTable =
        new WholeTable([neurons = m_neurons] { return neurons->toTsv(); }, m_neuronPlace);
    m_neuronTable->setObjectName(QStringLiteral("parametersView.neurons"));
    m_neuronTable->setAccessibleName(tr("Neurons changed most, with their tokens"));
    m_neuronTable->setModel(m_neurons);
    m_neuronTable->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_neuronTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_neuronTable->verticalHeader()->hide();
    m_neuronTable->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_neuronTable->horizontalHeader()->setStretchLastSection(true);
    m_neuronRemark = new QLabel(m_neuronPlace);
    m_neuronRemark->setObjectName(QStringLiteral("parametersView.neuronRemark"));
    m_neuronRemark->setWordWrap(true);
    m_neuronRemark->setForegroundRole(QPalette::PlaceholderText);
    auto* lines = new QVBoxLayout(m_neuronPlace);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addWidget(m_neuronsOf, 0, Qt::AlignLeft);
    lines->addWidget(m_neuronTable, 1);
    lines->addWidget(m_neuronRemark);
    connect(m_neuronsOf, &QComboBox::activated, this, &ParametersView::lookAtNeurons);
    connect(m_neurons, &AdapterNeurons::stateChanged, this, &ParametersView::showNeurons);
    connect(m_neuronTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& index) {
                if (index.isValid()) {
                    const NeuronId& id =
                        m_neurons->neurons()[static_cast<std::size_t>(index.row())].neuron.neuron;
                    Q_EMIT neuronChosen(static_cast<int>(id.layer),
                                        id.kind == NeuronKind::Ffn ? QStringLiteral("down_proj")
                                                                   : QStringLiteral("o_proj"),
                                        static_cast<int>(id.index));
                }
            });
    return m_neuronPlace;
}

void ParametersView::lookAtNeurons()
{
    m_neurons->look(m_neuronsOf->currentData().toString(), m_layer);
}

void ParametersView::showNeurons()
{
    m_neuronPlace->setVisible(m_layer >= 0 && m_neuronsOf->count() > 0);
    m_neuronTable->setVisible(m_neurons->rowCount() > 0);
    const QString remark = m_neurons->remark();
    m_neuronRemark->setText(remark);
    m_neuronRemark->setVisible(!remark.isEmpty());
}

LossPlot* ParametersView::makeChart(const QString& module)
{
    auto* chart = new LossPlot(m_chartArea);
    chart->setObjectName(QStringLiteral("curve.") + module);
    chart->setTitle(module);
    chart->setTexts(tr("%1 by layer").arg(module), tr("No adapter changes this module."));
    connect(chart, &LossPlot::hovered, this, &ParametersView::hovered);
    connect(chart, &LossPlot::stepChosen, this, [this, module](double layer) {
        choose(module, static_cast<int>(std::lround(layer)));
        Q_EMIT pointChosen(m_module, m_layer);
    });
    m_charts.insert(module, chart);
    return chart;
}

QString ParametersView::table() const
{
    return m_table->currentData().toString();
}

void ParametersView::setTable(const QString& table)
{
    if (m_table->findData(table) >= 0) {
        showWord(m_table, table);
        showCharts();
    }
}

bool ParametersView::hasSameRange() const
{
    return m_sameRange->isChecked();
}

void ParametersView::choose(const QString& module, int layer)
{
    m_module = module;
    m_layer = layer;
    showLayer(layer);
    showSpectrum();
    lookAtNeurons();
}

void ParametersView::showLayer(int layer)
{
    for (LossPlot* chart : std::as_const(m_charts)) {
        chart->setReference(layer < 0 ? std::nullopt : std::optional<double>(layer),
                            QStringLiteral("S L%1").arg(layer));
    }
}

void ParametersView::focusContent()
{
    if (LossPlot* chart = m_charts.value(m_modules.value(0))) {
        chart->setFocus(Qt::OtherFocusReason);
    }
}

void ParametersView::showAdapters()
{
    const std::vector<AdapterChoice> choices = m_session->adapters();
    QMap<QString, QCheckBox*> before;
    for (auto* tick : m_adapters->findChildren<QCheckBox*>(QString(), Qt::FindDirectChildrenOnly)) {
        before.insert(tick->property("path").toString(), tick);
    }
    for (const AdapterChoice& choice : choices) {
        QCheckBox* tick = before.take(choice.path);
        if (tick == nullptr) {
            tick = new QCheckBox(choice.name, m_adapters);
            tick->setObjectName(QStringLiteral("adapterTick.") + choice.name);
            tick->setProperty("path", choice.path);
            connect(tick, &QCheckBox::clicked, m_session,
                    [this, path = choice.path](bool isOn) { m_session->setChosen(path, isOn); });
            m_adapterLine->addWidget(tick);
        }
        const QSignalBlocker blocker(tick);
        tick->setChecked(choice.isChosen);
        tick->setEnabled(choice.problem.isEmpty());
        tick->setToolTip(choice.problem.isEmpty() ? choice.facts : choice.problem);
        tick->show();
    }
    qDeleteAll(before); // no longer in the list
}

void ParametersView::showOptions()
{
    showAdapters();
    const QSignalBlocker spectraBlocker(m_spectra);
    m_spectra->setChecked(m_session->hasSpectra());
    const QSignalBlocker subspaceBlocker(m_subspace);
    m_subspace->setValue(m_session->subspace());
    showState();
}

void ParametersView::showState()
{
    m_runPlace->showJob(m_session->job());
    const auto result = m_session->result();
    const bool isShowing = result != nullptr;
    showStackPage(m_stack, m_stack->widget(isShowing ? 1 : 0));
    m_look->setVisible(isShowing);
    const QString obstacle = m_session->obstacle();
    m_empty->setSentence(!obstacle.isEmpty()
                             ? obstacle
                             : tr("Only factors and weights are read: seconds, without any text."));
    QString remark;
    if (isShowing && !m_session->isRunning()) {
        if (result->isPartial()) {
            remark = tr("Partial result: the run was stopped; layers that are missing leave gaps.");
        } else if (obstacle.isEmpty() && m_session->needsRun()) {
            remark = tr("The charts show an earlier run; the present choice needs another.");
        }
    }
    m_remark->setText(remark);
    m_remark->setVisible(!remark.isEmpty());
    m_footer->setVisible(isShowing);
}

void ParametersView::showResult()
{
    const auto result = m_session->result();
    const QString before = table();
    const QSignalBlocker blocker(m_table);
    m_table->clear();
    QStringList modules;
    if (result) {
        for (const QString& name : result->tables()) {
            m_table->addItem(parameterTableTitle(name), name);
        }
        m_table->setCurrentIndex(std::max(0, m_table->findData(before)));
        modules = result->modules();
        m_footer->setText(tr("%1 | products from the factors, float64 | %2 layers | %3")
                              .arg(m_session->resultName())
                              .arg(result->layers())
                              .arg(result->adapters().join(QStringLiteral(", "))));
    }
    const QString adapter = m_neuronsOf->currentData().toString();
    m_neuronsOf->clear();
    for (const QString& name : result ? result->adapters() : QStringList()) {
        m_neuronsOf->addItem(tr("neurons changed by %1").arg(name), name);
    }
    m_neuronsOf->setCurrentIndex(std::max(0, m_neuronsOf->findData(adapter)));
    m_modules = modules;
    for (const QString& module : std::as_const(m_modules)) {
        if (!m_charts.contains(module)) {
            makeChart(module);
        }
    }
    if (!m_modules.contains(m_module) || !result || m_layer >= result->layers()) {
        m_module.clear();
        m_layer = -1;
        showLayer(-1);
    }
    arrange();
    showCharts();
    showSpectrum();
    lookAtNeurons();
    showState();
}

void ParametersView::arrange()
{
    for (LossPlot* chart : std::as_const(m_charts)) {
        m_chartGrid->removeWidget(chart);
        chart->hide();
    }
    const int count = static_cast<int>(m_modules.size());
    const int columns = std::max(1, static_cast<int>(std::ceil(std::sqrt(count))));
    for (int i = 0; i < count; ++i) {
        LossPlot* chart = m_charts.value(m_modules[i]);
        m_chartGrid->addWidget(chart, i / columns, i % columns);
        chart->show();
    }
}

void ParametersView::showCharts()
{
    const auto result = m_session->result();
    std::vector<CurveData> charts;
    for (const QString& module : std::as_const(m_modules)) {
        charts.push_back(result ? result->curves(module, table()) : CurveData());
    }
    const std::optional<ColorRange> common = hasSameRange() ? commonRange(charts) : std::nullopt;
    for (std::size_t i = 0; i < charts.size(); ++i) {
        LossPlot* chart = m_charts.value(m_modules[static_cast<int>(i)]);
        chart->setValueRange(charts[i].isEmpty() ? std::nullopt : common);
        chart->setData(charts[i]);
    }
}

void ParametersView::showSpectrum()
{
    const auto result = m_session->result();
    if (!result || m_layer < 0) {
        m_spectrum->setTitle({});
        m_spectrum->setData({});
        m_spectrum->setReference(std::nullopt, {});
        m_facts->clear();
        m_facts->hide();
        return;
    }
    m_spectrum->setTitle(tr("Singular values of %1, S L%2").arg(m_module).arg(m_layer));
    m_spectrum->setData(result->spectrum(m_module, m_layer));
    int rank = 0;
    for (const QString& adapter : result->adapters()) {
        rank = std::max(rank, result->rank(adapter, m_module, m_layer));
    }
    m_spectrum->setReference(rank > 0 ? std::optional<double>(rank) : std::nullopt,
                             tr("r = %1").arg(rank));
    m_facts->setText(result->facts(m_module, m_layer).join(u'\n'));
    m_facts->setVisible(!m_facts->text().isEmpty());
}

} // namespace neurograft
