// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure.h"

#include <filesystem>
#include <optional>

namespace neurograft {

/// File formats of "Export data of this view".
enum class DataFormat { Csv, Npz, Json, Hdf5 };

/// By the suffix of @p name: csv, npz, json, h5 or hdf5.
std::optional<DataFormat> dataFormatFromName(const QString& name);
/// Filters of a file dialog, CSV first; the chosen suffix decides the format.
QString dataFilters();

/// Writes the numbers of a figure. CSV: one line per cell, as attached to a PDF. npz, JSON, HDF5:
/// the tables under their paths in the result file, masks as "<table>_visible" (u8); JSON holds
/// the manifest too, HDF5 what it says of the run as root attributes.
/// @throws StudyError when the file exists and @p overwrite is false, StoreError when writing fails
void writeFigureData(const Figure& figure, const FigureSpec& spec,
                     const std::filesystem::path& path, DataFormat format, bool overwrite);

} // namespace neurograft
