// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/flow_layout.h"

#include <QTest>
#include <QWidget>

using namespace neurograft;

namespace {

/// A control of a fixed size.
class Block : public QWidget {
public:
    Block(const QSize& size, QWidget* parent) : QWidget(parent), m_size(size) { }
    QSize sizeHint() const override { return m_size; }
    QSize minimumSizeHint() const override { return m_size; }

private:
    QSize m_size;
};

} // namespace

class TestFlowLayout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_bar = std::make_unique<QWidget>();
        m_flow = new FlowLayout(m_bar.get());
        m_blocks.clear();
        for (const int width : {60, 80, 40}) {
            m_blocks << new Block(QSize(width, 20), m_bar.get());
            m_flow->addWidget(m_blocks.last());
        }
        m_bar->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_bar.get()));
    }

    void wideItIsOneLine()
    {
        place(400);
        QCOMPARE(m_blocks[0]->x(), 0);
        QVERIFY(m_blocks[1]->x() >= 60);
        QVERIFY(m_blocks[2]->x() >= m_blocks[1]->x() + 80);
        QCOMPARE(m_blocks[2]->y(), m_blocks[0]->y());
        QCOMPARE(m_flow->heightForWidth(400), 20);
    }

    void theWidthItWantsIsEnoughForOneLine()
    {
        const int width = m_flow->sizeHint().width();
        QVERIFY(width >= 180);
        QCOMPARE(m_flow->heightForWidth(width), 20);
    }

    void narrowItGoesOnBelow()
    {
        place(100);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(m_blocks[i]->x(), 0);
            QVERIFY(i == 0 || m_blocks[i]->y() >= m_blocks[i - 1]->y() + 20);
        }
        QVERIFY(m_flow->heightForWidth(100) >= 60);
        QCOMPARE(m_flow->minimumSize(), QSize(80, 20));
    }

    void hiddenOnesTakeNoRoom()
    {
        m_blocks[1]->hide();
        place(110);
        QCOMPARE(m_blocks[2]->y(), m_blocks[0]->y());
        QCOMPARE(m_flow->minimumSize(), QSize(60, 20));
    }

private:
    void place(int width) { m_flow->setGeometry(QRect(0, 0, width, 200)); }

    std::unique_ptr<QWidget> m_bar;
    FlowLayout* m_flow = nullptr;
    QList<Block*> m_blocks;
};

QTEST_MAIN(TestFlowLayout)
#include "tst_flow_layout.moc"
