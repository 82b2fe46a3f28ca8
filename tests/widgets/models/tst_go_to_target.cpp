// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/go_to_target.h"

#include <QTest>

using namespace neurograft;

namespace {

GoToSizes sizes()
{
    GoToSizes known;
    known.teacher = {40, 13824, 5120, 5120};
    known.student = {32, 11008, 4096, 1024};
    known.modules = {QStringLiteral("up_proj"), QStringLiteral("o_proj")};
    known.data = QStringLiteral("gsm_align");
    known.rows = 64;
    known.runs = 7;
    known.sets = {QStringLiteral("gsm-top100")};
    return known;
}

/// The target in words, so that a failure reads like a diff.
QString described(const std::optional<GoToTarget>& target)
{
    if (!target) {
        return QStringLiteral("search");
    }
    struct Words {
        QString operator()(const SelectionItem& item) const
        {
            return kindWord(item) + QStringLiteral(": ") + goToText(item);
        }
        QString operator()(const RunTarget& run) const
        {
            return QStringLiteral("run: %1").arg(run.run);
        }
        QString operator()(const SetTarget& set) const
        {
            return QStringLiteral("set: ") + set.name;
        }
        QString operator()(const TokenTarget& token) const
        {
            return QStringLiteral("token: ") + token.token;
        }
        QString operator()(const ActionTarget& action) const
        {
            return QStringLiteral("action: ") + action.words;
        }
        QString operator()(const NoTarget& no) const { return QStringLiteral("no: ") + no.why; }
    };
    return std::visit(Words(), *target);
}

} // namespace

class TestGoToTarget : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEveryKind_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* text, const char* expected) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(expected);
        };
        row("T L17 down 4213", "neuron: T L17 down 4213");
        row("T L17 up 4213", "neuron: T L17 down 4213");
        row("s l2  gate_proj 137", "neuron: S L2 down 137");
        row("S L2 o 12", "neuron: S L2 o 12");
        row("S L2 v 1023", "neuron: S L2 v 1023");
        row("S L17", "layer: S L17");
        row("TL0", "layer: T L0");
        row("up S L17 x T L21", "cell: up S L17 x T L21");
        row("up_proj T L21 × S L17", "cell: up S L17 x T L21");
        row("item gsm_align 12", "row: item gsm_align 12");
        row("run 7", "run: 7");
        row("run #1", "run: 1");
        row("set GSM-top100", "set: gsm-top100");
        row("token:Paris", "token: Paris");
        row("token: Paris", "token:  Paris"); // a leading space is part of a token
        row(">export fig", "action: export fig");
        row("", "search");
        row("lock", "search");
        row("S 17", "search");
    }
    void readsEveryKind()
    {
        QFETCH(QString, text);
        QTEST(described(parseGoTo(text, sizes())), "expected");
    }

    void aBadIdIsAnsweredPlainly_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* text, const char* expected) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(expected);
        };
        row("T L41", "no: Layer 41 does not exist; this teacher has 0–39.");
        row("up S L32 x T L2", "no: Layer 32 does not exist; this student has 0–31.");
        row("T L1 down 13824",
            "no: Neuron 13824 does not exist; down of this teacher has 0–13823.");
        row("S L1 v 1024", "no: Neuron 1024 does not exist; v of this student has 0–1023.");
        row("S L1 q 3", "no: Neurons are named by up, gate, down, v or o, not by \"q\".");
        row("q S L1 x T L2", "no: There is no map of \"q\"; there are up, o.");
        row("up S L1 x S L2",
            "no: A cell has a student layer and a teacher layer: up S L17 x T L21.");
        row("item gsm_align 65", "no: Row 65 does not exist; gsm_align has 1–64.");
        row("item gsm_align 0", "no: Row 0 does not exist; gsm_align has 1–64.");
        row("item other 3", "no: \"other\" is not open; gsm_align is.");
        row("run 8", "no: Run 8 does not exist; this study has 1–7.");
        row("set none", "no: There is no set \"none\"; there are gsm-top100.");
    }
    void aBadIdIsAnsweredPlainly()
    {
        QFETCH(QString, text);
        QTEST(described(parseGoTo(text, sizes())), "expected");
    }

    void withoutAPairTheModelIsMissing()
    {
        GoToSizes none;
        none.teacher.layers = 0;
        QCOMPARE(described(parseGoTo(QStringLiteral("T L1"), none)),
                 QStringLiteral("no: No teacher is open."));
        QCOMPARE(described(parseGoTo(QStringLiteral("S L1 down 3"), none)),
                 QStringLiteral("neuron: S L1 down 3")); // sizes not known: taken
        QCOMPARE(described(parseGoTo(QStringLiteral("item x 1"), none)),
                 QStringLiteral("no: No data is open."));
    }

    void whatIsCopiedCanBeTyped()
    {
        const SelectionItem items[] = {CellItem{QStringLiteral("up_proj"), 3, 5},
                                       LayerItem{Role::Teacher, 39},
                                       NeuronItem{Role::Student, 2, QStringLiteral("down_proj"), 7},
                                       RowItem{QStringLiteral("gsm_align"), 64}};
        for (const SelectionItem& item : items) {
            const std::optional<GoToTarget> target = parseGoTo(goToText(item), sizes());
            QVERIFY2(target && std::holds_alternative<SelectionItem>(*target),
                     qPrintable(goToText(item)));
            QVERIFY(std::get<SelectionItem>(*target) == item);
        }
    }
};

QTEST_GUILESS_MAIN(TestGoToTarget)
#include "tst_go_to_target.moc"
