// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/neuron_map_loupe.h"

#include "widgets/plots/neuron_map_pool.h"
#include "widgets/plots/number_text.h"

#include <QStringList>

#include <algorithm>
#include <limits>

namespace neurograft {

QString loupeText(const NeuronMapData& data, const NeuronView& bin, int most)
{
    const std::vector<NeuronPlace> places = neuronsIn(data, bin, std::numeric_limits<int>::max());
    const int count = bin.layers() * bin.neurons();
    // "S L2 down 137" without its index: what all lines share.
    const auto layerText = [&](const NeuronPlace& place) {
        return neuronGoTo(data, place).section(u' ', 0, -3);
    };
    QStringList lines{bin.layers() == 1 ? NeuronLoupe::tr("%n neurons of %1", nullptr, count)
                                              .arg(layerText({bin.layerLow, bin.indexLow}))
                                        : NeuronLoupe::tr("%n neurons", nullptr, count)};
    const auto shown = std::min(places.size(), static_cast<std::size_t>(std::max(0, most)));
    for (std::size_t i = 0; i < shown; ++i) {
        const NeuronPlace& place = places[i];
        QString line =
            bin.layers() == 1 ? neuronGoTo(data, place).section(u' ', -2) : neuronGoTo(data, place);
        line += QStringLiteral("  ")
            + scoreText(static_cast<double>(data.scoreOf(place)), data.isSigned);
        lines << (data.isLocatedAt(place) ? NeuronLoupe::tr("%1  located").arg(line) : line);
    }
    if (places.empty()) {
        lines << NeuronLoupe::tr("none evaluated");
    } else if (places.size() > shown) {
        lines << NeuronLoupe::tr("and %n more", nullptr, static_cast<int>(places.size() - shown));
    }
    return lines.join(u'\n');
}

NeuronLoupe::NeuronLoupe(QWidget* parent) : QLabel(parent)
{
    setObjectName(QStringLiteral("loupe"));
    setTextFormat(Qt::PlainText);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFrameShape(QFrame::Box);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::ToolTipBase);
    setForegroundRole(QPalette::ToolTipText);
    setMargin(fontMetrics().height() / 4);
    hide();
}

void NeuronLoupe::showBin(const NeuronMapData& neurons, const NeuronView& bin,
                          const QPointF& position)
{
    setText(loupeText(neurons, bin));
    adjustSize();
    // Above the pointer: the tooltip lies below it.
    const int gap = fontMetrics().height();
    const QPoint point = position.toPoint();
    const QWidget* area = parentWidget();
    const int x =
        point.x() + gap + width() <= area->width() ? point.x() + gap : point.x() - gap - width();
    const int y =
        point.y() - gap - height() >= 0 ? point.y() - gap - height() : point.y() + gap * 2;
    move(std::clamp(x, 0, std::max(0, area->width() - width())),
         std::clamp(y, 0, std::max(0, area->height() - height())));
    show();
    raise();
}

} // namespace neurograft
