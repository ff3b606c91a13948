# SPDX-License-Identifier: LicenseRef-Private
# An application bundle with its Qt inside, as a disk image. Not tested: see resources/manual/packages.md.
set_target_properties(llm-proxy PROPERTIES
    MACOSX_BUNDLE ON
    MACOSX_BUNDLE_INFO_PLIST ${CMAKE_CURRENT_BINARY_DIR}/Info.plist)

set(bundle llm-proxy.app)
install(TARGETS llm-proxy BUNDLE DESTINATION .)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/org.llmproxy.llmproxy.plist
    DESTINATION ${bundle}/Contents/Resources)

if(LLMPROXY_GUI)
    install(TARGETS ui LIBRARY DESTINATION ${bundle}/Contents/PlugIns/llm-proxy)

    # name in the icon set: size in pixels
    set(iconset ${LLMPROXY_ICONS}/llm-proxy.iconset)
    foreach(entry 16x16:16 16x16@2x:32 32x32:32 32x32@2x:64 128x128:128 128x128@2x:256 256x256:256
            256x256@2x:512 512x512:512)
        string(REPLACE ":" ";" entry ${entry})
        list(GET entry 0 name)
        list(GET entry 1 pixels)
        list(APPEND copies COMMAND ${CMAKE_COMMAND} -E copy
            ${LLMPROXY_ICONS}/${pixels}.png ${iconset}/icon_${name}.png)
    endforeach()
    add_custom_command(OUTPUT ${LLMPROXY_ICONS}/llm-proxy.icns
        COMMAND ${CMAKE_COMMAND} -E make_directory ${iconset}
        ${copies}
        COMMAND iconutil -c icns -o ${LLMPROXY_ICONS}/llm-proxy.icns ${iconset}
        DEPENDS icons VERBATIM)
    add_custom_target(icns ALL DEPENDS ${LLMPROXY_ICONS}/llm-proxy.icns)
    install(FILES ${LLMPROXY_ICONS}/llm-proxy.icns DESTINATION ${bundle}/Contents/Resources)

    # Brings Qt's frameworks and plugins into the bundle; the module is named because the program
    # itself links none of the window's libraries.
    find_program(LLMPROXY_MACDEPLOYQT macdeployqt HINTS ${QT6_INSTALL_PREFIX}/bin)
    install(CODE "
        execute_process(COMMAND_ERROR_IS_FATAL ANY COMMAND \"${LLMPROXY_MACDEPLOYQT}\"
            \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${bundle}\"
            \"-executable=\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${bundle}/Contents/PlugIns/llm-proxy/$<TARGET_FILE_NAME:ui>\")")
endif()

set(CPACK_GENERATOR DragNDrop)
set(CPACK_DMG_VOLUME_NAME "llm-proxy ${PROJECT_VERSION}")
