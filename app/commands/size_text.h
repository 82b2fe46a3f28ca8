// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace neurograft {

/// Bytes for people, decimal as the files' sizes are: "12.3 MB", "4.0 GB".
std::string sizeText(double bytes);

template <class Integer> std::string sizeText(Integer bytes)
{
    return sizeText(static_cast<double>(bytes));
}

} // namespace neurograft
