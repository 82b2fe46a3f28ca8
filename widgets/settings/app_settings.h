// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>

class QSettings;

namespace neurograft {

/// Light or dark follow the desktop, or one is held.
enum class Theme { System, Light, Dark };

/// Everything the program remembers that cannot change a number: the only user of QSettings.
/// Values are written at once; a setter that changes nothing emits nothing. GUI thread only.
class AppSettings : public QObject {
    Q_OBJECT

public:
    explicit AppSettings(QObject* parent = nullptr);
    ~AppSettings() override;

    Theme theme() const;
    void setTheme(Theme theme);

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

    /// Place and size of the window and of its docks; empty before the first closing.
    QByteArray windowGeometry() const;
    QByteArray windowState() const;
    void setWindow(const QByteArray& geometry, const QByteArray& state);
    void forgetWindow();

    /// Whether the differences below the pre-flight line are unfolded.
    bool isPreflightOpen() const;
    void setPreflightOpen(bool isOpen);

Q_SIGNALS:
    void themeChanged(neurograft::Theme theme);

private:
    QString folder(const QString& key) const;
    bool store(const QString& key, const QVariant& value);
    QSettings* m_settings;
};

} // namespace neurograft
