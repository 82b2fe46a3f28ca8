// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/study_step_tree.h"

#include "widgets/models/chain_session.h"

#include <QHeaderView>
#include <QSignalBlocker>
#include <QStyle>
#include <QTreeWidgetItemIterator>

namespace neurograft {

namespace {

constexpr int kPlaceRole = Qt::UserRole;
constexpr int kWordsRole = Qt::UserRole + 1; ///< of the second column without an error
constexpr int kStepsInSight = 9;

/// "perplexity, sweep over limit".
QString stepWords(const ChainStep& step)
{
    QStringList axes;
    for (const SweepAxis& axis : step.sweep) {
        axes << QString::fromStdString(axis.name);
    }
    const QString command = QString::fromStdString(step.command);
    if (axes.isEmpty()) {
        return command;
    }
    const QString over = StudyStepTree::tr("sweep over %1").arg(axes.join(QStringLiteral(", ")));
    return command.isEmpty() ? over : command + QStringLiteral(", ") + over;
}

void shapeOf(const std::vector<ChainStep>& steps, QStringList& shape)
{
    for (const ChainStep& step : steps) {
        shape << pointerOf(step) << QString::fromStdString(step.name) << stepWords(step);
        shapeOf(step.each, shape);
    }
}

void addSteps(QTreeWidgetItem* parent, const std::vector<ChainStep>& steps)
{
    for (const ChainStep& step : steps) {
        auto* item = new QTreeWidgetItem(parent, {QString::fromStdString(step.name)});
        item->setData(0, kPlaceRole, pointerOf(step));
        item->setData(0, kWordsRole, stepWords(step));
        addSteps(item, step.each);
    }
}

} // namespace

StudyStepTree::StudyStepTree(ChainSession* session, QWidget* parent)
    : QTreeWidget(parent), m_session(session)
{
    setObjectName(QStringLiteral("studySteps"));
    setAccessibleName(tr("Steps of the study"));
    setColumnCount(2);
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // what is cut is told by a tip
    header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    header()->setSectionResizeMode(1, QHeaderView::Stretch);
    connect(session, &ChainSession::studyChanged, this, &StudyStepTree::refresh);
    connect(this, &QTreeWidget::currentItemChanged, this, [this] { Q_EMIT placeChosen(place()); });
    refresh();
}

QString StudyStepTree::place() const
{
    return currentItem() == nullptr ? QString() : currentItem()->data(0, kPlaceRole).toString();
}

/// Of a text that is no study the steps that were understood last stay.
void StudyStepTree::refresh()
{
    if (m_session->study()) {
        QStringList shape;
        shapeOf(m_session->study()->steps, shape);
        if (shape != m_shape || m_file != m_session->file()) {
            build();
            m_shape = shape;
        }
    } else if (m_file != m_session->file()) {
        const QSignalBlocker quiet(this);
        clear();
        m_file = m_session->file();
    }
    setVisible(topLevelItemCount() > 0);
    markProblem();
}

/// The step that was current stays so; of another study it is the whole.
void StudyStepTree::build()
{
    const QString before = m_file == m_session->file() ? place() : QString();
    m_file = m_session->file();
    const QSignalBlocker quiet(this); // nobody has chosen
    clear();
    auto* whole = new QTreeWidgetItem(this, {tr("The whole study")});
    addSteps(invisibleRootItem(), m_session->study()->steps);
    expandAll();
    setCurrentItem(whole);
    int rows = 0;
    for (QTreeWidgetItemIterator item(this); *item != nullptr; ++item) {
        ++rows;
        if ((*item)->data(0, kPlaceRole).toString() == before) {
            setCurrentItem(*item);
        }
    }
    setFixedHeight(sizeHintForRow(0) * qMin(rows, kStepsInSight) + 2 * frameWidth());
}

/// At the innermost step the error is in; what is in no step is the study's.
void StudyStepTree::markProblem()
{
    const auto& problem = m_session->problem();
    QTreeWidgetItem* marked = nullptr;
    for (QTreeWidgetItemIterator item(this); *item != nullptr; ++item) {
        const QString place = (*item)->data(0, kPlaceRole).toString();
        (*item)->setText(1, (*item)->data(0, kWordsRole).toString());
        (*item)->setIcon(0, {});
        (*item)->setToolTip(0, {});
        (*item)->setToolTip(1, (*item)->text(1));
        if (problem && (problem->pointer + QLatin1Char('/')).startsWith(place + QLatin1Char('/'))) {
            marked = *item; // those inside come later
        }
    }
    if (marked == nullptr) {
        return;
    }
    const QString words = marked->text(1);
    marked->setText(1, words.isEmpty() ? tr("error") : tr("error – %1").arg(words));
    marked->setIcon(0, style()->standardIcon(QStyle::SP_MessageBoxWarning));
    const QString tip = QStringLiteral("<p>%1</p>").arg(problem->message.toHtmlEscaped());
    marked->setToolTip(0, tip);
    marked->setToolTip(1, tip);
    scrollToItem(marked);
}

} // namespace neurograft
