// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs/time_left.h"

#include <QCoreApplication>

#include <cmath>

namespace neurograft {

namespace {

struct TimeTexts {
    Q_DECLARE_TR_FUNCTIONS(TimeLeft)
};

constexpr double kFirstShare = 0.05;
constexpr double kFirstSeconds = 5.0;

} // namespace

std::optional<double> secondsLeft(std::int64_t done, std::int64_t total, double elapsedSeconds)
{
    if (done <= 0 || total <= 0) {
        return std::nullopt;
    }
    const double share = static_cast<double>(done) / static_cast<double>(total);
    if (share < kFirstShare && elapsedSeconds < kFirstSeconds) {
        return std::nullopt;
    }
    return share >= 1.0 ? 0.0 : elapsedSeconds * (1.0 - share) / share;
}

QString roundedDuration(double seconds)
{
    const auto whole = static_cast<std::int64_t>(std::ceil(seconds));
    if (whole <= 10) {
        return TimeTexts::tr("%1 s").arg(std::max<std::int64_t>(whole, 1));
    }
    if (whole <= 55) {
        return TimeTexts::tr("%1 s").arg((whole + 4) / 5 * 5);
    }
    const std::int64_t minutes = (whole + 30) / 60;
    if (minutes < 60) {
        return TimeTexts::tr("%1 min").arg(std::max<std::int64_t>(minutes, 1));
    }
    return TimeTexts::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

QString momentText(const QDateTime& moment)
{
    const QDateTime here = moment.toLocalTime();
    return here.toString(here.date() == QDate::currentDate() ? QStringLiteral("HH:mm")
                                                             : QStringLiteral("yyyy-MM-dd HH:mm"));
}

} // namespace neurograft
