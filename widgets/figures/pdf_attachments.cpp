// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/pdf_attachments.h"

#include <QRegularExpression>

#include <optional>

#include <zlib.h>

namespace neurograft {

namespace {

constexpr qsizetype kLargestAttachment = 256 << 20; ///< bytes, unpacked

/// Bytes from after "N 0 obj" to its "endobj", or to the end of the file; empty when there is none.
QByteArray objectOf(const QByteArray& pdf, int number)
{
    const QByteArray head = '\n' + QByteArray::number(number) + " 0 obj";
    const qsizetype at = pdf.indexOf(head);
    return at < 0 ? QByteArray() : pdf.mid(at + head.size());
}

std::optional<int> numberAfter(const QByteArray& dictionary, const char* pattern)
{
    const QRegularExpression wanted(QString::fromLatin1(pattern));
    const QRegularExpressionMatch match = wanted.match(QString::fromLatin1(dictionary));
    return match.hasMatch() ? std::optional(match.captured(1).toInt()) : std::nullopt;
}

std::optional<QByteArray> inflated(const QByteArray& packed)
{
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) {
        return std::nullopt;
    }
    QByteArray bytes;
    QByteArray buffer(1 << 16, Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.constData()));
    stream.avail_in = static_cast<uInt>(packed.size());
    int status = Z_OK;
    while (status == Z_OK && bytes.size() < kLargestAttachment) {
        stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_out = static_cast<uInt>(buffer.size());
        status = inflate(&stream, Z_NO_FLUSH);
        bytes.append(buffer.constData(), buffer.size() - static_cast<qsizetype>(stream.avail_out));
    }
    inflateEnd(&stream);
    return status == Z_STREAM_END ? std::optional(bytes) : std::nullopt;
}

std::optional<QByteArray> streamOf(const QByteArray& pdf, int number)
{
    const QByteArray object = objectOf(pdf, number);
    const qsizetype start = object.indexOf("stream");
    if (start < 0) {
        return std::nullopt;
    }
    const QByteArray dictionary = object.left(start);
    std::optional<int> length;
    if (const auto reference = numberAfter(dictionary, "/Length (\\d+) 0 R")) {
        length = numberAfter(objectOf(pdf, *reference).left(32), "^\\s*(\\d+)");
    } else {
        length = numberAfter(dictionary, "/Length (\\d+)");
    }
    qsizetype first = start + 6;
    first += object.mid(first, 2) == "\r\n" ? 2 : 1;
    if (!length || first + *length > object.size()) {
        return std::nullopt;
    }
    const QByteArray bytes = object.mid(first, *length);
    if (!dictionary.contains("/Filter")) {
        return bytes;
    }
    return dictionary.contains("/FlateDecode") ? inflated(bytes) : std::nullopt;
}

} // namespace

std::vector<PdfAttachment> readPdfAttachments(const QByteArray& pdf)
{
    std::vector<PdfAttachment> found;
    if (!pdf.startsWith("%PDF-")) {
        return found;
    }
    static const QRegularExpression kName(QStringLiteral("/F \\(([^)]*)\\)"));
    for (qsizetype at = pdf.indexOf("/EF"); at >= 0; at = pdf.indexOf("/EF", at + 3)) {
        const qsizetype start = pdf.lastIndexOf(" obj", at);
        const qsizetype end = pdf.indexOf("endobj", at);
        if (start < 0 || end < 0) {
            continue;
        }
        const QByteArray dictionary = pdf.mid(start, end - start);
        const QRegularExpressionMatch name = kName.match(QString::fromLatin1(dictionary));
        const auto file = numberAfter(dictionary, "/EF\\s*<<\\s*/F (\\d+) 0 R");
        if (!name.hasMatch() || !file) {
            continue;
        }
        if (const auto bytes = streamOf(pdf, *file)) {
            found.push_back({name.captured(1), *bytes, {}});
        }
    }
    return found;
}

} // namespace neurograft
