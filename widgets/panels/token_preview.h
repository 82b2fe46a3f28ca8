// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;

namespace neurograft {

class ExampleSet;
class QuickLane;
class TokenStrip;

/// Tokens of one row of the data, with one sentence about them and, where the tokenizers differ,
/// the choice of whose they are. The strip is "tokenPreview", the sentence "tokenPreview.summary",
/// the choice "tokenPreview.reader".
class TokenPreview : public QWidget {
    Q_OBJECT

public:
    /// examples and lane outlive the widget
    TokenPreview(ExampleSet* examples, QuickLane* lane, QWidget* parent = nullptr);

    /// Row of the data from 0; -1 for none.
    void setRow(int row);
    TokenStrip* strip() const { return m_strip; }

private:
    void showReaders();
    void ask();
    void showNothing(const QString& why);

    ExampleSet* m_examples;
    QuickLane* m_lane;
    QComboBox* m_reader;
    QLabel* m_summary;
    TokenStrip* m_strip;
    int m_row = -1;
};

} // namespace neurograft
