// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/heatmap_data.h"

#include <QDialog>

#include <vector>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace neurograft {

class MaskGrid;

/// View ▸ Mask shape ▸ Custom…: which cells of the maps are shown (ux.md C11). They are painted or
/// written as rows ("S0: 0-3, 5; S1: 2-"); shapes and the selected set are places to begin. Object
/// name "maskDialog"; parts begin with it.
class MaskDialog : public QDialog {
    Q_OBJECT

public:
    /// @param mask what is shown at first, as layerMask() reads it
    /// @param set  cells of the selected set; may be empty
    MaskDialog(int students, int teachers, const QString& mask, std::vector<HeatmapCell> set,
               QWidget* parent = nullptr);

    /// "custom:S0: 0-3, 5; S1: 2-"; asked for once it was accepted.
    QString mask() const;

private:
    QWidget* makeShapes();
    QPushButton* addShape(QWidget* row, const char* name, const QString& text);
    void setShape(const QString& mask);
    void setCells(const std::vector<std::uint8_t>& cells);
    void invert();
    void showSet();
    void readText();
    void writeText();
    void showState(const QString& problem);

    int m_students;
    int m_teachers;
    std::vector<HeatmapCell> m_set;
    MaskGrid* m_grid;
    QSpinBox* m_band;
    QPlainTextEdit* m_text;
    QLabel* m_count;
    QLabel* m_problem;
    QPushButton* m_ok;
};

} // namespace neurograft
