// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_heatmap.h"
#include "widgets/plots/heatmap_table_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;

class TestHeatmapTableModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void contentReadsLikeTheMap();
    void newCellsKeepTheModel();
    void undefinedCellsSayWhy();
};

void TestHeatmapTableModel::contentReadsLikeTheMap()
{
    HeatmapTableModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    HeatmapData data = sampleHeatmap(2, 3, QStringLiteral("up_proj"));
    data.values = {0.1, 0.25, 0.5, -0.125, 1.0, 0.75};
    model.setHeatmap(std::make_shared<HeatmapData>(data));
    QString text;
    for (int row = 0; row < model.rowCount(); ++row) {
        text += model.headerData(row, Qt::Vertical).toString() + u':';
        for (int column = 0; column < model.columnCount(); ++column) {
            text += u' ' + model.index(row, column).data().toString();
        }
        text += u'\n';
    }
    QCOMPARE(text, QStringLiteral("S L0: 0.100 0.250 0.500\nS L1: −0.125 1.000 0.750\n"));
    QCOMPARE(model.headerData(2, Qt::Horizontal).toString(), QStringLiteral("T L2"));
    QCOMPARE(model.index(1, 0).data(HeatmapTableModel::kValueRole).toDouble(), -0.125);
}

void TestHeatmapTableModel::newCellsKeepTheModel()
{
    HeatmapTableModel model;
    model.setHeatmap(std::make_shared<HeatmapData>(sampleHeatmap(2, 3, QStringLiteral("up_proj"))));
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    model.setHeatmap(
        std::make_shared<HeatmapData>(sampleHeatmap(2, 3, QStringLiteral("down_proj"))));
    QCOMPARE(resets.size(), 0);
    QCOMPARE(changes.size(), 1);
    model.setHeatmap(
        std::make_shared<HeatmapData>(sampleHeatmap(4, 3, QStringLiteral("down_proj"))));
    QCOMPARE(resets.size(), 1);
    model.setHeatmap(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void TestHeatmapTableModel::undefinedCellsSayWhy()
{
    HeatmapTableModel model;
    HeatmapData data = sampleHeatmap(2, 3, QStringLiteral("up_proj"));
    makeUndefined(data, {0, 1}, 2);
    makeUndefined(data, {1, 1}, kNotComputed);
    model.setHeatmap(std::make_shared<HeatmapData>(data));
    QCOMPARE(model.index(0, 1).data().toString(), QStringLiteral("undefined"));
    QCOMPARE(model.index(1, 1).data().toString(), QStringLiteral("not computed"));
    QVERIFY(!model.index(0, 1).data(HeatmapTableModel::kValueRole).isValid());
    QVERIFY(model.index(0, 1)
                .data(Qt::ToolTipRole)
                .toString()
                .contains(QStringLiteral("HSIC(X,X) ≤ 0")));
}

QTEST_GUILESS_MAIN(TestHeatmapTableModel)
#include "tst_heatmap_table_model.moc"
