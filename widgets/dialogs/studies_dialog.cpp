// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/studies_dialog.h"

#include "core/studies/json_place.h"
#include "widgets/models/chain_session.h"
#include "widgets/panels/chain_progress_panel.h"
#include "widgets/panels/published_table.h"
#include "widgets/panels/ready_study_list.h"
#include "widgets/panels/study_form.h"
#include "widgets/panels/study_text_edit.h"

#include <QCheckBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QSplitter>
#include <QTabWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace neurograft {

namespace {

constexpr double kMostOfScreen = 0.9;
constexpr int kTypingPause = 400; ///< ms after the last letter until the text is read

QPushButton* plainButton(const QString& text, const char* name, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setObjectName(QLatin1String(name));
    button->setAutoDefault(false);
    return button;
}

} // namespace

StudiesDialog::StudiesDialog(ChainSession* session, QWidget* parent)
    : QDialog(parent), m_session(session), m_list(new ReadyStudyList(this)),
      m_pages(new QTabWidget(this)), m_form(new StudyForm(session, this)),
      m_text(new StudyTextEdit(this)), m_problem(new QLabel(this)),
      m_progress(new ChainProgressPanel(session, this)), m_numbers(new PublishedTable(this)),
      m_out(new QLineEdit(this)), m_obstacle(new QLabel(this)),
      m_save(plainButton(tr("Save &as…"), "studiesDialog.save", this)),
      m_check(plainButton(tr("&Check"), "studiesDialog.check", this)),
      m_run(plainButton(tr("&Run"), "studiesDialog.run", this)),
      m_cancel(plainButton(tr("S&top"), "studiesDialog.stop", this)),
      m_overwrite(new QCheckBox(tr("compute again what was made with other options"), this))
{
    setObjectName(QStringLiteral("studiesDialog"));
    setWindowTitle(tr("Studies"));
    m_pages->setObjectName(QStringLiteral("studiesDialog.pages"));
    m_pages->addTab(makeStudyPage(), tr("&Study"));
    m_pages->addTab(m_progress, tr("&Progress"));
    m_pages->addTab(m_numbers, tr("Published &numbers"));
    auto* beside = new QSplitter(this);
    beside->setChildrenCollapsible(false);
    beside->addWidget(m_list);
    beside->addWidget(m_pages);
    beside->setStretchFactor(1, 1);
    const int letter = fontMetrics().averageCharWidth();
    beside->setSizes({38 * letter, 150 * letter});
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(beside, 1);
    layout->addWidget(makeFoot());
    resize(QSize(letter * 195, fontMetrics().height() * 46)
               .boundedTo(screen()->availableSize() * kMostOfScreen));

    connect(session, &ChainSession::opened, this, [this] {
        m_text->setPlainText(m_session->text());
        m_list->setCurrentFile(m_session->file());
    });
    connect(session, &ChainSession::textChanged, this, &StudiesDialog::showText);
    connect(session, &ChainSession::studyChanged, this, &StudiesDialog::showProblem);
    connect(session, &ChainSession::stateChanged, this, &StudiesDialog::showState);
    connect(session, &ChainSession::progressChanged, this, [this] {
        m_numbers->setNumbers(m_session->numbers());
        m_pages->setTabVisible(2, !m_session->numbers().empty());
    });
    connect(m_form, &StudyForm::valueEdited, this,
            [this](const QString& pointer, const QString& json) {
                takeText();
                m_session->setText(withValue(m_session->text(), pointer, json));
            });
    connect(m_form, &StudyForm::stepChosen, this, [this](const QString& pointer) {
        m_text->goToLine(
            static_cast<int>(lineOfPlace(m_text->text().toStdString(), pointer.toStdString())));
    });
    m_numbers->setNumbers(session->numbers());
    m_pages->setTabVisible(2, !session->numbers().empty());
    m_list->setCurrentFile(session->file());
    showText();
    showProblem();
    showState();
    m_list->search()->setFocus();
}

QWidget* StudiesDialog::makeStudyPage()
{
    m_text->setObjectName(QStringLiteral("studiesDialog.text"));
    m_problem->setObjectName(QStringLiteral("studiesDialog.problem"));
    m_problem->setWordWrap(true);
    m_problem->setTextInteractionFlags(Qt::TextBrowserInteraction);
    connect(m_problem, &QLabel::linkActivated, this,
            [this](const QString& line) { m_text->goToLine(line.toInt()); });
    auto* pause = new QTimer(this);
    pause->setSingleShot(true);
    pause->setInterval(kTypingPause);
    connect(m_text, &QPlainTextEdit::textChanged, pause, qOverload<>(&QTimer::start));
    connect(pause, &QTimer::timeout, this, &StudiesDialog::takeText);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(m_form);
    auto* right = new QWidget(this);
    auto* rows = new QVBoxLayout(right);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(m_text, 1);
    rows->addWidget(m_problem);
    auto* page = new QSplitter(this);
    page->setChildrenCollapsible(false);
    page->addWidget(scroll);
    page->addWidget(right);
    page->setStretchFactor(0, 1);
    page->setStretchFactor(1, 1);
    page->setSizes({1, 1}); // halves
    page->setAutoFillBackground(true); // as the form beside, not as the frame of tabs
    return page;
}

QWidget* StudiesDialog::makeFoot()
{
    m_out->setObjectName(QStringLiteral("studiesDialog.out"));
    m_out->setAccessibleName(tr("Folder of the results"));
    m_obstacle->setObjectName(QStringLiteral("studiesDialog.obstacle"));
    m_obstacle->setWordWrap(true);
    m_overwrite->setObjectName(QStringLiteral("studiesDialog.overwrite"));
    auto* caption = new QLabel(tr("Results &in"), this);
    caption->setBuddy(m_out);
    auto* choose = new QToolButton(this);
    choose->setText(QStringLiteral("…"));
    choose->setToolTip(tr("Choose the folder of the results"));
    auto* open = plainButton(tr("&Open file…"), "studiesDialog.open", this);
    auto* close = plainButton(tr("Close"), "studiesDialog.close", this);
    auto* foot = new QWidget(this);
    auto* rows = new QVBoxLayout(foot);
    rows->setContentsMargins(0, 0, 0, 0);
    auto* place = new QHBoxLayout;
    place->addWidget(caption);
    place->addWidget(m_out, 1);
    place->addWidget(choose);
    place->addWidget(m_overwrite);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(open);
    buttons->addWidget(m_save);
    buttons->addWidget(m_obstacle, 1);
    for (QPushButton* button : {m_check, m_run, m_cancel, close}) {
        buttons->addWidget(button);
    }
    rows->addLayout(place);
    rows->addLayout(buttons);
    connect(m_out, &QLineEdit::editingFinished, this,
            [this] { m_session->setOut(m_out->text().trimmed()); });
    connect(choose, &QToolButton::clicked, this, &StudiesDialog::outWanted);
    connect(open, &QPushButton::clicked, this, &StudiesDialog::openWanted);
    connect(m_save, &QPushButton::clicked, this, &StudiesDialog::saveWanted);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_check, &QPushButton::clicked, this, [this] {
        takeText();
        m_pages->setCurrentWidget(m_progress);
        m_session->check();
    });
    connect(m_run, &QPushButton::clicked, this, [this] {
        takeText();
        m_pages->setCurrentWidget(m_progress);
        m_session->run(m_overwrite->isChecked());
    });
    connect(m_cancel, &QPushButton::clicked, m_session, &ChainSession::cancel);
    return foot;
}

void StudiesDialog::finishEditing()
{
    if (QWidget* field = focusWidget()) {
        field->clearFocus(); // a field tells what was typed
    }
    takeText();
}

/// By Esc, the button and the frame alike.
void StudiesDialog::reject()
{
    if (!m_mayClose || m_mayClose()) {
        QDialog::reject();
    }
}

void StudiesDialog::takeText()
{
    if (!m_session->file().isEmpty()) {
        m_session->setText(m_text->text());
    }
}

void StudiesDialog::showText()
{
    m_text->setEnabled(!m_session->file().isEmpty());
    m_save->setEnabled(!m_session->file().isEmpty());
    m_text->show(m_session->text());
    setWindowTitle(m_session->file().isEmpty()
                       ? tr("Studies")
                       : tr("%1%2 – Studies")
                             .arg(QFileInfo(m_session->file()).fileName(),
                                  m_session->isChanged() ? QStringLiteral(" *") : QString()));
}

void StudiesDialog::showProblem()
{
    const auto& problem = m_session->problem();
    m_text->markLine(problem ? problem->line : 0);
    m_problem->setVisible(problem.has_value());
    if (problem) {
        m_problem->setText(
            QStringLiteral("<a href=\"%1\">%2</a>: %3")
                .arg(problem->line)
                .arg(tr("Line %1").arg(problem->line), problem->message.toHtmlEscaped()));
    }
}

void StudiesDialog::showState()
{
    if (!m_out->hasFocus()) {
        m_out->setText(m_session->out());
    }
    const QString obstacle = m_session->obstacle();
    const bool isRunning = m_session->isRunning();
    m_obstacle->setText(isRunning ? tr("Running; the window may be closed meanwhile.") : obstacle);
    m_check->setEnabled(obstacle.isEmpty() && !isRunning && !m_session->isChecking());
    m_run->setEnabled(obstacle.isEmpty() && !isRunning);
    m_cancel->setEnabled(isRunning);
}

} // namespace neurograft
