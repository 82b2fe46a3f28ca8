# SPDX-License-Identifier: GPL-3.0-or-later
# NEUROGRAFT_SANITIZE is "", "address;undefined" or "thread" (presets asan and tsan).
set(NEUROGRAFT_SANITIZE "" CACHE STRING "Sanitizers to build with")
add_library(neurograft_sanitizers INTERFACE)
if(NEUROGRAFT_SANITIZE)
    list(JOIN NEUROGRAFT_SANITIZE "," _sanitize)
    target_compile_options(neurograft_sanitizers INTERFACE -fsanitize=${_sanitize} -fno-omit-frame-pointer -g)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU") # instrumented <regex> looks uninitialised to GCC 12
        target_compile_options(neurograft_sanitizers INTERFACE -Wno-maybe-uninitialized)
    endif()
    target_link_options(neurograft_sanitizers INTERFACE -fsanitize=${_sanitize})
endif()
target_link_libraries(neurograft_warnings INTERFACE neurograft_sanitizers)
