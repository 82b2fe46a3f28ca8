// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs/job_outcome.h"

#include "core/run/error.h"

#include <QCoreApplication>

#include <exception>
#include <new>

namespace neurograft {

namespace {

struct JobTexts {
    Q_DECLARE_TR_FUNCTIONS(JobOutcome)
};

QString fromUtf8(const std::string& text)
{
    return QString::fromStdString(text);
}

JobOutcome outcomeOfError(const Error& error)
{
    JobOutcome outcome = JobOutcome::failed(
        JobTexts::tr("%1: expected %2, got %3.")
            .arg(fromUtf8(error.where()), fromUtf8(error.expected()), fromUtf8(error.got())),
        fromUtf8(error.advice()), fromUtf8(error.what()));
    return outcome;
}

/// LibTorch appends its call stack to what(); people need the sentence before it.
JobOutcome outcomeOfForeign(const std::exception& error)
{
    const QString text = QString::fromUtf8(error.what());
    const qsizetype stack = text.indexOf(QLatin1String("Exception raised from"));
    return JobOutcome::failed((stack > 0 ? text.left(stack) : text).trimmed(),
                              JobTexts::tr("This is a defect of ours: please report the details."),
                              text);
}

} // namespace

JobOutcome outcomeOf(const std::function<void()>& work)
{
    try {
        work();
        return JobOutcome::finished();
    } catch (const Canceled&) {
        return JobOutcome::canceled();
    } catch (const Error& error) {
        return outcomeOfError(error);
    } catch (const std::bad_alloc&) {
        return JobOutcome::failed(
            JobTexts::tr("The computer ran out of memory."),
            JobTexts::tr("Close other programs, or use fewer rows or fewer modules."));
    } catch (const std::exception& error) {
        return outcomeOfForeign(error);
    } catch (...) {
        return JobOutcome::failed(JobTexts::tr("Something unknown was thrown."),
                                  JobTexts::tr("This is a defect of ours: please report it."));
    }
}

} // namespace neurograft
