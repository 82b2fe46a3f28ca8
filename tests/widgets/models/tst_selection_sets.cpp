// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/selection_sets.h"

#include <QElapsedTimer>
#include <QTest>

using namespace neurograft;

namespace {

ItemSet layers(const std::vector<int>& numbers)
{
    ItemSet set;
    for (const int number : numbers) {
        set.push_back(LayerItem{Role::Student, number});
    }
    return set;
}

} // namespace

class TestSelectionSets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void unionKeepsTheOrderAndTakesEachOnce()
    {
        QVERIFY(unionOf(layers({3, 1}), layers({1, 5, 3, 2})) == layers({3, 1, 5, 2}));
        QVERIFY(unionOf({}, layers({1})) == layers({1}));
        QVERIFY(unionOf(layers({1}), {}) == layers({1}));
    }

    void intersectionAndDifferencePartASet()
    {
        const ItemSet a = layers({4, 3, 2, 1});
        const ItemSet b = layers({1, 3, 9});
        QVERIFY(intersectionOf(a, b) == layers({3, 1}));
        QVERIFY(differenceOf(a, b) == layers({4, 2}));
        QVERIFY(unionOf(intersectionOf(a, b), differenceOf(a, b)).size() == a.size());
        QVERIFY(intersectionOf(a, {}).empty());
        QVERIFY(differenceOf(a, {}) == a);
    }

    void roleAndModuleTellItemsApart()
    {
        const ItemSet student{NeuronItem{Role::Student, 1, QStringLiteral("down_proj"), 7}};
        const ItemSet teacher{NeuronItem{Role::Teacher, 1, QStringLiteral("down_proj"), 7}};
        const ItemSet value{NeuronItem{Role::Student, 1, QStringLiteral("v_proj"), 7}};
        QVERIFY(intersectionOf(student, teacher).empty());
        QVERIFY(intersectionOf(student, value).empty());
        QCOMPARE(unionOf(unionOf(student, teacher), value).size(), std::size_t(3));
    }

    void kindsAreNotMixed()
    {
        const ItemSet cells{CellItem{QStringLiteral("up_proj"), 1, 2}};
        QVERIFY(!isSameKind(cells, layers({1})));
        QVERIFY(isSameKind(cells, {}));
        QVERIFY(unionOf(cells, layers({1})) == cells);
        QVERIFY(intersectionOf(cells, layers({1})).empty());
        QVERIFY(differenceOf(cells, layers({1})) == cells);
    }

    void locatedNeuronsOfALargeModelAreQuick()
    {
        ItemSet a;
        ItemSet b;
        for (int i = 0; i < 50000; ++i) {
            a.push_back(NeuronItem{Role::Student, i % 32, QStringLiteral("down_proj"), i / 32});
            b.push_back(NeuronItem{Role::Student, i % 32, QStringLiteral("down_proj"), i / 16});
        }
        QElapsedTimer clock;
        clock.start();
        const ItemSet both = intersectionOf(a, b);
        QVERIFY(!both.empty() && both.size() < a.size());
        QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestSelectionSets)
#include "tst_selection_sets.moc"
