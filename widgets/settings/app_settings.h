// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>

class QSettings;

namespace neurograft {

/// Light or dark follow the desktop, or one is held.
enum class Theme { System, Light, Dark };

/// Text and controls of the window in per cent of the desktop's size.
constexpr int kSmallestInterface = 80;
constexpr int kLargestInterface = 200;
constexpr int kInterfaceStep = 10;

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

    /// Folders the file dialogs start in; the user's documents at first.
    QString modelFolder() const;
    void setModelFolder(const QString& folder);
    QString dataFolder() const;
    void setDataFolder(const QString& folder);
    QString exportFolder() const;
    void setExportFolder(const QString& folder);

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

    /// Whether the differences below the pre-flight line are unfolded.
    bool isPreflightOpen() const;
    void setPreflightOpen(bool isOpen);

    /// Whether the person has put the first steps away.
    bool isFirstStepsClosed() const;
    void setFirstStepsClosed(bool isClosed);

Q_SIGNALS:
    void themeChanged(neurograft::Theme theme);
    void interfaceSizeChanged(int percent);

private:
    QString folder(const QString& key) const;
    bool store(const QString& key, const QVariant& value);
    QSettings* m_settings;
};

} // namespace neurograft
