// SPDX-License-Identifier: GPL-3.0-or-later
// Two runs by subject and category: every group is what the paired comparison of its own questions
// is, and the levels of MMLU add up.
#include "core/evaluate/evaluation_comparison.h"
#include "core/run/error.h"

#include <QTest>

#include <limits>
#include <string>
#include <vector>

using namespace neurograft;

namespace {

const std::vector<double> kBefore{0, 0, 1, 1, 0, 1};
const std::vector<double> kAfter{1, 0, 1, 0, 1, 1};
const std::vector<std::string> kSubjects{"anatomy",          "abstract_algebra", "anatomy",
                                         "abstract_algebra", "abstract_algebra", "anatomy"};

const GroupComparison* find(const std::vector<GroupComparison>& groups, const std::string& level,
                            const std::string& name)
{
    for (const GroupComparison& group : groups) {
        if (group.level == level && group.name == name) {
            return &group;
        }
    }
    return nullptr;
}

} // namespace

class TestGroupComparison : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aGroupIsTheComparisonOfItsQuestions()
    {
        const auto groups = compareByGroup(kBefore, kAfter, {"a", "b", "a", "b", "b", "a"}, 42);
        QCOMPARE(groups.size(), std::size_t{2});
        QCOMPARE(groups[0].name, std::string("a")); // by first appearance
        QCOMPARE(groups[1].level, std::string("group"));
        const PairedComparison alone = comparePaired({0, 1, 0}, {0, 0, 1}, 42);
        const PairedComparison& b = groups[1].paired;
        QCOMPARE(b.n, std::int64_t{3});
        QCOMPARE(b.better, std::int64_t{1});
        QCOMPARE(b.worse, std::int64_t{1});
        QCOMPARE(b.p, alone.p);
        QCOMPARE(b.interval.low, alone.interval.low);
        QCOMPARE(b.interval.high, alone.interval.high);
        QCOMPARE(b.test, std::string("mcnemar"));
    }

    void subjectsOfMmluHaveCategories()
    {
        const auto groups = compareByGroup(kBefore, kAfter, kSubjects, 1);
        QCOMPARE(groups.front().level, std::string("category"));
        QCOMPARE(groups.back().level, std::string("subject"));
        const GroupComparison* algebra = find(groups, "subject", "abstract_algebra");
        const GroupComparison* math = find(groups, "subcategory", "math");
        const GroupComparison* stem = find(groups, "category", "STEM");
        QVERIFY(algebra != nullptr && math != nullptr && stem != nullptr);
        QCOMPARE(algebra->paired.n, std::int64_t{3});
        QCOMPARE(math->paired.difference, algebra->paired.difference);
        QCOMPARE(stem->paired.n, math->paired.n);
        std::int64_t all = 0;
        for (const GroupComparison& group : groups) {
            all += group.level == "category" ? group.paired.n : 0;
        }
        QCOMPARE(all, std::int64_t{6});
    }

    void questionsWithoutGroupOrScoreTakeNoPart()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const auto groups = compareByGroup({0, nan, 1}, {1, 1, 1}, {"a", "a", ""}, 1);
        QCOMPARE(groups.size(), std::size_t{1});
        QCOMPARE(groups[0].paired.n, std::int64_t{1});
        QVERIFY(compareByGroup({0, 1}, {1, 1}, {"", ""}, 1).empty());
        QVERIFY(compareByGroup({}, {}, {}, 1).empty());
        QVERIFY_THROWS_EXCEPTION(ShapeError, compareByGroup({0}, {1}, {}, 1));
    }

    void evaluationsAreCompared()
    {
        const auto item = [](const char* id, const char* group, Verdict verdict) {
            EvaluationItem made;
            made.id = id;
            made.gold = "A";
            made.group = group;
            made.isAnswered = true;
            made.verdict = verdict;
            return made;
        };
        Evaluation a;
        a.items = {item("1", "x", Verdict::Wrong), item("2", "y", Verdict::Right),
                   item("3", "x", Verdict::Right)};
        Evaluation b;
        b.items = {item("3", "x", Verdict::Right), item("1", "x", Verdict::Right)};
        const auto groups = compareGroups(a, b, 42); // by id, on what both have
        QCOMPARE(groups.size(), std::size_t{1});
        QCOMPARE(groups[0].name, std::string("x"));
        QCOMPARE(groups[0].paired.n, std::int64_t{2});
        QCOMPARE(groups[0].paired.difference, 0.5);
        QCOMPARE(groups[0].paired.better, std::int64_t{1});
    }
};

QTEST_GUILESS_MAIN(TestGroupComparison)
#include "tst_group_comparison.moc"
