// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/job_continuation.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QMap>
#include <QObject>
#include <QString>
#include <QStringList>

class QSettings;

namespace neurograft {

/// Light or dark follow the desktop, or one is held.
enum class Theme { System, Light, Dark };

/// Text and controls of the window in per cent of the desktop's size.
constexpr int kSmallestInterface = 80;
constexpr int kLargestInterface = 200;
constexpr int kInterfaceStep = 10;

/// Bounds of what the cache may take: disk in GB, memory in per cent of the machine's.
constexpr int kLeastCacheGigabytes = 1;
constexpr int kMostCacheGigabytes = 4000;
constexpr int kMostCacheMemory = 75;

/// A study that was open, for File ▸ Open recent and the start page.
struct RecentStudy {
    QString file; ///< absolute path of its study file
    QString pair; ///< "Llama-2-13b → Llama-2-7b"; may be empty
    QDateTime opened; ///< last time

    QString name() const; ///< "gsm" for gsm.study.json
    bool operator==(const RecentStudy& other) const
    {
        return file == other.file && pair == other.pair && opened == other.opened;
    }
};

/// Everything the program remembers that cannot change a number: the only user of QSettings.
/// Values are written at once; a setter that changes nothing emits nothing. GUI thread only.
class AppSettings : public QObject {
    Q_OBJECT

public:
    explicit AppSettings(QObject* parent = nullptr);
    ~AppSettings() override;

    Theme theme() const;
    void setTheme(Theme theme);

    int interfaceSize() const;
    void setInterfaceSize(int percent);

    /// CPU threads inside one operation, from the next start on; 0 = as many as cores.
    int threads() const;
    void setThreads(int threads);

    /// Folder that computed Gram matrices are kept in; empty = the user's cache folder.
    QString cacheFolder() const;
    void setCacheFolder(const QString& folder);
    /// What they may take on the disk, in GB.
    int cacheGigabytes() const;
    void setCacheGigabytes(int gigabytes);
    /// What those of one run may take of the machine's memory, in per cent.
    int cacheMemory() const;
    void setCacheMemory(int percent);

    /// Folders the file dialogs start in; the user's documents at first.
    QString modelFolder() const;
    void setModelFolder(const QString& folder);
    QString dataFolder() const;
    void setDataFolder(const QString& folder);
    QString exportFolder() const;
    void setExportFolder(const QString& folder);
    /// Where models and data lie that ready studies name by their role: role → path.
    QMap<QString, QString> studyPaths() const;
    void setStudyPaths(const QMap<QString, QString>& paths);
    /// Studies of many jobs that were opened or saved, newest first; some may be gone.
    QStringList ownStudies() const;
    void rememberOwnStudy(const QString& file);
    static constexpr int kOwnStudies = 12;
    QString studyFolder() const; ///< where study folders lie
    void setStudyFolder(const QString& folder);

    /// Venue preset, format word and resolution of the last export.
    QString exportPreset() const;
    void setExportPreset(const QString& preset);
    QString exportFormat() const;
    void setExportFormat(const QString& format);
    int exportDpi() const;
    void setExportDpi(int dpi);

    /// Place and size of the window; empty before the first closing.
    QByteArray windowGeometry() const;
    void setWindowGeometry(const QByteArray& geometry);
    /// Places of the docks in a workspace, by its word; empty until they were changed.
    QByteArray layout(const QString& workspace) const;
    void setLayout(const QString& workspace, const QByteArray& layout);
    /// Layouts the person gave a name, in alphabetical order; the same functions under "named/…".
    QStringList namedLayouts() const;

    /// Whether the differences below the pre-flight line are unfolded.
    bool isPreflightOpen() const;
    void setPreflightOpen(bool isOpen);

    /// Whether the person has put the first steps away.
    bool isFirstStepsClosed() const;
    void setFirstStepsClosed(bool isClosed);

    /// Studies opened last, newest first, at most kRecentStudies.
    QList<RecentStudy> recentStudies() const;
    void rememberStudy(const RecentStudy& study);
    /// It lies elsewhere now: the entry stays in its place.
    void moveStudy(const QString& from, const QString& to);
    void forgetStudies();
    static constexpr int kRecentStudies = 10;
    /// Study file that the next start opens again; empty once the user has closed it.
    QString lastStudy() const;
    void setLastStudy(const QString& file);

    /// Jobs that were paused when the program was left, in the order in which they are taken up.
    QList<PausedJob> pausedJobs() const;
    void setPausedJobs(const QList<PausedJob>& jobs);

Q_SIGNALS:
    void themeChanged(neurograft::Theme theme);
    void interfaceSizeChanged(int percent);
    void cacheChanged();
    void recentStudiesChanged();
    void ownStudiesChanged();

private:
    QString folder(const QString& key) const;
    void setRecentStudies(const QList<RecentStudy>& studies);
    bool store(const QString& key, const QVariant& value);
    QSettings* m_settings;
};

} // namespace neurograft
