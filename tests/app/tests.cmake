# SPDX-License-Identifier: LicenseRef-Private
llmproxy_add_test(app/tst_commandline.cpp appcore)
llmproxy_add_test(app/tst_requestlog.cpp appcore)
llmproxy_add_test(app/tst_runtimestate.cpp lifecycle)
llmproxy_add_test(app/tst_configcommand.cpp appcore)
llmproxy_add_test(app/tst_commandtable.cpp backendcommands)
llmproxy_add_test(app/tst_shapingflags.cpp backendcommands)
llmproxy_add_test(app/tst_fakebackend.cpp standins)
llmproxy_add_test(app/tst_fakemorph.cpp standins)
