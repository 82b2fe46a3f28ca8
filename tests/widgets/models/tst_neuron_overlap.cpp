// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_neurons.h"
#include "widgets/models/neuron_overlap.h"
#include "widgets/models/overlap_table_model.h"
#include "widgets/plots/color_map.h"

#include <QAbstractItemModelTester>
#include <QBrush>
#include <QTest>

#include <cmath>

using namespace neurograft;
using namespace neurograft::testing;

namespace {

OverlapSubject subjectOf(const char* name, std::vector<NeuronPlace> ffn,
                         std::vector<NeuronPlace> attention, int layers = 2, int width = 10)
{
    OverlapSubject subject;
    subject.name = QString::fromLatin1(name);
    subject.groups = {
        {QStringLiteral("student"), NeuronFamily::Ffn, layers, width, std::move(ffn)},
        {QStringLiteral("student"), NeuronFamily::Attention, layers, 4, std::move(attention)}};
    return subject;
}

const OverlapChoice kFfn{QStringLiteral("student"), NeuronFamily::Ffn};
const OverlapChoice kBoth{QStringLiteral("student"), std::nullopt};

} // namespace

class TestNeuronOverlap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTwoAreCompared()
    {
        const std::vector<OverlapSubject> subjects{
            subjectOf("run 1", {{0, 1}, {0, 2}, {1, 3}}, {{0, 0}}),
            subjectOf("run 2", {{1, 3}, {0, 2}, {1, 9}, {1, 8}}, {{0, 1}}),
            subjectOf("run 3", {}, {{0, 0}})};
        const OverlapMatrix matrix = overlapMatrix(subjects, kFfn);
        QCOMPARE(matrix.names,
                 (QStringList{QStringLiteral("run 1"), QStringLiteral("run 2"),
                              QStringLiteral("run 3")}));
        QCOMPARE(matrix.at(0, 0).jaccard, 1.0);
        QCOMPARE(matrix.at(0, 1).shared, 2);
        QCOMPARE(matrix.at(0, 1).sizeA, 3);
        QCOMPARE(matrix.at(0, 1).sizeB, 4);
        QCOMPARE(matrix.at(0, 1).jaccard, 2.0 / 5.0);
        QCOMPARE(matrix.at(1, 0).jaccard, matrix.at(0, 1).jaccard);
        QCOMPARE(matrix.at(0, 2).jaccard, 0.0); // located none of that kind
        // 20 neurons: 3 * 4 / 20 are expected in both
        QCOMPARE(matrix.at(0, 1).chance, 0.6 / (7.0 - 0.6));
    }

    void familiesAreTakenTogether()
    {
        const std::vector<OverlapSubject> subjects{
            subjectOf("a", {{0, 1}, {0, 2}}, {{1, 1}, {0, 1}}),
            subjectOf("b", {{0, 1}}, {{0, 1}, {1, 3}})};
        // both have down 1 and o 1 of layer 0: the same numbers, other neurons
        const OverlapCell cell = overlapMatrix(subjects, kBoth).at(0, 1);
        QCOMPARE(cell.shared, 2);
        QCOMPARE(cell.jaccard, 2.0 / 5.0);
    }

    void otherModelsAreNotCompared()
    {
        const std::vector<OverlapSubject> subjects{subjectOf("a", {{0, 1}}, {}),
                                                   subjectOf("wider", {{0, 1}}, {}, 2, 12),
                                                   subjectOf("b", {{0, 1}}, {})};
        const OverlapMatrix matrix = overlapMatrix(subjects, kFfn);
        QVERIFY(std::isnan(matrix.at(0, 1).jaccard));
        QVERIFY(std::isnan(matrix.at(1, 1).jaccard));
        QCOMPARE(matrix.at(0, 2).jaccard, 1.0);
        QVERIFY(overlapText(matrix, 0, 1).contains(QStringLiteral("not comparable")));
        const OverlapChoice teacher{QStringLiteral("teacher"), NeuronFamily::Ffn};
        QVERIFY(std::isnan(overlapMatrix(subjects, teacher).at(0, 2).jaccard));
    }

    void keptSetsAreComparedWithRuns()
    {
        const ItemSet set{NeuronItem{Role::Student, 0, QStringLiteral("down_proj"), 2},
                          NeuronItem{Role::Student, 1, QStringLiteral("up_proj"), 3},
                          NeuronItem{Role::Teacher, 1, QStringLiteral("down_proj"), 3},
                          NeuronItem{Role::Student, 1, QStringLiteral("o_proj"), 3}};
        const std::vector<OverlapSubject> subjects{subjectOf("run", {{0, 2}, {0, 5}}, {{1, 3}}),
                                                   overlapSubject(QStringLiteral("kept"), set)};
        const OverlapCell ffn = overlapMatrix(subjects, kFfn).at(0, 1);
        QCOMPARE(ffn.sizeB, 2);
        QCOMPARE(ffn.jaccard, 1.0 / 3.0);
        QVERIFY(!std::isnan(ffn.chance));
        QCOMPARE(overlapMatrix(subjects, kBoth).at(0, 1).jaccard, 2.0 / 4.0);
        QCOMPARE(overlapRoles(subjects),
                 (QStringList{QStringLiteral("teacher"), QStringLiteral("student")}));
        // kept sets alone: how large the model is nobody knows
        const OverlapCell alone = overlapMatrix({subjects[1], subjects[1]}, kFfn).at(0, 1);
        QCOMPARE(alone.jaccard, 1.0);
        QVERIFY(std::isnan(alone.chance));
    }

    void aResultGivesItsLocatedNeurons()
    {
        const NeuronResult result = neuronResult(sampleLocateResult(), "locate.h5");
        const OverlapSubject run = overlapSubject(QStringLiteral("run 1"), result);
        ItemSet planted{NeuronItem{Role::Student, 2, QStringLiteral("down_proj"), 137}};
        const OverlapMatrix matrix =
            overlapMatrix({run, overlapSubject(QStringLiteral("set"), planted)}, kFfn);
        QCOMPARE(matrix.at(0, 0).sizeA, 4 * 17);
        QCOMPARE(matrix.at(0, 1).shared, 1);
        QCOMPARE(matrix.at(0, 1).jaccard, 1.0 / 68.0);
    }

    void csvHasEachPairOnce()
    {
        const std::vector<OverlapSubject> subjects{subjectOf("a, b", {{0, 1}, {0, 2}}, {}),
                                                   subjectOf("c", {{0, 1}}, {}),
                                                   subjectOf("other", {{0, 1}}, {}, 3)};
        const QString csv = QString::fromStdString(overlapCsv(overlapMatrix(subjects, kFfn)));
        const QStringList lines = csv.split(u'\n');
        QCOMPARE(lines.size(), 5);
        QCOMPARE(lines[0], QStringLiteral("a,b,model,kind,size_a,size_b,shared,jaccard,chance"));
        QVERIFY2(lines[1].startsWith(QStringLiteral("\"a, b\",c,student,ffn,2,1,1,0.5,")),
                 qPrintable(lines[1]));
        QCOMPARE(lines[2], QStringLiteral("\"a, b\",other,student,ffn,2,0,0,nan,nan"));
        QCOMPARE(lines[4], QString());
    }

    void theTableIsItsOwnHeatmap()
    {
        OverlapTableModel model;
        const QAbstractItemModelTester tester(&model);
        model.setMatrix(
            overlapMatrix({subjectOf("a", {{0, 1}, {0, 2}}, {}), subjectOf("b", {{0, 1}}, {}),
                           subjectOf("other", {{0, 1}}, {}, 3)},
                          kFfn));
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.headerData(1, Qt::Horizontal).toString(), QStringLiteral("b"));
        const QModelIndex half = model.index(0, 1);
        QCOMPARE(half.data().toString(), QStringLiteral("0.50"));
        QCOMPARE(half.data(Qt::BackgroundRole).value<QBrush>().color(),
                 QColor(ColorMap::of(ColorMapId::Viridis).color(0.5, {0.0, 1.0})));
        QCOMPARE(half.data(Qt::ToolTipRole).toString(),
                 QStringLiteral("a and b: 1 shared of 2, Jaccard 0.50, by chance 0.03"));
        QCOMPARE(model.index(0, 2).data().toString(), QString());
        // dark ground, light ink; light ground, dark ink
        QCOMPARE(model.index(0, 0).data(Qt::ForegroundRole).value<QBrush>().color(),
                 QColor(Qt::black));
        QCOMPARE(model.toTsv().split(u'\n')[1], QStringLiteral("a\t1\t0.5\tnan"));
    }
};

QTEST_GUILESS_MAIN(TestNeuronOverlap)
#include "tst_neuron_overlap.moc"
