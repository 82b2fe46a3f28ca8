// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace CLI {
class App;
}

namespace neurograft {

class TransferChanges;

/// Options that seqkd, gkd and semalign alone have (transfer.md 7, 8). @p changes must outlive the
/// parsing.
void declareDistillation(CLI::App& parser, TransferChanges& changes);

} // namespace neurograft
