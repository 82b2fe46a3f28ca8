// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/gram_cache_setup.h"
#include "widgets/dialogs/preferences_dialog.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/path_text.h"
#include "widgets/settings/app_settings.h"

#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace neurograft;

/// The cache among the preferences: what is chosen is kept and used, what is cleared is named.
class TestPreferencesDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        m_folder = std::make_unique<QTemporaryDir>();
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder->path());
        qputenv("XDG_CACHE_HOME", m_folder->filePath(QStringLiteral("cache")).toUtf8());
        m_settings = std::make_unique<AppSettings>();
        // As the window does it.
        connect(m_settings.get(), &AppSettings::cacheChanged, this, [this] {
            GramCacheSetup setup;
            setup.folder = toPath(m_settings->cacheFolder());
            applyGramCacheSetup(setup);
        });
    }
    void cleanup() { applyGramCacheSetup({}); }

    void theFolderIsShownAndGivenBack()
    {
        const PreferencesDialog dialog(m_settings.get(), &m_lane);
        const auto* folder = child<QLabel>(dialog, "cacheFolder");
        auto* usual = child<QPushButton>(dialog, "usualCacheFolder");
        const QString standard = m_folder->filePath(QStringLiteral("cache/neurograft"));
        QCOMPARE(folder->text(), QDir::toNativeSeparators(standard));
        QVERIFY(!usual->isEnabled());
        m_settings->setCacheFolder(m_folder->filePath(QStringLiteral("elsewhere")));
        QCOMPARE(folder->text(),
                 QDir::toNativeSeparators(m_folder->filePath(QStringLiteral("elsewhere"))));
        QVERIFY(usual->isEnabled());
        usual->click();
        QCOMPARE(folder->text(), QDir::toNativeSeparators(standard));
        QCOMPARE(m_settings->cacheFolder(), QString());
    }

    void capsAreKept()
    {
        const PreferencesDialog dialog(m_settings.get(), &m_lane);
        auto* disk = child<QSpinBox>(dialog, "cacheGigabytes");
        auto* memory = child<QSpinBox>(dialog, "cacheMemory");
        QCOMPARE(disk->value(), 8);
        QCOMPARE(memory->value(), 25);
        disk->setValue(20);
        memory->setValue(0);
        QCOMPARE(m_settings->cacheGigabytes(), 20);
        QCOMPARE(m_settings->cacheMemory(), 0);
    }

    void clearingNamesTheBytes()
    {
        const QString entry = m_folder->filePath(
            QStringLiteral("cache/neurograft/grams/0123456789abcdef0123456789abcdef/"
                           "fedcba9876543210fedcba9876543210"));
        QVERIFY(QDir().mkpath(entry));
        QFile file(entry + QStringLiteral("/up_proj.0.gram"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(1'300'000, 'x'));
        file.close();
        const PreferencesDialog dialog(m_settings.get(), &m_lane);
        const auto* use = child<QLabel>(dialog, "cacheUse");
        auto* clear = child<QPushButton>(dialog, "clearCache");
        QTRY_COMPARE(use->text(), QStringLiteral("1.3 MB on disk."));
        QVERIFY(clear->isEnabled());
        clear->click();
        QTRY_COMPARE(use->text(), QStringLiteral("1.3 MB freed, 0 B on disk."));
        QVERIFY(!clear->isEnabled());
        QVERIFY(!QDir(entry).exists());
    }

private:
    template <class T> static T* child(const PreferencesDialog& dialog, const char* name)
    {
        return dialog.findChild<T*>(QStringLiteral("preferencesDialog.") + QLatin1String(name));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<AppSettings> m_settings;
    QuickLane m_lane;
};

QTEST_MAIN(TestPreferencesDialog)
#include "tst_preferences_dialog.moc"
