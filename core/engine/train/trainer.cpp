// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/train/trainer.h"

#include "core/run/error.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <utility>

namespace neurograft {

namespace {

std::string logLine(const TrainerOptions& options, const StepReport& report, double recentLoss,
                    double secondsPerStep)
{
    const auto left = static_cast<double>(options.schedule.steps - report.step - 1);
    char text[200];
    std::snprintf(text, sizeof text,
                  "%s: step %lld of %lld, loss %.4f, rate %.2e, gradient norm %.2f, %.2f s per "
                  "step, %.1f min left",
                  options.phase.c_str(), static_cast<long long>(report.step + 1),
                  static_cast<long long>(options.schedule.steps), recentLoss, report.learningRate,
                  report.gradientNorm, secondsPerStep, left * secondsPerStep / 60.0);
    return text;
}

} // namespace

Trainer::Trainer(std::vector<Parameter> parameters, const TrainerOptions& options)
    : m_options(options), m_optimizer(std::move(parameters), options.optimizer)
{
}

StepReport Trainer::trainOnce(const LossAt& lossAt)
{
    StepReport report;
    report.step = m_step;
    report.learningRate = learningRateAt(m_options.schedule, m_step);
    m_optimizer.clearGradients();
    const at::Tensor loss = lossAt(m_step);
    report.loss = loss.item<double>();
    if (!std::isfinite(report.loss)) {
        throw DomainError("Trainer, step " + std::to_string(m_step), "a finite loss",
                          std::to_string(report.loss), "Lower the learning rate.");
    }
    loss.backward();
    report.gradientNorm = m_optimizer.gradientNorm();
    if (m_options.clipNorm > 0.0 && report.gradientNorm > m_options.clipNorm) {
        m_optimizer.scaleGradients(m_options.clipNorm / report.gradientNorm);
    }
    m_optimizer.step(report.learningRate);
    ++m_step;
    return report;
}

void Trainer::run(const LossAt& lossAt, std::int64_t lastStep, const OnStep& onStep,
                  const RunContext& context)
{
    using Clock = std::chrono::steady_clock;
    LossMeter meter;
    auto lastLog = Clock::now();
    std::int64_t stepsSinceLog = 0;
    const bool keepsState = !m_options.checkpoint.empty();
    const std::int64_t end = std::min(lastStep, m_options.schedule.steps);
    try {
        while (m_step < end) {
            context.checkpoint({m_options.phase, 1, 1, m_step, m_options.schedule.steps, "steps"});
            const StepReport report = trainOnce(lossAt);
            meter.add(report);
            if (onStep) {
                onStep(report);
            }
            ++stepsSinceLog;
            if (m_options.logEvery > 0 && m_step % m_options.logEvery == 0) {
                const auto now = Clock::now();
                const double seconds = std::chrono::duration<double>(now - lastLog).count();
                context.log(LogLevel::Info,
                            logLine(m_options, report,
                                    meter.recentLoss(static_cast<std::size_t>(stepsSinceLog)),
                                    seconds / static_cast<double>(stepsSinceLog)));
                lastLog = now;
                stepsSinceLog = 0;
            }
            if (keepsState && m_options.checkpointEvery > 0
                && m_step % m_options.checkpointEvery == 0) {
                save(m_options.checkpoint);
            }
        }
    } catch (const Canceled&) {
        if (keepsState) {
            save(m_options.checkpoint);
        }
        throw;
    }
    if (keepsState) {
        save(m_options.checkpoint);
    }
}

} // namespace neurograft
