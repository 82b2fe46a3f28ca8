// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/latency.h"
#include "tests/widgets/sample_neurons.h"
#include "widgets/plots/neuron_map_image.h"
#include "widgets/plots/neuron_map_pool.h"

#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;

class TestNeuronMapPool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyNeuronLiesInExactlyOneBin_data()
    {
        QTest::addColumn<int>("bins");
        for (const int bins : {1, 2, 3, 7, 59, 174, 175, 176}) {
            QTest::addRow("%d bins", bins) << bins;
        }
    }
    void everyNeuronLiesInExactlyOneBin()
    {
        QFETCH(int, bins);
        const int low = 5;
        const int high = 181;
        for (int bin = 0; bin < bins; ++bin) {
            QVERIFY(binStart(bin, low, high, bins) < binStart(bin + 1, low, high, bins));
            for (int at = binStart(bin, low, high, bins); at < binStart(bin + 1, low, high, bins);
                 ++at) {
                QCOMPARE(binOf(at, low, high, bins), bin);
            }
        }
        QCOMPARE(binStart(0, low, high, bins), low);
        QCOMPARE(binStart(bins, low, high, bins), high);
    }

    /// ux.md 4.2, D5: a located neuron is seen at every size.
    void noLocatedNeuronVanishes_data()
    {
        QTest::addColumn<int>("columns");
        QTest::addColumn<int>("rows");
        for (const int columns : {1, 2, 10, 33, 100, 175, 176, 500}) {
            for (const int rows : {1, 3, 4, 9}) {
                QTest::addRow("%d x %d", columns, rows) << columns << rows;
            }
        }
    }
    void noLocatedNeuronVanishes()
    {
        QFETCH(int, columns);
        QFETCH(int, rows);
        const NeuronMapData data = sampleNeurons();
        const NeuronPool pool = maxPool(data, fullNeuronView(4, 176), columns, rows);
        QCOMPARE(pool.columns, std::min(columns, 176));
        QCOMPARE(pool.rows, std::min(rows, 4));
        for (const NeuronPlace& place : data.located) {
            const std::size_t bin = pool.at(pool.rowOf(place.layer), pool.columnOf(place.index));
            QCOMPARE(int(pool.located[bin]), 1);
            const auto winner = static_cast<std::size_t>(pool.winners[bin]);
            QVERIFY(std::abs(data.scores[winner]) >= std::abs(data.scoreOf(place)));
        }
        const auto marked = std::count(pool.located.begin(), pool.located.end(), 1);
        QVERIFY(marked <= static_cast<std::ptrdiff_t>(data.located.size()));
        // The brightest neuron of all is drawn, whatever the size.
        const std::size_t brightest = pool.at(pool.rowOf(2), pool.columnOf(137));
        QCOMPARE(pool.winners[brightest], static_cast<std::int64_t>(data.offset({2, 137})));
    }

    /// The pool against a plain search of every bin.
    void largestMagnitudeWinsWithItsSign()
    {
        const NeuronMapData data = sampleNeurons();
        const NeuronView view{1, 4, 11, 160};
        const NeuronPool pool = maxPool(data, view, 13, 2);
        for (int row = 0; row < pool.rows; ++row) {
            for (int column = 0; column < pool.columns; ++column) {
                const NeuronView bin = pool.binView(row, column);
                NeuronPlace best{bin.layerLow, bin.indexLow};
                for (int layer = bin.layerLow; layer < bin.layerHigh; ++layer) {
                    for (int index = bin.indexLow; index < bin.indexHigh; ++index) {
                        const NeuronPlace place{layer, index};
                        if (std::abs(data.scoreOf(place)) > std::abs(data.scoreOf(best))) {
                            best = place;
                        }
                    }
                }
                const auto winner = static_cast<std::size_t>(pool.winners[pool.at(row, column)]);
                QVERIFY(data.placeOf(winner) == best);
            }
        }
        const NeuronPool whole = maxPool(data, fullNeuronView(4, 176), 8, 4);
        const auto dark =
            static_cast<std::size_t>(whole.winners[whole.at(whole.rowOf(1), whole.columnOf(20))]);
        QCOMPARE(data.scores[dark], -3.0F);
    }

    void neuronsThatWereNotEvaluatedLoseToAllOthers()
    {
        NeuronMapData data = sampleNeurons();
        pruneScores(data);
        const NeuronPool pool = maxPool(data, fullNeuronView(4, 176), 176, 4);
        for (std::size_t cell = 0; cell < data.size(); ++cell) {
            QCOMPARE(pool.winners[cell],
                     data.isLocated[cell] != 0 ? static_cast<std::int64_t>(cell) : -1);
        }
        const QImage image = neuronImage(pool, data, ColorMap::of(ColorMapId::Vik), {-6.1, 6.1});
        QCOMPARE(image.pixel(137, 1), // layer 2 of 4, counted from the bottom
                 ColorMap::of(ColorMapId::Vik).color(6.08, {-6.1, 6.1}));
        const auto missing = static_cast<std::size_t>(
            std::find(data.isLocated.begin(), data.isLocated.end(), 0) - data.isLocated.begin());
        QCOMPARE(image.pixel(static_cast<int>(missing), 3), ColorMap::pendingColor());
    }

    void zoomReachesSingleNeuronsAndStaysInside()
    {
        NeuronView view = fullNeuronView(80, 28672);
        for (int i = 0; i < 100; ++i) {
            view = zoomedNeurons(view, 1.2, 137.5, 28672);
        }
        QVERIFY(view == (NeuronView{0, 80, 137, 138}));
        for (int i = 0; i < 200; ++i) {
            view = zoomedNeurons(view, 1.0 / 1.2, 137.5, 28672);
        }
        QVERIFY(view == fullNeuronView(80, 28672));
        view = zoomedLayers(view, 4.0, 79.5, 80);
        QVERIFY(view == (NeuronView{60, 80, 0, 28672}));
        view = pannedNeurons({60, 80, 0, 100}, 5, -7, 80, 28672);
        QVERIFY(view == (NeuronView{60, 80, 0, 100}));
        QVERIFY(pannedNeurons(view, -5, 7, 80, 28672) == (NeuronView{55, 75, 7, 107}));
    }

    void geometryGoesBothWays()
    {
        const NeuronGeometry geometry{QRectF(10, 20, 176, 40), fullNeuronView(4, 176)};
        for (const NeuronPlace place : {NeuronPlace{0, 0}, {3, 175}, {2, 137}}) {
            const QRectF cell = geometry.rectOf(viewBetween(place, place));
            QVERIFY(geometry.nearest(cell.center()) == place);
        }
        QVERIFY(geometry.rectOf({0, 1, 0, 1}).bottom() == 60.0); // origin bottom left
        QVERIFY(geometry.nearest({-5.0, 500.0}) == (NeuronPlace{0, 0}));
    }

    void ticksAreRoundAndApart()
    {
        const auto width = [](int) { return 30.0; };
        QCOMPARE(neuronTicks(0, 13824, 1200.0 / 13824, width, 10.0).front(), 0);
        const std::vector<int> ticks = neuronTicks(0, 13824, 1200.0 / 13824, width, 10.0);
        for (std::size_t i = 1; i < ticks.size(); ++i) {
            QVERIFY((ticks[i] - ticks[i - 1]) * 1200.0 / 13824 >= 40.0);
            QCOMPARE(ticks[i] % 500, 0);
        }
        QVERIFY(neuronTicks(137, 140, 100.0, width, 10.0) == (std::vector<int>{137, 138, 139}));
        QVERIFY(neuronTicks(137, 138, 10.0, width, 10.0) == (std::vector<int>{137}));
    }

    void loupeListsLocatedNeuronsFirst()
    {
        NeuronMapData data = sampleNeurons(4, 176, 0);
        setLocated(data, {{1, 22}});
        const std::vector<NeuronPlace> places = neuronsIn(data, {1, 2, 18, 24}, 3);
        QCOMPARE(places.size(), std::size_t{3});
        QVERIFY(places[0] == (NeuronPlace{1, 22}));
        QVERIFY(places[1] == (NeuronPlace{1, 20})); // −3: largest magnitude of the rest
    }

    /// ux.md 4.2 counts on a millisecond for a map of 553 k cells; this one has 2.29 M.
    void poolingTheLargestMapIsQuick()
    {
        const NeuronMapData data = sampleNeurons(80, 28672, 10);
        std::size_t marked = 0;
        const Latency latency = measureLatency([&](int i) {
            const NeuronPool pool = maxPool(data, fullNeuronView(80, 28672), 1200 + i, 80);
            marked +=
                static_cast<std::size_t>(std::count(pool.located.begin(), pool.located.end(), 1));
        });
        logLatency("pooling 2.29 M cells", latency, 100.0);
        QVERIFY(marked > 0);
        QVERIFY(latency.workP95 < 100.0);
    }
};

QTEST_APPLESS_MAIN(TestNeuronMapPool)
#include "tst_neuron_map_pool.moc"
