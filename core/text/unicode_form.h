// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/aligned_text.h"

namespace neurograft {

/// Normalisation forms of Unicode (UAX 15).
enum class UnicodeForm { Nfc, Nfd, Nfkc, Nfkd };

/// Brings @p text into a normalisation form. Alignment as in the reference: the first character of
/// a decomposition stands for the old one and the rest are inserted after it; a composition drops
/// what it swallowed.
void normalizeUnicode(AlignedText& text, UnicodeForm form);

} // namespace neurograft
