// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study_folder.h"
#include "widgets/jobs/job_outcome.h"

#include <QDateTime>
#include <QJsonObject>
#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <QTimer>

#include <memory>

class QLockFile;

namespace neurograft {

/// The study at work: a folder on the disk, or nothing but an unsaved pair. Holds what can change
/// a number (study()) and what cannot (sections of the view, by key); writes both into `.autosave/`
/// every 30 s while something has changed and before jobs, and finds them there after a crash.
/// Closing saves. Files are read and written in order on a thread of its own, so that nothing is
/// lost when the window closes: the destructor waits for the last one. GUI thread only.
class StudyDocument : public QObject {
    Q_OBJECT

public:
    explicit StudyDocument(QObject* parent = nullptr);
    ~StudyDocument() override;

    /// A study folder is open; else study and view are those of an unsaved pair.
    bool isOpen() const { return m_isOpen; }
    QString name() const; ///< "gsm"; empty when none is open
    QString folder() const; ///< absolute; empty when none is open
    QString file() const;
    bool isReadOnly() const { return m_isOpen && m_folder.isReadOnly; }
    /// Name under which an unreadable view.json was kept when the study was opened; else empty.
    QString brokenView() const;
    /// Another program has this study open: nothing is autosaved or restored here.
    bool isShared() const { return m_isShared; }
    /// Study or notes were edited since the last saving.
    bool isDirty() const { return m_isDirty; }
    /// Reading or writing goes on.
    bool isBusy() const { return m_pending > 0; }

    const Study& study() const { return m_folder.study; }
    /// Takes an edit; the same study is none.
    void setStudy(const Study& study);
    /// Section of the view, empty when there is none: "window", "selection", "compare", "runs", ….
    QJsonObject viewSection(const QString& key) const;
    void setViewSection(const QString& key, const QJsonObject& section);

    /// Makes a study folder named @p folder with the study and view at hand and opens it.
    void create(const QString& folder, const QString& name);
    void open(const QString& place);
    void save();
    /// Makes a new study of the state at hand and goes on in it; a study that was open stays as it
    /// was last saved.
    /// @param runs   folder whose result files come along; empty for none
    /// @param isMove true for runs of an unsaved pair, which live on only in the study
    void saveAs(const QString& folder, const QString& name, const QString& runs, bool isMove);
    /// Saves and forgets the study.
    void close();
    /// Forgets study and view of an unsaved pair; an open study stays.
    void forgetUnsaved();
    /// Keeps the present state in case the program dies; does nothing when nothing changed since.
    void autosave();
    void setAutosaveInterval(int ms) { m_timer.setInterval(ms); }

    /// When what was opened is not the saved state but that of a crash; invalid otherwise.
    QDateTime restoredFrom() const { return m_restoredFrom; }
    /// What differs from the saved state, a line each: "seed: 42 → 43", "view: runs".
    QStringList restoredChanges() const;
    /// Back to the saved state; opened() comes again.
    void discardRestored();

Q_SIGNALS:
    /// A study was opened or made; study and view are there.
    void opened();
    void closed();
    /// What was open, a study or a pair that was never saved, is not open any more: nothing kept
    /// with it belongs to what comes next.
    void forgotten();
    /// Views store their sections now; what they store here is no edit.
    void aboutToSave();
    void saved();
    void dirtyChanged(bool isDirty);
    void studyChanged();
    /// Creating, opening or saving failed; the headline says which. What was open stays open.
    void failed(const QString& headline, const neurograft::JobOutcome& outcome);

private:
    struct Loaded;
    using Answer = std::function<void()>;
    void ask(std::function<Answer()> work, const QString& headline);
    void take(const Loaded& loaded);
    void leave(const std::shared_ptr<bool>& isSaved);
    void collect();
    void setDirty(bool isDirty);
    QString stateText() const;

    StudyFolder m_folder;
    StudyFolder m_saved; ///< as it is on the disk
    std::shared_ptr<QLockFile> m_lock; ///< held while the study is open here
    QDateTime m_restoredFrom;
    QString m_keptState; ///< stateText() as last saved or autosaved
    QTimer m_timer;
    bool m_isOpen = false;
    bool m_isShared = false;
    bool m_isDirty = false;
    bool m_isCollecting = false;
    int m_pending = 0;
    QThreadPool m_pool;
};

} // namespace neurograft
