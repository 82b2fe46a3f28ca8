// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/attribution_rows.h"
#include "core/run/error.h"

#include <QtTest>

using namespace neurograft;
namespace fs = std::filesystem;

/// Rows to targets (attribution.md 1, decisions.md D5, D13, D17), with the fixtures' tokenizer.
class TstAttributionRows : public QObject {
    Q_OBJECT

    std::shared_ptr<const Tokenizer> m_tokenizer;

    AttributionRows rowsOf(const std::string& lines, TargetPolicy policy) const
    {
        return attributionRows(parseDataset(lines, "rows.jsonl"), *m_tokenizer, policy);
    }
    std::string text(const std::vector<std::int32_t>& ids) const
    {
        return m_tokenizer->decode(ids);
    }

private Q_SLOTS:
    void initTestCase() { m_tokenizer = openTokenizer(fs::path(NEUROGRAFT_TEST_DATA) / "tiny-S"); }

    void endOfTheResponseIsTrimmed_data()
    {
        QTest::addColumn<QString>("response");
        QTest::addColumn<QString>("trimmed");
        QTest::newRow("sentence") << "So the answer is 12.\n\n"
                                  << "So the answer is 12";
        QTest::newRow("code") << "print(a[0])\n"
                              << "print(a[0";
        QTest::newRow("quote") << "\"yes\", "
                               << "\"yes";
        QTest::newRow("tab stays") << "x\t"
                                   << "x\t";
        QTest::newRow("nothing left") << ". \n)],\""
                                      << "";
    }
    void endOfTheResponseIsTrimmed()
    {
        QFETCH(QString, response);
        QFETCH(QString, trimmed);
        QCOMPARE(QString::fromStdString(trimmedResponse(response.toStdString())), trimmed);
    }

    void lastTokenIsTheTarget()
    {
        const AttributionRows rows =
            rowsOf(R"({"messages":[{"role":"user","content":"The capital of France is"},)"
                   R"({"role":"assistant","content":"Paris."}]})",
                   TargetPolicy::LastToken);
        QCOMPARE(rows.rows.size(), std::size_t{1});
        const AttributionRow& row = rows.rows[0];
        QCOMPARE(text(row.targets), std::string("Paris"));
        QCOMPARE(text(row.ids),
                 std::string("<s><|user|>\nThe capital of France is\n\n<|assistant|>\n"));
        QCOMPARE(row.positions,
                 (std::vector<std::int64_t>{static_cast<std::int64_t>(row.ids.size()) - 1}));
        QCOMPARE(rows.scoredPositions(), std::int64_t{1});
        QCOMPARE(rows.tokens(), static_cast<std::int64_t>(row.ids.size()));
    }

    void policiesChooseTheTargets()
    {
        const std::string line = R"({"prompt":"Question","response":"Answer A city.\n\n"})";
        const AttributionRow first = rowsOf(line, TargetPolicy::FirstToken).rows[0];
        QCOMPARE(text(first.targets), std::string("Answer"));
        QCOMPARE(text(first.ids), std::string("<s>Question"));
        const AttributionRow all = rowsOf(line, TargetPolicy::AllResponseTokens).rows[0];
        QCOMPARE(text(all.targets), std::string("Answer A city"));
        QCOMPARE(text(all.ids), std::string("<s>QuestionAnswer A"));
        QCOMPARE(all.positions, (std::vector<std::int64_t>{1, 2, 3}));
        const AttributionRow last = rowsOf(line, TargetPolicy::LastToken).rows[0];
        QCOMPARE(text(last.targets), std::string(" city"));
        QCOMPARE(last.ids, all.ids);
    }

    void rowsWithoutATargetAreSkippedAndCounted()
    {
        const AttributionRows rows =
            rowsOf("{\"prompt\":\"a\",\"response\":\".\"}\n{\"prompt\":\"a\",\"response\":\"b\"}\n",
                   TargetPolicy::LastToken);
        QCOMPARE(rows.skipped, std::int64_t{1});
        QCOMPARE(rows.rows.size(), std::size_t{1});
        QCOMPARE(rows.rows[0].line, std::int64_t{1});
        QVERIFY_EXCEPTION_THROWN(
            rowsOf("{\"prompt\":\"a\",\"response\":\"\"}\n", TargetPolicy::LastToken), StudyError);
    }

    void wordsOfPolicies()
    {
        QCOMPARE(targetPolicyFromName("all-response-tokens"), TargetPolicy::AllResponseTokens);
        QVERIFY_EXCEPTION_THROWN(targetPolicyFromName("last"), UsageError);
    }
};

QTEST_GUILESS_MAIN(TstAttributionRows)
#include "tst_attribution_rows.moc"
