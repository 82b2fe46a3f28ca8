// SPDX-License-Identifier: GPL-3.0-or-later
// One neuron asked closely, with the facts planted in the fixtures (ux.md 6.1).
#include "widgets/jobs/job_controller.h"
#include "widgets/models/model_shelf.h"
#include "widgets/models/neuron_inspection.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/study_document.h"
#include "widgets/models/token_search.h"
#include "widgets/models/view_undo.h"

#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>

#include <cmath>

using namespace neurograft;
using Question = NeuronInspection::Question;

namespace {

QString fixture(const char* name)
{
    return QStringLiteral(NEUROGRAFT_TEST_DATA "/") + QString::fromLatin1(name);
}

NeuronItem neuron(Role role, int layer, int index, const char* module = "down_proj")
{
    return {role, layer, QString::fromLatin1(module), index};
}

const NeuronItem kPlanted = neuron(Role::Student, 2, 137);

/// What the window has around an inspector.
struct Bench {
    QuickLane lane;
    JobController jobs;
    QUndoStack undo;
    StudyDocument study;
    PairModel pair{&lane};
    ModelShelf shelf{&pair, &jobs, &lane};
    ViewUndo views{&undo};
    OverlayModel overlays{&study, &pair, &lane, &views};
    NeuronInspection inspection{&pair, &shelf, &overlays};

    void open(Role role, const char* name)
    {
        pair.openModel(role, fixture(name));
        QTRY_VERIFY(shelf.model(role) != nullptr);
    }
    void settle() { QTRY_VERIFY(inspection.isSettled()); }
};

} // namespace

class TestNeuronInspection : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;

    NeuronInspection& inspection() const { return m_bench->inspection; }

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        m_bench = std::make_unique<Bench>();
        m_bench->open(Role::Student, "tiny-S");
    }
    void cleanup() { m_bench.reset(); }

    void aNeuronIsAnsweredAtOnce()
    {
        inspection().setNeuron(kPlanted);
        QVERIFY(inspection().tokens().isComputing());
        m_bench->settle();
        QVERIFY(inspection().tokens().isReady());
        QCOMPARE(inspection().tokens().value->promoted[0].token, std::string("Paris"));
        QVERIFY(std::abs(inspection().tokens().value->promoted[0].logit - 1.0) < 1e-4);
        QVERIFY(!inspection().strip().isReady()); // there is no text
        QVERIFY(inspection().strip().reason.contains(QStringLiteral("no prompt")));
        QVERIFY(!inspection().twins().isReady()); // nobody asked
    }

    void theNewestNeuronWins()
    {
        inspection().setText(QStringLiteral("The capital of France is"));
        for (int index = 0; index < 30; ++index) {
            inspection().setNeuron(neuron(Role::Student, index % 4, index));
        }
        inspection().setNeuron(kPlanted);
        m_bench->settle();
        QCOMPARE(inspection().tokens().value->promoted[0].token, std::string("Paris"));
        QVERIFY(inspection().strip().value->values.back() > 100.0);
        QTest::qWait(50); // nothing late takes its place
        QCOMPARE(inspection().tokens().value->promoted[0].token, std::string("Paris"));
    }

    void aNeuronOneComesBackToIsThereWithoutAsking()
    {
        inspection().setText(QStringLiteral("The capital of France is"));
        inspection().setNeuron(kPlanted);
        m_bench->settle();
        const auto tokens = inspection().tokens().value;
        inspection().setNeuron(neuron(Role::Student, 0, 1));
        m_bench->settle();
        QVERIFY(inspection().tokens().value != tokens);
        inspection().setNeuron(kPlanted);
        QVERIFY(inspection().isSettled());
        QCOMPARE(inspection().tokens().value, tokens);
        QVERIFY(inspection().strip().isReady());
    }

    void anOverlayChangesTheAnswer()
    {
        inspection().setNeuron(neuron(Role::Student, 1, 29));
        m_bench->settle();
        const double before = inspection().tokens().value->promoted[0].logit;
        m_bench->overlays.add(fixture("adapters/linear"));
        QTRY_VERIFY(m_bench->overlays.isAnyActive());
        m_bench->settle();
        const double with = inspection().tokens().value->promoted[0].logit;
        QVERIFY(std::abs(with - before) > 1e-3);
        m_bench->overlays.setOn(0, false);
        m_bench->settle();
        QCOMPARE(inspection().tokens().value->promoted[0].logit, before);
    }

    void twinsNeedTheOtherModel()
    {
        const QString obstacle = inspection().obstacle(Question::Twins, kPlanted);
        QVERIFY2(obstacle.startsWith(QStringLiteral("Open a teacher first")), qPrintable(obstacle));
        inspection().setNeuron(kPlanted);
        inspection().askTwins();
        QCOMPARE(inspection().twins().reason, obstacle);
        m_bench->open(Role::Teacher, "tiny-T");
        inspection().askTwins();
        m_bench->settle();
        QVERIFY(inspection().twins().isReady());
        const NeuronTwin& first = inspection().twins().value->front();
        QVERIFY((first.neuron == NeuronId{4, NeuronKind::Ffn, 200}));
        QVERIFY(std::abs(first.cosine - 1.0) < 1e-4);
    }

    void twinsOfTwoVocabulariesAreRefusedInWords()
    {
        m_bench->open(Role::Teacher, "tiny-S-badvocab");
        QTRY_VERIFY(m_bench->pair.preflight() != nullptr);
        inspection().setNeuron(kPlanted);
        inspection().askTwins();
        m_bench->settle();
        QVERIFY2(inspection().twins().reason.startsWith(
                     QStringLiteral("Twins are off for this pair: vocabulary size 520 vs 512")),
                 qPrintable(inspection().twins().reason));
        QVERIFY(inspection().tokens().isReady()); // the rest is answered
    }

    void aTextOverTheContextIsToldAndNotCut()
    {
        inspection().setText(QStringLiteral("Paris ").repeated(300));
        inspection().setNeuron(kPlanted);
        m_bench->settle();
        QVERIFY(inspection().strip().problem.isFailed());
        QVERIFY2(
            inspection().strip().problem.message.contains(QStringLiteral("at most 256 tokens")),
            qPrintable(inspection().strip().problem.message));
        QVERIFY(inspection().tokens().isReady());
    }

    void unloadingStopsTheQuestions()
    {
        m_bench->open(Role::Teacher, "tiny-T");
        inspection().setNeuron(kPlanted);
        m_bench->settle();
        inspection().askTwins();
        QVERIFY(!m_bench->shelf.users(Role::Teacher).isEmpty());
        m_bench->shelf.unload(Role::Teacher);
        QVERIFY(inspection().isSettled());
        QVERIFY(!inspection().twins().isReady());
        QVERIFY(m_bench->shelf.users(Role::Teacher).isEmpty());
        QVERIFY(inspection().tokens().isReady()); // what is shown of the other stays
    }

    void aModelThatIsClosedTakesItsAnswersAlong()
    {
        inspection().setNeuron(kPlanted);
        m_bench->settle();
        m_bench->pair.close();
        QVERIFY(!inspection().tokens().isReady());
        QCOMPARE(inspection().tokens().reason, QStringLiteral("Open the student first."));
    }

    void searchIsTheSetOfBothModels()
    {
        m_bench->open(Role::Teacher, "tiny-T");
        TokenSearch search(&m_bench->shelf, &m_bench->overlays);
        std::vector<SelectionItem> found;
        connect(
            &search, &TokenSearch::found, this,
            [&found](const QString&, const std::vector<SelectionItem>& items) { found = items; });
        QSignalSpy failed(&search, &TokenSearch::failed);
        search.search(QStringLiteral("Paris"));
        QTRY_VERIFY(!search.isSearching());
        QCOMPARE(found.size(), std::size_t{2}); // no other neuron writes Paris
        QCOMPARE(found[0], SelectionItem(neuron(Role::Teacher, 4, 200)));
        QCOMPARE(found[1], SelectionItem(kPlanted));
        QCOMPARE(failed.count(), 0);
        found.clear();
        search.search(QStringLiteral("Lyon")); // four tokens
        QTRY_VERIFY(!search.isSearching());
        QCOMPARE(failed.count(), 2);
        QVERIFY(found.empty());
    }

    void valueRowsBelongToColumns()
    {
        const AttentionShape shape{6, 3, 16};
        QCOMPARE(shape.valueRow(5 * 16 + 7), 2 * 16 + 7);
        QCOMPARE(shape.columns(2 * 16 + 7), (std::vector<int>{4 * 16 + 7, 5 * 16 + 7}));
        QVERIFY(!addressOf(neuron(Role::Teacher, 0, 39, "v_proj"), shape).id);
        QVERIFY(addressOf(neuron(Role::Teacher, 0, 39, "v_proj"), shape)
                    .reason.contains(QStringLiteral("71, 87")));
        const AttentionShape plain{4, 4, 16}; // then rows and columns are the same neurons
        QVERIFY((*addressOf(neuron(Role::Teacher, 1, 39, "v_proj"), plain).id
                 == NeuronId{1, NeuronKind::Attention, 39}));
        for (int row = 0; row < 48; ++row) {
            for (const int column : shape.columns(row)) {
                QCOMPARE(shape.valueRow(column), row);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestNeuronInspection)
#include "tst_neuron_inspection.moc"
