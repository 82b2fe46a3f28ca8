// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/widgets/figures/figure_samples.h"
#include "widgets/figures/figure_exporter.h"

#include <QTemporaryDir>

#include <map>

namespace neurograft::testing {

/// All samples, each loaded once, in rows of a test.
class LoadedSamples {
protected:
    struct Loaded {
        FigureEntry entry;
        std::shared_ptr<const Figure> figure;
    };
    static void addSamples()
    {
        QTest::addColumn<int>("sample");
        for (std::size_t i = 0; i < figureSamples().size(); ++i) {
            QTest::newRow(figureSamples()[i].name) << static_cast<int>(i);
        }
    }
    static void addSamplesAndPresets()
    {
        QTest::addColumn<int>("sample");
        QTest::addColumn<QString>("preset");
        for (std::size_t i = 0; i < figureSamples().size(); ++i) {
            for (const VenuePreset& preset : venuePresets()) {
                QTest::addRow("%s, %s", figureSamples()[i].name, preset.id)
                    << static_cast<int>(i) << QString::fromLatin1(preset.id);
            }
        }
    }
    /// Rows of each sample and word, for samples that @p isFor says yes to.
    template <class Condition>
    static void addSamplesAnd(const char* column, const QStringList& words, Condition isFor)
    {
        QTest::addColumn<int>("sample");
        QTest::addColumn<QString>(column);
        for (std::size_t i = 0; i < figureSamples().size(); ++i) {
            for (const QString& word : words) {
                if (isFor(figureSamples()[i])) {
                    QTest::addRow("%s, %s", figureSamples()[i].name, qPrintable(word))
                        << static_cast<int>(i) << word;
                }
            }
        }
    }
    static const FigureSample& sampleOf(int index)
    {
        return figureSamples()[static_cast<std::size_t>(index)];
    }
    /// Read once: figures are plain data.
    const Loaded& loaded(int index)
    {
        Loaded& one = m_loaded[index];
        if (one.figure == nullptr) {
            one.entry = sampleOf(index).entry(m_folder.path().toStdString());
            one.figure = loadFigure(one.entry.recipe, one.entry.runs);
        }
        return one;
    }
    QString pathOf(const QString& name) const { return m_folder.filePath(name); }
    QString writePdf(const Figure& figure, FigureSpec spec) const
    {
        spec.format = FigureFormat::Pdf;
        const QString path = pathOf(QStringLiteral("figure.pdf"));
        FigureExporter::write(figure, spec, path.toStdString(), true);
        return path;
    }
    QString writePdf(int index)
    {
        return writePdf(*loaded(index).figure, loaded(index).entry.recipe.spec);
    }
    static std::vector<const SceneImage*> imagesOf(const FigureScene& scene)
    {
        std::vector<const SceneImage*> images;
        for (const SceneItem& item : scene.items) {
            if (const auto* image = std::get_if<SceneImage>(&item)) {
                images.push_back(image);
            }
        }
        return images;
    }

    QTemporaryDir m_folder;
    std::map<int, Loaded> m_loaded;

    void writeRuns() { writeSampleRuns(m_folder.path().toStdString()); }
};

} // namespace neurograft::testing
