// SPDX-License-Identifier: GPL-3.0-or-later
// The trace of input, paints and stalls (ux.md 7.8) of a small window.
#include "app/latency_trace.h"

#include <nlohmann/json.hpp>

#include <QCheckBox>
#include <QFile>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QVBoxLayout>

using namespace neurograft;

namespace {

TracedApplication* application()
{
    return static_cast<TracedApplication*>(QCoreApplication::instance());
}

} // namespace

class TestLatencyTrace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aClickIsTracedToItsPaint()
    {
        QCheckBox box(QStringLiteral("switch"));
        box.setObjectName(QStringLiteral("switch"));
        box.show();
        QVERIFY(QTest::qWaitForWindowExposed(&box));
        const std::size_t before = application()->events().size();
        QTest::mouseClick(&box, Qt::LeftButton, {}, QPoint(6, box.height() / 2));
        QVERIFY(box.isChecked());
        QTRY_VERIFY(application()->events().back().paintedMs.has_value());
        const TracedInput& release = application()->events().back();
        QVERIFY(application()->events().size() >= before + 2);
        QCOMPARE(release.object, QStringLiteral("switch"));
        QCOMPARE(release.className, QStringLiteral("QCheckBox"));
        QCOMPARE(release.type, QStringLiteral("mouse release"));
        QVERIFY(*release.paintedMs > 0.0 && *release.paintedMs < 1000.0);
    }

    void aBlockedThreadIsAStall()
    {
        QPushButton button;
        button.setObjectName(QStringLiteral("slow"));
        connect(&button, &QPushButton::clicked, &button, [] { QThread::msleep(130); });
        button.show();
        QVERIFY(QTest::qWaitForWindowExposed(&button));
        QTest::keyClick(&button, Qt::Key_Space);
        const nlohmann::ordered_json json = written();
        QVERIFY(!json["stalls"].empty());
        QVERIFY(json["stalls"].back()["ms"].get<double>() > 100.0);
        bool isSummed = false;
        for (const auto& row : json["summary"]) {
            if (row["object"] == "slow") {
                isSummed = true;
                QVERIFY(row["max_ms"].get<double>() > 100.0);
                QVERIFY(row["p50_ms"] <= row["p95_ms"] && row["p95_ms"] <= row["max_ms"]);
            }
        }
        QVERIFY(isSummed);
        QCOMPARE(json["events"].size(), application()->events().size());
    }

    void percentilesAreOfTheTimesToThePaint()
    {
        std::vector<TracedInput> events;
        for (int i = 1; i <= 20; ++i) {
            events.push_back({QStringLiteral("map"), QStringLiteral("HeatmapPlot"),
                              QStringLiteral("mouse press"), i * 10.0, 0.1, i * 1.0});
        }
        events.push_back({QStringLiteral("map"), QStringLiteral("HeatmapPlot"),
                          QStringLiteral("key press W"), 300.0, 0.5, std::nullopt});
        const nlohmann::ordered_json json = traceJson(events, {});
        QCOMPARE(json["summary"].size(), std::size_t(1));
        const auto& row = json["summary"][0];
        QCOMPARE(row["count"].get<int>(), 21);
        QCOMPARE(row["p50_ms"].get<double>(), 10.0);
        QCOMPARE(row["p95_ms"].get<double>(), 19.0);
        QCOMPARE(row["max_ms"].get<double>(), 20.0);
        QVERIFY(json["events"][20]["painted_ms"].is_null());
    }

private:
    static nlohmann::ordered_json written()
    {
        application()->write();
        QFile file(application()->property("traceFile").toString());
        return file.open(QIODevice::ReadOnly)
            ? nlohmann::ordered_json::parse(file.readAll().toStdString())
            : nlohmann::ordered_json();
    }
};

int main(int argc, char** argv)
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("trace.json"));
    TracedApplication traced(argc, argv, file);
    traced.setProperty("traceFile", file);
    TestLatencyTrace test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_latency_trace.moc"
