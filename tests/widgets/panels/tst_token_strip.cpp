// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/token_strip.h"

#include <QApplication>
#include <QImage>
#include <QScrollBar>
#include <QTest>

using namespace neurograft;

namespace {

PreviewToken token(const char* text, std::int64_t begin, std::int64_t end)
{
    PreviewToken made;
    made.id = 7;
    made.text = text;
    made.span = {begin, end};
    return made;
}

/// "<s>", "The capital\n", then a response of two tokens, the second beyond the cut-off.
std::shared_ptr<RowPreview> sample()
{
    auto preview = std::make_shared<RowPreview>();
    preview->prompt = "The capital\n";
    preview->response = "is it";
    preview->tokens = {token("<s>", 0, 0),  token("The", 0, 3),  token(" capital", 3, 11),
                       token("\n", 11, 12), token("is", 12, 14), token(" it", 14, 17)};
    preview->tokens[0].isSpecial = preview->tokens[0].isLeftOut = true;
    preview->tokens[4].carriesLoss = true;
    preview->tokens[5].isCut = true;
    preview->textTokens = 6;
    preview->lossTokens = 1;
    return preview;
}

std::shared_ptr<RowPreview> longRow(int count)
{
    auto preview = std::make_shared<RowPreview>();
    for (int i = 0; i < count; ++i) {
        preview->tokens.push_back(token("word", i * 4, i * 4 + 4));
    }
    preview->textTokens = count;
    return preview;
}

/// Pixels of a colour in a part of a picture.
int pixels(const QImage& image, const QRect& part, const QColor& color)
{
    int found = 0;
    for (int y = part.top(); y <= part.bottom(); ++y) {
        for (int x = part.left(); x <= part.right(); ++x) {
            found += image.pixelColor(x, y) == color ? 1 : 0;
        }
    }
    return found;
}

} // namespace

class TestTokenStrip : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)"))); }

    void whiteSpaceIsMadeVisible()
    {
        QCOMPARE(tokenGlyphs(token(" a\tb\n", 0, 5)), QStringLiteral("·a→b↵"));
        QCOMPARE(tokenGlyphs(token("", 0, 0)), QStringLiteral("#7"));
        QCOMPARE(tokenGlyphs(token("<0xE6>", 0, 1)), QStringLiteral("<0xE6>"));
    }

    void boxesStandInLinesInsideTheWidth()
    {
        const QFontMetrics metrics(QApplication::font());
        const TokenLayout layout = layoutTokens(longRow(100)->tokens, 300, metrics);
        QCOMPARE(layout.boxes.size(), std::size_t(100));
        for (std::size_t i = 0; i < layout.boxes.size(); ++i) {
            const QRect& rect = layout.boxes[i].rect;
            QVERIFY(rect.left() >= 0 && rect.right() < 300 && rect.bottom() < layout.height);
            for (std::size_t other = 0; other < i; ++other) {
                QVERIFY(!rect.intersects(layout.boxes[other].rect));
            }
        }
        QVERIFY(layout.boxes.back().rect.top() > layout.boxes.front().rect.top());
        QCOMPARE(layoutTokens({}, 300, metrics).height, 0);
        // A token wider than the strip is cut to it.
        const std::string wide(500, 'x');
        QVERIFY(layoutTokens({token(wide.c_str(), 0, 500)}, 100, metrics).boxes[0].rect.right()
                < 100);
    }

    void aLineOfTheTextEndsALineOfBoxes()
    {
        const QFontMetrics metrics(QApplication::font());
        const TokenLayout layout = layoutTokens(sample()->tokens, 4000, metrics);
        QCOMPARE(layout.boxes[3].rect.top(), layout.boxes[0].rect.top());
        QVERIFY(layout.boxes[4].rect.top() > layout.boxes[3].rect.top());
        QCOMPARE(layout.boxes[5].rect.top(), layout.boxes[4].rect.top());
        QCOMPARE(tokenInNextLine(layout, 1, 1), 5);
        QCOMPARE(tokenInNextLine(layout, 0, 1), 4);
        QCOMPARE(tokenInNextLine(layout, 4, -1), 0);
        QCOMPARE(tokenInNextLine(layout, 4, 1), 4);
        QCOMPARE(tokenAt(layout, layout.boxes[2].rect.center()), 2);
        QCOMPARE(tokenAt(layout, {3999, 0}), -1);
    }

    void everyTokenIsDescribedInWords()
    {
        const auto preview = sample();
        QCOMPARE(tokenDescription(*preview, 0),
                 QStringLiteral("Position 0 of 0 to 5: <s>, id 7, added by the tokenizer, special, "
                                "left out of similarity over tokens."));
        QCOMPARE(tokenDescription(*preview, 4),
                 QStringLiteral("Position 4 of 0 to 5: is, id 7, characters 12 to 14, carries the "
                                "loss."));
        QCOMPARE(tokenDescription(*preview, 5),
                 QStringLiteral("Position 5 of 0 to 5: ·it, id 7, characters 14 to 17, beyond the "
                                "cut-off."));
        QCOMPARE(previewSummary(*preview),
                 QStringLiteral("6 tokens, 1 carry the loss, 1 truncated."));
    }

    void theCursorGoesByKeysAndIsTold()
    {
        TokenStrip strip;
        strip.resize(4000, 200);
        strip.show();
        QCOMPARE(strip.accessibleDescription(), QStringLiteral("No row is shown."));
        strip.setPreview(sample());
        QCOMPARE(strip.cursorToken(), 0);
        QTest::keyClick(&strip, Qt::Key_Right);
        QTest::keyClick(&strip, Qt::Key_Right);
        QCOMPARE(strip.cursorToken(), 2);
        QVERIFY(strip.accessibleDescription().endsWith(tokenDescription(*sample(), 2)));
        QTest::keyClick(&strip, Qt::Key_Down);
        QCOMPARE(strip.cursorToken(), 5);
        QTest::keyClick(&strip, Qt::Key_Right); // the end
        QCOMPARE(strip.cursorToken(), 5);
        QTest::keyClick(&strip, Qt::Key_Home);
        QTest::keyClick(&strip, Qt::Key_Left);
        QCOMPARE(strip.cursorToken(), 0);
        QTest::mouseClick(strip.viewport(), Qt::LeftButton, {},
                          strip.tokenLayout().boxes[4].rect.center());
        QCOMPARE(strip.cursorToken(), 4);
        strip.setPreview(nullptr);
        QCOMPARE(strip.cursorToken(), -1);
        QTest::keyClick(&strip, Qt::Key_Right);
        QCOMPARE(strip.cursorToken(), -1);
    }

    void theEndOfALongRowIsScrolledTo()
    {
        TokenStrip strip;
        strip.resize(300, 100);
        strip.show();
        strip.setPreview(longRow(400));
        QVERIFY(strip.verticalScrollBar()->maximum() > 0);
        QTest::keyClick(&strip, Qt::Key_End);
        QCOMPARE(strip.cursorToken(), 399);
        const QRect last = strip.tokenLayout().boxes.back().rect.translated(
            0, -strip.verticalScrollBar()->value());
        QVERIFY(strip.viewport()->rect().contains(last));
        QTest::keyClick(&strip, Qt::Key_Home);
        QCOMPARE(strip.verticalScrollBar()->value(), 0);
    }

    void onlyTokensThatCarryTheLossAreUnderlined()
    {
        TokenStrip strip;
        strip.resize(600, 200);
        strip.show();
        strip.setPreview(sample());
        const QColor ink = strip.palette().color(QPalette::Link);
        const auto underlined = [&](int index) {
            const QImage image = strip.viewport()->grab().toImage();
            return pixels(image, strip.tokenLayout().boxes[static_cast<std::size_t>(index)].rect,
                          ink)
                > 20;
        };
        QVERIFY(underlined(4));
        for (const int other : {0, 1, 2, 3, 5}) {
            QVERIFY2(!underlined(other), qPrintable(QString::number(other)));
        }
        strip.setLossShown(false);
        QVERIFY(!underlined(4));
    }
};

QTEST_MAIN(TestTokenStrip)
#include "tst_token_strip.moc"
