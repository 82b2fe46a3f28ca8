// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/bookmark_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/neuron_set_bar.h"

#include <QAction>
#include <QComboBox>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QUndoStack>

using namespace neurograft;

namespace {

ItemSet neurons(const std::vector<int>& indices)
{
    ItemSet set;
    for (const int index : indices) {
        set.push_back(NeuronItem{Role::Student, 1, QStringLiteral("down_proj"), index});
    }
    return set;
}

} // namespace

class TestNeuronSetBar : public QObject {
    Q_OBJECT

    struct Fixture {
        QUndoStack undo;
        BookmarkModel bookmarks{&undo};
        SelectionModel selection{&undo};
        QAction top;
        QAction save;
        QAction ablate;
        NeuronSetBar bar{&bookmarks, &selection, {&top, &save, &ablate}};

        QComboBox* combo() const { return bar.findChild<QComboBox*>(); }
        QToolButton* button(const char* name) const
        {
            return bar.findChild<QToolButton*>(QString::fromLatin1(name));
        }
    };
    std::unique_ptr<Fixture> m_fixture;

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        m_fixture = std::make_unique<Fixture>();
    }
    void cleanup() { m_fixture.reset(); }

    void onlySetsOfNeuronsAreOffered()
    {
        Fixture& f = *m_fixture;
        QCOMPARE(f.combo()->count(), 1);
        QVERIFY(!f.button("setUnion")->isEnabled());
        f.bookmarks.addSet(QStringLiteral("cells"), {CellItem{QStringLiteral("up_proj"), 1, 2}});
        f.bookmarks.add(neurons({1}).front());
        QCOMPARE(f.combo()->count(), 1);
        f.bookmarks.addSet(QStringLiteral("A & B"), neurons({1, 2}));
        QCOMPARE(f.combo()->count(), 2);
        QCOMPARE(f.combo()->itemText(1), QStringLiteral("A & B"));
        QCOMPARE(f.button("setMinus")->menu()->actions().first()->text(),
                 QStringLiteral("A && B")); // no mnemonic
        QVERIFY(f.button("setUnion")->isEnabled());
        f.selection.setSet({CellItem{QStringLiteral("up_proj"), 1, 2}});
        QVERIFY(!f.button("setUnion")->isEnabled()); // neurons do not go with cells
    }

    void theComboFollowsTheSelection()
    {
        Fixture& f = *m_fixture;
        f.bookmarks.addSet(QStringLiteral("kept"), neurons({1, 2}));
        QCOMPARE(f.combo()->currentText(), QStringLiteral("none"));
        f.selection.setSet(neurons({1, 2}), QStringLiteral("kept"));
        QCOMPARE(f.combo()->currentText(), QStringLiteral("kept"));
        f.selection.setSet(neurons({1, 2, 3}));
        QCOMPARE(f.combo()->currentIndex(), -1);
        QCOMPARE(f.combo()->placeholderText(), QStringLiteral("not kept, 3"));
        f.undo.undo();
        QCOMPARE(f.combo()->currentText(), QStringLiteral("kept"));
        f.selection.clearSet();
        QCOMPARE(f.combo()->currentText(), QStringLiteral("none"));
    }

    void joiningIsOneUndoableStep()
    {
        Fixture& f = *m_fixture;
        f.bookmarks.addSet(QStringLiteral("kept"), neurons({1, 2}));
        f.selection.setSet(neurons({2, 3}));
        const auto join = [&f](const char* name) {
            f.button(name)->menu()->actions().first()->trigger();
        };
        join("setUnion");
        QVERIFY(f.selection.set() == neurons({2, 3, 1}));
        f.undo.undo();
        join("setIntersect");
        QVERIFY(f.selection.set() == neurons({2}));
        f.undo.undo();
        join("setMinus");
        QVERIFY(f.selection.set() == neurons({3}));
        f.undo.undo();
        QVERIFY(f.selection.set() == neurons({2, 3}));
    }

    void buttonsAreAsUsableAsTheirActions()
    {
        Fixture& f = *m_fixture;
        QSignalSpy ablate(&f.bar, &NeuronSetBar::ablateClicked);
        QSignalSpy top(&f.top, &QAction::triggered);
        f.ablate.setEnabled(false);
        f.ablate.setToolTip(QStringLiteral("Locate neurons first."));
        QVERIFY(!f.button("ablateButton")->isEnabled());
        QCOMPARE(f.button("ablateButton")->toolTip(), QStringLiteral("Locate neurons first."));
        f.button("ablateButton")->click();
        QCOMPARE(ablate.size(), 0);
        f.ablate.setEnabled(true);
        f.button("ablateButton")->click();
        QCOMPARE(ablate.size(), 1);
        f.button("setTop")->click();
        QCOMPARE(top.size(), 1);
    }
};

QTEST_MAIN(TestNeuronSetBar)
#include "tst_neuron_set_bar.moc"
