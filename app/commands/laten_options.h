// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace CLI {
class App;
}

namespace neurograft {

class TransferChanges;

/// Options that method laten alone has (transfer.md 6). @p changes must outlive the parsing.
void declareLaten(CLI::App& parser, TransferChanges& changes);

} // namespace neurograft
