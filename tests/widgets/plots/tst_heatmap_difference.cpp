// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_heatmap.h"
#include "widgets/figures/difference_figure.h"
#include "widgets/plots/color_range.h"
#include "widgets/plots/heatmap_difference.h"
#include "widgets/plots/number_text.h"

#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;

class TestHeatmapDifference : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cellsAreSubtracted();
    void undefinedInEitherIsUndefined();
    void notComputedInEitherIsNotComputed();
    void otherShapesAndMeasuresAreRefusedInWords();
    void whatDiffersIsNotSaidOfTheDifference();
    void rangeIsSymmetricAroundZero();
    void findingNamesTheLargestDifference();
    void figureNamesBothRunsAndWhatIsMissing();

private:
    static HeatmapData shifted(const HeatmapData& data, double by)
    {
        HeatmapData result = data;
        for (double& value : result.values) {
            value += by;
        }
        return result;
    }
    static HeatmapData difference(const HeatmapData& a, const HeatmapData& b)
    {
        return heatmapDifference(a, b, QStringLiteral("run 7"), QStringLiteral("run 5"));
    }
    const HeatmapData m_a = sampleHeatmap(3, 4, QStringLiteral("up_proj"));
};

void TestHeatmapDifference::cellsAreSubtracted()
{
    HeatmapData b = m_a;
    b.values[b.offset({1, 2})] = 0.75;
    const HeatmapData result = difference(m_a, b);
    QCOMPARE(result.value({1, 2}), m_a.value({1, 2}) - 0.75);
    QCOMPARE(result.value({0, 0}), 0.0);
    QCOMPARE(cellText(result, {1, 2}),
             QStringLiteral("up S L1 x T L2  A − B +0.135  (A 0.885, B 0.750)  unbiased  n %1  "
                            "tokens")
                 .arg(countText(4096)));
    QCOMPARE(scaleTitle(result), QStringLiteral("A − B of linear CKA (unbiased)"));
    QCOMPARE(differenceText(result), QStringLiteral("A: run 7, B: run 5"));
    QCOMPARE(differenceText(m_a), QString());
}

void TestHeatmapDifference::undefinedInEitherIsUndefined()
{
    HeatmapData a = m_a;
    HeatmapData b = m_a;
    makeUndefined(a, {0, 1}, 1);
    makeUndefined(b, {0, 2}, 3);
    makeUndefined(a, {0, 3}, 2);
    makeUndefined(b, {0, 3}, 1);
    const HeatmapData result = difference(a, b);
    QCOMPARE(int(result.reason({0, 1})), 1);
    QCOMPARE(int(result.reason({0, 2})), 3);
    QCOMPARE(int(result.reason({0, 3})), 2); // that of A first
    QVERIFY(std::isnan(result.value({0, 1})));
    QCOMPARE(cellText(result, {0, 1}),
             QStringLiteral("up S L0 x T L1  in A undefined: too few samples"));
    QCOMPARE(cellText(result, {0, 2}),
             QStringLiteral("up S L0 x T L2  in B undefined: HSIC(X,X) ≤ 0"));
    QVERIFY(cellText(result, {0, 3}).contains(QStringLiteral("in A and B undefined")));
    QCOMPARE(heatmapStatistics(result, false).undefined, 3);
}

void TestHeatmapDifference::notComputedInEitherIsNotComputed()
{
    HeatmapData b = m_a;
    makeUndefined(b, {2, 0}, kNotComputed);
    HeatmapData a = m_a;
    makeUndefined(a, {2, 0}, 1);
    QCOMPARE(difference(a, b).reason({2, 0}), kNotComputed);
    QCOMPARE(heatmapStatistics(difference(m_a, b), false).pending, 1);
}

void TestHeatmapDifference::otherShapesAndMeasuresAreRefusedInWords()
{
    QCOMPARE(differenceObstacle(m_a, sampleHeatmap(3, 6, QStringLiteral("up_proj"))),
             QStringLiteral("up_proj has 3 × 4 layers in A and 3 × 6 in B; only maps of the same "
                            "shape can be subtracted."));
    HeatmapData rsa = m_a;
    rsa.measure = QStringLiteral("rsa");
    QCOMPARE(differenceObstacle(m_a, rsa),
             QStringLiteral("A shows linear CKA and B RSA; a difference needs one measure."));
    HeatmapData biased = m_a;
    biased.measure = QStringLiteral("cka-biased");
    QCOMPARE(differenceObstacle(m_a, biased), QString());
    QVERIFY(!differenceObstacle(difference(m_a, m_a), m_a).isEmpty());
}

void TestHeatmapDifference::whatDiffersIsNotSaidOfTheDifference()
{
    HeatmapData b = m_a;
    b.estimator = QStringLiteral("biased");
    b.n = 48;
    b.unit = QStringLiteral("last-token");
    const HeatmapData result = difference(m_a, b);
    QCOMPARE(result.n, 0);
    QVERIFY(result.estimator.isEmpty() && result.unit.isEmpty());
    QCOMPARE(cellText(result, {0, 0}),
             QStringLiteral("up S L0 x T L0  A − B 0.000  (A 0.900, B 0.900)"));
}

void TestHeatmapDifference::rangeIsSymmetricAroundZero()
{
    HeatmapData b = shifted(m_a, 0.02);
    b.values[0] = m_a.values[0] - 0.13;
    const HeatmapData result = difference(m_a, b);
    const ColorRange range = lockedRange({&result}, true);
    QCOMPARE(range.low, -range.high);
    QCOMPARE(range.high, 0.15);
    HeatmapData biased = m_a;
    biased.measure = QStringLiteral("cka-biased"); // bounded, its difference is not
    const HeatmapData flat = difference(biased, shifted(biased, -0.04));
    QVERIFY((lockedRange({&flat}, true) == ColorRange{-0.05, 0.05}));
}

void TestHeatmapDifference::findingNamesTheLargestDifference()
{
    HeatmapData b = m_a;
    b.values[b.offset({2, 1})] += 0.25;
    QCOMPARE(heatmapFinding(difference(m_a, b)),
             QStringLiteral("3 × 4 layers, largest difference −0.25 at S L2 × T L1"));
    b.values[b.offset({0, 3})] -= 0.5;
    QCOMPARE(heatmapFinding(difference(m_a, b)),
             QStringLiteral("3 × 4 layers, largest difference +0.50 at S L0 × T L3"));
}

void TestHeatmapDifference::figureNamesBothRunsAndWhatIsMissing()
{
    HeatmapFigure a;
    a.panels = {m_a, sampleHeatmap(3, 4, QStringLiteral("v_proj"))};
    a.footer = QStringLiteral("linear CKA | n = 48");
    a.manifest = {{"result_file", "a.h5"}};
    HeatmapFigure b;
    b.panels = {sampleHeatmap(3, 4, QStringLiteral("o_proj")), shifted(m_a, 0.1)};
    b.footer = a.footer;
    const DifferenceFigure made =
        differenceFigure(a, b, QStringLiteral("run 7"), QStringLiteral("run 5"));
    QCOMPARE(made.figure.panels.size(), std::size_t(1));
    QCOMPARE(made.figure.panels[0].module, QStringLiteral("up_proj"));
    QCOMPARE(made.problems,
             (QStringList{QStringLiteral("B has no v_proj."), QStringLiteral("A has no o_proj.")}));
    QCOMPARE(made.figure.footer,
             QStringLiteral("A − B | A: run 7 | B: run 5 | both: linear CKA | n = 48"));
    QVERIFY(made.figure.manifest["difference"]["a"]["run"]["result_file"] == "a.h5");
    QVERIFY(made.figure.manifest["difference"]["b"]["name"] == "run 5");

    b.panels = {sampleHeatmap(2, 4, QStringLiteral("up_proj"))};
    QVERIFY(differenceFigure(a, b, {}, {}).figure.panels.empty());
}

QTEST_GUILESS_MAIN(TestHeatmapDifference)
#include "tst_heatmap_difference.moc"
