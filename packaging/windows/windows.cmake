# SPDX-License-Identifier: LicenseRef-Private
# One folder with the program, its module and its Qt, as an NSIS installer or a ZIP. Not tested: see
# resources/manual/packages.md.
target_sources(llm-proxy PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/llm-proxy.rc)
install(TARGETS llm-proxy RUNTIME DESTINATION .)

set(deployed "\"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/$<TARGET_FILE_NAME:llm-proxy>\"")
if(LLMPROXY_GUI)
    # The resource compiler reads the .ico.
    add_dependencies(llm-proxy icons)
    install(TARGETS ui RUNTIME DESTINATION . LIBRARY DESTINATION .)
    # Named too: the program itself links none of the window's libraries.
    string(APPEND deployed
        " \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/$<TARGET_FILE_NAME:ui>\"")
endif()
find_program(LLMPROXY_WINDEPLOYQT NAMES windeployqt6 windeployqt HINTS ${QT6_INSTALL_PREFIX}/bin)
install(CODE "
    execute_process(COMMAND_ERROR_IS_FATAL ANY
        COMMAND \"${LLMPROXY_WINDEPLOYQT}\" --no-compiler-runtime ${deployed})")

set(CPACK_GENERATOR NSIS ZIP)
set(CPACK_PACKAGE_INSTALL_DIRECTORY "llm-proxy")
set(CPACK_PACKAGE_EXECUTABLES llm-proxy "llm-proxy")
set(CPACK_NSIS_DISPLAY_NAME "llm-proxy ${PROJECT_VERSION}")
set(CPACK_NSIS_INSTALLED_ICON_NAME "llm-proxy.exe")
set(CPACK_NSIS_MUI_ICON ${LLMPROXY_ICONS}/llm-proxy.ico)
set(CPACK_NSIS_MUI_UNIICON ${LLMPROXY_ICONS}/llm-proxy.ico)
set(CPACK_NSIS_ENABLE_UNINSTALL_BEFORE_INSTALL ON)
set(CPACK_NSIS_MODIFY_PATH ON)
