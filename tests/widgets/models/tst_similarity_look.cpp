// SPDX-License-Identifier: GPL-3.0-or-later
// How a pane looks, as a study keeps it.
#include "widgets/models/similarity_look.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace neurograft;

class TestSimilarityLook : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsReadBack()
    {
        SimilarityLook look;
        look.options.modules = QStringList{QStringLiteral("v_proj"), QStringLiteral("o_proj")};
        look.options.unit = QStringLiteral("mean-token");
        look.options.estimator = QStringLiteral("minibatch");
        look.isLocked = false;
        look.isMasked = true;
        look.maskShape = QStringLiteral("custom:S0: 1-2; S3: 4-");
        look.isTransposed = true;
        look.hasProfiles = true;
        look.isTable = true;
        look.path = QStringLiteral("best");
        look.isLinked = false;
        look.frozenOn = QStringLiteral("up S L2 x T L3");
        look.colors.map = ColorMapId::Cividis;
        look.colors.mode = RangeMode::Typed;
        look.colors.typed = {0.25, 0.75};
        look.colors.undefinedColor = 0xff00a087;
        look.colors.isHatched = false;
        look.differenceColors.mode = RangeMode::Percentile;
        look.differenceColors.lowPercent = 5.0;
        look.differenceColors.highPercent = 90.0;

        const QByteArray text = QJsonDocument(toJson(look)).toJson();
        const SimilarityLook read = lookFromJson(QJsonDocument::fromJson(text).object(), {});
        QCOMPARE(read.options.modules, look.options.modules);
        QCOMPARE(read.options.unit, look.options.unit);
        QCOMPARE(read.options.estimator, look.options.estimator);
        QVERIFY(!read.isLocked && read.isMasked && read.isTransposed);
        QVERIFY(read.hasProfiles && read.isTable && !read.isLinked);
        QCOMPARE(read.maskShape, look.maskShape);
        QCOMPARE(read.path, look.path);
        QCOMPARE(read.frozenOn, look.frozenOn);
        QVERIFY(read.colors == look.colors);
        QVERIFY(read.differenceColors == look.differenceColors);
    }

    void whatIsWrongIsAsStandard_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray("{}");
        QTest::newRow("words") << QByteArray(
            R"({"unit":"page","estimator":7,"path":"sideways","maskShape":"band:x","modules":"up"})");
        QTest::newRow("types") << QByteArray(
            R"({"lock":"no","mask":1,"linked":null,"colors":[1]})");
        QTest::newRow("colours") << QByteArray(
            R"({"colors":{"map":"jet","rangeMode":"log","low":2,"high":1,"lowPercent":99,)"
            R"("highPercent":2,"undefined":"none","hatched":"yes"}})");
    }
    void whatIsWrongIsAsStandard()
    {
        QFETCH(QByteArray, text);
        SimilarityLook standard;
        standard.options.modules = QStringList{QStringLiteral("up_proj")};
        standard.isMasked = true;
        standard.colors.map = ColorMapId::Grey;
        const SimilarityLook read = lookFromJson(QJsonDocument::fromJson(text).object(), standard);
        QCOMPARE(toJson(read), toJson(standard));
    }
};

QTEST_GUILESS_MAIN(TestSimilarityLook)
#include "tst_similarity_look.moc"
