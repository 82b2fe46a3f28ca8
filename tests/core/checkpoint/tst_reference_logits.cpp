// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_folder.h"
#include "core/checkpoint/reference_logits.h"

#include <limits>

using namespace neurograft;
namespace fs = std::filesystem;

/// reference_logits.safetensors is believed only after every check.
class TstReferenceLogits : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path folder() const { return m_folder.path().toStdString(); }
    fs::path file() const { return folder() / ReferenceLogits::kFileName; }

    /// Two prompts, of two ids and one, over a vocabulary of three.
    struct Content {
        std::vector<std::int64_t> ids{2, 0, 1, -1};
        std::vector<std::int64_t> idShape{2, 2};
        std::vector<float> logits{1, 2, 3, 4, 5, 6};
        std::vector<std::int64_t> logitShape{2, 3};
        std::map<std::string, std::string> metadata{
            {"transformers", "4.57.6"}, {"torch", "2.11.0"}, {"dtype", "bfloat16"}};
        const char* logitName = "logits";
    };
    void write(const Content& content) const
    {
        writeSafetensors(
            file(),
            {{"ids", DType::I64, content.idShape, content.ids.data()},
             {content.logitName, DType::F32, content.logitShape, content.logits.data()}},
            content.metadata, true);
    }
    QString refused(const Content& content, std::int64_t vocabulary = 3) const
    {
        write(content);
        return refusal([&] { readReferenceLogits(folder(), vocabulary); });
    }

private Q_SLOTS:
    void aFolderWithoutOneGivesNothing()
    {
        fs::remove(file());
        QVERIFY(!readReferenceLogits(folder(), 3));
    }

    void paddingIsCutOff()
    {
        write({});
        const auto reference = readReferenceLogits(folder(), 3);
        QVERIFY(reference.has_value());
        QCOMPARE(reference->prompts.size(), std::size_t{2});
        QCOMPARE(reference->prompts[0], (std::vector<std::int32_t>{2, 0}));
        QCOMPARE(reference->prompts[1], (std::vector<std::int32_t>{1}));
        QCOMPARE(reference->row(1)[2], 6.0F);
        QCOMPARE(reference->dtype, std::string("bfloat16"));
        QCOMPARE(reference->origin, std::string("transformers 4.57.6, torch 2.11.0, bfloat16"));
    }

    void anotherVocabularyNamesBoth()
    {
        const QString message = refused({}, 5);
        QVERIFY2(message.contains(QStringLiteral("expected the model's vocabulary of 5, got 3")),
                 qPrintable(message));
        QVERIFY2(message.contains(QStringLiteral("reference_logits.safetensors, tensor logits")),
                 qPrintable(message));
    }

    void brokenOnesAreRefused_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("part");
        QTest::newRow("no logits") << 0 << "tensor logits, a matrix of F32, got no tensor";
        QTest::newRow("no matrix") << 1 << "tensor ids, a matrix of I64, got [4] of I64";
        QTest::newRow("row missing") << 2 << "one row per prompt, 2, got [1, 3]";
        QTest::newRow("id too large") << 3 << "id from 0 to 2, then only -1, got 3";
        QTest::newRow("padded on the left") << 4 << "ids of prompt 1] expected at least one id";
        QTest::newRow("padding inside") << 5 << "then only -1, got ids after a -1";
        QTest::newRow("not finite") << 6 << "finite values, got NaN or infinity at element 4";
        QTest::newRow("no type") << 7 << "metadata dtype] expected float32, bfloat16 or float16";
    }
    void brokenOnesAreRefused()
    {
        QFETCH(int, which);
        QFETCH(QString, part);
        Content content;
        switch (which) {
        case 0:
            content.logitName = "logit";
            break;
        case 1:
            content.idShape = {4};
            break;
        case 2:
            content.logitShape = {1, 3};
            break;
        case 3:
            content.ids[1] = 3;
            break;
        case 4:
            content.ids = {2, 0, -1, 1};
            break;
        case 5:
            content.ids = {2, -1, 1, 0, 1, 1};
            content.idShape = {2, 3};
            break;
        case 6:
            content.logits[4] = std::numeric_limits<float>::quiet_NaN();
            break;
        default:
            content.metadata.erase("dtype");
        }
        const QString message = refused(content);
        QVERIFY2(message.contains(part), qPrintable(message));
    }

    void aCutFileIsRefused()
    {
        write({});
        fs::resize_file(file(), fs::file_size(file()) - 4);
        QVERIFY(
            refusal([&] { readReferenceLogits(folder(), 3); }).contains(QStringLiteral("missing")));
    }
};

QTEST_GUILESS_MAIN(TstReferenceLogits)
#include "tst_reference_logits.moc"
