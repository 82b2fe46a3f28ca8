// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/measure_help_similarity.h"

#include <QCoreApplication>

namespace neurograft {

namespace {

struct FurtherMeasureTexts {
    Q_DECLARE_TR_FUNCTIONS(MeasureHelp)
};

QString furtherText(const char* text)
{
    return FurtherMeasureTexts::tr(text);
}

QString furtherId(const char* word)
{
    return QString::fromLatin1(word);
}

/// What every measure between bases of column spaces has in common.
QString basesWhere()
{
    return furtherText(
        "Q<sub>X</sub>, Q<sub>Y</sub>: orthonormal bases of the centred samples of student "
        "and teacher (singular values above 10<sup>−10</sup> of the largest); ρ: singular "
        "values of Q<sub>X</sub><sup>T</sup>Q<sub>Y</sub>, the canonical correlations.");
}

QList<MeasureHelp> kernelHelp(const QString& group)
{
    return {
        {furtherId("cka-rbf"), group, furtherText("RBF CKA"),
         furtherText(
             "CKA of Gaussian kernels: only near samples count, so that it sees local "
             "structure. 1 = the same neighbourhoods and distances, 0 = unrelated (unbiased "
             "form)."),
         QStringLiteral("K<sub>ij</sub> = exp( −{‖x<sub>i</sub> − x<sub>j</sub>‖"
                        "<sup>2</sup>|2 σ<sup>2</sup>} ), &nbsp; σ = c √median "
                        "‖x<sub>i</sub> − x<sub>j</sub>‖<sup>2</sup>"),
         furtherText(
             "c = 0.5 unless the run says otherwise (attribute rbf_scale); then CKA of K and L, "
             "unbiased or biased."),
         furtherText(
             "Unchanged by rotation, shifts and one scale for all neurons. Widths may differ."),
         furtherText(
             "A small c makes every sample its own neighbour: values then rise for any pair. "
             "Undefined when half of the pairs of samples are equal."),
         furtherText("Kornblith et al. 2019, arXiv:1905.00414, section 3 (RBF kernel)")}};
}

QList<MeasureHelp> canonicalHelp(const QString& group)
{
    const QString linear =
        furtherText("Unchanged by any invertible linear map of either side. Widths may differ.");
    return {
        {furtherId("cca"), group, furtherText("CCA"),
         furtherText(
             "Mean of the canonical correlations (or of their squares, R²): 1 = one side is a "
             "linear map of the other, 0 = no linear relation."),
         QStringLiteral("mean ρ = {1|k} Σ ρ<sub>i</sub>, &nbsp; R<sup>2</sup> = {Σ ρ<sub>i</sub>"
                        "<sup>2</sup>|k}, &nbsp; k = min(rank X, rank Y)"),
         basesWhere(), linear,
         furtherText(
             "Undefined when samples are not more than both widths together: it would be 1 for "
             "anything. Directions of no variance to speak of count as much as the largest; SVCCA "
             "and PWCCA do not have that flaw."),
         furtherText(
             "Hotelling 1936; as a measure of layers: Raghu et al. 2017, arXiv:1706.05806")},
        {furtherId("svcca"), group, furtherText("SVCCA"),
         furtherText(
             "Mean canonical correlation between the directions that hold 99 % of the variance of "
             "either side. 1 = the same subspace, 0 = orthogonal ones."),
         QStringLiteral("{1|k} Σ ρ<sub>i</sub>( U<sub>X, τ</sub>, U<sub>Y, τ</sub> ), &nbsp; "
                        "Σ<sub>i ≤ k</sub> σ<sub>i</sub><sup>2</sup> ≥ τ Σ σ<sub>i</sub>"
                        "<sup>2</sup>"),
         furtherText(
             "U: leading left singular vectors of the centred samples; τ = 0.99 unless the run "
             "says "
             "otherwise (attribute variance)."),
         furtherText(
             "Unchanged by rotation, one scale and shifts; not by any linear map. Widths may "
             "differ."),
         furtherText(
             "With few samples nearly all directions are kept and values are near 1 for anything: "
             "read it beside the shuffled baseline."),
         furtherText("Raghu, Gilmer, Yosinski, Sohl-Dickstein 2017, SVCCA, arXiv:1706.05806")},
        {furtherId("pwcca"), group, furtherText("PWCCA"),
         furtherText(
             "Canonical correlations weighted by how much of the layer each one carries. 1 = all "
             "of "
             "it is found in the other, 0 = nothing."),
         QStringLiteral("{Σ α<sub>i</sub> ρ<sub>i</sub>|Σ α<sub>i</sub>}, &nbsp; α<sub>i</sub> = "
                        "Σ<sub>j</sub> |⟨h<sub>i</sub>, x<sub>j</sub>⟩|"),
         furtherText(
             "h<sub>i</sub>: canonical variates; x<sub>j</sub>: neurons of the student (form "
             "“student's weights”) or of the teacher."),
         furtherText(
             "Not symmetric: look at both forms. Unchanged by linear maps of the other side."),
         furtherText("Undefined when samples are not more than both widths together."),
         furtherText("Morcos, Raghu, Bengio 2018, Insights on representational similarity, "
                     "arXiv:1806.05759")},
        {furtherId("regression"), group, furtherText("Linear regression R²"),
         furtherText(
             "Share of the variance of one layer that a linear map of the other predicts. 1 = all, "
             "0 = none."),
         QStringLiteral("R<sup>2</sup> = {‖Q<sub>Y</sub><sup>T</sup>X‖<sub>F</sub><sup>2</sup>|"
                        "‖X‖<sub>F</sub><sup>2</sup>}"),
         basesWhere(),
         furtherText(
             "Not symmetric: “student from teacher” fits X from Y. Unchanged by any invertible map "
             "of the predictor, by rotation of what is predicted."),
         furtherText("In sample: with no more samples than the predictor has neurons it is 1 for "
                     "anything."),
         furtherText("Kornblith et al. 2019, arXiv:1905.00414, section 5")}};
}

QList<MeasureHelp> shapeHelp(const QString& group)
{
    return {
        {furtherId("procrustes"), group, furtherText("Procrustes"),
         furtherText(
             "How well the best rotation lays one layer over the other. Similarity: 1 = exactly, 0 "
             "= not at all; distance and angle: 0 = exactly, smaller = more alike."),
         QStringLiteral("ν = ‖X<sub>n</sub><sup>T</sup>Y<sub>n</sub>‖<sub>*</sub>, &nbsp; distance "
                        "√(2 − 2ν), &nbsp; angle arccos ν"),
         furtherText(
             "X<sub>n</sub>, Y<sub>n</sub>: centred samples of norm 1; ‖·‖<sub>*</sub>: sum of the "
             "singular values."),
         furtherText(
             "Unchanged by rotation, shifts and one scale. Widths may differ (the narrower one is "
             "padded with zeros). Distance and angle are metrics."),
         furtherText(
             "Unrelated wide layers do not give 0 with few samples: read it beside the shuffled "
             "baseline."),
         furtherText("Schönemann 1966; Williams et al. 2021, Generalized Shape Metrics, "
                     "arXiv:2110.14739")},
        {furtherId("rsa"), group, furtherText("RSA"),
         furtherText(
             "Whether two layers find the same pairs of samples alike: correlation of their tables "
             "of sample-to-sample similarities. 1 = the same order, 0 = unrelated, below 0 = the "
             "opposite."),
         QStringLiteral("corr( upper(R<sub>X</sub>), upper(R<sub>Y</sub>) ), &nbsp; "
                        "R<sub>ij</sub> = corr(x<sub>i</sub>, x<sub>j</sub>)"),
         furtherText(
             "R: correlations of samples over neurons, or their cosines, or minus their distances; "
             "compared by Spearman's rank correlation or Pearson's."),
         furtherText(
             "With correlations it sees rotations; with distances it does not. Widths may differ."),
         furtherText("Undefined where a sample is constant over all neurons."),
         furtherText(
             "Kriegeskorte, Mur, Bandettini 2008, Representational Similarity Analysis, Frontiers "
             "in Systems Neuroscience 2")},
        {furtherId("dcor"), group, furtherText("Distance correlation"),
         furtherText(
             "Correlation of the distances between samples: 0 only for independent layers (with "
             "many samples), 1 = the same up to rotation and scale."),
         QStringLiteral("√( {⟨A, B⟩|‖A‖ ‖B‖} )"),
         furtherText(
             "A, B: matrices of Euclidean distances between samples, centred by rows and columns."),
         furtherText("Unchanged by rotation, shifts and one scale. Widths may differ."),
         furtherText("Biased upwards when samples are fewer than neurons, as biased CKA is."),
         furtherText("Székely, Rizzo, Bakirov 2007, Annals of Statistics 35")}};
}

QList<MeasureHelp> neighbourHelp(const QString& group)
{
    const QString invariance =
        furtherText("Unchanged by rotation and one scale for all neurons; inner "
                    "products see shifts. Widths may differ.");
    return {
        {furtherId("mutual-knn"), group, furtherText("Mutual k nearest neighbours"),
         furtherText(
             "Share of each sample's k nearest samples that are the same in both layers. 1 = all, "
             "chance = k/(n − 1)."),
         QStringLiteral("{1|n k} Σ<sub>i</sub> #( N<sub>k</sub>(x<sub>i</sub>) ∩ N<sub>k</sub>"
                        "(y<sub>i</sub>) )"),
         furtherText(
             "N<sub>k</sub>: the k = 10 nearest others by inner product or by cosine (attribute "
             "neighbours); #: how many."),
         invariance, furtherText("Says nothing about how alike the far samples are."),
         furtherText("Huh, Cheung, Wang, Isola 2024, The Platonic Representation Hypothesis, "
                     "arXiv:2405.07987")},
        {furtherId("jaccard-knn"), group, furtherText("Jaccard of neighbours"),
         furtherText(
             "Common over all of the two sets of nearest samples. 1 = the same sets, 0 = none in "
             "common."),
         QStringLiteral("{1|n} Σ<sub>i</sub> {#( N<sub>k</sub>(x<sub>i</sub>) ∩ N<sub>k</sub>"
                        "(y<sub>i</sub>) )|#( N<sub>k</sub>(x<sub>i</sub>) ∪ N<sub>k</sub>"
                        "(y<sub>i</sub>) )}"),
         furtherText("N<sub>k</sub>: the k = 10 nearest others by cosine; #: how many."),
         invariance,
         furtherText(
             "Smaller than the mutual share of the same sets: half in common gives one third."),
         furtherText(
             "Wang et al. 2022; as in Klabunde et al. 2023, Similarity of Neural Network Models, "
             "arXiv:2305.06329")},
        {furtherId("cknna"), group, furtherText("CKNNA"),
         furtherText(
             "Unbiased CKA restricted to pairs of samples that both layers hold for neighbours. 1 "
             "= "
             "the same neighbourhoods, about 0 = unrelated."),
         QStringLiteral("{HSIC<sub>1</sub>(M ⊙ K, M ⊙ L)|√( HSIC<sub>1</sub>(M<sub>K</sub> ⊙ K, "
                        "M<sub>K</sub> ⊙ K) · HSIC<sub>1</sub>(M<sub>L</sub> ⊙ L, M<sub>L</sub> ⊙ "
                        "L) )}"),
         furtherText("M: 1 where j is among the k = 10 nearest of i in both layers, M<sub>K</sub>, "
                     "M<sub>L</sub> in one."),
         invariance, furtherText("With k = n − 1 it is unbiased CKA; with small k it scatters."),
         furtherText("Huh, Cheung, Wang, Isola 2024, arXiv:2405.07987, appendix")},
        {furtherId("eigenspace"), group, furtherText("Eigenspace overlap"),
         furtherText(
             "Share of the k leading directions that both layers have in common. 1 = the same "
             "space, chance = k/n."),
         QStringLiteral("{‖U<sub>X, k</sub><sup>T</sup>U<sub>Y, k</sub>‖<sub>F</sub><sup>2</sup>|"
                        "k}"),
         furtherText(
             "U<sub>k</sub>: the k = 10 leading left singular vectors of the centred samples "
             "(attribute rank)."),
         furtherText("Unchanged by rotation, shifts and one scale. Widths may differ."),
         furtherText("All k directions count the same, however much variance they hold."),
         furtherText(
             "May et al. 2019, On the Downstream Performance of Compressed Word Embeddings, "
             "arXiv:1909.01264")}};
}

} // namespace

QList<MeasureHelp> furtherMeasureHelp()
{
    const QString group = furtherText("Measure and estimator");
    return kernelHelp(group) + canonicalHelp(group) + shapeHelp(group) + neighbourHelp(group);
}

} // namespace neurograft
