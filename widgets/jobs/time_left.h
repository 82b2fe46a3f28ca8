// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

#include <cstdint>
#include <optional>

namespace neurograft {

/// Seconds a job still needs at its rate so far; none before 5 % or 5 s are over (ux.md 4.1), or
/// when the total is not known.
std::optional<double> secondsLeft(std::int64_t done, std::int64_t total, double elapsedSeconds);
/// Rounded for reading: "8 s", "40 s", "3 min", "2 h 5 min".
QString roundedDuration(double seconds);
/// A moment in the past where a person is: "14:32" of today, else "2026-11-25 14:32".
QString momentText(const QDateTime& moment);

} // namespace neurograft
