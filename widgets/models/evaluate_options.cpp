// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluate_options.h"

#include <QString>

#include <algorithm>

namespace neurograft {

namespace {

const QString kEvaluateOptionsMost = QStringLiteral("most");
const QString kEvaluateOptionsSeed = QStringLiteral("seed");
const QString kEvaluateOptionsTeacher = QStringLiteral("teacher");
const QString kEvaluateOptionsCode = QStringLiteral("code");
const QString kEvaluateOptionsBatch = QStringLiteral("batch");

} // namespace

void writeOptions(const EvaluateOptions& options, QJsonObject& json)
{
    json[kEvaluateOptionsMost] = static_cast<qint64>(options.most);
    json[kEvaluateOptionsSeed] = QString::number(options.seed);
    json[kEvaluateOptionsTeacher] = options.asksTeacher;
    json[kEvaluateOptionsCode] = options.executesCode;
    json[kEvaluateOptionsBatch] = static_cast<qint64>(options.batch);
}

EvaluateOptions evaluateOptionsFrom(const QJsonObject& json)
{
    const EvaluateOptions standard;
    EvaluateOptions options;
    options.most = std::max<qint64>(0, json.value(kEvaluateOptionsMost).toInteger(standard.most));
    const QJsonValue seed = json.value(kEvaluateOptionsSeed);
    options.seed = seed.isString() ? seed.toString().toULongLong() : standard.seed;
    options.asksTeacher = json.value(kEvaluateOptionsTeacher).toBool();
    options.executesCode = json.value(kEvaluateOptionsCode).toBool();
    options.batch =
        std::max<qint64>(1, json.value(kEvaluateOptionsBatch).toInteger(standard.batch));
    return options;
}

} // namespace neurograft
