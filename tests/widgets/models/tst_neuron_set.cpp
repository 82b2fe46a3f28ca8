// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "tests/widgets/sample_neurons.h"
#include "widgets/figures/neuron_result.h"
#include "widgets/models/neuron_set.h"
#include "widgets/models/neuron_text.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

using namespace neurograft;
using namespace neurograft::testing;

class TestNeuronSet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        std::vector<std::shared_ptr<const NeuronMapData>> maps;
        for (const ScoredModel& model : neuronResult(sampleLocateResult(), "r.h5").models) {
            maps.insert(maps.end(), model.maps.begin(), model.maps.end());
        }
        m_rows = NeuronRows(maps);
    }

    void rowsGoBothWays()
    {
        QCOMPARE(m_rows.count(), 3072); // ux.md 6.3, step 8
        const NeuronItem planted{Role::Student, 2, QStringLiteral("down_proj"), 137};
        const int row = m_rows.rowOf(planted);
        QVERIFY(m_rows.item(row) == planted);
        QCOMPARE(m_rows.score(row), 6.08F);
        QCOMPARE(m_rows.rowOf({Role::Student, 2, QStringLiteral("up_proj"), 137}), row);
        QCOMPARE(m_rows.rowOf({Role::Student, 4, QStringLiteral("down_proj"), 0}), -1);
        QCOMPARE(m_rows.rowOf({Role::Student, 2, QStringLiteral("v_proj"), 0}), -1);
        for (const int each : {0, 1535, 1536, 2111, 2112, 3071}) {
            QCOMPARE(m_rows.rowOf(m_rows.item(each)), each);
        }
        QCOMPARE(NeuronRows().count(), 0);
    }

    /// Against std::set on rows around the words' borders.
    void algebraEqualsThatOfSets()
    {
        std::set<int> plainA;
        std::set<int> plainB;
        for (int i = 0; i < 400; ++i) {
            plainA.insert(i * i % 257);
            plainB.insert((i * 31 + 7) % 199);
        }
        const std::vector<int> listA(plainA.begin(), plainA.end());
        const std::vector<int> listB(plainB.begin(), plainB.end());
        const NeuronSet a(257, listA);
        const NeuronSet b(257, listB);
        QVERIFY(a.rows() == listA);
        QCOMPARE(a.count(), static_cast<int>(listA.size()));
        std::vector<int> expected;
        std::set_union(listA.begin(), listA.end(), listB.begin(), listB.end(),
                       std::back_inserter(expected));
        QVERIFY(a.united(b).rows() == expected);
        const auto all = static_cast<double>(expected.size());
        expected.clear();
        std::set_intersection(listA.begin(), listA.end(), listB.begin(), listB.end(),
                              std::back_inserter(expected));
        QVERIFY(a.intersected(b).rows() == expected);
        QCOMPARE(jaccard(a, b), static_cast<double>(expected.size()) / all);
        expected.clear();
        std::set_difference(listA.begin(), listA.end(), listB.begin(), listB.end(),
                            std::back_inserter(expected));
        QVERIFY(a.minus(b).rows() == expected);
        QCOMPARE(jaccard(NeuronSet(5), NeuronSet(5)), 1.0);
        QCOMPARE(a.united(NeuronSet(3)).count(), a.count()); // another result's set is as none
        NeuronSet changed(64, {0, 63, 64, -1});
        QCOMPARE(changed.count(), 2);
        changed.remove(63);
        QVERIFY(!changed.has(63) && changed.has(0));
    }

    /// D18: score descending, then layer, then the map, then index.
    void topTakesTheBestWithTheStatedTies()
    {
        const NeuronSet top = topNeurons(m_rows, allNeurons(m_rows), 100);
        QCOMPARE(top.count(), 100);
        float lowest = 100.0F;
        for (const int row : top.rows()) {
            lowest = std::min(lowest, m_rows.score(row));
        }
        int above = 0;
        std::vector<std::tuple<int, int, int>> ties; // layer, map, index of all with the lowest
        for (int row = 0; row < m_rows.count(); ++row) {
            above += m_rows.score(row) > lowest ? 1 : 0;
            if (m_rows.score(row) == lowest) {
                const NeuronPlace place = m_rows.place(row);
                ties.emplace_back(place.layer, m_rows.mapOf(row), place.index);
            }
            QVERIFY(top.has(row) || m_rows.score(row) <= lowest);
        }
        std::sort(ties.begin(), ties.end());
        for (std::size_t i = 0; i < ties.size(); ++i) {
            const auto& [layer, map, index] = ties[i];
            const int row = m_rows.start(map)
                + static_cast<int>(m_rows.maps()[static_cast<std::size_t>(map)]->offset(
                    {layer, index}));
            QCOMPARE(top.has(row), static_cast<int>(i) < 100 - above);
        }
        QCOMPARE(topNeurons(m_rows, NeuronSet(m_rows.count(), {5, 6}), 100).count(), 2);
        QVERIFY(topNeurons(m_rows, allNeurons(m_rows), 0).isEmpty());
    }

    void thresholdAndLocatedSets()
    {
        const NeuronSet strong = neuronsFrom(m_rows, allNeurons(m_rows), 1.0);
        QCOMPARE(strong.count(), 2); // both planted ones
        // 10 % of every layer: (25 + 9) × 6 of the teacher, (17 + 6) × 4 of the student.
        const NeuronSet located = locatedNeurons(m_rows);
        QCOMPARE(located.count(), 34 * 6 + 23 * 4);
        QVERIFY(strong.minus(located).isEmpty());
    }

    void filesHaveTheStatedColumns()
    {
        const int row = m_rows.rowOf({Role::Student, 2, QStringLiteral("down_proj"), 137});
        const int other = m_rows.rowOf({Role::Teacher, 0, QStringLiteral("o_proj"), 3});
        const NeuronTexts notes{{row, QStringLiteral("capitals, \"Paris\"\tfirst")}};
        const std::string score = scoreNumber(m_rows.score(other));
        const std::string rank = std::to_string(m_rows.data(other).rankOf({0, 3}));
        QCOMPARE(neuronsCsv(m_rows, {row, other}, notes),
                 "model,layer,module,index,score,rank,note\n"
                 "student,2,down_proj,137,6.08,1,\"capitals, \"\"Paris\"\"\tfirst\"\n"
                 "teacher,0,o_proj,3,"
                     + score + ',' + rank + ",\n");
        QCOMPARE(
            neuronsTsv(m_rows, {row}, notes),
            QStringLiteral("model\tlayer\tmodule\tindex\tscore\trank\tnote\n"
                           "student\t2\tdown_proj\t137\t6.08\t1\tcapitals, \"Paris\" first\n"));
        const nlohmann::ordered_json json = neuronsJson(m_rows, {row}, notes);
        QCOMPARE(json.size(), std::size_t{1});
        QStringList keys;
        for (const auto& [key, value] : json.at(0).items()) {
            keys << QString::fromStdString(key + '=' + value.dump());
        }
        QCOMPARE(keys,
                 (QStringList{QStringLiteral("model=\"student\""), QStringLiteral("layer=2"),
                              QStringLiteral("module=\"down_proj\""), QStringLiteral("index=137"),
                              QStringLiteral("score=6.08"), QStringLiteral("rank=1"),
                              QStringLiteral("note=\"capitals, \\\"Paris\\\"\\tfirst\"")}));
    }

    void filesAreWrittenWholeOrNot()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = (folder.path() + "/set.csv").toStdString();
        writeNeurons(m_rows, {0, 1}, {}, path, false);
        QCOMPARE(readFile(path), neuronsCsv(m_rows, {0, 1}, {}));
        QVERIFY_EXCEPTION_THROWN(writeNeurons(m_rows, {2}, {}, path, false), StudyError);
        QCOMPARE(readFile(path), neuronsCsv(m_rows, {0, 1}, {}));
        QVERIFY_EXCEPTION_THROWN(
            writeNeurons(m_rows, {2}, {}, (folder.path() + "/set.txt").toStdString(), false),
            StudyError);
    }

private:
    NeuronRows m_rows;
};

QTEST_APPLESS_MAIN(TestNeuronSet)
#include "tst_neuron_set.moc"
