// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/byte_pair_trainer.h"
#include "core/run/error.h"

#include <QtTest>
#include <nlohmann/json.hpp>

using namespace neurograft;

class TestBytePairTrainer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textIsCutIntoWords_data();
    void textIsCutIntoWords();
    void mergesFollowFrequency();
    void equallyFrequentPairsAreTakenBySmallerIds();
    void digitsAreNeverMerged();
    void pairsSeenOnceAreLeftAlone();
    void tooSmallVocabularyThrows();
    void fileListsEveryId();
};

void TestBytePairTrainer::textIsCutIntoWords_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("letters") << "The cat" << QStringList{"The", " cat"};
    QTest::newRow("digits stand alone") << "x 12" << QStringList{"x", " ", "1", "2"};
    QTest::newRow("code") << "f(x):\n    return"
                          << QStringList{"f", "(", "x", "):", "\n   ", " return"};
    QTest::newRow("blank line") << "a.\n\nB" << QStringList{"a", ".", "\n", "\n", "B"};
    QTest::newRow("end of text") << "a \n" << QStringList{"a", " \n"};
    QTest::newRow("contraction") << "it's" << QStringList{"it", "'s"};
    QTest::newRow("signs") << "x == -1" << QStringList{"x", " ==", " -", "1"};
}

void TestBytePairTrainer::textIsCutIntoWords()
{
    QFETCH(QString, text);
    QFETCH(QStringList, words);
    const std::string bytes = text.toStdString();
    QStringList got;
    for (const std::string_view word : splitIntoWords(bytes)) {
        got << QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size()));
    }
    QCOMPARE(got, words);
}

void TestBytePairTrainer::mergesFollowFrequency()
{
    BytePairTrainer trainer;
    trainer.addText("low low low lower lowest");
    const auto vocabulary = trainer.train(1 + 256 + 4, {"</s>"});
    using Merge = std::pair<std::string, std::string>;
    QVERIFY(vocabulary.merges[0] == Merge("l", "o")); // five times, as often as o+w: smaller ids
    QVERIFY(vocabulary.merges[1] == Merge("lo", "w"));
    QVERIFY(vocabulary.merges[2] == Merge(" ", "low"));
    QVERIFY(vocabulary.merges[3] == Merge(" low", "e"));
    QCOMPARE(vocabulary.entries.size(), std::size_t{260});
    QCOMPARE(vocabulary.entries.back(), std::string(" lowe"));
}

void TestBytePairTrainer::equallyFrequentPairsAreTakenBySmallerIds()
{
    BytePairTrainer trainer;
    trainer.addText("zy zy ab ab");
    const auto vocabulary = trainer.train(257, {});
    QCOMPARE(vocabulary.entries.back(), std::string(" a"));
}

void TestBytePairTrainer::digitsAreNeverMerged()
{
    BytePairTrainer trainer;
    trainer.addText("12 12 12 12");
    for (const std::string& entry : trainer.train(300, {}).entries) {
        QVERIFY(entry.size() == 1);
    }
}

void TestBytePairTrainer::pairsSeenOnceAreLeftAlone()
{
    BytePairTrainer trainer;
    trainer.addText("ab cd");
    QCOMPARE(trainer.train(300, {}).entries.size(), std::size_t{256});
}

void TestBytePairTrainer::tooSmallVocabularyThrows()
{
    QVERIFY_EXCEPTION_THROWN(BytePairTrainer().train(256, {"</s>"}), StudyError);
}

void TestBytePairTrainer::fileListsEveryId()
{
    BytePairTrainer trainer;
    trainer.addText("hello hello \xC3\xA9\xC3\xA9 \xC3\xA9\xC3\xA9");
    const auto vocabulary = trainer.train(264, {"</s>", "<|user|>"});
    const auto json = nlohmann::json::parse(tokenizerJson(vocabulary));
    const auto& ids = json["model"]["vocab"];
    QCOMPARE(ids.size(), std::size_t{264});
    QCOMPARE(ids["<|user|>"].get<int>(), 1);
    QCOMPARE(ids["a"].get<int>(), 2 + 'a');
    QVERIFY(ids.contains("\xC4\xA0")); // the stand-in of a space
    QVERIFY(ids.contains("\xC3\x83\xC2\xA9")); // the two bytes of e acute, merged
    QCOMPARE(json["model"]["merges"].size(), std::size_t{6});
    QCOMPARE(json["added_tokens"][1]["content"].get<std::string>(), std::string("<|user|>"));
    QCOMPARE(json["added_tokens"][1]["special"].get<bool>(), true);
}

QTEST_GUILESS_MAIN(TestBytePairTrainer)
#include "tst_byte_pair_trainer.moc"
