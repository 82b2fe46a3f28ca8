// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/window_test.h"
#include "widgets/models/chain_session.h"
#include "widgets/panels/study_text_edit.h"

#include <QDialog>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTest>

namespace neurograft {

/// Two perplexities of the fixtures and a sweep of two seeds; a published number for one of them.
inline QByteArray tinyStudy()
{
    return R"({
 "schema": 1,
 "command": "run",
 "title": "Tiny chain",
 "shows": "Paper, table 7",
 "paths": {"student": {"about": "the small model"}, "data": {"about": "rows"}},
 "steps": [
  {"step": "before", "command": "perplexity", "model": "${student}", "data": "${data}/demo.jsonl", "limit": 3},
  {"step": "again", "command": "perplexity", "model": "${student}", "data": "${data}/demo.jsonl",
   "sweep": {"limit": [2, 4]}}
 ],
 "published": [
  {"row": "student", "column": "PPL", "value": 12.5, "source": "table 7", "metric": "before/perplexity"},
  {"row": "teacher", "column": "PPL", "value": 3.5, "source": "table 7"}
 ]
}
)";
}

/// Journeys through the dialog of studies.
class StudiesTest : public WindowTest {
protected:
    const WindowParts& parts() const { return m_driver->window().parts(); }
    ChainSession* session() const { return m_driver->window().findChild<ChainSession*>(); }
    template <class T> T* find(const char* name) const { return m_driver->find<T>(name); }
    QString file() const { return m_driver->folder() + QStringLiteral("/tiny.study.json"); }

    void showStudies()
    {
        m_driver->trigger("action.file.readyStudies");
        QTRY_VERIFY(find<QDialog>("studiesDialog") != nullptr);
        QTRY_VERIFY(find<QListWidget>("readyStudies.list")->count() > 10);
    }
    void openTiny()
    {
        QFile made(file());
        QVERIFY(made.open(QIODevice::WriteOnly));
        made.write(tinyStudy());
        made.close();
        m_driver->window().open(file());
        QTRY_COMPARE(session()->file(), file());
        session()->setOut(m_driver->folder() + QStringLiteral("/tiny"));
        QTRY_VERIFY(!session()->isReading());
    }
    void givePaths()
    {
        for (const auto& [role, path] : {std::pair("student", fixture(QStringLiteral("tiny-S"))),
                                         std::pair("data", fixture(QString()))}) {
            auto* edit = find<QLineEdit>((QByteArray("studyForm.path.") + role).constData());
            edit->setFocus();
            edit->setText(path);
            QTest::keyClick(edit, Qt::Key_Return);
        }
        QTRY_COMPARE(session()->obstacle(), QString());
    }
    /// The same over rows enough to be stopped.
    void openLong()
    {
        openTiny();
        givePaths();
        auto* text = find<StudyTextEdit>("studiesDialog.text");
        QString longer = text->text();
        longer.replace(QStringLiteral("[2, 4]"), QStringLiteral("[1000, 1001, 1002]"));
        longer.replace(QStringLiteral("${data}/demo.jsonl\",\n"),
                       writeManyRows(200) + QStringLiteral("\",\n"));
        text->setPlainText(longer);
        QTRY_COMPARE(session()->text(), longer);
        QTRY_COMPARE(session()->obstacle(), QString());
    }
    void press(const char* name) { QTest::mouseClick(find<QPushButton>(name), Qt::LeftButton); }
};

} // namespace neurograft
