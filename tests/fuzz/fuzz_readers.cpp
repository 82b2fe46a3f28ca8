// SPDX-License-Identifier: GPL-3.0-or-later
// fuzz_readers READER SECONDS [SEED]
// Opens damaged copies of good files again and again. A reader may refuse them (an Error) or read
// them; anything else is a finding: another exception ends the run with the file kept, a crash is
// seen by the sanitizers of the asan preset, and the file being read is kept too.
#include "fuzz/mutator.h"

#include "core/checkpoint/adapter_file.h"
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/delta_file.h"
#include "core/checkpoint/pickle_file.h"
#include "core/checkpoint/safetensors_file.h"
#include "core/data/column_table.h"
#include "core/data/dataset.h"
#include "core/run/error.h"
#include "core/store/npz_reader.h"
#include "core/study/study_io.h"
#include "core/study/view_file.h"
#include "core/support/atomic_file.h"
#include "core/text/tokenizer.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include <unistd.h>

using namespace neurograft;
namespace fs = std::filesystem;

namespace {

/// One reader: good files to damage, where the damaged one lies, and how it is read.
struct Reader {
    std::vector<fs::path> seeds;
    std::string file; ///< name in the working folder
    std::vector<fs::path> beside; ///< files that stay whole
    std::function<void(const fs::path& folder)> read;
};

std::uint64_t touch(const TensorFile& file)
{
    std::uint64_t sum = 0;
    for (const auto& [name, entry] : file.entries()) {
        for (std::uint64_t i = 0; i < entry.end - entry.begin; i += 512) {
            sum += static_cast<std::uint64_t>(file.data(entry)[i]);
        }
    }
    return sum;
}

void useTokenizer(const fs::path& folder)
{
    const auto tokenizer = openTokenizer(folder);
    const auto ids =
        tokenizer->encode("The cat  sat 12.5\n<s> Grüße 東京 🙂 don't", true).ids;
    tokenizer->decode(ids);
    tokenizer->decode({0, tokenizer->size() - 1}, true);
}

std::map<std::string, Reader> readers()
{
    const fs::path data = NEUROGRAFT_TEST_DATA;
    const fs::path tiny = data / "tiny-S";
    const fs::path adapter = data / "adapters" / "linear";
    std::map<std::string, Reader> all;
    all["safetensors"] = {{data / "tiny-qwen2-sharded" / "model-00001-of-00002.safetensors",
                           adapter / "adapter_model.safetensors"},
                          "x.safetensors",
                          {},
                          [](const fs::path& f) { touch(SafetensorsFile(f / "x.safetensors")); }};
    all["pickle"] = {{data / "torch_state.bin"}, "x.bin", {}, [](const fs::path& f) {
                         touch(PickleFile(f / "x.bin"));
                     }};
    all["config"] = {{tiny / "config.json", data / "tiny-qwen2-sharded" / "config.json"},
                     "config.json",
                     {},
                     [](const fs::path& f) { expectedTensors(readModelConfig(f)); }};
    all["index"] = {{data / "tiny-qwen2-sharded" / "model.safetensors.index.json"},
                    "model.safetensors.index.json",
                    {data / "tiny-qwen2-sharded" / "config.json",
                     data / "tiny-qwen2-sharded" / "model-00001-of-00002.safetensors",
                     data / "tiny-qwen2-sharded" / "model-00002-of-00002.safetensors"},
                    [](const fs::path& f) { Checkpoint::open(f)->parameterCount(); }};
    all["tokenizer.json"] = {{data / "tokenizers" / "byte_level" / "tokenizer.json",
                              data / "tokenizers" / "metaspace" / "tokenizer.json"},
                             "tokenizer.json",
                             {},
                             useTokenizer};
    all["tokenizer.model"] = {{data / "tokenizers" / "sentencepiece" / "tokenizer.model"},
                              "tokenizer.model",
                              {},
                              useTokenizer};
    const auto readAdapter = [tiny](const fs::path& f) {
        const AdapterFile file(f, readModelConfig(tiny));
        touch(*file.file());
    };
    all["adapter-config"] = {
        {adapter / "adapter_config.json", data / "adapters" / "patterns" / "adapter_config.json"},
        "adapter_config.json",
        {adapter / "adapter_model.safetensors"},
        readAdapter};
    all["adapter-model"] = {{adapter / "adapter_model.safetensors"},
                            "adapter_model.safetensors",
                            {adapter / "adapter_config.json"},
                            readAdapter};
    all["jsonl"] = {{data / "demo.jsonl"}, "x.jsonl", {}, [](const fs::path& f) {
                        readDataset(f / "x.jsonl");
                    }};
    all["columns"] = {{data / "demo.jsonl"}, "x.csv", {}, [](const fs::path& f) {
                          const ColumnTable table = readColumns(f / "x.csv");
                          mappedRows(table, guessColumns(table));
                      }};
    all["npz"] = {{data / "acts.npz"}, "x.npz", {}, [](const fs::path& f) {
                      const NpzReader archive(f / "x.npz");
                      for (const NpyHeader& header : archive.arrays()) {
                          archive.read(header.name);
                      }
                  }};
    const fs::path study = data / "study-v1";
    all["study"] = {{data / "demo.study.json", study / "study-v1.study.json"},
                    "x.study.json",
                    {},
                    [](const fs::path& f) {
                        parseStudy(readFile(f / "x.study.json"), "x.study.json");
                    }};
    all["view"] = {{study / "view.json"}, "view.json", {}, [](const fs::path& f) {
                       parseViewFile(readFile(f / "view.json"), "view.json");
                   }};
    return all;
}

/// Whole files, and what was found before.
std::vector<std::string> corpusOf(const std::string& name, const Reader& reader)
{
    std::vector<std::string> corpus;
    for (const fs::path& seed : reader.seeds) {
        corpus.push_back(readFile(seed));
    }
    const fs::path found = fs::path(NEUROGRAFT_FUZZ_CORPUS) / name;
    if (fs::is_directory(found)) {
        for (const auto& item : fs::directory_iterator(found)) {
            corpus.push_back(readFile(item.path()));
        }
    }
    return corpus;
}

/// @return 0, or 1 after a finding
int fuzz(const std::string& name, const Reader& reader, double seconds, std::uint64_t seed)
{
    const fs::path folder =
        fs::temp_directory_path() / ("neurograft-fuzz-" + name + "-" + std::to_string(::getpid()));
    fs::create_directories(folder);
    for (const fs::path& file : reader.beside) {
        fs::copy_file(file, folder / file.filename());
    }
    const std::vector<std::string> corpus = corpusOf(name, reader);
    Mutator mutator(seed);
    std::uint64_t runs = 0;
    std::uint64_t refused = 0;
    const auto start = std::chrono::steady_clock::now();
    const auto elapsed = [&start] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    while (runs < corpus.size() || elapsed() < seconds) {
        // First the corpus as it is.
        const std::string& base =
            corpus[runs < corpus.size() ? runs : mutator.below(corpus.size())];
        const std::string bytes = runs < corpus.size() ? base : mutator.mutate(base);
        std::ofstream(folder / reader.file, std::ios::binary | std::ios::trunc) << bytes;
        ++runs;
        try {
            reader.read(folder);
        } catch (const Error&) {
            ++refused;
        } catch (const std::exception& error) {
            std::cout << name << ": finding after " << runs << " files: " << error.what()
                      << ", kept in " << folder << std::endl;
            return 1;
        }
    }
    fs::remove_all(folder);
    std::cout << name << ": " << runs << " files in " << elapsed() << " s, " << refused
              << " refused, no finding" << std::endl;
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    const auto all = readers();
    if (argc < 3 || (std::string(argv[1]) != "all" && all.count(argv[1]) == 0)) {
        std::cerr << "fuzz_readers all|READER SECONDS [SEED], READER one of:";
        for (const auto& item : all) {
            std::cerr << ' ' << item.first;
        }
        std::cerr << std::endl;
        return 2;
    }
    const double seconds = std::stod(argv[2]);
    const std::uint64_t seed = argc > 3 ? std::stoull(argv[3]) : 1;
    int findings = 0;
    for (const auto& [name, reader] : all) {
        if (name == argv[1] || std::string(argv[1]) == "all") {
            findings += fuzz(name, reader, seconds, seed);
        }
    }
    return findings > 0 ? 1 : 0;
}
