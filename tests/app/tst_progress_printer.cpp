// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/progress_printer.h"

#include <QtTest/QtTest>

#include <sstream>

using namespace neurograft;

class tst_progress_printer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void barShowsShareRateAndTimeLeft();
    void unknownTotalShowsTheCount();
    void durationsReadWell_data();
    void durationsReadWell();
    void pipeGetsOneLinePerPhase();
    void terminalLineIsRewrittenAndRemoved();
};

void tst_progress_printer::barShowsShareRateAndTimeLeft()
{
    const Progress progress{"layers of both models", 2, 3, 12, 24, "layers"};
    QCOMPARE(
        QString::fromStdString(progressBar(progress, 4.0)),
        QString("[############------------] 12/24 layers, 3.0 layers/s, 4 s left: layers of both "
                "models (2 of 3)"));
}

void tst_progress_printer::unknownTotalShowsTheCount()
{
    QCOMPARE(progressBar({"reading", 1, 1, 7, 0, "rows"}, 0.0), std::string("7 rows: reading"));
}

void tst_progress_printer::durationsReadWell_data()
{
    QTest::addColumn<double>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("seconds") << 7.6 << "8 s";
    QTest::newRow("minutes") << 200.0 << "3 min 20 s";
    QTest::newRow("hours") << 7500.0 << "2 h 5 min";
}

void tst_progress_printer::durationsReadWell()
{
    QFETCH(double, seconds);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(durationText(seconds)), text);
}

void tst_progress_printer::pipeGetsOneLinePerPhase()
{
    std::ostringstream stream;
    ProgressPrinter printer(stream, false);
    for (int done = 0; done <= 5; ++done) {
        printer.report({"reading rows", 1, 2, done, 5, "rows"});
    }
    printer.report({"layers", 2, 2, 0, 8, "layers"});
    printer.finish();
    QCOMPARE(stream.str(), std::string("reading rows (5 rows)\nlayers (8 layers)\n"));
}

void tst_progress_printer::terminalLineIsRewrittenAndRemoved()
{
    std::ostringstream stream;
    ProgressPrinter printer(stream, true);
    printer.report({"layers", 1, 1, 0, 2, "layers"});
    printer.report({"layers", 1, 1, 2, 2, "layers"});
    printer.finish();
    const std::string text = stream.str();
    QVERIFY(text.find('\n') == std::string::npos);
    QVERIFY(text.find("2/2 layers") != std::string::npos);
    const std::string erase = "\r\033[K";
    QCOMPARE(text.substr(text.size() - erase.size()), erase);
}

QTEST_GUILESS_MAIN(tst_progress_printer)
#include "tst_progress_printer.moc"
