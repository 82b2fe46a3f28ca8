// SPDX-License-Identifier: GPL-3.0-or-later
// What SimilaritySession shows of a run: other estimators, units and rows, from the run's file or
// from cached Gram matrices.
#include "core/run/error.h"
#include "core/run/run_similarity.h"
#include "core/store/result_file.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/similarity_session.h"

#include <algorithm>
#include <iterator>

namespace neurograft {

namespace {

const QString kVariantChannel = QStringLiteral("similarity.variant");

/// The result shown has this table for at least one module.
bool holdsTable(const std::filesystem::path& file, const std::string& table)
{
    const std::string ending = "/" + table;
    const std::vector<std::string> names = listTables(file);
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return name.size() > ending.size() && name.rfind("similarity/", 0) == 0
            && name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
    });
}

} // namespace

RowSelection
SimilaritySession::chosenRows(const std::optional<std::vector<std::int64_t>>& rows) const
{
    RowSelection selection = baseStudy().rows;
    if (rows) {
        selection.limit = selection.sample = 0;
        selection.rows = *rows;
    }
    if (!m_pair->data().skipsBroken || selection.sample > 0) {
        return selection;
    }
    // Rows that cannot be read are left out, as the person said.
    const std::vector<std::int64_t> usable = m_pair->usableRows();
    if (selection.rows.empty()) {
        selection.rows = usable;
        if (selection.limit > 0) {
            const auto limit = static_cast<std::size_t>(selection.limit);
            selection.rows.resize(std::min(limit, usable.size()));
        }
        selection.limit = 0;
    } else {
        std::vector<std::int64_t> kept;
        std::set_intersection(selection.rows.begin(), selection.rows.end(), usable.begin(),
                              usable.end(), std::back_inserter(kept));
        selection.rows = kept;
    }
    return selection;
}

SimilarityVariant SimilaritySession::wantedVariant() const
{
    SimilarityVariant variant{m_options.tableName(), {}, {}, {}};
    if (m_shownStudy && !shownBaselines().covers(m_options.baselines)) {
        variant.baselines = m_options.baselines;
    }
    if (m_shownStudy && m_shownStudy->activations.empty()) {
        const QString ofRun = QString::fromStdString(m_shownStudy->unit);
        variant.unit = m_options.unit == ofRun ? QString() : m_options.unit;
        if (!areSameRows(chosenRows(m_options.rows), m_shownStudy->rows)) {
            variant.rows = m_options.rows.value_or(std::vector<std::int64_t>());
        }
    }
    return variant;
}

QStringList SimilaritySession::shownModules() const
{
    QStringList modules;
    for (const QString& module : m_options.modules) {
        const std::vector<std::string>& ran = m_shownStudy->modules;
        if (std::find(ran.begin(), ran.end(), module.toStdString()) != ran.end()) {
            modules << module;
        }
    }
    return modules;
}

SimilarityStudy SimilaritySession::studyOf(const SimilarityVariant& variant) const
{
    SimilarityStudy study = *m_shownStudy;
    study.measures = {variant.table.toStdString()};
    shownBaselines().with(variant.baselines).applyTo(study);
    if (!variant.unit.isEmpty()) {
        study.unit = variant.unit.toStdString();
    }
    if (variant.rows) {
        study.rows = chosenRows(variant.rows->empty() ? std::nullopt : variant.rows);
    }
    return study;
}

void SimilaritySession::followOptions()
{
    if (m_runFile.empty() || isRunning() || m_figure == nullptr) {
        return;
    }
    const SimilarityVariant wanted = wantedVariant();
    const QStringList modules = m_shownStudy ? shownModules() : m_options.modules;
    const auto derived = m_derived.constFind(wanted.key());
    const bool isThere = derived != m_derived.cend()
        && std::all_of(modules.begin(), modules.end(), [&](const QString& module) {
                             return derived->modules.isEmpty() || derived->modules.contains(module);
                         });
    if (isThere || (wanted == m_shown && derived == m_derived.cend())) {
        forgetVariant();
        show(wanted);
    } else if (!modules.isEmpty()) {
        compute(wanted);
    }
}

void SimilaritySession::show(const SimilarityVariant& variant)
{
    if (m_shown != variant) {
        m_shown = variant;
        requestRead();
    }
    Q_EMIT stateChanged();
}

void SimilaritySession::compute(const SimilarityVariant& variant)
{
    m_isSwitching = true;
    m_uncached.clear();
    Q_EMIT stateChanged();
    std::optional<SimilarityStudy> wanted;
    QStringList modules;
    if (m_shownStudy) {
        wanted = studyOf(variant);
        modules = shownModules();
        wanted->modules.clear(); // those that can be seen; others when they are shown
        for (const QString& module : std::as_const(modules)) {
            wanted->modules.push_back(module.toStdString());
        }
    }
    const bool isOfRun =
        variant.unit.isEmpty() && !variant.rows && variant.baselines == SimilarityBaselines();
    m_lane->ask(
        channel(kVariantChannel), this,
        [this, variant, wanted, modules, isOfRun,
         source = m_runFile](const RunContext& context) -> QuickLane::Answer {
            Derived made{source, {}}; // the run file holds it for all modules
            if (!isOfRun || !holdsTable(source, variant.table.toStdString())) {
                if (!wanted) {
                    throw StudyError(source.filename().string(), "the study it was made from",
                                     "none", "Run similarity again with this choice.");
                }
                if (!hasCachedGrams(*wanted)) {
                    return [this, variant] {
                        m_isSwitching = false;
                        m_uncached = variant.key();
                        Q_EMIT stateChanged();
                    };
                }
                made = {source, modules};
                made.file.replace_filename(source.stem().string() + "-"
                                           + variant.key().toStdString() + ".h5");
                runSimilarity(*wanted, made.file, true, context);
            }
            return [this, variant, made] {
                m_isSwitching = false;
                m_derived.insert(variant.key(), made);
                m_shown = variant;
                Q_EMIT stateChanged();
                requestRead();
            };
        },
        [this](const JobOutcome& outcome) {
            m_isSwitching = false;
            showOptionsOfTable();
            Q_EMIT stateChanged();
            Q_EMIT failed(tr("This choice is not available from the cache."), outcome);
        });
}

void SimilaritySession::forgetVariant()
{
    m_lane->forget(channel(kVariantChannel));
    m_isSwitching = false;
}

void SimilaritySession::showOptionsOfTable()
{
    SimilarityOptions next = m_options;
    next.takeTable(m_shown.table);
    if (!shownBaselines().with(m_shown.baselines).covers(next.baselines)) {
        next.baselines = shownBaselines().with(m_shown.baselines);
    }
    if (next.tableName() != m_options.tableName() || next.baselines != m_options.baselines) {
        m_options = next;
        Q_EMIT optionsChanged();
    }
}

SimilarityBaselines SimilaritySession::shownBaselines() const
{
    return m_shownStudy ? SimilarityBaselines::of(*m_shownStudy) : SimilarityBaselines();
}

QStringList SimilaritySession::runTables() const
{
    QStringList tables;
    if (m_shownStudy) {
        for (const std::string& table : m_shownStudy->measures) {
            tables << QString::fromStdString(table);
        }
    }
    return tables;
}

} // namespace neurograft
