// SPDX-License-Identifier: GPL-3.0-or-later
// A chain of jobs in the window, with an engine that says what the test wants.
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/chain_session.h"
#include "widgets/models/path_text.h"

#include <QSemaphore>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <mutex>

using namespace neurograft;

namespace {

const char* const kChain = "{\n"
                           " \"schema\": 1,\n"
                           " \"command\": \"run\",\n"
                           " \"title\": \"First\",\n"
                           " \"paths\": {\"model\": {\"about\": \"a small model\"}},\n"
                           " \"steps\": [\n"
                           "  {\"step\": \"one\", \"command\": \"perplexity\"},\n"
                           "  {\"step\": \"two\", \"command\": \"perplexity\"}],\n"
                           " \"published\": [{\"row\": \"a\", \"column\": \"b\", \"value\": 2,\n"
                           "  \"source\": \"table 1\", \"metric\": \"one/perplexity\"}]\n"
                           "}\n";

/// Hold keeps every call of one kind until release().
struct Hold {
    std::atomic<bool> isOn{false};
    QSemaphore begun;
    QSemaphore gate;

    void pass()
    {
        if (isOn) {
            begun.release();
            gate.acquire();
        }
    }
    /// Those who come later pass.
    void release()
    {
        isOn = false;
        gate.release();
    }
};

/// Two tasks, finished up to a number; everything is labelled by the title of its study.
class FakeEngine : public ChainEngine {
public:
    std::map<std::string, std::string> optionHelp(const std::string&) const override { return {}; }
    void validate(const ChainRequest& request) const override
    {
        {
            const std::lock_guard<std::mutex> lock(m_mutex);
            m_validated.push_back(request);
        }
        reading.pass();
        if (request.study.title == "Wrong") {
            throw StudyError(request.where + ": /steps/1/limt", "an option of perplexity", "limt");
        }
    }
    ChainProgress progress(const ChainRequest& request) const override
    {
        looking.pass();
        ChainProgress progress;
        for (std::size_t i = 0; i < request.study.steps.size(); ++i) {
            progress.tasks.push_back({request.study.title + "/" + request.study.steps[i].name,
                                      "perplexity",
                                      i < finished ? ChainState::Finished : ChainState::Missing,
                                      {},
                                      request.out / request.study.steps[i].name});
        }
        for (const PublishedNumber& number : request.study.published) {
            progress.numbers.push_back(
                {number, finished > 0 ? MeanAndDeviation{3.0, 0.0, 1} : MeanAndDeviation{}});
        }
        return progress;
    }
    ChainForecast forecast(const ChainRequest& request, const RunContext& context) const override
    {
        checking.pass();
        context.throwIfStopped();
        ChainForecast forecast;
        forecast.steps.push_back({request.study.title, 7.0, 1.0, 0.0});
        return forecast;
    }
    void run(const ChainRequest& request, const RunContext& context) const override
    {
        overwrites = request.overwrites;
        for (std::size_t i = 0; i < 2; ++i) {
            const std::string phase = "[" + std::to_string(i + 1) + "/2] task" + std::to_string(i);
            context.checkpoint({phase + ": rows", 1, 1, 0, 2, "rows"});
            running.pass();
            context.checkpoint({phase + ": rows", 1, 1, 1, 2, "rows"});
            if (request.study.title == "Fails") {
                throw StudyError(request.where + ": /steps/0", "rows", "none");
            }
            finished = i + 1;
        }
    }

    std::vector<ChainRequest> validated() const
    {
        const std::lock_guard<std::mutex> lock(m_mutex);
        return m_validated;
    }

    mutable Hold reading;
    mutable Hold looking;
    mutable Hold checking;
    mutable Hold running;
    mutable std::atomic<std::size_t> finished{0};
    mutable std::atomic<bool> overwrites{false};

private:
    mutable std::mutex m_mutex;
    mutable std::vector<ChainRequest> m_validated;
};

struct Bench {
    QTemporaryDir folder;
    QuickLane lane;
    JobController jobs;
    std::shared_ptr<FakeEngine> engine = std::make_shared<FakeEngine>();
    ChainSession session{engine, &jobs, &lane};

    QString path(const char* name) const { return folder.filePath(QLatin1String(name)); }
};

} // namespace

class TestChainSession : public QObject {
    Q_OBJECT

    std::unique_ptr<Bench> m_bench;

    ChainSession& session() const { return m_bench->session; }
    FakeEngine& engine() const { return *m_bench->engine; }
    QString titled(const char* title) const
    {
        return QString::fromLatin1(kChain).replace(QStringLiteral("First"), QLatin1String(title));
    }
    QString write(const char* name, const QString& text) const
    {
        const QString file = m_bench->path(name);
        writeFileAtomically(toPath(file), text.toStdString(), true);
        return file;
    }
    void open(const QString& text)
    {
        session().open(write("a.study.json", text), m_bench->path("out"));
        QTRY_VERIFY(!session().isReading());
    }
    /// With all that is needed to be run; nothing is asked any more.
    void openReady()
    {
        session().setPaths({{QStringLiteral("model"), QStringLiteral("/models/a")}});
        open(QLatin1String(kChain));
        QCOMPARE(session().obstacle(), QString());
        settle();
    }
    void settle() { QTRY_VERIFY(!m_bench->lane.isBusy()); }
    QString title() const
    {
        return session().study() ? QString::fromStdString(session().study()->title) : QString();
    }

private Q_SLOTS:
    void init() { m_bench = std::make_unique<Bench>(); }
    void cleanup() { m_bench.reset(); }

    void withoutAFileThereIsNothingToDo()
    {
        QCOMPARE(session().obstacle(), QStringLiteral("Choose a study first."));
        session().check();
        session().run(false);
        QVERIFY(!session().isChecking() && session().job() == nullptr);
    }

    void aFileIsReadBesideTheWindow()
    {
        session().setPaths({{QStringLiteral("model"), QStringLiteral("/models/a")}});
        QSignalSpy opened(&session(), &ChainSession::opened);
        QSignalSpy read(&session(), &ChainSession::studyChanged);
        engine().reading.isOn = true;
        session().open(write("a.study.json", QLatin1String(kChain)), m_bench->path("out"));
        QCOMPARE(opened.count(), 1);
        QCOMPARE(session().text(), QLatin1String(kChain));
        QVERIFY(session().isReading() && !session().study());
        QVERIFY2(session().obstacle().contains(QStringLiteral("being read")),
                 qPrintable(session().obstacle()));
        engine().reading.release();
        QTRY_COMPARE(read.count(), 1);
        QCOMPARE(title(), QStringLiteral("First"));
        QCOMPARE(session().obstacle(), QString());
        QVERIFY(!session().problem() && !session().isChanged());
        QCOMPARE(session().json()->at("schema"), 1);
        const std::vector<ChainRequest> asked = engine().validated();
        QCOMPARE(asked.size(), std::size_t{1});
        QCOMPARE(asked[0].study.paths.at("model").path, std::string("/models/a"));
        QCOMPARE(asked[0].where, std::string("a.study.json"));
    }

    void aFileThatIsNotThereIsTold()
    {
        QSignalSpy failed(&session(), &ChainSession::failed);
        session().open(m_bench->path("none.json"), m_bench->path("out"));
        QCOMPARE(failed.count(), 1);
        QVERIFY(session().file().isEmpty());
    }

    /// What takes long is told; what is read meanwhile stays as it was.
    void slowReadingIsSaid()
    {
        openReady();
        engine().reading.isOn = true;
        QSignalSpy said(&session(), &ChainSession::stateChanged);
        session().setText(titled("Second"));
        QCOMPARE(said.count(), 0); // nothing flickers
        QVERIFY(session().isChanged());
        QTRY_COMPARE(said.count(), 1);
        QVERIFY(session().isReading());
        QCOMPARE(title(), QStringLiteral("First"));
        engine().reading.release();
        QTRY_COMPARE(title(), QStringLiteral("Second"));
        QVERIFY(!session().isReading());
    }

    void theNewestTextWins()
    {
        openReady();
        const std::size_t before = engine().validated().size();
        QSignalSpy read(&session(), &ChainSession::studyChanged);
        engine().reading.isOn = true;
        session().setText(titled("Second"));
        QVERIFY(engine().reading.begun.tryAcquire(1, 5000));
        session().setText(titled("Third"));
        session().setText(titled("Fourth"));
        engine().reading.release();
        QTRY_COMPARE(title(), QStringLiteral("Fourth"));
        settle();
        QCOMPARE(read.count(), 1); // nobody heard of the second
        QCOMPARE(engine().validated().size(), before + 2); // the third was not begun
    }

    void aPlaceThatMissesIsAnObstacle()
    {
        open(QLatin1String(kChain));
        QVERIFY2(session().obstacle().contains(QStringLiteral("“model”"))
                     && session().obstacle().contains(QStringLiteral("a small model")),
                 qPrintable(session().obstacle()));
        QVERIFY(engine().validated().empty()); // would fail by that alone
        session().setPaths({{QStringLiteral("model"), QStringLiteral("/models/b")}});
        QTRY_COMPARE(session().obstacle(), QString());
        QCOMPARE(session().pathOf(QStringLiteral("model")), QStringLiteral("/models/b"));
        QCOMPARE(engine().validated().back().study.paths.at("model").path,
                 std::string("/models/b"));
        session().setOut({});
        QTRY_VERIFY(!session().isReading());
        QCOMPARE(session().obstacle(), QStringLiteral("Choose a folder for the results."));
    }

    void theStudysOwnPlaceIsTakenFromItsFolder()
    {
        open(QString::fromLatin1(kChain).replace(QStringLiteral("{\"about\": \"a small model\"}"),
                                                 QStringLiteral("\"here/m\"")));
        QCOMPARE(session().pathOf(QStringLiteral("model")), m_bench->path("here/m"));
        QCOMPARE(session().obstacle(), QString());
    }

    void problemsNameLineAndPlace()
    {
        openReady();
        session().setText(titled("Wrong"));
        QTRY_VERIFY(session().problem());
        QCOMPARE(session().problem()->line, 8);
        QCOMPARE(session().problem()->pointer, QStringLiteral("/steps/1/limt"));
        QVERIFY(session().problem()->message.contains(QStringLiteral("limt")));
        QCOMPARE(session().obstacle(), QStringLiteral("The study has an error in line 8."));
        session().setText(titled("First").replace(QStringLiteral("1,\n"), QStringLiteral("1\n")));
        QTRY_COMPARE(session().problem()->line, 3);
        QVERIFY(!session().study() && !session().json());
        session().setText(titled("First"));
        QTRY_VERIFY(!session().problem());
        QVERIFY(!session().isChanged()); // the same again
    }

    void changesAreSaved()
    {
        openReady();
        session().setText(titled("Second"));
        QVERIFY(session().isChanged());
        const QString other = m_bench->path("b.study.json");
        QVERIFY(session().save(other));
        QVERIFY(!session().isChanged());
        QCOMPARE(session().file(), other);
        QCOMPARE(QString::fromStdString(readFile(toPath(other))), titled("Second"));
        QCOMPARE(QString::fromStdString(readFile(toPath(m_bench->path("a.study.json")))),
                 titled("First"));
        QSignalSpy failed(&session(), &ChainSession::failed);
        QVERIFY(!session().save(m_bench->path("a.study.json/b.json")));
        QCOMPARE(failed.count(), 1);
        QCOMPARE(session().file(), other);
    }

    /// An editor has no CR; the file keeps its own.
    void lineEndsOfTheFileStay()
    {
        const QString text = QString::fromLatin1(kChain);
        const QString returns = QString(text).replace(QLatin1Char('\n'), QStringLiteral("\r\n"));
        open(returns);
        QCOMPARE(session().text(), text);
        QVERIFY(session().save(session().file()));
        QCOMPARE(QString::fromStdString(readFile(toPath(session().file()))), returns);
    }

    void theDryRunArrives()
    {
        openReady();
        session().check();
        QVERIFY(session().isChecking());
        QTRY_VERIFY(session().forecast());
        QVERIFY(!session().isChecking());
        QCOMPARE(session().forecast()->steps[0].step, std::string("First"));
        session().setText(titled("Second"));
        QVERIFY(!session().forecast());
    }

    void answersAboutAnOlderTextAreDropped()
    {
        openReady();
        engine().checking.isOn = true;
        session().check();
        QVERIFY(engine().checking.begun.tryAcquire(1, 5000));
        session().setText(titled("Second"));
        QVERIFY(!session().isChecking());
        engine().looking.isOn = true;
        engine().checking.release();
        QTRY_COMPARE(title(), QStringLiteral("Second"));
        QVERIFY(!session().forecast());
        QVERIFY(engine().looking.begun.tryAcquire(1, 5000)); // how far the second is
        QSignalSpy told(&session(), &ChainSession::progressChanged);
        session().setText(titled("Third"));
        engine().looking.release();
        QTRY_COMPARE(title(), QStringLiteral("Third"));
        settle();
        QCOMPARE(told.count(), 1);
        QCOMPARE(session().states()[0].label, std::string("Third/one"));
        QVERIFY(!session().forecast());
    }

    /// Run is pressed right after the last letter.
    void whatIsWantedWaitsForTheText()
    {
        openReady();
        session().setText(titled("Second"));
        session().run(true);
        QVERIFY(!session().isRunning());
        QTRY_VERIFY(session().job() != nullptr && !session().isRunning());
        QCOMPARE(session().job()->title, QStringLiteral("Study: Second"));
        QVERIFY(engine().overwrites);
        session().setText(titled("Third"));
        session().check();
        session().setText(titled("Fourth"));
        QTRY_COMPARE(title(), QStringLiteral("Fourth"));
        settle();
        QVERIFY(!session().forecast()); // was asked of the third
        session().setText(titled("Wrong"));
        session().run(false);
        QTRY_VERIFY(session().problem());
        QCOMPARE(m_bench->jobs.jobs().size(), std::size_t{1});
    }

    /// Published numbers are there before anything is computed; states come with the job's phases.
    void statesAndNumbersFollowTheJob()
    {
        engine().looking.isOn = true;
        session().setPaths({{QStringLiteral("model"), QStringLiteral("/models/a")}});
        open(QLatin1String(kChain));
        QCOMPARE(session().numbers().size(), std::size_t{1});
        QVERIFY(session().states().empty());
        engine().looking.release();
        QTRY_COMPARE(session().states().size(), std::size_t{2});
        QCOMPARE(session().states()[0].state, ChainState::Missing);
        engine().running.isOn = true;
        session().run(false);
        QVERIFY(session().isRunning());
        QTRY_COMPARE(session().runningTask(), QStringLiteral("task0"));
        QVERIFY(session().job()->command.contains(QStringLiteral("--set 'model=/models/a'")));
        engine().running.gate.release();
        QTRY_COMPARE(session().runningTask(), QStringLiteral("task1"));
        QTRY_COMPARE(session().states()[0].state, ChainState::Finished);
        QCOMPARE(session().states()[1].state, ChainState::Missing);
        engine().running.release();
        QTRY_VERIFY(!session().isRunning());
        QCOMPARE(session().job()->state, JobState::Done);
        QTRY_COMPARE(session().states()[1].state, ChainState::Finished);
        QCOMPARE(session().runningTask(), QString());
        QCOMPARE(session().numbers()[0].own.mean, 3.0);
    }

    void aRunIsCancelled()
    {
        openReady();
        engine().running.isOn = true;
        session().run(false);
        QVERIFY(engine().running.begun.tryAcquire(1, 5000));
        session().run(false); // one at a time
        QCOMPARE(m_bench->jobs.jobs().size(), std::size_t{1});
        QSignalSpy failed(&session(), &ChainSession::failed);
        session().cancel();
        engine().running.release();
        QTRY_VERIFY(!session().isRunning());
        QCOMPARE(session().job()->state, JobState::Cancelled);
        QCOMPARE(failed.count(), 0);
    }

    void aFailureIsTold()
    {
        openReady();
        session().setText(titled("Fails"));
        QSignalSpy failed(&session(), &ChainSession::failed);
        session().run(false);
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed[0][1].value<JobOutcome>().message.contains(QStringLiteral("/steps/0")));
        QVERIFY(session().job()->command.contains(QStringLiteral("not saved")));
    }
};

QTEST_GUILESS_MAIN(TestChainSession)
#include "tst_chain_session.moc"
