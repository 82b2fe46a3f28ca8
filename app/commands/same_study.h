// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace neurograft {

/// Whether a partial result may be continued (cli.md `--resume`).
/// @param out the result file; @param earlier, asked its study and the one asked for, as JSON texts
/// with every key written out
/// @throws StudyError naming the keys that differ
void requireSameStudy(const std::string& out, const std::string& earlier, const std::string& asked);

} // namespace neurograft
