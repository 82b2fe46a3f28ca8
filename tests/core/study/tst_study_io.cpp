// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/study/study_io.h"
#include "core/support/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace neurograft;
namespace fs = std::filesystem;

class TstStudyIo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writtenStudyReadsBackEqual()
    {
        SimilarityStudy study;
        study.teacher = "T";
        study.student = "S";
        study.teacherOverlay.adapters = {"lora"};
        study.studentOverlay = {{}, {"a.safetensors", "b.safetensors"}, {"pissa"}};
        study.data = "rows.jsonl";
        study.rows.rows = {3, 7};
        study.modules = {"q_proj", "layer_output"};
        study.measures = {"cka", "cka-biased"};
        study.measureOptions = {0.2, 5, 0.9, 3};
        study.permutations = 100;
        study.bootstrap = 20;
        study.baselines = {"self", "random-teacher"};
        study.unit = "mean-token";
        study.tokens = 100;
        study.keepPositionZero = true;
        study.maxLength = 64;
        study.mask = "band:2";
        study.seed = 9;
        study.studentDevice = "cpu";
        study.teacherDtype = "float32";
        study.studentDtype = "bfloat16";
        study.threads = 3;
        study.isDeterministic = true;
        const std::string text = studyText(study);
        const SimilarityStudy read = parseSimilarityStudy(text, "s");
        QCOMPARE(studyText(read), text);
        QCOMPARE(read.rows.rows, study.rows.rows);
        QCOMPARE(read.rows.seed, std::uint64_t{9});
        QCOMPARE(read.mask, study.mask);
        QVERIFY(read.teacherOverlay == study.teacherOverlay);
        QVERIFY(read.studentOverlay == study.studentOverlay);
        QVERIFY(read.keepPositionZero && read.isDeterministic);
        QVERIFY(read.measureOptions == study.measureOptions);
        QCOMPARE(read.permutations, 100);
        QCOMPARE(read.bootstrap, 20);
        QCOMPARE(read.baselines, study.baselines);
    }

    void aNumberTypeIsOfBothModelsOrOfOne()
    {
        const auto read = [](const std::string& keys) {
            return parseSimilarityStudy(R"({"schema":2,"command":"similarity",)" + keys + "}", "s");
        };
        const SimilarityStudy both = read(R"("dtype": "bfloat16")");
        QCOMPARE(both.teacherDtype, std::string("bfloat16"));
        QCOMPARE(both.studentDtype, std::string("bfloat16"));
        // Written as programs that know one type for both read it.
        QVERIFY(studyText(both).find("\"dtype\": \"bfloat16\"") != std::string::npos);
        QVERIFY(studyText(both).find("_dtype") == std::string::npos);
        const SimilarityStudy one = read(R"("dtype": "bfloat16", "teacher_dtype": "float32")");
        QCOMPARE(one.teacherDtype, std::string("float32"));
        QCOMPARE(one.studentDtype, std::string("bfloat16"));
        const std::string text = studyText(one);
        QVERIFY(text.find("\"teacher_dtype\": \"float32\"") != std::string::npos);
        QVERIFY(text.find("\"student_dtype\": \"bfloat16\"") != std::string::npos);
        QVERIFY(text.find("\"dtype\"") == std::string::npos);
        QCOMPARE(studyText(parseSimilarityStudy(text, "s")), text);
    }

    void missingKeysHaveTheirDefaultsAndAreWrittenOut()
    {
        const SimilarityStudy study =
            parseSimilarityStudy(R"({"schema":1,"command":"similarity"})", "s");
        QCOMPARE(studyText(study), studyText(SimilarityStudy()));
        QVERIFY(studyText(study).find("\"tokens\": 4096") != std::string::npos);
    }

    void mistakesAreNamedByPath_data()
    {
        QTest::addColumn<QByteArray>("extra");
        QTest::addColumn<QString>("path");
        QTest::newRow("unknown key") << QByteArray(R"("token": 3)") << "/token";
        QTest::newRow("unknown inner key")
            << QByteArray(R"("rows": {"first": 3})") << "/rows/first";
        QTest::newRow("wrong type") << QByteArray(R"("unit": 3)") << "/unit";
        QTest::newRow("wrong element")
            << QByteArray(R"("modules": ["up_proj", 1])") << "/modules/1";
        QTest::newRow("not a list") << QByteArray(R"("measures": "cka")") << "/measures";
        QTest::newRow("fraction") << QByteArray(R"("tokens": 1.5)") << "/tokens";
        QTest::newRow("negative") << QByteArray(R"("max_length": -1)") << "/max_length";
        QTest::newRow("not a flag") << QByteArray(R"("deterministic": 1)") << "/deterministic";
        QTest::newRow("mask") << QByteArray(R"("mask": "band:x")") << "/mask";
        QTest::newRow("type") << QByteArray(R"("dtype": "float23")") << "/dtype";
        QTest::newRow("type of one")
            << QByteArray(R"("student_dtype": "half")") << "/student_dtype";
        QTest::newRow("share above one")
            << QByteArray(R"("measure_options": {"svcca_variance": 1.5})") << "/measure_options";
        QTest::newRow("option of no measure")
            << QByteArray(R"("measure_options": {"k": 3})") << "/measure_options/k";
        QTest::newRow("permutations") << QByteArray(R"("permutations": -1)") << "/permutations";
        QTest::newRow("baseline") << QByteArray(R"("baselines": ["none"])") << "/baselines";
        QTest::newRow("split") << QByteArray(R"("splits": {"align": "9-"})") << "/splits/align";
        QTest::newRow("overlay of a run")
            << QByteArray(R"("student_overlay": {"adapter": ["a"]})") << "/student_overlay/adapter";
        QTest::newRow("overlays") << QByteArray(R"("overlays": {"path": "a"})") << "/overlays";
        QTest::newRow("overlay kind")
            << QByteArray(R"("overlays": [{"path": "a", "kind": "lora"}])") << "/overlays/0/kind";
        QTest::newRow("overlay path") << QByteArray(R"("overlays": [{}])") << "/overlays/0/path";
        QTest::newRow("overlay base")
            << QByteArray(R"("overlays": [{"path": "a"}, {"path": "b", "base": "other"}])")
            << "/overlays/1/base";
        QTest::newRow("overlay key")
            << QByteArray(R"("overlays": [{"path": "a", "off": true}])") << "/overlays/0/off";
        QTest::newRow("rows and limit")
            << QByteArray(R"("rows": {"limit": 3, "rows": [1]})") << "/rows";
    }
    void mistakesAreNamedByPath()
    {
        QFETCH(QByteArray, extra);
        QFETCH(QString, path);
        const std::string text =
            R"({"schema":1,"command":"similarity",)" + extra.toStdString() + "}";
        try {
            parseSimilarityStudy(text, "my.study.json");
            QFAIL("accepted");
        } catch (const StudyError& error) {
            QCOMPARE(QString::fromStdString(error.where()), "my.study.json: " + path);
        }
    }

    void otherSchemaCommandAndTextAreRefused()
    {
        QVERIFY_EXCEPTION_THROWN(
            parseSimilarityStudy(R"({"schema":3,"command":"similarity"})", "s"), StudyError);
        QVERIFY_EXCEPTION_THROWN(parseSimilarityStudy(R"({"command":"similarity"})", "s"),
                                 StudyError);
        QVERIFY_EXCEPTION_THROWN(parseSimilarityStudy(R"({"schema":1,"command":"locate"})", "s"),
                                 StudyError);
        QVERIFY_EXCEPTION_THROWN(parseSimilarityStudy("[]", "s"), StudyError);
        QVERIFY_EXCEPTION_THROWN(parseSimilarityStudy("{", "s"), FormatError);
        // A number that no type holds.
        QVERIFY_EXCEPTION_THROWN(
            parseSimilarityStudy(R"({"schema":1,"command":"similarity","seed":1e705})", "s"),
            FormatError);
    }

    void relativePathsAreTakenFromTheStudysFolder()
    {
        const SimilarityStudy study =
            readSimilarityStudy(fs::path(NEUROGRAFT_TEST_DATA) / "demo.study.json");
        QCOMPARE(study.teacher, (fs::path(NEUROGRAFT_TEST_DATA) / "tiny-T").lexically_normal());
        QVERIFY(fs::exists(study.data));
        QCOMPARE(study.unit, std::string("last-token"));
        QTemporaryDir folder;
        const fs::path copy = fs::path(folder.path().toStdString()) / "copy.study.json";
        writeSimilarityStudy(copy, study, false);
        QCOMPARE(studyText(readSimilarityStudy(copy)), studyText(study));
        QVERIFY_EXCEPTION_THROWN(writeSimilarityStudy(copy, study, false), StudyError);
    }
};

QTEST_GUILESS_MAIN(TstStudyIo)
#include "tst_study_io.moc"
