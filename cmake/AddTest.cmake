# SPDX-License-Identifier: GPL-3.0-or-later
# neurograft_add_test(NAME tst_x SOURCES tst_x.cpp LIBRARIES … LABEL core [TIMEOUT seconds] [WIDGETS] [SCALES 1.5 2])
# One registration for every test: offscreen platform, one LibTorch thread (tests run side by side, and threads that
# wait for each other on busy cores are slower than one), UTF-8 locale, isolated settings, a time limit and a label. SCALES registers it once more per factor, as on
# screens of 150 % or 200 %.
# A third of the build would be the same Qt, LibTorch and JSON headers once per test: tests share them precompiled, one set per kind.
function(neurograft_add_test_headers NAME)
    cmake_parse_arguments(ARG "" "" "LIBRARIES;HEADERS" ${ARGN})
    set(_source "${CMAKE_BINARY_DIR}/generated/${NAME}.cpp")
    file(CONFIGURE OUTPUT "${_source}" CONTENT "// Carries the precompiled headers of tests.\n")
    add_library(${NAME} OBJECT EXCLUDE_FROM_ALL "${_source}")
    neurograft_set_test_flags(${NAME})
    target_link_libraries(${NAME} PRIVATE ${ARG_LIBRARIES} Qt6::Test neurograft_warnings)
    target_precompile_headers(${NAME} PRIVATE ${ARG_HEADERS})
endfunction()

# What decides whether precompiled headers fit: the same for them and for every test. Qt Test's definitions name folders of the
# target; only QFINDTESTDATA reads them, which no test uses.
function(neurograft_set_test_flags target)
    set_target_properties(${target} PROPERTIES UNITY_BUILD OFF) # one source each, and helpers of the same names
    if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
        target_compile_options(${target} PRIVATE -O1) # a test is compiled more often than its loops run
    endif()
    target_compile_options(${target} PRIVATE -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR)
    target_compile_definitions(${target} PRIVATE QT_NO_KEYWORDS)
endfunction()

function(neurograft_add_test)
    cmake_parse_arguments(ARG "WIDGETS" "NAME;LABEL;TIMEOUT" "SOURCES;LIBRARIES;SCALES" ${ARGN})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 60)
    endif()
    add_executable(${ARG_NAME} ${ARG_SOURCES})
    neurograft_set_test_flags(${ARG_NAME})
    # Each source with a test class includes its own .moc. AUTOMOC would scan every test by a process of its own and
    # compile an empty file for it: a fifth of the build.
    foreach(_source IN LISTS ARG_SOURCES)
        file(STRINGS ${_source} _moc_line REGEX "^#include \"tst_.*\\.moc\"")
        if(_moc_line)
            get_filename_component(_name ${_source} NAME_WE)
            set(_moc "${CMAKE_CURRENT_BINARY_DIR}/${ARG_NAME}_moc/${_name}.moc")
            qt_generate_moc(${_source} ${_moc} TARGET ${ARG_NAME})
            target_sources(${ARG_NAME} PRIVATE ${_moc})
            target_include_directories(${ARG_NAME} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/${ARG_NAME}_moc")
        endif()
    endforeach()
    target_include_directories(${ARG_NAME} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
    target_compile_definitions(${ARG_NAME} PRIVATE
        NEUROGRAFT_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data"
        NEUROGRAFT_SHARED="${PROJECT_SOURCE_DIR}/../shared"
        NEUROGRAFT_RESOURCES="${PROJECT_SOURCE_DIR}/resources")
    target_link_libraries(${ARG_NAME} PRIVATE ${ARG_LIBRARIES} Qt6::Test neurograft_warnings)
    if(ARG_LIBRARIES MATCHES "Torch11")
        target_precompile_headers(${ARG_NAME} REUSE_FROM neurograft_torch_test_headers)
    elseif(ARG_LIBRARIES MATCHES "neurograft_(widgets|test_support|figure_command)")
        target_precompile_headers(${ARG_NAME} REUSE_FROM neurograft_widget_test_headers)
    else()
        target_precompile_headers(${ARG_NAME} REUSE_FROM neurograft_plain_test_headers)
    endif()
    set(_environment "OMP_NUM_THREADS=1;QT_QPA_PLATFORM=offscreen;QT_LOGGING_RULES=qt.qpa.fonts=false;LC_ALL=C.UTF-8;XDG_CONFIG_HOME=${CMAKE_BINARY_DIR}/test-home/config;XDG_CACHE_HOME=${CMAKE_BINARY_DIR}/test-home/cache;XDG_DATA_HOME=${CMAKE_BINARY_DIR}/test-home/data")
    add_test(NAME ${ARG_NAME} COMMAND ${ARG_NAME})
    set_tests_properties(${ARG_NAME} PROPERTIES
        TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABEL}" ENVIRONMENT "${_environment}")
    foreach(_scale IN LISTS ARG_SCALES)
        add_test(NAME ${ARG_NAME}_at_scale_${_scale} COMMAND ${ARG_NAME})
        set_tests_properties(${ARG_NAME}_at_scale_${_scale} PROPERTIES
            TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABEL}" ENVIRONMENT "${_environment};QT_SCALE_FACTOR=${_scale}")
    endforeach()
endfunction()
