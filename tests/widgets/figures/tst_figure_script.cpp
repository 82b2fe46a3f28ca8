// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "core/store/npz_reader.h"
#include "core/support/atomic_file.h"
#include "tests/widgets/figures/figure_samples.h"
#include "tests/widgets/figures/script_run.h"
#include "tests/widgets/figures/sweep_figure_samples.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/figure_script.h"
#include "widgets/figures/parallel_figure.h"
#include "widgets/figures/sweep_figure.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>

using namespace neurograft;
using namespace neurograft::testing;

namespace fs = std::filesystem;

namespace {

std::vector<double> numbersOf(const NpzReader& archive, const std::string& name)
{
    const NpyValues values = archive.read(name);
    std::vector<double> numbers(static_cast<std::size_t>(values.header.count()));
    std::memcpy(numbers.data(), values.data, numbers.size() * sizeof(double));
    return numbers;
}

bool hasScript(const QString& kind)
{
    return kind != QLatin1String("board") && kind != QLatin1String("tokens")
        && kind != QLatin1String("evaluation");
}

} // namespace

/// Scripts that draw figures of every kind again with matplotlib (I13).
class TestFigureScript : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path runs() const { return m_folder.path().toStdString(); }
    /// fig.py and fig.npz of a figure, in a folder of its own.
    static void write(const Figure& figure, const FigureSpec& spec, const QTemporaryDir& folder)
    {
        writeFigureScript(figure, spec, folder.filePath("fig.py").toStdString(), false);
    }
    static QString scriptIn(const QTemporaryDir& folder)
    {
        return QString::fromStdString(readFile(folder.filePath("fig.py").toStdString()));
    }
    static NpzReader archiveIn(const QTemporaryDir& folder)
    {
        return NpzReader(folder.filePath("fig.npz").toStdString());
    }

private Q_SLOTS:
    void initTestCase()
    {
        loadFigureFonts();
        writeSampleRuns(runs());
    }

    void everyKindIsPython_data()
    {
        QTest::addColumn<int>("sample");
        for (std::size_t i = 0; i < figureSamples().size(); ++i) {
            QTest::newRow(figureSamples()[i].name) << static_cast<int>(i);
        }
    }
    /// Compiled always; run where NumPy and matplotlib are installed.
    /// With NEUROGRAFT_PICTURES=folder the pages stay there to look at.
    void everyKindIsPython()
    {
        QFETCH(int, sample);
        const FigureEntry entry = figureSamples()[static_cast<std::size_t>(sample)].entry(runs());
        const auto figure = loadFigure(entry.recipe, entry.runs);
        const QTemporaryDir folder;
        QCOMPARE(hasFigureScript(*figure), hasScript(figure->kind()));
        if (!hasFigureScript(*figure)) {
            QVERIFY_EXCEPTION_THROWN(write(*figure, entry.recipe.spec, folder), UsageError);
            return;
        }
        write(*figure, entry.recipe.spec, folder);
        QVERIFY(!scriptIn(folder).contains(QStringLiteral(": true")));
        const ScriptRun run = runScript(folder.path());
        QVERIFY2(run.problem.isEmpty(), qPrintable(run.problem));
        const QString pictures = qEnvironmentVariable("NEUROGRAFT_PICTURES");
        if (!pictures.isEmpty()) {
            QFile::copy(folder.filePath("fig.pdf"),
                        QDir(pictures).filePath(QStringLiteral("script-%1.pdf").arg(sample)));
        }
        if (!run.leftOut.isEmpty()) {
            qInfo("%s", qPrintable(run.leftOut)); // compiled all the same
        }
    }

    /// Lines are the means, bands the deviations, diamonds the published numbers of the figure.
    void aSweepIsDrawnFromItsNumbers()
    {
        const SweepFigure figure =
            sweepFigureFromResult(readResult(runs() / "sweep.h5"), "sweep.h5", {}, {});
        const QTemporaryDir folder;
        FigureSpec spec;
        write(figure, spec, folder);
        const NpzReader archive = archiveIn(folder);
        const CurvePanel& panel = figure.grid.panels[0];
        QCOMPARE(archive.find("charts/0/values")->shape, (std::vector<std::int64_t>{2, 3}));
        const std::vector<double> values = numbersOf(archive, "charts/0/values");
        const std::vector<double> low = numbersOf(archive, "charts/0/low");
        const std::vector<double> high = numbersOf(archive, "charts/0/high");
        for (std::size_t curve = 0; curve < 2; ++curve) {
            for (std::size_t point = 0; point < 3; ++point) {
                const std::size_t at = 3 * curve + point;
                QCOMPARE(values[at], panel.data.curves[curve].values[point]);
                QCOMPARE(low[at], panel.bands[curve].low[point]);
                QCOMPARE(high[at], panel.bands[curve].high[point]);
            }
        }
        QCOMPARE(values[0], sampleSweepScore(0, 0, 1)); // the mean of its seeds
        const std::vector<double> published = numbersOf(archive, "charts/0/published");
        QCOMPARE(published.size(), std::size_t{4});
        QCOMPARE(published[0], 0.5); // LaTen at its rate
        QCOMPARE(published[1], 0.31);
        QVERIFY(std::isnan(published[2])); // Seeking whatever the cell
        QCOMPARE(published[3], 0.4);
        // The stored numbers are there, too; text is not.
        QVERIFY(archive.find("sweep/mean/answers/score") != nullptr);
        QVERIFY(archive.find("sweep/summary") == nullptr);
        const QString script = scriptIn(folder);
        for (const char* line :
             {"(\"checkpoint 3\", \"LaTen\")", "(\"\", \"Seeking\")", "\"range\": (0, 1)",
              "JOINED = True", "STEP_TITLE = \"transfer rate (share of neurons)\"",
              "STEP_TICKS = [(0.1, \"0.1\"), (0.5, \"0.5\"), (1, \"1\"), ]"}) {
            QVERIFY2(script.contains(QString::fromLatin1(line)), line);
        }
        const QString color = QColor::fromRgb(curveStyle(1).color).name();
        QVERIFY(script.contains(
            QStringLiteral("{\"title\": \"checkpoint 3\", \"color\": \"%1\"").arg(color)));
        // Lines stand where they stand in the figure.
        const QTransform place = figure.scene(spec).panels[0].toPage.inverted();
        const QRectF axes = place.mapRect(figure.scene(spec).panels[0].rect);
        QVERIFY(script.contains(
            QStringLiteral("\"steps\": (%1, %2)")
                .arg(QString::number(axes.left(), 'g', 3), QString::number(axes.right(), 'g', 4))));
    }

    void anAxisOfWordsIsNotJoined()
    {
        const SweepFigure figure =
            sweepFigureFromResult(readResult(runs() / "tasks.h5"), "tasks.h5", {}, {});
        const QTemporaryDir folder;
        write(figure, {}, folder);
        QVERIFY(scriptIn(folder).contains(QStringLiteral("JOINED = False")));
        QVERIFY(scriptIn(folder).contains(QStringLiteral("(1, \"teacher\")")));
    }

    void cellsLieWhereTheFigureHasThem()
    {
        const ParallelFigure figure =
            parallelFigureFromResult(readResult(runs() / "sweep.h5"), "sweep.h5", {}, {});
        const QTemporaryDir folder;
        FigureSpec spec;
        write(figure, spec, folder);
        const NpzReader archive = archiveIn(folder);
        QCOMPARE(archive.find("parallel/places")->shape, (std::vector<std::int64_t>{5, 18}));
        const std::vector<double> places = numbersOf(archive, "parallel/places");
        QCOMPARE(places[3 * 18], figure.axes[3].places[0]); // a score from 0 to 1
        QVERIFY(std::isnan(places[4 * 18 + 16])); // without perplexity: the line ends there
        const std::vector<double> colors = numbersOf(archive, "parallel/color");
        QCOMPARE(colors[0], sampleSweepScore(0, 0, 0));
        QVERIFY(std::isnan(colors[17]));
        // The first piece of the first cell, as it is drawn.
        const FigureScene scene = figure.scene(spec);
        const QRectF area = scene.panels[0].rect;
        const QRgb color = ColorMap::of(spec.colorMap).color(colors[0], figure.range);
        const auto piece =
            std::find_if(scene.items.begin(), scene.items.end(), [color](const SceneItem& item) {
                const auto* line = std::get_if<SceneLine>(&item);
                return line != nullptr && line->color == color;
            });
        QVERIFY(piece != scene.items.end());
        const double height = area.bottom() - std::get<SceneLine>(*piece).line.y1();
        QVERIFY(std::abs(height / area.height() - places[0]) < 1e-9);
        QVERIFY(archive.find("sweep/metric/held-out/perplexity") != nullptr);
        const QString script = scriptIn(folder);
        QVERIFY(script.contains(QStringLiteral("{\"title\": \"held-out/perplexity\"")));
        QVERIFY(script.contains(QStringLiteral("SCALE_TITLE = \"share of right answers\"")));
    }
};

QTEST_MAIN(TestFigureScript)
#include "tst_figure_script.moc"
