# SPDX-License-Identifier: GPL-3.0-or-later
# PCRE2 (8 bit), utf8proc and sentencepiece: what the tokenizers stand on. Defines Text::pcre2, Text::utf8proc, Text::sentencepiece.
include(FindPackageHandleStandardArgs)
set(_text_required)
foreach(_item IN ITEMS "pcre2:pcre2.h:pcre2-8" "utf8proc:utf8proc.h:utf8proc" "sentencepiece:sentencepiece_processor.h:sentencepiece")
    string(REPLACE ":" ";" _item "${_item}")
    list(GET _item 0 _name)
    list(GET _item 1 _header)
    list(GET _item 2 _library)
    find_path(Text_${_name}_INCLUDE_DIR ${_header})
    find_library(Text_${_name}_LIBRARY ${_library})
    list(APPEND _text_required Text_${_name}_LIBRARY Text_${_name}_INCLUDE_DIR)
    if(Text_${_name}_LIBRARY AND Text_${_name}_INCLUDE_DIR AND NOT TARGET Text::${_name})
        add_library(Text::${_name} UNKNOWN IMPORTED)
        set_target_properties(Text::${_name} PROPERTIES IMPORTED_LOCATION "${Text_${_name}_LIBRARY}"
            INTERFACE_INCLUDE_DIRECTORIES "${Text_${_name}_INCLUDE_DIR}")
    endif()
endforeach()
find_package_handle_standard_args(TextLibraries REQUIRED_VARS ${_text_required})
