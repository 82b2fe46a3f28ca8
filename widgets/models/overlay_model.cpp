// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/overlay_model.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/study_document.h"
#include "widgets/models/view_undo.h"
#include "widgets/plots/number_text.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

QString channelOf(const std::filesystem::path& path)
{
    return QStringLiteral("overlay.") + fromPath(path);
}

/// "up down" of up_proj and down_proj.
QString moduleText(const std::vector<std::string>& modules)
{
    QStringList words;
    for (const std::string& module : modules) {
        QString word = QString::fromStdString(module);
        words << word.remove(QStringLiteral("_proj"));
    }
    return words.join(QLatin1Char(' '));
}

bool isSame(const std::vector<StudyOverlay>& a, const std::vector<StudyOverlay>& b)
{
    return std::equal(
        a.begin(), a.end(), b.begin(), b.end(), [](const StudyOverlay& x, const StudyOverlay& y) {
            return x.path == y.path && x.kind == y.kind && x.base == y.base && x.isOn == y.isOn;
        });
}

} // namespace

QString Overlay::name() const
{
    return fromPath(entry.path.filename());
}

QString Overlay::facts() const
{
    if (state != State::Ready || !report) {
        return {};
    }
    const QString modules = moduleText(report->modules);
    if (report->isDelta) {
        return report->neurons > 0
            ? OverlayModel::tr("delta of %1 neurons, %2").arg(countText(report->neurons), modules)
            : OverlayModel::tr("delta, %1").arg(modules);
    }
    QString text = OverlayModel::tr("%1 r %2, alpha %3, %4")
                       .arg(QString::fromStdString(report->method))
                       .arg(report->rank)
                       .arg(report->alpha)
                       .arg(modules);
    if (isUndecided()) {
        text += OverlayModel::tr(", base not chosen");
    } else if (usesResidualBase()) {
        text += OverlayModel::tr(", residual base");
    } else if (report->needsModifiedBase) {
        text += OverlayModel::tr(", as is");
    }
    return text;
}

bool Overlay::isUndecided() const
{
    return report && entry.base == "auto" && report->needsModifiedBase
        && !report->hasInitialFactors;
}

bool Overlay::usesResidualBase() const
{
    return report && report->needsModifiedBase && !isUndecided() && entry.base != "as-is";
}

OverlayModel::OverlayModel(StudyDocument* study, PairModel* pair, QuickLane* lane, ViewUndo* undo,
                           QObject* parent)
    : QObject(parent), m_study(study), m_pair(pair), m_lane(lane), m_undo(undo)
{
    connect(study, &StudyDocument::studyChanged, this, &OverlayModel::follow);
    connect(study, &StudyDocument::opened, this, &OverlayModel::follow);
    connect(study, &StudyDocument::closed, this, &OverlayModel::follow);
    connect(pair, &PairModel::modelChanged, this, &OverlayModel::follow);
    follow();
}

bool OverlayModel::isOverlay(const QString& path)
{
    return isAdapterFolder(toPath(path)) || isDeltaFile(toPath(path));
}

std::vector<StudyOverlay> OverlayModel::entries() const
{
    return m_study->study().overlays;
}

void OverlayModel::add(const QString& path, bool isOn)
{
    const std::filesystem::path place = toPath(QFileInfo(path).absoluteFilePath());
    std::vector<StudyOverlay> next = entries();
    const auto known = std::find_if(next.begin(), next.end(), [&place](const StudyOverlay& entry) {
        return entry.path == place;
    });
    if (known != next.end()) {
        known->isOn = known->isOn || isOn;
    } else {
        StudyOverlay entry;
        entry.path = place;
        entry.isOn = isOn;
        entry.kind = QFileInfo(path).isDir() ? "adapter" : "delta";
        next.push_back(std::move(entry));
    }
    if (!isOn && !isAnyActive()) {
        m_before = {place};
    }
    edit(tr("Add %1").arg(fromPath(place.filename())), next);
}

void OverlayModel::remove(int index)
{
    std::vector<StudyOverlay> next = entries();
    if (index < 0 || index >= static_cast<int>(next.size())) {
        return;
    }
    const QString name = fromPath(next[static_cast<std::size_t>(index)].path.filename());
    next.erase(next.begin() + index);
    edit(tr("Remove %1").arg(name), next);
}

void OverlayModel::setOn(int index, bool isOn)
{
    std::vector<StudyOverlay> next = entries();
    if (index < 0 || index >= static_cast<int>(next.size())) {
        return;
    }
    StudyOverlay& entry = next[static_cast<std::size_t>(index)];
    entry.isOn = isOn;
    const QString name = fromPath(entry.path.filename());
    edit(isOn ? tr("%1 on").arg(name) : tr("%1 off").arg(name), next);
}

/// Those on that were on when all were switched off, else all.
std::vector<StudyOverlay> OverlayModel::allOn() const
{
    std::vector<StudyOverlay> next = entries();
    const auto wasOn = [this](const StudyOverlay& entry) {
        return std::find(m_before.begin(), m_before.end(), entry.path) != m_before.end();
    };
    const bool isRestored = std::any_of(next.begin(), next.end(), wasOn);
    for (StudyOverlay& entry : next) {
        entry.isOn = !isRestored || wasOn(entry);
    }
    return next;
}

void OverlayModel::setAllOn(bool isOn)
{
    if (isOn) {
        edit(tr("Overlay on"), allOn());
        return;
    }
    m_before.clear();
    for (const Overlay& overlay : m_overlays) {
        if (overlay.isActive()) {
            m_before.push_back(overlay.entry.path);
        }
    }
    std::vector<StudyOverlay> next = entries();
    for (StudyOverlay& entry : next) {
        entry.isOn = false;
    }
    edit(tr("Overlay off"), next);
}

void OverlayModel::setBase(int index, const QString& base)
{
    std::vector<StudyOverlay> next = entries();
    if (index < 0 || index >= static_cast<int>(next.size())) {
        return;
    }
    StudyOverlay& entry = next[static_cast<std::size_t>(index)];
    entry.base = base.toStdString();
    entry.isOn = true;
    const QString name = fromPath(entry.path.filename());
    edit(base == QLatin1String("residual") ? tr("%1 over the residual base").arg(name)
                                           : tr("%1 as it is").arg(name),
         next);
}

bool OverlayModel::isAnyActive() const
{
    return std::any_of(m_overlays.begin(), m_overlays.end(),
                       [](const Overlay& overlay) { return overlay.isActive(); });
}

bool OverlayModel::isAnyUsable() const
{
    return std::any_of(m_overlays.begin(), m_overlays.end(),
                       [](const Overlay& overlay) { return overlay.isUsable(); });
}

/// What those overlays that can be used lay over the student when they are as @p entries say.
ModelOverlay OverlayModel::changes(const std::vector<StudyOverlay>& entries) const
{
    ModelOverlay all;
    for (const Overlay& overlay : m_overlays) {
        const bool isOn = std::any_of(entries.begin(), entries.end(), [&](const auto& entry) {
            return entry.isOn && entry.path == overlay.entry.path;
        });
        if (isOn && overlay.isUsable()) {
            auto& list = overlay.report->isDelta ? all.deltas
                : overlay.usesResidualBase()     ? all.residualAdapters
                                                 : all.adapters;
            list.push_back(overlay.entry.path);
        }
    }
    return all;
}

ModelOverlay OverlayModel::active() const
{
    return changes(entries());
}

bool OverlayModel::isReading() const
{
    return std::any_of(m_overlays.begin(), m_overlays.end(), [](const Overlay& overlay) {
        return overlay.state == Overlay::State::Reading;
    });
}

ModelOverlay OverlayModel::after() const
{
    const ModelOverlay now = active();
    return now.isEmpty() ? changes(allOn()) : now;
}

void OverlayModel::edit(const QString& text, const std::vector<StudyOverlay>& next)
{
    const std::vector<StudyOverlay> before = entries();
    if (isSame(before, next)) {
        return;
    }
    store(next);
    m_undo->record(
        text, [this, before] { store(before); }, [this, next] { store(next); });
}

void OverlayModel::store(const std::vector<StudyOverlay>& entries)
{
    Study study = m_study->study();
    study.overlays = entries;
    m_study->setStudy(study); // follow() comes back
}

void OverlayModel::follow()
{
    const ModelSlot& slot = m_pair->model(Role::Student);
    const QString student = slot.state == SlotState::Ready ? slot.folder : QString();
    const bool isOtherStudent = student != m_student;
    std::vector<StudyOverlay> before;
    for (const Overlay& overlay : m_overlays) {
        before.push_back(overlay.entry);
    }
    const std::vector<StudyOverlay> now = entries();
    if (!isOtherStudent && isSame(before, now)) {
        return;
    }
    m_student = student;
    std::vector<Overlay> known = std::exchange(m_overlays, {});
    std::vector<std::filesystem::path> unread;
    for (const StudyOverlay& entry : now) {
        const auto found =
            std::find_if(known.begin(), known.end(), [&entry](const Overlay& overlay) {
                return overlay.entry.path == entry.path;
            });
        Overlay overlay;
        if (found != known.end() && !isOtherStudent) {
            overlay = *found;
        } else {
            unread.push_back(entry.path);
        }
        overlay.entry = entry;
        m_overlays.push_back(std::move(overlay));
    }
    for (const Overlay& gone : known) {
        if (find(gone.entry.path) == nullptr) {
            m_lane->forget(channelOf(gone.entry.path));
        }
    }
    for (const std::filesystem::path& path : unread) {
        read(*find(path));
    }
    Q_EMIT changed();
}

void OverlayModel::read(Overlay& overlay)
{
    const std::filesystem::path path = overlay.entry.path;
    if (m_student.isEmpty()) {
        m_lane->forget(channelOf(path));
        return;
    }
    overlay.state = Overlay::State::Reading;
    m_lane->ask(
        channelOf(path), this,
        [this, path, model = toPath(m_student)](const RunContext&) -> QuickLane::Answer {
            auto report = std::make_shared<const OverlayReport>(inspectOverlay(path, model));
            return [this, path, report] {
                if (Overlay* target = find(path)) {
                    target->report = report;
                    target->state = Overlay::State::Ready;
                    Q_EMIT changed();
                }
            };
        },
        [this, path](const JobOutcome& outcome) {
            if (Overlay* target = find(path)) {
                target->problem = outcome;
                target->state = Overlay::State::Failed;
                Q_EMIT changed();
            }
        });
}

Overlay* OverlayModel::find(const std::filesystem::path& path)
{
    const auto found =
        std::find_if(m_overlays.begin(), m_overlays.end(),
                     [&path](const Overlay& overlay) { return overlay.entry.path == path; });
    return found != m_overlays.end() ? &*found : nullptr;
}

} // namespace neurograft
