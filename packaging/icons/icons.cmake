# SPDX-License-Identifier: LicenseRef-Private
# Pictures of the one drawing, for those who don't read SVG: PNGs of the usual sizes, and an .ico.
# LLMPROXY_ICONS is the folder they are made in; the target is `icons`.
qt_add_executable(render-icons ${CMAKE_CURRENT_LIST_DIR}/rendericons.cpp)
target_link_libraries(render-icons PRIVATE project_options Qt6::Gui Qt6::Svg)

set(LLMPROXY_ICONS ${CMAKE_CURRENT_BINARY_DIR}/icons)
set(LLMPROXY_ICON_SIZES 16 22 24 32 48 64 128 256)
set(rendered ${LLMPROXY_ICONS}/llm-proxy.ico)
foreach(size ${LLMPROXY_ICON_SIZES} 512)
    list(APPEND rendered ${LLMPROXY_ICONS}/${size}.png)
endforeach()
set(drawing ${PROJECT_SOURCE_DIR}/resources/icons/llm-proxy.svg)
if(NOT CMAKE_CROSSCOMPILING)
    add_custom_command(OUTPUT ${rendered}
        COMMAND render-icons ${drawing} ${LLMPROXY_ICONS} ${LLMPROXY_ICON_SIZES} 512
        DEPENDS render-icons ${drawing} VERBATIM)
    add_custom_target(icons ALL DEPENDS ${rendered})
endif()
