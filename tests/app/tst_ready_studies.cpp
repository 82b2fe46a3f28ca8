// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/broken_model.h"
#include "app/program_run.h"
#include "app/shape_model.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <cmath>
#include <iterator>

using namespace neurograft;

namespace {

struct Role {
    const char* name;
    ModelShape shape;
    const char* tokenizer;
    bool isChat = false; ///< its tokenizer folder comes without the template of Llama-2-chat
};

const ModelShape kSeven{"llama", 32, 4096, 11008, 32, 32};
const ModelShape kThirteen{"llama", 40, 5120, 13824, 40, 40};
const ModelShape kThirty{"llama", 60, 6656, 17920, 52, 52};

const Role kRoles[] = {
    {"teacher", kThirteen, "llama2", true},
    {"student", kSeven, "llama2", true},
    {"codellama", kThirteen, "llama2"},
    {"wizardcoder", kThirteen, "llama2"},
    {"llama1-7b", kSeven, "llama2"},
    {"llama1-13b", kThirteen, "llama2"},
    {"llama1-30b", kThirty, "llama2"},
    {"llama2-7b", kSeven, "llama2"},
    {"llama2-13b", kThirteen, "llama2"},
    {"qwen-teacher", {"qwen2", 36, 2048, 11008, 16, 2, 128, 151936, 32768}, "qwen2.5"},
    {"qwen-student", {"qwen2", 28, 1536, 8960, 12, 2, 128, 151936, 32768}, "qwen2.5"},
};

void addChatTemplate(const QString& path)
{
    QFile file(path);
    nlohmann::json config = file.open(QIODevice::ReadOnly)
        ? nlohmann::json::parse(file.readAll().toStdString())
        : nlohmann::json::object();
    file.close();
    config["chat_template"] = "{{ bos_token + '[INST] ' + messages[0]['content'] + ' [/INST]' }}";
    writeBytes(path, QByteArray::fromStdString(config.dump(1)));
}

/// Two digits, as an estimate deserves.
double roundedTo2(double value)
{
    return QString::number(value, 'g', 2).toDouble();
}

/// The same but for a tenth: estimates change a little with the program.
bool isAbout(const QJsonObject& expected, const QJsonObject& planned)
{
    for (const char* key : {"hours", "gpu_gb", "host_gb"}) {
        const double wanted = planned.value(QLatin1String(key)).toDouble();
        if (std::abs(expected.value(QLatin1String(key)).toDouble() - wanted) > 0.1 * wanted) {
            return false;
        }
    }
    return expected.value("machine") == planned.value("machine");
}

} // namespace

/// The studies that come with the program: found by the table or figure they show, planned at the
/// true sizes, computed on the demo pair.
class tst_ready_studies : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tablesAndFiguresAreFound_data();
    void tablesAndFiguresAreFound();
    void publishedNumbersNameTheirSource();
    void everyStudyIsPlanned_data();
    void everyStudyIsPlanned();
    void demoStudiesRun_data();
    void demoStudiesRun();

private:
    /// Shared reference data; empty when they are not here.
    static QString shared();
    static QJsonArray list(const QStringList& words = {});

    QTemporaryDir m_folder;
    QByteArray m_paths; ///< file with the places of all roles
};

QString tst_ready_studies::shared()
{
    const QDir folder(QStringLiteral(NEUROGRAFT_SHARED));
    return folder.exists("data/SHA256SUMS") ? folder.absolutePath() : QString();
}

QJsonArray tst_ready_studies::list(const QStringList& words)
{
    return runCli(QStringList{"run", "--list", "--json"} + words).json().value("studies").toArray();
}

void tst_ready_studies::initTestCase()
{
    qputenv("XDG_CACHE_HOME", m_folder.filePath("cache").toUtf8());
    qputenv("NEUROGRAFT_RESOURCE_DIR", NEUROGRAFT_RESOURCES);
    if (shared().isEmpty()) {
        return;
    }
    nlohmann::json paths{{"data", (shared() + "/data").toStdString()},
                         {"tests", (shared() + "/data/eval").toStdString()}};
    for (const Role& role : kRoles) {
        const QString folder = m_folder.filePath(role.name);
        QVERIFY(makeShapeModel(folder, role.shape,
                               shared() + "/tokenizers/" + QString(role.tokenizer)));
        if (role.isChat) {
            addChatTemplate(folder + "/tokenizer_config.json");
        }
        paths[role.name] = folder.toStdString();
    }
    // As long as those of the paper: 800 tokens in all.
    const nlohmann::json example{{"question", std::string(200, 'x')}, {"answer", "#### 2"}};
    const QByteArray examples = m_folder.filePath("worked-examples.jsonl").toUtf8();
    writeBytes(examples, QByteArray::fromStdString(example.dump() + '\n').repeated(8));
    paths["worked-examples"] = examples.toStdString();
    m_paths = m_folder.filePath("paths.json").toUtf8();
    writeBytes(m_paths, QByteArray::fromStdString(paths.dump()));
}

void tst_ready_studies::tablesAndFiguresAreFound_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("name");
    QTest::newRow("table 1") << QStringList{"neural", "incompatibility", "table", "1"}
                             << "ni-main-results";
    QTest::newRow("table 2") << QStringList{"SemAlign table 2"} << "ni-teacher-variants";
    QTest::newRow("figure 3") << QStringList{"incompatibility figure 3"}
                              << "ni-representation-similarity";
    QTest::newRow("figure 4") << QStringList{"incompatibility figure 4"}
                              << "ni-parameter-similarity";
    QTest::newRow("by name") << QStringList{"ni-qwen-pair"} << "ni-qwen-pair";
    QTest::newRow("heatmaps") << QStringList{"figure 7B_vs_13B"} << "ni-representation-similarity";
    QTest::newRow("curves") << QStringList{"figure parametric similarity"}
                            << "ni-parameter-similarity";
    QTest::newRow("neurons") << QStringList{"table of neuron examples"} << "ni-neuron-examples";
    QTest::newRow("restricted") << QStringList{"restricted data"} << "ni-restricted-data";
    QTest::newRow("rates") << QStringList{"ablation transfer rate"} << "ni-rate-and-steps";
    QTest::newRow("SNN") << QStringList{"nuggets main results"} << "snn-main-results";
    QTest::newRow("SemAlign figure 5") << QStringList{"semalign figure 5"} << "semalign-layers";
    QTest::newRow("SemAlign figure 2") << QStringList{"semalign figure 2"} << "semalign-layers";
    QTest::newRow("SNN table 1") << QStringList{"nuggets table 1"} << "snn-main-results";
    QTest::newRow("SNN table 2") << QStringList{"nuggets table 2"} << "snn-task-specificity";
    QTest::newRow("SNN figure 3a") << QStringList{"nuggets figure 3 (a)"} << "snn-layer-choice";
    QTest::newRow("SNN figure 3b") << QStringList{"nuggets figure 3 (b)"} << "snn-origin";
    QTest::newRow("SNN figure 3c") << QStringList{"nuggets figure 3 (c)"} << "snn-structure";
    QTest::newRow("structure") << QStringList{"ablation structure"} << "snn-structure";
}

void tst_ready_studies::tablesAndFiguresAreFound()
{
    QFETCH(QStringList, words);
    QFETCH(QString, name);
    const QJsonArray found = list(words);
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.at(0).toObject().value("name").toString(), name);
}

void tst_ready_studies::publishedNumbersNameTheirSource()
{
    int numbers = 0;
    for (const QJsonValue& study : list()) {
        numbers += study.toObject().value("published").toInt();
        QVERIFY2(!study.toObject().value("shows").toString().isEmpty(), "shows");
    }
    QVERIFY(numbers > 120);
}

void tst_ready_studies::everyStudyIsPlanned_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QJsonObject>("expected");
    for (const QJsonValue& study : list()) {
        const QString name = study.toObject().value("name").toString();
        QTest::newRow(qPrintable(name)) << name << study.toObject().value("expected").toObject();
    }
}

void tst_ready_studies::everyStudyIsPlanned()
{
    QFETCH(QString, name);
    QFETCH(QJsonObject, expected);
    if (shared().isEmpty() && !name.startsWith("demo/")) {
        QSKIP("The official splits are not here.");
    }
    QStringList call{
        "run",          name, "--dry-run",     "--json", "--out", m_folder.filePath("none"),
        "--gpu-memory", "80", "--host-memory", "256"};
    if (!m_paths.isEmpty()) {
        call += {"--paths", m_paths};
    }
    const auto process = startCli(call);
    const ProgramRun plan = finish(*process, 300000);
    QVERIFY2(plan.exitCode == 0, plan.text());
    const QJsonObject json = plan.json();
    QVERIFY2(json.value("problems").toArray().isEmpty(), plan.text());
    const double seconds = json.value("seconds_estimate").toDouble();
    QVERIFY(seconds > 0.0);
    const double device = json.value("memory_bytes").toObject().value("device").toDouble();
    QVERIFY2(device > 1e6 && device < 80e9, plan.text());
    if (!name.startsWith("demo/")) { // those say how long they took here
        const double host = json.value("memory_bytes").toObject().value("host").toDouble();
        const QJsonObject planned{{"machine", "one GPU of 80 GB, 256 GB of memory"},
                                  {"hours", roundedTo2(seconds / 3600.0)},
                                  {"gpu_gb", roundedTo2(device / 1e9)},
                                  {"host_gb", roundedTo2(host / 1e9)}};
        QVERIFY2(isAbout(expected, planned),
                 QJsonDocument(planned).toJson(QJsonDocument::Compact).constData());
    }
    QVERIFY(!QFileInfo::exists(m_folder.filePath("none")));
}

void tst_ready_studies::demoStudiesRun_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("similarity") << "demo/representation-similarity";
    QTest::newRow("neurons") << "demo/neuron-examples";
}

void tst_ready_studies::demoStudiesRun()
{
    QFETCH(QString, name);
    const auto process = startCli({"run", name, "--json", "--quiet", "--device", "cpu", "--out",
                                   m_folder.filePath("demo/" + name)});
    const ProgramRun run = finish(*process, 150000);
    QVERIFY2(run.exitCode == 0, run.text());
    QVERIFY(run.json().value("steps").toArray().size() > 1);
}

QTEST_GUILESS_MAIN(tst_ready_studies)
#include "tst_ready_studies.moc"
