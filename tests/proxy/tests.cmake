# SPDX-License-Identifier: LicenseRef-Private
llmproxy_add_test(proxy/tst_chunkeddecoder.cpp proxy)
llmproxy_add_test(proxy/tst_errorreply.cpp proxy)
llmproxy_add_test(proxy/tst_headerlist.cpp proxy)
llmproxy_add_test(proxy/tst_sseparser.cpp proxy)
llmproxy_add_test(proxy/tst_jsonllog.cpp proxy)
llmproxy_add_test(proxy/tst_redaction.cpp proxy)
llmproxy_add_test(proxy/tst_usagetap.cpp proxy)
llmproxy_add_test(proxy/tst_statistics.cpp proxy)
