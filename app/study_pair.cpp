// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/study_pair.h"

#include "app/weight_checks.h"
#include "app/window_actions.h"
#include "core/study/study_io.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/parameter_session.h"
#include "widgets/models/path_text.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"
#include "widgets/models/transfer_session.h"
#include "widgets/panels/notice_strip.h"

#include <QFileInfo>
#include <QMainWindow>

namespace neurograft {

namespace {

const QString kMissing = QStringLiteral("missing.");

std::filesystem::path& modelPath(SimilarityStudy& study, Role role)
{
    return role == Role::Teacher ? study.teacher : study.student;
}

QStringList moduleNames(const SimilarityStudy& study)
{
    QStringList names;
    for (const std::string& module : study.modules) {
        names << QString::fromStdString(module);
    }
    return names;
}

} // namespace

StudyPair::StudyPair(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts), m_weights(new WeightChecks(parts, this))
{
    connect(m_weights, &WeightChecks::locateWanted, this, &StudyPair::locate);
    m_edit.setSingleShot(true);
    m_edit.setInterval(0);
    connect(&m_edit, &QTimer::timeout, this, &StudyPair::takeEdit);
    const auto ask = [this] { m_edit.start(); };
    connect(parts.pair, &PairModel::modelChanged, this, [this, ask](Role role) {
        ask();
        if (m_parts.pair->model(role).state == SlotState::Ready) {
            m_missing.remove(role);
            m_parts.notices->clear(kMissing + roleWord(role));
            checkWeights(role);
        }
    });
    connect(parts.pair, &PairModel::dataChanged, this, [this, ask] {
        ask();
        if (m_parts.pair->data().state == SlotState::Ready) {
            m_parts.notices->clear(kMissing + QStringLiteral("data"));
        }
    });
    connect(parts.session, &SimilaritySession::optionsChanged, this, ask);
    connect(parts.session, &SimilaritySession::figureChanged, this, [this, ask] {
        followRun();
        ask();
    });
    connect(parts.runs, &RunListModel::refreshed, this, [this] {
        checkWeights(Role::Teacher);
        checkWeights(Role::Student);
    });
}

void StudyPair::apply()
{
    m_edit.stop();
    m_before.reset();
    m_folders.clear();
    m_located.clear();
    m_missing.clear();
    m_parts.notices->clearAll();
    const SimilarityStudy study = m_parts.study->study().similarity;
    SimilaritySession* session = m_parts.session;
    session->clear();
    m_parts.locate->clear();
    m_parts.transfer->clear();
    m_parts.parameters->clear();
    m_parts.pair->close();
    session->setBaseStudy(study);
    session->setModules(moduleNames(study));
    if (study.activations.empty()) {
        session->setUnit(QString::fromStdString(study.unit));
    }
    session->takeMeasures(study);
    for (const Role role : {Role::Teacher, Role::Student}) {
        SimilarityStudy paths = study;
        openModel(role, fromPath(modelPath(paths, role)));
    }
    const QString texts = fromPath(study.activations.empty() ? study.data : study.activations);
    if (QFileInfo(texts).isFile()) {
        m_parts.pair->openData(texts);
    } else if (!texts.isEmpty()) {
        m_parts.notices->show(
            kMissing + QStringLiteral("data"),
            {Notice::Weight::Problem,
             tr("The data is not where it was."),
             tr("There is no file %1.").arg(texts),
             tr("Results stay visible; open the data for new runs."),
             {},
             {{tr("Open data…"), [this] { m_parts.actions->find("data.openData")->trigger(); }}}});
    }
    m_before = current();
    m_shown = session->resultPath();
}

void StudyPair::openModel(Role role, const QString& folder)
{
    if (folder.isEmpty()) {
        return;
    }
    m_folders[role] = folder;
    if (QFileInfo(folder).isDir()) {
        m_parts.pair->openModel(role, folder);
        return;
    }
    m_missing.insert(role);
    Notice notice{Notice::Weight::Problem,
                  role == Role::Teacher ? tr("The teacher is not where it was.")
                                        : tr("The student is not where it was."),
                  tr("No folder %1 beside the study.").arg(QFileInfo(folder).fileName()),
                  tr("Results stay visible; locate it for new runs."),
                  folder,
                  {}};
    notice.actions.append({tr("Locate folder…"), [this, role] { locate(role); }});
    m_parts.notices->show(kMissing + roleWord(role), notice);
}

std::optional<Role> StudyPair::missing() const
{
    return m_missing.isEmpty() ? std::nullopt : std::optional<Role>(*m_missing.cbegin());
}

void StudyPair::locate(Role role)
{
    const QString name = QFileInfo(m_folders.value(role)).fileName();
    const QString folder =
        chooseModelFolder(m_parts.settings, m_parts.window, tr("Where is %1 now?").arg(name));
    if (!folder.isEmpty()) {
        m_located.insert(role);
        m_parts.pair->openModel(role, folder);
    }
}

/// What the window stands on now, whether or not it has been read.
SimilarityStudy StudyPair::current() const
{
    SimilarityStudy study = m_parts.session->study();
    const DataSlot& data = m_parts.pair->data();
    if (data.isActivations && data.state != SlotState::Ready) {
        study.activations = toPath(data.path);
        study.unit = "given";
        study.teacher.clear();
        study.student.clear();
        study.data.clear();
    }
    return study;
}

SimilarityStudy StudyPair::edited(const SimilarityStudy& now) const
{
    SimilarityStudy before = m_parts.study->study().similarity;
    SimilarityStudy next = now;
    if (next.measures == m_before->measures) {
        next.measures = before.measures; // a study may list more than the one looked at
    }
    // An empty place is one that was not found, not one a person emptied.
    if (m_parts.pair->data().state == SlotState::Empty) {
        next.data = before.data;
        next.activations = before.activations;
        next.unit = before.activations.empty() ? next.unit : before.unit;
    }
    for (const Role role : {Role::Teacher, Role::Student}) {
        if (m_parts.pair->model(role).state == SlotState::Empty && next.activations.empty()) {
            modelPath(next, role) = modelPath(before, role);
        }
    }
    return next;
}

bool StudyPair::isOpeningRun() const
{
    const SimilaritySession* session = m_parts.session;
    return session->job() == nullptr && session->figure() == nullptr
        && !session->resultPath().isEmpty();
}

/// What another run was made from is no edit. Looked at as soon as it is there: a choice made the
/// moment after is one.
void StudyPair::followRun()
{
    if (isOpeningRun()) {
        return;
    }
    const SimilaritySession* session = m_parts.session;
    if (session->job() == nullptr && session->resultPath() != m_shown) {
        m_before = current();
    }
    m_shown = session->resultPath();
}

void StudyPair::takeEdit()
{
    if (isOpeningRun()) {
        return; // asked again when it is there
    }
    followRun();
    const SimilarityStudy now = current();
    if (m_before && studyText(now) != studyText(*m_before)) {
        Study study = m_parts.study->study();
        study.similarity = edited(now);
        m_parts.study->setStudy(study);
    }
    m_before = now;
}

void StudyPair::checkWeights(Role role)
{
    const ModelSlot& slot = m_parts.pair->model(role);
    const bool isLocated = m_located.contains(role);
    if (!m_parts.study->isOpen() || slot.state != SlotState::Ready
        || (!isLocated && slot.folder != m_folders.value(role))) {
        return;
    }
    m_weights->compare(role, QFileInfo(m_folders.value(role)).fileName(), isLocated);
}

} // namespace neurograft
