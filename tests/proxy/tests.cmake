# SPDX-License-Identifier: LicenseRef-Private
llmproxy_add_test(proxy/tst_chunkeddecoder.cpp proxy)
llmproxy_add_test(proxy/tst_errorreply.cpp proxy)
llmproxy_add_test(proxy/tst_headerlist.cpp proxy)
llmproxy_add_test(proxy/tst_sseparser.cpp proxy)
