// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/stored_evaluation.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/figure_scene.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/evaluation_archive.h"
#include "widgets/models/evaluation_board_model.h"
#include "widgets/models/run_list_model.h"
#include "widgets/panels/evaluation_board_panel.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>

using namespace neurograft;

/// The results board of workspace Evaluate with published numbers beside the runs.
class TestEvaluationBoardPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("NEUROGRAFT_RESOURCE_DIR", NEUROGRAFT_RESOURCES);
        loadFigureFonts();
    }

    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_lane = std::make_unique<QuickLane>();
        m_runs = std::make_unique<RunListModel>(m_lane.get(), &m_undo);
        m_archive = std::make_unique<EvaluationArchive>(m_runs.get(), m_lane.get());
        m_model = std::make_unique<EvaluationBoardModel>(m_archive.get(), m_lane.get());
        m_panel = std::make_unique<EvaluationBoardPanel>(m_model.get(), m_lane.get());
        m_panel->resize(800, 900);
    }

    void cleanup()
    {
        m_panel.reset();
        m_model.reset();
        m_archive.reset();
        m_runs.reset();
        m_lane.reset();
    }

    void publishedNumbersAreRowsAndDiamonds()
    {
        show({{"Llama-2-7b-chat-hf", EvaluationTask::Gsm8k, 4}});
        QAbstractItemModelTester tester(m_model.get(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTRY_COMPARE(m_model->rowCount(), 1);
        QVERIFY(tick()->isEnabled() && !tick()->isChecked());
        const int main = studies()->findData(QStringLiteral("ni-main-results"));
        QVERIFY(main >= 0);
        QVERIFY(studies()->findData(QStringLiteral("snn-main-results")) >= 0);
        QCOMPARE(studies()->findData(QStringLiteral("snn-origin")), -1); // averages, no task
        QCOMPARE(m_model->figureRuns().published, QString());
        studies()->setCurrentIndex(main);
        QTest::keyClick(tick(), Qt::Key_Space);
        QCOMPARE(m_model->published(), QStringLiteral("ni-main-results"));
        QCOMPARE(m_model->figureRuns().published, QStringLiteral("ni-main-results"));
        QCOMPARE(
            column(0),
            (QStringList{
                QStringLiteral("Llama-2-7b-chat-hf"), QStringLiteral("Llama-2-7B-Chat, published"),
                QStringLiteral("Llama-2-13B-Chat, published"), QStringLiteral("Seeking, published"),
                QStringLiteral("LaTen, published"), QStringLiteral("SemAlign v1, published")}));
        QCOMPARE(column(1).mid(0, 2),
                 (QStringList{QStringLiteral("20.0 %"), QStringLiteral("16.1 %")}));
        const QString source = m_model->index(1, 1).data(Qt::ToolTipRole).toString();
        QVERIFY2(source.contains(QStringLiteral("SemAlign v1 (arXiv 2510.24208), table 1")),
                 qPrintable(source));
        QCOMPARE(m_model->fileOf(m_model->index(3, 1)), QString()); // no run of ours
        const QStringList copied = m_model->toTsv().split(u'\n');
        QCOMPARE(copied[0], QStringLiteral("Model\tGSM8K\tSource"));
        QCOMPARE(copied[1], QStringLiteral("Llama-2-7b-chat-hf\t20.0 %\t"));
        QCOMPARE(copied[5],
                 QStringLiteral("LaTen, published\t20.5 %\tSemAlign v1 (arXiv 2510.24208), "
                                "table 1"));
        QCOMPARE(m_model->stated().size(), std::size_t{5});
        auto* table = m_panel->findChild<QTableView*>(QStringLiteral("boardTable"));
        QCOMPARE(table->model()->rowCount(), 6);
        QTest::keyClick(tick(), Qt::Key_Space);
        QCOMPARE(m_model->rowCount(), 1);
        QCOMPARE(m_model->figureRuns().published, QString());
        QVERIFY(m_model->stated().empty());
        QVERIFY(m_model->toTsv().startsWith(QStringLiteral("Model\tGSM8K\n")));
    }

    void withoutNumbersOfTheTasksThereIsNothingToTick()
    {
        m_model->setPublished(QStringLiteral("ni-main-results")); // of a view stored before
        show({{"Llama-2-7b-chat-hf", EvaluationTask::Exact, 4}});
        QTRY_COMPARE(m_model->rowCount(), 1);
        QVERIFY(!tick()->isEnabled() && !tick()->isChecked());
        QVERIFY(!tick()->toolTip().isEmpty());
        QCOMPARE(m_model->figureRuns().published, QString()); // the figure is drawn without
        // It waits for a task they are of.
        write(2, {"S", EvaluationTask::Mmlu, 9});
        m_runs->refresh();
        QTRY_COMPARE(m_model->rowCount(), 7);
        QVERIFY(tick()->isChecked());
    }

    void seedsOfAMethodAreMeanAndDeviation()
    {
        ScoreCell cell;
        cell.runs.resize(3);
        cell.over = meanAndDeviation({0.2, 0.25, 0.3});
        QCOMPARE(boardCellText(cell), QStringLiteral("25.0 ± 5.0 %"));
    }

private:
    struct Run {
        const char* model;
        EvaluationTask task;
        int right;
    };

    void write(int number, const Run& run) const
    {
        const QString name = QStringLiteral("000%1-evaluate.h5").arg(number);
        testing::writeEvaluations(m_dir->filePath(name).toStdString(), run.model,
                                  {testing::answered(run.task, run.right, 20)});
    }
    void show(const std::vector<Run>& runs)
    {
        int number = 0;
        for (const Run& run : runs) {
            write(++number, run);
        }
        m_runs->setFolder(m_dir->path());
        m_panel->show();
    }
    QCheckBox* tick() const
    {
        return m_panel->findChild<QCheckBox*>(QStringLiteral("boardPublished"));
    }
    QComboBox* studies() const
    {
        return m_panel->findChild<QComboBox*>(QStringLiteral("boardStudy"));
    }
    QStringList column(int at) const
    {
        QStringList texts;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            texts << m_model->index(row, at).data().toString();
        }
        return texts;
    }

    QUndoStack m_undo;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<QuickLane> m_lane;
    std::unique_ptr<RunListModel> m_runs;
    std::unique_ptr<EvaluationArchive> m_archive;
    std::unique_ptr<EvaluationBoardModel> m_model;
    std::unique_ptr<EvaluationBoardPanel> m_panel;
};

QTEST_MAIN(TestEvaluationBoardPanel)
#include "tst_evaluation_board_panel.moc"
