// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/evaluate_bar.h"

#include "widgets/models/evaluate_session.h"
#include "widgets/models/evaluate_task_model.h"
#include "widgets/panels/evaluate_task_form.h"
#include "widgets/panels/flow_layout.h"
#include "widgets/panels/run_place.h"

#include <QAction>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace neurograft {

namespace {

constexpr int kMostQuestions = 1'000'000;
constexpr int kEvaluateBarMostRows = 5; ///< of the task list; more are scrolled to

} // namespace

EvaluateBar::EvaluateBar(EvaluateSession* session, const Actions& actions, QWidget* parent)
    : QWidget(parent), m_session(session), m_remark(new QLabel(this))
{
    setObjectName(QStringLiteral("evaluateBar"));
    m_remark->setObjectName(QStringLiteral("evaluateBar.remark"));
    m_remark->setWordWrap(true);
    m_remark->setTextFormat(Qt::PlainText);
    auto* layout = new QVBoxLayout(this);
    const int edge = fontMetrics().averageCharWidth();
    layout->setContentsMargins(edge, edge / 2, edge, 0);
    layout->addWidget(makeChoices(actions));
    layout->addWidget(makeTasks(actions));
    layout->addWidget(m_remark);
    connect(session, &EvaluateSession::optionsChanged, this, &EvaluateBar::showOptions);
    connect(session, &EvaluateSession::stateChanged, this, &EvaluateBar::showState);
    showOptions();
    showState();
}

QWidget* EvaluateBar::makeChoices(const Actions& actions)
{
    auto* line = new QWidget(this);
    m_most = new QSpinBox(line);
    m_most->setObjectName(QStringLiteral("sampleSpin"));
    m_most->setRange(0, kMostQuestions);
    m_most->setPrefix(tr("n "));
    m_most->setSpecialValueText(tr("n all"));
    m_most->setKeyboardTracking(false);
    m_most->setAccessibleName(tr("Questions of each task"));
    m_most->setToolTip(tr("Questions of each task, drawn by the seed; 0 asks all of them"));
    m_seed = new QSpinBox(line);
    m_seed->setObjectName(QStringLiteral("evalSeedSpin"));
    m_seed->setRange(0, std::numeric_limits<int>::max());
    m_seed->setPrefix(tr("seed "));
    m_seed->setKeyboardTracking(false);
    m_seed->setAccessibleName(tr("Seed of the questions drawn and of answers that are sampled"));
    m_seed->setToolTip(m_seed->accessibleName());
    m_teacher = new QCheckBox(tr("As&k the teacher too"), line);
    m_teacher->setObjectName(QStringLiteral("evalTeacherTick"));
    m_teacher->setToolTip(tr("The teacher is asked the same, for reference"));
    m_code = new QCheckBox(tr("&Run generated code"), line);
    m_code->setObjectName(QStringLiteral("allowCodeSwitch"));
    m_code->setToolTip(tr("Programs of HumanEval and MBPP are run to be scored, isolated: without "
                          "network, without your files. Off: they are not scored."));
    m_more = new QToolButton(line);
    m_more->setObjectName(QStringLiteral("evalOptionsToggle"));
    m_more->setText(tr("&Options"));
    m_more->setCheckable(true);
    m_more->setFocusPolicy(Qt::StrongFocus);
    m_more->setToolTip(tr("Protocol, template and worked examples of the chosen task"));
    m_runPlace =
        new RunPlace(tr("Run &before && after"), actions.run, actions.cancel,
                     {QStringLiteral("evalRunButton"), QStringLiteral("evaluateView.progress"),
                      QStringLiteral("evalCancelButton")},
                     line);
    auto* choices = new FlowLayout;
    for (QWidget* each : {static_cast<QWidget*>(m_most), static_cast<QWidget*>(m_seed),
                          static_cast<QWidget*>(m_teacher), static_cast<QWidget*>(m_code),
                          static_cast<QWidget*>(m_more)}) {
        choices->addWidget(each);
    }
    auto* layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(choices, 1);
    layout->addWidget(m_runPlace, 1);
    const auto write = [this](auto member, auto value) {
        EvaluateOptions options = m_session->options();
        options.*member = value;
        m_session->setOptions(options);
    };
    connect(m_most, &QSpinBox::valueChanged, this,
            [write](int most) { write(&EvaluateOptions::most, static_cast<std::int64_t>(most)); });
    connect(m_seed, &QSpinBox::valueChanged, this,
            [write](int seed) { write(&EvaluateOptions::seed, static_cast<std::uint64_t>(seed)); });
    connect(m_teacher, &QCheckBox::toggled, this,
            [write](bool isWanted) { write(&EvaluateOptions::asksTeacher, isWanted); });
    connect(m_code, &QCheckBox::clicked, this, [this](bool isWanted) {
        showOptions(); // it is switched by whoever answers
        Q_EMIT codeSwitched(isWanted);
    });
    return line;
}

QWidget* EvaluateBar::makeTasks(const Actions& actions)
{
    auto* place = new QWidget(this);
    m_tasks = new QTableView(place);
    m_tasks->setObjectName(QStringLiteral("taskList"));
    m_tasks->setAccessibleName(tr("Tasks"));
    m_tasks->setAccessibleDescription(tr("Space ticks a task, Delete takes it off the list."));
    m_tasks->setModel(m_session->tasks());
    m_tasks->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_tasks->setSelectionMode(QAbstractItemView::SingleSelection);
    m_tasks->setShowGrid(false);
    m_tasks->setWordWrap(false);
    m_tasks->setTabKeyNavigation(false);
    m_tasks->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tasks->verticalHeader()->hide();
    m_tasks->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_tasks->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    m_tasks->horizontalHeader()->setHighlightSections(false);
    m_tasks->horizontalHeader()->setStretchLastSection(true);
    const int letter = fontMetrics().averageCharWidth();
    m_tasks->setColumnWidth(EvaluateTaskModel::Task, letter * 26);
    m_tasks->setColumnWidth(EvaluateTaskModel::Questions, letter * 16);
    m_tasks->setColumnWidth(EvaluateTaskModel::Manner, letter * 22);
    auto* remove = new QAction(tr("&Remove task"), m_tasks);
    remove->setShortcut(QKeySequence::Delete);
    remove->setShortcutContext(Qt::WidgetShortcut);
    m_tasks->addAction(remove);
    m_tasks->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(remove, &QAction::triggered, this, &EvaluateBar::removeChosen);
    auto* add = new QToolButton(place);
    add->setObjectName(QStringLiteral("taskAddButton"));
    add->setText(tr("&Choose tasks…"));
    add->setToolTip(tr("Add a benchmark or a file of questions"));
    add->setFocusPolicy(Qt::StrongFocus);
    connect(add, &QToolButton::clicked, actions.chooseTasks, &QAction::trigger);
    m_form = new EvaluateTaskForm(m_session->tasks(), place);
    m_form->hide();
    auto* side = new QVBoxLayout;
    side->addWidget(add, 0, Qt::AlignLeft);
    side->addStretch(1);
    auto* line = new QHBoxLayout;
    line->addWidget(m_tasks, 1);
    line->addLayout(side);
    auto* layout = new QVBoxLayout(place);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(line);
    layout->addWidget(m_form);
    connect(m_more, &QToolButton::toggled, this, [this](bool isWanted) {
        m_form->setVisible(isWanted);
        if (isWanted && !m_tasks->currentIndex().isValid() && m_session->tasks()->rowCount() > 0) {
            m_tasks->selectRow(0);
        }
    });
    connect(m_tasks->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) { m_form->setRow(current.row()); });
    for (const auto signal :
         {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(m_session->tasks(), signal, this, &EvaluateBar::showTaskHeight);
    }
    connect(m_session->tasks(), &QAbstractItemModel::modelReset, this,
            &EvaluateBar::showTaskHeight);
    showTaskHeight();
    return place;
}

/// As high as its rows, so that the scores below have the rest.
void EvaluateBar::showTaskHeight()
{
    const int rows = std::clamp(m_session->tasks()->rowCount(), 1, kEvaluateBarMostRows);
    const int row = m_tasks->verticalHeader()->defaultSectionSize();
    m_tasks->setFixedHeight(m_tasks->horizontalHeader()->sizeHint().height() + rows * row
                            + 2 * m_tasks->frameWidth() + row / 4);
}

void EvaluateBar::removeChosen()
{
    m_session->tasks()->remove(m_tasks->currentIndex().row());
}

void EvaluateBar::focusTasks()
{
    m_tasks->setFocus(Qt::OtherFocusReason);
}

void EvaluateBar::showOptions()
{
    const EvaluateOptions& options = m_session->options();
    const QSignalBlocker most(m_most);
    m_most->setValue(static_cast<int>(std::min<std::int64_t>(options.most, kMostQuestions)));
    const QSignalBlocker seed(m_seed);
    m_seed->setValue(static_cast<int>(options.seed));
    const QSignalBlocker teacher(m_teacher);
    m_teacher->setChecked(options.asksTeacher);
    const QSignalBlocker code(m_code);
    m_code->setChecked(options.executesCode);
    m_session->tasks()->setCodeRemark(
        options.executesCode
            ? QString()
            : tr("Its programs are generated but not run, so they are not scored: switch on "
                 "Run generated code."));
}

void EvaluateBar::showState()
{
    m_runPlace->showJob(m_session->job());
    QString remark;
    if (!m_session->isRunning()) {
        remark = m_session->obstacle();
    }
    if (remark.isEmpty() && m_session->needsRun()) {
        remark = tr("Tasks, options or what lies over the student are others than those of the "
                    "scores shown: run again.");
    }
    if (remark.isEmpty()) {
        remark = m_session->remark();
    }
    m_remark->setText(remark);
    m_remark->setVisible(!remark.isEmpty());
}

} // namespace neurograft
