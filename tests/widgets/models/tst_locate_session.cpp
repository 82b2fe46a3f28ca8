// SPDX-License-Identifier: GPL-3.0-or-later
// What a locate run is asked, and which options go together.
#include "core/support/atomic_file.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/example_set.h"
#include "widgets/models/locate_input.h"
#include "widgets/models/locate_job_request.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/selection_model.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>

using namespace neurograft;

namespace {

QString fixture(const char* name)
{
    return QStringLiteral(NEUROGRAFT_TEST_DATA "/") + QString::fromLatin1(name);
}

struct Bench {
    QTemporaryDir folder;
    QuickLane lane;
    JobController jobs;
    QUndoStack undo;
    PairModel pair{&lane};
    SelectionModel selection{&undo};
    ExampleSet examples{&pair, &lane};
    NeuronSession neurons{&lane, &selection};
    LocateSession session{{&pair, &examples, &selection, &neurons, &jobs, &lane}};

    LocateInput& input() { return *session.input(); }
    void settle() { QTRY_VERIFY(examples.tokenizer() && input().isSettled()); }
};

} // namespace

class TestLocateSession : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;

    LocateSession& session() const { return m_bench->session; }
    LocateInput& input() const { return m_bench->input(); }
    void openStudent()
    {
        m_bench->pair.openModel(Role::Student, fixture("tiny-S"));
        QTRY_COMPARE(m_bench->pair.model(Role::Student).state, SlotState::Ready);
        m_bench->settle();
    }
    void openData()
    {
        m_bench->pair.openData(fixture("demo.jsonl"));
        QTRY_VERIFY(m_bench->examples.file() != nullptr);
    }

private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<Bench>();
        session().setRunFolder(RunFolder(m_bench->folder.path()));
    }
    void cleanup() { m_bench.reset(); }

    void theFirstRowIsSomethingToBeginWith()
    {
        openData();
        QVERIFY(input().row() && input().row()->row == 1);
        QVERIFY(!input().text().isEmpty() && !input().target().isEmpty());
        QVERIFY(input().usesTemplate());
    }

    void theSelectedRowIsTaken()
    {
        openData();
        QSignalSpy changed(&session(), &LocateSession::inputChanged);
        m_bench->selection.select(RowItem{QStringLiteral("demo"), 5});
        QVERIFY(!changed.isEmpty());
        QCOMPARE(input().text(), QStringLiteral("The capital of France is"));
        QCOMPARE(session().target(), QStringLiteral("Paris"));
        QVERIFY(input().lines().find("capital_5") != std::string::npos); // the row as it stands
        input().setTarget(QStringLiteral("Rome"));
        QVERIFY(!input().row());
        QCOMPARE(QString::fromStdString(input().lines()),
                 QStringLiteral("{\"prompt\":\"<|user|>\\nThe capital of France is\\n\\n"
                                "<|assistant|>\\n\",\"response\":\"Rome\"}\n"));
    }

    void tokensOfTheTargetArePicked()
    {
        openStudent();
        input().setText(QStringLiteral("The capital of France is"));
        input().setTarget(QStringLiteral("Lyon."));
        m_bench->settle();
        const auto whole = input().preview();
        QVERIFY(whole != nullptr);
        QCOMPARE(static_cast<int>(whole->row.tokens.size()) - whole->responseStart, 4); // no stop
        QCOMPARE(whole->targets, std::vector<int>{whole->responseStart + 3});
        input().setPolicy(QStringLiteral("all-response-tokens"));
        m_bench->settle();
        QCOMPARE(input().preview()->targets.size(), 4U);
        input().pick(0);
        m_bench->settle();
        QCOMPARE(session().target(), QStringLiteral("L"));
        QCOMPARE(input().preview()->targets, std::vector<int>{whole->responseStart});
        QCOMPARE(input().problem(), QString());
        input().pick(-1);
        QCOMPARE(session().target(), QStringLiteral("Lyon."));
    }

    /// "é" is two byte tokens: a text cannot end between them.
    void aPartOfACharacterCannotBeTheTarget()
    {
        openStudent();
        input().setText(QStringLiteral("x"));
        input().setTarget(QString::fromUtf8("\xc3\xa9t"));
        m_bench->settle();
        QCOMPARE(static_cast<int>(input().preview()->row.tokens.size())
                     - input().preview()->responseStart,
                 3);
        input().pick(0);
        m_bench->settle();
        QVERIFY(input().problem().contains(QStringLiteral("part of a character")));
        QCOMPARE(session().obstacle(), input().problem());
    }

    void optionsThatDoNotGoTogetherAreBroughtInOrder()
    {
        LocateOptions options;
        options.mode = QStringLiteral("compat");
        options.policy = QStringLiteral("first-token");
        options.coefficient = QStringLiteral("per-source");
        options.budget = QStringLiteral("global");
        session().setOptions(options);
        QCOMPARE(session().options().policy, QStringLiteral("last-token"));
        QCOMPARE(session().options().coefficient, QStringLiteral("sum"));
        QCOMPARE(session().options().budget, QStringLiteral("per-layer"));
        options.score = QStringLiteral("integrated-gradients");
        options.coefficient = QStringLiteral("last-source");
        session().setOptions(options);
        QCOMPARE(session().options().mode, QStringLiteral("corrected"));
        QCOMPARE(session().options().coefficient, QStringLiteral("sum"));
        const LocateOptions kept = locateOptionsFromJson(toJson(session().options()), {});
        QVERIFY(kept == session().options());
        QVERIFY(locateOptionsFromJson({{QStringLiteral("rate"), 7}}, {}) == LocateOptions());
    }

    void obstaclesAreSaidInWords()
    {
        QCOMPARE(session().obstacle(), QStringLiteral("Open a teacher first."));
        openStudent();
        QCOMPARE(session().obstacle(), QStringLiteral("Type a prompt or pick an example."));
        LocateOptions options;
        options.score = QStringLiteral("sensitivity");
        session().setOptions(options);
        QCOMPARE(session().obstacle(), QStringLiteral("Open a teacher first.")); // needs both
        options = LocateOptions();
        options.mode = QStringLiteral("compat");
        session().setOptions(options);
        QVERIFY(session().obstacle().contains(QStringLiteral("the student has 2 for 4")));
    }

    void aPromptOverTheContextIsWarnedOf()
    {
        openStudent();
        input().setTarget(QStringLiteral("Paris"));
        input().setText(QStringLiteral("The capital of France is"));
        m_bench->settle();
        QCOMPARE(session().warning(), QString());
        input().setText(QStringLiteral("q ").repeated(5000));
        m_bench->settle();
        QVERIFY2(session().warning().contains(QStringLiteral("nothing is cut")),
                 qPrintable(session().warning()));
    }

    /// One open model is located alone; its rows are kept beside its result.
    void aModelAloneIsLocated()
    {
        openStudent();
        openData();
        m_bench->selection.select(RowItem{QStringLiteral("demo"), 5});
        QCOMPARE(session().obstacle(), QString());
        session().run();
        QVERIFY(session().isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!session().isRunning(), 30000);
        QCOMPARE(session().job()->outcome.message, QString());
        QTRY_VERIFY(m_bench->neurons.result() && !m_bench->neurons.result()->isPartial);
        const auto map = m_bench->neurons.map(Role::Student, NeuronFamily::Ffn);
        QVERIFY(map != nullptr);
        const NeuronPlace planted{2, 137};
        QCOMPARE(neuronStatistics(*map).highest, planted);
        QVERIFY(!session().study()->isPair());
        QCOMPARE(toPath(session().dataFile()), rowsBeside(toPath(session().resultPath())));
        QCOMPARE(session().resultName(), QStringLiteral("run 1"));
        QVERIFY(!session().needsRun());
        input().setText(QStringLiteral("The capital of Spain is"));
        QVERIFY(session().needsRun());

        // Opened again it asks what it was asked.
        session().openResult(session().resultPath());
        QTRY_COMPARE(input().text(), QStringLiteral("The capital of France is"));
        QVERIFY(!session().needsRun());
    }

    void severalRowsAreWrittenAsTheyStand()
    {
        openData();
        m_bench->selection.setSet(
            {RowItem{QStringLiteral("demo"), 7}, RowItem{QStringLiteral("demo"), 5}});
        input().setRows(LocateRows::Set);
        const std::vector<std::int64_t> rows{4, 6};
        QCOMPARE(input().chosenRows(), rows);
        const std::string lines = input().lines();
        QVERIFY(lines.find("capital_5") < lines.find("capital_7"));
        QVERIFY(lines.find("capital_7") != std::string::npos);
        m_bench->selection.clearSet();
        QVERIFY(!input().problem().isEmpty());
    }
};

QTEST_MAIN(TestLocateSession)
#include "tst_locate_session.moc"
