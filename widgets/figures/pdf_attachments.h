// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace neurograft {

/// A file carried inside a PDF.
struct PdfAttachment {
    QString name;
    QByteArray bytes;
    QString mimeType; ///< of what is written; not read back
};

/// Files attached to a PDF as our writer attaches them (plain objects, stored or deflated). What
/// cannot be followed is passed over; a file of another program may have none. Never throws.
std::vector<PdfAttachment> readPdfAttachments(const QByteArray& pdf);

} // namespace neurograft
