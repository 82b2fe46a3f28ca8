// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/color_model.h"
#include "widgets/models/pinned_result.h"

#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>

using namespace neurograft;

class TestColorModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void changesAreUndone()
    {
        ColorModel colors(&m_undo);
        QSignalSpy changed(&colors, &ColorModel::changed);
        ColorSettings settings;
        settings.map = ColorMapId::Cividis;
        colors.set(settings, QStringLiteral("Colour map cividis"));
        QVERIFY(colors.settings().map == ColorMapId::Cividis);
        QCOMPARE(m_undo.undoText(), QStringLiteral("Colour map cividis"));
        m_undo.undo();
        QVERIFY(colors.settings() == ColorSettings());
        m_undo.redo();
        QCOMPARE(changed.size(), 3);
        colors.set(settings, QStringLiteral("again"));
        QCOMPARE(m_undo.count(), 1); // nothing changed
        colors.reset();
        QVERIFY(colors.settings() == ColorSettings());
        QCOMPARE(m_undo.count(), 2);
    }

    void aDragIsOneChange()
    {
        ColorModel colors(&m_undo);
        for (int drag = 0; drag < 2; ++drag) {
            for (int step = 1; step <= 5; ++step) {
                ColorSettings settings = colors.settings();
                settings.mode = RangeMode::Typed;
                settings.typed.high = 1.0 + drag + step * 0.1;
                colors.set(settings, QStringLiteral("Colour range"), step > 1);
            }
        }
        QCOMPARE(m_undo.count(), 2);
        m_undo.undo();
        QCOMPARE(colors.settings().typed.high, 1.5);
    }

    void differencesHaveTheirOwn()
    {
        ColorModel colors(&m_undo);
        ColorSettings plain;
        plain.map = ColorMapId::Grey;
        colors.set(plain, QStringLiteral("grey"));
        QSignalSpy changed(&colors, &ColorModel::changed);
        colors.setDifference(true);
        QCOMPARE(changed.size(), 1);
        QVERIFY(colors.settings().map == ColorMapId::Vik);
        ColorSettings signedColors = colors.settings();
        signedColors.isHatched = false;
        colors.set(signedColors, QStringLiteral("hatch"));
        colors.setDifference(false);
        QVERIFY(colors.settings() == plain);
        m_undo.undo(); // of the one not shown
        QVERIFY(colors.settings() == plain);
        colors.setDifference(true);
        QVERIFY(colors.settings().isHatched);
    }

    void pinningIsUndone()
    {
        PinnedResult pinned(&m_undo);
        QSignalSpy changed(&pinned, &PinnedResult::changed);
        const auto a = std::make_shared<const HeatmapFigure>();
        pinned.pin(a, QStringLiteral("similarity-1"));
        pinned.pin(a, QStringLiteral("similarity-1")); // the same
        QCOMPARE(changed.size(), 1);
        QCOMPARE(pinned.name(), QStringLiteral("similarity-1"));
        pinned.unpin();
        QVERIFY(pinned.figure() == nullptr);
        m_undo.undo();
        QVERIFY(pinned.figure() == a);
        m_undo.undo();
        QVERIFY(pinned.figure() == nullptr);
        pinned.pin(nullptr, {});
        QVERIFY(pinned.figure() == nullptr);
    }

    void init() { m_undo.clear(); }

private:
    QUndoStack m_undo;
};

QTEST_GUILESS_MAIN(TestColorModel)
#include "tst_color_model.moc"
