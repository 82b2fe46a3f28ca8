# SPDX-License-Identifier: GPL-3.0-or-later
# Interface target that every target of ours links privately: warnings are errors unless NEUROGRAFT_WERROR is off.
add_library(neurograft_warnings INTERFACE)
target_compile_options(neurograft_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
if(NEUROGRAFT_WERROR)
    target_compile_options(neurograft_warnings INTERFACE -Werror)
endif()
