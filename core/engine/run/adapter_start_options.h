// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/transfer/adapter_start.h"
#include "core/engine/transfer/source_matrices.h"
#include "core/study/transfer_study.h"

namespace neurograft {

/// How the factors of a study's method begin.
AdapterStartOptions startOptions(const TransferStudy& study);

/// Which matrices they are taken from. @pre the method starts from matrices
SourceKind sourceOf(const TransferStudy& study);

} // namespace neurograft
