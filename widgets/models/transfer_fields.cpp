// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/transfer_fields.h"

#include "widgets/models/selection_item.h"
#include "widgets/plots/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace neurograft {

namespace {

using Json = nlohmann::json;
using TransferFieldKind = TransferField::Kind;

struct TransferFieldsTexts {
    Q_DECLARE_TR_FUNCTIONS(TransferFields)
};

/// Which methods use a field; a sum of them.
enum Use : unsigned {
    kAdapter = 1, ///< low-rank factors are trained
    kMatrices = 2, ///< they start from matrices
    kSensitivity = 4, ///< the teacher's sensitivity chooses
    kNeurons = 8, ///< vectors of located neurons are moved without training
    kUnaligned = 16,
    kLaten = 32,
    kGkd = 64,
    kSamples = 128, ///< a model writes texts that are learned
    kSemAlign = 256,
    kEvery = 511
};

unsigned usesOf(const TransferStudy& study)
{
    if (study.method == "laten") {
        return kLaten;
    }
    unsigned uses = trainsAdapter(study) ? kAdapter : kUnaligned;
    uses |= startsFromMatrices(study) ? kMatrices : 0U;
    uses |= needsSensitivity(study) ? kSensitivity : 0U;
    uses |= needsNeurons(study) ? kNeurons : 0U;
    uses |= study.method == "gkd" ? kGkd | kSamples : 0U;
    uses |= study.method == "seqkd" ? kSamples : 0U;
    uses |= study.method == "semalign" ? kSemAlign : 0U;
    return uses;
}

/// A line of the table; texts are translated when it is read.
struct Row {
    const char* key;
    const char* label;
    const char* tip;
    TransferFieldKind kind;
    unsigned uses;
    bool isMain = false;
    std::int64_t least = 0;
    const char* leastText = "";
    const char* words = ""; ///< parted by spaces
};

#define TEXT(text) QT_TRANSLATE_NOOP("TransferFields", text)

// clang-format off
const std::vector<Row>& table()
{
    static const std::vector<Row> rows{
        {"variant", TEXT("Variant"), TEXT("d1: low-rank factors of the teacher's submatrix; d2: the submatrix itself; d3: vectors of located neurons; d4: the same, projected"), TransferFieldKind::Word, kUnaligned, true, 0, "", "d1 d2 d3 d4"},
        {"lambda", TEXT("Factor λ"), TEXT("The change is multiplied by it"), TransferFieldKind::Number, kUnaligned, true},
        {"substitute", TEXT("Substitute"), TEXT("Vectors take the place of the student's instead of being added"), TransferFieldKind::Flag, kNeurons, true},
        {"rate", TEXT("Transfer rate"), TEXT("Share of the student's neurons that are changed, 0 to 1 (arXiv:2505.14436: 0.1)"), TransferFieldKind::Number, kLaten | kNeurons, true},
        {"laten/steps", TEXT("Steps"), TEXT("Optimiser steps of the translators; each locates by one seed example"), TransferFieldKind::Count, kLaten, true, 0, TEXT("one per seed example")},
        {"distillation/lambda", TEXT("Own samples λ"), TEXT("Share of the steps that learn what the student itself writes; 0: supervised distillation on the rows (arXiv:2306.13649)"), TransferFieldKind::Number, kGkd, true},
        {"distillation/beta", TEXT("Divergence β"), TEXT("0: KL of the teacher to the student; 1: of the student to the teacher; between: generalised Jensen-Shannon"), TransferFieldKind::Number, kGkd, true},
        {"semalign/version", TEXT("Version"), TEXT("v1: critical layers alone (arXiv:2510.24208); v2: every layer in turn, as far as its abstract tells"), TransferFieldKind::Word, kSemAlign, true, 0, "", "v1 v2"},
        {"semalign/layers", TEXT("Critical layers"), TEXT("Of the teacher, 3,7; nothing: found by gradient times activation"), TransferFieldKind::Counts, kSemAlign, true},
        {"epochs", TEXT("Epochs"), TEXT("Passes over the train rows"), TransferFieldKind::Number, kAdapter, true},
        {"steps_limit", TEXT("Stop after"), TEXT("Steps of the schedule that are run; the learning rate falls as if all were"), TransferFieldKind::Count, kAdapter, true, 0, TEXT("all steps")},
        {"learning_rate", TEXT("Learning rate"), TEXT("The highest of the schedule"), TransferFieldKind::Number, kAdapter | kLaten, true},
        {"rank", TEXT("Rank r"), TEXT("Columns of B and rows of A; smaller where a matrix is"), TransferFieldKind::Count, kAdapter | kSensitivity, true, 1},
        {"alpha", TEXT("Alpha"), TEXT("The change is alpha / r · B A"), TransferFieldKind::Number, kAdapter | kSensitivity, true},
        {"modules", TEXT("Modules"), TEXT("Matrices that are changed in every layer"), TransferFieldKind::Modules, kEvery, true},
        {"extract_limit", TEXT("Seed examples"), TEXT("How many of the extract rows are used, the first ones"), TransferFieldKind::Count, kSensitivity | kNeurons | kLaten, false, 0, TEXT("all")},
        {"layer_order", TEXT("Teacher's layers"), TEXT("Which are taken, by their sensitivity or place; the pairing view can say each"), TransferFieldKind::Word, kSensitivity, false, 0, "", "highest lowest first last random"},
        {"structure", TEXT("Taken as"), TEXT("What is taken of a matrix (arXiv:2310.11451: the submatrix with the largest sensitivity)"), TransferFieldKind::Word, kSensitivity, false, 0, "", "submatrix shared-window random neuron row-column"},
        {"svd", TEXT("Decomposition"), TEXT("How singular triplets are found"), TransferFieldKind::Word, kMatrices, false, 0, "", "auto exact krylov randomized"},
        {"svd_iterations", TEXT("Power iterations"), TEXT("Of the randomised decomposition"), TransferFieldKind::Count, kMatrices},
        {"semalign/critical", TEXT("How many critical"), TEXT("Layers that are found when none is named"), TransferFieldKind::Count, kSemAlign, false, 1},
        {"semalign/layer_score", TEXT("Layer score"), TEXT("Gradient times activation: absolute value of the sum, or sum of absolute values"), TransferFieldKind::Word, kSemAlign, false, 0, "", "sum absolute"},
        {"distillation/seq_kd", TEXT("Teacher writes the rest"), TEXT("The steps that do not learn the student's samples learn the teacher's in place of the rows"), TransferFieldKind::Flag, kGkd},
        {"distillation/temperature", TEXT("Temperature"), TEXT("Of samples; 0: the likeliest word each time. The divergence is always taken at 1"), TransferFieldKind::Number, kSamples},
        {"distillation/top_p", TEXT("Top p"), TEXT("Of samples: the smallest set of words with this mass"), TransferFieldKind::Number, kSamples},
        {"distillation/max_new_tokens", TEXT("Longest sample"), TEXT("New tokens at most"), TransferFieldKind::Count, kSamples, false, 1},
        {"dropout", TEXT("Dropout"), TEXT("Of the adapter's input, while training"), TransferFieldKind::Number, kAdapter},
        {"batch", TEXT("Batch"), TEXT("Rows of one step"), TransferFieldKind::Count, kAdapter, false, 1},
        {"micro_batch", TEXT("Micro-batch"), TEXT("Rows that go through the model together: fewer need less memory"), TransferFieldKind::Count, kAdapter | kLaten, false, 1},
        {"schedule", TEXT("Schedule"), TEXT("How the learning rate falls"), TransferFieldKind::Word, kAdapter, false, 0, "", "linear cosine constant"},
        {"schedule", TEXT("Schedule"), TEXT("onecycle: up and down over the steps; constant_first: as the first release of the code had it"), TransferFieldKind::Word, kLaten, false, 0, "", "onecycle constant_first"},
        {"warmup", TEXT("Warm-up"), TEXT("Share of the steps in which the rate rises"), TransferFieldKind::Number, kAdapter | kLaten},
        {"warmup_steps", TEXT("Warm-up steps"), TEXT("In place of the share"), TransferFieldKind::Count, kAdapter, false, 0, TEXT("by the share")},
        {"weight_decay", TEXT("Weight decay"), TEXT("Of AdamW"), TransferFieldKind::Number, kAdapter | kLaten},
        {"clip", TEXT("Clipping"), TEXT("Largest norm of all gradients together; 0: none"), TransferFieldKind::Number, kAdapter | kLaten},
        {"max_length", TEXT("Cut-off"), TEXT("Tokens of a row; what is longer is cut on the right"), TransferFieldKind::Count, kAdapter | kLaten, false, 2},
        {"train_on_inputs", TEXT("Learn prompts too"), TEXT("The prompt's tokens carry the loss as well"), TransferFieldKind::Flag, kAdapter | kLaten},
        {"laten/align_per_step", TEXT("Align rows a step"), TEXT("Drawn for each step beside the located example; all of them when there are no more"), TransferFieldKind::Count, kLaten},
        {"laten/lambda_mse", TEXT("Penalty λ"), TEXT("Weight of the mean square of what is added to the student"), TransferFieldKind::Number, kLaten},
        {"laten/half_output", TEXT("Half output"), TEXT("What is added is rounded to float16, as the official code does"), TransferFieldKind::Flag, kLaten},
        {"laten/beta1", TEXT("AdamW β₁"), TEXT("Not used while it is cycled"), TransferFieldKind::Number, kLaten},
        {"laten/beta2", TEXT("AdamW β₂"), TEXT("Of the squared gradients"), TransferFieldKind::Number, kLaten},
        {"laten/cycle_beta", TEXT("Cycle β₁"), TEXT("β₁ falls and rises with the schedule, as the official code does"), TransferFieldKind::Flag, kLaten},
        {"laten/reduction", TEXT("Gradients of a step"), TEXT("Mean or sum over its examples"), TransferFieldKind::Word, kLaten, false, 0, "", "mean sum"},
        {"laten/seed_row", TEXT("Row for the delta"), TEXT("Row, from 0, by which the neurons of the final change are located"), TransferFieldKind::Count, kLaten, false, -1, TEXT("drawn by the seed")},
        {"laten/random_neurons", TEXT("Random neurons"), TEXT("Control: drawn instead of located"), TransferFieldKind::Word, kLaten, false, 0, "", "none teacher student both"},
        {"laten/layer_pairing", TEXT("Layer pairing"), TEXT("rank: the teacher's best layers in their order; depth: evenly over its depth"), TransferFieldKind::Word, kLaten, false, 0, "", "rank depth"},
        {"laten/neuron_pairing", TEXT("Neuron pairing"), TEXT("rank: the k-th best with the k-th best; shuffled: a control"), TransferFieldKind::Word, kLaten, false, 0, "", "rank shuffled"},
        {"laten/vectors", TEXT("Translator reads"), TEXT("The teacher's vectors, or as a control noise of their size"), TransferFieldKind::Word, kLaten, false, 0, "", "teacher noise"},
        {"laten/delta", TEXT("Added is"), TEXT("What the translator says; its mean; or as a control numbers trained without any teacher"), TransferFieldKind::Word, kLaten, false, 0, "", "translated mean free"},
        {"laten/save", TEXT("Saved is"), TEXT("single: the change; noop: nothing, as the official release; accumulate: those of all kept steps (both compat only)"), TransferFieldKind::Word, kLaten, false, 0, "", "single noop accumulate"},
        {"trained", TEXT("Train"), TEXT("Off: only the start state is written"), TransferFieldKind::Flag, kAdapter | kLaten},
        {"validate_every", TEXT("Validate every"), TEXT("Steps between two losses of the validation rows"), TransferFieldKind::Count, kAdapter | kLaten, false, 0, TEXT("at the end")},
        {"save_every", TEXT("Keep every"), TEXT("Steps between two states that are kept as step-<k>"), TransferFieldKind::Count, kAdapter | kLaten, false, 0, TEXT("only the last")},
        {"keep", TEXT("Of them keep"), TEXT("The newest so many kept states"), TransferFieldKind::Count, kAdapter | kLaten, false, 0, TEXT("all")},
        {"recompute", TEXT("Recompute layers"), TEXT("Compute layers again on the way back: less memory, more time"), TransferFieldKind::Word, kAdapter, false, 0, "", "auto on off"},
        {"seeds", TEXT("Seeds"), TEXT("Several runs in one, 42,43,44; nothing: the study's seed"), TransferFieldKind::Counts, kEvery},
    };
    return rows;
}
// clang-format on

/// Paths, and what the pairing view shows.
constexpr std::array<const char*, 3> kNoFields{"laten/translator", "laten/trace", "teacher_layers"};

/// Matrices that a method can change.
QString modulesOf(const TransferStudy& study)
{
    if (study.method == "laten" || needsNeurons(study)) {
        return QStringLiteral("up_proj down_proj v_proj o_proj");
    }
    const QString layer = QStringLiteral("q_proj k_proj v_proj o_proj gate_proj up_proj down_proj");
    const bool hasEnds =
        trainsAdapter(study) && study.method != "pissa" && study.method != "semalign";
    return hasEnds ? layer + QStringLiteral(" embed_tokens lm_head") : layer;
}

TransferField fieldOf(const Row& row, const TransferStudy& study)
{
    TransferField field;
    field.key = row.key;
    field.label = TransferFieldsTexts::tr(row.label);
    field.tip = TransferFieldsTexts::tr(row.tip);
    field.kind = row.kind;
    field.least = row.least;
    field.leastText = *row.leastText == '\0' ? QString() : TransferFieldsTexts::tr(row.leastText);
    field.isMain = row.isMain;
    const QString words =
        row.kind == TransferFieldKind::Modules ? modulesOf(study) : QString::fromLatin1(row.words);
    for (const QString& word : words.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        field.words.emplace_back(row.kind == TransferFieldKind::Modules ? shortModuleName(word)
                                                                        : word,
                                 word.toStdString());
    }
    return field;
}

/// A name that the table does not know, shown as it is.
TransferField plainField(const std::string& key, const Json& value)
{
    TransferField field;
    field.key = key;
    const QString name = QString::fromStdString(key).section(QLatin1Char('/'), -1);
    field.label = QString(name).replace(QLatin1Char('_'), QLatin1Char(' '));
    field.label[0] = field.label[0].toUpper();
    field.tip = TransferFieldsTexts::tr("Option %1 of the command line").arg(name);
    if (value.is_boolean()) {
        field.kind = TransferFieldKind::Flag;
    } else if (value.is_number_integer()) {
        field.kind = TransferFieldKind::Count;
    } else if (value.is_number()) {
        field.kind = TransferFieldKind::Number;
    } else if (value.is_array()) {
        field.kind = TransferFieldKind::Counts;
    } else {
        field.kind = TransferFieldKind::Word;
    }
    return field;
}

bool isInTable(const std::string& key)
{
    const auto isKey = [&key](const auto& row) { return key == row.key; };
    return std::any_of(table().begin(), table().end(), isKey)
        || std::find(kNoFields.begin(), kNoFields.end(), key) != kNoFields.end();
}

} // namespace

std::vector<TransferField> transferFields(const TransferOptions& options)
{
    const unsigned uses = usesOf(options.study());
    std::vector<TransferField> fields;
    for (const Row& row : table()) {
        if ((row.uses & uses) != 0U && !options.value(row.key).is_null()) {
            fields.push_back(fieldOf(row, options.study()));
        }
    }
    for (const std::string& key : options.keys()) {
        const bool isOfOther =
            key.find('/') != std::string::npos && key.rfind(options.method() + '/', 0) != 0;
        const Json value = options.value(key);
        if (!isInTable(key) && !isOfOther && !value.is_string()) {
            fields.push_back(plainField(key, value));
        }
    }
    return fields;
}

QString transferValueText(const TransferField& field, const Json& value)
{
    if (value.is_boolean()) {
        return value.get<bool>() ? TransferFieldsTexts::tr("on") : TransferFieldsTexts::tr("off");
    }
    if (value.is_array()) {
        QStringList parts;
        for (const Json& each : value) {
            parts << (each.is_string()
                          ? shortModuleName(QString::fromStdString(each.get<std::string>()))
                          : QString::fromStdString(each.dump()));
        }
        return parts.isEmpty() ? TransferFieldsTexts::tr("none") : parts.join(QStringLiteral(", "));
    }
    if (value.is_string()) {
        return QString::fromStdString(value.get<std::string>());
    }
    const bool isLeast = field.kind == TransferFieldKind::Count && value.is_number_integer()
        && value.get<std::int64_t>() == field.least && !field.leastText.isEmpty();
    return isLeast                ? field.leastText
        : value.is_number_float() ? QString::number(value.get<double>(), 'g', 10)
                                  : QString::fromStdString(value.dump());
}

QString transferMethodTitle(const std::string& method)
{
    static const std::array<std::pair<const char*, const char*>, 15> kTitles{
        {{"laten", TEXT("LaTen")},
         {"seeking", TEXT("Seeking")},
         {"pissa", TEXT("PiSSA")},
         {"lora", TEXT("LoRA")},
         {"gaussian-lora", TEXT("Gaussian LoRA")},
         {"random-submatrix", TEXT("Control: random submatrix")},
         {"shuffled", TEXT("Control: shuffled")},
         {"noise", TEXT("Control: noise")},
         {"self", TEXT("Control: self")},
         {"other-task", TEXT("Control: other task")},
         {"unaligned", TEXT("Unaligned")},
         {"semalign", TEXT("SemAlign")},
         {"sft", TEXT("Baseline: fine-tuning")},
         {"seqkd", TEXT("Baseline: SeqKD")},
         {"gkd", TEXT("Baseline: GKD")}}};
    for (const auto& [word, title] : kTitles) {
        if (method == word) {
            return TransferFieldsTexts::tr(title);
        }
    }
    return QString::fromStdString(method);
}

QString transferMethodTip(const std::string& method)
{
    static const std::array<std::pair<const char*, const char*>, 15> kTips{
        {{"laten",
          TEXT("Locates neurons, learns to translate the teacher's vectors and adds them "
               "to the student's neurons (arXiv:2505.14436)")},
         {"seeking",
          TEXT("Starts adapters from the teacher's most sensitive submatrices, then "
               "trains them (arXiv:2310.11451)")},
         {"pissa", TEXT("Starts adapters from the student's own largest singular triplets")},
         {"lora", TEXT("Adapters that start at zero: the baseline")},
         {"gaussian-lora", TEXT("LoRA with normally distributed A")},
         {"random-submatrix", TEXT("As Seeking, from anywhere in layers that are drawn")},
         {"shuffled", TEXT("As Seeking, with rows and columns in a drawn order")},
         {"noise", TEXT("As Seeking, from noise of the same norm")},
         {"self", TEXT("As Seeking, from the student itself")},
         {"other-task", TEXT("As Seeking, with seed examples of another task")},
         {"unaligned", TEXT("Adds or substitutes the teacher's parameters without any training")},
         {"semalign",
          TEXT("A layer is to add to the student what the teacher's layer adds, carried over by "
               "the words both mean (arXiv:2510.24208)")},
         {"sft", TEXT("The rows alone, without the teacher")},
         {"seqkd", TEXT("The rows' prompts with answers that the teacher writes")},
         {"gkd",
          TEXT("The teacher's probabilities of every word, on what the student itself writes "
               "(arXiv:2306.13649); λ 0: on the rows")}}};
    for (const auto& [word, tip] : kTips) {
        if (method == word) {
            return TransferFieldsTexts::tr(tip);
        }
    }
    return {};
}

} // namespace neurograft
