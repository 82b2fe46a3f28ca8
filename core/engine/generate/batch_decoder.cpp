// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/generate/batch_decoder.h"

#include "core/engine/model/interruptible_pass.h"
#include "core/run/error.h"
#include "core/support/random_stream.h"

#include <ATen/ops/isfinite.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

namespace neurograft {

namespace {

constexpr const char* kPhase = "generating";

void requirePrompts(const std::vector<DecodeRow>& rows)
{
    for (const DecodeRow& row : rows) {
        if (row.prompt.empty()) {
            throw StudyError("prompt", "at least one token", "none",
                             "Write some text: this tokenizer adds no BOS by itself.");
        }
    }
}

class Decoder {
public:
    Decoder(const TransformerModel& model, const std::vector<DecodeRow>& rows,
            const DecodeOptions& options, const TokenCallback& onToken, const RunContext& context)
        : m_model(model), m_rows(rows), m_options(options), m_onToken(onToken), m_context(context),
          m_cache(model.config().layers)
    {
        m_result.rows.resize(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            m_active.push_back(i);
            m_streams.emplace_back(options.seed, "generate.sample", rows[i].index);
        }
    }

    DecodedBatch run()
    {
        std::vector<std::vector<std::int32_t>> prompts;
        for (const DecodeRow& row : m_rows) {
            prompts.push_back(row.prompt);
        }
        report();
        TokenBatch batch = padLeft(prompts, 0, m_model.device());
        take(step(batch));
        const auto start = std::chrono::steady_clock::now();
        const std::int64_t before = m_taken;
        while (!m_active.empty()) {
            report();
            take(step(nextBatch()));
        }
        m_result.seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        m_result.tokens = m_taken - before;
        return std::move(m_result);
    }

private:
    /// Most tokens a row can still get, for the bar: rows may end before.
    void report() const
    {
        const auto done = m_result.rows.empty()
            ? std::int64_t{0}
            : static_cast<std::int64_t>(
                std::max_element(m_result.rows.begin(), m_result.rows.end(),
                                 [](const DecodedRow& a, const DecodedRow& b) {
                                     return a.ids.size() < b.ids.size();
                                 })
                    ->ids.size());
        m_context.checkpoint({kPhase, 1, 1, done, m_options.maxNewTokens, "tokens"});
    }

    /// Logits [B,V] behind the last token.
    at::Tensor step(const TokenBatch& batch)
    {
        return interruptibleLastLogits(m_model, batch, m_cache, m_context);
    }

    /// `dynamic` frequencies of a row behind the context follow each new token, and with them what
    /// every layer but the first made of the tokens before: nothing of the cache is of use.
    bool isStretched() const
    {
        const ModelConfig& config = m_model.config();
        return config.ropeScaling.kind == RopeScaling::Kind::Dynamic
            && std::any_of(m_active.begin(), m_active.end(), [&](std::size_t row) {
                   const std::size_t length =
                       m_rows[row].prompt.size() + m_result.rows[row].ids.size();
                   return static_cast<std::int64_t>(length) > config.maxPositions;
               });
    }

    /// Everything of each row that goes on, for an empty cache.
    TokenBatch wholeRows()
    {
        std::vector<std::vector<std::int32_t>> rows;
        for (const std::size_t row : m_active) {
            rows.push_back(m_rows[row].prompt);
            const std::vector<std::int32_t>& ids = m_result.rows[row].ids;
            rows.back().insert(rows.back().end(), ids.begin(), ids.end());
        }
        m_cache = KvCache(m_model.config().layers);
        return padLeft(rows, 0, m_model.device());
    }

    /// The last token of each row that goes on, [B,1].
    TokenBatch nextBatch()
    {
        if (isStretched()) {
            return wholeRows();
        }
        std::vector<std::vector<std::int32_t>> last;
        for (const std::size_t row : m_active) {
            last.push_back({m_result.rows[row].ids.back()});
        }
        return padLeft(last, 0, m_model.device());
    }

    /// Takes one token per row from [B,V] and lets rows that end leave the batch.
    void take(const at::Tensor& logits)
    {
        const std::vector<std::int32_t> next = choose(logits);
        std::vector<std::int64_t> staying;
        std::vector<std::size_t> active;
        for (std::size_t i = 0; i < m_active.size(); ++i) {
            const std::size_t row = m_active[i];
            m_result.rows[row].ids.push_back(next[i]);
            ++m_taken;
            const bool isStopped = m_onToken && m_onToken(row, next[i]);
            if (const auto reason = reasonToStop(row, isStopped)) {
                m_result.rows[row].reason = *reason;
            } else {
                staying.push_back(static_cast<std::int64_t>(i));
                active.push_back(row);
            }
        }
        if (!staying.empty() && staying.size() < m_active.size()) {
            m_cache.selectRows(staying);
        }
        m_active = std::move(active);
    }

    std::vector<std::int32_t> choose(const at::Tensor& logits)
    {
        std::vector<std::int32_t> chosen;
        if (m_options.sampling.temperature <= 0.0) {
            // NaN would win every argmax; the chosen logit tells without a second look at all.
            const auto [greatest, index] = logits.max(1);
            const at::Tensor values = greatest.cpu();
            const at::Tensor ids = index.cpu();
            requireFinite(values);
            for (std::int64_t i = 0; i < ids.size(0); ++i) {
                chosen.push_back(static_cast<std::int32_t>(ids.const_data_ptr<std::int64_t>()[i]));
            }
            return chosen;
        }
        const at::Tensor host = logits.cpu().contiguous();
        requireFinite(host);
        for (std::size_t i = 0; i < m_active.size(); ++i) {
            const auto size = host.size(1);
            chosen.push_back(
                sampleToken(host.const_data_ptr<float>() + static_cast<std::int64_t>(i) * size,
                            size, m_options.sampling, m_streams[m_active[i]].uniform()));
        }
        return chosen;
    }

    static void requireFinite(const at::Tensor& logits)
    {
        if (!at::isfinite(logits).all().item<bool>()) {
            throw DomainError("logits", "finite values",
                              "NaN or infinity, though all weights are finite",
                              "The compute type overflowed: try --dtype float32.");
        }
    }

    std::optional<StopReason> reasonToStop(std::size_t row, bool isStopped) const
    {
        const std::vector<std::int32_t>& ids = m_result.rows[row].ids;
        const auto& eos = m_options.eosIds;
        if (std::find(eos.begin(), eos.end(), ids.back()) != eos.end()) {
            return StopReason::Eos;
        }
        if (isStopped) {
            return StopReason::Text;
        }
        for (const std::vector<std::int32_t>& stop : m_options.stopSequences) {
            if (!stop.empty() && stop.size() <= ids.size()
                && std::equal(stop.rbegin(), stop.rend(), ids.rbegin())) {
                return StopReason::Sequence;
            }
        }
        const auto size = static_cast<std::int64_t>(ids.size());
        if (size >= m_options.maxNewTokens) {
            return StopReason::Length;
        }
        // Padding of other rows takes places of the cache too.
        return m_cache.length() + 1 > m_model.config().longestText()
            ? std::optional(StopReason::Context)
            : std::nullopt;
    }

    const TransformerModel& m_model;
    const std::vector<DecodeRow>& m_rows;
    const DecodeOptions& m_options;
    const TokenCallback& m_onToken;
    const RunContext& m_context;
    KvCache m_cache;
    std::vector<std::size_t> m_active; ///< rows that go on, in the order of the batch
    std::vector<RandomStream> m_streams;
    DecodedBatch m_result;
    std::int64_t m_taken = 0;
};

} // namespace

DecodedBatch decodeBatch(const TransformerModel& model, const std::vector<DecodeRow>& rows,
                         const DecodeOptions& options, const TokenCallback& onToken,
                         const RunContext& context)
{
    requirePrompts(rows);
    if (rows.empty() || options.maxNewTokens <= 0) {
        DecodedBatch nothing;
        nothing.rows.resize(rows.size());
        return nothing;
    }
    const c10::InferenceMode inference;
    return Decoder(model, rows, options, onToken, context).run();
}

} // namespace neurograft
