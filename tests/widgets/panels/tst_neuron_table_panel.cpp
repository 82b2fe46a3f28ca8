// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/panels/neuron_fixture.h"
#include "widgets/panels/neuron_table_panel.h"
#include "widgets/panels/neuron_table_view.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace neurograft;
using namespace neurograft::testing;

class TestNeuronTablePanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
        m_fixture = std::make_unique<NeuronFixture>();
        m_panel = std::make_unique<NeuronTablePanel>(&m_fixture->table, &m_fixture->session,
                                                     &m_fixture->selection);
        m_panel->resize(900, 400);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
        m_fixture->open();
        QTRY_COMPARE(count(), QStringLiteral("3 072 neurons"));
    }
    void cleanup()
    {
        m_panel.reset();
        m_fixture.reset();
    }

    void typingFiltersAndSaysWhatIsWrong();
    void noRowOffersToClearTheFilter();
    void rowsAndSelectionFollowEachOther();
    void onlyTheSetIsShown();
    void undoBringsTheFilterBack();

private:
    template <class Widget> Widget* child(const char* name) const
    {
        return m_panel->findChild<Widget*>(QString::fromLatin1(name));
    }
    /// With plain blanks between the groups of digits.
    QString count() const
    {
        return child<QLabel>("neuronCount")->text().replace(QChar(0x202f), u' ');
    }
    void type(const QString& text) const
    {
        auto* filter = child<QLineEdit>("neuronFilter");
        filter->setFocus();
        filter->selectAll();
        QTest::keyClicks(filter, text);
    }

    std::unique_ptr<NeuronFixture> m_fixture;
    std::unique_ptr<NeuronTablePanel> m_panel;
};

void TestNeuronTablePanel::typingFiltersAndSaysWhatIsWrong()
{
    auto* problem = child<QLabel>("neuronFilterProblem");
    type(QStringLiteral("layer >="));
    QVERIFY(problem->isVisible());
    QCOMPARE(problem->text(), QStringLiteral("✕ A value is missing after >=."));
    QTest::keyClicks(child<QLineEdit>("neuronFilter"), QStringLiteral(" 2"));
    QVERIFY(!problem->isVisible());
    QTRY_COMPARE(count(), QStringLiteral("1 888 of 3 072 neurons"));
    child<QLineEdit>("neuronFilter")->clear();
    QTRY_COMPARE(count(), QStringLiteral("3 072 neurons"));
}

void TestNeuronTablePanel::noRowOffersToClearTheFilter()
{
    type(QStringLiteral("score > 100"));
    QTRY_COMPARE(count(), QStringLiteral("0 of 3 072 neurons"));
    auto* clear = child<QPushButton>("neuronFilterClear");
    QTRY_VERIFY(clear->isVisible());
    QTest::mouseClick(clear, Qt::LeftButton);
    QTRY_COMPARE(count(), QStringLiteral("3 072 neurons"));
    QVERIFY(!clear->isVisible());
    QVERIFY(child<QLineEdit>("neuronFilter")->text().isEmpty());
}

void TestNeuronTablePanel::rowsAndSelectionFollowEachOther()
{
    m_fixture->selection.select(NeuronFixture::planted());
    QCOMPARE(m_panel->view()->currentIndex().row(), 1); // second best of all
    QTest::keyClick(m_panel->view(), Qt::Key_Up);
    QVERIFY(m_fixture->selection.primary() == SelectionItem(NeuronFixture::planted(Role::Teacher)));
    QSignalSpy activated(m_panel.get(), &NeuronTablePanel::neuronActivated);
    QTest::keyClick(m_panel->view(), Qt::Key_Return);
    QCOMPARE(activated.size(), 1);
    // What is filtered away stays the primary; it is marked again when it is back.
    type(QStringLiteral("model = S"));
    QTRY_COMPARE(count(), QStringLiteral("960 of 3 072 neurons"));
    QVERIFY(m_fixture->selection.primary() == SelectionItem(NeuronFixture::planted(Role::Teacher)));
    m_fixture->table.setFilter(QString());
    QTRY_COMPARE(count(), QStringLiteral("3 072 neurons"));
    QCOMPARE(m_panel->view()->currentIndex().row(), 0);
}

void TestNeuronTablePanel::onlyTheSetIsShown()
{
    auto* only = child<QCheckBox>("neuronSetOnly");
    QVERIFY(!only->isEnabled());
    m_fixture->session.selectTop(7, allNeurons(*m_fixture->session.rows()));
    QVERIFY(only->isEnabled());
    QCOMPARE(count(), QStringLiteral("3 072 neurons"));
    only->setChecked(true);
    QTRY_COMPARE(count(), QStringLiteral("7 of 3 072 neurons"));
    m_fixture->session.selectTop(3, allNeurons(*m_fixture->session.rows()));
    QTRY_COMPARE(count(), QStringLiteral("3 of 3 072 neurons"));
    only->setChecked(false);
    QTRY_COMPARE(count(), QStringLiteral("3 072 neurons"));
}

void TestNeuronTablePanel::undoBringsTheFilterBack()
{
    type(QStringLiteral("kind = attn"));
    QTRY_COMPARE(count(), QStringLiteral("832 of 3 072 neurons"));
    m_fixture->undo.undo();
    QTRY_COMPARE(count(), QStringLiteral("3 072 neurons"));
    QVERIFY(child<QLineEdit>("neuronFilter")->text().isEmpty());
    m_fixture->undo.redo();
    QCOMPARE(child<QLineEdit>("neuronFilter")->text(), QStringLiteral("kind = attn"));
    m_panel->focusFilter();
    QCOMPARE(child<QLineEdit>("neuronFilter")->selectedText(), QStringLiteral("kind = attn"));
}

QTEST_MAIN(TestNeuronTablePanel)
#include "tst_neuron_table_panel.moc"
