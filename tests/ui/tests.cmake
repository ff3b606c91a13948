# SPDX-License-Identifier: LicenseRef-Private
qt_add_library(ui_support STATIC
    support/lifeliketraffic.cpp support/lifeliketraffic.h
    support/scriptedhost.h support/scriptedsource.h)
target_link_libraries(ui_support PUBLIC ui_widgets proxy)

llmproxy_add_test(ui/tst_agentsetup.cpp ui_support)
llmproxy_add_test(ui/tst_attached.cpp ui_support)
llmproxy_add_test(ui/tst_exchangemodel.cpp ui_support)
llmproxy_add_test(ui/tst_gallery.cpp ui_support)
llmproxy_add_test(ui/tst_singleinstance.cpp ui_support)
llmproxy_add_test(ui/tst_window.cpp ui_support)
