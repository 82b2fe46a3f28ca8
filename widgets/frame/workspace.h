// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>

namespace neurograft {

/// The five places of work (ux.md 1), in the order of Ctrl+1 … Ctrl+5.
enum class Workspace { Compare, Neurons, Transfer, Evaluate, Figures };

constexpr std::array<Workspace, 5> kWorkspaces{Workspace::Compare, Workspace::Neurons,
                                               Workspace::Transfer, Workspace::Evaluate,
                                               Workspace::Figures};

/// One word for names, settings and files: "compare", "neurons", …
QString workspaceWord(Workspace workspace);
/// Its translated title: "Compare".
QString workspaceTitle(Workspace workspace);

} // namespace neurograft
