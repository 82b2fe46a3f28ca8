// SPDX-License-Identifier: GPL-3.0-or-later
// What a SimilaritySession is asked for.
#include "widgets/models/measure_choices.h"
#include "widgets/models/similarity_session.h"

#include <algorithm>
#include <utility>

namespace neurograft {

void SimilaritySession::setOptions(const SimilarityOptions& options)
{
    m_options = options;
    Q_EMIT optionsChanged();
    followOptions();
}

void SimilaritySession::setModules(const QStringList& modules)
{
    if (m_options.modules != modules) {
        m_options.modules = modules;
        Q_EMIT optionsChanged();
        followOptions();
    }
}

void SimilaritySession::setUnit(const QString& unit)
{
    if (m_options.unit != unit) {
        m_options.unit = unit;
        Q_EMIT optionsChanged();
        followOptions();
    }
}

void SimilaritySession::setBaseStudy(const SimilarityStudy& study)
{
    m_base = study;
    Q_EMIT baseStudyChanged();
}

void SimilaritySession::setStudentOverlay(const ModelOverlay& overlay)
{
    if (m_studentOverlay != overlay) {
        m_studentOverlay = overlay;
        Q_EMIT optionsChanged();
        Q_EMIT stateChanged();
    }
}

void SimilaritySession::changeOptions(const SimilarityOptions& options)
{
    m_options = options;
    Q_EMIT optionsChanged();
    followOptions();
}

void SimilaritySession::setMeasure(const QString& measure)
{
    if (m_options.measure != measure) {
        SimilarityOptions next = m_options;
        next.measure = measure;
        next.estimator = measureChoice(measure).variant(m_options.estimator).word;
        changeOptions(next);
    }
}

void SimilaritySession::setEstimator(const QString& estimator)
{
    if (m_options.estimator != estimator) {
        SimilarityOptions next = m_options;
        next.estimator = estimator;
        changeOptions(next);
    }
}

void SimilaritySession::setTable(const QString& table)
{
    if (m_options.tableName() != table) {
        SimilarityOptions next = m_options;
        next.takeTable(table);
        changeOptions(next);
    }
}

void SimilaritySession::setBaselines(const SimilarityBaselines& baselines)
{
    if (m_options.baselines != baselines) {
        SimilarityOptions next = m_options;
        next.baselines = baselines;
        changeOptions(next);
    }
}

void SimilaritySession::setAlso(const QStringList& tables)
{
    if (m_options.also != tables) {
        m_options.also = tables;
        Q_EMIT optionsChanged();
    }
}

void SimilaritySession::takeMeasures(const SimilarityStudy& study)
{
    SimilarityOptions next = m_options;
    next.baselines = SimilarityBaselines::of(study);
    next.also.clear();
    for (const std::string& table : study.measures) {
        next.also << QString::fromStdString(table);
    }
    if (!next.also.isEmpty()) {
        next.takeTable(next.also.takeFirst());
    }
    changeOptions(next);
}

void SimilaritySession::setRows(const std::optional<std::vector<std::int64_t>>& rows)
{
    if (m_options.rows != rows) {
        m_options.rows = rows;
        Q_EMIT optionsChanged();
        followOptions();
    }
}

} // namespace neurograft
