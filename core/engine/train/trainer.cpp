// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/train/trainer.h"

#include "core/run/error.h"

#include <ATen/TensorOperators.h>

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
                  "%s: step %lld of %lld, loss %.4f, rate %.2e, gradient norm %.3g, %.2f s per "
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

StepReport Trainer::trainOnce(const GradientsAt& gradientsAt)
{
    StepReport report;
    report.step = m_step;
    report.learningRate = learningRateAt(m_options.schedule, m_step);
    m_optimizer.clearGradients();
    const StepLoss loss = gradientsAt(m_step, m_options.scalesLoss ? m_lossScale.factor : 1.0);
    report.loss = loss.loss;
    report.penalty = loss.penalty;
    report.uneditedLoss = loss.unedited;
    if (!std::isfinite(report.loss)) {
        throw DomainError("Trainer, step " + std::to_string(m_step), "a finite loss",
                          std::to_string(report.loss), "Lower the learning rate.");
    }
    update(report);
    ++m_step;
    return report;
}

void Trainer::update(StepReport& report)
{
    if (m_options.scalesLoss) {
        m_optimizer.scaleGradients(1.0 / m_lossScale.factor);
    }
    report.gradientNorm = m_optimizer.gradientNorm();
    const bool isFinite = std::isfinite(report.gradientNorm);
    if (m_options.scalesLoss) {
        m_lossScale.afterStep(isFinite);
        if (!isFinite) {
            return; // too large a factor: the step is passed over
        }
    } else if (!isFinite) {
        throw DomainError("Trainer, step " + std::to_string(m_step), "finite gradients",
                          std::to_string(report.gradientNorm), "Lower the learning rate.");
    }
    if (m_options.clipNorm > 0.0) {
        const double factor = m_options.clipNorm / (report.gradientNorm + m_options.clipEpsilon);
        if (factor < 1.0) {
            m_optimizer.scaleGradients(factor);
        }
    }
    if (m_options.cyclesBeta) {
        m_optimizer.setBeta1(cycledBetaAt(m_options.schedule, m_step));
    }
    m_optimizer.step(report.learningRate);
}

void Trainer::validateWhenDue(std::int64_t end)
{
    const bool isDue = m_options.validateEvery > 0 && m_step % m_options.validateEvery == 0;
    if (!m_options.validate || m_meter.reports().empty() || (!isDue && m_step != end)) {
        return;
    }
    StepReport& last = m_meter.last();
    if (std::isnan(last.validationLoss)) {
        last.validationLoss = m_options.validate();
    }
}

void Trainer::run(const LossAt& lossAt, std::int64_t lastStep, const OnStep& onStep,
                  const RunContext& context)
{
    const GradientsAt gradientsAt = [&lossAt](std::int64_t step, double lossScale) {
        const at::Tensor loss = lossAt(step);
        StepLoss result;
        result.loss = loss.item<double>();
        if (std::isfinite(result.loss)) {
            (lossScale == 1.0 ? loss : loss * lossScale).backward();
        }
        return result;
    };
    run(gradientsAt, lastStep, onStep, context);
}

void Trainer::run(const GradientsAt& gradientsAt, std::int64_t lastStep, const OnStep& onStep,
                  const RunContext& context)
{
    using Clock = std::chrono::steady_clock;
    auto lastLog = Clock::now();
    std::int64_t stepsSinceLog = 0;
    const bool keepsState = !m_options.checkpoint.empty();
    const std::int64_t end = std::min(lastStep, m_options.schedule.steps);
    try {
        validateWhenDue(end); // an earlier run was stopped before it had
        while (m_step < end) {
            context.checkpoint({m_options.phase, 1, 1, m_step, m_options.schedule.steps, "steps"});
            m_meter.add(trainOnce(gradientsAt));
            validateWhenDue(end);
            const StepReport report = m_meter.reports().back();
            ++stepsSinceLog;
            if (onStep) {
                onStep(report); // before the state says that the step is done
            }
            if (keepsState && m_options.checkpointEvery > 0
                && m_step % m_options.checkpointEvery == 0) {
                save(m_options.checkpoint);
            }
            if (m_options.logEvery > 0 && m_step % m_options.logEvery == 0) {
                const auto now = Clock::now();
                const double seconds = std::chrono::duration<double>(now - lastLog).count();
                context.log(LogLevel::Info,
                            logLine(m_options, report,
                                    m_meter.recentLoss(static_cast<std::size_t>(stepsSinceLog)),
                                    seconds / static_cast<double>(stepsSinceLog)));
                lastLog = now;
                stepsSinceLog = 0;
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
