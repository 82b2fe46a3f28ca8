// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/command_line.h"
#include "app/commands/common_options.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <memory>
#include <new>
#include <sstream>

using namespace neurograft;

namespace {

struct Outcome {
    int exitCode = -1;
    std::string out;
    std::string err;
};

/// A command "measure --size N" whose action is given.
Program programWith(std::function<int(int size, CommandEnvironment&)> action)
{
    Command command;
    command.name = "measure";
    command.summary = "Measures";
    command.example = "measure --size 3";
    command.declare = [action](CLI::App& parser, CommandEnvironment& environment) {
        const auto size = std::make_shared<int>(0);
        parser.add_option("--size", *size, "How much")->required();
        return [=, &environment] { return action(*size, environment); };
    };
    Command elsewhere;
    elsewhere.name = "figure";
    elsewhere.takesAnything = true;
    elsewhere.declare = [](CLI::App&, CommandEnvironment&) {
        return []() -> int { return kExitDone; };
    };
    return {"prog", {command, elsewhere}};
}

Outcome run(const Program& program, std::vector<const char*> arguments)
{
    arguments.insert(arguments.begin(), "prog");
    std::ostringstream out;
    std::ostringstream err;
    const int code = runCommandLine(program, static_cast<int>(arguments.size()), arguments.data(),
                                    out, err, false);
    return {code, out.str(), err.str()};
}

Outcome run(std::vector<const char*> arguments)
{
    return run(programWith([](int, CommandEnvironment&) { return kExitDone; }),
               std::move(arguments));
}

} // namespace

class tst_command_line : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void optionsReachTheCommand();
    void wrongUsageNamesTheNearestMatch_data();
    void wrongUsageNamesTheNearestMatch();
    void usageErrorIsJsonWhenAsked();
    void failureHasItsExitCode_data();
    void failureHasItsExitCode();
    void helpShowsAnExampleAtEveryLevel();
    void helpOfAllCommandsIsWhatTheyPrint();
    void versionIsPrinted();
    void lostOutputIsAFailure();
    void quietSuppressesProgress();
    void invalidUtf8BecomesReplacementCharacter();
    void commandThatPointsElsewhereTakesAnything();
    void windowArgumentsAreRecognised();
    void existingTargetNeedsForce();
};

void tst_command_line::optionsReachTheCommand()
{
    const Program program = programWith([](int size, CommandEnvironment& environment) {
        environment.printJson({{"size", size},
                               {"seed", environment.common().seed},
                               {"device", environment.common().device}});
        return kExitDone;
    });
    const Outcome outcome =
        run(program, {"measure", "--size", "3", "--seed", "7", "--device", "cuda:1", "--json"});
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(outcome.out, std::string("{\"size\":3,\"seed\":7,\"device\":\"cuda:1\"}\n"));
    QVERIFY(outcome.err.empty());
}

void tst_command_line::wrongUsageNamesTheNearestMatch_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("advice");
    QTest::newRow("no command") << QStringList{} << "See prog --help.";
    QTest::newRow("unknown command") << QStringList{"mesure"} << "Did you mean measure?";
    QTest::newRow("strange command") << QStringList{"frobnicate"} << "See prog --help.";
    QTest::newRow("unknown option")
        << QStringList{"measure", "--sice", "3"} << "Did you mean --size?";
    QTest::newRow("unknown option with value")
        << QStringList{"measure", "--size", "3", "--sede=4"} << "Did you mean --seed?";
    QTest::newRow("missing option") << QStringList{"measure"} << "See prog measure --help.";
    QTest::newRow("value of the wrong type")
        << QStringList{"measure", "--size", "three"} << "See prog measure --help.";
    QTest::newRow("extra argument")
        << QStringList{"measure", "--size", "3", "more"} << "See prog measure --help.";
    QTest::newRow("wrong dtype") << QStringList{"measure", "--size", "3", "--dtype", "float23"}
                                 << "Did you mean float32?";
    QTest::newRow("negative threads")
        << QStringList{"measure", "--size", "3", "--threads", "-2"} << "";
}

void tst_command_line::wrongUsageNamesTheNearestMatch()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, advice);
    std::vector<QByteArray> bytes;
    for (const QString& argument : arguments) {
        bytes.push_back(argument.toUtf8());
    }
    std::vector<const char*> words(bytes.begin(), bytes.end());
    const Outcome outcome = run(words);
    QCOMPARE(outcome.exitCode, 2);
    QVERIFY(outcome.out.empty());
    QVERIFY2(QString::fromStdString(outcome.err).contains(advice), outcome.err.c_str());
}

void tst_command_line::usageErrorIsJsonWhenAsked()
{
    const Outcome outcome = run({"measure", "--json", "--sice", "3"});
    QCOMPARE(outcome.exitCode, 2);
    const auto error = nlohmann::json::parse(outcome.out).at("error");
    QCOMPARE(error.at("kind").get<std::string>(), std::string("usage"));
    QCOMPARE(error.at("got").get<std::string>(), std::string("--sice"));
    for (const char* key : {"where", "expected", "message", "advice"}) {
        QVERIFY2(error.contains(key), key);
    }
    QVERIFY(outcome.err.empty());
}

void tst_command_line::failureHasItsExitCode_data()
{
    QTest::addColumn<int>("what");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("kind");
    QTest::newRow("format") << 0 << 3 << "format";
    QTest::newRow("shape") << 1 << 3 << "shape";
    QTest::newRow("canceled") << 2 << 4 << "canceled";
    QTest::newRow("memory") << 3 << 5 << "memory";
    QTest::newRow("allocation") << 4 << 5 << "memory";
    QTest::newRow("LibTorch allocation") << 5 << 5 << "memory";
    QTest::newRow("defect") << 6 << 1 << "internal";
}

void tst_command_line::failureHasItsExitCode()
{
    QFETCH(int, what);
    QFETCH(int, exitCode);
    QFETCH(QString, kind);
    const Program program = programWith([what](int, CommandEnvironment&) -> int {
        switch (what) {
        case 0:
            throw FormatError("a.json", "an object", "a list", "Fix it.");
        case 1:
            throw ShapeError("f", "[n, d]", "[n]");
        case 2:
            throw Canceled();
        case 3:
            throw MemoryError("load", "4 GB", "2 GB", "Use bfloat16.");
        case 4:
            throw std::bad_alloc();
        case 5:
            throw std::runtime_error("DefaultCPUAllocator: can't allocate memory: you tried to "
                                     "allocate 8 bytes.\nException raised from alloc_cpu");
        default:
            throw std::logic_error("impossible");
        }
    });
    const Outcome outcome = run(program, {"measure", "--size", "3", "--json"});
    QCOMPARE(outcome.exitCode, exitCode);
    const auto error = nlohmann::json::parse(outcome.out).at("error");
    QCOMPARE(QString::fromStdString(error.at("kind").get<std::string>()), kind);

    QVERIFY(!QString::fromStdString(outcome.out).contains("raised from"));

    const Outcome text = run(program, {"measure", "--size", "3"});
    QCOMPARE(text.exitCode, exitCode);
    QVERIFY(text.out.empty());
    QVERIFY(!text.err.empty());
}

void tst_command_line::helpOfAllCommandsIsWhatTheyPrint()
{
    const Program program = programWith([](int, CommandEnvironment&) { return kExitDone; });
    const std::vector<CommandHelp> pages = commandHelp(program);
    QCOMPARE(pages.size(), std::size_t{2});
    QCOMPARE(pages[0].name, std::string("measure"));
    QCOMPARE(pages[1].name, std::string("figure"));
    QCOMPARE(pages[0].text, run(program, {"measure", "--help"}).out);
    QVERIFY(pages[0].text.find("--size") != std::string::npos);
    QVERIFY(pages[0].text.find("prog measure --size 3") != std::string::npos);
}

void tst_command_line::helpShowsAnExampleAtEveryLevel()
{
    const Outcome root = run({"--help"});
    QCOMPARE(root.exitCode, 0);
    QVERIFY(root.out.find("measure") != std::string::npos);
    QVERIFY(root.out.find("Example: prog measure --size 3") != std::string::npos);
    const Outcome command = run({"measure", "--help"});
    QCOMPARE(command.exitCode, 0);
    QVERIFY(command.out.find("Example: prog measure --size 3") != std::string::npos);
    QVERIFY(command.out.find("--deterministic") != std::string::npos);
}

void tst_command_line::versionIsPrinted()
{
    const Outcome outcome = run({"--version"});
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY(QRegularExpression("^prog \\d+\\.\\d+\\.\\d+\\n$")
                .match(QString::fromStdString(outcome.out))
                .hasMatch());
}

void tst_command_line::lostOutputIsAFailure()
{
    const Program program = programWith([](int, CommandEnvironment& environment) {
        environment.out() << "numbers";
        return kExitDone;
    });
    std::ostream full(nullptr); // every write fails, as on a full disk
    std::ostringstream err;
    const char* arguments[] = {"prog", "measure", "--size", "1"};
    QCOMPARE(runCommandLine(program, 4, arguments, full, err, false), 3);
    QVERIFY(err.str().find("standard output") != std::string::npos);
}

void tst_command_line::quietSuppressesProgress()
{
    const Program program = programWith([](int, CommandEnvironment& environment) {
        const RunContext context = environment.context();
        context.checkpoint({"layers", 1, 1, 0, 3, "layers"});
        context.log(LogLevel::Info, "teacher read");
        context.log(LogLevel::Debug, "a detail");
        return kExitDone;
    });
    QVERIFY(run(program, {"measure", "--size", "1", "--quiet"}).err.empty());
    QCOMPARE(run(program, {"measure", "--size", "1"}).err,
             std::string("layers (3 layers)\nteacher read\n"));
    QVERIFY(run(program, {"measure", "--size", "1", "--verbose"}).err.find("a detail")
            != std::string::npos);
}

void tst_command_line::invalidUtf8BecomesReplacementCharacter()
{
    const Program program = programWith([](int, CommandEnvironment& environment) {
        environment.printJson({{"text", "a\xff"}});
        return kExitDone;
    });
    QCOMPARE(run(program, {"measure", "--size", "1", "--json"}).out,
             std::string("{\"text\":\"a\xef\xbf\xbd\"}\n"));
}

void tst_command_line::commandThatPointsElsewhereTakesAnything()
{
    QCOMPARE(run({"figure", "R.h5", "--kind", "similarity", "--out", "f.pdf"}).exitCode, 0);
}

void tst_command_line::windowArgumentsAreRecognised()
{
    const Program program = programWith([](int, CommandEnvironment&) { return kExitDone; });
    const auto isCommand = [&](std::vector<const char*> arguments) {
        arguments.insert(arguments.begin(), "prog");
        return isCommandLine(program, static_cast<int>(arguments.size()), arguments.data());
    };
    QTemporaryDir folder;
    const QByteArray path = folder.path().toUtf8();
    QVERIFY(!isCommand({}));
    QVERIFY(!isCommand({path.constData()}));
    QVERIFY(!isCommand({"--trace-latency", "t.json"}));
    QVERIFY(isCommand({"measure"}));
    QVERIFY(isCommand({"mesure"}));
    QVERIFY(isCommand({"--help"}));
    QVERIFY(isCommand({"--version"}));
}

void tst_command_line::existingTargetNeedsForce()
{
    QTemporaryDir folder;
    const std::string path = folder.path().toStdString();
    QVERIFY_EXCEPTION_THROWN(CommandEnvironment::requireFreeTarget(path, false), StudyError);
    CommandEnvironment::requireFreeTarget(path, true);
    CommandEnvironment::requireFreeTarget(path + "/new.h5", false);
}

QTEST_GUILESS_MAIN(tst_command_line)
#include "tst_command_line.moc"
