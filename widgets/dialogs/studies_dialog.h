// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <functional>
#include <utility>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTabWidget;

namespace neurograft {

class ChainSession;
class ChainProgressPanel;
class PublishedTable;
class ReadyStudyList;
class StudyForm;
class StudyTextEdit;

/// Studies of many jobs: chosen among those of the papers, edited as form and JSON side by side,
/// checked, run, and held against the published numbers. Not modal. Object name "studiesDialog".
class StudiesDialog : public QDialog {
    Q_OBJECT

public:
    /// @param session outlives this dialog
    explicit StudiesDialog(ChainSession* session, QWidget* parent = nullptr);

    /// What was typed counts before anything is done with the study.
    void finishEditing();
    /// @param mayClose asked before the dialog is closed
    void setGuard(std::function<bool()> mayClose) { m_mayClose = std::move(mayClose); }
    void reject() override;

    ReadyStudyList* list() const { return m_list; }
    StudyForm* form() const { return m_form; }
    ChainProgressPanel* progress() const { return m_progress; }

Q_SIGNALS:
    void openWanted();
    void saveWanted();
    void outWanted();

private:
    QWidget* makeStudyPage();
    QWidget* makeFoot();
    void showText();
    void showProblem();
    void showState();
    void takeText();

    ChainSession* m_session;
    std::function<bool()> m_mayClose;
    ReadyStudyList* m_list;
    QTabWidget* m_pages;
    StudyForm* m_form;
    StudyTextEdit* m_text;
    QLabel* m_problem;
    ChainProgressPanel* m_progress;
    PublishedTable* m_numbers;
    QLineEdit* m_out;
    QLabel* m_obstacle;
    QPushButton* m_save;
    QPushButton* m_check;
    QPushButton* m_run;
    QPushButton* m_cancel;
    QCheckBox* m_overwrite;
};

} // namespace neurograft
