#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes color_tables.cpp: the colour maps of widgets/plots/color_map.h as tables of 256 colours.

Needs matplotlib (magma and viridis: CC0, S. van der Walt and N. Smith; cividis: J. Nunez, C. Anderton and
R. Renslow 2018, as distributed with matplotlib under its licence) and cmcrameri (vik: Fabio Crameri's Scientific colour maps, MIT licence). The tables
are committed; this script only has to run when a map is added:

    pip install matplotlib cmcrameri && python3 make_color_tables.py
"""
from pathlib import Path

import cmcrameri
import matplotlib
import numpy as np


def listed(name):
    return np.asarray(matplotlib.colormaps[name].colors, dtype=np.float64)


def vik():
    return np.loadtxt(Path(cmcrameri.__file__).parent / "cmaps" / "vik.txt")


def grey():
    return np.repeat(np.linspace(0.0, 1.0, 256)[:, None], 3, axis=1)


MAPS = {"Magma": listed("magma"), "Viridis": listed("viridis"), "Cividis": listed("cividis"), "Grey": grey(), "Vik": vik()}

lines = [
    "// SPDX-License-Identifier: GPL-3.0-or-later",
    "// Written by make_color_tables.py; sources and licences of the colour values are named there and in color_tables.h.",
    '#include "widgets/plots/color_tables.h"',
    "",
    "namespace neurograft {",
    "",
    "// clang-format off",
]
for name, colours in MAPS.items():
    assert colours.shape == (256, 3), name
    rgb = np.floor(colours * 255.0 + 0.5).astype(int)
    words = [f"0x{r:02x}{g:02x}{b:02x}" for r, g, b in rgb]
    lines.append(f"const std::array<std::uint32_t, 256> k{name}Table {{{{")
    lines += ["    " + ", ".join(words[i:i + 12]) + "," for i in range(0, 256, 12)]
    lines += ["}};", ""]
lines += ["// clang-format on", "", "} // namespace neurograft", ""]
Path(__file__).with_name("color_tables.cpp").write_text("\n".join(lines), encoding="utf-8")
