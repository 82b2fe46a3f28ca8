// SPDX-License-Identifier: GPL-3.0-or-later
// A mask painted or written, on maps of 4 x 6 layers.
#include "core/study/layer_mask.h"
#include "tests/support/pointer.h"
#include "widgets/dialogs/mask_dialog.h"
#include "widgets/dialogs/mask_grid.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSpinBox>
#include <QTest>

#include <memory>

using namespace neurograft;

class TestMaskDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)")));
        m_dialog =
            std::make_unique<MaskDialog>(4, 6, QStringLiteral("upper"),
                                         std::vector<HeatmapCell>{{1, 2}, {1, 3}, {2, 2}, {9, 9}});
        m_dialog->resize(m_dialog->sizeHint());
        m_dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_dialog.get()));
    }

    void itStartsWithTheShapeOfTheView()
    {
        QCOMPARE(text(), QStringLiteral("S0: 0-5; S1: 1-5; S2: 2-5; S3: 3-5"));
        QVERIFY(grid()->cells() == layerMask("upper", 4, 6));
        QVERIFY(label("count").startsWith(QStringLiteral("18 of 24 cells are shown.")));
        QVERIFY(ok()->isEnabled());
    }

    void shapesAreFilledIn()
    {
        press("lower");
        QVERIFY(grid()->cells() == layerMask("lower", 4, 6));
        find<QSpinBox>("bandSpin")->setValue(1);
        press("band");
        QVERIFY(grid()->cells() == layerMask("band:1", 4, 6));
        press("invert");
        const std::vector<std::uint8_t> band = layerMask("band:1", 4, 6);
        for (std::size_t i = 0; i < band.size(); ++i) {
            QCOMPARE(int(grid()->cells()[i]), 1 - int(band[i]));
        }
        press("set"); // the cell outside the maps is left out
        QCOMPARE(m_dialog->mask(), QStringLiteral("custom:S1: 2-3; S2: 2"));
    }

    void aDragPaintsWhatItPasses()
    {
        find<QPlainTextEdit>("text")->setPlainText(QStringLiteral("S3: 5"));
        const QPoint from = grid()->cellRect({0, 0}).center().toPoint();
        const QPoint to = grid()->cellRect({0, 4}).center().toPoint();
        dragPointer(grid(), {from, to}); // cells in between get no event of their own
        QCOMPARE(text(), QStringLiteral("S0: 0-4; S3: 5"));
        QTest::mouseClick(grid(), Qt::LeftButton, {}, grid()->cellRect({0, 2}).center().toPoint());
        QCOMPARE(text(), QStringLiteral("S0: 0-1, 3-4; S3: 5"));
    }

    void theKeyboardPaints()
    {
        find<QPlainTextEdit>("text")->setPlainText(QStringLiteral("S3: 5"));
        grid()->setFocus();
        QTest::keyClick(grid(), Qt::Key_Right);
        QTest::keyClick(grid(), Qt::Key_Up);
        QTest::keyClick(grid(), Qt::Key_Space);
        QTest::keyClick(grid(), Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(grid(), Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(text(), QStringLiteral("S1: 1-2; S2: 2; S3: 5"));
        QCOMPARE(grid()->accessibleDescription(), QStringLiteral("S L2 x T L2 is shown."));
        QTest::keyClick(grid(), Qt::Key_Space);
        QCOMPARE(text(), QStringLiteral("S1: 1-2; S3: 5"));
        QVERIFY(label("count").endsWith(QStringLiteral("S L2 x T L2 is hidden.")));
    }

    void writtenRowsArePainted()
    {
        find<QPlainTextEdit>("text")->setPlainText(QStringLiteral("S0-1: 0, 2-\nS3: 4"));
        QVERIFY(grid()->cells() == layerMask("custom:S0-1: 0, 2-; S3: 4", 4, 6));
        QCOMPARE(m_dialog->mask(), QStringLiteral("custom:S0-1: 0, 2-; S3: 4"));
        QVERIFY(ok()->isEnabled());
    }

    void problemsAreTold_data()
    {
        QTest::addColumn<QString>("rows");
        QTest::addColumn<QString>("problem");
        QTest::newRow("no number") << "S0: x"
                                   << "mask, row 1: expected teacher layers such as 3, 0-5 or 7- "
                                      "after 'S…:', got 'x'.";
        QTest::newRow("no such layer")
            << "S0: 1; S4: 2"
            << "mask: expected layers of this student, 0-3, got layer 4.";
        QTest::newRow("nothing") << ""
                                 << "mask: expected rows such as 'S0: 0-3, 5; S1: 2-', got none.";
    }
    void problemsAreTold()
    {
        QFETCH(QString, rows);
        QFETCH(QString, problem);
        const std::vector<std::uint8_t> before = grid()->cells();
        find<QPlainTextEdit>("text")->setPlainText(rows);
        QCOMPARE(label("problem"), problem);
        QVERIFY(find<QLabel>("problem")->isVisible());
        QVERIFY(!ok()->isEnabled());
        QVERIFY(grid()->cells() == before); // what cannot be read changes nothing
    }

    void aMaskOfNothingIsNotTaken()
    {
        find<QPlainTextEdit>("text")->setPlainText(QStringLiteral("S0: 0"));
        grid()->setFocus();
        QTest::keyClick(grid(), Qt::Key_Space);
        QVERIFY(!ok()->isEnabled());
        QCOMPARE(label("problem"),
                 QStringLiteral("A mask that shows no cell leaves nothing to see."));
        QTest::keyClick(grid(), Qt::Key_Right); // telling the next cell keeps the problem
        QVERIFY(!ok()->isEnabled());
    }

    void withoutASetTheButtonSaysWhy()
    {
        const MaskDialog dialog(4, 6, QStringLiteral("none"), {});
        const auto* button = dialog.findChild<QPushButton*>(QStringLiteral("maskDialog.set"));
        QVERIFY(!button->isEnabled() && !button->toolTip().isEmpty());
    }

private:
    template <class T> T* find(const char* name) const
    {
        return m_dialog->findChild<T*>(QStringLiteral("maskDialog.") + QString::fromLatin1(name));
    }
    MaskGrid* grid() const { return m_dialog->findChild<MaskGrid*>(QStringLiteral("maskGrid")); }
    QString text() const { return find<QPlainTextEdit>("text")->toPlainText(); }
    QString label(const char* name) const { return find<QLabel>(name)->text(); }
    QPushButton* ok() const
    {
        return m_dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
    }
    void press(const char* name) { QTest::mouseClick(find<QPushButton>(name), Qt::LeftButton); }

    std::unique_ptr<MaskDialog> m_dialog;
};

QTEST_MAIN(TestMaskDialog)
#include "tst_mask_dialog.moc"
