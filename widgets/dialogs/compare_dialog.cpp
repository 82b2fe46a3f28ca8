// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/compare_dialog.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/plots/color_range.h"
#include "widgets/plots/heatmap_plot.h"
#include "widgets/plots/number_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

constexpr int kHashDigits = 12;

/// Hashes are told apart by their first digits; the whole stands in the tooltip.
QString shortValue(const ValuePair& option, const QString& value)
{
    return option.key.endsWith(QLatin1String("sha256")) ? value.left(kHashDigits) : value;
}

/// A row that differs: a word in its first column, bold text on the palette's alternate ground.
void markChanged(QTreeWidgetItem* row, const QString& word, const QPalette& palette)
{
    QFont font = row->font(0);
    font.setBold(true);
    QColor ground = palette.color(QPalette::Highlight);
    ground.setAlpha(40);
    row->setText(0, word);
    for (int column = 0; column < row->columnCount(); ++column) {
        row->setFont(column, font);
        row->setBackground(column, ground);
    }
}

QWidget* page(std::initializer_list<QWidget*> widgets)
{
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    for (QWidget* widget : widgets) {
        layout->addWidget(widget);
    }
    return box;
}

} // namespace

CompareDialog::CompareDialog(const QString& pathA, const QString& pathB, QuickLane* lane,
                             QWidget* parent)
    : QDialog(parent), m_paths{pathA, pathB}, m_lane(lane), m_headline(new QLabel(this)),
      m_pages(new QStackedWidget(this)), m_message(new QLabel(tr("Reading both runs…"), this)),
      m_onlyChanged(new QCheckBox(tr("Only what &differs"), this)), m_mapCombo(new QComboBox(this)),
      m_mapPages(new QStackedWidget(this)), m_map(new HeatmapPlot(this)),
      m_obstacle(new QLabel(this)), m_readout(new QLabel(this))
{
    setObjectName(QStringLiteral("compareDialog"));
    setWindowTitle(tr("Compare runs"));
    m_headline->setObjectName(QStringLiteral("compareDialog.headline"));
    m_headline->setWordWrap(true);
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    m_options = makeTable(QStringLiteral("options"), {QString(), tr("Option"), {}, {}});
    m_metrics = makeTable(QStringLiteral("metrics"),
                          {QString(), tr("Of"), tr("Metric"), {}, {}, tr("A − B")});
    m_onlyChanged->setObjectName(QStringLiteral("compareDialog.onlyChanged"));
    connect(m_onlyChanged, &QCheckBox::toggled, this, &CompareDialog::showOptions);

    auto* tabs = new QTabWidget(this);
    tabs->setObjectName(QStringLiteral("compareDialog.tabs"));
    tabs->addTab(page({m_onlyChanged, m_options}), tr("&Options"));
    tabs->addTab(page({m_metrics}), tr("&Metrics"));
    tabs->addTab(makeMapPage(), tr("&Difference A − B"));
    m_pages->addWidget(m_message);
    m_pages->addWidget(tabs);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    const QString words[] = {tr("Copy &A as command"), tr("Copy &B as command")};
    for (int side = 0; side < 2; ++side) {
        m_commands[side] = buttons->addButton(words[side], QDialogButtonBox::ActionRole);
        m_commands[side]->setObjectName(
            QStringLiteral("compareDialog.command%1").arg(QLatin1Char(side == 0 ? 'A' : 'B')));
        connect(m_commands[side], &QPushButton::clicked, this, [this, side] {
            Q_EMIT commandWanted(side == 0 ? m_comparison.a.command : m_comparison.b.command);
        });
    }
    QPushButton* swapSides = buttons->addButton(tr("&Swap A and B"), QDialogButtonBox::ActionRole);
    swapSides->setObjectName(QStringLiteral("compareDialog.swap"));
    connect(swapSides, &QPushButton::clicked, this, &CompareDialog::swap);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    for (QPushButton* button : {m_commands[0], m_commands[1], swapSides}) {
        button->setAutoDefault(false);
    }
    buttons->button(QDialogButtonBox::Close)->setDefault(true);
    m_options->setFocus();

    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_headline);
    layout->addWidget(m_pages, 1);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 110, fontMetrics().height() * 34);
    read();
}

QTreeWidget* CompareDialog::makeTable(const QString& name, const QStringList& headings)
{
    auto* table = new QTreeWidget(this);
    table->setObjectName(QStringLiteral("compareDialog.") + name);
    table->setAccessibleName(name == QLatin1String("options") ? tr("Options of both runs")
                                                              : tr("Metrics of both runs"));
    table->setHeaderLabels(headings);
    table->setRootIsDecorated(false);
    table->setUniformRowHeights(true);
    table->setAllColumnsShowFocus(true);
    return table;
}

QWidget* CompareDialog::makeMapPage()
{
    m_mapCombo->setObjectName(QStringLiteral("compareDialog.mapCombo"));
    m_mapCombo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    auto* caption = new QLabel(tr("&Map"), this);
    caption->setBuddy(m_mapCombo);
    m_map->setObjectName(QStringLiteral("compareDialog.map"));
    m_map->setColorMap(ColorMapId::Vik);
    m_map->setColorScaleVisible(true);
    m_obstacle->setObjectName(QStringLiteral("compareDialog.obstacle"));
    m_obstacle->setAlignment(Qt::AlignCenter);
    m_obstacle->setWordWrap(true);
    m_readout->setObjectName(QStringLiteral("compareDialog.readout"));
    m_mapPages->addWidget(m_obstacle);
    m_mapPages->addWidget(m_map);
    auto* box = new QWidget(this);
    auto* line = new QHBoxLayout;
    line->addWidget(caption);
    line->addWidget(m_mapCombo);
    line->addStretch(1);
    auto* layout = new QVBoxLayout(box);
    layout->addLayout(line);
    layout->addWidget(m_mapPages, 1);
    layout->addWidget(m_readout);
    connect(m_mapCombo, &QComboBox::currentIndexChanged, this, &CompareDialog::showMap);
    const auto readOut = [this](int student, int teacher) {
        const std::shared_ptr<const HeatmapData> shown = m_map->data();
        const HeatmapCell cell{student, teacher};
        m_readout->setText(shown && shown->isValidCell(cell) ? cellText(*shown, cell) : QString());
    };
    connect(m_map, &HeatmapPlot::hoveredCell, this, readOut);
    connect(m_map, &HeatmapPlot::selectedCellChanged, this, readOut);
    return box;
}

void CompareDialog::read()
{
    m_isReady = false;
    m_lane->ask(
        QStringLiteral("compare.runs"), this,
        [this, a = m_paths[0], b = m_paths[1]](const RunContext&) -> QuickLane::Answer {
            const auto comparison = std::make_shared<const RunComparison>(compareRuns(a, b));
            return [this, comparison] { take(*comparison); };
        },
        [this](const JobOutcome& outcome) {
            m_message->setText(tr("The runs were not compared. %1").arg(outcome.message));
            m_pages->setCurrentIndex(0);
        });
}

void CompareDialog::take(const RunComparison& comparison)
{
    m_comparison = comparison;
    const auto side = [](const QString& letter, const ComparedRun& run) {
        return run.isComplete ? tr("%1 is %2").arg(letter, run.name)
                              : tr("%1 is %2 (partial)").arg(letter, run.name);
    };
    const auto changed =
        std::count_if(comparison.options.begin(), comparison.options.end(),
                      [](const ValuePair& option) { return option.isDifferent(); });
    const QString differing = changed == 0 ? tr("all options are equal")
        : changed == 1                     ? tr("one option differs")
                                           : tr("%1 options differ").arg(changed);
    m_headline->setText(tr("%1, %2: %3.")
                            .arg(side(QStringLiteral("A"), comparison.a),
                                 side(QStringLiteral("B"), comparison.b), differing));
    const QString names[] = {tr("A: %1").arg(comparison.a.name),
                             tr("B: %1").arg(comparison.b.name)};
    m_options->setHeaderLabels({QString(), tr("Option"), names[0], names[1]});
    m_metrics->setHeaderLabels(
        {QString(), tr("Of"), tr("Metric"), names[0], names[1], tr("A − B")});
    m_commands[0]->setEnabled(!comparison.a.command.isEmpty());
    m_commands[1]->setEnabled(!comparison.b.command.isEmpty());
    showOptions();
    showMetrics();
    {
        const QSignalBlocker quiet(m_mapCombo);
        m_mapCombo->clear();
        for (const MapDifference& map : comparison.maps) {
            m_mapCombo->addItem(map.title);
        }
        m_mapCombo->setEnabled(m_mapCombo->count() > 1);
    }
    showMap(comparison.maps.empty() ? -1 : 0);
    m_pages->setCurrentIndex(1);
    m_isReady = true;
    Q_EMIT ready();
}

void CompareDialog::showOptions()
{
    m_options->clear();
    for (const ValuePair& option : m_comparison.options) {
        if (m_onlyChanged->isChecked() && !option.isDifferent()) {
            continue;
        }
        auto* row = new QTreeWidgetItem(m_options);
        row->setText(1, option.key);
        row->setText(2, shortValue(option, option.a));
        row->setText(3, shortValue(option, option.b));
        row->setToolTip(2, option.a);
        row->setToolTip(3, option.b);
        if (option.isDifferent()) {
            markChanged(row, tr("changed"), palette());
        }
    }
    for (int column = 0; column < 3; ++column) {
        m_options->resizeColumnToContents(column);
    }
    const int most = fontMetrics().averageCharWidth() * 36; // long paths: the whole in the tooltip
    m_options->setColumnWidth(2, std::min(m_options->columnWidth(2), most));
}

void CompareDialog::showMetrics()
{
    m_metrics->clear();
    for (const MetricPair& metric : m_comparison.metrics) {
        auto* row = new QTreeWidgetItem(m_metrics);
        row->setText(1, metric.subject);
        row->setText(2, metric.quantity);
        row->setText(3, metric.a);
        row->setText(4, metric.b);
        if (metric.difference) {
            const bool isWhole = !metric.a.contains(QLatin1Char('.'));
            const QString sign = *metric.difference > 0 ? QStringLiteral("+") : QString();
            row->setText(5, sign + numberText(*metric.difference, isWhole ? 0 : 4));
        }
        for (int column = 3; column < row->columnCount(); ++column) {
            row->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        }
        if (metric.isDifferent()) {
            markChanged(row, tr("differs"), palette());
        }
    }
    m_metrics->header()->setStretchLastSection(false);
    for (int column = 0; column < m_metrics->columnCount(); ++column) {
        if (column >= 3) {
            m_metrics->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        }
        m_metrics->resizeColumnToContents(column);
    }
}

void CompareDialog::showMap(int index)
{
    m_readout->clear();
    if (index < 0) {
        m_obstacle->setText(tr("The runs have no similarity map of the same module."));
        m_mapPages->setCurrentIndex(0);
        return;
    }
    const MapDifference& map = m_comparison.maps[static_cast<std::size_t>(index)];
    m_obstacle->setText(map.obstacle);
    m_mapPages->setCurrentIndex(map.obstacle.isEmpty() ? 1 : 0);
    if (map.obstacle.isEmpty()) {
        m_map->setTitle(
            QStringLiteral("%1: %2 − %3").arg(map.title, m_comparison.a.name, m_comparison.b.name));
        const auto difference = std::make_shared<const HeatmapData>(map.data);
        m_map->setColorRange(lockedRange({difference.get()}, true));
        m_map->setData(difference);
    }
}

void CompareDialog::swap()
{
    std::swap(m_paths[0], m_paths[1]);
    read();
}

} // namespace neurograft
