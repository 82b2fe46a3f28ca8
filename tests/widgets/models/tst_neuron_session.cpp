// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/atomic_file.h"
#include "tests/widgets/sample_neurons.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/selection_model.h"
#include "widgets/plots/neuron_map_image.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>

using namespace neurograft;
using namespace neurograft::testing;

class TestNeuronSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aResultIsReadOffTheGuiThread();
    void failureKeepsWhatIsShown();
    void aRunOfOneModelTakesItsSlot();
    void topAndThresholdBecomeTheSet();
    void algebraWorksOnThePresentSet();
    void aBrushSelectsItsNeurons();
    void selectionsOfOthersAreFollowed();
    void mapsAreMarked();
    void clearingShowsNothing();

private:
    QString write(const char* name, const ResultFile& result) const
    {
        const QString path = m_folder->filePath(QString::fromLatin1(name));
        writeResult(path.toStdString(), result, true);
        return path;
    }
    void open() const
    {
        m_session->openResult(write("locate.h5", sampleLocateResult()));
        QTRY_VERIFY(!m_session->isReading());
    }
    static NeuronItem planted(Role role = Role::Student)
    {
        return role == Role::Student ? NeuronItem{role, 2, QStringLiteral("down_proj"), 137}
                                     : NeuronItem{role, 4, QStringLiteral("down_proj"), 200};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QuickLane> m_lane;
    std::unique_ptr<QUndoStack> m_undo;
    std::unique_ptr<SelectionModel> m_selection;
    std::unique_ptr<NeuronSession> m_session;
};

void TestNeuronSession::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_folder = std::make_unique<QTemporaryDir>();
    m_lane = std::make_unique<QuickLane>();
    m_undo = std::make_unique<QUndoStack>();
    m_selection = std::make_unique<SelectionModel>(m_undo.get());
    m_session = std::make_unique<NeuronSession>(m_lane.get(), m_selection.get());
}

void TestNeuronSession::cleanup()
{
    m_session.reset();
    m_selection.reset();
    m_undo.reset();
    m_lane.reset();
}

void TestNeuronSession::aResultIsReadOffTheGuiThread()
{
    QSignalSpy changed(m_session.get(), &NeuronSession::resultChanged);
    const QString path = write("locate.h5", sampleLocateResult());
    m_session->openResult(path);
    QVERIFY(m_session->isReading());
    QVERIFY(m_session->result() == nullptr);
    QTRY_COMPARE(changed.size(), 1);
    QVERIFY(!m_session->isReading());
    QCOMPARE(m_session->resultPath(), path);
    QCOMPARE(m_session->rows()->count(), 3072);
    const auto map = m_session->map(Role::Teacher, NeuronFamily::Ffn);
    QCOMPARE(neuronText(*map, {4, 200}), QStringLiteral("T L4 down 200  +6.20 log p  rank 1"));
    QVERIFY(m_session->map(Role::Student, NeuronFamily::Value) == nullptr);
    QCOMPARE(m_session->bars().models.size(), std::size_t{2});
    const ColorSettings colors = neuronColors(*map);
    QVERIFY(m_session->sharedRange(NeuronFamily::Ffn, colors) == (ColorRange{-6.2, 6.2}));
    QVERIFY(m_session->sharedRange(NeuronFamily::Attention, colors) == (ColorRange{-0.05, 0.05}));
}

void TestNeuronSession::failureKeepsWhatIsShown()
{
    open();
    QSignalSpy failed(m_session.get(), &NeuronSession::failed);
    const QString broken = m_folder->filePath(QStringLiteral("broken.h5"));
    writeFileAtomically(broken.toStdString(), "no HDF5", false);
    m_session->openResult(broken);
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed.last().first().toString(),
             QStringLiteral("The located neurons were not read."));
    QVERIFY(!m_session->isReading());
    QCOMPARE(m_session->rows()->count(), 3072);
    QVERIFY(m_session->resultPath().endsWith(QStringLiteral("locate.h5")));
}

void TestNeuronSession::aRunOfOneModelTakesItsSlot()
{
    ResultFile lone = sampleLocateResult();
    lone.tables.clear();
    addNeurons(lone, "model", 4, 176, 64, 6.08F, 2, 137);
    m_session->openResult(write("lone.h5", lone));
    QTRY_VERIFY(!m_session->isReading());
    const auto map = m_session->map(Role::Student, NeuronFamily::Ffn);
    QVERIFY(map != nullptr);
    QCOMPARE(neuronGoTo(*map, {2, 137}), QStringLiteral("S L2 down 137"));
    QCOMPARE(neuronTablePath(*map), std::string("attribution/model/ffn"));
    m_session->setLoneRole(Role::Teacher);
    QTRY_VERIFY(m_session->map(Role::Teacher, NeuronFamily::Ffn) != nullptr);
    QVERIFY(m_session->map(Role::Student, NeuronFamily::Ffn) == nullptr);
    QCOMPARE(m_session->bars().models.front().role, QStringLiteral("teacher"));
}

/// ux.md 6.3, step 8: top 100 of the layers from 2 on, kept under a name.
void TestNeuronSession::topAndThresholdBecomeTheSet()
{
    open();
    QSignalSpy changed(m_session.get(), &NeuronSession::setChanged);
    m_session->selectTop(100, allNeurons(*m_session->rows()), QStringLiteral("demo-top100"));
    QCOMPARE(m_selection->set().size(), std::size_t{100});
    QCOMPARE(m_selection->setName(), QStringLiteral("demo-top100"));
    QVERIFY(m_selection->set().front() == SelectionItem(planted(Role::Teacher))); // best first
    QVERIFY(m_selection->set().at(1) == SelectionItem(planted()));
    QCOMPARE(m_session->set().count(), 100);
    QCOMPARE(changed.size(), 1);
    m_session->selectFrom(1.0, m_session->set());
    QCOMPARE(m_session->set().count(), 2);
    m_undo->undo();
    QCOMPARE(m_session->set().count(), 100);
    m_undo->undo();
    QVERIFY(m_session->set().isEmpty());
}

void TestNeuronSession::algebraWorksOnThePresentSet()
{
    open();
    const NeuronRows& rows = *m_session->rows();
    const NeuronSet both = neuronsFrom(rows, allNeurons(rows), 1.0);
    const NeuronSet student(rows.count(), {rows.rowOf(planted())});
    m_session->select(both);
    m_session->subtract(student);
    QCOMPARE(m_session->set().count(), 1);
    QVERIFY(m_selection->set().front() == SelectionItem(planted(Role::Teacher)));
    m_session->unite(student);
    QVERIFY(m_session->set() == both);
    m_session->intersect(student);
    QVERIFY(m_session->set() == student);
}

void TestNeuronSession::aBrushSelectsItsNeurons()
{
    open();
    m_session->selectBlock(Role::Student, NeuronFamily::Attention, {1, 3, 10, 15});
    QCOMPARE(m_selection->set().size(), std::size_t{10});
    for (const SelectionItem& item : m_selection->set()) {
        const auto& neuron = std::get<NeuronItem>(item);
        QCOMPARE(neuron.module, QStringLiteral("o_proj"));
        QVERIFY(neuron.layer >= 1 && neuron.layer < 3 && neuron.index >= 10 && neuron.index < 15);
    }
}

void TestNeuronSession::selectionsOfOthersAreFollowed()
{
    m_selection->setSet({planted(), NeuronItem{Role::Student, 0, QStringLiteral("up_proj"), 3},
                         NeuronItem{Role::Student, 99, QStringLiteral("o_proj"), 3}});
    open(); // before the result was there
    QCOMPARE(m_session->set().count(), 2); // layer 99 is not of this result
    m_selection->setSet({LayerItem{Role::Student, 1}});
    QVERIFY(m_session->set().isEmpty());
    m_selection->toggleInSet(planted(Role::Teacher));
    const int teacher = m_session->rows()->rowOf(planted(Role::Teacher));
    QVERIFY(m_session->set().rows() == std::vector<int>{teacher});
}

void TestNeuronSession::mapsAreMarked()
{
    open();
    m_selection->setSet({planted(), planted(Role::Teacher)});
    m_selection->select(LayerItem{Role::Student, 3});
    NeuronMarks marks = m_session->marks(Role::Student, NeuronFamily::Ffn, true);
    QVERIFY(marks.set == (std::vector<NeuronPlace>{{2, 137}}));
    QVERIFY(marks.isRestDimmed);
    QVERIFY(marks.layer == std::optional(3));
    QVERIFY(!marks.pinned);
    QVERIFY(!m_session->marks(Role::Teacher, NeuronFamily::Ffn, true).layer);
    m_selection->select(planted());
    m_selection->pin();
    marks = m_session->marks(Role::Student, NeuronFamily::Ffn, false);
    QVERIFY(marks.pinned == std::optional(NeuronPlace{2, 137}));
    QVERIFY(!marks.layer && !marks.isRestDimmed);
    QVERIFY(!m_session->marks(Role::Student, NeuronFamily::Attention, false).pinned);
}

void TestNeuronSession::clearingShowsNothing()
{
    open();
    m_session->selectTop(5, allNeurons(*m_session->rows()));
    m_session->clear();
    QVERIFY(m_session->result() == nullptr);
    QCOMPARE(m_session->rows()->count(), 0);
    QVERIFY(m_session->set().isEmpty());
    QVERIFY(m_session->bars().models.empty());
    m_session->openResult(write("locate.h5", sampleLocateResult()));
    m_session->clear(); // before it was read
    QVERIFY(!m_session->isReading());
    QTest::qWait(20);
    QVERIFY(m_session->result() == nullptr);
}

QTEST_GUILESS_MAIN(TestNeuronSession)
#include "tst_neuron_session.moc"
