// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/study_document.h"

#include "core/study/study_io.h"
#include "widgets/models/path_text.h"
#include "widgets/models/study_changes.h"
#include "widgets/models/study_files.h"

#include <QJsonDocument>
#include <QLockFile>

namespace neurograft {

namespace {

constexpr int kAutosaveMs = 30000;

QString nowUtc()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
}

} // namespace

/// What opening or making a study found.
struct StudyDocument::Loaded {
    StudyFolder folder;
    std::optional<StudyAutosave> autosave;
    StudyLock lock;
};

StudyDocument::StudyDocument(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1); // in order: a study is saved before it is opened again
    m_pool.setExpiryTimeout(-1);
    m_timer.setInterval(kAutosaveMs);
    connect(&m_timer, &QTimer::timeout, this, &StudyDocument::autosave);
}

StudyDocument::~StudyDocument()
{
    m_pool.waitForDone();
}

QString StudyDocument::name() const
{
    return m_isOpen ? QString::fromStdString(m_folder.name()) : QString();
}

QString StudyDocument::folder() const
{
    return m_isOpen ? fromPath(m_folder.folder()) : QString();
}

QString StudyDocument::file() const
{
    return m_isOpen ? fromPath(m_folder.file) : QString();
}

QString StudyDocument::brokenView() const
{
    return QString::fromStdString(m_folder.brokenView);
}

void StudyDocument::ask(std::function<Answer()> work, const QString& headline)
{
    ++m_pending;
    m_pool.start([this, work = std::move(work), headline] {
        Answer answer;
        const JobOutcome outcome = outcomeOf([&] { answer = work(); });
        QMetaObject::invokeMethod(
            this,
            [this, answer, outcome, headline] {
                --m_pending;
                if (outcome.isFailed()) {
                    Q_EMIT failed(headline, outcome);
                } else if (answer) {
                    answer();
                }
            },
            Qt::QueuedConnection);
    });
}

void StudyDocument::setStudy(const Study& study)
{
    if (studyText(study) == studyText(m_folder.study)) {
        return;
    }
    m_folder.study = study;
    setDirty(true);
    Q_EMIT studyChanged();
}

QJsonObject StudyDocument::viewSection(const QString& key) const
{
    const auto found = m_folder.view.sections.find(key.toStdString());
    return found == m_folder.view.sections.end()
        ? QJsonObject()
        : QJsonDocument::fromJson(QByteArray::fromStdString(found->second)).object();
}

void StudyDocument::setViewSection(const QString& key, const QJsonObject& section)
{
    if (viewSection(key) == section) {
        return;
    }
    if (section.isEmpty()) {
        m_folder.view.sections.erase(key.toStdString());
    } else {
        m_folder.view.sections[key.toStdString()] =
            QJsonDocument(section).toJson(QJsonDocument::Compact).toStdString();
    }
    if (!m_isCollecting) {
        setDirty(true);
    }
}

void StudyDocument::collect()
{
    m_isCollecting = true;
    Q_EMIT aboutToSave();
    m_isCollecting = false;
}

QString StudyDocument::stateText() const
{
    return QString::fromStdString(studyText(m_folder.study) + viewText(m_folder.view));
}

void StudyDocument::setDirty(bool isDirty)
{
    if (m_isDirty != isDirty) {
        m_isDirty = isDirty;
        Q_EMIT dirtyChanged(isDirty);
    }
}

void StudyDocument::create(const QString& folder, const QString& name)
{
    saveAs(folder, name, {}, false);
}

void StudyDocument::saveAs(const QString& folder, const QString& name, const QString& runs,
                           bool isMove)
{
    collect();
    ask(
        [this, folder, name, runs, isMove, study = m_folder.study,
         view = m_folder.view]() -> Answer {
            Loaded loaded;
            loaded.folder = createStudy(toPath(folder), name.toStdString(), study, view);
            bringRuns(toPath(runs), loaded.folder.runs(), isMove);
            loaded.lock = lockStudy(loaded.folder);
            return [this, loaded] {
                leave(std::make_shared<bool>(true)); // its edits live on in the new one
                take(loaded);
            };
        },
        tr("The study was not saved as “%1”.").arg(name));
}

void StudyDocument::open(const QString& place)
{
    ask(
        [this, place]() -> Answer {
            Loaded loaded;
            loaded.folder = openStudy(toPath(place));
            loaded.lock = lockStudy(loaded.folder);
            if (!loaded.lock.isElsewhere && !loaded.folder.isReadOnly) {
                loaded.autosave = readAutosave(loaded.folder);
            }
            return [this, loaded] {
                close(); // what was open before is saved
                take(loaded);
            };
        },
        tr("The study was not opened."));
}

void StudyDocument::take(const Loaded& loaded)
{
    m_saved = m_folder = loaded.folder;
    m_lock = loaded.lock.lock;
    m_isShared = loaded.lock.isElsewhere;
    m_keptState = stateText();
    m_restoredFrom = QDateTime();
    if (loaded.autosave) {
        m_folder.study = loaded.autosave->study;
        m_folder.view = loaded.autosave->view;
        m_keptState = stateText();
    }
    // Where the windows stood is put back without a word.
    m_isDirty = loaded.autosave && loaded.autosave->isEdited;
    if (m_isDirty) {
        m_restoredFrom =
            QDateTime::fromString(QString::fromStdString(loaded.autosave->savedUtc), Qt::ISODate);
    }
    m_isOpen = true;
    if (!m_isShared && !m_folder.isReadOnly) {
        m_timer.start();
    }
    Q_EMIT opened();
    Q_EMIT dirtyChanged(m_isDirty);
}

void StudyDocument::save()
{
    if (!m_isOpen) {
        return;
    }
    collect();
    m_restoredFrom = QDateTime();
    ask(
        [this, folder = m_folder, state = stateText()]() -> Answer {
            saveStudy(folder);
            removeAutosave(folder);
            return [this, folder, state] {
                if (m_folder.file != folder.file) {
                    return;
                }
                m_saved = folder;
                m_keptState = state;
                setDirty(stateText() != state);
                Q_EMIT saved();
            };
        },
        tr("The study was not saved."));
}

void StudyDocument::autosave()
{
    if (!m_isOpen || m_isShared || m_folder.isReadOnly) {
        return;
    }
    collect();
    const QString state = stateText();
    if (state == m_keptState) {
        return;
    }
    m_keptState = state;
    ask(
        [folder = m_folder, when = nowUtc(), isEdited = m_isDirty]() -> Answer {
            writeAutosave(folder, when.toStdString(), isEdited);
            return {};
        },
        tr("The study was not autosaved."));
}

void StudyDocument::close()
{
    if (!m_isOpen) {
        return;
    }
    collect();
    const auto isSaved = std::make_shared<bool>(m_folder.isReadOnly);
    if (!m_folder.isReadOnly) {
        ask(
            [last = m_folder, isSaved]() -> Answer {
                saveStudy(last);
                *isSaved = true;
                return {};
            },
            tr("The study was not saved."));
    }
    leave(isSaved);
}

/// Without saving. The autosave goes when @p isSaved is true by then; both are touched on the
/// thread of files only.
void StudyDocument::leave(const std::shared_ptr<bool>& isSaved)
{
    if (!m_isOpen) {
        return;
    }
    m_timer.stop();
    if (m_lock) {
        // The lock goes with the work: another program gets the study when it is on the disk.
        ask(
            [last = m_folder, lock = std::move(m_lock), isSaved]() -> Answer {
                lock->unlock();
                if (*isSaved) {
                    removeAutosave(last);
                }
                return {};
            },
            {});
    }
    m_isOpen = m_isShared = false;
    m_folder = m_saved = StudyFolder();
    m_restoredFrom = QDateTime();
    m_keptState.clear();
    setDirty(false);
    Q_EMIT closed();
    Q_EMIT forgotten();
}

void StudyDocument::forgetUnsaved()
{
    if (!m_isOpen) {
        m_folder = StudyFolder();
        setDirty(false);
        Q_EMIT studyChanged();
        Q_EMIT forgotten();
    }
}

QStringList StudyDocument::restoredChanges() const
{
    return m_restoredFrom.isValid() ? studyChanges(m_saved, m_folder) : QStringList();
}

void StudyDocument::discardRestored()
{
    if (!m_restoredFrom.isValid()) {
        return;
    }
    m_restoredFrom = QDateTime();
    m_folder.study = m_saved.study;
    m_folder.view = m_saved.view;
    m_keptState = stateText();
    ask(
        [folder = m_saved]() -> Answer {
            removeAutosave(folder);
            return {};
        },
        {});
    m_isDirty = false;
    Q_EMIT opened();
    Q_EMIT dirtyChanged(false);
}

} // namespace neurograft
