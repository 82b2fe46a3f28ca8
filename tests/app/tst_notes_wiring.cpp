// SPDX-License-Identifier: GPL-3.0-or-later
// Bookmarks, slices and the cut-off are kept in the view of a study and come back with it.
#include "app/notes_wiring.h"
#include "widgets/example_fixture.h"
#include "widgets/models/bookmark_model.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/notice_strip.h"

#include <QJsonArray>
#include <QSignalSpy>

using namespace neurograft;

namespace {

struct NotesFixture : ExampleFixture {
    StudyDocument study;
    BookmarkModel bookmarks{&undo};
    NoticeStrip notices;
    WindowParts parts;
    std::unique_ptr<NotesWiring> wiring;

    NotesFixture()
    {
        parts.examples = &set;
        parts.slices = &slices;
        parts.bookmarks = &bookmarks;
        parts.notices = &notices;
        wiring = std::make_unique<NotesWiring>(parts, &study, nullptr);
    }
    void annotate()
    {
        bookmarks.add(LayerItem{Role::Teacher, 3});
        bookmarks.setNote(0, QStringLiteral("odd"));
        bookmarks.addSet(QStringLiteral("two"),
                         {RowItem{QStringLiteral("demo"), 1}, RowItem{QStringLiteral("demo"), 5}});
        slices.setSlice(QStringLiteral("demo"), QStringLiteral("capitals"), {0, 1, 2});
        slices.toggleStar(QStringLiteral("demo"), 4);
        set.setCutOff(512);
    }
};

} // namespace

class TestNotesWiring : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)"))); }

    void notesAreSectionsOfTheView()
    {
        NotesFixture fixture;
        fixture.annotate();
        const QJsonArray list = fixture.study.viewSection(QStringLiteral("bookmarks"))
                                    .value(QStringLiteral("list"))
                                    .toArray();
        QCOMPARE(list.size(), 2);
        QCOMPARE(list[0].toObject().value(QStringLiteral("note")).toString(),
                 QStringLiteral("odd"));
        const QJsonObject examples = fixture.study.viewSection(QStringLiteral("examples"));
        QCOMPARE(examples.value(QStringLiteral("cut_off")).toInt(), 512);
        QCOMPARE(examples.value(QStringLiteral("data"))
                     .toObject()
                     .value(QStringLiteral("demo"))
                     .toObject()
                     .value(QStringLiteral("stars"))
                     .toString(),
                 QStringLiteral("5"));
    }

    void notesComeBackWithTheStudy()
    {
        QTemporaryDir folder;
        const QString place = folder.filePath(QStringLiteral("gsm"));
        {
            NotesFixture fixture;
            QSignalSpy opened(&fixture.study, &StudyDocument::opened);
            fixture.study.create(place, QStringLiteral("gsm"));
            QTRY_COMPARE(opened.size(), 1);
            fixture.annotate();
            QVERIFY(fixture.study.isDirty());
            QSignalSpy saved(&fixture.study, &StudyDocument::saved);
            fixture.study.save();
            QTRY_COMPARE(saved.size(), 1);
        }
        NotesFixture fixture;
        QSignalSpy opened(&fixture.study, &StudyDocument::opened);
        fixture.study.open(place);
        QTRY_COMPARE(opened.size(), 1);
        QCOMPARE(fixture.bookmarks.rowCount(), 2);
        QCOMPARE(fixture.bookmarks.at(0).note, QStringLiteral("odd"));
        QCOMPARE(fixture.bookmarks.at(1).items().size(), std::size_t(2));
        QCOMPARE(fixture.slices.rows(QStringLiteral("demo"), QStringLiteral("capitals")),
                 (std::vector<int>{0, 1, 2}));
        QVERIFY(fixture.slices.isStarred(QStringLiteral("demo"), 4));
        QCOMPARE(fixture.set.cutOff(), 512);
        QVERIFY(!fixture.study.isDirty()); // reading is no edit
        QSignalSpy closed(&fixture.study, &StudyDocument::closed);
        fixture.study.close();
        QTRY_COMPARE(closed.size(), 1);
        QCOMPARE(fixture.bookmarks.rowCount(), 0);
        QCOMPARE(fixture.set.cutOff(), ExampleSet::kDefaultCutOff);
    }

    void notesOfAnUnsavedPairGoWithIt()
    {
        NotesFixture fixture;
        fixture.annotate();
        fixture.study.forgetUnsaved();
        QCOMPARE(fixture.bookmarks.rowCount(), 0);
        QVERIFY(!fixture.slices.isStarred(QStringLiteral("demo"), 4));
        QCOMPARE(fixture.set.cutOff(), ExampleSet::kDefaultCutOff);
        QVERIFY(fixture.study.viewSection(QStringLiteral("bookmarks")).isEmpty());
    }
};

QTEST_MAIN(TestNotesWiring)
#include "tst_notes_wiring.moc"
