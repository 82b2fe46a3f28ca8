# SPDX-License-Identifier: GPL-3.0-or-later
# NEUROGRAFT_SANITIZE is "", "address;undefined" or "thread" (presets asan and tsan).
set(NEUROGRAFT_SANITIZE "" CACHE STRING "Sanitizers to build with")
add_library(neurograft_sanitizers INTERFACE)
if(NEUROGRAFT_SANITIZE)
    list(JOIN NEUROGRAFT_SANITIZE "," _sanitize)
    target_compile_options(neurograft_sanitizers INTERFACE -fsanitize=${_sanitize} -fno-omit-frame-pointer -g)
    target_link_options(neurograft_sanitizers INTERFACE -fsanitize=${_sanitize})
endif()
target_link_libraries(neurograft_warnings INTERFACE neurograft_sanitizers)
