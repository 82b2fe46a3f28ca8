// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/sandbox.h"
#include "core/run/error.h"

#include <QtTest>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace neurograft;

namespace fs = std::filesystem;

/// Ends a test function, not only a helper of it.
#define NEUROGRAFT_REQUIRE_SANDBOX()                                                               \
    if (!m_setup.isUsable) {                                                                       \
        QSKIP(m_setup.reason.c_str());                                                             \
    }                                                                                              \
    static_assert(true, "a semicolon follows")

namespace {

/// A port of this machine that accepts connections.
class OpenPort {
public:
    OpenPort() : m_socket(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(m_socket, reinterpret_cast<sockaddr*>(&address), size) != 0
            || ::listen(m_socket, 1) != 0
            || ::getsockname(m_socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
            qFatal("no port to listen on");
        }
        m_number = ntohs(address.sin_port);
    }
    ~OpenPort() { ::close(m_socket); }
    int number() const { return m_number; }

private:
    int m_socket;
    int m_number = 0;
};

bool isAnyProcessCalled(const std::string& word)
{
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator("/proc", error)) {
        std::ifstream file(entry.path() / "cmdline");
        std::ostringstream text;
        text << file.rdbuf();
        // sleep's own argument, not the text of a wrapper or of this test
        if (text.str().find(std::string("sleep") + '\0' + word) != std::string::npos) {
            return true;
        }
    }
    return false;
}

SandboxProgram programOf(const QString& source, double seconds = 5.0)
{
    SandboxProgram program;
    program.source = source.toStdString();
    program.limits.seconds = seconds;
    return program;
}

} // namespace

class TstSandbox : public QObject {
    Q_OBJECT

    SandboxSetup m_setup;
    QTemporaryDir m_folder; ///< stands for a home folder: it is on this machine's disk

private Q_SLOTS:
    void initTestCase()
    {
        m_setup = findSandbox();
        std::ofstream(m_folder.filePath("secret.txt").toStdString()) << "a secret";
    }

    void outcomeIsWhatTheProgramDid_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("detail");

        QTest::newRow("nothing") << ""
                                 << "passed"
                                 << "";
        QTest::newRow("true assertion") << "assert 1 + 1 == 2"
                                        << "passed"
                                        << "";
        QTest::newRow("false assertion") << "assert 1 + 1 == 3, 'three'"
                                         << "failed"
                                         << "AssertionError: three";
        QTest::newRow("syntax error") << "def f(:"
                                      << "failed"
                                      << "SyntaxError";
        QTest::newRow("name error") << "f(1)"
                                    << "failed"
                                    << "NameError: name 'f' is not defined";
        QTest::newRow("no UTF-8 name")
            << QString::fromUtf8("x = 'é'\nassert ord(x) == 233") << "passed"
            << "";
        QTest::newRow("carriage returns") << "x = 1\r\nassert x == 1\r\n"
                                          << "passed"
                                          << "";
        QTest::newRow("standard library")
            << "import collections, dataclasses, math, re, typing, heapq, itertools, json\n"
               "@dataclasses.dataclass\n"
               "class A:\n    x: 'int' = 1\n"
               "P = collections.namedtuple('P', 'a b')\n"
               "assert A().x == P(1, 2).a"
            << "passed"
            << "";
        QTest::newRow("main guard is not run") << "if __name__ == '__main__':\n    raise ValueError"
                                               << "passed"
                                               << "";
        QTest::newRow("input") << "input()"
                               << "failed"
                               << "EOFError";
        QTest::newRow("exception without a text")
            << "class E(Exception):\n    def __str__(self):\n        raise self\nraise E"
            << "failed"
            << "E";
        QTest::newRow("deep recursion") << "def f(n):\n    return f(n + 1)\nf(0)"
                                        << "failed"
                                        << "RecursionError";
        QTest::newRow("crash") << "import os\nos.abort()"
                               << "failed"
                               << "signal 6";
        QTest::newRow("thread that goes on")
            << "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()"
            << "passed"
            << "";
    }
    void outcomeIsWhatTheProgramDid() { checkRow(); }

    void attacksAreContained_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("detail");
        const QString folder = m_folder.path();

        QTest::newRow("fork bomb") << "import os\nwhile True:\n    try:\n        os.fork()\n"
                                      "    except OSError:\n        pass"
                                   << "timed_out"
                                   << "";
        QTest::newRow("processes are counted")
            << "import os, time\nn = 0\ntry:\n    while True:\n        if os.fork() == 0:\n"
               "            time.sleep(60)\n            os._exit(0)\n        n += 1\n"
               "except OSError:\n    pass\nassert 10 < n < 64, n"
            << "passed"
            << "";
        QTest::newRow("endless loop") << "while True:\n    pass"
                                      << "timed_out"
                                      << "within 2 s";
        QTest::newRow("endless sleep") << "import time\ntime.sleep(600)"
                                       << "timed_out"
                                       << "";
        QTest::newRow("loop that ignores everything")
            << "import signal\nfor n in range(1, 65):\n    try:\n"
               "        signal.signal(n, signal.SIG_IGN)\n    except (OSError, ValueError):\n"
               "        pass\nwhile True:\n    try:\n        pass\n    except BaseException:\n"
               "        pass"
            << "timed_out"
            << "";
        QTest::newRow("10 GB") << "x = bytearray(10 ** 10)"
                               << "failed"
                               << "MemoryError";
        QTest::newRow("10 GB in pieces") << "x = []\nwhile True:\n    x.append(bytes(10 ** 8))"
                                         << "failed"
                                         << "MemoryError";
        QTest::newRow("write to a folder of the user")
            << QString("open('%1/planted', 'w').write('x')").arg(folder) << "failed"
            << "Error";
        QTest::newRow("write to the home folder")
            << QString("open('%1/planted', 'w').write('x')").arg(QDir::homePath()) << "failed"
            << "Error";
        QTest::newRow("write to the system") << "open('/usr/lib/planted', 'w')"
                                             << "failed"
                                             << "Read-only file system";
        QTest::newRow("read a folder of the user")
            << QString("open('%1/secret.txt').read()").arg(folder) << "failed"
            << "FileNotFoundError";
        QTest::newRow("nothing of this machine is seen")
            << QString("import os\nfor path in ('%1', '/home', '/root', '/etc/passwd', '/proc/1',"
                       " '/sys', '/var', '/mnt', '/run'):\n"
                       "    assert not os.path.exists(path), path\nassert not os.listdir('/tmp')")
                   .arg(QDir::homePath())
            << "passed"
            << "";
        QTest::newRow("only the private folder can be written")
            << "import os\nwritten = []\n"
               "for folder in ('/', '/bin', '/dev', '/dev/pts', '/dev/shm', '/lib', '/tmp',"
               " '/usr', '/usr/lib', '/usr/local'):\n    try:\n"
               "        with open(folder + '/x', 'w') as file:\n            file.write('x')\n"
               "        written.append(folder)\n    except OSError:\n        pass\n"
               "assert written == ['/tmp'], written"
            << "passed"
            << "";
        QTest::newRow("connection to this machine")
            << "import socket\nsocket.create_connection(('127.0.0.1', PORT), 1)"
            << "failed"
            << "Error";
        QTest::newRow("connection outside")
            << "import socket\nsocket.create_connection(('192.0.2.1', 80), 1)"
            << "failed"
            << "Error";
        QTest::newRow("kill the parent")
            << "import os\nfor who in (os.getppid(), 1, -1):\n    try:\n"
               "        os.kill(who, 9)\n    except OSError:\n        pass\nos.kill(os.getpid(), 9)"
            << "failed"
            << "signal 9";
        QTest::newRow("become root") << "import os\nassert os.getuid() == 65534\nos.setuid(0)"
                                     << "failed"
                                     << "Error";
        QTest::newRow("namespace of its own")
            << "import ctypes\nassert ctypes.CDLL(None).unshare(0x10000000) == -1"
            << "passed"
            << "";
        QTest::newRow("raise a limit")
            << "import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))"
            << "failed"
            << "Error";
        QTest::newRow("fill the disk")
            << "for i in range(100):\n    with open(f'/tmp/{i}', 'wb') as file:\n"
               "        file.write(bytes(8 << 20))"
            << "failed"
            << "No space left";
        QTest::newRow("a large file")
            << "with open('/tmp/x', 'wb') as file:\n    file.write(bytes(32 << 20))"
            << "failed"
            << "File too large";
        QTest::newRow("flood of output") << "for i in range(2000):\n    print('x' * 10000)"
                                         << "passed"
                                         << "";
        QTest::newRow("nothing is inherited")
            << "import os\nfor number in range(4, 256):\n    try:\n        os.fstat(number)\n"
               "    except OSError:\n        continue\n    raise ValueError(number)\n"
               "assert 'XDG_CACHE_HOME' not in os.environ\nassert os.environ['HOME'] == '/tmp'"
            << "passed"
            << "";
    }
    void attacksAreContained()
    {
        // A file that is open without close-on-exec, as libraries leave them.
        const int left = ::open(m_folder.filePath("secret.txt").toLocal8Bit().constData(), O_RDWR);
        checkRow(2.0);
        ::close(left);
        QVERIFY(!QFile::exists(m_folder.filePath("planted")));
        QVERIFY(!QFile::exists(QDir::home().filePath("planted")));
    }

    void endsCannotBeForged_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("detail");

        QTest::newRow("exit") << "exit(0)"
                              << "failed"
                              << "SystemExit: 0";
        QTest::newRow("sys.exit") << "import sys\nsys.exit()"
                                  << "failed"
                                  << "SystemExit";
        QTest::newRow("os._exit") << "import os\nos._exit(0)"
                                  << "failed"
                                  << "exit code 0";
        QTest::newRow("guess") << "import os\nprint('done')\n"
                                  "os.write(3, b'\\ndone ' + b'0' * 64 + b'\\n')\nos._exit(0)"
                               << "failed"
                               << "exit code 0";
        QTest::newRow("everything that can be found")
            << "import gc, os, sys\nfound = [repr(sys.orig_argv)] + list(os.environ.values())\n"
               "frame = sys._getframe()\nwhile frame:\n"
               "    found += list(frame.f_locals.values()) + list(frame.f_globals.values())\n"
               "    frame = frame.f_back\n"
               "for thing in gc.get_objects():\n    if isinstance(thing, dict):\n"
               "        found += list(thing.values())\n"
               "for thing in found:\n    if isinstance(thing, str):\n"
               "        thing = thing.encode('utf-8', 'replace')\n"
               "    if isinstance(thing, bytes) and len(thing) in (32, 64):\n"
               "        os.write(3, b'\\ndone ' + thing + b'\\n')\n        print(thing)\n"
               "os._exit(0)"
            << "failed"
            << "exit code 0";
        QTest::newRow("writer replaced")
            << "import os\nos.write = lambda *_: 0\nos._exit = lambda *_: None\nassert False"
            << "failed"
            << "AssertionError";
        QTest::newRow("report flooded")
            << "import os\nfor i in range(100):\n    os.write(3, b'x' * 60000)\nassert False"
            << "failed"
            << "AssertionError";
        QTest::newRow("report closed") << "import os\nos.close(3)"
                                       << "failed"
                                       << "";
    }
    void endsCannotBeForged() { checkRow(); }

    void processesDoNotOutliveTheProgram()
    {
        NEUROGRAFT_REQUIRE_SANDBOX();
        const SandboxOutcome outcome = runInSandbox(
            m_setup,
            programOf("import os\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
                      "        os.execv('/usr/bin/sleep', ['sleep', '98765'])\n    os._exit(0)\n"
                      "import time\ntime.sleep(0.3)"),
            {});
        QCOMPARE(sandboxWord(outcome.result), "passed");
        QTRY_VERIFY(!isAnyProcessCalled("98765"));
    }

    void memoryOfAllProcessesIsWatched()
    {
        NEUROGRAFT_REQUIRE_SANDBOX();
        SandboxProgram program =
            programOf("import os, time\nfor i in range(6):\n    if os.fork() == 0:\n"
                      "        x = b'x' * (80 << 20)\n        time.sleep(60)\n        os._exit(0)\n"
                      "time.sleep(60)",
                      20.0);
        program.limits.residentBytes = 256 << 20;
        const SandboxOutcome outcome = runInSandbox(m_setup, program, {});
        QCOMPARE(sandboxWord(outcome.result), "failed");
        QCOMPARE(outcome.detail, std::string("its processes took more than 256 MiB together"));
        QVERIFY(outcome.seconds < 15.0);
    }

    void stopEndsARunningProgram()
    {
        NEUROGRAFT_REQUIRE_SANDBOX();
        std::atomic<int> asked = 0;
        RunContext context;
        context.isStopRequested = [&asked] { return ++asked > 5; };
        QElapsedTimer timer;
        timer.start();
        QVERIFY_EXCEPTION_THROWN(
            runInSandbox(m_setup, programOf("while True:\n    pass", 60.0), context), Canceled);
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }

    void manyProgramsTakeTurns()
    {
        NEUROGRAFT_REQUIRE_SANDBOX();
        // Each sees how many others run beside it only by the clock: with as many at a time as
        // there are cores, six of 0.3 s take at least their share.
        const std::vector<SandboxProgram> programs(
            6, programOf("import time\ntime.sleep(0.3)\nassert True"));
        std::vector<std::string> words(programs.size());
        std::int64_t reported = 0;
        RunContext context;
        context.onProgress = [&reported](const Progress& progress) {
            reported = progress.done;
            QCOMPARE(progress.total, 6);
        };
        QElapsedTimer timer;
        timer.start();
        runInSandbox(m_setup, programs,
                     [&words](std::size_t at, const SandboxOutcome& outcome) {
                         words[at] = sandboxWord(outcome.result);
                     },
                     context, {});
        QCOMPARE(reported, 6);
        QCOMPARE(words, std::vector<std::string>(6, "passed"));
        const auto cores = static_cast<double>(std::max(1, QThread::idealThreadCount()));
        QVERIFY(static_cast<double>(timer.elapsed()) >= 0.95 * 6.0 * 300.0 / cores);
    }

    void withoutBubblewrapNothingIsRun()
    {
        const SandboxSetup setup = findSandbox(m_folder.path().toStdString());
        QVERIFY(!setup.isUsable);
        QCOMPARE(setup.reason, std::string("bubblewrap (bwrap) is not installed."));
        const SandboxOutcome outcome = runInSandbox(setup, programOf("assert True"), {});
        QCOMPARE(sandboxWord(outcome.result), "not_run");
        QCOMPARE(outcome.detail, setup.reason);
    }
    void withoutPythonNothingIsRun()
    {
        NEUROGRAFT_REQUIRE_SANDBOX();
        QTemporaryDir folder;
        fs::create_symlink(m_setup.bubblewrap, folder.filePath("bwrap").toStdString());
        const SandboxSetup setup = findSandbox(folder.path().toStdString());
        QVERIFY(!setup.isUsable);
        QVERIFY2(setup.reason.find("Python 3") != std::string::npos, setup.reason.c_str());
    }
    void aBubblewrapThatFailsIsNamed()
    {
        NEUROGRAFT_REQUIRE_SANDBOX();
        QTemporaryDir folder;
        const fs::path program = folder.filePath("bwrap").toStdString();
        std::ofstream(program) << "#!/bin/sh\necho 'bwrap: No permissions' >&2\nexit 1\n";
        fs::permissions(program, fs::perms::owner_all | fs::perms::others_all);
        fs::permissions(folder.path().toStdString(),
                        fs::perms::owner_all | fs::perms::others_read | fs::perms::others_exec);
        fs::create_symlink(m_setup.python, folder.filePath("python3").toStdString());
        const SandboxSetup setup = findSandbox(folder.path().toStdString());
        QVERIFY(!setup.isUsable);
        QVERIFY2(setup.reason.find("bwrap: No permissions") != std::string::npos,
                 setup.reason.c_str());
    }

private:
    void checkRow(double seconds = 5.0)
    {
        NEUROGRAFT_REQUIRE_SANDBOX();
        QFETCH(QString, source);
        QFETCH(QString, word);
        QFETCH(QString, detail);
        const OpenPort port;
        source.replace("PORT", QString::number(port.number()));
        const SandboxOutcome outcome = runInSandbox(m_setup, programOf(source, seconds), {});
        QVERIFY2(word == sandboxWord(outcome.result),
                 (sandboxWord(outcome.result) + (": " + outcome.detail)).c_str());
        QVERIFY2(QString::fromStdString(outcome.detail).contains(detail), outcome.detail.c_str());
        // On a busy machine a program may have up to four times as long.
        QVERIFY2(outcome.seconds < 4.0 * seconds + 2.0,
                 qPrintable(QString::number(outcome.seconds) + " s"));
    }
};

QTEST_GUILESS_MAIN(TstSandbox)
#include "tst_sandbox.moc"
