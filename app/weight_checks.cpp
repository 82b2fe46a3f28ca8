// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/weight_checks.h"

#include "app/window_actions.h"
#include "core/run/compute_setup.h"
#include "core/run/weight_record.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/study_document.h"
#include "widgets/models/weight_text.h"
#include "widgets/panels/notice_strip.h"

#include <algorithm>

namespace neurograft {

namespace fs = std::filesystem;

/// What reading every byte of a model brought.
struct WeightCheckResult {
    std::size_t tensors = 0;
    bool hadFullRecord = false; ///< of the weights compared with
    std::vector<WeightDifference> differences;
};

namespace {

const QString kSampled = QStringLiteral("weights.");
const QString kFull = QStringLiteral("weights.full.");

bool isThere(const fs::path& path)
{
    std::error_code ignored;
    return fs::exists(path, ignored);
}

const QString& shaOf(const RunInfo& run, Role role)
{
    return role == Role::Teacher ? run.teacherSha256 : run.studentSha256;
}

/// Compares every byte with the record at @p expected; what has no full record yet is recorded.
WeightCheckResult readEveryByte(const fs::path& folder, const fs::path& study,
                                const std::string& expected, const RunContext& context)
{
    const WeightRecord found =
        recordWeights(folder, WeightReading::EveryByte, computeThreads(), context);
    WeightCheckResult result;
    result.tensors = found.tensors.size();
    const fs::path reference = weightRecordPath(study, expected);
    if (isThere(reference)) {
        const WeightRecord recorded = readWeightRecord(reference);
        result.hadFullRecord = recorded.isFull();
        result.differences = compareWeights(recorded, found);
    }
    if (!(result.hadFullRecord && result.differences.empty())) {
        const fs::path own = weightRecordPath(study, found.sha256);
        if (!isThere(own) || !readWeightRecord(own).isFull()) {
            writeWeightRecord(own, found);
        }
    }
    return result;
}

} // namespace

WeightChecks::WeightChecks(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    parts.actions->on("model.checkWeights", this, [this] {
        for (const Role role : {Role::Teacher, Role::Student}) {
            checkEveryByte(role);
        }
    });
    connect(parts.pair, &PairModel::modelChanged, this, [this](Role role) {
        m_parts.notices->clear(kFull + roleWord(role));
        m_names.remove(role);
        keepRecord(role);
        updateAction();
    });
    connect(parts.study, &StudyDocument::opened, this, [this] {
        for (const Role role : {Role::Teacher, Role::Student}) {
            keepRecord(role);
        }
        updateAction();
    });
    connect(parts.study, &StudyDocument::closed, this, &WeightChecks::updateAction);
    connect(parts.jobs, &JobController::ended, this, [this](JobId id, const JobOutcome& outcome) {
        if (!m_running.contains(id)) {
            return;
        }
        const Running check = m_running.take(id);
        if (outcome.isFinished()) {
            tell(check);
        } else if (outcome.isFailed()) {
            m_parts.showProblem(kFull + roleWord(check.role),
                                tr("The weights of %1 were not read.").arg(check.name), outcome);
        }
    });
    updateAction();
}

QString WeightChecks::obstacle() const
{
    const bool isAnyOpen = m_parts.pair->model(Role::Teacher).state == SlotState::Ready
        || m_parts.pair->model(Role::Student).state == SlotState::Ready;
    return !isAnyOpen ? tr("Open a model first.")
        : !m_parts.study->isOpen() || m_parts.study->isReadOnly()
        ? tr("Save the pair as a study first: what is compared with is kept in it.")
        : QString();
}

void WeightChecks::updateAction()
{
    m_parts.actions->setObstacle("model.checkWeights", obstacle());
}

/// Samples of an open model go into the study once.
void WeightChecks::keepRecord(Role role)
{
    const ModelSlot& slot = m_parts.pair->model(role);
    if (slot.state != SlotState::Ready || slot.report->sha256.empty() || !obstacle().isEmpty()) {
        return;
    }
    const fs::path path = weightRecordPath(toPath(m_parts.study->folder()), slot.report->sha256);
    m_parts.lane->ask(
        QStringLiteral("weights.keep.") + roleLetter(role), this,
        [folder = toPath(slot.folder), path](const RunContext& context) -> QuickLane::Answer {
            if (!isThere(path)) {
                writeWeightRecord(path, recordWeights(folder, WeightReading::Sampled, 1, context));
            }
            return [] {};
        },
        [this](const JobOutcome& outcome) {
            m_parts.showProblem(QStringLiteral("weights.keep"),
                                tr("The weights were not recorded in the study."), outcome);
        });
}

/// Newest run made with a model of that name whose weights are known; -1 when there is none.
int WeightChecks::runOf(Role role, const QString& name) const
{
    for (int row = 0; row < m_parts.runs->rowCount(); ++row) {
        const RunInfo& run = m_parts.runs->run(row);
        const QString& model = role == Role::Teacher ? run.teacher : run.student;
        if (model == name && !shaOf(run, role).isEmpty()) {
            return row;
        }
    }
    return -1;
}

QString WeightChecks::expectedSha(Role role) const
{
    const ModelSlot& slot = m_parts.pair->model(role);
    const int row = runOf(role, m_names.value(role, slot.name()));
    if (row >= 0) {
        return shaOf(m_parts.runs->run(row), role);
    }
    return QString::fromStdString(slot.report->sha256);
}

void WeightChecks::compare(Role role, const QString& name, bool isLocated)
{
    const ModelSlot& slot = m_parts.pair->model(role);
    const QString topic = kSampled + roleWord(role);
    m_names[role] = name;
    const int row = runOf(role, name);
    if (row < 0) {
        return;
    }
    const RunInfo& run = m_parts.runs->run(row);
    const QString hash = shaOf(run, role);
    Notice notice;
    const bool isSame = hash == QString::fromStdString(slot.report->sha256);
    if (isSame && !isLocated) {
        m_parts.notices->clear(topic);
        return;
    }
    if (isSame) {
        notice.weight = Notice::Weight::Note;
        notice.headline = tr("%1 was found: same weights ✓.").arg(slot.name());
        notice.reason = tr("Its sampled bytes are those of run %1.").arg(run.number);
    } else {
        const Named& named = m_named[role];
        const bool isNamed = named.folder == slot.folder && named.expected == hash;
        notice.headline =
            tr("The %1 has other weights than run %2.").arg(roleWord(role)).arg(run.number);
        notice.reason = isNamed && !named.text.isEmpty()
            ? named.text
            : tr("Sampled bytes of %1 differ from those the run was made with.").arg(slot.folder);
        notice.advice = tr("Locate the folder the run used, or keep new runs apart.");
        notice.details = tr("run %1: %2, here: %3")
                             .arg(run.number)
                             .arg(hash, QString::fromStdString(slot.report->sha256));
        if (isNamed && !named.lines.isEmpty()) {
            notice.details += QLatin1Char('\n') + named.lines;
        }
        notice.actions.append({tr("Locate folder…"), [this, role] { Q_EMIT locateWanted(role); }});
        if (!isNamed) {
            nameTensors(role, name, hash, isLocated);
        }
    }
    if (obstacle().isEmpty()) {
        notice.actions.append({tr("Check every byte"), [this, role] { checkEveryByte(role); }});
    }
    m_parts.notices->show(topic, notice);
}

void WeightChecks::nameTensors(Role role, const QString& name, const QString& expected,
                               bool isLocated)
{
    const QString folder = m_parts.pair->model(role).folder;
    const fs::path record =
        weightRecordPath(toPath(m_parts.study->folder()), expected.toStdString());
    m_parts.lane->ask(
        QStringLiteral("weights.name.") + roleLetter(role), this,
        [=](const RunContext& context) -> QuickLane::Answer {
            Named named{folder, expected, {}, {}};
            if (isThere(record)) {
                const std::vector<WeightDifference> differences = compareWeights(
                    readWeightRecord(record),
                    recordWeights(toPath(folder), WeightReading::Sampled, 1, context));
                named.text = weightDifferenceText(differences);
                named.lines = weightDifferenceLines(differences);
            }
            return [=] {
                m_named[role] = named;
                if (m_parts.pair->model(role).folder == folder
                    && m_parts.pair->model(role).state == SlotState::Ready) {
                    compare(role, name, isLocated);
                }
            };
        },
        [this](const JobOutcome& outcome) {
            m_parts.showProblem(QStringLiteral("weights.name"),
                                tr("The record of the weights was not read."), outcome);
        });
}

void WeightChecks::checkEveryByte(Role role)
{
    const ModelSlot& slot = m_parts.pair->model(role);
    const bool isRunning = std::any_of(m_running.cbegin(), m_running.cend(),
                                       [role](const Running& check) { return check.role == role; });
    if (slot.state != SlotState::Ready || !obstacle().isEmpty() || isRunning) {
        return;
    }
    const auto result = std::make_shared<WeightCheckResult>();
    JobRequest request;
    request.title = tr("Every byte of %1").arg(slot.name());
    request.work = [result, folder = toPath(slot.folder), study = toPath(m_parts.study->folder()),
                    expected = expectedSha(role).toStdString()](const RunContext& context) {
        *result = readEveryByte(folder, study, expected, context);
    };
    m_parts.notices->clear(kFull + roleWord(role));
    const JobId id = m_parts.jobs->start(std::move(request));
    m_running.insert(id, {role, slot.name(), result});
}

void WeightChecks::tell(const Running& check)
{
    const WeightCheckResult& result = *check.result;
    const auto count = static_cast<int>(result.tensors);
    Notice notice;
    if (!result.differences.empty()) {
        notice.headline = tr("The %1 %2 differs from what the study recorded.")
                              .arg(roleWord(check.role), check.name);
        notice.reason = weightDifferenceText(result.differences);
        notice.advice = tr("Locate the folder the runs used, or keep new runs apart.");
        notice.details = weightDifferenceLines(result.differences);
        notice.actions.append(
            {tr("Locate folder…"), [this, role = check.role] { Q_EMIT locateWanted(role); }});
    } else if (result.hadFullRecord) {
        notice.weight = Notice::Weight::Note;
        notice.headline = tr("Every byte of %1 is the same ✓.").arg(check.name);
        notice.reason =
            tr("%n tensors were compared with what the study recorded.", nullptr, count);
    } else {
        notice.weight = Notice::Weight::Note;
        notice.headline = tr("Every byte of %1 is recorded now.").arg(check.name);
        notice.reason = tr("The study knew samples only, and they are the same; the next check "
                           "compares all %n tensors.",
                           nullptr, count);
    }
    m_parts.notices->show(kFull + roleWord(check.role), notice);
}

} // namespace neurograft
