// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/sample_plan.h"
#include "core/run/error.h"

#include <QtTest>

using namespace neurograft;

namespace {

/// One token per character (or per pair of characters), <s> in front: enough to plan samples.
class SplitTokenizer : public Tokenizer {
public:
    explicit SplitTokenizer(int charactersPerToken) : m_step(charactersPerToken)
    {
        m_facts.fingerprint = "split " + std::to_string(charactersPerToken);
        m_facts.addsBos = true;
        m_facts.size = 300;
    }
    Encoding encode(std::string_view text, bool addSpecialTokens) const override
    {
        Encoding encoding;
        if (addSpecialTokens) {
            encoding.ids.push_back(0);
            encoding.offsets.push_back({0, 0});
        }
        const auto size = static_cast<std::int64_t>(text.size());
        for (std::int64_t at = 0; at < size; at += m_step) {
            encoding.ids.push_back(
                1 + static_cast<unsigned char>(text[static_cast<std::size_t>(at)]));
            encoding.offsets.push_back({at, std::min(size, at + m_step)});
        }
        return encoding;
    }
    std::string decode(const std::vector<std::int32_t>&, bool) const override { return {}; }
    std::string tokenText(std::int32_t) const override { return {}; }
    bool isSpecial(std::int32_t id) const override { return id == 0; }

private:
    std::int64_t m_step;
};

Dataset rowsOf(const std::vector<std::string>& texts)
{
    Dataset data;
    for (const std::string& text : texts) {
        ExampleRow row;
        row.line = static_cast<std::int64_t>(data.rows.size());
        row.response = text;
        data.rows.push_back(row);
    }
    return data;
}

SampleOptions unit(const std::string& name)
{
    SampleOptions options;
    options.unit = name;
    return options;
}

} // namespace

class TstSamplePlan : public QObject {
    Q_OBJECT

private:
    SplitTokenizer m_ones{1};
    SplitTokenizer m_pairs{2};
    SplitTokenizer m_triples{3};

private Q_SLOTS:
    void tokenLeavesPositionZeroOut()
    {
        const SamplePlan plan = planSamples(rowsOf({"abc", ""}), m_ones, m_ones, unit("token"));
        QCOMPARE(plan.ids, (std::vector<SampleId>{{0, 1}, {0, 2}, {0, 3}}));
        QCOMPARE(plan.skipped, std::int64_t{1}); // only <s> is left of the second
        QCOMPARE(plan.teacher.size(), std::size_t{1});
        SampleOptions keep = unit("token");
        keep.keepPositionZero = true;
        QCOMPARE(planSamples(rowsOf({"abc", ""}), m_ones, m_ones, keep).samples(), std::int64_t{5});
    }

    void tokensAreDrawnAsDecisionD82Says()
    {
        SampleOptions options = unit("token");
        options.tokens = 4;
        const SamplePlan plan =
            planSamples(rowsOf({"abcde", "abcde", "abcde"}), m_ones, m_ones, options);
        QCOMPARE(plan.ids, (std::vector<SampleId>{{0, 4}, {0, 5}, {2, 2}, {2, 4}}));
        QCOMPARE(plan.lines, (std::vector<std::int64_t>{0, 2})); // row 1 has none: not run at all
        QCOMPARE(plan.student[1].positions, (std::vector<std::int64_t>{2, 4}));
        QCOMPARE(plan.student[1].ids.size(), std::size_t{6});
        options.tokens = 100;
        QCOMPARE(planSamples(rowsOf({"abcde"}), m_ones, m_ones, options).samples(),
                 std::int64_t{5});
    }

    void meanAndLastTokenGiveOneSamplePerText()
    {
        const Dataset data = rowsOf({"abcd", "", "x"});
        const SamplePlan mean = planSamples(data, m_ones, m_pairs, unit("mean-token"));
        QCOMPARE(mean.samples(), std::int64_t{2});
        QCOMPARE(mean.skipped, std::int64_t{1});
        QCOMPARE(mean.teacher[0].positions, (std::vector<std::int64_t>{1, 2, 3, 4}));
        QCOMPARE(mean.student[0].positions, (std::vector<std::int64_t>{1, 2}));
        const SamplePlan last = planSamples(data, m_ones, m_pairs, unit("last-token"));
        QCOMPARE(last.samples(), std::int64_t{3}); // never drops a position
        QCOMPARE(last.teacher[0].positions, (std::vector<std::int64_t>{4}));
        QCOMPARE(last.teacher[1].positions, (std::vector<std::int64_t>{0}));
    }

    void alignedCharPoolsBetweenSharedBoundaries()
    {
        // boundaries of pairs: 2 4 6 7; of triples: 3 6 7; shared: 6 7
        const SamplePlan plan =
            planSamples(rowsOf({"abcdefg"}), m_pairs, m_triples, unit("aligned-char"));
        QCOMPARE(plan.samples(), std::int64_t{2});
        QCOMPARE(plan.teacher[0].positions, (std::vector<std::int64_t>{1, 2, 3, 4}));
        QCOMPARE(plan.teacher[0].starts, (std::vector<std::int64_t>{0, 3, 4}));
        QCOMPARE(plan.student[0].positions, (std::vector<std::int64_t>{1, 2, 3}));
        QCOMPARE(plan.student[0].starts, (std::vector<std::int64_t>{0, 2, 3}));
    }

    void textsAreCutOnTheRight()
    {
        SampleOptions options = unit("token");
        options.maxLength = 3;
        const SamplePlan plan = planSamples(rowsOf({"abcdef"}), m_ones, m_ones, options);
        QCOMPARE(plan.samples(), std::int64_t{2});
        QCOMPARE(plan.teacher[0].ids.size(), std::size_t{3});
    }

    void tokenNeedsOneTokenizer()
    {
        try {
            planSamples(rowsOf({"abc"}), m_ones, m_pairs, unit("token"));
            QFAIL("accepted");
        } catch (const StudyError& error) {
            QVERIFY(error.advice().find("mean-token") != std::string::npos);
            QVERIFY(error.advice().find("aligned-char") != std::string::npos);
        }
        QVERIFY_EXCEPTION_THROWN(planSamples(rowsOf({"a"}), m_ones, m_ones, unit("word")),
                                 StudyError);
    }
};

QTEST_GUILESS_MAIN(TstSamplePlan)
#include "tst_sample_plan.moc"
