// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/dock.h"
#include "widgets/frame/link_chip.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTest>

using namespace neurograft;

class TestDock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)"))); }

    void isFilledOnce()
    {
        Dock dock(QStringLiteral("jobsDock"), QStringLiteral("Jobs"), {});
        QSignalSpy filled(&dock, &Dock::filled);
        QVERIFY(!dock.hasContent());
        QVERIFY(dock.chip() == nullptr);
        QVERIFY(dock.isLinked());
        dock.setContent(new QLabel(QStringLiteral("content")));
        QVERIFY(dock.hasContent());
        QCOMPARE(filled.count(), 1);
    }

    void anUnlitChipFreezesAndTheTitleSaysOnWhat()
    {
        Dock dock(QStringLiteral("inspectorDock"), QStringLiteral("Inspector"),
                  QStringLiteral("It shows the primary item."));
        QSignalSpy linked(&dock, &Dock::linkedChanged);
        const auto* title = dock.findChild<QLabel*>(QStringLiteral("inspectorDock.title"));
        QVERIFY(dock.chip() != nullptr && dock.isLinked());
        QVERIFY2(dock.chip()->toolTip().contains(QStringLiteral("It shows the primary item.")),
                 qPrintable(dock.chip()->toolTip()));
        dock.setFrozenOn(QStringLiteral("S L2"));
        QCOMPARE(title->text(), QStringLiteral("Inspector")); // follows: nothing is frozen
        QTest::mouseClick(dock.chip(), Qt::LeftButton);
        QVERIFY(!dock.isLinked());
        QCOMPARE(linked.count(), 1);
        QCOMPARE(title->text(), QStringLiteral("Inspector: S L2"));
        QVERIFY(dock.chip()->toolTip().startsWith(QStringLiteral("Frozen")));
        dock.chip()->toggle();
        QCOMPARE(title->text(), QStringLiteral("Inspector"));
    }

    void isHiddenByItsOwnButton()
    {
        Dock dock(QStringLiteral("jobsDock"), QStringLiteral("Jobs"), {});
        dock.setContent(new QLabel(QStringLiteral("content")));
        dock.show();
        auto* button = dock.findChild<QAbstractButton*>(QStringLiteral("jobsDock.close"));
        QCOMPARE(button->accessibleName(), QStringLiteral("Hide Jobs"));
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(dock.isHidden());
    }
};

QTEST_MAIN(TestDock)
#include "tst_dock.moc"
