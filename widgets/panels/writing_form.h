// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/playground_model.h"

#include <QWidget>

class QDoubleSpinBox;
class QLineEdit;
class QSpinBox;

namespace neurograft {

/// How a continuation is written. Fields "playground.maxTokens", ".temperature", ".topP", ".seed",
/// ".stops".
class WritingForm : public QWidget {
    Q_OBJECT

public:
    explicit WritingForm(const WritingOptions& options, QWidget* parent = nullptr);

    WritingOptions options() const;

Q_SIGNALS:
    void changed();

private:
    QSpinBox* m_maxTokens;
    QDoubleSpinBox* m_temperature;
    QDoubleSpinBox* m_topP;
    QSpinBox* m_seed;
    QLineEdit* m_stops;
};

/// "\n\n | Question" as two texts; \n, \t and \\ are a line break, a tab and a backslash, blanks
/// around the bars do not count.
QStringList stopTexts(const QString& typed);

} // namespace neurograft
