// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_batch.h"

#include <QDialog>

#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace neurograft {

class AppSettings;

/// All figures of the study in one style: folder, preset, formats, resolution. Emits what is wanted
/// once; writing is the window's. Object names "exportAllDialog", "exportAllDialog.folder",
/// "exportAllDialog.presetCombo", "exportAllDialog.pdf" (svg, png), "exportAllDialog.dpiCombo",
/// "exportAllDialog.state", "exportAllDialog.export", the question "exportAllDialog.replace".
class ExportAllDialog : public QDialog {
    Q_OBJECT

public:
    /// @param folder the study's "figures"; empty: where the last export went
    ExportAllDialog(std::vector<FigureEntry> entries, const QString& folder, AppSettings* settings,
                    QWidget* parent = nullptr);

    BatchOptions options() const;

Q_SIGNALS:
    void exportWanted(const neurograft::BatchOptions& options);

private:
    void browse();
    void showState();
    void tryExport();
    void finish(bool overwrite);

    std::vector<FigureEntry> m_entries;
    AppSettings* m_settings;
    QLineEdit* m_folder;
    QComboBox* m_preset;
    QCheckBox* m_formats[3];
    QComboBox* m_dpi;
    QLabel* m_state;
    QPushButton* m_export;
};

} // namespace neurograft
