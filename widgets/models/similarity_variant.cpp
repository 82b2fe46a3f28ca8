// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/similarity_variant.h"

#include "widgets/models/measure_choices.h"

#include <QCryptographicHash>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

constexpr const char* kSelfBaseline = "self"; ///< words of similarityBaselines()
constexpr const char* kRandomTeacherBaseline = "random-teacher";
constexpr const char* kAlignedTeacherBaseline = "aligned-teacher";
constexpr std::int64_t kUsualPermutations = 100; ///< similarity.md 5
constexpr std::int64_t kUsualResamples = 200;

/// Short name of a list of rows for file names.
QString rowsHash(const std::vector<std::int64_t>& rows)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const std::int64_t row : rows) {
        hash.addData(QByteArray::number(static_cast<qlonglong>(row)) + ',');
    }
    return QString::fromLatin1(hash.result().toHex().left(8));
}

} // namespace

bool SimilarityBaselines::covers(const SimilarityBaselines& other) const
{
    return with(other) == *this;
}

SimilarityBaselines SimilarityBaselines::with(const SimilarityBaselines& other) const
{
    return {hasShuffled || other.hasShuffled, hasIntervals || other.hasIntervals,
            hasSelf || other.hasSelf, hasRandomTeacher || other.hasRandomTeacher,
            hasAlignedTeacher || other.hasAlignedTeacher};
}

SimilarityBaselines SimilarityBaselines::of(const SimilarityStudy& study)
{
    const auto has = [&study](const char* word) {
        const std::vector<std::string>& words = study.baselines;
        return std::find(words.begin(), words.end(), word) != words.end();
    };
    return {study.permutations > 0, study.bootstrap > 0, has(kSelfBaseline),
            has(kRandomTeacherBaseline), has(kAlignedTeacherBaseline)};
}

void SimilarityBaselines::applyTo(SimilarityStudy& study) const
{
    const auto draws = [](bool isWanted, std::int64_t said, std::int64_t usual) {
        return !isWanted ? 0 : said > 0 ? said : usual;
    };
    study.permutations = draws(hasShuffled, study.permutations, kUsualPermutations);
    study.bootstrap = draws(hasIntervals, study.bootstrap, kUsualResamples);
    study.baselines.clear();
    if (hasSelf) {
        study.baselines.emplace_back(kSelfBaseline);
    }
    if (hasRandomTeacher) {
        study.baselines.emplace_back(kRandomTeacherBaseline);
    }
    if (hasAlignedTeacher) {
        study.baselines.emplace_back(kAlignedTeacherBaseline);
    }
}

QString SimilarityBaselines::key() const
{
    QString text;
    for (const auto& [isThere, word] :
         {std::pair(hasShuffled, "-shuffled"), std::pair(hasIntervals, "-intervals"),
          std::pair(hasSelf, "-self"), std::pair(hasRandomTeacher, "-random-teacher"),
          std::pair(hasAlignedTeacher, "-aligned-teacher")}) {
        text += isThere ? QString::fromLatin1(word) : QString();
    }
    return text;
}

QString SimilarityOptions::tableName() const
{
    return measureChoice(measure).variant(estimator).table;
}

void SimilarityOptions::takeTable(const QString& table)
{
    const MeasureForm form = formOfTable(table);
    measure = form.measure;
    estimator = form.variant;
}

QStringList SimilarityOptions::tables() const
{
    QStringList all{tableName()};
    for (const QString& table : also) {
        if (!all.contains(table)) {
            all << table;
        }
    }
    return all;
}

QString SimilarityVariant::key() const
{
    QString text = table;
    if (!unit.isEmpty()) {
        text += u'-' + unit;
    }
    if (rows) {
        text += rows->empty()
            ? QStringLiteral("-all-rows")
            : QStringLiteral("-%1-rows-%2").arg(rows->size()).arg(rowsHash(*rows));
    }
    return text + baselines.key();
}

bool areSameRows(const RowSelection& a, const RowSelection& b)
{
    const bool areDrawn = a.sample > 0 || b.sample > 0;
    return a.limit == b.limit && a.rows == b.rows && a.sample == b.sample
        && (!areDrawn || a.seed == b.seed);
}

} // namespace neurograft
