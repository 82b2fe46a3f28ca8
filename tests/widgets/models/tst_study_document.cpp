// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/study_document.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QLockFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace neurograft;

class TestStudyDocument : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        m_dir = std::make_unique<QTemporaryDir>();
    }

    void savedStudyIsOpenedAgainWithItsView()
    {
        {
            StudyDocument document;
            makeStudy(document);
            QCOMPARE(document.name(), QStringLiteral("gsm"));
            QVERIFY(!document.isDirty());
            QSignalSpy dirty(&document, &StudyDocument::dirtyChanged);
            document.setStudy(seeded(7));
            document.setViewSection(QStringLiteral("notes"), {{QStringLiteral("a"), 1}});
            QVERIFY(document.isDirty());
            QCOMPARE(dirty.count(), 1);
            save(document);
            QVERIFY(!document.isDirty());
        }
        StudyDocument again;
        open(again);
        QCOMPARE(again.study().similarity.seed, std::uint64_t{7});
        QCOMPARE(again.viewSection(QStringLiteral("notes")).value(QStringLiteral("a")).toInt(), 1);
        QVERIFY(!again.restoredFrom().isValid());
    }

    void closingSavesWithoutAsking()
    {
        {
            StudyDocument document;
            makeStudy(document);
            connect(&document, &StudyDocument::aboutToSave, &document, [&document] {
                document.setViewSection(QStringLiteral("window"), {{QStringLiteral("page"), 3}});
            });
            document.setStudy(seeded(8));
            document.close();
            QVERIFY(!document.isOpen());
        } // waits for the file
        StudyDocument again;
        open(again);
        QCOMPARE(again.study().similarity.seed, std::uint64_t{8});
        QCOMPARE(again.viewSection(QStringLiteral("window")).value(QStringLiteral("page")).toInt(),
                 3);
        QVERIFY(!QFile::exists(folder() + QStringLiteral("/.autosave/state.json")));
    }

    void whatViewsStoreWhenAskedIsNoEdit()
    {
        StudyDocument document;
        makeStudy(document);
        connect(&document, &StudyDocument::aboutToSave, &document, [&document] {
            document.setViewSection(QStringLiteral("window"), {{QStringLiteral("page"), 3}});
        });
        document.autosave();
        QVERIFY(!document.isDirty());
        QTRY_VERIFY(!document.isBusy());
        QVERIFY(QFile::exists(folder() + QStringLiteral("/.autosave/state.json")));
    }

    void anUnsavedPairKeepsItsViewWhenItIsSavedAs()
    {
        const QString runs = m_dir->filePath(QStringLiteral("unsaved/runs"));
        QVERIFY(QDir().mkpath(runs + QStringLiteral("/0002-laten")));
        for (const char* name : {"0001-similarity.h5", "0002-laten/run.h5", ".half.tmp-1"}) {
            QFile file(runs + QLatin1Char('/') + QLatin1String(name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x") == 1);
        }
        StudyDocument document;
        document.setStudy(seeded(3));
        document.setViewSection(QStringLiteral("runs"), {{QStringLiteral("x"), 1}});
        QSignalSpy opened(&document, &StudyDocument::opened);
        document.saveAs(folder(), QStringLiteral("gsm"), runs, true);
        QTRY_COMPARE(opened.count(), 1);
        QCOMPARE(document.study().similarity.seed, std::uint64_t{3});
        QCOMPARE(document.viewSection(QStringLiteral("runs")).size(), 1);
        QVERIFY(QFile::exists(folder() + QStringLiteral("/runs/0001-similarity.h5")));
        QVERIFY(QFile::exists(folder() + QStringLiteral("/runs/0002-laten/run.h5")));
        QCOMPARE(QDir(runs).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList{QStringLiteral(".half.tmp-1")});
    }

    void savingAsCopiesTheRunsOfAStudy()
    {
        StudyDocument document;
        makeStudy(document);
        QFile run(folder() + QStringLiteral("/runs/0001-similarity.h5"));
        QVERIFY(run.open(QIODevice::WriteOnly) && run.write("x") == 1);
        run.close();
        document.setStudy(seeded(9));
        QSignalSpy opened(&document, &StudyDocument::opened);
        const QString copy = m_dir->filePath(QStringLiteral("copy"));
        document.saveAs(copy, QStringLiteral("copy"), folder() + QStringLiteral("/runs"), false);
        QTRY_COMPARE(opened.count(), 1);
        QCOMPARE(document.name(), QStringLiteral("copy"));
        QVERIFY(run.exists());
        StudyDocument original; // free again, and without the edit that went into the copy
        open(original);
        QVERIFY(!original.isShared());
        QCOMPARE(original.study().similarity.seed, std::uint64_t{42});
        QCOMPARE(document.study().similarity.seed, std::uint64_t{9});
        QVERIFY(QFile::exists(copy + QStringLiteral("/runs/0001-similarity.h5")));
    }

    void afterACrashTheAutosavedStateIsThere()
    {
        crashWithSeed(43);
        StudyDocument document;
        open(document);
        QCOMPARE(document.study().similarity.seed, std::uint64_t{43});
        QVERIFY(document.isDirty());
        QVERIFY(document.restoredFrom().isValid());
        QVERIFY(qAbs(document.restoredFrom().secsTo(QDateTime::currentDateTimeUtc())) < 60);
        QCOMPARE(document.restoredChanges(),
                 (QStringList{QStringLiteral("seed: 42 → 43"), QStringLiteral("view: notes")}));
        save(document);
        QVERIFY(!document.restoredFrom().isValid());
        document.close();
        QTRY_VERIFY(!document.isBusy());
        open(document);
        QVERIFY(!document.restoredFrom().isValid());
        QCOMPARE(document.study().similarity.seed, std::uint64_t{43});
    }

    void whereWindowsStoodIsPutBackWithoutAWord()
    {
        {
            StudyDocument document;
            makeStudy(document);
            connect(&document, &StudyDocument::aboutToSave, &document, [&document] {
                document.setViewSection(QStringLiteral("window"), {{QStringLiteral("page"), 3}});
            });
            document.autosave();
            QTRY_VERIFY(!document.isBusy());
        }
        StudyDocument document;
        open(document);
        QVERIFY(!document.restoredFrom().isValid() && !document.isDirty());
        QCOMPARE(
            document.viewSection(QStringLiteral("window")).value(QStringLiteral("page")).toInt(),
            3);
    }

    void restoredChangesCanBeDiscarded()
    {
        crashWithSeed(43);
        StudyDocument document;
        open(document);
        QSignalSpy opened(&document, &StudyDocument::opened);
        document.discardRestored();
        QCOMPARE(opened.count(), 1);
        QVERIFY(!document.isDirty());
        QCOMPARE(document.study().similarity.seed, std::uint64_t{42});
        QCOMPARE(document.viewSection(QStringLiteral("notes")), QJsonObject());
        QTRY_VERIFY(!document.isBusy());
        QVERIFY(!QFile::exists(folder() + QStringLiteral("/.autosave/state.json")));
    }

    void autosaveComesByItselfAndOnlyWhenSomethingChanged()
    {
        StudyDocument document;
        document.setAutosaveInterval(20);
        makeStudy(document);
        const QString state = folder() + QStringLiteral("/.autosave/state.json");
        QTest::qWait(80);
        QVERIFY(!QFile::exists(state));
        document.setStudy(seeded(43));
        QTRY_VERIFY(QFile::exists(state));
    }

    void aStudyOpenElsewhereIsNeitherRestoredNorAutosaved()
    {
        crashWithSeed(43);
        QLockFile other(folder() + QStringLiteral("/.autosave/open.lock"));
        QVERIFY(other.tryLock());
        StudyDocument document;
        open(document);
        QVERIFY(document.isShared());
        QVERIFY(!document.restoredFrom().isValid());
        QCOMPARE(document.study().similarity.seed, std::uint64_t{42});
    }

    void aNewerStudyIsReadOnly()
    {
        QVERIFY(QDir().mkpath(folder()));
        QFile file(folder() + QStringLiteral("/gsm.study.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"schema":9,"command":"similarity","seed":5,"later":1})");
        file.close();
        StudyDocument document;
        open(document);
        QVERIFY(document.isReadOnly());
        QSignalSpy failed(&document, &StudyDocument::failed);
        document.setStudy(seeded(6));
        document.save();
        QTRY_COMPARE(failed.count(), 1);
        const auto outcome = failed.first().at(1).value<JobOutcome>();
        QVERIFY2(outcome.message.contains(QStringLiteral("schema 9, this program writes 2")),
                 qPrintable(outcome.message));
        document.close();
        QTRY_VERIFY(!document.isBusy());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("\"later\":1"));
    }

    void whatCannotBeOpenedLeavesTheOpenStudy()
    {
        StudyDocument document;
        makeStudy(document);
        QSignalSpy failed(&document, &StudyDocument::failed);
        document.open(m_dir->filePath(QStringLiteral("none")));
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(failed.first().at(0).toString(), QStringLiteral("The study was not opened."));
        QCOMPARE(document.name(), QStringLiteral("gsm"));
    }

private:
    QString folder() const { return m_dir->filePath(QStringLiteral("gsm")); }
    static Study seeded(std::uint64_t seed)
    {
        Study study;
        study.similarity.seed = study.similarity.rows.seed = seed;
        return study;
    }
    void makeStudy(StudyDocument& document)
    {
        QSignalSpy opened(&document, &StudyDocument::opened);
        document.create(folder(), QStringLiteral("gsm"));
        QTRY_COMPARE(opened.count(), 1);
    }
    void open(StudyDocument& document)
    {
        QSignalSpy opened(&document, &StudyDocument::opened);
        document.open(folder());
        QTRY_COMPARE(opened.count(), 1);
    }
    static void save(StudyDocument& document)
    {
        QSignalSpy saved(&document, &StudyDocument::saved);
        document.save();
        QTRY_COMPARE(saved.count(), 1);
    }
    /// A study with an autosaved edit whose program went without closing it.
    void crashWithSeed(std::uint64_t seed)
    {
        StudyDocument document;
        makeStudy(document);
        document.setStudy(seeded(seed));
        document.setViewSection(QStringLiteral("notes"), {{QStringLiteral("a"), 1}});
        document.autosave();
        QTRY_VERIFY(!document.isBusy());
        QVERIFY(QFile::exists(folder() + QStringLiteral("/.autosave/state.json")));
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_GUILESS_MAIN(TestStudyDocument)
#include "tst_study_document.moc"
