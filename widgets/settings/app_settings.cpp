// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/settings/app_settings.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>

namespace neurograft {

namespace {

const QString kTheme = QStringLiteral("appearance/theme");
const QString kInterfaceSize = QStringLiteral("appearance/interface_size");
const QString kThreads = QStringLiteral("compute/threads");
const QString kCacheFolder = QStringLiteral("cache/folder");
const QString kCacheGigabytes = QStringLiteral("cache/gigabytes");
const QString kCacheMemory = QStringLiteral("cache/memory_percent");
const QString kModelFolder = QStringLiteral("folders/model");
const QString kDataFolder = QStringLiteral("folders/data");
const QString kExportFolder = QStringLiteral("folders/export");
const QString kStudyFolder = QStringLiteral("folders/study");
const QString kOwn = QStringLiteral("studies/own");
const QString kStudyPaths = QStringLiteral("studies/paths");
const QString kExportPreset = QStringLiteral("export/preset");
const QString kExportFormat = QStringLiteral("export/format");
const QString kExportDpi = QStringLiteral("export/dpi");
const QString kGeometry = QStringLiteral("window/geometry");
const QString kLayouts = QStringLiteral("layouts/");
const QString kRecent = QStringLiteral("studies/recent");
const QString kLastStudy = QStringLiteral("studies/last");
const QString kPausedJobs = QStringLiteral("jobs/paused");
const QString kPreflightOpen = QStringLiteral("window/preflight_open");
const QString kFirstStepsClosed = QStringLiteral("window/first_steps_closed");

constexpr int kDefaultCacheGigabytes = 8;
constexpr int kDefaultCacheMemory = 25;
constexpr int kLowestDpi = 72;
constexpr int kHighestDpi = 1200;

const char* themeWord(Theme theme)
{
    switch (theme) {
    case Theme::Light:
        return "light";
    case Theme::Dark:
        return "dark";
    case Theme::System:
        break;
    }
    return "system";
}

} // namespace

QString RecentStudy::name() const
{
    const QString whole = QFileInfo(file).fileName();
    const QLatin1String suffix(".study.json");
    return whole.endsWith(suffix) ? whole.chopped(suffix.size()) : whole;
}

AppSettings::AppSettings(QObject* parent)
    : QObject(parent),
      m_settings(new QSettings(QSettings::IniFormat, QSettings::UserScope,
                               QStringLiteral("Neurograft"), QStringLiteral("neurograft"), this))
{
}

AppSettings::~AppSettings() = default;

bool AppSettings::store(const QString& key, const QVariant& value)
{
    if (m_settings->value(key) == value) {
        return false;
    }
    m_settings->setValue(key, value);
    return true;
}

Theme AppSettings::theme() const
{
    const QString word = m_settings->value(kTheme).toString();
    for (const Theme theme : {Theme::Light, Theme::Dark}) {
        if (word == QLatin1String(themeWord(theme))) {
            return theme;
        }
    }
    return Theme::System;
}

void AppSettings::setTheme(Theme theme)
{
    if (theme != this->theme() && store(kTheme, QString::fromLatin1(themeWord(theme)))) {
        Q_EMIT themeChanged(theme);
    }
}

int AppSettings::interfaceSize() const
{
    return std::clamp(m_settings->value(kInterfaceSize, 100).toInt(), kSmallestInterface,
                      kLargestInterface);
}

void AppSettings::setInterfaceSize(int percent)
{
    const int size = std::clamp(percent, kSmallestInterface, kLargestInterface);
    if (size != interfaceSize() && store(kInterfaceSize, size)) {
        Q_EMIT interfaceSizeChanged(size);
    }
}

int AppSettings::threads() const
{
    return std::max(0, m_settings->value(kThreads, 0).toInt());
}

void AppSettings::setThreads(int threads)
{
    store(kThreads, std::max(0, threads));
}

QString AppSettings::cacheFolder() const
{
    return m_settings->value(kCacheFolder).toString();
}

void AppSettings::setCacheFolder(const QString& folder)
{
    if (folder != cacheFolder() && store(kCacheFolder, folder)) {
        Q_EMIT cacheChanged();
    }
}

int AppSettings::cacheGigabytes() const
{
    return std::clamp(m_settings->value(kCacheGigabytes, kDefaultCacheGigabytes).toInt(),
                      kLeastCacheGigabytes, kMostCacheGigabytes);
}

void AppSettings::setCacheGigabytes(int gigabytes)
{
    const int bounded = std::clamp(gigabytes, kLeastCacheGigabytes, kMostCacheGigabytes);
    if (bounded != cacheGigabytes() && store(kCacheGigabytes, bounded)) {
        Q_EMIT cacheChanged();
    }
}

int AppSettings::cacheMemory() const
{
    return std::clamp(m_settings->value(kCacheMemory, kDefaultCacheMemory).toInt(), 0,
                      kMostCacheMemory);
}

void AppSettings::setCacheMemory(int percent)
{
    const int bounded = std::clamp(percent, 0, kMostCacheMemory);
    if (bounded != cacheMemory() && store(kCacheMemory, bounded)) {
        Q_EMIT cacheChanged();
    }
}

QString AppSettings::folder(const QString& key) const
{
    const QString stored = m_settings->value(key).toString();
    return !stored.isEmpty() && QDir(stored).exists()
        ? stored
        : QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
}

QString AppSettings::modelFolder() const
{
    return folder(kModelFolder);
}

void AppSettings::setModelFolder(const QString& folder)
{
    store(kModelFolder, folder);
}

QString AppSettings::dataFolder() const
{
    return folder(kDataFolder);
}

void AppSettings::setDataFolder(const QString& folder)
{
    store(kDataFolder, folder);
}

QString AppSettings::exportFolder() const
{
    return folder(kExportFolder);
}

void AppSettings::setExportFolder(const QString& folder)
{
    store(kExportFolder, folder);
}

QMap<QString, QString> AppSettings::studyPaths() const
{
    QMap<QString, QString> paths;
    const QVariantMap stored = m_settings->value(kStudyPaths).toMap();
    for (auto entry = stored.cbegin(); entry != stored.cend(); ++entry) {
        paths.insert(entry.key(), entry.value().toString());
    }
    return paths;
}

void AppSettings::setStudyPaths(const QMap<QString, QString>& paths)
{
    QVariantMap stored;
    for (auto entry = paths.cbegin(); entry != paths.cend(); ++entry) {
        stored.insert(entry.key(), entry.value());
    }
    store(kStudyPaths, stored);
}

QStringList AppSettings::ownStudies() const
{
    return m_settings->value(kOwn).toStringList();
}

void AppSettings::rememberOwnStudy(const QString& file)
{
    QStringList files = ownStudies();
    files.removeAll(file);
    files.prepend(file);
    if (store(kOwn, QStringList(files.mid(0, kOwnStudies)))) {
        Q_EMIT ownStudiesChanged();
    }
}

QString AppSettings::studyFolder() const
{
    return folder(kStudyFolder);
}

void AppSettings::setStudyFolder(const QString& folder)
{
    store(kStudyFolder, folder);
}

QString AppSettings::exportPreset() const
{
    return m_settings->value(kExportPreset, QStringLiteral("generic-column")).toString();
}

void AppSettings::setExportPreset(const QString& preset)
{
    store(kExportPreset, preset);
}

QString AppSettings::exportFormat() const
{
    return m_settings->value(kExportFormat, QStringLiteral("pdf")).toString();
}

void AppSettings::setExportFormat(const QString& format)
{
    store(kExportFormat, format);
}

int AppSettings::exportDpi() const
{
    return std::clamp(m_settings->value(kExportDpi, 300).toInt(), kLowestDpi, kHighestDpi);
}

void AppSettings::setExportDpi(int dpi)
{
    store(kExportDpi, std::clamp(dpi, kLowestDpi, kHighestDpi));
}

QByteArray AppSettings::windowGeometry() const
{
    return m_settings->value(kGeometry).toByteArray();
}

void AppSettings::setWindowGeometry(const QByteArray& geometry)
{
    store(kGeometry, geometry);
}

QByteArray AppSettings::layout(const QString& workspace) const
{
    return m_settings->value(kLayouts + workspace).toByteArray();
}

void AppSettings::setLayout(const QString& workspace, const QByteArray& layout)
{
    if (layout.isEmpty()) {
        m_settings->remove(kLayouts + workspace);
    } else {
        store(kLayouts + workspace, layout);
    }
}

QStringList AppSettings::namedLayouts() const
{
    m_settings->beginGroup(kLayouts + QStringLiteral("named"));
    QStringList names = m_settings->childKeys();
    m_settings->endGroup();
    names.sort(Qt::CaseInsensitive);
    return names;
}

bool AppSettings::isPreflightOpen() const
{
    return m_settings->value(kPreflightOpen, false).toBool();
}

void AppSettings::setPreflightOpen(bool isOpen)
{
    store(kPreflightOpen, isOpen);
}

bool AppSettings::isFirstStepsClosed() const
{
    return m_settings->value(kFirstStepsClosed, false).toBool();
}

void AppSettings::setFirstStepsClosed(bool isClosed)
{
    store(kFirstStepsClosed, isClosed);
}

QList<RecentStudy> AppSettings::recentStudies() const
{
    QList<RecentStudy> studies;
    const int count = m_settings->beginReadArray(kRecent);
    for (int i = 0; i < std::min(count, kRecentStudies); ++i) {
        m_settings->setArrayIndex(i);
        const RecentStudy study{m_settings->value(QStringLiteral("file")).toString(),
                                m_settings->value(QStringLiteral("pair")).toString(),
                                m_settings->value(QStringLiteral("opened")).toDateTime()};
        if (!study.file.isEmpty()) {
            studies << study;
        }
    }
    m_settings->endArray();
    return studies;
}

void AppSettings::setRecentStudies(const QList<RecentStudy>& studies)
{
    if (studies == recentStudies()) {
        return;
    }
    m_settings->remove(kRecent);
    m_settings->beginWriteArray(kRecent, static_cast<int>(studies.size()));
    for (int i = 0; i < studies.size(); ++i) {
        m_settings->setArrayIndex(i);
        m_settings->setValue(QStringLiteral("file"), studies[i].file);
        m_settings->setValue(QStringLiteral("pair"), studies[i].pair);
        m_settings->setValue(QStringLiteral("opened"), studies[i].opened);
    }
    m_settings->endArray();
    Q_EMIT recentStudiesChanged();
}

void AppSettings::rememberStudy(const RecentStudy& study)
{
    QList<RecentStudy> studies = recentStudies();
    studies.removeIf([&study](const RecentStudy& known) { return known.file == study.file; });
    studies.prepend(study);
    setRecentStudies(studies.mid(0, kRecentStudies));
}

void AppSettings::moveStudy(const QString& from, const QString& to)
{
    QList<RecentStudy> studies = recentStudies();
    for (RecentStudy& study : studies) {
        if (study.file == from) {
            study.file = to;
        }
    }
    setRecentStudies(studies);
}

void AppSettings::forgetStudies()
{
    setRecentStudies({});
}

QString AppSettings::lastStudy() const
{
    return m_settings->value(kLastStudy).toString();
}

void AppSettings::setLastStudy(const QString& file)
{
    store(kLastStudy, file);
}

QList<PausedJob> AppSettings::pausedJobs() const
{
    QList<PausedJob> jobs;
    const int count = m_settings->beginReadArray(kPausedJobs);
    for (int i = 0; i < count; ++i) {
        m_settings->setArrayIndex(i);
        const auto text = [this](const char* key) {
            return m_settings->value(QLatin1String(key)).toString();
        };
        jobs.append(PausedJob{text("title"),
                              {text("kind"), text("study"), text("result")},
                              m_settings->value(QStringLiteral("when")).toDateTime(),
                              text("reached")});
    }
    m_settings->endArray();
    return jobs;
}

void AppSettings::setPausedJobs(const QList<PausedJob>& jobs)
{
    m_settings->remove(kPausedJobs);
    m_settings->beginWriteArray(kPausedJobs, static_cast<int>(jobs.size()));
    for (int i = 0; i < jobs.size(); ++i) {
        m_settings->setArrayIndex(i);
        m_settings->setValue(QStringLiteral("title"), jobs[i].title);
        m_settings->setValue(QStringLiteral("kind"), jobs[i].continuation.kind);
        m_settings->setValue(QStringLiteral("study"), jobs[i].continuation.study);
        m_settings->setValue(QStringLiteral("result"), jobs[i].continuation.result);
        m_settings->setValue(QStringLiteral("when"), jobs[i].when);
        m_settings->setValue(QStringLiteral("reached"), jobs[i].reached);
    }
    m_settings->endArray();
}

} // namespace neurograft
