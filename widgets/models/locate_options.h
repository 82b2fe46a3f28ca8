// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/locate_study.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace neurograft {

/// How neurons are scored and chosen: the words are those of the command line (cli.md `locate`).
struct LocateOptions {
    QString score = QStringLiteral("attribution");
    QString mode = QStringLiteral("corrected"); ///< corrected | compat
    QString policy = QStringLiteral("last-token"); ///< which tokens of the target are predicted
    QString coefficient = QStringLiteral("sum");
    QString budget = QStringLiteral("per-layer");
    double rate = 0.1; ///< share that is selected, 0 to 1
    bool fullScores = false;
    int steps = 16; ///< of integrated gradients
    QString layerOrder = QStringLiteral("highest"); ///< these four of sensitivity
    QString structure = QStringLiteral("submatrix");
    QStringList modules = allModules();
    int maxLength = 0; ///< 0 = 2048

    bool isSensitivity() const { return score == QLatin1String("sensitivity"); }
    static QStringList allModules();

    bool operator==(const LocateOptions& other) const;
    bool operator!=(const LocateOptions& other) const { return !(*this == other); }
};

/// Options of a study; models and data are left out.
LocateOptions optionsOf(const LocateStudy& study);
/// Writes them into a study. With what @c compat leaves open set as the official code has it.
void writeOptions(const LocateOptions& options, LocateStudy& study);

QJsonObject toJson(const LocateOptions& options);
/// What the object does not say, or says wrongly, is as @p standard has it.
LocateOptions locateOptionsFromJson(const QJsonObject& json, const LocateOptions& standard);

} // namespace neurograft
