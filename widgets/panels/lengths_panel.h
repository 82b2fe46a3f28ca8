// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;
class QSpinBox;

namespace neurograft {

class ExampleSet;
class LengthHistogram;

/// How long the rows are and how many a cut-off truncates; the cut-off can be tried here. Names
/// "lengthHistogram", "cutOffSpin", "lengthsText".
class LengthsPanel : public QWidget {
    Q_OBJECT

public:
    explicit LengthsPanel(ExampleSet* examples, QWidget* parent = nullptr);

private:
    void showLengths();

    ExampleSet* m_examples;
    LengthHistogram* m_histogram;
    QSpinBox* m_cutOff;
    QLabel* m_text;
    QTimer m_later; ///< while rows are measured, several reports are one redraw
};

} // namespace neurograft
