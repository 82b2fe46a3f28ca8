// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluation_rows.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/evaluate_job_request.h"

#include <QFileInfo>

namespace neurograft {

namespace {

QString readChannel(int row, EvaluationSide side)
{
    return QStringLiteral("evaluate.read.%1.%2").arg(row).arg(static_cast<int>(side));
}

QString compareChannel(int row)
{
    return QStringLiteral("evaluate.compare.%1").arg(row);
}

} // namespace

EvaluationRows::EvaluationRows(QuickLane* lane, QObject* parent) : QObject(parent), m_lane(lane) { }

int EvaluationRows::rowFor(const EvaluateTask& task, const EvaluateStudy& study)
{
    EvaluationRow fresh;
    fresh.task = task;
    fresh.asked = askedStudy(study);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].task.isSameTask(task)) {
            if (!isSameQuestion(m_rows[i].asked, study)) {
                m_rows[i] = fresh;
                Q_EMIT rowChanged(static_cast<int>(i));
            }
            return static_cast<int>(i);
        }
    }
    m_rows.push_back(fresh);
    Q_EMIT countChanged();
    return static_cast<int>(m_rows.size()) - 1;
}

void EvaluationRows::show(int row, EvaluationSide side, const QString& path)
{
    EvaluationRow& shown = own(row);
    if (shown.file(side) != path) {
        shown.file(side) = path;
        shown.runs[static_cast<std::size_t>(side)].reset();
        shown.comparison.reset();
        shown.groups.reset();
        shown.heldOut.reset();
        Q_EMIT rowChanged(row);
    }
    if (QFileInfo(path).isFile()) {
        read(row, side);
    }
}

void EvaluationRows::read(int row, EvaluationSide side)
{
    const QString path = at(row).file(side);
    if (!QFileInfo(path).isFile()) {
        return; // stopped before it began
    }
    if (at(row).task.isPerplexity()) {
        readHeldOut(row);
        return;
    }
    m_lane->ask(
        readChannel(row, side), this,
        [this, row, side, path](const RunContext&) -> QuickLane::Answer {
            const EvaluationRun run = readEvaluationRun(path, true);
            return [this, row, side, run] { takeRun(row, side, run); };
        },
        [this](const JobOutcome& outcome) { Q_EMIT failed(outcome); });
}

void EvaluationRows::readHeldOut(int row)
{
    const QString path = at(row).file(EvaluationSide::After);
    m_lane->ask(
        readChannel(row, EvaluationSide::After), this,
        [this, row, path](const RunContext&) -> QuickLane::Answer {
            const auto run = std::make_shared<const HeldOutRun>(readHeldOutRun(path));
            return [this, row, path, run] {
                EvaluationRow& shown = own(row);
                if (shown.file(EvaluationSide::After) == path) {
                    shown.heldOut = run;
                    Q_EMIT rowChanged(row);
                }
            };
        },
        [this](const JobOutcome& outcome) { Q_EMIT failed(outcome); });
}

void EvaluationRows::takeRun(int row, EvaluationSide side, const EvaluationRun& run)
{
    EvaluationRow& shown = own(row);
    if (shown.file(side) != run.path) {
        return; // another one was chosen meanwhile
    }
    shown.runs[static_cast<std::size_t>(side)] = std::make_shared<const EvaluationRun>(run);
    Q_EMIT rowChanged(row);
    compare(row);
}

void EvaluationRows::compare(int row)
{
    const auto before = at(row).runs[static_cast<std::size_t>(EvaluationSide::Before)];
    const auto after = at(row).runs[static_cast<std::size_t>(EvaluationSide::After)];
    if (!before || !after) {
        return;
    }
    m_lane->ask(compareChannel(row), this, [this, row, before, after](const RunContext&) {
        const auto comparison = std::make_shared<const EvaluationComparison>(compareEvaluations(
            {before->evaluation.get()}, {after->evaluation.get()}, after->study.seed));
        const auto groups = std::make_shared<const std::vector<GroupComparison>>(
            compareGroups(*before->evaluation, *after->evaluation, after->study.seed));
        return QuickLane::Answer([this, row, before, after, comparison, groups] {
            EvaluationRow& shown = own(row);
            if (shown.run(EvaluationSide::Before) == before.get()
                && shown.run(EvaluationSide::After) == after.get()) {
                shown.comparison = comparison;
                shown.groups = groups;
                Q_EMIT rowChanged(row);
            }
        });
    });
}

void EvaluationRows::readAll()
{
    for (int row = 0; row < count(); ++row) {
        for (const EvaluationSide side : kEvaluationSides) {
            read(row, side);
        }
    }
}

void EvaluationRows::clear()
{
    for (int row = 0; row < count(); ++row) {
        for (const EvaluationSide side : kEvaluationSides) {
            m_lane->forget(readChannel(row, side));
        }
        m_lane->forget(compareChannel(row));
    }
    m_rows.clear();
    Q_EMIT countChanged();
}

} // namespace neurograft
