// SPDX-License-Identifier: GPL-3.0-or-later
// Journey U1 of ux.md, the steps that exist: a pair in, four maps, looked at from all sides, out as
// figure and numbers; and its unhappy paths.
#include "core/store/result_file.h"
#include "support/window_test.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/plots/color_scale_bar.h"

#include <nlohmann/json.hpp>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QThread>
#include <QToolTip>
#include <QTreeView>

#include <algorithm>
#include <cmath>

using namespace neurograft;

namespace {

const QStringList kModules{QStringLiteral("up_proj"), QStringLiteral("down_proj"),
                           QStringLiteral("v_proj"), QStringLiteral("o_proj")};

nlohmann::json truth()
{
    QFile file(fixture(QStringLiteral("truth.json")));
    return file.open(QIODevice::ReadOnly) ? nlohmann::json::parse(file.readAll().toStdString())
                                          : nlohmann::json();
}

std::vector<double> stored(const QString& path, const QString& module, const char* measure)
{
    return readTable(path.toStdString(), "similarity/" + module.toStdString() + "/" + measure)
        .as<double>();
}

/// Equal bit for bit, undefined cells in the same places.
bool areSame(const std::vector<double>& a, const std::vector<double>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
        return x == y || (std::isnan(x) && std::isnan(y));
    });
}

} // namespace

class TestWindowCompare : public WindowTest {
    Q_OBJECT

private Q_SLOTS:
    void fourMapsFillWithTheValuesOfTheResultFile()
    {
        openTinyPair();
        m_driver->choose("unitCombo", QStringLiteral("last-token"));
        QSignalSpy figures(m_driver->window().session(), &SimilaritySession::figureChanged);
        m_driver->runToEnd();
        QVERIFY(figures.count() >= 2); // empty frames first, then what was stored
        const QString path = m_driver->window().session()->resultPath();
        for (const QString& module : kModules) {
            HeatmapPlot* plot = m_driver->map(module);
            QVERIFY(plot != nullptr && plot->isVisible());
            const std::shared_ptr<const HeatmapData> shown = plot->data();
            QVERIFY(shown != nullptr);
            QCOMPARE(shown->students, 4);
            QCOMPARE(shown->teachers, 6);
            QCOMPARE(shown->n, std::int64_t(48));
            QCOMPARE(shown->unit, QStringLiteral("last-token"));
            QVERIFY(areSame(shown->values, stored(path, module, "cka")));
        }
        QTRY_COMPARE(m_driver->find<QWidget>("status.selfCheck")->property("text").toString(),
                     QStringLiteral("✓ check OK"));
        auto* list = m_driver->find<QTreeView>("jobList");
        QCOMPARE(list->model()->rowCount(), 1);
        QCOMPARE(list->model()->index(0, 1).data().toString(), QStringLiteral("done"));
        QVERIFY2(m_driver->text("similarityView.footer")
                     .startsWith(QStringLiteral("linear CKA, unbiased | last token")),
                 qPrintable(m_driver->text("similarityView.footer")));
    }

    void hoveringReadsOutACellAndCrossesAllMaps()
    {
        openTinyPair();
        m_driver->choose("unitCombo", QStringLiteral("last-token"));
        m_driver->runToEnd();
        const HeatmapCell cell{2, 3};
        m_driver->hover(QStringLiteral("up_proj"), cell);
        const double value = m_driver->map(QStringLiteral("up_proj"))->data()->value(cell);
        const QString expected =
            QStringLiteral("up S L2 x T L3  CKA %1  unbiased  n 48  last token")
                .arg(value, 0, 'f', 3);
        QTRY_COMPARE(m_driver->text("status.hover"), expected);
        QCOMPARE(QToolTip::text(), expected);
        for (const QString& module : kModules) {
            QVERIFY(m_driver->map(module)->crosshair() == cell);
        }
    }

    void lockMaskAndTransposeByKey()
    {
        openTinyPair();
        m_driver->runToEnd();
        auto* bar = m_driver->find<ColorScaleBar>("scaleBar");
        HeatmapPlot* up = m_driver->map(QStringLiteral("up_proj"));
        HeatmapPlot* down = m_driver->map(QStringLiteral("down_proj"));
        QCOMPARE(bar->scaleCount(), 1);
        QVERIFY(up->colorRange() == down->colorRange());
        const ColorRange locked = up->colorRange();

        QTest::keyClick(&m_driver->window(), Qt::Key_L);
        QCOMPARE(bar->scaleCount(), 4);
        QVERIFY(up->colorRange() != down->colorRange());
        QTest::keyClick(&m_driver->window(), Qt::Key_L);
        QCOMPARE(bar->scaleCount(), 1);
        QVERIFY(up->colorRange() == locked);

        QCOMPARE(up->boxLines().size(), 1);
        QVERIFY(up->cellColor({3, 1}).alpha() == 255);
        QTest::keyClick(&m_driver->window(), Qt::Key_M);
        QCOMPARE(up->cellColor({3, 1}).alpha(), 0); // teacher layer < student layer
        QCOMPARE(up->cellColor({1, 3}).alpha(), 255);
        QCOMPARE(up->boxLines().size(), 2);
        QVERIFY(up->boxLines().at(1).startsWith(QStringLiteral("shown")));
        QTest::keyClick(&m_driver->window(), Qt::Key_M);

        QVERIFY(!up->isTransposed());
        QTest::keyClick(&m_driver->window(), Qt::Key_X);
        QVERIFY(up->isTransposed());
        QVERIFY(m_driver->map(QStringLiteral("o_proj"))->isTransposed());
    }

    void biasedComesFromTheCacheWithinASecond()
    {
        openTinyPair();
        m_driver->choose("unitCombo", QStringLiteral("last-token"));
        m_driver->runToEnd();
        const QString unbiased = m_driver->window().session()->resultPath();
        QElapsedTimer clock;
        clock.start();
        m_driver->choose("estimatorCombo", QStringLiteral("biased"));
        QTRY_COMPARE(m_driver->map(QStringLiteral("up_proj"))->data()->estimator,
                     QStringLiteral("biased"));
        qInfo("estimator switch: %lld ms", static_cast<long long>(clock.elapsed()));
        QVERIFY2(m_driver->text("similarityView.footer").contains(QStringLiteral("biased")),
                 qPrintable(m_driver->text("similarityView.footer")));
        QVERIFY((m_driver->find<ColorScaleBar>("scaleBar")->range() == ColorRange{0.0, 1.0}));
        QCOMPARE(m_driver->window().jobs()->jobs().size(), std::size_t(1)); // no new long job
        QVERIFY(areSame(m_driver->map(QStringLiteral("v_proj"))->data()->values,
                        stored(m_driver->window().session()->resultPath(), QStringLiteral("v_proj"),
                               "cka-biased")));
        m_driver->choose("estimatorCombo", QStringLiteral("unbiased"));
        QTRY_COMPARE(m_driver->map(QStringLiteral("up_proj"))->data()->estimator,
                     QStringLiteral("unbiased"));
        QCOMPARE(m_driver->window().session()->resultPath(), unbiased);
    }

    void arrowKeysMoveTheCellInAllMaps()
    {
        openTinyPair();
        m_driver->runToEnd();
        m_driver->click(QStringLiteral("up_proj"), {1, 2});
        HeatmapPlot* up = m_driver->map(QStringLiteral("up_proj"));
        QVERIFY(up->selectedCell() == HeatmapCell({1, 2}));
        QTest::keyClick(up, Qt::Key_Right);
        QTest::keyClick(up, Qt::Key_Up);
        for (const QString& module : kModules) {
            QVERIFY(m_driver->map(module)->selectedCell() == HeatmapCell({2, 3}));
        }
        m_driver->trigger("action.edit.copyGoTo");
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("up S L2 x T L3"));
    }

    void plantedActivationsShowTheirTruth()
    {
        m_driver->drop("pairBar.dataSlot", fixture(QStringLiteral("acts.npz")));
        m_driver->runToEnd();
        const std::shared_ptr<const HeatmapData> shown =
            m_driver->map(QStringLiteral("up_proj"))->data();
        QVERIFY(shown != nullptr);
        QVERIFY(std::abs(shown->value({2, 3}) - 1.0) < 1e-4);
        const nlohmann::json planted = truth()["activations"]["cka"];
        for (int student = 0; student < 4; ++student) {
            for (int teacher = 0; teacher < 6; ++teacher) {
                const nlohmann::json& value =
                    planted[static_cast<std::size_t>(student)][static_cast<std::size_t>(teacher)];
                QCOMPARE(shown->isDefined({student, teacher}), !value.is_null());
                if (!value.is_null()) {
                    QVERIFY(std::abs(shown->value({student, teacher}) - value.get<double>())
                            < 1e-4);
                }
            }
        }
        m_driver->hover(QStringLiteral("up_proj"), {2, 3});
        QTRY_VERIFY(m_driver->text("status.hover").contains(QStringLiteral("CKA 1.000")));
        // The constant layer is hatched and says why.
        m_driver->hover(QStringLiteral("up_proj"), {0, 4});
        QTRY_VERIFY2(m_driver->text("status.hover")
                         .startsWith(QStringLiteral("up S L0 x T L4  undefined: HSIC(X,X) ≤ 0")),
                     qPrintable(m_driver->text("status.hover")));
        QCOMPARE(m_driver->map(QStringLiteral("up_proj"))->cellColor({0, 4}).rgb(),
                 ColorMap::undefinedColor());
    }

    void csvEqualsTheResult()
    {
        m_driver->drop("pairBar.dataSlot", fixture(QStringLiteral("acts.npz")));
        m_driver->runToEnd();
        const std::vector<double> values =
            stored(m_driver->window().session()->resultPath(), QStringLiteral("up_proj"), "cka");
        const QStringList lines =
            QString::fromStdString(heatmapCsv(m_driver->grid()->shownFigure()))
                .split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 25);
        for (int i = 1; i < lines.size(); ++i) {
            const QStringList fields = lines[i].split(QLatin1Char(','));
            const int cell = fields[2].toInt() * 6 + fields[3].toInt();
            const double value = values[static_cast<std::size_t>(cell)];
            QVERIFY(std::isnan(value) ? fields[4] == QStringLiteral("nan")
                                      : fields[4].toDouble() == value);
        }
    }

    void cancelKeepsWhatIsDone()
    {
        m_driver->openPair(QStringLiteral("tiny-T"), QStringLiteral("tiny-S"), writeManyRows(40));
        SimilaritySession* session = m_driver->window().session();
        session->run();
        QTRY_VERIFY_WITH_TIMEOUT(session->figure() != nullptr || !session->isRunning(), 60000);
        QVERIFY(session->isRunning());
        QElapsedTimer clock;
        clock.start();
        m_driver->trigger("action.analyse.cancelJob");
        QVERIFY(clock.elapsed() < 100);
        auto* list = m_driver->find<QTreeView>("jobList");
        QCOMPARE(list->model()->index(0, 1).data().toString(), QStringLiteral("Cancelling…"));
        QTRY_VERIFY_WITH_TIMEOUT(!session->isRunning(), 2000);
        qInfo("cancel took %lld ms", static_cast<long long>(clock.elapsed()));
        QCOMPARE(list->model()->index(0, 1).data().toString(),
                 QStringLiteral("cancelled, what is done is kept"));
        QVERIFY(m_driver->find<NoticeStrip>("noticeStrip")->topics().isEmpty()); // no failure
        QTRY_VERIFY2(
            m_driver->text("similarityView.remark").startsWith(QStringLiteral("Partial result: ")),
            qPrintable(m_driver->text("similarityView.remark")));
        QVERIFY(
            m_driver->text("similarityView.remark").contains(QStringLiteral("cells of the maps")));
        QCOMPARE(QString::fromStdString(readManifest(session->resultPath().toStdString()).status),
                 QStringLiteral("partial"));
        QVERIFY(m_driver->map(QStringLiteral("up_proj"))->data() != nullptr);
    }

    void quittingWithWorkRunningAsks()
    {
        openTinyPair();
        m_driver->window().jobs()->start(
            {QStringLiteral("endless"), {}, [](const RunContext& context) {
                 for (;;) {
                     context.throwIfStopped();
                     QThread::msleep(5);
                 }
             }});
        QTRY_VERIFY(m_driver->window().jobs()->isBusy());
        answer("quitDialog", QStringLiteral("Stay"));
        m_driver->window().close();
        QVERIFY(m_driver->window().isVisible());
        answer("quitDialog", QStringLiteral("Stop and keep partial"));
        m_driver->window().close();
        QVERIFY(!m_driver->window().isVisible());
    }

    void modulesAreShownAndHiddenAtOnce()
    {
        openTinyPair();
        m_driver->runToEnd();
        auto* tick = m_driver->find<QAbstractButton>("moduleTicks.v_proj");
        QTest::mouseClick(tick, Qt::LeftButton, {}, QPoint(6, tick->height() / 2));
        QVERIFY(!m_driver->map(QStringLiteral("v_proj"))->isVisible());
        QCOMPARE(m_driver->grid()->shownFigure().panels.size(), std::size_t(3));
        QCOMPARE(m_driver->text("similarityView.remark"), QString());
        m_driver->choose("unitCombo", QStringLiteral("mean-token"));
        QTRY_VERIFY(
            m_driver->text("similarityView.remark").contains(QStringLiteral("earlier run")));
    }

    void figureIsExportedAsPreviewed()
    {
        openTinyPair();
        m_driver->runToEnd();
        m_driver->trigger("action.figure.exportFigure");
        auto* dialog = m_driver->find<QDialog>("exportDialog");
        QTRY_VERIFY(dialog != nullptr && dialog->isVisible());
        m_driver->choose("exportDialog.presetCombo", QStringLiteral("acl-column"));
        auto* checks = m_driver->find<QListWidget>("exportDialog.checks");
        QTRY_VERIFY(checks->count() >= 3);
        for (int row = 0; row < checks->count(); ++row) {
            QVERIFY2(!checks->item(row)->text().startsWith(QStringLiteral("✕")),
                     qPrintable(checks->item(row)->text()));
        }
        QTRY_VERIFY(
            m_driver->text("exportDialog.size").startsWith(QStringLiteral("True size: 77.0")));
        QVERIFY(!m_driver->find<QLabel>("exportDialog.preview")->pixmap().isNull());
        const QString path = m_driver->folder() + QStringLiteral("/figure.pdf");
        m_driver->find<QLineEdit>("exportDialog.path")->setText(path);
        QTest::mouseClick(m_driver->find<QPushButton>("exportDialog.export"), Qt::LeftButton);
        QTRY_VERIFY(QFile::exists(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.read(5), QByteArray("%PDF-"));
        QTRY_VERIFY(m_driver->find<NoticeStrip>("noticeStrip")
                        ->text(QStringLiteral("export"))
                        .startsWith(QStringLiteral("figure.pdf was written.")));
    }

    void figureTableAndCommandGoToTheClipboard()
    {
        openTinyPair();
        m_driver->runToEnd();
        m_driver->trigger("action.edit.copyCommand");
        const QString command = QApplication::clipboard()->text();
        QVERIFY2(command.startsWith(QStringLiteral("neurograft similarity --teacher ")),
                 qPrintable(command));
        QVERIFY(command.contains(m_driver->window().session()->resultPath()));
        m_driver->trigger("action.edit.copy");
        QCOMPARE(
            QApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts).size(),
            5); // heading and four student layers
        m_driver->trigger("action.edit.copyFigure");
        QTRY_VERIFY(QApplication::clipboard()->mimeData()->hasImage());
        QVERIFY(QApplication::clipboard()->mimeData()->hasFormat(QStringLiteral("image/svg+xml")));
        QVERIFY(QApplication::clipboard()->mimeData()->hasText());
    }

    void aStoredResultOpensWithItsPair()
    {
        openTinyPair();
        m_driver->runToEnd();
        const QString path = m_driver->window().session()->resultPath();
        const std::vector<double> values = m_driver->map(QStringLiteral("up_proj"))->data()->values;
        m_driver->trigger("action.file.closeStudy");
        m_driver->window().open(path);
        QTRY_VERIFY(m_driver->window().session()->figure() != nullptr);
        QVERIFY(areSame(m_driver->map(QStringLiteral("up_proj"))->data()->values, values));
        QTRY_COMPARE(m_driver->window().pair()->obstacle(), QString());
        QCOMPARE(m_driver->window().pair()->model(Role::Teacher).name(), QStringLiteral("tiny-T"));
        m_driver->choose("estimatorCombo", QStringLiteral("biased"));
        QTRY_COMPARE(m_driver->map(QStringLiteral("up_proj"))->data()->estimator,
                     QStringLiteral("biased"));
    }

    void aBrokenResultIsRefusedInWords()
    {
        QFile file(m_driver->folder() + QStringLiteral("/broken.h5"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("not HDF5");
        file.close();
        m_driver->window().open(file.fileName());
        auto* strip = m_driver->find<NoticeStrip>("noticeStrip");
        QTRY_VERIFY2(strip->text(QStringLiteral("similarity"))
                         .startsWith(QStringLiteral("The result was not read.")),
                     qPrintable(strip->text(QStringLiteral("similarity"))));
    }
};

NEUROGRAFT_WATCHED_MAIN(TestWindowCompare)
#include "tst_window_compare.moc"
