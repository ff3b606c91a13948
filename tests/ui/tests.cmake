# SPDX-License-Identifier: LicenseRef-Private
qt_add_library(ui_support STATIC
    support/lifeliketraffic.cpp support/lifeliketraffic.h
    support/scriptedhost.h support/scriptedsource.h)
target_link_libraries(ui_support PUBLIC ui_widgets proxy)
target_compile_definitions(ui_support PRIVATE PROJECT_ROOT="${PROJECT_SOURCE_DIR}")

qt_add_executable(ui_test_headers support/empty.cpp)
target_link_libraries(ui_test_headers PRIVATE test_options ui_support)
target_precompile_headers(ui_test_headers PRIVATE ${test_headers}
    <QtWidgets/QApplication> <QtWidgets/QWidget> <QtWidgets/QLabel>)

llmproxy_add_test(ui/tst_agentsetup.cpp ui_support)
llmproxy_add_test(ui/tst_attached.cpp ui_support)
llmproxy_add_test(ui/tst_bodies.cpp ui_support standins)
llmproxy_add_test(ui/tst_desktop.cpp ui_support appcore standins)
llmproxy_add_test(ui/tst_details.cpp ui_support standins)
llmproxy_add_test(ui/tst_enginetexts.cpp ui_support)
llmproxy_add_test(ui/tst_exchangemodel.cpp ui_support)
llmproxy_add_test(ui/tst_firststart.cpp ui_support appcore standins)
llmproxy_add_test(ui/tst_happened.cpp ui_support appcore standins)
llmproxy_add_test(ui/tst_gallery.cpp ui_support)
if(TARGET Qt6::DBus)
    if(TARGET Qt6Keychain::Qt6Keychain)
        llmproxy_add_test(ui/tst_keychain.cpp ui_support)
        target_sources(tst_keychain PRIVATE
            support/fakesecretservice.cpp support/fakesecretservice.h)
    endif()
    llmproxy_add_test(ui/tst_systemtheme.cpp ui_support)
    llmproxy_add_test(ui/tst_globalshortcuts.cpp ui_support)
    target_sources(tst_globalshortcuts PRIVATE support/fakeshortcuts.h)
    set_tests_properties(ui/tst_globalshortcuts PROPERTIES SKIP_RETURN_CODE 77)
    llmproxy_add_test(ui/tst_desktopnotifications.cpp ui_support)
    target_sources(tst_desktopnotifications PRIVATE support/fakenotifications.h)
    set_tests_properties(ui/tst_desktopnotifications PROPERTIES SKIP_RETURN_CODE 77)
    # Under a display of its own: not under sanitizers, for the same reason as below.
    if(NOT LLMPROXY_SANITIZE)
        llmproxy_add_test(ui/tst_statusnotifier.cpp ui_support appcore standins)
        target_sources(tst_statusnotifier PRIVATE
            support/faketrayhost.cpp support/faketrayhost.h)
    endif()
endif()
llmproxy_add_test(ui/tst_logs.cpp ui_support)
llmproxy_add_test(ui/tst_manualwindow.cpp ui_support)
llmproxy_add_test(ui/tst_manners.cpp ui_support)
llmproxy_add_test(ui/tst_notifier.cpp ui_support)
llmproxy_add_test(ui/tst_quitting.cpp ui_support appcore standins)
llmproxy_add_test(ui/tst_uisessions.cpp ui_support standins)
llmproxy_add_test(ui/tst_healthpage.cpp ui_support standins)
llmproxy_add_test(ui/tst_logspage.cpp ui_support standins)
llmproxy_add_test(ui/tst_statisticspage.cpp ui_support)
llmproxy_add_test(ui/tst_timegrid.cpp ui_support)
llmproxy_add_test(ui/tst_requestspage.cpp ui_support)
llmproxy_add_test(ui/tst_settings.cpp ui_support)
llmproxy_add_test(ui/tst_singleinstance.cpp ui_support)
llmproxy_add_test(ui/tst_spokenlanguage.cpp ui_support appcore standins)
llmproxy_add_test(ui/tst_steadystreams.cpp ui_support standins)
llmproxy_add_test(ui/tst_suspend.cpp ui_support appcore standins)
target_sources(tst_suspend PRIVATE support/machinesleep.cpp support/machinesleep.h)
llmproxy_add_test(ui/tst_traygallery.cpp ui_support)
llmproxy_add_test(ui/tst_translations.cpp ui_support)
target_compile_definitions(tst_translations PRIVATE
    LUPDATE="$<TARGET_FILE:Qt6::lupdate>" LUPDATE_READS="$<JOIN:${LUPDATE_READS}, >")
llmproxy_add_test(ui/tst_window.cpp ui_support)
llmproxy_add_test(ui/tst_windowmenus.cpp ui_support)
llmproxy_add_test(ui/tst_accessibility.cpp ui_support)
llmproxy_add_test(ui/tst_atomicsettings.cpp ui_support)

# Every page, dialog and tray state as a picture, in both themes: build/<preset>/gallery.
set(gallery LLMPROXY_GALLERY=${PROJECT_BINARY_DIR}/gallery)
set_tests_properties(ui/tst_gallery ui/tst_traygallery PROPERTIES ENVIRONMENT ${gallery})
add_custom_target(gallery VERBATIM
    COMMAND ${CMAKE_COMMAND} -E env ${gallery} QT_QPA_PLATFORM=offscreen $<TARGET_FILE:tst_gallery>
    COMMAND ${CMAKE_COMMAND} -E env ${gallery} QT_QPA_PLATFORM=offscreen
        $<TARGET_FILE:tst_traygallery>
    COMMENT "Pictures of the desktop")

# Under Xvfb with a real tray host; says why where it can't run. Not under sanitizers: what the
# desktop's own libraries leave behind at exit would be taken for ours.
if(NOT LLMPROXY_SANITIZE)
    add_test(NAME ui/desktop-e2e
        COMMAND ${PROJECT_SOURCE_DIR}/tests/ui/desktop-e2e.sh $<TARGET_FILE:llm-proxy>
            $<TARGET_FILE:fake-cliproxyapi> $<TARGET_FILE:fake-morph>)
    set_tests_properties(ui/desktop-e2e PROPERTIES
        LABELS ui TIMEOUT 180 SKIP_RETURN_CODE 77 SKIP_REGULAR_EXPRESSION "^skipped")
endif()
