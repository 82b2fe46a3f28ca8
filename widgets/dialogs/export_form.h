// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_spec.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QLineEdit;

namespace neurograft {

class AppSettings;

/// What can be chosen of a figure: size, format, fonts, colours and parts. What the view decides
/// (mask, lock, transposition, range) is said, not asked. Names of its parts begin with
/// "exportDialog.": presetCombo, widthSpin, heightSpin, formatCombo, dpiCombo, fontCombo, textSpin,
/// colorMapCombo, titleEdit, lettersCheck, boxCheck, footerCheck, bordersCheck, outlinesCheck,
/// sideCarsCheck, view.
class ExportForm : public QWidget {
    Q_OBJECT

public:
    /// @param viewText what is taken from the view, one line
    explicit ExportForm(const FigureSpec& spec, const QString& viewText, QWidget* parent = nullptr);

    FigureSpec spec() const;
    /// Preset, format and resolution of the last export; remembered by remember().
    void recall(const AppSettings& settings);
    void remember(AppSettings& settings) const;

Q_SIGNALS:
    void changed();

private:
    void makeSizes();
    void makeLook();
    void makeParts();
    void addRow(const QString& label, QWidget* field);
    void usePreset();
    void update();

    FigureSpec m_base;
    QGridLayout* m_rows;
    QComboBox* m_preset;
    QDoubleSpinBox* m_width;
    QDoubleSpinBox* m_height;
    QComboBox* m_format;
    QComboBox* m_dpi;
    QComboBox* m_font;
    QDoubleSpinBox* m_text;
    QComboBox* m_colorMap;
    QLineEdit* m_title;
    QCheckBox* m_letters;
    QCheckBox* m_box;
    QCheckBox* m_footer;
    QCheckBox* m_borders;
    QCheckBox* m_outlines;
    QCheckBox* m_sideCars;
    bool m_isSetting = false; ///< fields follow a preset: not the user's typing
};

/// "Mask upper; one colour scale, 0 … 1; transposed": what a figure takes from its view.
QString viewText(const FigureSpec& spec, const QString& mask);

} // namespace neurograft
