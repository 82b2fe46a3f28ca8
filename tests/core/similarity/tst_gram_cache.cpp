// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/gram_cache.h"
#include "core/engine/similarity/gram_file.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "tests/core/similarity/sample_matrices.h"

#include <ATen/ops/equal.h>

#include <QTemporaryDir>
#include <QtTest>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

PackedGram sampleGram(std::int64_t n, std::uint64_t seed)
{
    return packGram(randomMatrix(n, 5, seed).to(at::kFloat));
}

std::vector<SampleId> lines(const std::vector<std::int64_t>& numbers)
{
    std::vector<SampleId> ids;
    for (const std::int64_t number : numbers) {
        ids.emplace_back(number, 0);
    }
    return ids;
}

} // namespace

class TstGramCache : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path folder() const { return m_folder->path().toStdString(); }
    GramKey m_key;

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_key.model = "m";
        m_key.data = "d";
        m_key.unit = "last-token";
    }

    void fileRoundTripIsExact()
    {
        const PackedGram gram = sampleGram(33, 1);
        writeGramFile(folder() / "a.gram", gram);
        const PackedGram read = readGramFile(folder() / "a.gram");
        QCOMPARE(read.n, gram.n);
        QVERIFY(at::equal(read.upper, gram.upper));
        QCOMPARE(read.diagonal, gram.diagonal);
        QCOMPARE(read.rawSquares, gram.rawSquares);
        QVERIFY(read.isFinite);
    }

    void damagedFilesAreRefused_data()
    {
        QTest::addColumn<int>("cut");
        QTest::addColumn<int>("flip");
        QTest::newRow("empty") << 100000 << -1;
        QTest::newRow("cut") << 4 << -1;
        QTest::newRow("magic") << 0 << 0;
        QTest::newRow("diagonal") << 0 << 40;
        QTest::newRow("last byte") << 0 << -2;
    }
    void damagedFilesAreRefused()
    {
        QFETCH(int, cut);
        QFETCH(int, flip);
        writeGramFile(folder() / "a.gram", sampleGram(9, 2));
        std::string bytes = readFile(folder() / "a.gram");
        bytes.resize(bytes.size() - std::min(bytes.size(), static_cast<std::size_t>(cut)));
        if (flip >= 0) {
            bytes[static_cast<std::size_t>(flip)] ^= 1;
        } else if (flip == -2) {
            bytes.back() ^= 1;
        }
        writeFileAtomically(folder() / "a.gram", bytes, true);
        QVERIFY_EXCEPTION_THROWN(readGramFile(folder() / "a.gram"), FormatError);
    }

    void exactEntryIsFoundAgain()
    {
        const GramCache cache(folder());
        const auto samples = lines({0, 2, 5});
        QVERIFY(cache.find(m_key, samples, false).empty());
        const PackedGram gram = sampleGram(3, 3);
        cache.create(m_key, samples).write(Module::UpProj, 4, gram);
        const std::vector<GramEntry> found = cache.find(m_key, samples, true);
        QCOMPARE(found.size(), std::size_t{1});
        QVERIFY(found[0].isExact());
        QVERIFY(found[0].has(Module::UpProj, 4) && !found[0].has(Module::UpProj, 3));
        QVERIFY(at::equal(found[0].read(Module::UpProj, 4)->upper, gram.upper));
        GramKey other = m_key;
        other.dtype = "bfloat16";
        QVERIFY(cache.find(other, samples, false).empty());
    }

    void largerEntryServesASubset()
    {
        const GramCache cache(folder());
        const PackedGram gram = sampleGram(6, 4);
        cache.create(m_key, lines({0, 1, 2, 5, 8, 9})).write(Module::OProj, 0, gram);
        const auto wanted = lines({1, 5, 9});
        QVERIFY(cache.find(m_key, wanted, true).empty()); // deterministic runs want the exact one
        const std::vector<GramEntry> found = cache.find(m_key, wanted, false);
        QCOMPARE(found.size(), std::size_t{1});
        QVERIFY(
            at::equal(found[0].read(Module::OProj, 0)->upper, subsetGram(gram, {1, 3, 5}).upper));
        QVERIFY(cache.find(m_key, lines({1, 3}), false).empty());
    }

    void damagedEntryCountsAsMissing()
    {
        const GramCache cache(folder());
        const GramEntry entry = cache.create(m_key, lines({0, 1}));
        entry.write(Module::OProj, 0, sampleGram(2, 5));
        writeFileAtomically(entry.folder() / "o_proj.0.gram", "broken", true);
        QVERIFY(!entry.read(Module::OProj, 0).has_value());
        QVERIFY(!entry.has(Module::OProj, 0));
    }

    void onlyEntriesAreCleared()
    {
        const GramCache cache(folder());
        cache.create(m_key, lines({0, 1})).write(Module::OProj, 0, sampleGram(2, 5));
        const fs::path other = folder() / "holiday pictures" / "2026";
        fs::create_directories(other);
        writeFileAtomically(other / "sea.jpg", "waves", false);
        writeFileAtomically(folder() / "notes.txt", "mine", false);
        const std::uint64_t held = cache.bytes();
        QVERIFY(held > 0 && held < 500);
        QCOMPARE(cache.clear(), held);
        QCOMPARE(cache.bytes(), std::uint64_t{0});
        QVERIFY(cache.find(m_key, lines({0, 1}), false).empty());
        GramCache(folder(), 0).trim({});
        QVERIFY(fs::exists(other / "sea.jpg") && fs::exists(folder() / "notes.txt"));
        QCOMPARE(GramCache(folder() / "nowhere").clear(), std::uint64_t{0});
    }

    void oldestEntriesGoFirst()
    {
        const GramCache cache(folder(), 5000); // room for one entry of about 2.4 kB and a half
        std::vector<fs::path> made;
        for (const std::int64_t line : {0, 1, 2}) {
            const GramEntry entry = cache.create(m_key, lines({line}));
            entry.write(Module::OProj, 0, sampleGram(32, 6));
            fs::last_write_time(entry.folder() / "samples.bin",
                                fs::file_time_type::clock::now() + std::chrono::hours(line));
            made.push_back(entry.folder());
        }
        cache.trim({made[0]});
        QVERIFY(fs::exists(made[0])); // spared
        QVERIFY(!fs::exists(made[1]));
        GramCache(folder(), 0).trim({});
        QVERIFY(fs::is_empty(folder()));
    }
};

QTEST_GUILESS_MAIN(TstGramCache)
#include "tst_gram_cache.moc"
