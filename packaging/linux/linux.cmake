# SPDX-License-Identifier: LicenseRef-Private
install(TARGETS llm-proxy RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/.env.example
    DESTINATION ${CMAKE_INSTALL_DOCDIR})
# In the folders that README and the pages link to.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/resources/manual ${PROJECT_SOURCE_DIR}/resources/pictures
    DESTINATION ${CMAKE_INSTALL_DOCDIR}/resources)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/packaging/deploy
    DESTINATION ${CMAKE_INSTALL_DOCDIR}/packaging)

# Filled when installed: a package goes elsewhere than `cmake --install`, and the unit names the
# program by its whole path.
install(CODE "
    set(LLMPROXY_PROGRAM \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/llm-proxy\")
    configure_file(\"${CMAKE_CURRENT_LIST_DIR}/llm-proxy.service.in\"
        \"${CMAKE_CURRENT_BINARY_DIR}/llm-proxy.service\" @ONLY)")
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/llm-proxy.service DESTINATION lib/systemd/user)

if(LLMPROXY_GUI)
    install(TARGETS ui LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/llm-proxy)
    install(FILES linux/llm-proxy.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
    install(FILES ${CMAKE_CURRENT_BINARY_DIR}/org.llmproxy.llmproxy.metainfo.xml
        DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
    set(hicolor ${CMAKE_INSTALL_DATADIR}/icons/hicolor)
    install(FILES ${PROJECT_SOURCE_DIR}/resources/icons/llm-proxy.svg
        DESTINATION ${hicolor}/scalable/apps)
    install(FILES ${PROJECT_SOURCE_DIR}/resources/icons/running-symbolic.svg
        DESTINATION ${hicolor}/symbolic/apps RENAME llm-proxy-symbolic.svg)
    if(NOT CMAKE_CROSSCOMPILING)
        foreach(size ${LLMPROXY_ICON_SIZES})
            install(FILES ${LLMPROXY_ICONS}/${size}.png
                DESTINATION ${hicolor}/${size}x${size}/apps RENAME llm-proxy.png)
        endforeach()
    endif()
endif()

# The program itself writes its completions and man pages; made when built, so that a package holds
# them.
if(NOT CMAKE_CROSSCOMPILING AND NOT LLMPROXY_SANITIZE AND NOT LLMPROXY_FUZZ)
    foreach(shell bash zsh fish)
        add_custom_command(OUTPUT completion.${shell}
            COMMAND llm-proxy completion ${shell} > completion.${shell}
            DEPENDS llm-proxy VERBATIM)
    endforeach()
    foreach(page llm-proxy.1 llm-proxy-backend.1 llm-proxy.json.5)
        add_custom_command(OUTPUT ${page}
            COMMAND llm-proxy help --man ${page} > ${page}
            DEPENDS llm-proxy VERBATIM)
    endforeach()
    add_custom_target(completions ALL DEPENDS completion.bash completion.zsh completion.fish
        llm-proxy.1 llm-proxy-backend.1 llm-proxy.json.5)
    install(FILES ${CMAKE_CURRENT_BINARY_DIR}/llm-proxy.1
        ${CMAKE_CURRENT_BINARY_DIR}/llm-proxy-backend.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
    install(FILES ${CMAKE_CURRENT_BINARY_DIR}/llm-proxy.json.5
        DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
    install(FILES ${CMAKE_CURRENT_BINARY_DIR}/completion.bash
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME llm-proxy)
    install(FILES ${CMAKE_CURRENT_BINARY_DIR}/completion.zsh
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions RENAME _llm-proxy)
    install(FILES ${CMAKE_CURRENT_BINARY_DIR}/completion.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d RENAME llm-proxy.fish)
endif()

# Their own tools judge what the desktop will read.
if(BUILD_TESTING AND LLMPROXY_GUI)
    add_test(NAME packaging/desktop-file
        COMMAND desktop-file-validate ${CMAKE_CURRENT_LIST_DIR}/llm-proxy.desktop)
    # There is no homepage to name. Validators before 1.0 know no such complaint.
    execute_process(COMMAND appstreamcli --version OUTPUT_VARIABLE appstream ERROR_QUIET)
    if(appstream MATCHES "([0-9.]+)" AND CMAKE_MATCH_1 VERSION_GREATER_EQUAL 1.0)
        set(no_homepage --override=url-homepage-missing=info)
    endif()
    add_test(NAME packaging/metainfo
        COMMAND appstreamcli validate --no-net ${no_homepage}
            ${CMAKE_CURRENT_BINARY_DIR}/org.llmproxy.llmproxy.metainfo.xml)
endif()

set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The plugins that Qt loads by name, of TLS and of the platform, come with the libraries linked.
# Wayland, Qt's own texts in the language of the window, certificates, the keychain.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS
    "qt6-wayland, qt6-translations-l10n, ca-certificates, libsecret-1-0")

set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE "LicenseRef-Private")
set(CPACK_RPM_PACKAGE_GROUP "Development/Tools")
set(CPACK_RPM_PACKAGE_AUTOREQPROV ON)
set(CPACK_RPM_PACKAGE_DESCRIPTION "${CPACK_PACKAGE_DESCRIPTION}")
# Folders that belong to other packages.
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION /usr/lib/systemd /usr/lib/systemd/user
    /usr/share/applications /usr/share/metainfo /usr/share/man /usr/share/man/man1 /usr/share/man/man5
    /usr/share/bash-completion /usr/share/bash-completion/completions
    /usr/share/zsh /usr/share/zsh/vendor-completions
    /usr/share/fish /usr/share/fish/vendor_completions.d
    /usr/share/icons /usr/share/icons/hicolor
    /usr/share/icons/hicolor/scalable /usr/share/icons/hicolor/scalable/apps
    /usr/share/icons/hicolor/symbolic /usr/share/icons/hicolor/symbolic/apps)
foreach(size ${LLMPROXY_ICON_SIZES})
    list(APPEND CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
        /usr/share/icons/hicolor/${size}x${size} /usr/share/icons/hicolor/${size}x${size}/apps)
endforeach()
