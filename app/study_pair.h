// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "core/study/similarity_study.h"
#include "widgets/models/role.h"

#include <QMap>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <optional>

namespace neurograft {

class WeightChecks;

/// Keeps the open study and the pair at work in step: opening a study opens its models and data
/// and sets the options; what a person changes there is an edit of the study. Looking at a stored
/// run changes nothing. Says which model is not where it was and compares one that was located
/// with the weights of the stored runs.
class StudyPair : public QObject {
    Q_OBJECT

public:
    StudyPair(const WindowParts& parts, QObject* parent);

    /// Pair, data and options become those of the study document.
    void apply();
    /// Asks where a model of the study lies now.
    void locate(Role role);
    /// A model of the study that is missing; none when all are there.
    std::optional<Role> missing() const;

private:
    void openModel(Role role, const QString& folder);
    bool isOpeningRun() const;
    void followRun();
    void takeEdit();
    SimilarityStudy current() const;
    SimilarityStudy edited(const SimilarityStudy& now) const;
    void checkWeights(Role role);

    WindowParts m_parts;
    WeightChecks* m_weights;
    QTimer m_edit; ///< several signals make one edit
    std::optional<SimilarityStudy> m_before; ///< of pair and options, as last taken
    QString m_shown; ///< result looked at then
    QMap<Role, QString> m_folders; ///< of the models, as the study named them
    QSet<Role> m_located;
    QSet<Role> m_missing;
};

} // namespace neurograft
