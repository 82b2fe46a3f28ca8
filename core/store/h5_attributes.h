// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/h5_handle.h"
#include "core/store/result_tables.h"

#include <string>

namespace neurograft {

/// Variable-length UTF-8 string type: what h5py reads as `str`.
H5Handle stringType(const std::string& where);

/// Writes one attribute of @p object: string, 64-bit integer or double, little endian, scalar.
void writeAttribute(hid_t object, const std::string& where, const std::string& name,
                    const Attribute& value);

/// All scalar attributes of @p object that are strings, integers or floats; others are passed over.
Attributes readAttributes(hid_t object, const std::string& where);

/// Takes @p name out of @p attributes; @p fallback when it is absent.
/// @throws StoreError when it has another type
std::string takeString(Attributes& attributes, const std::string& where, const std::string& name,
                       const std::string& fallback = {});
std::int64_t takeInteger(Attributes& attributes, const std::string& where, const std::string& name,
                         std::int64_t fallback = 0);
double takeNumber(Attributes& attributes, const std::string& where, const std::string& name,
                  double fallback = 0.0);

} // namespace neurograft
