// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_folder.h"
#include "core/checkpoint/pickle_bytes.h"

#include "core/checkpoint/pickle_file.h"

#include <cstring>

using namespace neurograft;
namespace fs = std::filesystem;

/// pytorch_model.bin: files of torch are read, everything that is more than tensors is refused by
/// name and never carried out.
class TstPickleFile : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path file() const { return fs::path(m_folder.path().toStdString()) / "model.bin"; }

    void writeArchive(const std::string& pickle,
                      const std::string& storage = std::string(48, '\1')) const
    {
        write(zipBytes({{"archive/data.pkl", pickle}, {"archive/data/0", storage}}));
    }
    void write(const std::string& bytes) const { writeFileAtomically(file(), bytes, true); }
    QString refused() const
    {
        return refusal([this] { PickleFile{file()}; });
    }
    template <class T> static std::vector<T> values(const TensorFile& file, const std::string& name)
    {
        const TensorEntry& entry = file.entries().at(name);
        std::vector<T> result(static_cast<std::size_t>(entry.elementCount()));
        std::memcpy(result.data(), file.data(entry), result.size() * sizeof(T));
        return result;
    }

private Q_SLOTS:
    void stateDictOfTorchIsRead()
    {
        const PickleFile file(fs::path(NEUROGRAFT_TEST_DATA) / "torch_state.bin");
        QCOMPARE(file.entries().size(), std::size_t{12});
        QCOMPARE(file.entries().at("float32").shape, (std::vector<std::int64_t>{3, 4}));
        const auto wide = values<float>(file, "float32");
        for (std::size_t i = 0; i < wide.size(); ++i) {
            QCOMPARE(wide[i], static_cast<float>(i) / 8.0F);
        }
        QCOMPARE(values<float>(file, "shared"), wide);
        QCOMPARE(file.entries().at("shared").begin, file.entries().at("float32").begin);
        QCOMPARE(file.entries().at("slice").shape, (std::vector<std::int64_t>{2, 4}));
        QCOMPARE(values<float>(file, "slice").front(), 0.5F);
        QCOMPARE(values<float>(file, "parameter"), (std::vector<float>{0.5F, 0.5F}));
        QCOMPARE(values<float>(file, "scalar"), std::vector<float>{3.5F});
        QVERIFY(file.entries().at("scalar").shape.empty());
        QCOMPARE(values<double>(file, "float64").back(), 5.0);
        QCOMPARE(values<std::int64_t>(file, "int64").back(), std::int64_t{5});
        QCOMPARE(values<std::int32_t>(file, "int32").back(), 5);
        QCOMPARE(values<std::uint8_t>(file, "uint8").back(), std::uint8_t{5});
        QCOMPARE(values<std::uint8_t>(file, "bool"), (std::vector<std::uint8_t>{1, 0, 1}));
        QCOMPARE(values<std::uint16_t>(file, "float16").back(), std::uint16_t{0x4500}); // 5
        QCOMPARE(values<std::uint16_t>(file, "bfloat16").back(), std::uint16_t{0x40a0}); // 5
        QVERIFY(file.entries().at("float16").dtype == DType::F16);
    }

    void handMadeArchiveIsRead()
    {
        writeArchive(pickleDict("w", pickleTensor("0", 12, 4, {2, 4}, {4, 1})));
        const PickleFile read(file());
        QCOMPARE(read.entries().at("w").shape, (std::vector<std::int64_t>{2, 4}));
        QCOMPARE(read.entries().at("w").end - read.entries().at("w").begin, std::uint64_t{32});
    }

    void nestedDictionariesAreFlattened()
    {
        const std::string inner = "}" + pickleText("w") + pickleTensor("0", 12, 0, {12}, {1}) + "s";
        writeArchive(pickleDict("model", inner));
        QVERIFY(PickleFile(file()).entries().count("model.w") == 1);
    }

    void nothingButTensorsIsBuilt_data()
    {
        QTest::addColumn<QByteArray>("pickle");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* name, const std::string& value, const char* named) {
            QTest::newRow(name) << QByteArray::fromStdString(pickleDict("w", value)) << named;
        };
        const std::string command = pickleText("touch /tmp/neurograft-pwned") + "\x85R";
        row("os.system", pickleGlobal("os", "system") + command, "os.system");
        row("posix.system", pickleGlobal("posix", "system") + command, "posix.system");
        row("builtins.eval", pickleGlobal("builtins", "eval") + command, "builtins.eval");
        row("__builtin__.exec", pickleGlobal("__builtin__", "exec") + command, "__builtin__.exec");
        row("subprocess", pickleGlobal("subprocess", "Popen") + command, "subprocess.Popen");
        row("getattr of torch", pickleGlobal("torch", "load") + command, "torch.load");
        row("stack global",
            pickleText("os") + pickleText("system") + "\x93" + pickleText("x") + "\x85R",
            "os.system");
        row("dotted name", pickleGlobal("torch._utils", "os.system") + command,
            "torch._utils.os.system");
        row("storage called", pickleGlobal("torch", "FloatStorage") + command,
            "torch.FloatStorage");
        row("dictionary with arguments", pickleGlobal("collections", "OrderedDict") + command,
            "collections.OrderedDict");
        row("text called", pickleText("os.system") + command, "called");
        row("INST", "(" + pickleText("x") + "ios\nsystem\n", "0x69 'i'");
        row("OBJ", "(" + pickleGlobal("collections", "OrderedDict") + "o", "0x6f 'o'");
        row("NEWOBJ", pickleGlobal("collections", "OrderedDict") + ")\x81", "0x81");
        row("NEWOBJ_EX", pickleGlobal("collections", "OrderedDict") + ")}\x92", "0x92");
        row("EXT1", "\x82\x01", "0x82");
        row("old persistent id", "Pevil\n", "0x50 'P'");
        row("text persistent id", pickleText("evil") + "Q", "persistent");
        row("attributes of a tensor", pickleTensor("0", 12, 0, {12}, {1}) + "}b", "attributes");
        row("BYTEARRAY8", std::string("\x96\x01\0\0\0\0\0\0\0x", 10), "0x96");
    }
    void nothingButTensorsIsBuilt()
    {
        QFETCH(QByteArray, pickle);
        QFETCH(QString, named);
        writeArchive(pickle.toStdString());
        const QString message = refused();
        QVERIFY2(message.contains(named) && message.contains("data.pkl"), qPrintable(message));
        QVERIFY(!fs::exists("/tmp/neurograft-pwned"));
    }

    void brokenPickleIsRefused_data()
    {
        QTest::addColumn<QByteArray>("pickle");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* name, const std::string& pickle, const char* named) {
            QTest::newRow(name) << QByteArray::fromStdString(pickle) << named;
        };
        const std::string whole = pickleDict("w", pickleTensor("0", 12, 0, {12}, {1}));
        row("empty", "", "more bytes");
        row("cut", whole.substr(0, whole.size() / 2), "more bytes");
        row("no stop", whole.substr(0, whole.size() - 1), "more bytes");
        row("stop at once", "\x80\x02.", "empty stack");
        row("protocol 0", std::string("\x80\0}.", 4), "protocol");
        row("a list", "\x80\x02].", "dictionary of tensors");
        row("a number", "\x80\x02K\x01.", "dictionary of tensors");
        row("text beyond the end", std::string("\x80\x02X\xff\xff\xff\x7f", 7), "more bytes");
        row("memo that is not there", "\x80\x02h\x07.", "number 7");
        row("set into a tuple", "\x80\x02)K\x01K\x02s.", "dictionary");
        row("no mark", "\x80\x02}u.", "empty stack");
        row("odd items", "\x80\x02}(K\x01u.", "dictionary");
        row("long number", std::string("\x80\x02\x8a\x09", 4) + std::string(9, '\1') + ".",
            "8 bytes");
        row("POP", "\x80\x02}}0.", "0x30 '0'");
        std::string circle = "\x80\x02}q";
        circle += '\0';
        circle += pickleText("w") + std::string("h\0s.", 4);
        row("dictionary in itself", circle, "in each other");
        std::string tower = "\x80\x02";
        for (int i = 0; i < 100; ++i) {
            tower += "}" + pickleText("d");
        }
        tower += "}" + std::string(100, 's') + ".";
        row("tower of dictionaries", tower, "in each other");
        row("tensor under a number", "\x80\x02}K\x01" + pickleTensor("0", 12, 0, {12}, {1}) + "s.",
            "name for each tensor");
    }
    void brokenPickleIsRefused()
    {
        QFETCH(QByteArray, pickle);
        QFETCH(QString, named);
        writeArchive(pickle.toStdString());
        const QString message = refused();
        QVERIFY2(message.contains(named) && message.contains("model.bin"), qPrintable(message));
    }

    void brokenTensorIsRefused_data()
    {
        QTest::addColumn<QByteArray>("tensor");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* name, const std::string& tensor, const char* named) {
            QTest::newRow(name) << QByteArray::fromStdString(tensor) << named;
        };
        row("storage that is not there", pickleTensor("1", 12, 0, {12}, {1}), "data/1");
        row("storage outside", pickleTensor("../0", 12, 0, {12}, {1}), "data/../0");
        row("too large", pickleTensor("0", 12, 0, {13}, {1}), "12 elements");
        row("offset beyond", pickleTensor("0", 12, 13, {1}, {1}), "12 elements");
        row("negative offset", pickleTensor("0", 12, -1, {1}, {1}), "other values");
        row("negative size", pickleTensor("0", 12, 0, {-1}, {1}), "other values");
        row("transposed", pickleTensor("0", 12, 0, {4, 3}, {1, 4}), "contiguous");
        row("expanded", pickleTensor("0", 12, 0, {4, 3}, {0, 1}), "contiguous");
        row("strides missing", pickleTensor("0", 12, 0, {4, 3}, {3}), "other values");
        row("product that overflows",
            pickleTensor("0", 12, 0, {2147483647, 2147483647, 2147483647},
                         {2147483647, 2147483647, 1}),
            "tensor w");
        row("too many dimensions",
            pickleTensor("0", 12, 0, std::vector<std::int32_t>(17, 1),
                         std::vector<std::int32_t>(17, 1)),
            "other values");
        row("unknown storage", pickleTensor("0", 12, 0, {12}, {1}, "QInt8Storage"),
            "torch.QInt8Storage");
    }
    void brokenTensorIsRefused()
    {
        QFETCH(QByteArray, tensor);
        QFETCH(QString, named);
        writeArchive(pickleDict("w", tensor.toStdString()));
        const QString message = refused();
        QVERIFY2(message.contains(named), qPrintable(message));
    }

    void brokenArchiveIsRefused()
    {
        const std::string pickle = pickleDict("w", pickleTensor("0", 12, 0, {12}, {1}));
        const std::string whole =
            zipBytes({{"a/data.pkl", pickle}, {"a/data/0", std::string(48, '\1')}});
        for (const std::size_t size : {std::size_t{0}, std::size_t{3}, whole.size() / 3,
                                       whole.size() - 60, whole.size() - 1}) {
            write(whole.substr(0, size));
            QVERIFY2(refused().contains("model.bin"), qPrintable(refused()));
        }
        write("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9 older than zip archives");
        QVERIFY2(refused().contains("1.6"), qPrintable(refused()));
        write(zipBytes({{"a/other.txt", "x"}}));
        QVERIFY2(refused().contains("data.pkl"), qPrintable(refused()));
        // A small member that says it unpacks to 4 GB, and one that is packed at all.
        write(zipBytes({{"a/data.pkl", pickle, 8, 0xfffffffeU}}));
        QVERIFY2(refused().contains("data.pkl"), qPrintable(refused()));
        write(zipBytes({{"a/data.pkl", pickle, 8, 1000}, {"a/data/0", std::string(48, '\1')}}));
        QVERIFY2(refused().contains("compressed"), qPrintable(refused()));
        write(zipBytes({{"a/data.pkl", pickle}, {"a/data/0", std::string(48, '\1'), 8, 48}}));
        QVERIFY2(refused().contains("compressed"), qPrintable(refused()));
        write(zipBytes({{"a/data.pkl", pickle, 0, 0x7fffffffU}}));
        QVERIFY2(refused().contains("data.pkl"), qPrintable(refused()));
        write(zipBytes(
            {{"a/data.pkl", pickle}, {"a/byteorder", "big"}, {"a/data/0", std::string(48, '\1')}}));
        QVERIFY2(refused().contains("byte order"), qPrintable(refused()));
    }

    void modelFolderOpensWithoutSafetensors()
    {
        ModelFolder folder;
        fs::remove(folder.weights());
        std::string pickle = "\x80\x02}";
        std::string storage;
        for (const auto& [name, shape] : folder.shapes) {
            std::int32_t count = 1;
            std::vector<std::int32_t> extents(shape.begin(), shape.end());
            std::vector<std::int32_t> strides(shape.size(), 1);
            for (std::size_t i = shape.size(); i-- > 0;) {
                strides[i] = count;
                count *= extents[i];
            }
            pickle += pickleText(name)
                + pickleTensor("0", 1 << 20, static_cast<std::int32_t>(storage.size() / 4), extents,
                               strides)
                + "s";
            const std::vector<float> values(static_cast<std::size_t>(count), 0.25F);
            storage.append(reinterpret_cast<const char*>(values.data()), values.size() * 4);
        }
        const std::string bytes =
            zipBytes({{"archive/data.pkl", pickle + "."}, {"archive/data/0", storage}});
        writeFileAtomically(folder.path() / "pytorch_model.bin", bytes, true);
        const auto checkpoint = Checkpoint::open(folder.path());
        QVERIFY(checkpoint->hasWeights());
        QCOMPARE(checkpoint->tensors().size(), folder.shapes.size());
        QCOMPARE(checkpoint->entry("model.norm.weight").file, std::string("pytorch_model.bin"));

        // Two names, one index; a shard that is missing is named.
        fs::rename(folder.path() / "pytorch_model.bin",
                   folder.path() / "pytorch_model-00001-of-00001.bin");
        json map;
        for (const auto& item : folder.shapes) {
            map[item.first] = "pytorch_model-00001-of-00001.bin";
        }
        const fs::path index = folder.path() / "pytorch_model.bin.index.json";
        writeFileAtomically(index, json{{"weight_map", map}}.dump(), true);
        QCOMPARE(Checkpoint::open(folder.path())->tensors().size(), folder.shapes.size());
        map["model.norm.weight"] = "pytorch_model-00002-of-00002.bin";
        writeFileAtomically(index, json{{"weight_map", map}}.dump(), true);
        const QString message = refusal([&] { Checkpoint::open(folder.path()); });
        QVERIFY2(message.contains("00002-of-00002"), qPrintable(message));
    }

private:
    using json = nlohmann::json;
};

QTEST_GUILESS_MAIN(TstPickleFile)
#include "tst_pickle_file.moc"
