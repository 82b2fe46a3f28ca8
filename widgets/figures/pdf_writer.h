// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_scene.h"
#include "widgets/figures/pdf_attachments.h"

#include <QByteArray>
#include <QDateTime>
#include <QSizeF>
#include <QString>

#include <functional>
#include <vector>

class QPainter;
class QPdfWriter;

namespace neurograft {

/// What a PDF says of itself.
struct PdfAbout {
    QString title;
    QSizeF pageMm;
    std::vector<PdfAttachment> attachments;
    QDateTime date; ///< the document's date, so that the same content gives the same bytes
};

/// A PDF with embedded TrueType texts; @p paint draws its pages with a painter whose unit is a
/// millimetre, origin at the page's top left corner.
QByteArray writePdfPages(const PdfAbout& about,
                         const std::function<void(QPdfWriter&, QPainter&)>& paint);

/// The scene as a one-page PDF: text as embedded TrueType, cells as lossless images. @p date stands
/// as the document's date, so that the same figure gives the same bytes whenever it is written.
QByteArray writePdf(const FigureScene& scene, const std::vector<PdfAttachment>& attachments,
                    const QDateTime& date);

} // namespace neurograft
