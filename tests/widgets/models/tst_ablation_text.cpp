// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/ablation_text.h"

#include <QTest>

using namespace neurograft;

namespace {

AblationResult sample()
{
    AblationResult result;
    result.request.name = QStringLiteral("demo-top100");
    result.request.of(Role::Student) = {{2, NeuronKind::Ffn, 137}, {1, NeuronKind::Attention, 3}};
    AblatedRow row;
    row.line = 4;
    row.before = 0.8512;
    row.after = 0.0000012;
    row.random = 0.8498;
    row.target = "Paris";
    row.textBefore = "Paris is <here>";
    row.textAfter = "Rome is\t<here>";
    result.models.push_back({Role::Student, QStringLiteral("tiny-S"), 2, {row}});
    return result;
}

} // namespace

class TestAblationText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTitleNamesSetAndFactor()
    {
        AblationRequest request = sample().request;
        QCOMPARE(ablationTitle(request), QStringLiteral("demo-top100: 2 neurons switched off"));
        request.factor = 0.5;
        QCOMPARE(ablationTitle(request), QStringLiteral("demo-top100: 2 neurons scaled by 0.5"));
        request.of(Role::Student).pop_back();
        request.name = QStringLiteral("S L2 down 137");
        QCOMPARE(ablationTitle(request), QStringLiteral("S L2 down 137 scaled by 0.5"));
    }

    void smallProbabilitiesAreStillRead()
    {
        QCOMPARE(shownProbability(0.85124), QStringLiteral("0.8512"));
        QCOMPARE(shownProbability(0.0), QStringLiteral("0.0000"));
        QCOMPARE(shownProbability(0.0001), QStringLiteral("0.0001"));
        QCOMPARE(shownProbability(0.0000012), QString::fromUtf8("1.2e\u221206"));
    }

    void severalRowsAreNumbered()
    {
        AblationResult result = sample();
        QCOMPARE(ablationRowName(result.models[0], 0), QStringLiteral("S tiny-S"));
        result.models[0].rows.push_back(result.models[0].rows[0]);
        result.models[0].rows[1].line = 7;
        QCOMPARE(ablationRowName(result.models[0], 1), QStringLiteral("S tiny-S row 8"));
        QVERIFY(ablationHtml(result, false).contains(QStringLiteral("<a name=\"r1\">")));
    }

    void whatChangedIsMarked()
    {
        const QString html = ablationHtml(sample(), false);
        QVERIFY2(html.contains(QStringLiteral("<b>S tiny-S</b> (1 word removed, 1 added)")),
                 qPrintable(html));
        QVERIFY(html.contains(QStringLiteral(">Paris</s>")));
        QVERIFY(html.contains(QStringLiteral("&lt;")));
    }

    void theTableIsOneLinePerRow()
    {
        QCOMPARE(ablationTsv(sample()),
                 QStringLiteral("model\tneurons\tfactor\trow\ttarget\tp_before\tp_after\tp_random\t"
                                "before\tafter\n"
                                "tiny-S\t2\t0\t5\tParis\t0.8512\t1.2e-06\t0.8498\t"
                                "Paris is <here>\tRome is <here>\n"));
    }

    void onlyNeuronsThatWriteAreAblated()
    {
        const auto neurons =
            ablatedNeurons({NeuronItem{Role::Teacher, 4, QStringLiteral("down_proj"), 200},
                            NeuronItem{Role::Student, 2, QStringLiteral("o_proj"), 5},
                            NeuronItem{Role::Student, 2, QStringLiteral("v_proj"), 6},
                            LayerItem{Role::Student, 1}});
        QCOMPARE(neurons[0].size(), std::size_t{1});
        QVERIFY(neurons[0][0] == (NeuronId{4, NeuronKind::Ffn, 200}));
        QCOMPARE(neurons[1].size(), std::size_t{1});
        QVERIFY(neurons[1][0] == (NeuronId{2, NeuronKind::Attention, 5}));
    }
};

QTEST_GUILESS_MAIN(TestAblationText)
#include "tst_ablation_text.moc"
