// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/study_fields.h"

#include <QtTest>

using namespace neurograft;

namespace {

const char* const kSweptStudy =
    "{\"schema\": 1, \"command\": \"run\", \"title\": \"t\","
    " \"paths\": {\"model\": {\"about\": \"a folder\"}},"
    " \"steps\": [{\"step\": \"one\", \"command\": \"perplexity\", \"limit\": 3, \"a/b\": 1},"
    "  {\"step\": \"two\", \"sweep\": {\"rate\": [1, 2]},"
    "   \"each\": [{\"step\": \"cell\", \"command\": \"locate\", \"text\": \"7\"}]}]}";

QString pointersOf(const std::vector<StudyField>& fields)
{
    QStringList pointers;
    for (const StudyField& field : fields) {
        pointers << (field.role.isEmpty() ? field.pointer : field.role);
    }
    return pointers.join(QLatin1Char(' '));
}

} // namespace

/// Lines of a study's form.
class TstStudyFields : public QObject {
    Q_OBJECT

    const ChainStudy m_study = parseChainStudy(kSweptStudy, "t.study.json");

private Q_SLOTS:
    void theWholeStudyHasPlacesOptionsAndAxes()
    {
        const std::vector<StudyField> fields = fieldsOfStudy(m_study);
        QCOMPARE(pointersOf(fields),
                 QStringLiteral("model /common/device /common/dtype /common/threads /common/seed "
                                "/common/deterministic /steps/1/sweep/rate"));
        QCOMPARE(fields.front().hint, QStringLiteral("a folder"));
        QCOMPARE(fields.back().caption, QStringLiteral("two: rate"));
    }

    void aStepHasWhatItStates()
    {
        const ChainStep* step = chainStepAt(m_study.steps, QStringLiteral("/steps/0"));
        QVERIFY(step != nullptr);
        const std::vector<StudyField> fields = fieldsOfStep(*step, {{"limit", "rows at most"}});
        QCOMPARE(pointersOf(fields), QStringLiteral("/steps/0/limit /steps/0/a~1b"));
        QCOMPARE(fields[0].hint, QStringLiteral("rows at most"));
        QCOMPARE(fields[1].hint, QString());
    }

    void stepsOfCellsAreFound()
    {
        const ChainStep* cell = chainStepAt(m_study.steps, QStringLiteral("/steps/1/each/0"));
        QVERIFY(cell != nullptr);
        QCOMPARE(cell->name, std::string("cell"));
        QCOMPARE(pointersOf(fieldsOfStep(m_study.steps[1], {})),
                 QStringLiteral("/steps/1/sweep/rate"));
        QVERIFY(chainStepAt(m_study.steps, QStringLiteral("/steps/7")) == nullptr);
        QVERIFY(chainStepAt(m_study.steps, QString()) == nullptr);
    }

    /// What a field shows is what it writes.
    void valuesComeBack_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("shown");
        QTest::newRow("number") << "0.1"
                                << "0.1";
        QTest::newRow("text") << "\"a b\""
                              << "a b";
        QTest::newRow("text like a number") << "\"7\""
                                            << "\"7\"";
        QTest::newRow("text like a switch") << "\"true\""
                                            << "\"true\"";
        QTest::newRow("text with space around") << "\" a\""
                                                << "\" a\"";
        QTest::newRow("empty text") << "\"\""
                                    << "\"\"";
        QTest::newRow("list") << "[1,\"a\"]"
                              << "[1,\"a\"]";
        QTest::newRow("variable") << "\"${model}/x\""
                                  << "${model}/x";
    }

    void valuesComeBack()
    {
        QFETCH(QString, json);
        QFETCH(QString, shown);
        const auto document =
            nlohmann::ordered_json::parse("{\"a\": {\"b\": " + json.toStdString() + "}}");
        QCOMPARE(fieldText(&document, QStringLiteral("/a/b")), shown);
        QCOMPARE(fieldJson(shown), json);
    }

    void whatIsNotThereIsEmpty()
    {
        const nlohmann::ordered_json document = {{"a", {1}}};
        QCOMPARE(fieldText(&document, QStringLiteral("/a/7")), QString());
        QCOMPARE(fieldText(&document, QStringLiteral("/b/c")), QString());
        QCOMPARE(fieldText(nullptr, QStringLiteral("/a")), QString());
        QCOMPARE(fieldJson(QStringLiteral("  ")), QString());
    }
};

QTEST_APPLESS_MAIN(TstStudyFields)
#include "tst_study_fields.moc"
