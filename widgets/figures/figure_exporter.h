// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure.h"

#include <nlohmann/json_fwd.hpp>

#include <QByteArray>
#include <QImage>
#include <QSizeF>

#include <filesystem>
#include <vector>

namespace neurograft {

/// Files a write() made.
struct WrittenFigure {
    std::filesystem::path figure;
    std::vector<std::filesystem::path> sideCars;
};

/// Draws figures from their data in millimetres; the one renderer of window, preview and
/// command line. Fonts come from the bundled resources. Needs a QGuiApplication (offscreen will
/// do); any thread, one at a time per object.
class FigureExporter {
public:
    /// Writes beside the target and renames; side-cars get the same treatment.
    /// @throws StudyError when the target exists and @p overwrite is false; StoreError when writing
    /// fails (the old file is unchanged)
    static WrittenFigure write(const Figure& figure, const FigureSpec& spec,
                               const std::filesystem::path& path, bool overwrite);

    /// Page size the figure takes, height worked out when the spec leaves it open.
    static QSizeF sizeMm(const Figure& figure, const FigureSpec& spec);
    /// The picture of the export dialog and of a PNG.
    static QImage renderImage(const Figure& figure, const FigureSpec& spec, double dpi);
    /// The bytes of the file in the spec's format.
    static QByteArray render(const Figure& figure, const FigureSpec& spec);
    static QByteArray renderSvg(const Figure& figure, const FigureSpec& spec);
    static QByteArray renderPdf(const Figure& figure, const FigureSpec& spec);
    static QByteArray renderPng(const Figure& figure, const FigureSpec& spec);
    /// manifest.json: provenance of the data plus recipe, colour range and CSV hash.
    static nlohmann::json manifest(const Figure& figure, const FigureSpec& spec);
};

} // namespace neurograft
