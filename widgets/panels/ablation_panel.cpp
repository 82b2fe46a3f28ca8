// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/ablation_panel.h"

#include "widgets/models/ablation_session.h"
#include "widgets/models/ablation_text.h"

#include <QDoubleSpinBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTextBrowser>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace neurograft {

namespace {

enum Column { Model, Neurons, Target, Before, After, Random, ColumnCount };

QString drawsText(const AblatedRow& row)
{
    QStringList draws;
    for (const double each : row.randomDraws) {
        draws << shownProbability(each);
    }
    return AblationPanel::tr("Mean of the draws %1").arg(draws.join(QStringLiteral(", ")));
}

} // namespace

AblationPanel::AblationPanel(AblationSession* session, QWidget* parent)
    : QWidget(parent), m_session(session), m_title(new QLabel(this)),
      m_answer(new QSplitter(Qt::Horizontal, this))
{
    setObjectName(QStringLiteral("ablationPanel"));
    m_title->setObjectName(QStringLiteral("ablationTitle"));
    m_title->setWordWrap(true);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* layout = new QVBoxLayout(this);
    const int edge = fontMetrics().averageCharWidth();
    layout->setContentsMargins(edge, 0, edge, edge / 2);
    layout->addWidget(makeControls());
    layout->addWidget(m_title);
    layout->addWidget(makeResult(), 1);
    layout->addStretch(0);
    connect(session, &AblationSession::changed, this, [this] {
        showState();
        showResult();
    });
    connect(session, &AblationSession::progressChanged, this, &AblationPanel::showState);
    showState();
    showResult();
}

QWidget* AblationPanel::makeControls()
{
    auto* box = new QWidget(this);
    m_subject = new QLabel(box);
    m_subject->setObjectName(QStringLiteral("ablationSubject"));
    m_subject->setTextFormat(Qt::PlainText);
    m_subject->setWordWrap(true);
    m_factor = new QDoubleSpinBox(box);
    m_factor->setObjectName(QStringLiteral("ablationFactor"));
    m_factor->setRange(-10.0, 10.0);
    m_factor->setSingleStep(0.1);
    m_factor->setDecimals(2);
    m_factor->setToolTip(tr("What the neurons write is multiplied by this: 0 switches them off, 1 "
                            "leaves them as they are"));
    auto* caption = new QLabel(tr("Fac&tor"), box);
    caption->setBuddy(m_factor);
    m_run = new QPushButton(tr("A&blate"), box);
    m_run->setObjectName(QStringLiteral("ablationRun"));
    m_stop = new QPushButton(tr("St&op"), box);
    m_stop->setObjectName(QStringLiteral("ablationStop"));
    m_copy = new QPushButton(tr("Copy"), box);
    m_copy->setObjectName(QStringLiteral("ablationCopy"));
    m_copy->setToolTip(tr("The numbers and both continuations as text parted by tabs"));
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_subject, 1);
    row->addWidget(caption);
    row->addWidget(m_factor);
    row->addWidget(m_run);
    row->addWidget(m_stop);
    row->addWidget(m_copy);
    connect(m_run, &QPushButton::clicked, this, [this] { Q_EMIT runWanted(factor()); });
    connect(m_stop, &QPushButton::clicked, m_session, &AblationSession::cancel);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        Q_EMIT copyWanted(ablationTsv(*m_session->result()), tr("The answer was copied."));
    });
    return box;
}

QWidget* AblationPanel::makeResult()
{
    m_table = new QTreeWidget(m_answer);
    m_table->setObjectName(QStringLiteral("ablationTable"));
    m_table->setAccessibleName(tr("Probability of the target before and after"));
    m_table->setHeaderLabels({tr("Model"), tr("Neurons"), tr("Target"), tr("p before"),
                              tr("p after"), tr("p, random neurons")});
    m_table->headerItem()->setToolTip(
        Random,
        tr("With as many other neurons of the same layers and kinds instead, mean of some "
           "draws"));
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_texts = new QTextBrowser(m_answer);
    m_texts->setObjectName(QStringLiteral("answerDiff#ablation"));
    m_texts->setAccessibleName(tr("Continuations before and after"));
    m_texts->setOpenLinks(false);
    m_texts->setMinimumHeight(fontMetrics().height() * 3);
    m_answer->setChildrenCollapsible(false);
    m_answer->setStretchFactor(0, 1);
    m_answer->setStretchFactor(1, 1);
    connect(m_table, &QTreeWidget::currentItemChanged, this, &AblationPanel::scrollToText);
    return m_answer;
}

double AblationPanel::factor() const
{
    return m_factor->value();
}

void AblationPanel::focusFactor()
{
    m_factor->setFocus(Qt::ShortcutFocusReason);
    m_factor->selectAll();
}

void AblationPanel::setSubject(const QString& subject, const QString& obstacle)
{
    m_subject->setText(obstacle.isEmpty() ? subject : obstacle);
    m_obstacle = obstacle;
    showState();
}

void AblationPanel::showState()
{
    const bool isRunning = m_session->isRunning();
    const JobOutcome& outcome = m_session->outcome();
    const std::shared_ptr<const AblationResult>& result = m_session->result();
    m_run->setEnabled(m_obstacle.isEmpty());
    m_run->setToolTip(m_obstacle.isEmpty()
                          ? tr("What both models say with and without these neurons")
                          : m_obstacle);
    m_stop->setEnabled(isRunning);
    m_copy->setEnabled(result != nullptr);
    const QString prompt = result && !result->request.prompt.isEmpty()
        ? tr("“%1”").arg(result->request.prompt.simplified())
        : QString();
    if (isRunning) {
        m_title->setText(m_session->progress().isEmpty() ? tr("Asking the models…")
                                                         : m_session->progress());
    } else if (outcome.isFailed()) {
        m_title->setText(tr("✕ The neurons were not ablated. %1 %2")
                             .arg(outcome.message, outcome.advice)
                             .trimmed());
    } else if (outcome.isCanceled()) {
        m_title->setText(tr("Stopped."));
    } else if (result) {
        m_title->setText(prompt.isEmpty() ? ablationTitle(result->request)
                                          : ablationTitle(result->request) + u' ' + prompt);
    } else {
        m_title->clear();
    }
    m_title->setVisible(!m_title->text().isEmpty());
}

void AblationPanel::showResult()
{
    const std::shared_ptr<const AblationResult>& result = m_session->result();
    m_answer->setVisible(result != nullptr);
    m_table->clear();
    if (!result) {
        m_texts->clear();
        return;
    }
    for (const AblatedModel& model : result->models) {
        for (std::size_t i = 0; i < model.rows.size(); ++i) {
            const AblatedRow& row = model.rows[i];
            auto* item = new QTreeWidgetItem(m_table);
            item->setText(Model, ablationRowName(model, i));
            item->setText(Neurons, QString::number(model.neurons));
            item->setText(Target, QString::fromStdString(row.target));
            item->setText(Before, shownProbability(row.before));
            item->setText(After, shownProbability(row.after));
            item->setText(Random, shownProbability(row.random));
            item->setToolTip(Random, drawsText(row));
            for (const Column column : {Neurons, Before, After, Random}) {
                item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
            }
        }
    }
    for (int column = 0; column < ColumnCount; ++column) {
        m_table->resizeColumnToContents(column);
    }
    showTexts();
}

void AblationPanel::showTexts()
{
    if (const std::shared_ptr<const AblationResult>& result = m_session->result()) {
        m_texts->setHtml(ablationHtml(*result, palette().base().color().lightness() < 128));
    }
}

void AblationPanel::scrollToText()
{
    const int row = m_table->indexOfTopLevelItem(m_table->currentItem());
    if (row >= 0) {
        m_texts->scrollToAnchor(QStringLiteral("r%1").arg(row));
    }
}

void AblationPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        showTexts();
    }
}

} // namespace neurograft
