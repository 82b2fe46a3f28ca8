// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/sample_heatmap.h"
#include "widgets/plots/color_settings.h"

#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;

class TestColorSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void houseStyleIsThatOfTheFigures()
    {
        QVERIFY((colorRange({}, panels()) == ColorRange{0.1, 1.0}));
        QVERIFY((colorRange({}, {}) == ColorRange{0.0, 1.0}));
    }

    void percentilesLieBetweenNeighbours()
    {
        QCOMPARE(percentile({1.0, 2.0, 4.0}, 50.0), 2.0);
        QCOMPARE(percentile({1.0, 2.0, 4.0}, 75.0), 3.0);
        QCOMPARE(percentile({1.0, 2.0, 4.0}, 100.0), 4.0);
        QVERIFY(std::isnan(percentile({}, 50.0)));
        ColorSettings settings;
        settings.mode = RangeMode::Percentile;
        settings.lowPercent = 10.0;
        settings.highPercent = 90.0;
        const ColorRange range = colorRange(settings, panels()); // 0.1, 0.2, …, 1.0
        QVERIFY(std::abs(range.low - 0.19) < 1e-12);
        QVERIFY(std::abs(range.high - 0.91) < 1e-12);
    }

    void equalValuesFallBackToTheHouseRange()
    {
        m_data.values.assign(m_data.values.size(), 0.5);
        ColorSettings settings;
        settings.mode = RangeMode::Percentile;
        QVERIFY((colorRange(settings, panels()) == ColorRange{0.5, 0.55}));
        QVERIFY((colorRange(settings, {}) == ColorRange{0.0, 1.0}));
    }

    void symmetricAndTypedRanges()
    {
        m_data.values[0] = -0.32;
        ColorSettings settings;
        settings.mode = RangeMode::Symmetric;
        QVERIFY((colorRange(settings, panels()) == ColorRange{-1.0, 1.0}));
        settings.mode = RangeMode::Typed;
        settings.typed = {0.25, 0.3};
        QVERIFY((colorRange(settings, panels()) == ColorRange{0.25, 0.3}));
        QVERIFY((colorRange(differenceColors(), panels()) == ColorRange{-1.0, 1.0}));
        QVERIFY(ColorMap::of(differenceColors().map).isDiverging());
    }

    void onlyShownAndDefinedValuesCount()
    {
        makeUndefined(m_data, {0, 0}, 2);
        m_data.visible.assign(m_data.values.size(), 1);
        m_data.visible.back() = 0;
        const std::vector<double> values = shownValues(panels());
        QCOMPARE(values.size(), std::size_t(8));
        QCOMPARE(values.front(), 0.2);
        QCOMPARE(values.back(), 0.9);
    }

    void init()
    {
        m_data = sampleHeatmap(2, 5, QStringLiteral("up_proj"));
        for (std::size_t i = 0; i < m_data.values.size(); ++i) {
            m_data.values[i] = static_cast<double>(i + 1) / 10.0;
        }
    }

private:
    std::vector<const HeatmapData*> panels() const { return {&m_data}; }
    HeatmapData m_data;
};

QTEST_GUILESS_MAIN(TestColorSettings)
#include "tst_color_settings.moc"
