// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs/job_controller.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/parity_model.h"
#include "widgets/models/parity_words.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

using namespace neurograft;
using Kind = ParityState::Kind;

namespace {

constexpr int kPatienceMs = 20000;

QString demo(const char* role)
{
    return QStringLiteral(NEUROGRAFT_RESOURCES "/demo/") + QLatin1String(role);
}

struct Pair {
    JobController jobs;
    QuickLane lane;
    PairModel pair{&lane};
    ParityModel parity{&pair, &lane, &jobs};

    Kind student() const { return parity.state(Role::Student).kind; }
    QString badge() const { return parityBadge(pair, parity); }
    QString detail() const { return parityDetail(pair, parity); }
};

} // namespace

/// Parity of the models of a pair: by itself, beside jobs, and as a job.
class TestParityModel : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    /// Weights of the demo's student with another reference: that of @p role, cut to @p bytes.
    QString studentWith(const char* role, qint64 bytes = -1) const
    {
        const QString folder = m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction()));
        QDir().mkpath(folder);
        for (const char* name : {"config.json", "model.safetensors", "tokenizer.json",
                                 "tokenizer_config.json", "generation_config.json"}) {
            QFile::copy(demo("student") + QLatin1Char('/') + QLatin1String(name),
                        folder + QLatin1Char('/') + QLatin1String(name));
        }
        const QString reference = folder + QStringLiteral("/reference_logits.safetensors");
        QFile::copy(demo(role) + QStringLiteral("/reference_logits.safetensors"), reference);
        if (bytes >= 0) {
            QFile::resize(reference, bytes);
        }
        return folder;
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void aSmallModelIsComparedByItself()
    {
        Pair pair;
        QCOMPARE(pair.badge(), QString());
        pair.pair.openModel(Role::Student, demo("student"));
        QTRY_COMPARE_WITH_TIMEOUT(pair.student(), Kind::Compared, kPatienceMs);
        const ParityState& state = pair.parity.state(Role::Student);
        QVERIFY(!state.isAlarming());
        QCOMPARE(state.result->prompts, std::int64_t{12});
        QVERIFY2(QRegularExpression(QStringLiteral("^parity S \\de-[5-9]$"))
                     .match(pair.badge())
                     .hasMatch(),
                 qPrintable(pair.badge()));
        QVERIFY2(pair.detail().startsWith(QStringLiteral("S student\nLargest difference ")),
                 qPrintable(pair.detail()));
        QVERIFY(pair.detail().contains(QStringLiteral("12 prompts, vocabulary of 1000")));
        QVERIFY(pair.jobs.jobs().empty());
    }

    void modelsWithoutReferenceSaySo()
    {
        Pair pair;
        QCOMPARE(pair.parity.obstacle(), QStringLiteral("Open a teacher or a student first."));
        pair.pair.openModel(Role::Student, QStringLiteral(NEUROGRAFT_TEST_DATA "/tiny-S"));
        QTRY_COMPARE(pair.student(), Kind::NoReference);
        QCOMPARE(pair.badge(), QStringLiteral("parity: no reference"));
        QCOMPARE(pair.parity.obstacle(),
                 QStringLiteral("No reference logits lie in the folders of these models."));
        pair.pair.openModel(Role::Teacher, demo("student"));
        QTRY_VERIFY(pair.badge().startsWith(QStringLiteral("parity T ")));
        QVERIFY(pair.badge().endsWith(QStringLiteral(", S no reference")));
    }

    void otherLogitsAreAlarming()
    {
        Pair pair;
        pair.pair.openModel(Role::Student, studentWith("teacher"));
        QTRY_COMPARE_WITH_TIMEOUT(pair.student(), Kind::Compared, kPatienceMs);
        QVERIFY(pair.parity.state(Role::Student).isAlarming());
        QCOMPARE(pair.badge(), QStringLiteral("parity S ✕"));
        QVERIFY(pair.parity.state(Role::Student).result->largestDifference > 1.0);
    }

    void aBrokenReferenceIsTold()
    {
        Pair pair;
        pair.pair.openModel(Role::Student, studentWith("student", 1000));
        QTRY_COMPARE_WITH_TIMEOUT(pair.student(), Kind::Broken, kPatienceMs);
        QCOMPARE(pair.badge(), QStringLiteral("parity S ✕"));
        QVERIFY2(pair.detail().contains(QStringLiteral("missing")), qPrintable(pair.detail()));
        QCOMPARE(pair.parity.obstacle(), QString()); // may be tried again
    }

    void nothingIsComparedBesideAJob()
    {
        Pair pair;
        const auto mayEnd = std::make_shared<std::atomic<bool>>(false);
        pair.jobs.start({QStringLiteral("long work"), {}, [mayEnd](const RunContext& context) {
                             while (!*mayEnd) {
                                 context.throwIfStopped();
                                 std::this_thread::sleep_for(std::chrono::milliseconds(2));
                             }
                         }});
        Kind atTheEnd = Kind::None;
        connect(&pair.jobs, &JobController::ended, this,
                [&] { atTheEnd = pair.parity.state(Role::Student).kind; });
        pair.pair.openModel(Role::Student, demo("student"));
        QTRY_COMPARE(pair.student(), Kind::Pending);
        QTimer::singleShot(600, this, [mayEnd] { *mayEnd = true; }); // six tries in vain
        QTRY_COMPARE_WITH_TIMEOUT(pair.student(), Kind::Compared, kPatienceMs);
        QCOMPARE(atTheEnd, Kind::Pending);
    }

    void checkRunsAsAJob()
    {
        Pair pair;
        pair.pair.openModel(Role::Teacher, demo("teacher"));
        QTRY_COMPARE(pair.parity.state(Role::Teacher).kind, Kind::Pending);
        QSignalSpy ended(&pair.jobs, &JobController::ended);
        pair.parity.check();
        QCOMPARE(pair.jobs.jobs().size(), std::size_t{1});
        const JobStatus job = pair.jobs.jobs().front();
        QCOMPARE(job.title, QStringLiteral("Parity of teacher"));
        QCOMPARE(job.command, QStringLiteral("neurograft parity --model ") + demo("teacher"));
        QCOMPARE(pair.parity.obstacle(), QStringLiteral("Parity is being checked."));
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kPatienceMs);
        QCOMPARE(pair.parity.state(Role::Teacher).kind, Kind::Compared);
        QVERIFY(pair.parity.state(Role::Teacher).result->passed());
        QCOMPARE(pair.parity.obstacle(), QString());
    }

    void anotherDeviceOrTypeIsComparedAgain()
    {
        Pair pair;
        pair.pair.openModel(Role::Student, demo("student"));
        QTRY_COMPARE_WITH_TIMEOUT(pair.student(), Kind::Compared, kPatienceMs);
        pair.parity.setCompute(Role::Teacher, "auto", "bfloat16");
        QCOMPARE(pair.student(), Kind::Compared); // the other model's
        pair.parity.setCompute(Role::Student, "cpu", "float32");
        QVERIFY(pair.student() != Kind::Compared);
        QTRY_COMPARE_WITH_TIMEOUT(pair.student(), Kind::Compared, kPatienceMs);
        QCOMPARE(pair.parity.state(Role::Student).result->device, std::string("cpu"));
        pair.pair.close();
        QCOMPARE(pair.student(), Kind::None);
        QCOMPARE(pair.badge(), QString());
    }

    void aModelTakenAwayMeanwhileIsForgotten()
    {
        Pair pair;
        pair.pair.openModel(Role::Student, demo("student"));
        QTRY_COMPARE(pair.student(), Kind::Pending);
        pair.parity.check();
        pair.pair.openModel(Role::Student, QStringLiteral(NEUROGRAFT_TEST_DATA "/tiny-S"));
        QTRY_VERIFY_WITH_TIMEOUT(!pair.jobs.isBusy(), kPatienceMs);
        QTRY_COMPARE(pair.student(), Kind::NoReference);
    }
};

QTEST_GUILESS_MAIN(TestParityModel)
#include "tst_parity_model.moc"
