// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QFormLayout;

namespace neurograft {

class AppSettings;

/// What the program remembers and cannot change a number: looks, threads, the preset of exports.
/// A change works at once; there is nothing to apply. Object name "preferencesDialog"; fields are
/// "preferencesDialog.theme", ".interfaceSize", ".preset", ".threads".
class PreferencesDialog : public QDialog {
    Q_OBJECT

public:
    /// @param settings outlives the dialog
    explicit PreferencesDialog(AppSettings* settings, QWidget* parent = nullptr);

private:
    void addField(QFormLayout* form, const QString& label, const char* name, QWidget* field);
    AppSettings* m_settings;
};

} // namespace neurograft
