// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/study/distillation_study.h"
#include "core/study/laten_study.h"
#include "core/study/semalign_study.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// Everything that defines a transfer run (cli.md `transfer`, transfer.md 1 to 8). Same study, same
/// numbers. The defaults are those of transfer.md 1; transferDefaults() has those of a method.
struct TransferStudy {
    /// lora | gaussian-lora | pissa | seeking | random-submatrix | shuffled | noise | self |
    /// other-task | unaligned | laten | semalign | sft | seqkd | gkd
    std::string method = "lora";
    std::filesystem::path teacher; ///< where needsTeacher()
    std::filesystem::path student;
    /// Rows to locate by (of the teacher's sensitivity), JSON Lines; SemAlign: rows the critical
    /// layers are found by, empty = the first of train.
    std::filesystem::path extract;
    /// LaTen: rows the translators learn from; unaligned: rows the perplexity is measured on, may
    /// be empty; sft, seqkd, gkd: with extract in place of train (takesLatenRows()).
    std::filesystem::path align;
    std::filesystem::path train; ///< rows to learn from; LaTen: rows the seed example is drawn from
    std::filesystem::path validation; ///< rows the loss is also measured on; may be empty
    RowSelection rows; ///< of the train rows
    std::int64_t extractLimit = 32; ///< seed examples: the first rows; 0 = all
    /// Seven matrices of a layer, embed_tokens, lm_head.
    std::vector<std::string> modules{"v_proj", "o_proj", "up_proj", "down_proj"};
    std::int64_t rank = 16;
    double alpha = 16.0; ///< the change is alpha / rank * B A
    double dropout = 0.05; ///< of the input of A, while training
    /// Unaligned (transfer.md 5): d1 low-rank factors of the teacher's submatrix | d2 the submatrix
    /// itself | d3 vectors of located neurons, cut to the student's width | d4 the same, projected.
    std::string variant = "d1";
    double lambda = 1.0; ///< unaligned: factor of the change; 1 of a replacement replaces
    bool substitutes = false; ///< unaligned d3, d4: vectors take the place of the student's
    double rate = 0.1; ///< share of the student's neurons that are changed: laten, unaligned d3, d4
    std::string svd = "auto"; ///< auto | exact | krylov | randomized
    std::int64_t svdIterations = 4; ///< power iterations of `randomized`
    std::string layerOrder = "highest"; ///< which of the teacher's layers, of kLayerOrders
    /// The teacher's layer for each layer of the student, in its order; empty: chosen by
    /// layerOrder.
    std::vector<std::int64_t> teacherLayers;
    std::string structure = "submatrix"; ///< what is taken of a matrix: as LocateStudy::structure
    bool isTrained = true; ///< false: the start state only (--no-train)
    double epochs = 5.0;
    std::int64_t stepsLimit = 0; ///< stop after so many steps of the schedule; 0 = never
    double learningRate = 3e-4;
    /// linear | cosine | constant; LaTen: onecycle | constant_first (6.5)
    std::string schedule = "linear";
    double warmup = 0.03; ///< share of all steps
    std::int64_t warmupSteps = 0; ///< in place of the share; 0 = by the share
    double weightDecay = 0.0;
    double clip = 1.0; ///< largest norm of all gradients; 0 = none
    std::int64_t batch = 64; ///< rows of one step
    std::int64_t microBatch = 8; ///< rows that go through the model together
    bool trainsOnInputs = false; ///< the prompt's tokens are learned too
    std::string recompute = "auto"; ///< keep layer inputs only and compute again: auto | on | off
    std::int64_t maxLength = 1024; ///< tokens of a row, cut on the right (D6)
    std::int64_t validateEvery = 0; ///< steps; 0 = at the end
    std::int64_t saveEvery = 0; ///< steps between kept adapters; 0 = only the last
    std::int64_t keep = 0; ///< how many of them stay; 0 = all
    std::vector<std::int64_t> seeds; ///< several runs in one; empty = `seed` alone
    std::uint64_t seed = 42;
    std::string mode =
        "corrected"; ///< corrected | compat: A0, B0 of seeking rounded to half; LaTen
    std::string teacherDevice = "auto"; ///< auto | cpu | cuda | cuda:N
    std::string studentDevice = "auto";
    std::string teacherDtype = "auto"; ///< auto | float32 | bfloat16 | float16
    std::string studentDtype = "auto"; ///< adapters are float32 whatever it is
    int threads = 0; ///< 0 = as many as cores
    bool isDeterministic = false;
    LatenStudy laten; ///< of method laten alone; alignPerStep where takesLatenRows()
    DistillationStudy distillation; ///< of seqkd and gkd alone
    SemAlignStudy semalign; ///< of method semalign alone

    /// The seeds of all runs.
    std::vector<std::uint64_t> allSeeds() const;
};

/// Whether a method trains low-rank factors over the student's weights.
bool trainsAdapter(const TransferStudy& study);
/// Whether a method starts from matrices in place of zeros: `initial/` and `converted/` are
/// written.
bool startsFromMatrices(const TransferStudy& study);
/// Whether the teacher's weights are needed.
bool needsTeacher(const TransferStudy& study);
/// Whether the teacher's sensitivity decides what is taken.
bool needsSensitivity(const TransferStudy& study);
/// Whether the layers that are paired can be said by hand (TransferStudy::teacherLayers).
bool takesTeacherLayers(const TransferStudy& study);
/// Whether neurons of both models are located first.
bool needsNeurons(const TransferStudy& study);
/// Whether the teacher's outputs are learned position by position, so that both models need one
/// vocabulary.
bool needsOneVocabulary(const TransferStudy& study);
/// Whether matrices are cut out of the teacher's.
bool takesTeacherMatrices(const TransferStudy& study);

/// A study of @p method with its defaults (transfer.md 1, 3.3, 4.4, 6.4 to 6.6, 7, 8). Those of
/// LaTen depend on the mode.
TransferStudy transferDefaults(const std::string& method, const std::string& mode = "corrected");

/// The methods that can be run, in the order of transfer.md.
const std::vector<std::string>& transferMethods();

/// @throws UsageError naming the option for words that are none, numbers out of range and
/// combinations that have no meaning
void checkTransferStudy(const TransferStudy& study);

/// The study as JSON: every value written out, keys in a fixed order; what a result file keeps as
/// `study`.
std::string studyText(const TransferStudy& study);

/// The study of such a text, strictly; absent keys have the defaults of its method.
/// @param name what messages call the text
/// @throws StudyError with the JSON path, FormatError when it is no JSON
TransferStudy parseTransferStudy(std::string_view text, const std::string& name);

/// The command line that repeats the run, ready for a POSIX shell. Options at the method's default
/// are left out.
std::string transferCommandLine(const TransferStudy& study, const std::filesystem::path& out);

} // namespace neurograft
