// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <cstdint>

namespace neurograft {

/// Sizes of a decoder of the Llama or Qwen2 family.
struct ModelShape {
    const char* family = "llama"; ///< or "qwen2": biases of q, k, v; head tied to the embedding
    std::int64_t layers = 0;
    std::int64_t hidden = 0;
    std::int64_t intermediate = 0;
    std::int64_t heads = 0;
    std::int64_t kvHeads = 0;
    std::int64_t headDim = 128;
    std::int64_t vocabulary = 32000;
    std::int64_t positions = 4096;
};

/// Makes a model folder that has all but weights: config, tokenizer files of @p tokenizer and a
/// safetensors file with the true header whose float16 data are a hole. Plans read no more.
/// @return whether everything was written
bool makeShapeModel(const QString& folder, const ModelShape& shape, const QString& tokenizer);

} // namespace neurograft
