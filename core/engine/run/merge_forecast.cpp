// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/adapter_file.h"
#include "core/checkpoint/delta_file.h"
#include "core/engine/run/merge_plan.h"
#include "core/engine/support/device.h"
#include "core/engine/support/host_speed.h"
#include "core/engine/support/torch_errors.h"
#include "core/run/error.h"
#include "core/run/merge.h"

#include <algorithm>
#include <memory>
#include <set>

namespace neurograft {

namespace {

constexpr double kDiskRate = 5e8; ///< bytes per second, roughly
constexpr double kPasses = 3.0; ///< the source is read, the copy written and read back
constexpr double kFloatBytes = 4.0;
/// Products of m n min(m, n) elements that a singular value decomposition takes, roughly.
constexpr double kMergeForecastDecomposition = 20.0;

class Forecaster {
public:
    explicit Forecaster(const MergeOptions& options) : m_options(options) { }

    MergeForecast run()
    {
        attempt([this] { open(); });
        attempt([this] { requireSafeTarget(m_options.model, m_options.out, m_options.overwrite); });
        if (!m_checkpoint) {
            return std::move(m_forecast);
        }
        for (const auto& folder : m_options.overlay.adapters) {
            attempt([&] { addAdapter(folder, false); });
        }
        for (const auto& folder : m_options.overlay.residualAdapters) {
            attempt([&] { addAdapter(folder, true); });
        }
        for (const auto& file : m_options.overlay.deltas) {
            attempt([&] { addDelta(file); });
        }
        m_forecast.edited.assign(m_edited.begin(), m_edited.end());
        attempt([this] { requireUntied(*m_checkpoint, m_forecast.edited); });
        attempt([this] { planFiles(); });
        return std::move(m_forecast);
    }

private:
    template <class Step> void attempt(const Step& step)
    {
        try {
            step();
        } catch (const Error& error) {
            m_forecast.problems.push_back(std::string(error.what())
                                          + (error.advice().empty() ? "" : ". " + error.advice()));
        }
    }

    void open()
    {
        auto checkpoint = Checkpoint::open(m_options.model);
        if (!checkpoint->hasWeights()) {
            throw FormatError(m_options.model.string(), "a folder with weights",
                              checkpoint->weightsProblem());
        }
        m_checkpoint = std::move(checkpoint);
    }

    /// Factors are held in float32; their product is one m × n matrix of r columns.
    void addAdapter(const std::filesystem::path& folder, bool isResidual)
    {
        const AdapterFile adapter(folder, m_checkpoint->config());
        const bool isComputed = isResidual && !hasInitialFactors(folder);
        for (const AdapterFactors& factors : adapter.factors()) {
            const auto rank = static_cast<double>(factors.a.shape[0]);
            const auto inputs = static_cast<double>(factors.a.shape[1]);
            const auto outputs = static_cast<double>(factors.b.shape[0]);
            const double both = isResidual ? 2.0 : 1.0; // also what it began with
            m_edited.insert(factors.weight);
            m_held += both * kFloatBytes * rank * (inputs + outputs);
            m_forecast.flops += both * 2.0 * rank * inputs * outputs;
            if (isComputed) {
                m_forecast.flops +=
                    kMergeForecastDecomposition * inputs * outputs * std::min(inputs, outputs);
            }
        }
    }

    void addDelta(const std::filesystem::path& file)
    {
        const DeltaFile delta(file, m_checkpoint->config());
        for (const DeltaPart& part : delta.parts()) {
            const auto elements = static_cast<double>(part.delta.elementCount());
            m_edited.insert(part.weight);
            m_held += kFloatBytes * elements;
            m_forecast.flops += elements;
        }
    }

    void planFiles()
    {
        const MergePlan plan = planMerge(*m_checkpoint, m_forecast.edited, m_options.dtype);
        m_forecast.copied = plan.copied;
        m_forecast.left = plan.left;
        m_forecast.bytes = static_cast<std::int64_t>(plan.bytes);
        double largest = 0.0;
        for (const MergedFile& file : plan.rewritten) {
            m_forecast.rewritten.push_back(file.name);
            for (const MergedTensor& tensor : file.tensors) {
                if (tensor.isChanged) {
                    const auto elements =
                        static_cast<double>(m_checkpoint->entry(tensor.name).elementCount());
                    m_forecast.flops += elements;
                    largest = std::max(largest, elements);
                }
            }
        }
        // One tensor at a time: the sum of its changes, its own values and the product.
        m_forecast.hostBytes = m_held + 3.0 * kFloatBytes * largest;
        m_forecast.secondsEstimate = m_forecast.flops / hostFlops()
            + kPasses * static_cast<double>(m_checkpoint->byteCount()) / kDiskRate;
        requireMemory();
        requireDiskSpace(m_options.out, plan.bytes);
    }

    void requireMemory() const
    {
        const auto available = static_cast<double>(availableHostMemory());
        if (available > 0.0 && m_forecast.hostBytes > available) {
            throw MemoryError("merge",
                              std::to_string(static_cast<std::int64_t>(m_forecast.hostBytes))
                                  + " bytes of free memory",
                              std::to_string(static_cast<std::int64_t>(available)));
        }
    }

    const MergeOptions& m_options;
    std::shared_ptr<const Checkpoint> m_checkpoint; ///< null when it cannot be opened
    std::set<std::string> m_edited;
    double m_held = 0.0; ///< bytes of all changes
    MergeForecast m_forecast;
};

} // namespace

MergeForecast forecastMerge(const MergeOptions& options)
{
    return withTorchErrors(options.model.string(), [&] { return Forecaster(options).run(); });
}

} // namespace neurograft
