// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/kept_model.h"

namespace neurograft {

std::shared_ptr<const OpenModel> KeptModel::get(const ModelOverlay& overlay,
                                                const RunContext& context)
{
    const std::lock_guard opening(m_opening);
    context.throwIfStopped(); // no longer wanted after the wait
    std::shared_ptr<const OpenModel> base = ifOpen();
    if (!base) {
        base = OpenModel::open(m_folder, m_options, context);
        const std::lock_guard state(m_state);
        m_base = base;
    }
    if (overlay.isEmpty()) {
        return base;
    }
    if (!m_overlaid || m_overlay != overlay) {
        m_overlaid.reset(); // before the next one takes memory
        m_overlaid = base->withOverlay(overlay, context);
        m_overlay = overlay;
    }
    return m_overlaid;
}

std::shared_ptr<const OpenModel> KeptModel::ifOpen() const
{
    const std::lock_guard state(m_state);
    return m_base;
}

} // namespace neurograft
