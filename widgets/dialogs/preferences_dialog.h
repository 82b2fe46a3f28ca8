// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QFormLayout;

namespace neurograft {

class AppSettings;
class QuickLane;

/// What the program remembers and cannot change a number: looks, threads, the preset of exports,
/// the cache. A change works at once; there is nothing to apply. Object name "preferencesDialog";
/// fields are "preferencesDialog.theme", ".interfaceSize", ".preset", ".threads", and those of
/// CacheSettings.
class PreferencesDialog : public QDialog {
    Q_OBJECT

public:
    /// Settings and lane outlive the dialog.
    PreferencesDialog(AppSettings* settings, QuickLane* lane, QWidget* parent = nullptr);

private:
    void addField(QFormLayout* form, const QString& label, const char* name, QWidget* field);
    AppSettings* m_settings;
};

} // namespace neurograft
