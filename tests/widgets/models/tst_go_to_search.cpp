// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/go_to_search.h"

#include <QAction>
#include <QTest>

using namespace neurograft;

class TestGoToSearch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_sizes.teacher.layers = 6;
        m_sizes.student.layers = 4;
        m_sizes.data = QStringLiteral("demo");
        m_sizes.rows = 48;
        m_sizes.runs = 3;
        m_sizes.sets = {QStringLiteral("mid block"), QStringLiteral("demo-top100")};
        m_lock.setText(QStringLiteral("&Lock scale"));
        m_lock.setShortcut(Qt::Key_L);
        m_export.setText(QStringLiteral("&Export figure…"));
        m_export.setShortcut(QKeySequence(QStringLiteral("Ctrl+E")));
        m_exportAll.setText(QStringLiteral("Export all &figures…"));
        m_actions = {{&m_exportAll, QStringLiteral("File"), QStringLiteral("Nothing is open.")},
                     {&m_lock, QStringLiteral("View"), {}},
                     {&m_export, QStringLiteral("Figure"), {}}};
    }

    void answersInGroups_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("id") << "T L3"
                            << "Go to: T L3 (layer)";
        QTest::newRow("number")
            << "2"
            << "Layers: T L2 (layer of the teacher) | Layers: S L2 (layer of the student) | "
               "Runs: run 2 (run) | Rows: item demo 2 (row of the data)";
        QTest::newRow("a number that only the teacher has")
            << "5"
            << "Layers: T L5 (layer of the teacher) | Rows: item demo 5 (row of the data)";
        QTest::newRow("layer") << "L0"
                               << "Layers: T L0 (layer of the teacher) | "
                                  "Layers: S L0 (layer of the student)";
        QTest::newRow("words, what works first")
            << "exp fig"
            << "Actions: Figure: Export figure… (Ctrl+E) | "
               "Actions: File: Export all figures… () ! Nothing is open.";
        QTest::newRow("actions only") << ">lock"
                                      << "Actions: View: Lock scale (L)";
        QTest::newRow("set") << "block"
                             << "Sets: set mid block (set)";
        QTest::newRow("no such layer")
            << "S L9"
            << "Go to: S L9 () ! Layer 9 does not exist; this student has 0–3.";
        QTest::newRow("token") << "token:Paris"
                               << "Go to: token:Paris (neurons that promote a token)";
        QTest::newRow("nothing") << "zebra"
                                 << "";
        QTest::newRow("empty") << ""
                               << "";
    }
    void tokenNeedsAModel()
    {
        GoToSizes none;
        none.teacher.layers = none.student.layers = 0;
        const std::vector<GoToResult> results =
            searchGoTo(QStringLiteral("token:Paris"), none, m_actions);
        QCOMPARE(results.size(), std::size_t{1});
        QCOMPARE(results[0].obstacle, QStringLiteral("Open a teacher or a student first."));
    }
    void answersInGroups()
    {
        QFETCH(QString, text);
        QStringList lines;
        for (const GoToResult& result : searchGoTo(text, m_sizes, m_actions)) {
            QString line = QStringLiteral("%1: %2 (%3)")
                               .arg(groupTitle(result.group), result.text, result.detail);
            if (!result.obstacle.isEmpty()) {
                line += QStringLiteral(" ! ") + result.obstacle;
            }
            lines << line;
        }
        QTEST(lines.join(QStringLiteral(" | ")), "expected");
    }

private:
    GoToSizes m_sizes;
    QAction m_lock, m_export, m_exportAll;
    std::vector<GoToAction> m_actions;
};

QTEST_MAIN(TestGoToSearch)
#include "tst_go_to_search.moc"
