// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/similarity_measures.h"

#include "core/run/error.h"

#include <algorithm>

namespace neurograft {

namespace {

bool contains(const std::vector<std::string>& words, const std::string& word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string listed(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

} // namespace

void checkMeasureOptions(const MeasureOptions& options)
{
    if (!(options.rbfScale > 0.0) || !(options.rbfScale <= 1e6)) {
        throw UsageError("--rbf-scale", "a number above 0", std::to_string(options.rbfScale));
    }
    if (!(options.svccaVariance > 0.0) || !(options.svccaVariance <= 1.0)) {
        throw UsageError("--svcca-variance", "a share above 0, at most 1",
                         std::to_string(options.svccaVariance));
    }
    if (options.neighbours < 1) {
        throw UsageError("--neighbours", "a number from 1", std::to_string(options.neighbours));
    }
    if (options.eigenspaceRank < 1) {
        throw UsageError("--eigenspace-rank", "a number from 1",
                         std::to_string(options.eigenspaceRank));
    }
}

const std::vector<std::string>& similarityMeasures()
{
    static const std::vector<std::string> kNames{"cka",
                                                 "cka-biased",
                                                 "cka-minibatch",
                                                 "cka-rbf",
                                                 "cka-rbf-biased",
                                                 "cca",
                                                 "cca-r2",
                                                 "svcca",
                                                 "pwcca",
                                                 "pwcca-teacher",
                                                 "regression",
                                                 "regression-teacher",
                                                 "procrustes",
                                                 "procrustes-distance",
                                                 "procrustes-angle",
                                                 "rsa",
                                                 "rsa-pearson",
                                                 "rsa-cosine",
                                                 "rsa-euclidean",
                                                 "mutual-knn",
                                                 "mutual-knn-cosine",
                                                 "jaccard-knn",
                                                 "cknna",
                                                 "dcor",
                                                 "eigenspace"};
    return kNames;
}

std::vector<std::string> tablesOfMeasure(const std::string& word, const std::string& estimator)
{
    static const std::vector<std::string> kEstimators{"unbiased", "biased", "minibatch"};
    if (!contains(kEstimators, estimator)) {
        throw UsageError("--estimator", "one of " + listed(kEstimators), "'" + estimator + "'");
    }
    if (!contains(similarityMeasures(), word)) {
        throw UsageError("--measure", "one of " + listed(similarityMeasures()), "'" + word + "'");
    }
    if (word == "pwcca" || word == "regression") {
        return {word, word + "-teacher"};
    }
    if ((word == "cka" || word == "cka-rbf") && estimator != "unbiased") {
        const std::string table = word + "-" + estimator;
        if (!contains(similarityMeasures(), table)) {
            throw UsageError("--measure " + word, "the estimator unbiased or biased",
                             "'" + estimator + "'");
        }
        return {table};
    }
    return {word};
}

const std::vector<std::string>& similarityBaselines()
{
    static const std::vector<std::string> kNames{"self", "random-teacher", "aligned-teacher"};
    return kNames;
}

} // namespace neurograft
