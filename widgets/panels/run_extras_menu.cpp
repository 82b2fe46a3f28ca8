// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/run_extras_menu.h"

#include "widgets/models/measure_choices.h"
#include "widgets/models/similarity_session.h"

#include <QAction>
#include <QKeyEvent>
#include <QMouseEvent>

namespace neurograft {

RunExtrasMenu::RunExtrasMenu(SimilaritySession* session, QWidget* parent)
    : QMenu(parent), m_session(session)
{
    setObjectName(QStringLiteral("runExtrasMenu"));
    setToolTipsVisible(true);
    addBaselines();
    addMeasures();
    connect(session, &SimilaritySession::optionsChanged, this, &RunExtrasMenu::showOptions);
    showOptions();
}

QAction* RunExtrasMenu::addTick(const QString& name, const QString& text, const QString& tip)
{
    QAction* tick = addAction(text);
    tick->setObjectName(QStringLiteral("runExtras.") + name);
    tick->setCheckable(true);
    tick->setToolTip(tip);
    return tick;
}

void RunExtrasMenu::addBaselines()
{
    addSection(tr("Baselines"));
    const auto add = [this](const char* name, const QString& text, const QString& tip,
                            bool SimilarityBaselines::*member) {
        QAction* tick = addTick(QString::fromLatin1(name), text, tip);
        connect(tick, &QAction::triggered, this, [this, member](bool isOn) {
            SimilarityBaselines next = m_session->options().baselines;
            next.*member = isOn;
            m_session->setBaselines(next);
        });
        connect(m_session, &SimilaritySession::optionsChanged, tick,
                [this, tick, member] { tick->setChecked(m_session->options().baselines.*member); });
        tick->setChecked(m_session->options().baselines.*member);
    };
    add("shuffled", tr("Shuffled samples"),
        tr("What no relation looks like: mean and 95 % of 100 shuffles of the teacher's samples, "
           "cell by cell. From cached Gram matrices where they suffice."),
        &SimilarityBaselines::hasShuffled);
    add("intervals", tr("95 % intervals"),
        tr("Of 200 draws of the texts with replacement, cell by cell"),
        &SimilarityBaselines::hasIntervals);
    add("self", tr("Each model with itself"), tr("Range and block structure of either model"),
        &SimilarityBaselines::hasSelf);
    add("random-teacher", tr("Teacher without training"),
        tr("A teacher of the same shape with random weights: texts go through it, too"),
        &SimilarityBaselines::hasRandomTeacher);
    add("aligned-teacher", tr("Teacher in the student's words"),
        tr("What the teacher writes to the residual stream, in the student's word directions "
           "(SemAlign): o_proj, down_proj, layer output, contribution. Texts go through the "
           "teacher "
           "once more."),
        &SimilarityBaselines::hasAlignedTeacher);
}

void RunExtrasMenu::addMeasures()
{
    addSection(tr("More measures, from the same pass"));
    for (const MeasureChoice& choice : measureChoices()) {
        for (const MeasureVariant& form : choice.variants) {
            QAction* tick = addTick(form.table, tableTitle(form.table),
                                    choice.isFromGrams ? tr("Also available later, from the cache")
                                                       : tr("Only from a pass over the texts"));
            connect(tick, &QAction::triggered, this, [this, table = form.table](bool isOn) {
                QStringList tables = m_session->options().also;
                tables.removeAll(table);
                if (isOn) {
                    tables << table;
                }
                m_session->setAlso(tables);
            });
            m_tables.insert(form.table, tick);
        }
    }
}

void RunExtrasMenu::showOptions()
{
    const SimilarityOptions& options = m_session->options();
    const QStringList tables = options.tables();
    for (auto tick = m_tables.cbegin(); tick != m_tables.cend(); ++tick) {
        tick.value()->setChecked(tables.contains(tick.key()));
        tick.value()->setEnabled(tick.key() != options.tableName()); // that one is always made
    }
}

bool RunExtrasMenu::tickActive()
{
    QAction* action = activeAction();
    const bool isTick = action != nullptr && action->isEnabled() && action->isCheckable();
    if (isTick) {
        action->trigger();
    }
    return isTick;
}

void RunExtrasMenu::mouseReleaseEvent(QMouseEvent* event)
{
    if (!tickActive()) {
        QMenu::mouseReleaseEvent(event);
    }
}

void RunExtrasMenu::keyPressEvent(QKeyEvent* event)
{
    if (event->key() != Qt::Key_Space || !tickActive()) {
        QMenu::keyPressEvent(event);
    }
}

} // namespace neurograft
