// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/exact_answers.h"
#include "core/evaluate/number_answers.h"

#include <QtTest>

using namespace neurograft;

namespace {

QString shown(const std::optional<std::string>& number)
{
    return number ? QString::fromStdString(*number) : QStringLiteral("none");
}

} // namespace

/// The rules of evaluation.md 3, row by row. Expected values of `oi` and `ml` are what Python's re
/// gives for the patterns printed there.
class TstNumberAnswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void digitCommasGoInOnePass_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("plain");
        QTest::newRow("thousands") << "1,234"
                                   << "1234";
        QTest::newRow("millions") << "1,234,567"
                                  << "1234567";
        QTest::newRow("both digits are consumed") << "1,2,3"
                                                  << "12,3";
        QTest::newRow("five of them") << "1,2,3,4,5"
                                      << "12,34,5";
        QTest::newRow("blank behind") << "1, 2"
                                      << "1, 2";
        QTest::newRow("at the end") << "12,"
                                    << "12,";
        QTest::newRow("at the start") << ",12"
                                      << ",12";
        QTest::newRow("letters") << "a,b"
                                 << "a,b";
        QTest::newRow("nothing") << ""
                                 << "";
    }
    void digitCommasGoInOnePass()
    {
        QFETCH(QString, text);
        QFETCH(QString, plain);
        QCOMPARE(QString::fromStdString(withoutDigitCommas(text.toStdString())), plain);
    }

    void oiTakesTheLastNumber_data()
    {
        QTest::addColumn<QString>("output");
        QTest::addColumn<QString>("number");
        QTest::newRow("last of several") << "3 apples and 4 pears make 7."
                                         << "7";
        QTest::newRow("sign of an integer is lost") << "So the answer is -5."
                                                    << "5";
        QTest::newRow("sign of a decimal stays") << "It is -5.25 degrees"
                                                 << "-5.25";
        QTest::newRow("plus of a decimal stays") << "+0.5"
                                                 << "+0.5";
        QTest::newRow("full stop behind") << "The answer is 12."
                                          << "12";
        QTest::newRow("no digit before the point") << "about .75"
                                                   << ".75";
        QTest::newRow("thousands") << "$1,234"
                                   << "1234";
        QTest::newRow("dots of a version") << "1.2.3"
                                           << ".3";
        QTest::newRow("range") << "3-5"
                               << "5";
        QTest::newRow("range of decimals") << "3-5.5"
                                           << "-5.5";
        QTest::newRow("time") << "at 10:30"
                              << "30";
        QTest::newRow("percent") << "20%"
                                 << "20";
        QTest::newRow("none: the whole output") << " no idea"
                                                << " no idea";
        QTest::newRow("empty") << ""
                               << "";
        QTest::newRow("digits of another script are none")
            << QString::fromUtf8("٣") << QString::fromUtf8("٣");
    }
    void oiTakesTheLastNumber()
    {
        QFETCH(QString, output);
        QFETCH(QString, number);
        QCOMPARE(QString::fromStdString(numberAnswerOi(output.toStdString())), number);
    }

    void oiIgnoresCaseAndPunctuation_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QString>("gold");
        QTest::addColumn<bool>("isEqual");
        QTest::newRow("same") << "18"
                              << "18" << true;
        QTest::newRow("3.5 equals 35") << "3.5"
                                       << "35" << true;
        QTest::newRow("minus is ignored") << "-5.0"
                                          << "50" << true;
        QTest::newRow("5.0 is not 5") << "5.0"
                                      << "5" << false;
        QTest::newRow("gold with a minus") << "10"
                                           << "-10" << true;
        QTest::newRow("case") << "Yes"
                              << "yes" << true;
        QTest::newRow("blanks count") << " 5"
                                      << "5" << false;
        QTest::newRow("others") << "4"
                                << "5" << false;
    }
    void oiIgnoresCaseAndPunctuation()
    {
        QFETCH(QString, answer);
        QFETCH(QString, gold);
        QFETCH(bool, isEqual);
        QCOMPARE(equalAnswersOi(answer.toStdString(), gold.toStdString()), isEqual);
    }

    void correctedKeepsTheSign_data()
    {
        QTest::addColumn<QString>("output");
        QTest::addColumn<QString>("number");
        QTest::newRow("integer") << "So the answer is -5."
                                 << "-5";
        QTest::newRow("digit before the sign") << "3-5"
                                               << "5";
        QTest::newRow("digit before the sign of a decimal") << "3-5.5"
                                                            << "5.5";
        QTest::newRow("blank before the sign") << "3 -5"
                                               << "-5";
        QTest::newRow("letter before the sign") << "x-5"
                                                << "-5";
        QTest::newRow("two signs") << "--5"
                                   << "-5";
        QTest::newRow("sign and currency") << "-$5"
                                           << "5";
        QTest::newRow("plus") << "+5"
                              << "+5";
        QTest::newRow("decimal") << "-5.25"
                                 << "-5.25";
        QTest::newRow("thousands") << "-1,234,567"
                                   << "-1234567";
        QTest::newRow("full stop behind") << "12."
                                          << "12";
        QTest::newRow("sign alone") << "7 -"
                                    << "7";
        QTest::newRow("none") << "no idea"
                              << "none";
        QTest::newRow("empty") << ""
                               << "none";
    }
    void correctedKeepsTheSign()
    {
        QFETCH(QString, output);
        QFETCH(QString, number);
        QCOMPARE(shown(numberAnswerCorrected(output.toStdString())), number);
    }

    void correctedComparesValues_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QString>("gold");
        QTest::addColumn<bool>("isEqual");
        QTest::newRow("same") << "18"
                              << "18" << true;
        QTest::newRow("zeros behind the point") << "18.00"
                                                << "18" << true;
        QTest::newRow("zeros in front") << "018"
                                        << "18" << true;
        QTest::newRow("plus") << "+18"
                              << "18" << true;
        QTest::newRow("3.5 is not 35") << "3.5"
                                       << "35" << false;
        QTest::newRow("sign") << "-5"
                              << "5" << false;
        QTest::newRow("within a millionth") << "0.3333333"
                                            << "0.3333335" << true;
        QTest::newRow("beyond a millionth") << "0.33333"
                                            << "0.33334" << false;
        QTest::newRow("no number") << ""
                                   << "0" << false;
        QTest::newRow("minus zero") << "-0"
                                    << "0" << true;
    }
    void correctedComparesValues()
    {
        QFETCH(QString, answer);
        QFETCH(QString, gold);
        QFETCH(bool, isEqual);
        QCOMPARE(equalNumbers(answer.toStdString(), gold.toStdString()), isEqual);
    }

    void mlReadsBehindThePhrase_data()
    {
        QTest::addColumn<QString>("output");
        QTest::addColumn<QString>("number");
        QTest::newRow("plain") << "5 + 6 = 11. The answer is: 11."
                               << "11";
        QTest::newRow("last phrase counts") << "The answer is: 3. No. The answer is: 4"
                                            << "4";
        QTest::newRow("first number behind it") << "The answer is: 7 of 9"
                                                << "7";
        QTest::newRow("sign") << "The answer is: -12"
                              << "-12";
        QTest::newRow("currency between") << "The answer is: $1,234"
                                          << "1234";
        QTest::newRow("second comma ends the number") << "The answer is: 1,234,567"
                                                      << "1234";
        QTest::newRow("half to even, down") << "The answer is: 2.5"
                                            << "2";
        QTest::newRow("half to even, up") << "The answer is: 3.5"
                                          << "4";
        QTest::newRow("rounded down") << "The answer is: 2.4"
                                      << "2";
        QTest::newRow("fraction") << "The answer is: 7/2"
                                  << "4";
        QTest::newRow("denominator 0") << "The answer is: 7/0"
                                       << "7";
        QTest::newRow("no numerator") << "The answer is: /5"
                                      << "none";
        QTest::newRow("no digit before the point") << "The answer is: .6"
                                                   << "1";
        QTest::newRow("minus zero") << "The answer is: -0.2"
                                    << "0";
        QTest::newRow("no number") << "The answer is: unknown"
                                   << "none";
        QTest::newRow("no phrase") << "So the answer is 5."
                                   << "none";
        QTest::newRow("phrase without a blank") << "The answer is:5"
                                                << "none";
    }
    void mlReadsBehindThePhrase()
    {
        QFETCH(QString, output);
        QFETCH(QString, number);
        QCOMPARE(shown(numberAnswerMl(output.toStdString())), number);
    }

    void exactReadsTheStatedNumber_data()
    {
        QTest::addColumn<QString>("response");
        QTest::addColumn<QString>("number");
        QTest::newRow("official row") << "Answer: 8 - 5 = 3. So the answer is 3."
                                      << "3";
        QTest::newRow("last one") << "So the answer is 3. So the answer is 4."
                                  << "4";
        QTest::newRow("decimal") << "So the answer is 3.5."
                                 << "3.5";
        QTest::newRow("thousands") << "So the answer is 1,234."
                                   << "1234";
        QTest::newRow("negative") << "So the answer is -7."
                                  << "-7";
        QTest::newRow("currency") << "So the answer is $7.50."
                                  << "7.50";
        QTest::newRow("percent") << "So the answer is 20%."
                                 << "20";
        QTest::newRow("no number") << "So the answer is blue."
                                   << "none";
        QTest::newRow("a number among words") << "So the answer is 5 apples."
                                              << "none";
        QTest::newRow("no phrase") << "42"
                                   << "none";
    }
    void exactReadsTheStatedNumber()
    {
        QFETCH(QString, response);
        QFETCH(QString, number);
        QCOMPARE(shown(statedNumber(response.toStdString())), number);
    }

    void exactComparesNumbersOrTexts_data()
    {
        QTest::addColumn<QString>("output");
        QTest::addColumn<QString>("gold");
        QTest::addColumn<QString>("extracted");
        QTest::addColumn<bool>("isRight");
        const QString stated = "Answer: 8 - 5 = 3. So the answer is 3.";
        QTest::newRow("number") << "Answer: it is 3." << stated << "3" << true;
        QTest::newRow("another spelling") << "3.0" << stated << "3.0" << true;
        QTest::newRow("another number") << "4" << stated << "4" << false;
        QTest::newRow("no number") << "three" << stated << "" << false;
        QTest::newRow("text") << " blue\n"
                              << "blue"
                              << "blue" << true;
        QTest::newRow("another text") << "It is blue"
                                      << "blue"
                                      << "It is blue" << false;
        QTest::newRow("digits without the phrase are text") << "It is 42"
                                                            << "42"
                                                            << "It is 42" << false;
    }
    void exactComparesNumbersOrTexts()
    {
        QFETCH(QString, output);
        QFETCH(QString, gold);
        QFETCH(QString, extracted);
        QFETCH(bool, isRight);
        const std::string answer = exactAnswer(output.toStdString(), gold.toStdString());
        QCOMPARE(QString::fromStdString(answer), extracted);
        QCOMPARE(equalExactAnswers(answer, gold.toStdString()), isRight);
    }
};

QTEST_GUILESS_MAIN(TstNumberAnswers)
#include "tst_number_answers.moc"
