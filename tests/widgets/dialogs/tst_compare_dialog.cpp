// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_study.h"
#include "widgets/dialogs/compare_dialog.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/plots/heatmap_plot.h"

#include <QCheckBox>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace neurograft;
using namespace neurograft::testing;

class TestCompareDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        writeSampleRun(m_dir->path(), 5);
        writeSampleRun(m_dir->path(), 7);
    }

    void changedOptionsCarryAWordAndComeAlone()
    {
        CompareDialog dialog(path(5), path(7), &m_lane);
        waitFor(dialog);
        QCOMPARE(dialog.findChild<QLabel*>(QStringLiteral("compareDialog.headline"))->text(),
                 QStringLiteral("A is run 5, B is run 7: one option differs."));
        auto* options = dialog.findChild<QTreeWidget*>(QStringLiteral("compareDialog.options"));
        QCOMPARE(lineOf(options, QStringLiteral("seed")),
                 QStringLiteral("changed | seed | 45 | 47"));
        QCOMPARE(lineOf(options, QStringLiteral("unit")),
                 QStringLiteral(" | unit | token | token"));
        QVERIFY(options->topLevelItemCount() > 20);
        dialog.findChild<QCheckBox*>(QStringLiteral("compareDialog.onlyChanged"))->click();
        QCOMPARE(options->topLevelItemCount(), 1);
    }

    void metricsComeWithTheirDifference()
    {
        CompareDialog dialog(path(5), path(7), &m_lane);
        waitFor(dialog);
        auto* metrics = dialog.findChild<QTreeWidget*>(QStringLiteral("compareDialog.metrics"));
        QStringList lines;
        for (int row = 0; row < metrics->topLevelItemCount(); ++row) {
            lines << line(metrics->topLevelItem(row));
        }
        // The sample's runs differ by 0.001 a number in every cell.
        QCOMPARE(lines.size(), 6);
        QVERIFY2(lines[0].startsWith(QStringLiteral("differs | up_proj cka | mean | 0.8")),
                 qPrintable(lines[0]));
        QVERIFY2(lines[0].endsWith(QStringLiteral(" | +0.0020")), qPrintable(lines[0]));
        QCOMPARE(lines[1], QStringLiteral(" | up_proj cka | n | 48 | 48 | 0"));
        QCOMPARE(lines[2], QStringLiteral(" | up_proj cka | estimator | unbiased | unbiased | "));
    }

    void theDifferenceMapIsCentredOnZero()
    {
        CompareDialog dialog(path(5), path(7), &m_lane);
        waitFor(dialog);
        auto* map = dialog.findChild<HeatmapPlot*>(QStringLiteral("compareDialog.map"));
        QVERIFY(map->data() != nullptr);
        QCOMPARE(map->data()->students, 4);
        QVERIFY(qAbs(map->data()->value({2, 3}) - 0.002) < 1e-12);
        QCOMPARE(map->colorMap(), ColorMapId::Vik);
        QCOMPARE(map->colorRange().low, -map->colorRange().high);
        QCOMPARE(map->title(), QStringLiteral("up_proj, cka: run 5 − run 7"));
        auto* combo = dialog.findChild<QComboBox*>(QStringLiteral("compareDialog.mapCombo"));
        QCOMPARE(combo->count(), 2);
        combo->setCurrentIndex(1);
        QCOMPARE(map->title(), QStringLiteral("down_proj, cka: run 5 − run 7"));
    }

    void sidesSwapAndGiveTheirCommands()
    {
        CompareDialog dialog(path(5), path(7), &m_lane);
        waitFor(dialog);
        QSignalSpy commands(&dialog, &CompareDialog::commandWanted);
        auto* copyA = dialog.findChild<QPushButton*>(QStringLiteral("compareDialog.commandA"));
        copyA->click();
        QCOMPARE(commands.last().first().toString(),
                 QStringLiteral("neurograft similarity --seed 45 --out r.h5"));
        QSignalSpy ready(&dialog, &CompareDialog::ready);
        dialog.findChild<QPushButton*>(QStringLiteral("compareDialog.swap"))->click();
        QTRY_COMPARE(ready.count(), 1);
        copyA->click();
        QCOMPARE(commands.last().first().toString(),
                 QStringLiteral("neurograft similarity --seed 47 --out r.h5"));
        auto* map = dialog.findChild<HeatmapPlot*>(QStringLiteral("compareDialog.map"));
        QVERIFY(qAbs(map->data()->value({2, 3}) + 0.002) < 1e-12);
    }

    void mapsOfAnotherShapeGiveTheReason()
    {
        ResultFile other = sampleRun(8);
        other.tables.clear();
        addMap(other, sampleHeatmap(3, 6, QStringLiteral("up_proj")));
        writeResult(path(8).toStdString(), other, true);
        CompareDialog dialog(path(5), path(8), &m_lane);
        waitFor(dialog);
        const QString reason =
            dialog.findChild<QLabel*>(QStringLiteral("compareDialog.obstacle"))->text();
        QVERIFY2(reason.contains(QStringLiteral("4 × 6 layers in A and 3 × 6 in B")),
                 qPrintable(reason));
    }

    void unreadableRunsAreNamed()
    {
        CompareDialog dialog(path(5), path(99), &m_lane);
        dialog.show();
        const auto isTold = [&dialog] {
            const QList<QLabel*> labels = dialog.findChildren<QLabel*>();
            return std::any_of(labels.cbegin(), labels.cend(), [](const QLabel* label) {
                return label->isVisible()
                    && label->text().startsWith(QStringLiteral("The runs were not compared."))
                    && label->text().contains(runFileName(99));
            });
        };
        QTRY_VERIFY(isTold());
    }

private:
    QString path(int number) const { return m_dir->filePath(runFileName(number)); }
    static void waitFor(CompareDialog& dialog)
    {
        dialog.show();
        QTRY_VERIFY(dialog.isReady());
    }
    static QString line(const QTreeWidgetItem* row)
    {
        QStringList cells;
        for (int column = 0; column < row->treeWidget()->columnCount(); ++column) {
            cells << row->text(column);
        }
        return cells.join(QStringLiteral(" | "));
    }
    static QString lineOf(const QTreeWidget* table, const QString& key)
    {
        const QList<QTreeWidgetItem*> rows = table->findItems(key, Qt::MatchExactly, 1);
        return rows.size() == 1 ? line(rows.first()) : QStringLiteral("%1 rows").arg(rows.size());
    }

    QuickLane m_lane;
    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_MAIN(TestCompareDialog)
#include "tst_compare_dialog.moc"
