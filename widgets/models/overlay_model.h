// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/model_overlay.h"
#include "core/run/overlay_report.h"
#include "core/study/study.h"
#include "widgets/jobs/job_outcome.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace neurograft {

class PairModel;
class QuickLane;
class StudyDocument;
class ViewUndo;

/// An adapter or delta over the student, and what its files say.
struct Overlay {
    enum class State {
        Waiting, ///< for a student that is ready
        Reading,
        Ready,
        Failed, ///< it cannot be used, or belongs to another student
    };

    StudyOverlay entry;
    State state = State::Waiting;
    std::shared_ptr<const OverlayReport> report; ///< set when ready
    JobOutcome problem; ///< set when failed

    /// Last part of its path: "lora-adapter".
    QString name() const;
    /// "LoRA r 8, alpha 16, up down", "PiSSA r 8, alpha 8, up down, residual base",
    /// "delta of 120 neurons, up down"; empty unless ready.
    QString facts() const;
    /// It expects a modified base that is not beside it, and nobody has said what to do: it stays
    /// off (decisions.md D38).
    bool isUndecided() const;
    /// It lies over the residual base rather than the student itself.
    bool usesResidualBase() const;
    /// It can be switched on.
    bool isUsable() const { return state == State::Ready && !isUndecided(); }
    bool isActive() const { return entry.isOn && isUsable(); }
};

/// Adapters and deltas over the student, as the study keeps them. Their headers are read on the
/// quick lane; every change is an undoable edit of the study. GUI thread only.
class OverlayModel : public QObject {
    Q_OBJECT

public:
    /// All outlive this object.
    OverlayModel(StudyDocument* study, PairModel* pair, QuickLane* lane, ViewUndo* undo,
                 QObject* parent = nullptr);

    /// Whether a path looks like an adapter folder or delta file; by name and kind only.
    static bool isOverlay(const QString& path);

    const std::vector<Overlay>& overlays() const { return m_overlays; }
    /// Adds what is at @p path, switched on; what is already there is switched on only.
    void add(const QString& path) { add(path, true); }
    /// @param isOn false: it waits beside the others, the one that setAllOn(true) switches on;
    /// whether what is already there is on stays as it is
    void add(const QString& path, bool isOn);
    void remove(int index);
    void setOn(int index, bool isOn);
    /// Off: all. On: those that were on when all were switched off, else all that can be.
    void setAllOn(bool isOn);
    /// "residual" or "as-is", and on.
    void setBase(int index, const QString& base);

    bool isAnyActive() const;
    bool isAnyUsable() const;
    bool isReading() const; ///< of one is not known yet whether it can be used
    /// What lies over the student now.
    ModelOverlay active() const;
    /// What "after" means: what lies over the student now, else what setAllOn(true) would lay
    /// there.
    ModelOverlay after() const;

Q_SIGNALS:
    /// The list, a switch, or what is known of one.
    void changed();

private:
    std::vector<StudyOverlay> entries() const;
    std::vector<StudyOverlay> allOn() const;
    ModelOverlay changes(const std::vector<StudyOverlay>& entries) const;
    void edit(const QString& text, const std::vector<StudyOverlay>& next);
    void store(const std::vector<StudyOverlay>& entries);
    void follow();
    void read(Overlay& overlay);
    Overlay* find(const std::filesystem::path& path);

    StudyDocument* m_study;
    PairModel* m_pair;
    QuickLane* m_lane;
    ViewUndo* m_undo;
    std::vector<Overlay> m_overlays;
    QString m_student; ///< folder the reports are about; empty without a student
    std::vector<std::filesystem::path> m_before; ///< that were on when all were switched off
};

} // namespace neurograft
