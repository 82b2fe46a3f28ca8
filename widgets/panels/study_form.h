// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
struct ChainStep;

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
    struct Field {
        QString path; ///< role of a place; empty for a value
        QString pointer; ///< of a value
        QString caption;
        QString hint;
        bool operator==(const Field& other) const
        {
            return path == other.path && pointer == other.pointer && caption == other.caption
                && hint == other.hint;
        }
    };
    void refresh();
    void fillValues();
    std::vector<Field> fields() const;
    std::vector<Field> fieldsOfStudy() const;
    std::vector<Field> fieldsOfStep(const ChainStep& step) const;
    void clear();
    void build();
    void addPath(QFormLayout* rows, const Field& field);
    void addValue(QFormLayout* rows, const Field& field);

    ChainSession* m_session;
    QLabel* m_title;
    StudyStepTree* m_steps;
    QLabel* m_about; ///< the study or its chosen step
    QVBoxLayout* m_layout;
    QWidget* m_rows = nullptr;
    QString m_file; ///< whose fields are there
    std::vector<Field> m_fields; ///< that are there
    QMap<QString, QLineEdit*> m_paths; ///< by role
    QMap<QString, QLineEdit*> m_values; ///< by JSON pointer
};

} // namespace neurograft
