// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/measure_choices.h"

#include <QCoreApplication>

#include <algorithm>

namespace neurograft {

namespace {

struct MeasureChoiceTexts {
    Q_DECLARE_TR_FUNCTIONS(MeasureChoices)
};

std::vector<MeasureChoice> makeMeasureChoices()
{
    const auto tr = [](const char* text) { return MeasureChoiceTexts::tr(text); };
    const auto only = [](const char* table) {
        return std::vector<MeasureVariant>{{{}, {}, QString::fromLatin1(table)}};
    };
    const QString unbiased = tr("unbiased");
    const QString biased = tr("biased");
    const auto at = [](const char* word) { return QString::fromLatin1(word); };
    return {
        {at("cka"),
         tr("linear CKA"),
         true,
         {{at("unbiased"), unbiased, at("cka")},
          {at("biased"), biased, at("cka-biased")},
          {at("minibatch"), tr("mini-batch"), at("cka-minibatch")}}},
        {at("cka-rbf"),
         tr("RBF CKA"),
         true,
         {{at("unbiased"), unbiased, at("cka-rbf")}, {at("biased"), biased, at("cka-rbf-biased")}}},
        {at("cca"),
         tr("CCA"),
         false,
         {{at("mean"), tr("mean correlation"), at("cca")}, {at("r2"), tr("R²"), at("cca-r2")}}},
        {at("svcca"), tr("SVCCA"), false, only("svcca")},
        {at("pwcca"),
         tr("PWCCA"),
         false,
         {{at("student"), tr("student's weights"), at("pwcca")},
          {at("teacher"), tr("teacher's weights"), at("pwcca-teacher")}}},
        {at("regression"),
         tr("regression R²"),
         false,
         {{at("student"), tr("student from teacher"), at("regression")},
          {at("teacher"), tr("teacher from student"), at("regression-teacher")}}},
        {at("procrustes"),
         tr("Procrustes"),
         false,
         {{at("similarity"), tr("similarity"), at("procrustes")},
          {at("distance"), tr("distance"), at("procrustes-distance")},
          {at("angle"), tr("angle"), at("procrustes-angle")}}},
        {at("rsa"),
         tr("RSA"),
         true,
         {{at("spearman"), tr("correlations, Spearman"), at("rsa")},
          {at("pearson"), tr("correlations, Pearson"), at("rsa-pearson")},
          {at("cosine"), tr("cosines, Spearman"), at("rsa-cosine")},
          {at("euclidean"), tr("distances, Spearman"), at("rsa-euclidean")}}},
        {at("mutual-knn"),
         tr("mutual k-NN"),
         true,
         {{at("products"), tr("inner products"), at("mutual-knn")},
          {at("cosine"), tr("cosines"), at("mutual-knn-cosine")}}},
        {at("jaccard-knn"), tr("Jaccard k-NN"), true, only("jaccard-knn")},
        {at("cknna"), tr("CKNNA"), true, only("cknna")},
        {at("dcor"), tr("distance correlation"), true, only("dcor")},
        {at("eigenspace"), tr("eigenspace overlap"), false, only("eigenspace")},
    };
}

} // namespace

const MeasureVariant& MeasureChoice::variant(const QString& form) const
{
    const auto found = std::find_if(variants.begin(), variants.end(),
                                    [&](const MeasureVariant& one) { return one.word == form; });
    return found == variants.end() ? variants.front() : *found;
}

const std::vector<MeasureChoice>& measureChoices()
{
    static const std::vector<MeasureChoice> all = makeMeasureChoices();
    return all;
}

const MeasureChoice& measureChoice(const QString& word)
{
    const std::vector<MeasureChoice>& all = measureChoices();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const MeasureChoice& one) { return one.word == word; });
    return found == all.end() ? all.front() : *found;
}

MeasureForm formOfTable(const QString& table)
{
    for (const MeasureChoice& choice : measureChoices()) {
        for (const MeasureVariant& variant : choice.variants) {
            if (variant.table == table) {
                return {choice.word, variant.word};
            }
        }
    }
    const MeasureChoice& first = measureChoices().front();
    return {first.word, first.variants.front().word};
}

QString tableTitle(const QString& table)
{
    const MeasureForm form = formOfTable(table);
    const MeasureChoice& choice = measureChoice(form.measure);
    const MeasureVariant& variant = choice.variant(form.variant);
    return choice.hasVariants() ? QStringLiteral("%1, %2").arg(choice.title, variant.title)
                                : choice.title;
}

} // namespace neurograft
