// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/figure_list_model.h"

#include <QAbstractItemModelTester>
#include <QJsonArray>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>

using namespace neurograft;
namespace fs = std::filesystem;

class TestFigureListModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsByName();
    void textSaysWhatIsKnown();
    void staleWhenTheNumbersChange();
    void firstLookDecidesTheNumbers();
    void namesAreEachOnce();
    void changesCanBeUndone();
    void goesThroughTheStudysView();
    void brokenFiguresAreLeftOutWithWords();
    void movesWithItsStudy();

private:
    static FigureEntry entry(const QString& name)
    {
        FigureEntry one;
        one.name = name;
        one.runs = {"/study/runs/0001-similarity.h5"};
        return one;
    }
    static FigureLook look(const char* sha, FigureCheck::State state = FigureCheck::State::Passed)
    {
        FigureLook one;
        one.sizeMm = QSizeF(85.0, 61.04);
        one.csvSha256 = sha;
        one.checks = {{QStringLiteral("a"), FigureCheck::State::Passed, {}},
                      {QStringLiteral("b"), state, {}}};
        return one;
    }
    static QString text(const FigureListModel& list, int row)
    {
        return list.index(row).data().toString();
    }
};

void TestFigureListModel::keepsByName()
{
    FigureListModel list(nullptr);
    const QAbstractItemModelTester tester(&list,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(list.freeName(), QStringLiteral("Figure 1"));
    QCOMPARE(list.keep(entry(list.freeName())), 0);
    QCOMPARE(list.keep(entry(list.freeName())), 1);
    FigureEntry changed = entry(QStringLiteral("Figure 1"));
    changed.recipe.spec.widthMm = 100.0;
    QCOMPARE(list.keep(changed), 0);
    QCOMPARE(list.rowCount(), 2);
    QCOMPARE(list.entry(0).recipe.spec.widthMm, 100.0);
    QCOMPARE(list.duplicate(0), 1);
    QCOMPARE(list.entry(1).name, QStringLiteral("Figure 3"));
    QCOMPARE(list.entry(1).recipe.spec.widthMm, 100.0);
    list.remove(0);
    QCOMPARE(list.entry(0).name, QStringLiteral("Figure 3"));
}

void TestFigureListModel::textSaysWhatIsKnown()
{
    FigureListModel list(nullptr);
    list.keep(entry(QStringLiteral("fig1")));
    QCOMPARE(text(list, 0),
             QStringLiteral("fig1\n85.0 mm wide, generic-column\nsimilarity, 0001-similarity\n"
                            "being drawn…"));
    list.setLook(list.idOf(0), look("a"));
    QCOMPARE(text(list, 0),
             QStringLiteral("fig1\n85.0 × 61.0 mm, generic-column\nsimilarity, 0001-similarity\n"
                            "✓ 2/2 checks OK"));
    list.setLook(list.idOf(0), look("a", FigureCheck::State::Warning));
    QVERIFY(text(list, 0).endsWith(QStringLiteral("! 1/2 checks OK")));
    FigureLook gone;
    gone.problem = QStringLiteral("0001-similarity.h5 is missing.");
    list.setLook(list.idOf(0), gone);
    QVERIFY(text(list, 0).endsWith(QStringLiteral("✕ 0001-similarity.h5 is missing.")));
    QVERIFY(!list.isStale(0));
}

void TestFigureListModel::staleWhenTheNumbersChange()
{
    FigureListModel list(nullptr);
    FigureEntry one = entry(QStringLiteral("fig1"));
    one.csvSha256 = "a";
    list.keep(one);
    QVERIFY(!list.isStale(0)); // not looked at yet
    list.setLook(list.idOf(0), look("a"));
    QVERIFY(!list.isStale(0));
    list.setLook(list.idOf(0), look("b"));
    QVERIFY(list.isStale(0));
    QVERIFY(text(list, 0).startsWith(QStringLiteral("fig1 (stale)")));
    QCOMPARE(list.staleRows(), std::vector<int>{0});
    list.setExported(list.idOf(0), "/study/figures/fig1.pdf", "b");
    QVERIFY(!list.isStale(0));
    QCOMPARE(list.entry(0).exported.string(), std::string("/study/figures/fig1.pdf"));
}

void TestFigureListModel::firstLookDecidesTheNumbers()
{
    FigureListModel list(nullptr);
    list.keep(entry(QStringLiteral("fig1")));
    QSignalSpy changed(&list, &FigureListModel::changed);
    list.setLook(list.idOf(0), look("a"));
    QCOMPARE(changed.count(), 1);
    list.setLook(list.idOf(0), look("b"));
    QVERIFY(list.isStale(0));
    QCOMPARE(changed.count(), 1); // looking changes nothing that is kept
}

void TestFigureListModel::namesAreEachOnce()
{
    FigureListModel list(nullptr);
    list.keep(entry(QStringLiteral("fig1")));
    list.keep(entry(QStringLiteral("fig2")));
    QVERIFY(!list.setData(list.index(1), QStringLiteral("fig1"), Qt::EditRole));
    QVERIFY(!list.setData(list.index(1), QStringLiteral("  "), Qt::EditRole));
    QVERIFY(list.setData(list.index(1), QStringLiteral(" CKA "), Qt::EditRole));
    QCOMPARE(list.index(1).data(Qt::EditRole).toString(), QStringLiteral("CKA"));
}

void TestFigureListModel::changesCanBeUndone()
{
    QUndoStack undo;
    FigureListModel list(&undo);
    list.keep(entry(QStringLiteral("fig1")));
    list.setData(list.index(0), QStringLiteral("other"), Qt::EditRole);
    const quint64 id = list.idOf(0);
    list.remove(0);
    QCOMPARE(list.rowCount(), 0);
    QCOMPARE(undo.undoText(), QStringLiteral("Remove other"));
    undo.undo();
    QCOMPARE(list.entry(0).name, QStringLiteral("other"));
    QCOMPARE(list.idOf(0), id);
    undo.undo();
    QCOMPARE(list.entry(0).name, QStringLiteral("fig1"));
    undo.undo();
    QCOMPARE(list.rowCount(), 0);
    undo.redo();
    QCOMPARE(list.rowCount(), 1);
}

void TestFigureListModel::goesThroughTheStudysView()
{
    FigureListModel list(nullptr);
    QVERIFY(list.toJson(QStringLiteral("/study")).isEmpty());
    FigureEntry one = entry(QStringLiteral("fig1"));
    one.exported = "/study/figures/fig1.pdf";
    one.recipe.selection.mask = QStringLiteral("upper");
    list.keep(one);
    list.keep(entry(QStringLiteral("fig2")));
    const QJsonObject section = list.toJson(QStringLiteral("/study"));
    FigureListModel copy(nullptr);
    QCOMPARE(copy.read(section, QStringLiteral("/moved")), QStringList());
    QCOMPARE(copy.rowCount(), 2);
    QCOMPARE(copy.entry(0).runs.front().string(), std::string("/moved/runs/0001-similarity.h5"));
    QCOMPARE(copy.entry(0).exported.string(), std::string("/moved/figures/fig1.pdf"));
    QCOMPARE(copy.toJson(QStringLiteral("/moved")), section);
    copy.read({}, {});
    QCOMPARE(copy.rowCount(), 0);
}

void TestFigureListModel::brokenFiguresAreLeftOutWithWords()
{
    FigureListModel list(nullptr);
    list.keep(entry(QStringLiteral("fig1")));
    QJsonObject section = list.toJson(QString());
    QJsonArray figures = section.value(QStringLiteral("figures")).toArray();
    figures.append(QStringLiteral("nonsense"));
    section.insert(QStringLiteral("figures"), figures);
    FigureListModel copy(nullptr);
    const QStringList problems = copy.read(section, QString());
    QCOMPARE(problems.size(), 1);
    QVERIFY(problems[0].startsWith(QStringLiteral("A figure of the study was left out: ")));
    QCOMPARE(copy.rowCount(), 1);
}

void TestFigureListModel::movesWithItsStudy()
{
    QTemporaryDir folder;
    const fs::path study = folder.path().toStdString();
    fs::create_directories(study / "runs");
    fs::copy_file(QCoreApplication::applicationFilePath().toStdString(),
                  study / "runs" / "0001-similarity.h5");
    FigureListModel list(nullptr);
    list.keep(entry(QStringLiteral("fig1")));
    FigureEntry other = entry(QStringLiteral("fig2"));
    other.runs = {"/study/runs/0002-similarity.h5"};
    list.keep(other);
    list.moveTo(folder.path());
    QCOMPARE(list.entry(0).runs.front().string(), (study / "runs/0001-similarity.h5").string());
    QCOMPARE(list.entry(1).runs.front().string(), std::string("/study/runs/0002-similarity.h5"));
}

QTEST_GUILESS_MAIN(TestFigureListModel)
#include "tst_figure_list_model.moc"
