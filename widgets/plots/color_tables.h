// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

namespace neurograft {

// Colour values 0xRRGGBB from dark or negative to bright or positive; rounded from the published
// floating-point tables. magma, viridis: CC0 (matplotlib). cividis: Nunez, Anderton, Renslow 2018,
// as distributed with matplotlib. vik: Fabio Crameri, Scientific colour maps, MIT licence:
// Copyright (c) 2020 Fabio Crameri. Permission is hereby granted, free of charge, to any person
// obtaining a copy of this software and associated documentation files, to deal in the software
// without restriction, including without limitation the rights to use, copy, modify, merge,
// publish, distribute, sublicense, and/or sell copies of the software, provided that this copyright
// notice and this permission notice are included in all copies or substantial portions of the
// software. The software is provided "as is", without warranty of any kind.
extern const std::array<std::uint32_t, 256> kMagmaTable;
extern const std::array<std::uint32_t, 256> kViridisTable;
extern const std::array<std::uint32_t, 256> kCividisTable;
extern const std::array<std::uint32_t, 256> kGreyTable;
extern const std::array<std::uint32_t, 256> kVikTable;

} // namespace neurograft
