# SPDX-License-Identifier: LicenseRef-Private
llmproxy_add_test(ui/tst_exchangemodel.cpp ui_widgets proxy)
llmproxy_add_test(ui/tst_window.cpp ui_widgets proxy)
