// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/sweep_words.h"

#include "core/run/error.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace neurograft {

namespace {

using WordTitle = std::pair<const char*, const char*>;

QString lastWord(const std::string& metric)
{
    return QString::fromStdString(metric.substr(metric.rfind('/') + 1));
}

QString asWords(QString name)
{
    return name.replace(u'_', u' ').replace(u'-', u' ');
}

/// Whether a metric is that of a group: answers/group/music/score beside answers/score.
bool isPartOfAnother(const GatheredSweep& sweep, const std::string& metric)
{
    const std::size_t end = metric.rfind('/');
    const std::string word = end == std::string::npos ? metric : metric.substr(end + 1);
    std::size_t folder = end;
    while (folder != std::string::npos && folder > 0) {
        folder = metric.rfind('/', folder - 1);
        const std::string whole =
            folder == std::string::npos ? word : metric.substr(0, folder + 1) + word;
        if (sweep.means.count(whole) > 0) {
            return true;
        }
    }
    return false;
}

template <std::size_t Count>
QString titleIn(const std::array<WordTitle, Count>& titles, const QString& word)
{
    for (const auto& [known, title] : titles) {
        if (word == QLatin1String(known)) {
            return QString::fromLatin1(title);
        }
    }
    return asWords(word);
}

} // namespace

QString sweepAxisTitle(const std::string& axis)
{
    static constexpr std::array<WordTitle, 6> kTitles{{{"rate", "transfer rate (share of neurons)"},
                                                       {"lr", "learning rate"},
                                                       {"rank", "rank"},
                                                       {"checkpoint", "checkpoint (step)"},
                                                       {"batch", "batch (rows)"},
                                                       {"limit", "rows"}}};
    return titleIn(kTitles, QString::fromStdString(axis));
}

QString sweepValueTitle(const GatheredAxis& axis, std::size_t label)
{
    const QString text = QString::fromStdString(axis.labels[label]);
    return sweepNumbers(axis) ? asWords(QString::fromStdString(axis.name)) + u' ' + text : text;
}

QString sweepMetricTitle(const std::string& metric)
{
    static constexpr std::array<WordTitle, 4> kTitles{{{"score", "share of right answers"},
                                                       {"perplexity", "perplexity"},
                                                       {"nll", "nats per token"},
                                                       {"loss", "nats per label"}}};
    return titleIn(kTitles, lastWord(metric));
}

std::optional<ColorRange> wholeRange(const std::string& metric)
{
    return lastWord(metric).startsWith(QLatin1String("score")) ? std::optional(ColorRange{0.0, 1.0})
                                                               : std::nullopt;
}

std::optional<std::vector<double>> sweepNumbers(const GatheredAxis& axis)
{
    std::vector<double> numbers;
    for (const std::string& label : axis.labels) {
        double number = 0.0;
        const char* const end = label.data() + label.size();
        const auto [next, code] = std::from_chars(label.data(), end, number);
        if (code != std::errc() || next != end) {
            return std::nullopt;
        }
        numbers.push_back(number);
    }
    return numbers;
}

bool isLogarithmicAxis(const std::vector<double>& numbers)
{
    if (numbers.empty()) {
        return false;
    }
    const auto [least, most] = std::minmax_element(numbers.begin(), numbers.end());
    return *least > 0.0 && *most >= 20.0 * *least;
}

QStringList mainMetrics(const GatheredSweep& sweep)
{
    QStringList metrics;
    for (const std::string& metric : sweep.metrics) {
        const QString word = lastWord(metric);
        const bool isMain = word == QLatin1String("score") || word == QLatin1String("perplexity");
        if (isMain && !isPartOfAnother(sweep, metric)) {
            metrics << QString::fromStdString(metric);
        }
    }
    if (metrics.isEmpty() && !sweep.metrics.empty()) {
        metrics << QString::fromStdString(sweep.metrics.front());
    }
    return metrics;
}

std::size_t sweepAxis(const GatheredSweep& sweep, const QString& name, const std::string& file)
{
    std::string names;
    for (std::size_t axis = 0; axis < sweep.axes.size(); ++axis) {
        if (sweep.axes[axis].name == name.toStdString()) {
            return axis;
        }
        names += (names.empty() ? "" : ", ") + sweep.axes[axis].name;
    }
    throw StudyError(file, "one of its axes: " + names, "'" + name.toStdString() + "'");
}

void requireMetric(const GatheredSweep& sweep, const QString& name, const std::string& file)
{
    if (sweep.means.count(name.toStdString()) > 0) {
        return;
    }
    std::string names;
    for (const std::string& metric : sweep.metrics) {
        names += (names.empty() ? "" : ", ") + metric;
    }
    throw StudyError(file, names.empty() ? "a sweep with numbers" : "one of its numbers: " + names,
                     "'" + name.toStdString() + "'");
}

} // namespace neurograft
