// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window_parts.h"

#include "widgets/jobs/job_outcome.h"
#include "widgets/panels/notice_strip.h"

#include <QApplication>
#include <QClipboard>
#include <QMainWindow>
#include <QStatusBar>

namespace neurograft {

namespace {

constexpr int kToastMs = 6000;

} // namespace

void WindowParts::toast(const QString& text) const
{
    window->statusBar()->showMessage(text, kToastMs);
}

void WindowParts::showProblem(const QString& topic, const QString& headline,
                              const JobOutcome& outcome) const
{
    notices->show(
        topic,
        {Notice::Weight::Problem, headline, outcome.message, outcome.advice, outcome.details, {}});
}

void WindowParts::copyText(const QString& text, const QString& toastText) const
{
    QApplication::clipboard()->setText(text);
    toast(toastText);
}

} // namespace neurograft
