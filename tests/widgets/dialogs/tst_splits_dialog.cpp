// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "widgets/dialogs/splits_dialog.h"
#include "widgets/jobs/quick_lane.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <set>

using namespace neurograft;

namespace {

using Splits = std::map<std::string, std::string>;

std::shared_ptr<const DataFile> demoFile()
{
    return DataFile::open(NEUROGRAFT_TEST_DATA "/demo.jsonl", {});
}

/// Ten rows of which the last three repeat the first three.
std::shared_ptr<const DataFile> repeatingFile()
{
    std::string bytes;
    for (int row = 0; row < 10; ++row) {
        bytes += "{\"text\": \"t" + std::to_string(row % 7) + "\"}\n";
    }
    return DataFile::parse(bytes, "f", {});
}

const Splits kDemoSplits{{"extract", "1-8"}, {"align", "9-28"}, {"train", "29-48"}};

struct DialogFixture {
    QuickLane lane;
    SplitsDialog dialog;

    DialogFixture(const Splits& splits, std::shared_ptr<const DataFile> file)
        : dialog(splits, std::move(file), 42, &lane)
    {
        dialog.show();
        // NOLINTNEXTLINE: the check runs beside
        QTRY_VERIFY(!lane.isBusy());
    }
    QString overlap() const
    {
        return dialog.findChild<QLabel*>(QStringLiteral("splitsDialog.overlap"))->text();
    }
    QPushButton* button(const char* name) const
    {
        return dialog.findChild<QPushButton*>(QLatin1String(name));
    }
};

} // namespace

class TestSplitsDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)"))); }

    void splitsComeInTheOrderOfTheSteps()
    {
        SplitsModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        Splits splits = kDemoSplits;
        splits["check"] = "2";
        model.setSplits(splits, demoFile());
        QStringList lines;
        for (int row = 0; row < model.rowCount(); ++row) {
            lines << model.index(row, 0).data().toString() + u' '
                    + model.index(row, 1).data().toString() + u' '
                    + model.index(row, 2).data().toString();
        }
        QCOMPARE(lines.join(QStringLiteral(" | ")),
                 QStringLiteral("extract 1-8 8 | align 9-28 20 | train 29-48 20 | check 2 1"));
        QVERIFY(model.splits() == splits);
        QCOMPARE(model.parts()[0].rows.front(), std::int64_t{0});
        QVERIFY(model.problem().isEmpty());
    }

    void wrongRangesAreTold_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("problem");
        QTest::newRow("words") << "all"
                               << "extract: write rows such as 3,7,12-20.";
        QTest::newRow("row 0") << "0-3"
                               << "extract: rows go from 1 to 48, not to 0.";
        QTest::newRow("beyond") << "40-50"
                                << "extract: rows go from 1 to 48, not to 49.";
        QTest::newRow("good") << "3, 5-7"
                              << "";
    }
    void wrongRangesAreTold()
    {
        QFETCH(QString, text);
        SplitsModel model;
        model.setSplits(kDemoSplits, demoFile());
        QVERIFY(model.setData(model.index(0, SplitsModel::Rows), text));
        QTEST(model.problem(), "problem");
    }

    void drawingGivesDisjointPartsOfTheWantedSizes()
    {
        SplitsModel model;
        model.setSplits(kDemoSplits, demoFile());
        QVERIFY(model.setData(model.index(0, SplitsModel::Size), 6));
        QVERIFY(!model.setData(model.index(0, SplitsModel::Size), -1));
        model.draw(42);
        std::set<std::int64_t> seen;
        std::size_t all = 0;
        for (const NamedRows& part : model.parts()) {
            seen.insert(part.rows.begin(), part.rows.end());
            all += part.rows.size();
        }
        QCOMPARE(all, std::size_t(6 + 20 + 20));
        QCOMPARE(seen.size(), all);
    }

    void tooFewRowsAreRefused()
    {
        SplitsModel model;
        model.setSplits(kDemoSplits, demoFile());
        QVERIFY(model.setData(model.index(0, SplitsModel::Size), 9));
        QVERIFY_EXCEPTION_THROWN(model.draw(42), StudyError);
        QVERIFY(model.splits() == kDemoSplits);
    }

    void partsWithoutACommonTextPass()
    {
        const DialogFixture fixture(kDemoSplits, demoFile());
        QCOMPARE(fixture.overlap(), QStringLiteral("✓ No text is in two splits."));
        QVERIFY(!fixture.button("splitsDialog.remove")->isVisible());
        QVERIFY(fixture.dialog.splits() == kDemoSplits);
    }

    void sharedRowsAreToldShownAndRemoved()
    {
        DialogFixture fixture({{"extract", "1-4"}, {"align", "5-10"}}, repeatingFile());
        QCOMPARE(fixture.overlap(),
                 QStringLiteral("✕ Extract and align share 3 rows. Scores would look better than "
                                "they are. Remove them from align."));
        QSignalSpy wanted(&fixture.dialog, &SplitsDialog::rowsWanted);
        QTest::mouseClick(fixture.button("splitsDialog.showRows"), Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][0].value<std::vector<int>>(), (std::vector<int>{0, 1, 2, 7, 8, 9}));
        QTest::mouseClick(fixture.button("splitsDialog.remove"), Qt::LeftButton);
        QTRY_COMPARE(fixture.overlap(), QStringLiteral("✓ No text is in two splits."));
        QVERIFY(fixture.dialog.splits() == (Splits{{"extract", "1-4"}, {"align", "5-7"}}));
    }

    void withoutDataRangesCanStillBeWritten()
    {
        const DialogFixture fixture(kDemoSplits, nullptr);
        QCOMPARE(fixture.overlap(), QStringLiteral("Overlap is checked once data is open."));
        QVERIFY(fixture.dialog.splits() == kDemoSplits);
    }
};

QTEST_MAIN(TestSplitsDialog)
#include "tst_splits_dialog.moc"
