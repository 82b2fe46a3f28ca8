// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/window_driver.h"

#include "widgets/models/similarity_session.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDropEvent>
#include <QMimeData>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QTest>
#include <QUrl>

namespace neurograft {

void failOnWarnings()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
}

QString fixture(const QString& name)
{
    return QStringLiteral(NEUROGRAFT_TEST_DATA "/") + name;
}

WindowDriver::WindowDriver()
{
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope,
                       m_folder.filePath(QStringLiteral("config")));
    qputenv("XDG_CACHE_HOME", m_folder.filePath(QStringLiteral("cache")).toUtf8());
    qputenv("XDG_DATA_HOME", m_folder.filePath(QStringLiteral("data")).toUtf8());
    openWindow();
}

void WindowDriver::restart()
{
    m_window->close();
    m_window.reset();
    openWindow();
}

void WindowDriver::openWindow()
{
    m_window = std::make_unique<MainWindow>();
    m_window->setDocumentsFolder(m_folder.filePath(QStringLiteral("Documents")));
    m_window->resize(1280, 860);
    m_window->show();
    QApplication::setActiveWindow(m_window.get());
    [[maybe_unused]] const bool isShown = QTest::qWaitForWindowExposed(m_window.get());
}

WindowDriver::~WindowDriver() = default;

QString WindowDriver::text(const char* name) const
{
    const auto* widget = find<QWidget>(name);
    return widget != nullptr ? widget->property("text").toString()
                             : QStringLiteral("no such widget");
}

void WindowDriver::drop(const char* widget, const QString& path)
{
    auto* target = find<QWidget>(widget);
    QVERIFY2(target != nullptr, widget);
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(path)});
    const QPoint centre = target->rect().center();
    QDragEnterEvent enter(centre, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(target, &enter);
    QVERIFY2(enter.isAccepted(), qPrintable(path));
    QDropEvent let(centre, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(target, &let);
}

void WindowDriver::trigger(const char* action)
{
    auto* found = find<QAction>(action);
    QVERIFY2(found != nullptr, action);
    QVERIFY2(found->isEnabled(), action);
    found->trigger();
}

void WindowDriver::choose(const char* combo, const QString& word)
{
    auto* found = find<QComboBox>(combo);
    QVERIFY2(found != nullptr, combo);
    const int data = found->findData(word);
    const int row = data >= 0 ? data : found->findText(word); // items that are their words
    QVERIFY2(row >= 0, qPrintable(word));
    found->setFocus();
    while (found->currentIndex() != row) {
        QTest::keyClick(found, row > found->currentIndex() ? Qt::Key_Down : Qt::Key_Up);
    }
}

void WindowDriver::openModels()
{
    drop("pairBar.teacherSlot", fixture(QStringLiteral("tiny-T")));
    drop("pairBar.studentSlot", fixture(QStringLiteral("tiny-S")));
    QTRY_VERIFY(m_window->pair()->preflight() != nullptr);
}

void WindowDriver::openPair(const QString& teacher, const QString& student, const QString& data)
{
    drop("pairBar.teacherSlot", fixture(teacher));
    drop("pairBar.studentSlot", fixture(student));
    drop("pairBar.dataSlot", QFileInfo(data).isAbsolute() ? data : fixture(data));
    QTRY_COMPARE(m_window->pair()->obstacle(), QString());
    QTRY_VERIFY(m_window->pair()->preflight() != nullptr);
}

void WindowDriver::runToEnd()
{
    auto* button = find<QPushButton>("simRunButton");
    QTRY_VERIFY2(button->isEnabled(), qPrintable(button->toolTip()));
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(m_window->session()->isRunning());
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 30000);
    QTRY_VERIFY(m_window->session()->figure() != nullptr);
    QTRY_COMPARE(m_window->session()->partialText(), QString());
}

HeatmapPlot* WindowDriver::map(const QString& module) const
{
    return m_window->findChild<HeatmapPlot*>(QStringLiteral("heat.") + module);
}

HeatmapGrid* WindowDriver::grid() const
{
    return m_window->findChild<HeatmapGrid*>();
}

void WindowDriver::hover(const QString& module, const HeatmapCell& cell)
{
    HeatmapPlot* plot = map(module);
    const QPoint place = plot->cellRect(cell).center().toPoint();
    QWidget* under = plot->childAt(place);
    QTest::mouseMove(under, under->mapFrom(plot, place - QPoint(1, 1)));
    QTest::mouseMove(under, under->mapFrom(plot, place));
}

void WindowDriver::click(const QString& module, const HeatmapCell& cell)
{
    HeatmapPlot* plot = map(module);
    const QPoint place = plot->cellRect(cell).center().toPoint();
    QWidget* under = plot->childAt(place);
    QTest::mouseClick(under, Qt::LeftButton, {}, under->mapFrom(plot, place));
}

} // namespace neurograft
