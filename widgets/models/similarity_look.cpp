// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/similarity_look.h"

#include "core/study/layer_mask.h"
#include "widgets/jobs/job_outcome.h"
#include "widgets/models/measure_choices.h"

#include <QColor>
#include <QJsonArray>

#include <utility>

namespace neurograft {

namespace {

constexpr RangeMode kModes[] = {RangeMode::House, RangeMode::Percentile, RangeMode::Symmetric,
                                RangeMode::Typed};

const QString kColors = QStringLiteral("colors");
const QString kDifferenceColors = QStringLiteral("differenceColors");
const QString kMaskShape = QStringLiteral("maskShape");
const QString kSimilarityLookModules = QStringLiteral("modules");
const QString kUnit = QStringLiteral("unit");
const QString kMeasure = QStringLiteral("measure");
const QString kEstimator = QStringLiteral("estimator");
const QString kPath = QStringLiteral("path");
const QString kFrozenOn = QStringLiteral("frozenOn");
const QString kMap = QStringLiteral("map");
const QString kRangeMode = QStringLiteral("rangeMode");
const QString kLowPercent = QStringLiteral("lowPercent");
const QString kHighPercent = QStringLiteral("highPercent");
const QString kLow = QStringLiteral("low");
const QString kHigh = QStringLiteral("high");
const QString kSimilarityLookUndefined = QStringLiteral("undefined");
const QString kHatched = QStringLiteral("hatched");

/// Switches by key.
constexpr std::pair<const char*, bool SimilarityLook::*> kSwitches[] = {
    {"lock", &SimilarityLook::isLocked},          {"mask", &SimilarityLook::isMasked},
    {"transpose", &SimilarityLook::isTransposed}, {"profiles", &SimilarityLook::hasProfiles},
    {"chance", &SimilarityLook::hasChance},       {"table", &SimilarityLook::isTable},
    {"linked", &SimilarityLook::isLinked}};

QJsonObject toJson(const ColorSettings& colors)
{
    return {{kMap, ColorMap::name(colors.map)},
            {kRangeMode, rangeModeName(colors.mode)},
            {kLowPercent, colors.lowPercent},
            {kHighPercent, colors.highPercent},
            {kLow, colors.typed.low},
            {kHigh, colors.typed.high},
            {kSimilarityLookUndefined, QColor::fromRgb(colors.undefinedColor).name()},
            {kHatched, colors.isHatched}};
}

ColorSettings colorsFromJson(const QJsonObject& json, ColorSettings colors)
{
    colors.map = ColorMap::fromName(json.value(kMap).toString()).value_or(colors.map);
    for (const RangeMode mode : kModes) {
        if (json.value(kRangeMode).toString() == rangeModeName(mode)) {
            colors.mode = mode;
        }
    }
    const double lowPercent = json.value(kLowPercent).toDouble(colors.lowPercent);
    const double highPercent = json.value(kHighPercent).toDouble(colors.highPercent);
    if (lowPercent >= 0.0 && lowPercent < highPercent && highPercent <= 100.0) {
        colors.lowPercent = lowPercent;
        colors.highPercent = highPercent;
    }
    const ColorRange typed{json.value(kLow).toDouble(colors.typed.low),
                           json.value(kHigh).toDouble(colors.typed.high)};
    if (typed.low < typed.high) {
        colors.typed = typed;
    }
    const QColor undefined(json.value(kSimilarityLookUndefined).toString());
    if (undefined.isValid()) {
        colors.undefinedColor = undefined.rgb();
    }
    colors.isHatched = json.value(kHatched).toBool(colors.isHatched);
    return colors;
}

/// Takes a word that is one of those known.
void takeWord(const QJsonObject& json, const QString& key, const QStringList& known, QString& word)
{
    const QString read = json.value(key).toString();
    if (known.contains(read)) {
        word = read;
    }
}

} // namespace

QJsonObject toJson(const SimilarityLook& look)
{
    QJsonObject json{{kSimilarityLookModules, QJsonArray::fromStringList(look.options.modules)},
                     {kUnit, look.options.unit},
                     {kMeasure, look.options.measure},
                     {kEstimator, look.options.estimator},
                     {kMaskShape, look.maskShape},
                     {kPath, look.path},
                     {kColors, toJson(look.colors)},
                     {kDifferenceColors, toJson(look.differenceColors)}};
    for (const auto& [key, member] : kSwitches) {
        json.insert(QLatin1String(key), look.*member);
    }
    if (!look.isLinked) {
        json.insert(kFrozenOn, look.frozenOn);
    }
    return json;
}

SimilarityLook lookFromJson(const QJsonObject& json, const SimilarityLook& standard)
{
    SimilarityLook look = standard;
    QStringList modules;
    for (const QJsonValue& module : json.value(kSimilarityLookModules).toArray()) {
        modules << module.toString();
    }
    if (!modules.isEmpty()) {
        look.options.modules = modules;
    }
    takeWord(json, kUnit,
             {QStringLiteral("token"), QStringLiteral("last-token"), QStringLiteral("mean-token")},
             look.options.unit);
    QStringList measures;
    QStringList forms;
    for (const MeasureChoice& choice : measureChoices()) {
        measures << choice.word;
    }
    takeWord(json, kMeasure, measures, look.options.measure);
    for (const MeasureVariant& variant : measureChoice(look.options.measure).variants) {
        forms << variant.word;
    }
    look.options.estimator =
        measureChoice(look.options.measure).variant(look.options.estimator).word;
    takeWord(json, kEstimator, forms, look.options.estimator);
    takeWord(json, kPath, {QStringLiteral("none"), QStringLiteral("best"), QStringLiteral("run")},
             look.path);
    for (const auto& [key, member] : kSwitches) {
        look.*member = json.value(QLatin1String(key)).toBool(standard.*member);
    }
    const QString shape = json.value(kMaskShape).toString();
    if (outcomeOf([&] { checkLayerMask(shape.toStdString()); }).isFinished()) {
        look.maskShape = shape;
    }
    look.frozenOn = json.value(kFrozenOn).toString();
    look.colors = colorsFromJson(json.value(kColors).toObject(), standard.colors);
    look.differenceColors =
        colorsFromJson(json.value(kDifferenceColors).toObject(), standard.differenceColors);
    return look;
}

} // namespace neurograft
