// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/overlay_wiring.h"

#include "app/window_actions.h"
#include "app/window_files.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/overlay_chips.h"
#include "widgets/panels/pair_bar.h"

#include <QFileInfo>
#include <QInputDialog>
#include <QMainWindow>
#include <QMenu>

namespace neurograft {

namespace {

const QString kOverlayTopic = QStringLiteral("overlay");

QString topicOf(const Overlay& overlay)
{
    return QStringLiteral("overlay.") + fromPath(overlay.entry.path);
}

/// "2  lora-adapter: LoRA r 8, alpha 16, up down".
QString lineOf(int index, const Overlay& overlay)
{
    const QString facts = overlay.facts();
    return facts.isEmpty() ? QStringLiteral("%1  %2").arg(index + 1).arg(overlay.name())
                           : QStringLiteral("%1  %2: %3").arg(index + 1).arg(overlay.name(), facts);
}

} // namespace

OverlayWiring::OverlayWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    WindowActions* actions = parts.actions;
    OverlayModel* overlays = parts.overlays;
    actions->on("model.addAdapter", this, [this] { choose(); });
    actions->on("model.removeOverlay", this, [this] { askWhichToRemove(); });
    const auto switchAll = [this, overlays] {
        overlays->setAllOn(!overlays->isAnyActive());
        updateActions(); // the press has toggled the tick whatever came of it
    };
    actions->on("overlay.switch", this, switchAll);
    actions->on("view.beforeAfter", this, switchAll);
    connect(actions->menu("model/overlay"), &QMenu::aboutToShow, this, &OverlayWiring::fillMenu);
    parts.files->add({[](const QString& path) {
                          return OverlayModel::isOverlay(path)
                              ? tr("Lays %1 over the student.").arg(QFileInfo(path).fileName())
                              : QString();
                      },
                      [this](const QString& path) { add(path); }});
    connect(parts.pairBar, &PairBar::overlayDropped, this, &OverlayWiring::add);
    connect(parts.pairBar->overlayChips(), &OverlayChips::reasonWanted, this,
            &OverlayWiring::showReason);
    connect(overlays, &OverlayModel::changed, this, [this] {
        m_parts.session->setStudentOverlay(m_parts.overlays->active());
        showNotices();
        updateActions();
    });
    connect(parts.pair, &PairModel::modelChanged, this, &OverlayWiring::updateActions);
    updateActions();
}

void OverlayWiring::choose()
{
    const QString path = chooseOverlay(m_parts.settings, m_parts.window);
    if (!path.isEmpty()) {
        add(path);
    }
}

void OverlayWiring::add(const QString& path)
{
    if (m_parts.pair->model(Role::Student).state != SlotState::Ready) {
        m_parts.showProblem(kOverlayTopic,
                            tr("%1 was not laid over the student.").arg(QFileInfo(path).fileName()),
                            JobOutcome::failed(tr("There is no student yet."),
                                               tr("Open the student it belongs to first.")));
        return;
    }
    m_parts.notices->clear(kOverlayTopic);
    m_parts.overlays->add(path);
}

void OverlayWiring::askWhichToRemove()
{
    const std::vector<Overlay>& overlays = m_parts.overlays->overlays();
    if (overlays.size() == 1) {
        m_parts.overlays->remove(0);
        return;
    }
    QStringList lines;
    for (std::size_t i = 0; i < overlays.size(); ++i) {
        lines << lineOf(static_cast<int>(i), overlays[i]);
    }
    auto* dialog = new QInputDialog(m_parts.window);
    dialog->setObjectName(QStringLiteral("removeOverlayDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Remove overlay"));
    dialog->setLabelText(tr("Which one is no longer to lie over the student?"));
    dialog->setComboBoxItems(lines);
    connect(dialog, &QInputDialog::textValueSelected, m_parts.overlays,
            [overlays = m_parts.overlays, lines](const QString& line) {
                overlays->remove(static_cast<int>(lines.indexOf(line)));
            });
    dialog->open();
}

void OverlayWiring::fillMenu()
{
    QMenu* menu = m_parts.actions->menu("model/overlay");
    for (QAction* action : menu->actions()) {
        if (QMenu* inner = action->menu()) {
            delete inner; // with its action
        } else if (action->data().isValid() || action->isSeparator()) {
            delete action;
        }
    }
    const std::vector<Overlay>& overlays = m_parts.overlays->overlays();
    if (!overlays.empty()) {
        menu->addSeparator();
    }
    for (std::size_t i = 0; i < overlays.size(); ++i) {
        const int index = static_cast<int>(i);
        QAction* action =
            menu->addAction(lineOf(index, overlays[i]).replace(u'&', QStringLiteral("&&")));
        action->setData(index);
        action->setCheckable(true);
        action->setChecked(overlays[i].isActive());
        connect(action, &QAction::triggered, this, [this, index] {
            const Overlay& overlay = m_parts.overlays->overlays()[static_cast<std::size_t>(index)];
            if (overlay.isUsable()) {
                m_parts.overlays->setOn(index, !overlay.isActive());
            } else {
                showReason(index);
            }
        });
        if (overlays[i].report && overlays[i].report->needsModifiedBase) {
            addBaseMenu(menu, index, overlays[i]);
        }
    }
}

void OverlayWiring::addBaseMenu(QMenu* menu, int index, const Overlay& overlay)
{
    auto* bases =
        new QMenu(tr("Base of %1").arg(overlay.name()).replace(u'&', QStringLiteral("&&")), menu);
    menu->addMenu(bases);
    const auto add = [&](const QString& text, const QString& base, bool isChosen) {
        QAction* action = bases->addAction(text);
        action->setCheckable(true);
        action->setChecked(isChosen);
        connect(action, &QAction::triggered, m_parts.overlays,
                [overlays = m_parts.overlays, index, base] { overlays->setBase(index, base); });
        return action;
    };
    add(tr("Residual base"), QStringLiteral("residual"), overlay.usesResidualBase())
        ->setEnabled(overlay.report->canRebuildBase);
    add(tr("As is"), QStringLiteral("as-is"), overlay.entry.base == "as-is");
}

Notice OverlayWiring::undecidedNotice(int index, const Overlay& overlay) const
{
    const bool canRebuild = overlay.report->canRebuildBase;
    Notice notice;
    notice.headline = tr("The adapter %1 is not switched on.").arg(overlay.name());
    notice.reason = tr("It expects a modified base: it was trained on one (%1); sums with this "
                       "base would be wrong.")
                        .arg(QString::fromStdString(overlay.report->method));
    notice.advice = canRebuild
        ? tr("Use the residual base.")
        : tr("The factors it began with are not beside it; use its folder converted/.");
    OverlayModel* overlays = m_parts.overlays;
    if (canRebuild) {
        notice.actions.append({tr("Use residual base"), [overlays, index] {
                                   overlays->setBase(index, QStringLiteral("residual"));
                               }});
    }
    notice.actions.append({tr("Use as is"), [overlays, index] {
                               overlays->setBase(index, QStringLiteral("as-is"));
                           }});
    return notice;
}

Notice OverlayWiring::noticeOf(int index, const Overlay& overlay) const
{
    OverlayModel* overlays = m_parts.overlays;
    if (overlay.state == Overlay::State::Failed) {
        Notice notice{
            Notice::Weight::Problem, tr("%1 was not laid over the student.").arg(overlay.name()),
            overlay.problem.message, overlay.problem.advice,
            overlay.problem.details, {}};
        notice.actions.append(
            {tr("Remove overlay"), [overlays, index] { overlays->remove(index); }});
        return notice;
    }
    if (overlay.isUndecided()) {
        return undecidedNotice(index, overlay);
    }
    Notice notice;
    if (overlay.report && !overlay.report->remark.empty()) {
        notice.weight = Notice::Weight::Note;
        notice.headline = tr("%1 may belong to another student.").arg(overlay.name());
        notice.reason = QString::fromStdString(overlay.report->remark);
    }
    return notice;
}

void OverlayWiring::showNotices()
{
    QStringList standing;
    const std::vector<Overlay>& overlays = m_parts.overlays->overlays();
    for (std::size_t i = 0; i < overlays.size(); ++i) {
        const Notice notice = noticeOf(static_cast<int>(i), overlays[i]);
        const QString topic = topicOf(overlays[i]);
        if (notice.headline.isEmpty()) {
            continue;
        }
        standing << topic;
        const QString told = topic + notice.headline;
        if (notice.weight == Notice::Weight::Problem) {
            m_parts.notices->show(topic, notice);
        } else if (!m_told.contains(told)) {
            m_told << told;
            m_parts.notices->show(topic, notice);
        }
    }
    for (const QString& topic : std::as_const(m_topics)) {
        if (!standing.contains(topic)) {
            m_parts.notices->clear(topic);
        }
    }
    m_topics = standing;
}

void OverlayWiring::showReason(int index)
{
    const Overlay& overlay = m_parts.overlays->overlays()[static_cast<std::size_t>(index)];
    const Notice notice = noticeOf(index, overlay);
    if (!notice.headline.isEmpty()) {
        m_parts.notices->show(topicOf(overlay), notice);
    }
    updateActions();
}

void OverlayWiring::updateActions()
{
    const OverlayModel* overlays = m_parts.overlays;
    WindowActions* actions = m_parts.actions;
    actions->setObstacle("model.addAdapter",
                         m_parts.pair->model(Role::Student).state == SlotState::Ready
                             ? QString()
                             : tr("Open a student first."));
    const QString none =
        overlays->overlays().empty() ? tr("No adapter or delta lies over the student.") : QString();
    actions->setObstacle("model.removeOverlay", none);
    for (const char* name : {"overlay.switch", "view.beforeAfter"}) {
        actions->setObstacle(name,
                             !none.isEmpty() ? none
                                 : overlays->isAnyUsable()
                                 ? QString()
                                 : tr("None of the overlays can be used."));
        actions->find(name)->setChecked(overlays->isAnyActive());
    }
}

} // namespace neurograft
