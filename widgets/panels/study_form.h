// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/study_fields.h"

#include <QMap>
#include <QString>
#include <QWidget>

#include <vector>

class QFormLayout;
class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace neurograft {

class ChainSession;
class StudyStepTree;

/// What of a study is changed most: where models and data lie, the options of all steps, and the
/// values of its sweeps, beside its text; or the options of the step that is chosen in the tree.
/// Object name "studyForm".
class StudyForm : public QWidget {
    Q_OBJECT

public:
    /// @param session outlives this widget
    explicit StudyForm(ChainSession* session, QWidget* parent = nullptr);

Q_SIGNALS:
    void pathEdited(const QString& role, const QString& path);
    /// A folder for a role is to be chosen.
    void pathWanted(const QString& role);
    /// A value of the text by its JSON pointer; empty: the key is taken away.
    void valueEdited(const QString& pointer, const QString& json);

    /// A step was chosen, by its JSON pointer.
    void stepChosen(const QString& pointer);

private:
    void refresh();
    void fillValues();
    /// The step that is chosen; null for the whole study.
    const ChainStep* step() const;
    std::vector<StudyField> fields() const;
    void clear();
    void build();
    void addPath(const StudyField& field);
    void addValue(const StudyField& field);
    void addChoice(const ChainStep& step);

    ChainSession* m_session;
    QLabel* m_title;
    StudyStepTree* m_steps;
    QLabel* m_about; ///< the study or its chosen step
    QVBoxLayout* m_layout;
    QWidget* m_rows = nullptr;
    QFormLayout* m_form = nullptr; ///< of the rows
    int m_choiceRow = -1; ///< of the options to be added; -1 = none, the end
    QString m_file; ///< whose fields are there
    std::vector<StudyField> m_fields; ///< that are there
    QMap<QString, QLineEdit*> m_paths; ///< by role
    QMap<QString, QLineEdit*> m_values; ///< by JSON pointer
};

} // namespace neurograft
