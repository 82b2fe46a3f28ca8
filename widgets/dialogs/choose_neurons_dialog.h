// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QDoubleSpinBox;
class QSpinBox;

namespace neurograft {

/// Asks how many of the neurons shown, or from which score on, become the set. Object name
/// "topDialog" or "thresholdDialog"; its field is "<name>.field".
class ChooseNeuronsDialog : public QDialog {
    Q_OBJECT

public:
    /// The @p shown best at most. @param suggestion how many are offered at first
    static ChooseNeuronsDialog* top(int shown, int suggestion, QWidget* parent);
    /// @param lowest, highest scores of the neurons shown
    static ChooseNeuronsDialog* threshold(int shown, double lowest, double highest,
                                          QWidget* parent);

    int count() const; ///< of top()
    double score() const; ///< of threshold()

private:
    ChooseNeuronsDialog(const QString& name, const QString& title, QWidget* parent);
    void fill(QWidget* field, const QString& label, const QString& remark);

    QSpinBox* m_count = nullptr;
    QDoubleSpinBox* m_score = nullptr;
};

} // namespace neurograft
