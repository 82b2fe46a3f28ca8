// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_heatmap.h"
#include "widgets/models/selection_facts.h"
#include "widgets/plots/heatmap_difference.h"
#include "widgets/plots/number_text.h"

#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;

class TestSelectionFacts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        HeatmapData up = sampleHeatmap(2, 3, QStringLiteral("up_proj"));
        up.values = {0.1, 0.4, 0.2, 0.5, 0.3, 0.6};
        m_figure = {};
        m_figure.panels = {up, sampleHeatmap(2, 3, QStringLiteral("v_proj"))};
    }

    void aCellHasValueRanksAndHowItWasMade()
    {
        const ItemFacts facts = factsOf(CellItem{QStringLiteral("up_proj"), 0, 1}, m_figure);
        QCOMPARE(facts.title, QStringLiteral("up S L0 x T L1"));
        QCOMPARE(value(facts, "CKA"), QStringLiteral("0.400"));
        QCOMPARE(value(facts, "rank in row"), QStringLiteral("1/3"));
        QCOMPARE(value(facts, "rank in column"), QStringLiteral("1/2"));
        QCOMPARE(value(facts, "samples"), countText(4096));
        QCOMPARE(value(facts, "estimator"), QStringLiteral("unbiased"));
        QCOMPARE(value(facts, "sample unit"), QStringLiteral("tokens"));
        QCOMPARE(value(facts, "95 % interval"), QString());
        QVERIFY((facts.curve == std::vector<double>{0.1, 0.4, 0.2}));
        QCOMPARE(facts.curveAt, 1);
        QVERIFY(facts.remark.isEmpty());
    }

    void intervalsAreShownWhereTheRunMadeThem()
    {
        auto intervals = std::make_shared<HeatmapIntervals>();
        intervals->low.assign(6, 0.35);
        intervals->high.assign(6, 0.45);
        intervals->null95.assign(6, 0.02);
        m_figure.panels[0].intervals = intervals;
        const ItemFacts facts = factsOf(CellItem{QStringLiteral("up_proj"), 0, 1}, m_figure);
        QCOMPARE(value(facts, "95 % interval"), QStringLiteral("0.350 … 0.450"));
        QCOMPARE(value(facts, "shuffled"), QStringLiteral("0.020"));
        QVERIFY2(cellText(m_figure.panels[0], {0, 1})
                     .contains(QStringLiteral("CKA 0.400  95 % 0.350 … 0.450  shuffled 0.020")),
                 qPrintable(cellText(m_figure.panels[0], {0, 1})));
    }

    void undefinedCellsSayWhyAndLeaveTheRanks()
    {
        makeUndefined(m_figure.panels[0], {0, 1}, 1);
        const ItemFacts facts = factsOf(CellItem{QStringLiteral("up_proj"), 0, 1}, m_figure);
        QCOMPARE(facts.remark, QStringLiteral("undefined: too few samples"));
        QCOMPARE(value(facts, "CKA"), QString());
        QCOMPARE(value(factsOf(CellItem{QStringLiteral("up_proj"), 0, 0}, m_figure), "rank in row"),
                 QStringLiteral("2/2"));
        m_figure.panels[0].visible = {0, 1, 1, 1, 1, 1};
        QCOMPARE(factsOf(CellItem{QStringLiteral("up_proj"), 0, 0}, m_figure).remark,
                 QStringLiteral("The mask hides this cell."));
        QCOMPARE(factsOf(CellItem{QStringLiteral("o_proj"), 0, 0}, m_figure).remark,
                 QStringLiteral("No shown map has this cell."));
    }

    void cellsThatMayStillComeAreToldApart()
    {
        const CellItem cell{QStringLiteral("up_proj"), 0, 1};
        QVERIFY(!factsOf(cell, m_figure).isPending);
        makeUndefined(m_figure.panels[0], {0, 1}, kNotComputed);
        QVERIFY(factsOf(cell, m_figure).isPending);
        makeUndefined(m_figure.panels[0], {0, 1}, 1); // that will not change
        QVERIFY(!factsOf(cell, m_figure).isPending);
        QVERIFY(!factsOf(CellItem{QStringLiteral("o_proj"), 0, 0}, m_figure).isPending);
        QVERIFY(factsOf(cell, HeatmapFigure()).isPending); // before the first maps
    }

    void aDifferenceShowsBothSides()
    {
        HeatmapData b = m_figure.panels[0];
        b.values[1] = 0.15;
        m_figure.panels[0] = heatmapDifference(m_figure.panels[0], b, QStringLiteral("run 7"),
                                               QStringLiteral("run 5"));
        const ItemFacts facts = factsOf(CellItem{QStringLiteral("up_proj"), 0, 1}, m_figure);
        QCOMPARE(value(facts, "A − B"), QStringLiteral("+0.250"));
        QCOMPARE(value(facts, "run 7"), QStringLiteral("0.400"));
        QCOMPARE(value(facts, "run 5"), QStringLiteral("0.150"));
    }

    void aLayerHasTheMeanOfItsRowOrColumnPerMap()
    {
        const ItemFacts row = factsOf(LayerItem{Role::Student, 1}, m_figure);
        QCOMPARE(row.title, QStringLiteral("S L1"));
        QCOMPARE(value(row, "up_proj"), QStringLiteral("mean 0.467, best T L2 0.600"));
        QCOMPARE(row.facts.size(), std::size_t(2));
        const ItemFacts column = factsOf(LayerItem{Role::Teacher, 0}, m_figure);
        QCOMPARE(value(column, "up_proj"), QStringLiteral("mean 0.300, best S L1 0.500"));
        QCOMPARE(factsOf(LayerItem{Role::Teacher, 9}, m_figure).remark,
                 QStringLiteral("The maps have no such layer."));
        const NeuronItem neuron{Role::Student, 1, QStringLiteral("down_proj"), 4213};
        QCOMPARE(value(factsOf(neuron, m_figure), "up_proj"),
                 QStringLiteral("mean 0.467, best T L2 0.600"));
    }

    void aSetHasCountMeanAndRange()
    {
        const std::vector<SelectionItem> set{CellItem{QStringLiteral("up_proj"), 0, 0},
                                             CellItem{QStringLiteral("up_proj"), 0, 1},
                                             CellItem{QStringLiteral("up_proj"), 1, 2}};
        QCOMPARE(summaryText(set, m_figure), QStringLiteral("3 cells, mean 0.367"));
        makeUndefined(m_figure.panels[0], {0, 0}, 1);
        const SetSummary summary = summaryOf(set, m_figure);
        QCOMPARE(summary.cells, 3);
        QCOMPARE(summary.count, 2);
        QCOMPARE(summary.mean, 0.5);
        QVERIFY(std::abs(summary.deviation - 0.1) < 1e-12);
        const ItemFacts facts = factsOfSet(set, QStringLiteral("mid block"), m_figure);
        QCOMPARE(facts.title, QStringLiteral("mid block: 3 cells"));
        QCOMPARE(value(facts, "range"), QStringLiteral("0.400 … 0.600"));
        QCOMPARE(value(facts, "without a value"), QStringLiteral("1"));
        QCOMPARE(summaryText({LayerItem{Role::Student, 1}}, m_figure), QString());
    }

private:
    static QString value(const ItemFacts& facts, const char* name)
    {
        for (const Fact& fact : facts.facts) {
            if (fact.name == QString::fromUtf8(name)) {
                return fact.value;
            }
        }
        return {};
    }
    HeatmapFigure m_figure;
};

QTEST_GUILESS_MAIN(TestSelectionFacts)
#include "tst_selection_facts.moc"
