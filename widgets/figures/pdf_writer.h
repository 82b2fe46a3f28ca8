// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_scene.h"
#include "widgets/figures/pdf_attachments.h"

#include <QByteArray>
#include <QDateTime>

#include <vector>

namespace neurograft {

/// The scene as a one-page PDF: text as embedded TrueType, cells as lossless images. @p date stands
/// as the document's date, so that the same figure gives the same bytes whenever it is written.
QByteArray writePdf(const FigureScene& scene, const std::vector<PdfAttachment>& attachments,
                    const QDateTime& date);

} // namespace neurograft
