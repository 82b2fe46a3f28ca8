// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QGroupBox>

class QLabel;
class QPushButton;
class QSpinBox;

namespace neurograft {

class AppSettings;
class QuickLane;

/// Part of the preferences: where computed Gram matrices are kept, how much they may take, and how
/// much they do. Object names "preferencesDialog.cacheFolder", ".chooseCacheFolder",
/// ".usualCacheFolder", ".cacheGigabytes", ".cacheMemory", ".cacheUse", ".clearCache".
class CacheSettings : public QGroupBox {
    Q_OBJECT

public:
    /// Both outlive it.
    CacheSettings(AppSettings* settings, QuickLane* lane, QWidget* parent = nullptr);

private:
    QSpinBox* makeSpin(const char* name, int least, int most, int value, const QString& suffix);
    void showFolder();
    /// Measures the folder, or empties it first.
    void measure(bool isCleared);

    AppSettings* m_settings;
    QuickLane* m_lane;
    QLabel* m_folder;
    QPushButton* m_usual;
    QLabel* m_use;
    QPushButton* m_clear;
};

} // namespace neurograft
