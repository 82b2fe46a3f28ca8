// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QTreeWidget>

namespace neurograft {

class ChainSession;

/// Steps of a study, those of a sweep's cells below it, each with its command; one with an error
/// says so. The first row is the study as a whole. Object name "studySteps".
class StudyStepTree : public QTreeWidget {
    Q_OBJECT

public:
    /// @param session outlives this widget
    explicit StudyStepTree(ChainSession* session, QWidget* parent = nullptr);

    /// JSON pointer of the step that is current; empty for the study as a whole.
    QString place() const;

Q_SIGNALS:
    /// Another step is current.
    void placeChosen(const QString& pointer);

private:
    void refresh();
    void build();
    void markProblem();

    ChainSession* m_session;
    QString m_file;
    QStringList m_shape; ///< of the steps that are shown
};

} // namespace neurograft
