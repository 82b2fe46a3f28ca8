// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/pdf_writer.h"

#include "core/support/version.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/scene_painter.h"

#include <QBuffer>
#include <QHash>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>

#include <mutex>

namespace neurograft {

namespace {

/// QPdfWriter writes the time of writing; the text that replaces it has the same length, so no
/// offset moves.
void replaceDate(QByteArray& pdf, const QDateTime& date)
{
    const QByteArray key = "/CreationDate (D:";
    const QByteArray digits = date.toUTC().toString(QStringLiteral("yyyyMMddHHmmss")).toLatin1();
    const qsizetype at = pdf.lastIndexOf(key);
    if (at >= 0) {
        pdf.replace(at + key.size(), digits.size(), digits);
    }
}

/// QPdfWriter keeps its fonts in a hash and writes them in the hash's order, which a random seed
/// would change from one process to the next. One at a time: the seed belongs to the whole process.
class DeterministicHashes {
public:
    DeterministicHashes() : m_lock(mutex()) { QHashSeed::setDeterministicGlobalSeed(); }
    ~DeterministicHashes() { QHashSeed::resetRandomGlobalSeed(); }

private:
    static std::mutex& mutex()
    {
        static std::mutex mutex;
        return mutex;
    }
    std::lock_guard<std::mutex> m_lock;
};

} // namespace

QByteArray writePdfPages(const PdfAbout& about,
                         const std::function<void(QPdfWriter&, QPainter&)>& paint)
{
    loadFigureFonts();
    const DeterministicHashes hashes;
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setPdfVersion(QPagedPaintDevice::PdfVersion_1_6);
        writer.setTitle(about.title);
        writer.setCreator(QStringLiteral("Neurograft ") + QString::fromUtf8(kProgramVersion));
        writer.setResolution(1200);
        writer.setPageSize(
            QPageSize(about.pageMm, QPageSize::Millimeter, QString(), QPageSize::ExactMatch));
        writer.setPageMargins(QMarginsF());
        for (const PdfAttachment& file : about.attachments) {
            writer.addFileAttachment(file.name, file.bytes, file.mimeType);
        }
        QPainter painter(&writer);
        const double unit = writer.resolution() / 25.4;
        painter.scale(unit, unit);
        paint(writer, painter);
    }
    replaceDate(bytes, about.date);
    return bytes;
}

QByteArray writePdf(const FigureScene& scene, const std::vector<PdfAttachment>& attachments,
                    const QDateTime& date)
{
    return writePdfPages(
        {scene.title, scene.sizeMm, attachments, date},
        [&scene](QPdfWriter&, QPainter& painter) { paintScene(painter, scene, true); });
}

} // namespace neurograft
