// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/bookmark_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/bookmarks_list.h"

#include <QLineEdit>
#include <QTest>
#include <QUndoStack>

using namespace neurograft;

class TestBookmarksList : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)")));
        m_undo = std::make_unique<QUndoStack>();
        m_bookmarks = std::make_unique<BookmarkModel>(m_undo.get());
        m_selection = std::make_unique<SelectionModel>(m_undo.get());
        m_bookmarks->add(LayerItem{Role::Teacher, 3});
        m_bookmarks->addSet(
            QStringLiteral("two"),
            {RowItem{QStringLiteral("demo"), 1}, RowItem{QStringLiteral("demo"), 5}});
        m_list = std::make_unique<BookmarksList>(m_bookmarks.get(), m_selection.get());
        m_list->resize(400, 200);
        m_list->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_list.get()));
    }
    void cleanup()
    {
        m_list.reset();
        m_selection.reset();
        m_bookmarks.reset();
        m_undo.reset();
    }

    void enterSelectsAgain()
    {
        m_list->setCurrentIndex(m_bookmarks->index(0, 0));
        QTest::keyClick(m_list.get(), Qt::Key_Return);
        QCOMPARE(goToText(m_selection->primary()), QStringLiteral("T L3"));
        m_list->setCurrentIndex(m_bookmarks->index(1, 0));
        QTest::keyClick(m_list.get(), Qt::Key_Return);
        QCOMPARE(m_selection->set().size(), std::size_t(2));
        QCOMPARE(m_selection->setName(), QStringLiteral("two"));
    }

    void aDoubleClickSelectsAgain()
    {
        const QPoint place = m_list->visualRect(m_bookmarks->index(0, 0)).center();
        QTest::mouseDClick(m_list->viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(goToText(m_selection->primary()), QStringLiteral("T L3"));
    }

    void f2EditsTheNote()
    {
        m_list->setFocus();
        m_list->setCurrentIndex(m_bookmarks->index(0, 0));
        QTest::keyClick(m_list.get(), Qt::Key_F2);
        auto* editor = m_list->findChild<QLineEdit*>();
        QVERIFY(editor != nullptr);
        QTest::keyClicks(editor, QStringLiteral("odd one"));
        QTest::keyClick(editor, Qt::Key_Enter);
        QTRY_COMPARE(m_bookmarks->at(0).note, QStringLiteral("odd one"));
        QVERIFY(isNothing(m_selection->primary())); // Enter ended the editing, nothing else
    }

    void deleteCanBeUndone()
    {
        m_list->selectAll();
        QTest::keyClick(m_list.get(), Qt::Key_Delete);
        QCOMPARE(m_bookmarks->rowCount(), 0);
        m_undo->undo();
        QCOMPARE(m_bookmarks->rowCount(), 2);
    }

private:
    std::unique_ptr<QUndoStack> m_undo;
    std::unique_ptr<BookmarkModel> m_bookmarks;
    std::unique_ptr<SelectionModel> m_selection;
    std::unique_ptr<BookmarksList> m_list;
};

QTEST_MAIN(TestBookmarksList)
#include "tst_bookmarks_list.moc"
