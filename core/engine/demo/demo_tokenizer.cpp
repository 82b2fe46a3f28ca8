// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/demo_tokenizer.h"

#include "core/engine/demo/demo_corpus.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace neurograft {

namespace {

constexpr std::uint64_t kFirstText = std::uint64_t{1} << 40U; // far from those of any step
constexpr std::uint64_t kTexts = 12000;

void addWithout(BytePairTrainer& trainer, std::string_view text,
                const std::vector<std::string>& specials)
{
    for (const std::string& special : specials) {
        const auto at = text.find(special);
        if (at != std::string_view::npos) {
            addWithout(trainer, text.substr(0, at), specials);
            addWithout(trainer, text.substr(at + special.size()), specials);
            return;
        }
    }
    trainer.addText(text);
}

} // namespace

BytePairVocabulary demoVocabulary(const DemoWorld& world)
{
    const std::vector<std::string> specials{"</s>", "<|user|>", "<|assistant|>"};
    BytePairTrainer trainer;
    for (std::uint64_t i = 0; i < kTexts; ++i) {
        const CorpusText text = corpusText(world, DemoRole::Teacher, kFirstText + i);
        addWithout(trainer, text.prompt, specials);
        addWithout(trainer, text.response, specials);
    }
    return trainer.train(kDemoVocabularySize, specials);
}

void writeDemoTokenizer(const BytePairVocabulary& vocabulary, const std::filesystem::path& folder,
                        bool overwrite)
{
    nlohmann::ordered_json config;
    config["tokenizer_class"] = "PreTrainedTokenizerFast";
    config["model_max_length"] = kDemoContext;
    config["bos_token"] = nullptr;
    config["eos_token"] = vocabulary.specials[kDemoEosId];
    config["pad_token"] = vocabulary.specials[kDemoEosId];
    config["add_bos_token"] = false;
    config["clean_up_tokenization_spaces"] = false;
    config["chat_template"] = "{% for message in messages %}<|{{ message['role'] }}|>\n"
                              "{{ message['content'] | trim }}\n\n{% endfor %}"
                              "{% if add_generation_prompt %}<|assistant|>\n{% endif %}";
    writeFileAtomically(folder / "tokenizer.json", tokenizerJson(vocabulary), overwrite);
    writeFileAtomically(folder / "tokenizer_config.json", config.dump(2) + "\n", overwrite);
}

} // namespace neurograft
