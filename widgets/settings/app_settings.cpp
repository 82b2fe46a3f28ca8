// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/settings/app_settings.h"

#include <QDir>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>

namespace neurograft {

namespace {

const QString kTheme = QStringLiteral("appearance/theme");
const QString kModelFolder = QStringLiteral("folders/model");
const QString kDataFolder = QStringLiteral("folders/data");
const QString kExportFolder = QStringLiteral("folders/export");
const QString kExportPreset = QStringLiteral("export/preset");
const QString kExportFormat = QStringLiteral("export/format");
const QString kExportDpi = QStringLiteral("export/dpi");
const QString kGeometry = QStringLiteral("window/geometry");
const QString kState = QStringLiteral("window/state");
const QString kPreflightOpen = QStringLiteral("window/preflight_open");

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

QByteArray AppSettings::windowState() const
{
    return m_settings->value(kState).toByteArray();
}

void AppSettings::setWindow(const QByteArray& geometry, const QByteArray& state)
{
    store(kGeometry, geometry);
    store(kState, state);
}

void AppSettings::forgetWindow()
{
    m_settings->remove(kGeometry);
    m_settings->remove(kState);
}

bool AppSettings::isPreflightOpen() const
{
    return m_settings->value(kPreflightOpen, false).toBool();
}

void AppSettings::setPreflightOpen(bool isOpen)
{
    store(kPreflightOpen, isOpen);
}

} // namespace neurograft
