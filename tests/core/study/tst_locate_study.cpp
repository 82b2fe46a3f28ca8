// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/study/locate_study.h"

#include <QTest>

#include <functional>
#include <limits>

using namespace neurograft;

namespace {

LocateStudy pair()
{
    LocateStudy study;
    study.teacher = "/m/T";
    study.student = "/m/S";
    study.data = "demo.jsonl";
    return study;
}

} // namespace

class TestLocateStudy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void commandLeavesDefaultsOut()
    {
        QCOMPARE(QString::fromStdString(locateCommandLine(pair(), "r.h5")),
                 QStringLiteral("neurograft locate --teacher /m/T --student /m/S --data "
                                "demo.jsonl --rate 0.1 --out r.h5"));
    }

    void numberTypesAreOfBothModelsOrOfOne_data()
    {
        QTest::addColumn<QString>("teacher");
        QTest::addColumn<QString>("student");
        QTest::addColumn<QString>("flags");
        QTest::newRow("neither") << "auto"
                                 << "auto"
                                 << "";
        QTest::newRow("both") << "float32"
                              << "float32"
                              << "--dtype float32 ";
        QTest::newRow("teacher") << "float16"
                                 << "auto"
                                 << "--teacher-dtype float16 ";
        QTest::newRow("each") << "float32"
                              << "bfloat16"
                              << "--teacher-dtype float32 --student-dtype bfloat16 ";
    }
    void numberTypesAreOfBothModelsOrOfOne()
    {
        QFETCH(QString, teacher);
        QFETCH(QString, student);
        QFETCH(QString, flags);
        LocateStudy study = pair();
        study.teacherDtype = teacher.toStdString();
        study.studentDtype = student.toStdString();
        QCOMPARE(QString::fromStdString(locateCommandLine(study, "r.h5")),
                 QStringLiteral("neurograft locate --teacher /m/T --student /m/S --data "
                                "demo.jsonl --rate 0.1 %1--out r.h5")
                     .arg(flags));
        const LocateStudy read = parseLocateStudy(studyText(study), "study");
        QCOMPARE(read.teacherDtype, study.teacherDtype);
        QCOMPARE(read.studentDtype, study.studentDtype);
    }

    void choicesAreSpeltAsTheCommandTakesThem()
    {
        LocateStudy study;
        study.model = "/m/a model";
        study.data = "-";
        study.rows.rows = {0, 1, 2, 7};
        study.target = "all-response-tokens";
        study.coefficient = "per-source";
        study.budget = "global";
        study.rate = 0.25;
        study.fullScores = true;
        study.layers = {3, 4, 9};
        study.teacherDevice = "cpu";
        study.seed = 7;
        QCOMPARE(QString::fromStdString(locateCommandLine(study, "r.h5")),
                 QStringLiteral("neurograft locate --model '/m/a model' --data - --rows 0-2,7 "
                                "--target all-response-tokens --coefficient per-source --budget "
                                "global --rate 0.25 --full-scores --layers 3-4,9 --seed 7 "
                                "--device cpu --out r.h5"));
    }

    void textComesBack()
    {
        LocateStudy study = pair();
        study.score = "sensitivity";
        study.structure = "row-column";
        study.modules = {"up_proj"};
        study.rows.sample = 32;
        study.rate = 0.05;
        study.seed = study.rows.seed = 11;
        const std::string text = studyText(study);
        QCOMPARE(studyText(parseLocateStudy(text, "study")), text);
        QVERIFY_EXCEPTION_THROWN(parseLocateStudy("{\"command\":\"locate\",\"rates\":1}", "s"),
                                 StudyError);
        QVERIFY_EXCEPTION_THROWN(parseLocateStudy("{\"command\":\"similarity\"}", "s"), StudyError);
        QVERIFY_EXCEPTION_THROWN(parseLocateStudy("{", "s"), FormatError);
    }

    void meaninglessChoicesAreRefused_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("where");
        QTest::newRow("score") << 0 << "--score";
        QTest::newRow("rate") << 1 << "--rate";
        QTest::newRow("compat target") << 2 << "--mode compat";
        QTest::newRow("compat budget") << 3 << "--mode compat";
        QTest::newRow("gradient sources") << 4 << "--score activation-gradient";
        QTest::newRow("model and teacher") << 5 << "locate";
        QTest::newRow("sensitivity of one model") << 6 << "--score sensitivity";
        QTest::newRow("layers of a pair") << 7 << "--layers";
        QTest::newRow("not a number") << 8 << "--rate";
    }
    void meaninglessChoicesAreRefused()
    {
        QFETCH(int, which);
        QFETCH(QString, where);
        const std::vector<std::function<void(LocateStudy&)>> changes{
            [](LocateStudy& study) { study.score = "magic"; },
            [](LocateStudy& study) { study.rate = 1.5; },
            [](LocateStudy& study) {
                study.mode = "compat";
                study.target = "first-token";
            },
            [](LocateStudy& study) {
                study.mode = "compat";
                study.budget = "global";
            },
            [](LocateStudy& study) {
                study.score = "activation-gradient";
                study.coefficient = "per-source";
            },
            [](LocateStudy& study) { study.model = "/m/M"; },
            [](LocateStudy& study) {
                study.model = "/m/M";
                study.teacher = study.student = std::filesystem::path();
                study.score = "sensitivity";
            },
            [](LocateStudy& study) { study.layers = {1}; },
            [](LocateStudy& study) { study.rate = std::numeric_limits<double>::quiet_NaN(); },
        };
        LocateStudy study = pair();
        changes[static_cast<std::size_t>(which)](study);
        try {
            checkLocateStudy(study);
            QFAIL("it passed");
        } catch (const UsageError& error) {
            QCOMPARE(QString::fromStdString(error.where()), where);
        }
        checkLocateStudy(pair());
    }
};

QTEST_GUILESS_MAIN(TestLocateStudy)
#include "tst_locate_study.moc"
