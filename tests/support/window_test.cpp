// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/window_test.h"

#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDialog>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTimer>

namespace neurograft {

void WindowTest::init()
{
    failOnWarnings();
    beforeWindow();
    m_driver = std::make_unique<WindowDriver>();
    WatchedApplication::instance()->resetStalls();
    prepare();
}

void WindowTest::cleanup()
{
    m_driver.reset();
    const Stall worst = WatchedApplication::instance()->worst();
    qInfo("longest event: %.1f ms, %s", worst.ms, qPrintable(worst.receiver));
    const QString stalls = WatchedApplication::instance()->report();
    QVERIFY2(stalls.isEmpty(), qPrintable(stalls));
}

void WindowTest::openTinyPair()
{
    m_driver->openPair(QStringLiteral("tiny-T"), QStringLiteral("tiny-S"),
                       QStringLiteral("demo.jsonl"));
}

void WindowTest::makeStudyOfThePair(const QString& folder)
{
    StudyDocument* document = m_driver->window().parts().study;
    Study study = document->study();
    study.similarity = m_driver->window().session()->study();
    document->setStudy(study);
    QSignalSpy opened(document, &StudyDocument::opened);
    document->create(folder, QFileInfo(folder).fileName());
    QTRY_COMPARE(opened.count(), 1);
    QTRY_COMPARE(m_driver->window().pair()->obstacle(), QString());
}

QString WindowTest::writeManyRows(int times) const
{
    QFile source(fixture(QStringLiteral("demo.jsonl")));
    QFile many(m_driver->folder() + QStringLiteral("/many.jsonl"));
    if (!source.open(QIODevice::ReadOnly) || !many.open(QIODevice::WriteOnly)) {
        qFatal("cannot write many.jsonl");
    }
    const QByteArray rows = source.readAll();
    for (int i = 0; i < times; ++i) {
        many.write(rows);
    }
    return many.fileName();
}

void WindowTest::answer(const char* box, const QString& text)
{
    auto* timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, [this, timer, box, text] {
        auto* asked = m_driver->find<QMessageBox>(box);
        if (asked == nullptr) {
            return;
        }
        timer->stop(); // it outlives the box's loop, and another box may ask next
        timer->deleteLater();
        for (QAbstractButton* button : asked->buttons()) {
            if (button->text() == text) {
                button->click();
            }
        }
    });
    timer->start(10);
}

void WindowTest::chooseFile(const QString& path)
{
    auto* timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, [timer, path] {
        if (auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget())) {
            timer->deleteLater();
            // Not selectFile(): what that does depends on where the focus is.
            dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->setText(path);
            static_cast<QDialog*>(dialog)->accept();
        }
    });
    timer->start(10);
}

void WindowTest::exportFigure(const QString& path, const QString& preset, const QString& format)
{
    m_driver->trigger("action.figure.exportFigure");
    QTRY_VERIFY(m_driver->find<QDialog>("exportDialog") != nullptr
                && m_driver->find<QDialog>("exportDialog")->isVisible());
    m_driver->choose("exportDialog.presetCombo", preset);
    m_driver->choose("exportDialog.formatCombo", format);
    m_driver->find<QLineEdit>("exportDialog.path")->setText(path);
    pressExport(path);
}

void WindowTest::pressExport(const QString& path)
{
    auto* button = m_driver->find<QPushButton>("exportDialog.export");
    QTRY_VERIFY(button->isEnabled());
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY(QFile::exists(path));
    QTRY_VERIFY(m_driver->find<QDialog>("exportDialog") == nullptr);
}

void WindowTest::press(QWidget* inside, const QString& text)
{
    QVERIFY2(inside != nullptr, qPrintable(text));
    for (QAbstractButton* button : inside->findChildren<QAbstractButton*>()) {
        if (button->text() == text) {
            QTest::mouseClick(button, Qt::LeftButton);
            return;
        }
    }
    QFAIL(qPrintable(text));
}

} // namespace neurograft
