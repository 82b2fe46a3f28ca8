// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_scene.h"

#include <QStringList>

namespace neurograft::testing {

/// What a figure says in one role, in the order it is drawn.
inline QStringList textsOf(const FigureScene& scene, TextRole role)
{
    QStringList texts;
    for (const SceneText* text : scene.texts()) {
        if (text->role == role) {
            texts << text->text;
        }
    }
    return texts;
}

} // namespace neurograft::testing
