// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/neuron_map_data.h"

#include "widgets/plots/number_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace neurograft {

namespace {

struct NeuronMapDataTexts {
    Q_DECLARE_TR_FUNCTIONS(NeuronMapPlot)
};

const QChar kScoreMinus(0x2212);

QString shortModule(NeuronFamily family)
{
    return family == NeuronFamily::Head ? QStringLiteral("head")
                                        : neuronModule(family).section(u'_', 0, 0);
}

QString withUnit(const QString& number, const QString& unit)
{
    return unit.isEmpty() ? number : number + u' ' + unit;
}

} // namespace

bool isListedFamily(NeuronFamily family)
{
    return family == NeuronFamily::Ffn || family == NeuronFamily::Attention;
}

QString neuronFamilyWord(NeuronFamily family)
{
    switch (family) {
    case NeuronFamily::Attention:
        return QStringLiteral("attn");
    case NeuronFamily::Value:
        return QStringLiteral("value");
    case NeuronFamily::Head:
        return QStringLiteral("heads");
    case NeuronFamily::Ffn:
        break;
    }
    return QStringLiteral("ffn");
}

QString neuronModule(NeuronFamily family)
{
    switch (family) {
    case NeuronFamily::Attention:
        return QStringLiteral("o_proj");
    case NeuronFamily::Value:
        return QStringLiteral("v_proj");
    case NeuronFamily::Head:
        return QStringLiteral("heads");
    case NeuronFamily::Ffn:
        break;
    }
    return QStringLiteral("down_proj");
}

std::optional<NeuronFamily> neuronFamilyOf(const QString& word)
{
    // up and gate mean the same neuron as down (ux.md section 1). Compared in place: sets ask for
    // tens of thousands.
    static constexpr std::pair<const char*, NeuronFamily> kNames[]{
        {"down_proj", NeuronFamily::Ffn},  {"o_proj", NeuronFamily::Attention},
        {"v_proj", NeuronFamily::Value},   {"ffn", NeuronFamily::Ffn},
        {"attn", NeuronFamily::Attention}, {"value", NeuronFamily::Value},
        {"up_proj", NeuronFamily::Ffn},    {"gate_proj", NeuronFamily::Ffn},
        {"down", NeuronFamily::Ffn},       {"up", NeuronFamily::Ffn},
        {"gate", NeuronFamily::Ffn},       {"attention", NeuronFamily::Attention},
        {"o", NeuronFamily::Attention},    {"v", NeuronFamily::Value},
        {"heads", NeuronFamily::Head},     {"head", NeuronFamily::Head}};
    for (const auto& [name, family] : kNames) {
        if (word.compare(QLatin1String(name), Qt::CaseInsensitive) == 0) {
            return family;
        }
    }
    return std::nullopt;
}

void setLocated(NeuronMapData& data, std::vector<NeuronPlace> places)
{
    data.isLocated.assign(places.empty() ? 0 : data.size(), 0);
    for (const NeuronPlace& place : places) {
        Q_ASSERT(data.isValid(place));
        data.isLocated[data.offset(place)] = 1;
    }
    data.located = std::move(places);
}

NeuronStatistics neuronStatistics(const NeuronMapData& data)
{
    NeuronStatistics statistics;
    float low = std::numeric_limits<float>::infinity();
    float high = -low;
    std::size_t highest = 0;
    for (std::size_t cell = 0; cell < data.scores.size(); ++cell) {
        const float score = data.scores[cell];
        if (std::isnan(score)) {
            continue;
        }
        ++statistics.evaluated;
        low = std::min(low, score);
        if (score > high) {
            high = score;
            highest = cell;
        }
    }
    if (statistics.evaluated == 0) {
        statistics.low = statistics.high = std::nan("");
        return statistics;
    }
    statistics.low = static_cast<double>(low);
    statistics.high = static_cast<double>(high);
    statistics.highest = data.placeOf(highest);
    return statistics;
}

QString scoreText(double score, bool isSigned)
{
    if (std::isnan(score)) {
        return NeuronMapDataTexts::tr("not evaluated");
    }
    const double magnitude = std::abs(score);
    QString text;
    if (magnitude == 0.0 || (magnitude >= 0.1 && magnitude < 1e6)) {
        text = numberText(magnitude, 2);
    } else {
        text = QString::number(magnitude, 'g', 2).replace(u'-', kScoreMinus);
    }
    if (score < 0.0) {
        return kScoreMinus + text;
    }
    return isSigned && score > 0.0 ? u'+' + text : text;
}

std::string scoreNumber(float score)
{
    if (std::isnan(score)) {
        return "nan";
    }
    std::array<char, 32> buffer{};
    const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), score);
    return {buffer.data(), result.ptr};
}

QString neuronGoTo(const NeuronMapData& data, const NeuronPlace& place)
{
    const QString id =
        QStringLiteral("L%1 %2 %3").arg(place.layer).arg(shortModule(data.family)).arg(place.index);
    if (data.role == QLatin1String("model")) {
        return id;
    }
    return (data.role == QLatin1String("teacher") ? QStringLiteral("T ") : QStringLiteral("S "))
        + id;
}

QString rankText(const NeuronMapData& data, const NeuronPlace& place)
{
    const std::int32_t rank = data.rankOf(place);
    if (rank == 0) {
        return {};
    }
    return rank <= data.certainRanks
        ? NeuronMapDataTexts::tr("rank %1").arg(countText(rank))
        : NeuronMapDataTexts::tr("rank %1 of those evaluated").arg(countText(rank));
}

QString neuronText(const NeuronMapData& data, const NeuronPlace& place)
{
    QStringList parts{neuronGoTo(data, place)};
    const auto score = static_cast<double>(data.scoreOf(place));
    if (std::isnan(score)) {
        parts << (data.family == NeuronFamily::Head
                      ? NeuronMapDataTexts::tr("not known: no column of it is among the located")
                      : NeuronMapDataTexts::tr("not evaluated: it cannot be among the located"));
    } else {
        parts << withUnit(scoreText(score, data.isSigned), data.unit);
        if (const QString rank = rankText(data, place); !rank.isEmpty()) {
            parts << rank;
        }
    }
    return parts.join(QStringLiteral("  "));
}

QString neuronFamilyTitle(NeuronFamily family)
{
    switch (family) {
    case NeuronFamily::Attention:
        return NeuronMapDataTexts::tr("attention");
    case NeuronFamily::Value:
        return NeuronMapDataTexts::tr("attention value");
    case NeuronFamily::Head:
        return NeuronMapDataTexts::tr("attention heads");
    case NeuronFamily::Ffn:
        break;
    }
    return NeuronMapDataTexts::tr("FFN");
}

QString neuronMapTitle(const NeuronMapData& data)
{
    const QString size =
        QStringLiteral("%1 × %2 %3")
            .arg(countText(data.layers), countText(data.width), neuronFamilyTitle(data.family));
    return data.modelName.isEmpty() ? size : data.modelName + QStringLiteral("  ") + size;
}

QString neuronFinding(const NeuronMapData& data)
{
    const NeuronStatistics statistics = neuronStatistics(data);
    QString text =
        (data.family == NeuronFamily::Head ? QStringLiteral("%1 × %2 %3")
                                           : NeuronMapDataTexts::tr("%1 × %2 %3 neurons"))
            .arg(countText(data.layers), countText(data.width), neuronFamilyTitle(data.family));
    if (statistics.evaluated == 0) {
        return text + NeuronMapDataTexts::tr(", none evaluated");
    }
    text += NeuronMapDataTexts::tr(", highest %1 at %2")
                .arg(withUnit(scoreText(statistics.high, data.isSigned), data.unit),
                     neuronGoTo(data, statistics.highest));
    if (!data.located.empty()) {
        text += NeuronMapDataTexts::tr(", %1 located")
                    .arg(countText(static_cast<std::int64_t>(data.located.size())));
    }
    return text;
}

QString neuronScaleTitle(const NeuronMapData& data)
{
    const QString name = QString(data.score).replace(u'-', u' ');
    QString title = name;
    if (data.unit == QLatin1String("log p")) {
        title = data.score == QLatin1String("attribution")
            ? NeuronMapDataTexts::tr("log p increase")
            : NeuronMapDataTexts::tr("log p increase, %1").arg(name);
    }
    return data.isBestColumn ? NeuronMapDataTexts::tr("%1, best column").arg(title) : title;
}

} // namespace neurograft
