// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/locate_study.h"
#include "core/study/similarity_study.h"
#include "core/study/transfer_study.h"

#include <filesystem>
#include <string>

namespace neurograft {

/// Folder of the bundled demo pair: teacher/, student/ and data/.
/// @throws StudyError when it does not come with this program
std::filesystem::path demoFolder();

/// The bundled demo study: similarity of the demo pair over its 80 align rows of word problems,
/// four modules. The same for window and command line, so that both find the same cached Gram
/// matrices.
SimilarityStudy demoStudy(const std::filesystem::path& folder);

/// Which neurons of both models hold the letter of four held-out choices.
LocateStudy demoLocateStudy(const std::filesystem::path& folder);

/// LaTen from the teacher to the student on the choices: 8 steps at the paper's rate of 0.1.
TransferStudy demoTransferStudy(const std::filesystem::path& folder);

/// Test rows of a task of the demo pair: mmlu, gsm, humaneval, mbpp.
std::filesystem::path demoTestRows(const std::filesystem::path& folder, const std::string& task);

} // namespace neurograft
