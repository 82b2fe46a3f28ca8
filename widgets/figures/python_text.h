// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_tables.h"
#include "widgets/figures/figure_scene.h"
#include "widgets/figures/figure_spec.h"

#include <QSizeF>
#include <QString>
#include <QStringList>

#include <string>

namespace neurograft {

/// A Python literal: JSON's texts and numbers are Python's.
std::string pythonLiteral(const QString& text);
std::string pythonLiteral(bool value);
/// Head of every script: where it comes from and what it imports.
std::string pythonHead(const QString& subject);
/// ARCHIVE, WIDTH_MM, HEIGHT_MM, FONTS, LABEL_PT, TICK_PT, LETTERS, TITLE, FOOTER: what all scripts
/// set in the same way.
std::string pythonPage(const FigureSpec& spec, const QSizeF& sizeMm, const std::string& archive,
                       const QString& footer);
/// COLUMNS: panels beside each other in the scene.
std::string pythonColumns(const FigureScene& scene);
/// ANNOTATIONS: the spec's, without those whose panel is not one of @p panels.
std::string pythonAnnotations(const FigureSpec& spec, const QStringList& panels);
/// Opens the archive as `data` and sets fonts and line widths, after the constants.
const char* pythonStyle();
/// Title, annotations, the footer for the caption, and the PDF beside the script. Uses PANELS (with
/// "title", or "name" where a panel is called otherwise), ANNOTATIONS and TRANSPOSED.
const char* pythonEnd();
/// The colour table "colors" [256, 3] of an archive.
Table pythonColors(ColorMapId id);

} // namespace neurograft
