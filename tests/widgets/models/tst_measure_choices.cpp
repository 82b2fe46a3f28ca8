// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/similarity_measures.h"
#include "widgets/models/measure_choices.h"
#include "widgets/models/measure_help.h"
#include "widgets/models/similarity_variant.h"
#include "widgets/plots/heatmap_data.h"

#include <QTest>

using namespace neurograft;

class TestMeasureChoices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTableIsOfferedOnceInTheOrderOfTheSpecification()
    {
        std::vector<std::string> offered;
        for (const MeasureChoice& choice : measureChoices()) {
            QCOMPARE(choice.variants.front().table, choice.word);
            for (const MeasureVariant& form : choice.variants) {
                offered.push_back(form.table.toStdString());
            }
        }
        QCOMPARE(offered, similarityMeasures());
    }

    void everyTableIsExplained()
    {
        for (const std::string& table : similarityMeasures()) {
            const QString name = QString::fromStdString(table);
            const MeasureHelp* help = findMeasureHelp(name);
            QVERIFY2(help != nullptr, table.c_str());
            QVERIFY2(!help->formula.isEmpty() && !help->invariance.isEmpty(), table.c_str());
            QVERIFY2(!help->reference.isEmpty(), table.c_str());
            const QStringList ids = helpIdsOfTable(name);
            QCOMPARE(ids.first(), formOfTable(name).measure);
            for (const QString& id : ids) {
                QVERIFY2(findMeasureHelp(id) != nullptr, qPrintable(id));
            }
        }
    }

    void aTableIsAMeasureAndAForm()
    {
        SimilarityOptions options;
        QCOMPARE(options.tableName(), QStringLiteral("cka"));
        options.takeTable(QStringLiteral("procrustes-angle"));
        QCOMPARE(options.measure, QStringLiteral("procrustes"));
        QCOMPARE(options.estimator, QStringLiteral("angle"));
        QCOMPARE(options.tableName(), QStringLiteral("procrustes-angle"));
        QCOMPARE(tableTitle(QStringLiteral("procrustes-angle")),
                 QStringLiteral("Procrustes, angle"));
        QCOMPARE(tableTitle(QStringLiteral("svcca")), QStringLiteral("SVCCA"));
        options.takeTable(QStringLiteral("from elsewhere"));
        QCOMPARE(options.tableName(), QStringLiteral("cka"));
    }

    void theTableLookedAtComesFirstAndOnce()
    {
        SimilarityOptions options;
        options.also = {QStringLiteral("rsa"), QStringLiteral("cka"), QStringLiteral("dcor")};
        QCOMPARE(
            options.tables(),
            QStringList({QStringLiteral("cka"), QStringLiteral("rsa"), QStringLiteral("dcor")}));
    }

    void baselinesGoIntoAStudyAndBack()
    {
        SimilarityStudy study;
        study.permutations = 30;
        SimilarityBaselines wanted;
        wanted.hasShuffled = wanted.hasIntervals = wanted.hasSelf = true;
        wanted.applyTo(study);
        QCOMPARE(study.permutations, std::int64_t{30}); // as many as it says
        QCOMPARE(study.bootstrap, std::int64_t{200});
        QCOMPARE(study.baselines, std::vector<std::string>{"self"});
        QVERIFY(SimilarityBaselines::of(study) == wanted);
        QCOMPARE(wanted.key(), QStringLiteral("-shuffled-intervals-self"));
        QVERIFY(wanted.covers(SimilarityBaselines()));
        QVERIFY(!SimilarityBaselines().covers(wanted));
        SimilarityBaselines().applyTo(study);
        QCOMPARE(study.permutations, std::int64_t{0});
        QVERIFY(study.baselines.empty());
    }
};

QTEST_GUILESS_MAIN(TestMeasureChoices)
#include "tst_measure_choices.moc"
