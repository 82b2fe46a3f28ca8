// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/parameters_view.h"

#include "widgets/frame/empty_page.h"
#include "widgets/frame/stack_page.h"
#include "widgets/frame/toggle_button.h"
#include "widgets/models/parameter_session.h"
#include "widgets/panels/adapter_neurons_panel.h"
#include "widgets/panels/flow_layout.h"
#include "widgets/panels/map_panels.h"
#include "widgets/panels/run_place.h"
#include "widgets/panels/spectrum_distance_panel.h"
#include "widgets/panels/word_combo.h"
#include "widgets/plots/loss_plot.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
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
    : QWidget(parent), m_session(session), m_adapters(new QWidget(this)),
      m_adapterLine(new FlowLayout(m_adapters)),
      m_runPlace(
          new RunPlace(tr("&Compare parameters"), actions.run, actions.cancel,
                       {QStringLiteral("paramRunButton"), QStringLiteral("parametersView.progress"),
                        QStringLiteral("paramCancelButton")},
                       this)),
      m_stack(new QStackedWidget(this)), m_spectrum(new LossPlot), m_facts(new QLabel),
      m_maps(new MapPanels(QStringLiteral("parameterMap"))),
      m_neurons(new AdapterNeuronsPanel(neurons)), m_distances(new SpectrumDistancePanel),
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
    m_mapToggle = new ToggleButton(place);
    m_mapToggle->setObjectName(QStringLiteral("parametersView.mapToggle"));
    m_mapToggle->setText(tr("maps"));
    m_mapToggle->setCheckable(true);
    m_mapToggle->setToolTip(
        tr("The same numbers as maps of modules × layers, in place of the charts"));
    m_mapToggle->setFocusPolicy(Qt::StrongFocus);
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
    look->addWidget(m_mapToggle);
    look->addWidget(copy);
    line->addWidget(m_look);
    line->addWidget(m_spectra);
    line->addWidget(m_subspace);
    connect(m_table, &QComboBox::activated, this, [this] {
        showCharts();
        showMaps();
    });
    connect(m_sameRange, &QAbstractButton::toggled, this, &ParametersView::showCharts);
    connect(m_mapToggle, &QAbstractButton::toggled, this, &ParametersView::showMaps);
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
    below->addWidget(makeDetails());
    below->setStretchFactor(0, 1);
    below->setStretchFactor(1, 1);
    auto* above = new QWidget; // one of both is seen
    above->setMinimumHeight(fontMetrics().height() * 14);
    auto* pictures = new QHBoxLayout(above);
    pictures->setContentsMargins(0, 0, 0, 0);
    pictures->addWidget(m_chartArea);
    pictures->addWidget(makeMaps());
    splitter->addWidget(above);
    splitter->addWidget(below);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({300, 200}); // what lies below asks for more than it needs
    connect(m_spectrum, &LossPlot::hovered, this, &ParametersView::hovered);
    return splitter;
}

QWidget* ParametersView::makeMaps()
{
    auto* place = new QScrollArea;
    place->setFrameShape(QFrame::NoFrame);
    place->setWidgetResizable(true);
    place->setWidget(m_maps);
    m_mapPlace = place;
    connect(m_maps, &MapPanels::hovered, this, &ParametersView::hovered);
    connect(m_maps, &MapPanels::cellChosen, this, [this](int panel, int row, int layer) {
        choose(m_maps->map(panel)->rows.place(row), layer);
        Q_EMIT pointChosen(m_module, m_layer);
    });
    return place;
}

QWidget* ParametersView::makeDetails()
{
    m_details = new QTabWidget;
    m_details->setObjectName(QStringLiteral("parametersView.details"));
    m_details->setDocumentMode(true);
    m_details->addTab(m_neurons, tr("Neurons changed most"));
    m_details->addTab(m_distances, tr("Distances of spectra"));
    m_details->setTabToolTip(1,
                             tr("Wasserstein-1 distance of the normalised log spectra of the "
                                "student's and the teacher's layers: 0 where they fall off alike"));
    connect(m_neurons, &AdapterNeuronsPanel::neuronChosen, this, &ParametersView::neuronChosen);
    connect(m_distances, &SpectrumDistancePanel::hovered, this, &ParametersView::hovered);
    connect(m_distances, &SpectrumDistancePanel::cellChosen, this,
            [this](const QString& module, int student, int teacher) {
                choose(module, student);
                Q_EMIT cellChosen(module, student, teacher);
            });
    return m_details;
}

/// Only what has something to tell has a tab.
void ParametersView::showDetails()
{
    m_details->setTabVisible(0, m_neurons->hasContent());
    m_details->setTabVisible(1, m_distances->hasContent());
    m_details->setVisible(m_neurons->hasContent() || m_distances->hasContent());
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
        showMaps();
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
    m_distances->showModule(module);
    m_neurons->look(layer);
    showDetails();
}

void ParametersView::showLayer(int layer)
{
    for (LossPlot* chart : std::as_const(m_charts)) {
        chart->setReference(layer < 0 ? std::nullopt : std::optional<double>(layer),
                            QStringLiteral("S L%1").arg(layer));
    }
    m_maps->markLayer(Role::Student, layer);
    m_distances->markLayer(layer);
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
    m_neurons->setAdapters(result ? result->adapters() : QStringList());
    m_distances->setMaps(result ? result->distances() : std::vector<HeatmapData>());
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
    showMaps();
    showSpectrum();
    m_neurons->look(m_layer);
    showDetails();
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

bool ParametersView::areMapsShown() const
{
    return m_mapToggle->isChecked() && m_maps->count() > 0;
}

void ParametersView::showMaps()
{
    const auto result = m_session->result();
    m_maps->setMaps(result && m_mapToggle->isChecked() ? result->maps(table())
                                                       : std::vector<HeatmapData>(),
                    isParameterTableSigned(table()) ? ColorMapId::Vik : ColorMapId::Magma);
    m_mapPlace->setVisible(areMapsShown());
    m_chartArea->setVisible(!areMapsShown());
}

ParametersView::Part ParametersView::focusedPart() const
{
    const QWidget* focused = focusWidget();
    const auto holds = [focused](const QWidget* part) {
        return focused != nullptr && (part == focused || part->isAncestorOf(focused));
    };
    return holds(m_maps)     ? Part::Maps
        : holds(m_distances) ? Part::Distances
        : holds(m_spectrum)  ? Part::Spectrum
                             : Part::Charts;
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
