// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/window_test.h"

#include <QAbstractButton>

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
