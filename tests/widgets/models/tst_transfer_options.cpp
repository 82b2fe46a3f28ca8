// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/error.h"
#include "widgets/models/transfer_fields.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace neurograft;

namespace {

const TransferField* find(const std::vector<TransferField>& fields, const std::string& key)
{
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&key](const auto& field) { return field.key == key; });
    return found == fields.end() ? nullptr : &*found;
}

} // namespace

class TestTransferOptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void defaultsAreThoseOfTheMethod()
    {
        TransferOptions options("pissa");
        QCOMPARE(options.value("dropout").get<double>(), 0.0);
        QVERIFY(options.changedKeys().empty());
        options.set("rank", 8);
        options.set("learning_rate", 1e-4);
        QCOMPARE(options.study().rank, std::int64_t{8});
        QCOMPARE(options.changedKeys(), (std::vector<std::string>{"learning_rate", "rank"}));
        QVERIFY(!options.isStandard("rank"));
        QCOMPARE(options.standard("rank").get<int>(), 16);
        options.restoreDefaults();
        QVERIFY(options.changedKeys().empty());
        QCOMPARE(options.method(), std::string("pissa"));
    }

    void wrongValuesAreRefused()
    {
        TransferOptions options("lora");
        QVERIFY_EXCEPTION_THROWN(options.set("rank", "many"), StudyError);
        QVERIFY_EXCEPTION_THROWN(options.set("rank", 0), StudyError);
        QVERIFY_EXCEPTION_THROWN(options.set("ranks", 1), StudyError);
        QVERIFY(options.changedKeys().empty());
    }

    void modeMovesWhatWasNotChanged()
    {
        TransferOptions options("laten");
        options.set("laten/steps", 4);
        const double before = options.value("clip").get<double>();
        options.setMode("compat");
        QCOMPARE(options.mode(), std::string("compat"));
        QCOMPARE(options.value("laten/steps").get<int>(), 4);
        QVERIFY(options.value("clip").get<double>() != before);
        QCOMPARE(options.changedKeys(), (std::vector<std::string>{"laten/steps"}));
    }

    void jsonBringsTheChangesBack()
    {
        TransferOptions options("seeking");
        options.set("epochs", 2.5);
        options.set("modules", {"up_proj"});
        options.set("seeds", {3, 4});
        const TransferOptions back = TransferOptions::fromJson(options.toJson());
        QVERIFY(back == options);
        const auto broken = nlohmann::json{
            {"method", "lora"}, {"mode", "corrected"}, {"changes", {{"rank", "x"}, {"alpha", 4}}}};
        const TransferOptions rest = TransferOptions::fromJson(broken);
        QCOMPARE(rest.method(), std::string("lora"));
        QCOMPARE(rest.changedKeys(), (std::vector<std::string>{"alpha"}));
        QVERIFY(TransferOptions::fromJson(nlohmann::json()) == TransferOptions());
    }

    void modelsAndRowsAreNoOptions()
    {
        TransferStudy study = transferDefaults("seeking");
        study.teacher = "/t";
        study.train = "train.jsonl";
        study.seed = 7;
        study.rank = 4;
        const TransferOptions options(study);
        QCOMPARE(options.changedKeys(), (std::vector<std::string>{"rank"}));
        QVERIFY(options.study().teacher.empty());
        QVERIFY(options.study().train.empty());
    }

    void fieldsFollowTheMethod()
    {
        const auto lora = transferFields(TransferOptions("lora"));
        QVERIFY(find(lora, "epochs") != nullptr);
        QVERIFY(find(lora, "structure") == nullptr);
        QVERIFY(find(lora, "laten/steps") == nullptr);
        const auto seeking = transferFields(TransferOptions("seeking"));
        QVERIFY(find(seeking, "structure") != nullptr);
        const auto laten = transferFields(TransferOptions("laten"));
        QVERIFY(find(laten, "laten/steps") != nullptr);
        QVERIFY(find(laten, "rate") != nullptr);
        QVERIFY(find(laten, "rank") == nullptr);
        QCOMPARE(find(laten, "modules")->words.size(), std::size_t(4));
        QCOMPARE(find(transferFields(TransferOptions("pissa")), "modules")->words.size(),
                 std::size_t(7));
        const auto gkd = transferFields(TransferOptions("gkd"));
        QVERIFY(find(gkd, "distillation/lambda") != nullptr);
        QVERIFY(find(gkd, "distillation/max_new_tokens") != nullptr);
        QVERIFY(find(gkd, "lambda") == nullptr); // of unaligned
        QVERIFY(find(transferFields(TransferOptions("seqkd")), "distillation/beta") == nullptr);
        const auto semalign = transferFields(TransferOptions("semalign"));
        QVERIFY(find(semalign, "semalign/layers") != nullptr);
        QCOMPARE(find(semalign, "modules")->words.size(), std::size_t(7));
    }

    /// Every option of every method is in the form or known to be elsewhere: a new one appears by
    /// itself.
    void noFieldAppearsTwice_data()
    {
        QTest::addColumn<QString>("method");
        for (const std::string& method : transferMethods()) {
            QTest::newRow(method.c_str()) << QString::fromStdString(method);
        }
    }
    void noFieldAppearsTwice()
    {
        QFETCH(QString, method);
        const TransferOptions options(method.toStdString());
        std::set<std::string> keys;
        bool isMain = true;
        for (const TransferField& field : transferFields(options)) {
            QVERIFY2(keys.insert(field.key).second, field.key.c_str());
            QVERIFY2(!options.value(field.key).is_null(), field.key.c_str());
            QVERIFY2(!field.label.isEmpty() && !field.tip.isEmpty(), field.key.c_str());
            QVERIFY2(isMain || !field.isMain, field.key.c_str()); // main ones come first
            isMain = field.isMain;
        }
        QVERIFY(keys.count("modules") == 1);
    }

    void valuesAreWrittenForPeople()
    {
        const auto fields = transferFields(TransferOptions("lora"));
        QCOMPARE(transferValueText(*find(fields, "steps_limit"), 0), QStringLiteral("all steps"));
        QCOMPARE(transferValueText(*find(fields, "steps_limit"), 20), QStringLiteral("20"));
        QCOMPARE(transferValueText(*find(fields, "learning_rate"), 3e-4), QStringLiteral("0.0003"));
        QCOMPARE(transferValueText(*find(fields, "trained"), false), QStringLiteral("off"));
        QCOMPARE(transferValueText(*find(fields, "modules"), {"up_proj", "o_proj"}),
                 QStringLiteral("up, o"));
    }
};

QTEST_GUILESS_MAIN(TestTransferOptions)
#include "tst_transfer_options.moc"
