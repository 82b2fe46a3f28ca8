#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the small tokenizers of this folder and record what the reference implementation gives for them.

    pip install tokenizers==0.22.2 transformers==4.57.6 sentencepiece==0.2.0 protobuf
    python make_tokenizers.py          # rewrites everything below this folder

byte_level/      about 300 ids: NFC, digits one by one, GPT-2 words, BOS template, one added token that is not special
metaspace/       about 400 ids: Metaspace "first", byte fallback, fused unknown token
sentencepiece/   tokenizer.model of 400 pieces; golden rows by the slow LlamaTokenizer, legacy and not
components.jsonl one small model under many normalizers, pre-tokenizers, post-processors, decoders and added tokens;
                 first line: the model and the texts, then per line a change to it and for each text [ids, offsets, decoded]
"""
import json
import os
import shutil
import tempfile

import sentencepiece
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import LlamaTokenizer, logging

logging.set_verbosity_error()
HERE = os.path.dirname(os.path.abspath(__file__))

# Our own text: invented, so that nothing of anyone else's lies in the repository.
CORPUS = [
    "The old ferry leaves the harbour of Marrow at 7 and reaches the island at 12.",
    "Mira Talden lives in Oskel and keeps 24 bees, 3 goats and a very small boat.",
    "Question: how many apples are left when 5 of 17 apples are eaten? So the answer is 12.",
    "def add(first, second):\n    return first + second\n",
    "for i in range(10):\n    print(i, i * i)\n\n",
    "She couldn't say whether they'd come, but we're sure it's raining in the valley.",
    "The theory of the thing is that there are then other things than those there.",
    "caf\u00e9 na\u00efve \u00fcber stra\u00dfe \u043f\u0440\u0438\u0432\u0435\u0442 \u4f60\u597d \u3053\u3093\u306b\u3061\u306f",
]

TEXTS = [
    "", " ", "  ", "\n", "a", " a", "a ", "The old harbour", "the the  the   the", " leading and trailing ",
    "tabs\tand\r\nlines\n\n  indented", "couldn't they'd WE'RE it's", "12 345 6.78 1,000 \u00bd \u00b2 \u2163 \u0663",
    "def f(x):\n    return x\n", "caf\u00e9 cafe\u0301 \u0065\u0327\u0301 \u212b \ufb01 \u1e9b\u0323 \ud55c \u1112\u1161\u11ab",
    "\u4f60\u597d\u4e16\u754c \u3053\u3093", "\U0001f999 llama \U0001f469\u200d\U0001f680", "mixed\u00a0\u3000\u2028spaces \u200b \u0085 \u180e \x1c",
    "<s>start</s> <mark> inside<mark>", "a <mark>  b", "<s><s>", "word<mark>word <mark> word", "\u2581mark \u0120mark <0x0A>",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627", "\x00\x01\x7f", "I\u0130\u0131 \u03a3\u03c3\u03c2 \u01c5", "don't stop... (really?!) [no]--x_y",
    "The theory of the thing is that there are then other things than those there." * 3,
    "zzqqxxjjkkww\u4e00\u9fa5\u9fa5", "Question: 5+7=12\n\nAnswer: So the answer is 12.", " <s> a", "a\u0301\u0301 \u0301",
]


# Enough for the components: every kind of character, mark and blank once.
SHORT = [t for t in TEXTS if len(t) < 60 and t not in ("a", " a", "the the  the   the", "<s><s>", " <s> a")]


def rows(tokenizer, texts=TEXTS):
    for text in texts:
        for special in (True, False):
            encoding = tokenizer.encode(text, add_special_tokens=special)
            yield {"text": text, "add_special_tokens": special, "ids": encoding.ids,
                   "offsets": [list(o) for o in encoding.offsets],
                   "decoded": tokenizer.decode(encoding.ids, skip_special_tokens=False)}


def write_lines(path, objects):
    with open(path, "w", encoding="ascii", newline="\n") as file:
        for item in objects:
            file.write(json.dumps(item, separators=(",", ":")) + "\n")


def write_folder(name, tokenizer, config):
    folder = os.path.join(HERE, name)
    os.makedirs(folder, exist_ok=True)
    tokenizer.save(os.path.join(folder, "tokenizer.json"), pretty=False)
    with open(os.path.join(folder, "tokenizer_config.json"), "w", encoding="ascii", newline="\n") as file:
        json.dump(config, file, indent=1)
        file.write("\n")
    write_lines(os.path.join(folder, "golden.jsonl"), rows(Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))))


def byte_level():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=300, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=["<s>", "</s>"], show_progress=False))
    tokenizer.add_tokens([AddedToken("<mark>", normalized=False)])
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 0)])
    write_folder("byte_level", tokenizer, {"bos_token": "<s>", "eos_token": {"content": "</s>", "__type": "AddedToken"},
                                           "pad_token": None, "chat_template": "{{ messages }}"})


def metaspace():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    specials = ["<unk>", "<s>", "</s>"] + ["<0x%02X>" % byte for byte in range(256)]
    # Words are cut for training only; the file asks for no cut, as Llama's does.
    trained = Tokenizer(models.BPE(unk_token="<unk>"))
    trained.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=True)
    trained.train_from_iterator(CORPUS[:-1], trainers.BpeTrainer(vocab_size=400, special_tokens=specials, show_progress=False))
    model = json.loads(trained.to_str())["model"]
    data = json.loads(tokenizer.to_str())
    data["model"].update(vocab=model["vocab"], merges=model["merges"])
    tokenizer = Tokenizer.from_str(json.dumps(data))
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in specials[:3]])
    tokenizer.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)])
    write_folder("metaspace", tokenizer, {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"})


def sentencepiece_model():
    folder = os.path.join(HERE, "sentencepiece")
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        prefix = os.path.join(scratch, "m")
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(CORPUS), model_prefix=prefix, vocab_size=400, model_type="bpe", byte_fallback=True,
            normalization_rule_name="identity", remove_extra_whitespaces=False, split_digits=True,
            character_coverage=1.0, allow_whitespace_only_pieces=True, minloglevel=2, num_threads=1, self_test_sample_size=0)
        shutil.copyfile(prefix + ".model", os.path.join(folder, "tokenizer.model"))
    for legacy in (True, False):
        slow = LlamaTokenizer(os.path.join(folder, "tokenizer.model"), legacy=legacy)
        result = []
        for text in TEXTS:
            for special in (True, False):
                ids = slow.encode(text, add_special_tokens=special)
                decoded = slow.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False) if ids else ""
                result.append({"text": text, "add_special_tokens": special, "ids": ids, "decoded": decoded})
        write_lines(os.path.join(folder, "golden_legacy.jsonl" if legacy else "golden.jsonl"), result)


def components():
    letters = [chr(c) for c in range(33, 127)] + [" ", "\u2581", "\u0120", "\u010a", "\u00e9", "\u00c3", "\u00a9"]
    merges = [["t", "h"], ["th", "e"], ["\u0120", "the"], ["\u2581", "the"], ["i", "n"], ["\u0120", "\u0120"],
              ["\u2581", "\u2581"], ["r", "e"], ["the", "re"], ["1", "2"], ["\u00c3", "\u00a9"], ["\u2581", "a"], ["\u0120", "a"]]
    names = ["<unk>", "<s>", "</s>"] + letters + ["".join(m) for m in merges]
    base = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None, "pre_tokenizer": None,
            "post_processor": None, "decoder": None,
            "model": {"type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None, "end_of_word_suffix": None,
                      "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
                      "vocab": {n: i for i, n in enumerate(names)}, "merges": merges}}

    def added(content, place, **flags):
        return {"id": len(names) + place if content not in names else names.index(content), "content": content, "single_word": False,
                "lstrip": False, "rstrip": False, "normalized": False, "special": False, **flags}

    def byte(**flags):
        return {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True, **flags}

    def split(pattern, behavior, invert=False, kind="Regex"):
        return {"type": "Split", "pattern": {kind: pattern}, "behavior": behavior, "invert": invert}

    cases = {
        "plain": {},
        "fuse_unk": {"model": {"fuse_unk": True}},
        "no_unk": {"model": {"unk_token": None}},
        "ignore_merges": {"model": {"ignore_merges": True, "merges": []}},
        "merges_as_strings": {"model": {"merges": [" ".join(m) for m in merges]}},
        "prepend_replace": {"normalizer": {"type": "Sequence", "normalizers": [
            {"type": "Prepend", "prepend": "\u2581"}, {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}]}},
        "replace_regex": {"normalizer": {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " a"}},
        "lowercase": {"normalizer": {"type": "Lowercase"}},
        "strip": {"normalizer": {"type": "Strip", "strip_left": True, "strip_right": True}},
        "strip_left": {"normalizer": {"type": "Strip", "strip_left": True, "strip_right": False}},
        "nfd_accents": {"normalizer": {"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "StripAccents"}]}},
        "metaspace_always": {"pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True},
                             "decoder": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True}},
        "metaspace_never": {"pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "never", "split": True},
                            "decoder": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "never", "split": True}},
        "metaspace_older": {"pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "add_prefix_space": True}},
        "byte_prefix_trim": {"pre_tokenizer": byte(add_prefix_space=True), "post_processor": byte(add_prefix_space=True), "decoder": byte()},
        "byte_trim": {"pre_tokenizer": byte(), "post_processor": byte(), "decoder": byte()},
        "byte_no_regex": {"pre_tokenizer": byte(use_regex=False), "decoder": byte()},
        "digits_together": {"pre_tokenizer": {"type": "Digits", "individual_digits": False}},
        "digits_single": {"pre_tokenizer": {"type": "Digits", "individual_digits": True}},
        "whitespace": {"pre_tokenizer": {"type": "Whitespace"}},
        "whitespace_split": {"pre_tokenizer": {"type": "WhitespaceSplit"}},
        "template_both_ends": {"post_processor": {"type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}, "</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]}}}},
        "added_plain": {"added_tokens": [added("<s>", 0, special=True), added("</s>", 0, special=True), added("<mark>", 0)]},
        "added_longest": {"added_tokens": [added("<mark", 0), added("<mark>", 1), added("ark>  b", 2), added("er", 3)]},
        "added_strips": {"added_tokens": [added("<mark>", 0, lstrip=True, rstrip=True), added("<s>", 0, rstrip=True, special=True)]},
        "added_single_word": {"added_tokens": [added("<mark>", 0, single_word=True), added("the", 0, single_word=True)]},
        "added_normalized": {"normalizer": {"type": "Lowercase"},
                             "added_tokens": [added("The", 0, normalized=True), added("WE'RE", 1), added("It", 2, normalized=True, special=True)]},
        "added_then_metaspace": {"added_tokens": [added("<s>", 0, special=True), added("<mark>", 0)],
                                 "pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "first", "split": False}},
        "decoder_strip": {"decoder": {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "a"}, "content": " "}, {"type": "Fuse"},
                                      {"type": "Strip", "content": " ", "start": 2, "stop": 0}]}},
    }
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        cases[form.lower()] = {"normalizer": {"type": form}, "pre_tokenizer": byte()}
    for behavior in ("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"):
        cases["split_" + behavior] = {"pre_tokenizer": split("the|\\s|\\d", behavior)}
        cases["split_invert_" + behavior] = {"pre_tokenizer": split("\\w+|[^\\w\\s]", behavior, True)}
        cases["split_string_" + behavior] = {"pre_tokenizer": split("e", behavior, kind="String")}

    with open(os.path.join(HERE, "components.jsonl"), "w", encoding="ascii", newline="\n") as file:
        file.write(json.dumps({"base": base, "texts": SHORT}, separators=(",", ":")) + "\n")
        for name, change in cases.items():
            data = json.loads(json.dumps(base))
            for key, value in change.items():
                data[key] = {**data[key], **value} if key == "model" else value
            tokenizer = Tokenizer.from_str(json.dumps(data))
            special = name.startswith("template")
            found = [[r["ids"], [n for o in r["offsets"] for n in o], r["decoded"]]
                     for r in rows(tokenizer, SHORT) if r["add_special_tokens"] == special]
            file.write(json.dumps({"name": name, "change": change, "rows": found}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    byte_level()
    metaspace()
    sentencepiece_model()
    components()
