# SPDX-License-Identifier: GPL-3.0-or-later
# Finds LibTorch 2.x as plain files and defines Torch11::torch (libtorch_cpu and libc10).
#
# The official TorchConfig.cmake of the CUDA wheel asks for a CUDA toolkit at configure time; the CPU half does not need one.
# libtorch_cuda is opened at run time when it is there (core/engine/support/cuda_runtime).
#
# Looked up in this order: NEUROGRAFT_TORCH_DIR (a LibTorch folder, a Python "torch" folder or the folder around it), then
# what packaging/setup.sh unpacked: ${XDG_CACHE_HOME:-~/.cache}/neurograft/libtorch-2.11.0.
if(DEFINED ENV{XDG_CACHE_HOME} AND NOT "$ENV{XDG_CACHE_HOME}" STREQUAL "")
    set(_torch_cache "$ENV{XDG_CACHE_HOME}/neurograft/libtorch-2.11.0")
else()
    set(_torch_cache "$ENV{HOME}/.cache/neurograft/libtorch-2.11.0")
endif()
set(_torch_hints)
foreach(_dir IN ITEMS "${NEUROGRAFT_TORCH_DIR}" "${_torch_cache}")
    if(NOT "${_dir}" STREQUAL "")
        list(APPEND _torch_hints "${_dir}" "${_dir}/torch" "${_dir}/libtorch")
    endif()
    if(_torch_hints AND NOT "${NEUROGRAFT_TORCH_DIR}" STREQUAL "")
        break() # a folder named by the user is not silently replaced by another
    endif()
endforeach()

unset(Torch11_INCLUDE_DIR CACHE)
unset(Torch11_CPU_LIBRARY CACHE)
unset(Torch11_C10_LIBRARY CACHE)
find_path(Torch11_INCLUDE_DIR ATen/core/Tensor.h HINTS ${_torch_hints} PATH_SUFFIXES include NO_DEFAULT_PATH)
find_library(Torch11_CPU_LIBRARY torch_cpu HINTS ${_torch_hints} PATH_SUFFIXES lib NO_DEFAULT_PATH)
find_library(Torch11_C10_LIBRARY c10 HINTS ${_torch_hints} PATH_SUFFIXES lib NO_DEFAULT_PATH)

if(Torch11_INCLUDE_DIR)
    file(STRINGS "${Torch11_INCLUDE_DIR}/torch/headeronly/version.h" _torch_version_lines REGEX "define TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
    if(NOT _torch_version_lines)
        file(STRINGS "${Torch11_INCLUDE_DIR}/torch/csrc/api/include/torch/version.h" _torch_version_lines REGEX "define TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
    endif()
    string(REGEX REPLACE "[^0-9;]" "" _torch_version_numbers "${_torch_version_lines}")
    list(JOIN _torch_version_numbers "." Torch11_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Torch11
    REQUIRED_VARS Torch11_CPU_LIBRARY Torch11_C10_LIBRARY Torch11_INCLUDE_DIR
    VERSION_VAR Torch11_VERSION
    REASON_FAILURE_MESSAGE "Run packaging/setup.sh once, or pass -DNEUROGRAFT_TORCH_DIR=<folder with include/ and lib/>.")

if(Torch11_FOUND AND NOT TARGET Torch11::torch)
    get_filename_component(Torch11_LIBRARY_DIR "${Torch11_CPU_LIBRARY}" DIRECTORY)
    add_library(Torch11::c10 SHARED IMPORTED)
    set_target_properties(Torch11::c10 PROPERTIES IMPORTED_LOCATION "${Torch11_C10_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${Torch11_INCLUDE_DIR}")
    add_library(Torch11::torch SHARED IMPORTED)
    set_target_properties(Torch11::torch PROPERTIES IMPORTED_LOCATION "${Torch11_CPU_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${Torch11_INCLUDE_DIR};${Torch11_INCLUDE_DIR}/torch/csrc/api/include"
        INTERFACE_LINK_LIBRARIES "Torch11::c10")
    # CMake puts the folder of libtorch_cpu into the programs' rpath by itself. DT_RPATH instead of DT_RUNPATH, so that what LibTorch
    # opens later (libtorch_cuda, through dlopen) is looked for there too.
    set(_torch_link_folders "${Torch11_LIBRARY_DIR}")
    get_filename_component(_torch_root "${Torch11_LIBRARY_DIR}/../.." ABSOLUTE)
    if(IS_DIRECTORY "${_torch_root}/nvidia/cu13/lib")
        list(APPEND _torch_link_folders "${_torch_root}/nvidia/cu13/lib")
    endif()
    list(TRANSFORM _torch_link_folders PREPEND "-Wl,-rpath-link,")
    target_link_options(Torch11::torch INTERFACE "-Wl,--disable-new-dtags" ${_torch_link_folders})
endif()
