// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>
#include <QWidget>

class QFormLayout;
class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace neurograft {

class ChainSession;

/// What of a study is changed most: where models and data lie, the options of all steps, and the
/// values of its sweeps, beside its text. Object name "studyForm".
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

private:
    void refresh();
    void build();
    QString shape() const;
    void addPath(QFormLayout* rows, const QString& role, const QString& about);
    void addValue(QFormLayout* rows, const QString& caption, const QString& pointer,
                  const QString& hint);

    ChainSession* m_session;
    QLabel* m_title;
    QLabel* m_about;
    QVBoxLayout* m_layout;
    QWidget* m_fields = nullptr;
    QString m_shape; ///< of the fields that are there
    QMap<QString, QLineEdit*> m_paths; ///< by role
    QMap<QString, QLineEdit*> m_values; ///< by JSON pointer
};

} // namespace neurograft
