// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/study/study_folder.h"
#include "core/study/study_io.h"
#include "core/study/study_migration.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

const fs::path kData = NEUROGRAFT_TEST_DATA;

QString text(const std::string& bytes)
{
    return QString::fromStdString(bytes);
}

} // namespace

class TestStudyFolder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void createdStudyReadsBackEqual()
    {
        ViewFile view;
        view.sections["compare"] = R"({"lock":true})";
        const StudyFolder made = createStudy(root() / "gsm", "gsm", pairStudy(), view);
        QVERIFY(fs::is_directory(made.runs()) && fs::is_directory(made.figures()));
        const StudyFolder byFile = openStudy(root() / "gsm" / "gsm.study.json");
        const StudyFolder byFolder = openStudy(root() / "gsm");
        QCOMPARE(byFile.name(), std::string("gsm"));
        QCOMPARE(byFolder.file, byFile.file);
        QCOMPARE(text(studyText(byFile.study)), text(studyText(made.study)));
        QCOMPARE(byFile.study.splits.at("align"), std::string("9-28"));
        QCOMPARE(byFile.view.sections.at("compare"), std::string(R"({"lock":true})"));
        QVERIFY(!byFile.isReadOnly);
        QVERIFY_EXCEPTION_THROWN(createStudy(root() / "gsm", "other", pairStudy()), StudyError);
    }

    void pathsInTheFileAreRelativeAndDefaultsWrittenOut()
    {
        createStudy(root() / "gsm", "gsm", pairStudy());
        const nlohmann::json written =
            nlohmann::json::parse(readFile(root() / "gsm" / "gsm.study.json"));
        QCOMPARE(written["teacher"].get<std::string>(), std::string("../models/T"));
        QCOMPARE(written["data"].get<std::string>(), std::string("rows.jsonl"));
        QCOMPARE(written["tokens"].get<int>(), 4096);
        QCOMPARE(written["splits"]["extract"].get<std::string>(), std::string("1-8"));
    }

    void movedTogetherWithItsModelsAStudyFindsThem()
    {
        createStudy(root() / "a" / "gsm", "gsm", pairStudy(root() / "a"));
        fs::rename(root() / "a", root() / "elsewhere");
        const StudyFolder moved = openStudy(root() / "elsewhere" / "gsm");
        QCOMPARE(moved.study.similarity.teacher, root() / "elsewhere" / "models" / "T");
        QCOMPARE(moved.study.similarity.data, root() / "elsewhere" / "gsm" / "rows.jsonl");
    }

    void movedAloneItFindsModelsWhereTheyWereOrBesideIt()
    {
        createStudy(root() / "gsm", "gsm", pairStudy());
        fs::create_directories(root() / "deep" / "er");
        fs::rename(root() / "gsm", root() / "deep" / "er" / "gsm");
        const StudyFolder moved = openStudy(root() / "deep" / "er" / "gsm");
        QCOMPARE(moved.study.similarity.teacher, root() / "models" / "T");
        fs::rename(root() / "models" / "T", root() / "deep" / "er" / "T");
        QCOMPARE(openStudy(moved.file).study.similarity.teacher, root() / "deep" / "er" / "T");
        fs::remove_all(root() / "deep" / "er" / "T");
        const StudyFolder lost = openStudy(moved.file);
        QCOMPARE(text(lost.study.similarity.teacher.filename().string()), QStringLiteral("T"));
        QVERIFY(!fs::exists(lost.study.similarity.teacher));
    }

    void overlaysAreKeptWithRelativePathsAndFoundAgain()
    {
        Study study = pairStudy();
        fs::create_directories(root() / "adapters" / "lora");
        writeFileAtomically(root() / "delta.safetensors", "x", false);
        study.overlays = {{root() / "adapters" / "lora", "adapter", "residual", false},
                          {root() / "delta.safetensors", "delta", "auto", true}};
        createStudy(root() / "gsm", "gsm", study);
        const nlohmann::json written =
            nlohmann::json::parse(readFile(root() / "gsm" / "gsm.study.json"));
        QCOMPARE(text(written["overlays"].dump()),
                 QStringLiteral(R"([{"base":"residual","kind":"adapter","on":false,"path":)"
                                R"("../adapters/lora"},{"base":"auto","kind":"delta","on":true,)"
                                R"("path":"../delta.safetensors"}])"));
        const StudyFolder again = openStudy(root() / "gsm");
        QCOMPARE(text(studyText(again.study)), text(studyText(study)));
        // Moved alone, it finds them where they were; a folder beside it is found by its name.
        fs::create_directories(root() / "deep");
        fs::rename(root() / "gsm", root() / "deep" / "gsm");
        QCOMPARE(openStudy(root() / "deep" / "gsm").study.overlays[1].path,
                 root() / "delta.safetensors");
        fs::rename(root() / "adapters" / "lora", root() / "deep" / "lora");
        QCOMPARE(openStudy(root() / "deep" / "gsm").study.overlays[0].path,
                 root() / "deep" / "lora");
    }

    void aNewerStudyOpensReadOnlyWhenItsKnownKeysCanBeRead()
    {
        writeStudy(R"({"schema":3,"command":"similarity","unit":"mean-token","colour":"blue"})");
        const StudyFolder newer = openStudy(root());
        QVERIFY(newer.isReadOnly);
        QCOMPARE(newer.schema, std::int64_t{3});
        QCOMPARE(newer.study.similarity.unit, std::string("mean-token"));
        QVERIFY_EXCEPTION_THROWN(saveStudy(newer), StudyError);
    }

    void elseBothVersionsAreNamed()
    {
        writeStudy(R"({"schema":3,"command":"similarity","tokens":{"per":"row"}})");
        try {
            openStudy(root());
            QFAIL("opened");
        } catch (const StudyError& error) {
            QCOMPARE(text(error.expected()), QStringLiteral("a schema up to 2"));
            QVERIFY2(text(error.got()).startsWith(QStringLiteral("3")), error.what());
            QVERIFY2(text(error.got()).contains(QStringLiteral("/tokens")), error.what());
            QCOMPARE(text(error.advice()), QStringLiteral("Open it with a newer Neurograft."));
        }
    }

    void everyEarlierSchemaOpens_data()
    {
        QTest::addColumn<QString>("folder");
        for (std::int64_t schema = 1; schema <= kStudySchema; ++schema) {
            const QString folder = QStringLiteral("study-v%1").arg(schema);
            QTest::newRow(qPrintable(folder)) << folder;
        }
    }
    void everyEarlierSchemaOpens()
    {
        QFETCH(QString, folder);
        const StudyFolder study = openStudy(kData / folder.toStdString());
        QVERIFY(fs::exists(study.study.similarity.teacher));
        QCOMPARE(study.study.similarity.seed, std::uint64_t{7});
        QCOMPARE(study.study.similarity.rows.sample, std::int64_t{16});
        QCOMPARE(study.study.splits.size(), std::size_t{3});
        QVERIFY(text(study.view.sections.at("runs")).contains(QStringLiteral("first look")));
    }

    void migrationStepsAreTakenInOrderFromTheStatedSchema()
    {
        const std::vector<StudyMigration> steps{
            [](nlohmann::json& study) { study["trace"] = study.value("trace", "") + "1"; },
            [](nlohmann::json& study) { study["trace"] = study.value("trace", "") + "2"; }};
        nlohmann::json first{{"schema", 1}};
        migrateStudy(first, 1, steps);
        QCOMPARE(text(first.dump()), QStringLiteral(R"({"schema":3,"trace":"12"})"));
        nlohmann::json second{{"schema", 2}};
        migrateStudy(second, 2, steps);
        QCOMPARE(text(second.dump()), QStringLiteral(R"({"schema":3,"trace":"2"})"));
        nlohmann::json newest{{"schema", 3}};
        migrateStudy(newest, 3, steps);
        QCOMPARE(text(newest.dump()), QStringLiteral(R"({"schema":3})"));
    }

    void unknownSectionsAndKeysOfTheViewAreWrittenAgain()
    {
        StudyFolder study = createStudy(root() / "s", "s", pairStudy());
        const std::string foreign =
            R"({"version":9,"theme":"x","sections":{"later":{"big":9007199254740993,"a":[1.5]}}})";
        writeFileAtomically(root() / "s" / "view.json", foreign, true);
        study = openStudy(root() / "s");
        study.view.sections["compare"] = R"({"lock":false})";
        saveStudy(study);
        const nlohmann::json written = nlohmann::json::parse(readFile(root() / "s" / "view.json"));
        QCOMPARE(written["version"].get<int>(), 9);
        QCOMPARE(written["theme"].get<std::string>(), std::string("x"));
        QCOMPARE(written["sections"]["later"].dump(),
                 std::string(R"({"a":[1.5],"big":9007199254740993})"));
        QCOMPARE(written["sections"]["compare"]["lock"].get<bool>(), false);
    }

    void aBrokenViewIsKeptAside_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("cut") << QByteArray(R"({"version":1,"sections":{"bookmarks":)");
        QTest::newRow("list") << QByteArray("[]");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("sections") << QByteArray(R"({"sections":7})");
    }
    void aBrokenViewIsKeptAside()
    {
        QFETCH(QByteArray, content);
        createStudy(root() / "s", "s", pairStudy());
        const fs::path view = root() / "s" / "view.json";
        for (const char* kept : {"view.json.broken", "view.json.broken-2"}) {
            writeFileAtomically(view, content.toStdString(), true);
            const StudyFolder study = openStudy(root() / "s");
            QCOMPARE(text(study.brokenView), QString::fromLatin1(kept));
            QCOMPARE(readFile(root() / "s" / kept), content.toStdString());
            QVERIFY(study.view.sections.empty());
        }
    }

    void foldersWithoutOneStudyAreRefused()
    {
        QVERIFY_EXCEPTION_THROWN(openStudy(root()), StudyError);
        QVERIFY_EXCEPTION_THROWN(openStudy(root() / "none.study.json"), StudyError);
        writeFileAtomically(root() / "a.study.json", studyText(Study()), false);
        QCOMPARE(openStudy(root()).name(), std::string("a"));
        writeFileAtomically(root() / "b.study.json", studyText(Study()), false);
        QVERIFY_EXCEPTION_THROWN(openStudy(root()), StudyError);
        const std::string namesake = root().filename().string() + ".study.json";
        writeFileAtomically(root() / namesake, studyText(Study()), false);
        QCOMPARE(openStudy(root()).name(), root().filename().string());
    }

    void anAutosaveIsFoundUntilItIsRemovedOrSaved()
    {
        StudyFolder study = createStudy(root() / "s", "s", pairStudy());
        QVERIFY(!readAutosave(study));
        StudyFolder edited = study;
        edited.study.similarity.seed = 5;
        edited.study.similarity.rows.seed = 5;
        edited.view.sections["notes"] = R"({"a":1})";
        writeAutosave(edited, "2026-11-25T14:32:00Z", true);
        const StudyFolder again = openStudy(study.file);
        const std::optional<StudyAutosave> found = readAutosave(again);
        QVERIFY(found);
        QCOMPARE(found->savedUtc, std::string("2026-11-25T14:32:00Z"));
        QVERIFY(found->isEdited);
        QCOMPARE(found->study.similarity.seed, std::uint64_t{5});
        QCOMPARE(found->study.similarity.teacher, root() / "models" / "T");
        QCOMPARE(found->view.sections.at("notes"), std::string(R"({"a":1})"));
        saveStudy(edited);
        QVERIFY(!readAutosave(openStudy(study.file)));
        removeAutosave(study);
        QVERIFY(!fs::exists(root() / "s" / ".autosave"));
    }

    void aBrokenAutosaveIsNone_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("cut") << QByteArray("{");
        QTest::newRow("list") << QByteArray("[]");
        const nlohmann::json cutStudy{
            {"saved_utc", "x"}, {"edited", true}, {"study", "{"}, {"view", "{}"}};
        QTest::newRow("cut study") << QByteArray::fromStdString(cutStudy.dump());
    }
    void aBrokenAutosaveIsNone()
    {
        QFETCH(QByteArray, content);
        const StudyFolder study = createStudy(root() / "s", "s", pairStudy());
        writeFileAtomically(root() / "s" / ".autosave" / "state.json", content.toStdString(), true);
        QVERIFY(!readAutosave(study));
    }

private:
    fs::path root() const { return fs::canonical(m_dir->path().toStdString()); }
    void writeStudy(const std::string& content) const
    {
        writeFileAtomically(root() / "x.study.json", content, true);
    }

    /// A study beside its models: <base>/models/T, <base>/models/S, <base>/gsm/rows.jsonl.
    Study pairStudy(fs::path base = {}) const
    {
        base = base.empty() ? root() : base;
        Study study;
        study.similarity.teacher = base / "models" / "T";
        study.similarity.student = base / "models" / "S";
        study.similarity.data = base / "gsm" / "rows.jsonl";
        study.splits = {{"extract", "1-8"}, {"align", "9-28"}};
        fs::create_directories(study.similarity.teacher);
        fs::create_directories(study.similarity.student);
        writeFileAtomically(study.similarity.data, "{}\n", true);
        return study;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestStudyFolder)
#include "tst_study_folder.moc"
