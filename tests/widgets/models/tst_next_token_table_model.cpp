// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/next_token_table_model.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace neurograft;

class TestNextTokenTableModel : public QObject {
    Q_OBJECT

    static NextTokenScore score(int id, std::int64_t rank, double logit, double probability)
    {
        return {id, rank, logit, probability};
    }
    static std::vector<NextTokenRow> rows()
    {
        return {{"Paris", {score(4, 1, 9.5, 0.97), score(4, 2, 3.25, 0.30), std::nullopt}},
                {" Rome", {score(5, 2, 5.0, 0.02), score(5, 1, 4.0, 0.60), std::nullopt}},
                {"#517", {std::nullopt, score(517, 3, 1.0, 0.01), std::nullopt}}};
    }

private Q_SLOTS:
    void sidesStandSideBySideWithTheirDifference()
    {
        NextTokenTableModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(rows(), {PlaygroundSide::Teacher, PlaygroundSide::Student});
        QCOMPARE(model.tsv(),
                 QStringLiteral("next token\tp teacher\tlogit teacher\tp student\tlogit student\t"
                                "student − teacher\n"
                                "Paris\t0.970\t9.50\t0.300\t3.25\t−0.670 ▼ ≠1\n"
                                "·Rome\t0.020\t5.00\t0.600\t4.00\t+0.580 ▲ ≠1\n"
                                "#517\t–\t–\t0.010\t1.00\tonly one has it\n"));
        // Narrow headers: the words stand below each other.
        QCOMPARE(model.headerData(2, Qt::Horizontal).toString(), QStringLiteral("logit\nteacher"));
        QCOMPARE(model.headerData(5, Qt::Horizontal).toString(),
                 QStringLiteral("student\n−\u00a0teacher"));
        QVERIFY(model.isDifference(5) && !model.isDifference(4));
        QVERIFY(model.tsv({1}).endsWith(
            QStringLiteral("logit student\tstudent − teacher\n"
                           "·Rome\t0.020\t5.00\t0.600\t4.00\t+0.580 ▲ ≠1\n")));
    }

    void barsAndRolesAreThoseOfTheSide()
    {
        NextTokenTableModel model;
        model.setRows(rows(), {PlaygroundSide::Student});
        QCOMPARE(model.columnCount(), 3); // nothing to compare with
        QCOMPARE(model.index(0, 1).data(NextTokenTableModel::FractionRole).toDouble(), 0.30);
        QVERIFY(!model.index(0, 2).data(NextTokenTableModel::FractionRole).isValid());
        QCOMPARE(model.index(0, 1).data(NextTokenTableModel::SideRole).toInt(),
                 static_cast<int>(PlaygroundSide::Student));
        QVERIFY(!model.index(0, 0).data(NextTokenTableModel::SideRole).isValid());
        QVERIFY(model.index(0, 0)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(
                        QStringLiteral("student: probability 0.3000, logit 3.250, rank 2, id 4")));
    }
};

QTEST_MAIN(TestNextTokenTableModel)
#include "tst_next_token_table_model.moc"
