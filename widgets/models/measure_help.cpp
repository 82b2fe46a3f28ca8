// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/measure_help.h"

#include "widgets/models/measure_choices.h"
#include "widgets/models/measure_help_parameters.h"
#include "widgets/models/measure_help_similarity.h"

#include <QCoreApplication>

#include <algorithm>

namespace neurograft {

namespace {

struct HelpTexts {
    Q_DECLARE_TR_FUNCTIONS(MeasureHelp)
};

QString helpText(const char* text)
{
    return HelpTexts::tr(text);
}

QString kornblith()
{
    return helpText(
        "Kornblith, Norouzi, Lee, Hinton 2019, Similarity of Neural Network Representations "
        "Revisited, arXiv:1905.00414, section 3");
}

QString song()
{
    return helpText("Song, Smola, Gretton, Bedo, Borgwardt 2012, Feature Selection via Dependence "
                    "Maximization, JMLR 13; for CKA: Nguyen, Raghu, Kornblith 2020, "
                    "arXiv:2010.15327");
}

QString ratio(const char* name, const char* measure)
{
    return QStringLiteral("%1(X, Y) = {%2(X, Y)|√( %2(X, X) · %2(Y, Y) )}")
        .arg(QLatin1String(name), QLatin1String(measure));
}

QList<MeasureHelp> measures()
{
    const QString group = helpText("Measure and estimator");
    const QString letters = helpText(
        "X: n samples of the student's layer, one per row; Y: the same samples in the teacher's "
        "layer; columns centred. K = XX<sup>T</sup>, L = YY<sup>T</sup>.");
    const QString invariance = helpText(
        "Unchanged by rotation, by one scale for all neurons and by shifts; changed by scaling "
        "single neurons. Widths may differ.");
    return {
        {QStringLiteral("cka"), group, helpText("Linear CKA"),
         helpText("How alike two layers arrange the same samples: 1 is the same up to rotation and "
                  "scale, 0 is unrelated. Higher = more alike."),
         QStringLiteral("CKA(X, Y) = {‖Y<sup>T</sup>X‖<sub>F</sub><sup>2</sup>|"
                        "‖X<sup>T</sup>X‖<sub>F</sub> · ‖Y<sup>T</sup>Y‖<sub>F</sub>}"),
         letters, invariance,
         helpText("It compares arrangements of samples, not neurons: alike layers may hold their "
                  "knowledge in different neurons."),
         kornblith()},
        {QStringLiteral("unbiased"), group, helpText("Unbiased estimator"),
         helpText("CKA from the unbiased HSIC: expected 0 for unrelated layers at every n, so that "
                  "values "
                  "can be compared across sample sizes. Small negative values are chance."),
         ratio("CKA<sub>u</sub>", "HSIC<sub>1</sub>")
             + QStringLiteral("<br>HSIC<sub>1</sub>(K, L) = {1|n(n − 3)} [ tr(K<sub>u</sub>"
                              "L<sub>u</sub>) + {(1<sup>T</sup>K<sub>u</sub>1)"
                              "(1<sup>T</sup>L<sub>u</sub>1)|(n − 1)(n − 2)} − {2|n − 2} "
                              "1<sup>T</sup>K<sub>u</sub>L<sub>u</sub>1 ]"),
         helpText("K<sub>u</sub>, L<sub>u</sub>: Gram matrices with a zero diagonal. Needs n ≥ 4; "
                  "undefined (hatched) when HSIC<sub>1</sub>(X, X) ≤ 0."),
         invariance,
         helpText("With few samples it scatters; see the interval and the shuffled baseline."),
         song()},
        {QStringLiteral("biased"), group, helpText("Biased estimator"),
         helpText("CKA from the plain HSIC, always between 0 and 1, as in most papers."),
         ratio("CKA", "HSIC<sub>b</sub>")
             + QStringLiteral("<br>HSIC<sub>b</sub>(K, L) = {tr(K H L H)|(n − 1)<sup>2</sup>}, "
                              "H = I − {1 1<sup>T</sup>|n}"),
         letters, invariance,
         helpText("Pulled towards 1 when samples are fewer than neurons: unrelated layers of width "
                  "4 096 "
                  "give 0.98 at n = 100 and 0.80 at n = 1 000. Read it beside the unbiased one."),
         kornblith()},
        {QStringLiteral("minibatch"), group, helpText("Mini-batch estimator"),
         helpText("HSIC<sub>1</sub> averaged over batches of 64 samples, then one ratio: memory "
                  "does not "
                  "grow with n."),
         QStringLiteral("CKA = {Σ<sub>b</sub> HSIC<sub>1</sub>(X<sub>b</sub>, Y<sub>b</sub>)|"
                        "√( Σ<sub>b</sub> HSIC<sub>1</sub>(X<sub>b</sub>, X<sub>b</sub>) · "
                        "Σ<sub>b</sub> HSIC<sub>1</sub>(Y<sub>b</sub>, Y<sub>b</sub>) )}"),
         helpText(
             "b runs over batches in the order of the data; a last batch below 4 is left out."),
         invariance, helpText("Small batches scatter more than one large one."),
         helpText(
             "Nguyen, Raghu, Kornblith 2020, Do Wide and Deep Networks Learn the Same Things?, "
             "arXiv:2010.15327")}};
}

QList<MeasureHelp> units()
{
    const QString group = helpText("Sample unit");
    return {
        {QStringLiteral("token"), group, helpText("Tokens"),
         helpText(
             "Every token of every text is one sample; at most 4 096 are drawn by seed. Position 0 "
             "is left out: its activations are huge in many models and would decide alone."),
         QString(), helpText("n = number of tokens."), QString(),
         helpText("Both models must share the tokenizer, or the samples would not be the same."),
         helpText("Massive activations: Sun, Chen, Kolter, Liu 2024, arXiv:2402.17762")},
        {QStringLiteral("last-token"), group, helpText("Last token"),
         helpText("The last token of every text is its sample: what the model is about to say."),
         QString(), helpText("n = number of texts."), QString(), QString(), QString()},
        {QStringLiteral("mean-token"), group, helpText("Mean token"),
         helpText(
             "The mean over the tokens of a text is its sample, position 0 left out; works for "
             "models with different tokenizers."),
         QStringLiteral("x<sub>text</sub> = {1|T − 1} Σ<sub>t = 1 … T − 1</sub> x<sub>t</sub>"),
         helpText("T: tokens of the text; n = number of texts."), QString(),
         helpText("The length of a text leaks into its mean."), QString()},
        {QStringLiteral("aligned-char"), group, helpText("Aligned characters"),
         helpText(
             "Texts are cut where tokens of both models end at the same character; the mean over "
             "the "
             "tokens of a piece is a sample. For models with different tokenizers."),
         QString(), helpText("n = number of pieces; special tokens are left out."), QString(),
         QString(), QString()},
        {QStringLiteral("given"), group, helpText("Imported activations"),
         helpText("Samples come from a file; what one stands for is known to its maker."),
         QString(), helpText("n = rows of the arrays; nothing is left out."), QString(), QString(),
         QString()}};
}

QList<MeasureHelp> views()
{
    const QString group = helpText("What is drawn");
    return {
        {QStringLiteral("mask"), group, helpText("Mask"),
         helpText("Hides cells whose layers are not to be compared; the colour range and the "
                  "second line "
                  "of the box are computed from the cells that are left."),
         QStringLiteral("upper: t ≥ s &nbsp;&nbsp; lower: t ≤ s &nbsp;&nbsp; band N: "
                        "|t − d(s)| ≤ N, &nbsp; d(s) = ⌊ s {L<sub>T</sub> − 1|"
                        "max(1, L<sub>S</sub> − 1)} + ½ ⌋"),
         helpText(
             "s, t: student and teacher layer; L<sub>S</sub>, L<sub>T</sub>: their numbers; d(s): "
             "the "
             "teacher layer at the same relative depth."),
         QString(),
         helpText(
             "The published figures show teacher layer ≥ student layer; a custom mask shows cells "
             "chosen by hand."),
         QString()},
        {QStringLiteral("box"), group, helpText("Mean and standard deviation"),
         helpText("Mean and population standard deviation over the defined cells of a map; with a "
                  "mask a "
                  "second line for the cells shown. Undefined cells are left out and counted."),
         QStringLiteral("sd = √( {1|m} Σ (c<sub>i</sub> − c̄)<sup>2</sup> )"),
         helpText("m: defined cells c<sub>i</sub>, c̄ their mean."), QString(),
         helpText("The published boxes match the whole matrix, not the shown half."), QString()},
        {QStringLiteral("undefined"), group, helpText("Undefined cells"),
         helpText(
             "A hatched cell has no value: too few samples, a layer without variance, values that "
             "are not finite, or HSIC(X, X) ≤ 0. The run goes on; the reason is in the tooltip."),
         QString(), QString(), QString(), QString(), QString()},
        {QStringLiteral("scale"), group, helpText("Colour scale"),
         helpText(
             "Locked: one range for all maps, so that equal colours mean equal values. Measures "
             "between 0 and 1 use 0 … 1; others the smallest and largest shown value, rounded "
             "outwards to 0.05."),
         QString(), QString(), QString(), helpText("Unlocked maps cannot be compared by colour."),
         QString()}};
}

QList<MeasureHelp> checks()
{
    const QString group = helpText("Checks");
    return {
        {QStringLiteral("self-check"), group, helpText("Self-check"),
         helpText(
             "Every run compares each layer with itself, which must give 1 to 10<sup>−6</sup>, and "
             "with shuffled samples, which must give 0 within three standard errors."),
         QStringLiteral("|CKA(X, X) − 1| ≤ 10<sup>−6</sup>, &nbsp; "
                        "|CKA<sub>u</sub>(X, πY)| ≤ 3 · SE"),
         helpText(
             "π: a random order of the samples, drawn by seed; SE: standard error over the drawn "
             "orders."),
         QString(), helpText("A failed check is red, and figures say so."), QString()},
        {QStringLiteral("interval"), group, helpText("Interval and shuffled baseline"),
         helpText(
             "The interval holds the middle 95 % of values when texts are drawn anew with "
             "replacement; the baseline is the value that 95 % of shuffled orders stay below."),
         QString(),
         helpText("Whole texts are drawn; kernel entries between copies of one sample count as 0."),
         QString(), QString(),
         helpText("Efron 1979, Bootstrap Methods, Annals of Statistics 7; permutation test as in "
                  "Song et "
                  "al. 2012")}};
}

QList<MeasureHelp> texts()
{
    const QString group = helpText("Texts and tokens");
    return {
        {QStringLiteral("loss"), group, helpText("Tokens that carry the loss"),
         helpText(
             "Training and perplexity predict the response and the end mark, not the prompt. They "
             "are underlined in the token preview."),
         QStringLiteral("nll = {1|m} Σ − log p(x<sub>t</sub> | x<sub>&lt; t</sub>), &nbsp; "
                        "perplexity = exp(nll)"),
         helpText(
             "The sum runs over the m underlined tokens of all rows. The response starts where the "
             "prompt's own tokens end; a token that straddles the border counts as response."),
         QString(), QString(), QString()},
        {QStringLiteral("truncation"), group, helpText("Cut-off"),
         helpText(
             "Texts longer than the cut-off are cut on the right. Transfer and perplexity cut at "
             "1 024 tokens, sensitivity at 2 048; similarity reads whole texts."),
         QString(), QString(), QString(),
         helpText(
             "A row that loses its whole response teaches nothing; it is skipped and counted."),
         QString()},
        {QStringLiteral("overlap"), group, helpText("Overlap of splits"),
         helpText(
             "Rows of two splits with exactly the same text. Shared rows make scores look better "
             "than they are."),
         QString(), QString(), QString(), helpText("Paraphrases are not found."), QString()}};
}

QList<MeasureHelp> neurons()
{
    const QString group = helpText("Neurons");
    return {
        {QStringLiteral("neuron-tokens"), group, helpText("What a neuron writes"),
         helpText(
             "The logits of all tokens when the neuron's vector alone stood in the residual "
             "stream: "
             "with a positive coefficient it raises the tokens it promotes and lowers those it "
             "suppresses; with a negative one it is the other way round."),
         QStringLiteral("logits = W<sub>U</sub> (g ⊙ w)"),
         helpText(
             "w is the neuron's column of down_proj, or of o_proj for attention; g the gain of the "
             "final norm, which can be left out; W<sub>U</sub> the unembedding."),
         helpText("The scale of the final norm is left out: it is positive and does not change the "
                  "order."),
         helpText("Only the direct way to the head: what later layers make of it is not seen."),
         helpText("Yu and Ananiadou 2024, Neuron-Level Knowledge Attribution, arXiv:2312.12141")},
        {QStringLiteral("coefficient"), group, helpText("Coefficient of a neuron"),
         helpText(
             "How strongly the neuron writes at a token: what it adds to the residual stream is "
             "its coefficient times its vector."),
         QStringLiteral("m = SiLU(x W<sub>gate</sub><sup>⊤</sup>) ⊙ x "
                        "W<sub>up</sub><sup>⊤</sup>"),
         helpText("x is the normed input of the feed-forward layer at that token; of an attention "
                  "neuron it is z, the attention-weighted value."),
         QString(), QString(), QString()},
        {QStringLiteral("twins"), group, helpText("Twins"),
         helpText(
             "The neurons of the other model that write most alike to the shared vocabulary: 1 = "
             "the same tokens in the same proportion, 0 = nothing in common."),
         QStringLiteral("cos = {⟨W<sub>U</sub><sup>S</sup> (g ⊙ w)<sup>S</sup>, "
                        "W<sub>U</sub><sup>T</sup> (g ⊙ w)<sup>T</sup>⟩|‖·‖ ‖·‖}"),
         helpText(
             "Both vectors are logits over all tokens the models share; all neurons of the same "
             "kind are compared, none is sampled."),
         helpText("Widths may differ; length does not matter."),
         helpText("Needs one tokenizer: ids of two vocabularies do not mean the same words."),
         QString()},
        {QStringLiteral("matching"), group, helpText("Matched neurons"),
         helpText("Located neurons of both models, paired one to one so that the sum of the "
                  "correlations of their coefficients over shared samples is as large as it can "
                  "be."),
         QStringLiteral("max<sub>π</sub> Σ<sub>i</sub> corr(m<sub>i</sub><sup>S</sup>, "
                        "m<sub>π(i)</sub><sup>T</sup>)"),
         helpText("matched is the mean over those pairs, ranked the mean when the i-th best of "
                  "both are paired, best that of each student neuron's best teacher neuron."),
         helpText("Widths may differ; the scale of a neuron and where it is zero do not matter."),
         helpText("The optimum of nothing but chance is above 0, the more so the fewer samples: "
                  "read matched beside shuffled."),
         helpText("Li et al. 2016, Convergent Learning, arXiv:1511.07543, section 3.2")},
        {QStringLiteral("logit-lens"), group, helpText("Logit lens"),
         helpText(
             "What the model would predict at a token if the final norm and the unembedding came "
             "right behind each layer."),
         QStringLiteral("logits<sub>l</sub> = W<sub>U</sub> norm(h<sub>l</sub>)"), QString(),
         QString(), helpText("Early layers need not speak the language of the head."),
         helpText("nostalgebraist 2020, interpreting GPT: the logit lens")}};
}

} // namespace

const QList<MeasureHelp>& measureHelp()
{
    static const QList<MeasureHelp> all = measures() + furtherMeasureHelp() + parameterHelp()
        + units() + views() + checks() + texts() + neurons();
    return all;
}

const MeasureHelp* findMeasureHelp(const QString& id)
{
    QString wanted = id;
    if (id == QLatin1String("cka-biased")) {
        wanted = QStringLiteral("biased");
    } else if (id == QLatin1String("cka-minibatch")) {
        wanted = QStringLiteral("minibatch");
    } else if (id == QLatin1String("upper") || id == QLatin1String("lower")
               || id == QLatin1String("none") || id.startsWith(QLatin1String("band:"))
               || id.startsWith(QLatin1String("custom:"))) {
        wanted = QStringLiteral("mask");
    }
    const QList<MeasureHelp>& all = measureHelp();
    const auto find = [&all](const QString& word) {
        const auto found = std::find_if(all.begin(), all.end(),
                                        [&](const MeasureHelp& one) { return one.id == word; });
        return found == all.end() ? nullptr : &*found;
    };
    if (const MeasureHelp* help = find(wanted)) {
        return help;
    }
    const MeasureForm form = formOfTable(id); // a form without a text of its own
    const MeasureVariant& variant = measureChoice(form.measure).variant(form.variant);
    return variant.table == id ? find(form.measure) : nullptr;
}

QStringList helpIdsOfTable(const QString& table)
{
    QStringList ids{formOfTable(table).measure};
    const MeasureHelp* form =
        findMeasureHelp(table == QLatin1String("cka") ? QStringLiteral("unbiased") : table);
    if (form != nullptr && !ids.contains(form->id)) {
        ids << form->id;
    }
    return ids;
}

} // namespace neurograft
