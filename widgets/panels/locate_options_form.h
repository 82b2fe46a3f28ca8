// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QSpinBox;

namespace neurograft {

class LocateSession;
struct LocateOptions;

/// What is rarely changed about locating: target policy, coefficients, budget, full scores, steps
/// of the path, and all of sensitivity. Shows the session's options and writes them. Object name
/// "locateOptions".
class LocateOptionsForm : public QWidget {
    Q_OBJECT

public:
    /// @param session outlives the widget
    explicit LocateOptionsForm(LocateSession* session, QWidget* parent = nullptr);

private:
    /// A choice that writes one word of the options.
    QComboBox* addChoice(QComboBox* combo, QString LocateOptions::*member);
    QSpinBox* addNumber(const QString& objectName, const QString& prefix, const QString& tip,
                        int least, int most, int LocateOptions::*member);
    void showOptions();

    LocateSession* m_session;
    QList<std::pair<QComboBox*, QString LocateOptions::*>> m_choices;
    QList<std::pair<QSpinBox*, int LocateOptions::*>> m_numbers;
    QCheckBox* m_full;
    QList<QCheckBox*> m_modules;
};

} // namespace neurograft
