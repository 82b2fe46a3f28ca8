// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_folder.h"
#include "core/checkpoint/safetensors_file.h"
#include "core/support/sha256.h"

#include <algorithm>

using namespace neurograft;
namespace fs = std::filesystem;

/// ' becomes ": headers stay readable, and moc does not get lost in raw strings.
static std::string quoted(std::string text)
{
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

class TstSafetensorsFile : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path file() const { return fs::path(m_folder.path().toStdString()) / "x.safetensors"; }

private Q_SLOTS:
    void everyTypeRoundTrips()
    {
        const std::vector<unsigned char> bytes{0, 1, 2,  3,  4,  5,  6,  7,
                                               8, 9, 10, 11, 12, 13, 14, 15};
        std::vector<TensorToWrite> tensors;
        for (const DType type : {DType::F64, DType::F32, DType::F16, DType::BF16, DType::I64,
                                 DType::I32, DType::U8, DType::Bool}) {
            const auto count = static_cast<std::int64_t>(16 / byteSize(type));
            tensors.push_back(
                {std::string("z.") + dtypeName(type), type, {count / 2, 2}, bytes.data()});
        }
        tensors.push_back({"scalar", DType::F32, {}, bytes.data()});
        tensors.push_back({"empty", DType::F32, {0, 3}, nullptr});
        writeSafetensors(file(), tensors, {{"note", "β"}}, true);

        const SafetensorsFile read(file());
        QCOMPARE(read.entries().size(), std::size_t{10});
        QCOMPARE(read.metadata().at("format"), std::string("pt"));
        QCOMPARE(read.metadata().at("note"), std::string("β"));
        for (const TensorToWrite& tensor : tensors) {
            const TensorEntry& entry = read.entries().at(tensor.name);
            QCOMPARE(entry.dtype, tensor.dtype);
            QCOMPARE(entry.shape, tensor.shape);
            QCOMPARE(std::memcmp(read.data(entry), bytes.data(), entry.end - entry.begin), 0);
        }
    }

    void headerIsPaddedAndSorted()
    {
        const float value = 1.0F;
        writeSafetensors(file(), {{"b", DType::F32, {1}, &value}, {"a", DType::F32, {1}, &value}},
                         {}, true);
        const std::string bytes = readFile(file());
        std::uint64_t size = 0;
        std::memcpy(&size, bytes.data(), sizeof size);
        QCOMPARE(size % 8, std::uint64_t{0});
        const std::string header = bytes.substr(8, size);
        QVERIFY(header.find("\"a\"") < header.find("\"b\""));
        QCOMPARE(bytes.size(), 8 + size + 8);
    }

    void trailingSpacesOfTheHeaderAreAllowed()
    {
        writeFileAtomically(
            file(),
            safetensorsBytes(quoted("{'t':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}      "),
                             4),
            true);
        QCOMPARE(SafetensorsFile(file()).entries().size(), std::size_t{1});
    }

    void existingFileIsNotReplacedUnasked()
    {
        writeFileAtomically(file(), "mine", true);
        QVERIFY(
            refusal([this] { writeSafetensors(file(), {}, {}, false); }).contains("x.safetensors"));
        QCOMPARE(readFile(file()), std::string("mine"));
    }

    void brokenFileIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QStringList>("words"); // what the message must name
        const auto row = [](const char* name, const std::string& bytes, const QStringList& words) {
            QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()))
                                << words;
        };
        const auto entry = [](const char* name, const char* type, const char* shape,
                              const char* offsets) {
            return quoted("'") + name + quoted("':{'dtype':'") + type + quoted("','shape':") + shape
                + quoted(",'data_offsets':") + offsets + "}";
        };
        const std::string good = entry("t", "F32", "[2]", "[0,8]");
        row("no bytes", "", {"0 bytes"});
        row("shorter than the length field", "abc", {"3 bytes"});
        std::string longHeader = safetensorsBytes("{}", 0);
        longHeader[1] = '\x7f';
        row("header longer than the file", longHeader, {"32514 bytes", "2 bytes after the length"});
        row("header beyond 100 MB", std::string("\xff\xff\xff\xff\xff\xff\xff\x7f", 8) + "{}",
            {"100000000"});
        row("not JSON", safetensorsBytes("{]", 0), {"JSON header"});
        row("not UTF-8", safetensorsBytes("{\"\xff\":1}", 0), {"JSON header"});
        row("an array", safetensorsBytes("[]", 0), {"JSON object", "array"});
        row("unknown dtype", safetensorsBytes("{" + entry("t", "F8_E4M3", "[2]", "[0,2]") + "}", 2),
            {"tensor t", "F8_E4M3", "BF16"});
        row("dtype that is a number",
            safetensorsBytes(quoted("{'t':{'dtype':3,'shape':[1],'data_offsets':[0,4]}}"), 4),
            {"tensor t", "3"});
        row("no shape", safetensorsBytes(quoted("{'t':{'dtype':'F32','data_offsets':[0,4]}}"), 4),
            {"tensor t", "shape"});
        row("negative size", safetensorsBytes("{" + entry("t", "F32", "[-2]", "[0,8]") + "}", 8),
            {"tensor t", "[-2]"});
        row("size against shape",
            safetensorsBytes("{" + entry("t", "F32", "[3]", "[0,8]") + "}", 8),
            {"tensor t", "12 bytes", "[0,8]"});
        row("product that overflows",
            safetensorsBytes(
                "{" + entry("t", "F32", "[4294967296,4294967296,4294967296]", "[0,8]") + "}", 8),
            {"tensor t", "fits into memory"});
        row("backward offsets", safetensorsBytes("{" + entry("t", "F32", "[2]", "[8,0]") + "}", 8),
            {"tensor t", "[8,0]"});
        row("three offsets", safetensorsBytes("{" + entry("t", "F32", "[2]", "[0,8,9]") + "}", 8),
            {"tensor t", "[0,8,9]"});
        row("offsets beyond 64 bits",
            safetensorsBytes(
                "{" + entry("t", "U8", "[0]", "[18446744073709551615,18446744073709551615]") + "}",
                8),
            {"tensor t"});
        row("overlap",
            safetensorsBytes("{" + good + "," + entry("u", "F32", "[2]", "[4,12]") + "}", 12),
            {"overlap", "t and u"});
        row("the same name twice", safetensorsBytes("{" + good + "," + good + "}", 8),
            {"\"t\" twice"});
        row("data that were cut",
            safetensorsBytes("{" + good + "," + entry("u", "F32", "[2]", "[8,16]") + "}", 10),
            {"x.safetensors", "6 bytes missing", "tensor u"});
    }

    void brokenFileIsRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QStringList, words);
        writeFileAtomically(file(), bytes.toStdString(), true);
        const QString message = refusal([this] { SafetensorsFile{file()}; });
        QVERIFY2(message.contains("x.safetensors"), qPrintable(message));
        QVERIFY2(message.contains("expected") && message.contains("got"), qPrintable(message));
        for (const QString& word : words) {
            QVERIFY2(message.contains(word), qPrintable(word + " | " + message));
        }
    }

    void everyShortenedFileIsRefused()
    {
        const std::vector<float> values(6, 1.0F);
        writeSafetensors(file(), {{"t", DType::F32, {2, 3}, values.data()}}, {}, true);
        const std::string whole = readFile(file());
        for (std::size_t size = 0; size < whole.size(); ++size) {
            writeFileAtomically(file(), whole.substr(0, size), true);
            const QString message = refusal([this] { SafetensorsFile{file()}; });
            QVERIFY2(message.contains("expected"), qPrintable(QString::number(size) + message));
        }
    }

    void randomDamageNeverCrashes()
    {
        const std::vector<float> values(6, 1.0F);
        writeSafetensors(file(), {{"t", DType::F32, {2, 3}, values.data()}}, {}, true);
        const std::string whole = readFile(file());
        std::uint64_t state = 7;
        for (int round = 0; round < 500; ++round) {
            std::string damaged = whole;
            for (int hit = 0; hit < 3; ++hit) {
                state = state * 6364136223846793005ULL + 1442695040888963407ULL;
                damaged[(state >> 33U) % (whole.size() - 24)] = static_cast<char>(state >> 25U);
            }
            writeFileAtomically(file(), damaged, true);
            try {
                const SafetensorsFile read(file());
                for (const auto& item : read.entries()) { // what it believed must be readable
                    const auto* data = reinterpret_cast<const char*>(read.data(item.second));
                    QCOMPARE(sha256Hex({data, item.second.end - item.second.begin}).size(),
                             std::size_t{64});
                }
            } catch (const Error& error) {
                QCOMPARE(exitCodeOf(error.kind()), 3);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TstSafetensorsFile)
#include "tst_safetensors_file.moc"
