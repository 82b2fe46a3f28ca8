# SPDX-License-Identifier: GPL-3.0-or-later
# Uses ccache when it is installed; a build without it is the same build, only slower the second time.
find_program(NEUROGRAFT_CCACHE ccache)
if(NEUROGRAFT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${NEUROGRAFT_CCACHE}")
endif()
