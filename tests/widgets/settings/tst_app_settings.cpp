// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/settings/app_settings.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace neurograft;

class TestAppSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        m_folder = std::make_unique<QTemporaryDir>();
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder->path());
    }

    void startsWithHouseDefaults()
    {
        const AppSettings settings;
        QCOMPARE(settings.theme(), Theme::System);
        QCOMPARE(settings.exportPreset(), QStringLiteral("generic-column"));
        QCOMPARE(settings.exportFormat(), QStringLiteral("pdf"));
        QCOMPARE(settings.exportDpi(), 300);
        QVERIFY(settings.layout(QStringLiteral("compare")).isEmpty());
        QVERIFY(!settings.isPreflightOpen());
    }

    void valuesAreThereForTheNextStart()
    {
        {
            AppSettings settings;
            settings.setTheme(Theme::Dark);
            settings.setExportPreset(QStringLiteral("acl-full"));
            settings.setExportDpi(600);
            settings.setModelFolder(m_folder->path());
            settings.setWindowGeometry("place");
            settings.setLayout(QStringLiteral("compare"), "docks");
        }
        AppSettings settings;
        QCOMPARE(settings.theme(), Theme::Dark);
        QCOMPARE(settings.exportPreset(), QStringLiteral("acl-full"));
        QCOMPARE(settings.exportDpi(), 600);
        QCOMPARE(settings.modelFolder(), m_folder->path());
        QCOMPARE(settings.windowGeometry(), QByteArray("place"));
        QCOMPARE(settings.layout(QStringLiteral("compare")), QByteArray("docks"));
        QVERIFY(settings.layout(QStringLiteral("figures")).isEmpty());
        settings.setLayout(QStringLiteral("compare"), {});
        QVERIFY(settings.layout(QStringLiteral("compare")).isEmpty());
    }

    void theCacheHasBoundsAndTellsChanges()
    {
        AppSettings settings;
        QCOMPARE(settings.cacheFolder(), QString());
        QCOMPARE(settings.cacheGigabytes(), 8);
        QCOMPARE(settings.cacheMemory(), 25);
        QSignalSpy changed(&settings, &AppSettings::cacheChanged);
        settings.setCacheGigabytes(8);
        settings.setCacheMemory(25);
        settings.setCacheFolder({});
        QCOMPARE(changed.size(), 0);
        settings.setCacheGigabytes(0);
        settings.setCacheMemory(400);
        settings.setCacheFolder(m_folder->path());
        QCOMPARE(changed.size(), 3);
        QCOMPARE(settings.cacheGigabytes(), 1);
        QCOMPARE(settings.cacheMemory(), 75);
        QCOMPARE(AppSettings().cacheFolder(), m_folder->path());
    }

    void aFolderThatIsGoneIsNotOffered()
    {
        AppSettings settings;
        settings.setExportFolder(m_folder->filePath(QStringLiteral("gone")));
        QVERIFY(!settings.exportFolder().contains(QStringLiteral("gone")));
    }

    void theTenStudiesOpenedLastAreRemembered()
    {
        const auto study = [](int number) {
            return RecentStudy{QStringLiteral("/s/%1.study.json").arg(number),
                               QStringLiteral("T → S"),
                               QDateTime(QDate(2026, 11, 25), QTime(3, number), Qt::UTC)};
        };
        {
            AppSettings settings;
            QSignalSpy changes(&settings, &AppSettings::recentStudiesChanged);
            for (int number = 1; number <= 12; ++number) {
                settings.rememberStudy(study(number));
            }
            QCOMPARE(changes.count(), 12);
            settings.rememberStudy(study(5)); // to the front
            settings.setLastStudy(study(5).file);
        }
        AppSettings settings;
        QStringList names;
        for (const RecentStudy& recent : settings.recentStudies()) {
            names << recent.name();
        }
        QCOMPARE(names.join(QLatin1Char(' ')), QStringLiteral("5 12 11 10 9 8 7 6 4 3"));
        QCOMPARE(settings.recentStudies().first(), study(5));
        QCOMPARE(settings.lastStudy(), study(5).file);
        settings.moveStudy(study(12).file, QStringLiteral("/else/12.study.json"));
        QCOMPARE(settings.recentStudies().at(1).file, QStringLiteral("/else/12.study.json"));
        settings.forgetStudies();
        QVERIFY(settings.recentStudies().isEmpty());
    }

    void ownStudiesAreRememberedNewestFirst()
    {
        const auto file = [](int number) { return QStringLiteral("/s/%1.study.json").arg(number); };
        {
            AppSettings settings;
            QVERIFY(settings.ownStudies().isEmpty());
            QSignalSpy changes(&settings, &AppSettings::ownStudiesChanged);
            for (int number = 1; number <= AppSettings::kOwnStudies + 2; ++number) {
                settings.rememberOwnStudy(file(number));
            }
            settings.rememberOwnStudy(file(14)); // is the first already
            QCOMPARE(changes.count(), 14);
            settings.rememberOwnStudy(file(5)); // to the front
        }
        const QStringList files = AppSettings().ownStudies();
        QCOMPARE(files.size(), AppSettings::kOwnStudies);
        QCOMPARE(files.mid(0, 3), QStringList({file(5), file(14), file(13)}));
        QCOMPARE(files.last(), file(3));
    }

    void pausedJobsAreKeptWithTheirStudies()
    {
        const QDateTime when(QDate(2026, 11, 26), QTime(14, 32), Qt::UTC);
        const QString study = QStringLiteral("{\n \"schema\": 1, \"teacher\": \"/a b,c/ü\"\n}");
        AppSettings().setPausedJobs(
            {{QStringLiteral("Similarity of S and T"),
              {QStringLiteral("similarity"), study, QStringLiteral("/runs/0005-similarity.h5")},
              when,
              QStringLiteral("18 of 48 batches")},
             {QStringLiteral("second"), {}, when, {}}});
        const QList<PausedJob> jobs = AppSettings().pausedJobs();
        QCOMPARE(jobs.size(), 2);
        QCOMPARE(jobs[0].continuation.study, study);
        QCOMPARE(jobs[0].continuation.result, QStringLiteral("/runs/0005-similarity.h5"));
        QCOMPARE(jobs[0].when, when);
        QCOMPARE(jobs[0].reached, QStringLiteral("18 of 48 batches"));
        QCOMPARE(jobs[1].title, QStringLiteral("second"));
        AppSettings().setPausedJobs({});
        QVERIFY(AppSettings().pausedJobs().isEmpty());
    }

    void nonsenseInTheFileIsHarmless()
    {
        QSettings file(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("Neurograft"),
                       QStringLiteral("neurograft"));
        file.setValue(QStringLiteral("appearance/theme"), QStringLiteral("purple"));
        file.setValue(QStringLiteral("export/dpi"), QStringLiteral("many"));
        file.sync();
        const AppSettings settings;
        QCOMPARE(settings.theme(), Theme::System);
        QCOMPARE(settings.exportDpi(), 72);
    }

    void onlyAChangedThemeIsTold()
    {
        AppSettings settings;
        QSignalSpy spy(&settings, &AppSettings::themeChanged);
        settings.setTheme(Theme::System);
        QCOMPARE(spy.count(), 0);
        settings.setTheme(Theme::Light);
        settings.setTheme(Theme::Light);
        QCOMPARE(spy.count(), 1);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestAppSettings)
#include "tst_app_settings.moc"
