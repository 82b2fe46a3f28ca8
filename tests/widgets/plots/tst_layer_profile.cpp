// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/pointer.h"
#include "widgets/plots/layer_profile.h"

#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

#include <cmath>

using namespace neurograft;

class TestLayerProfile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
        m_profile = std::make_unique<LayerProfile>();
        m_profile->resize(m_profile->sizeHint());
        LayerProfileData data;
        data.title = QStringLiteral("up S L2");
        data.axisTitle = QStringLiteral("teacher layer");
        data.valueTitle = QStringLiteral("CKA");
        data.values = {0.1, 0.5, std::nan(""), 0.9};
        data.marked = 1;
        data.range = {0.0, 1.0};
        m_profile->setData(data);
        m_profile->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_profile.get()));
    }

    void pointsLieOnTheirLayersAndValues()
    {
        QVERIFY(m_profile->pointOf(0).x() < m_profile->pointOf(1).x());
        QVERIFY(m_profile->pointOf(3).y() < m_profile->pointOf(1).y()); // higher values above
        for (const int layer : {0, 1, 3}) {
            QCOMPARE(m_profile->layerAt(m_profile->pointOf(layer)), layer);
        }
        QCOMPARE(m_profile->layerAt({0.0, 0.0}), -1);
    }

    void hoverReadsOut()
    {
        QSignalSpy hovered(m_profile.get(), &LayerProfile::hovered);
        QTest::mouseMove(m_profile.get(), m_profile->pointOf(3).toPoint());
        QTRY_COMPARE(hovered.size(), 1);
        QCOMPARE(hovered.last(), (QVariantList{3, QStringLiteral("teacher layer L3  CKA 0.900")}));
        QTRY_COMPARE(QToolTip::text(), QStringLiteral("teacher layer L3  CKA 0.900"));
        QCOMPARE(m_profile->hoveredLayer(), 3);
    }

    void clickAndKeysChooseALayer()
    {
        QSignalSpy chosen(m_profile.get(), &LayerProfile::layerChosen);
        QTest::mouseClick(m_profile.get(), Qt::LeftButton, {}, m_profile->pointOf(3).toPoint());
        QCOMPARE(chosen.last(), QVariantList{3});
        QTest::keyClick(m_profile.get(), Qt::Key_Right);
        QCOMPARE(chosen.last(), QVariantList{2});
        QTest::keyClick(m_profile.get(), Qt::Key_Home);
        QCOMPARE(chosen.last(), QVariantList{0});
        QTest::keyClick(m_profile.get(), Qt::Key_End);
        QCOMPARE(chosen.last(), QVariantList{3});
    }

    void accessibleWithFindingAndValue()
    {
        QCOMPARE(m_profile->accessibleName(), QStringLiteral("Profile up S L2"));
        QCOMPARE(m_profile->accessibleDescription(),
                 QStringLiteral("highest 0.90 at L3, mean 0.50\nteacher layer L1  CKA 0.500"));
        QCOMPARE(profileFinding({std::nan("")}), QStringLiteral("no value"));
    }

    void sameDataIsNotDrawnAnew()
    {
        const LayerProfileData same = m_profile->data();
        movePointer(m_profile.get(), m_profile->pointOf(3).toPoint());
        QCOMPARE(m_profile->hoveredLayer(), 3);
        m_profile->setData(same); // NaN equals NaN
        QCOMPARE(m_profile->hoveredLayer(), 3);
    }

private:
    std::unique_ptr<LayerProfile> m_profile;
};

QTEST_MAIN(TestLayerProfile)
#include "tst_layer_profile.moc"
