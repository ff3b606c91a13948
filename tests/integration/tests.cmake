# SPDX-License-Identifier: LicenseRef-Private
llmproxy_add_test(integration/tst_upstreamclient.cpp proxy)
target_sources(tst_upstreamclient PRIVATE support/scriptedserver.cpp)
llmproxy_add_test(integration/tst_guardrequests.cpp proxy standins)
target_sources(tst_guardrequests PRIVATE support/scriptedfront.cpp)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    llmproxy_add_test(integration/tst_epolldispatcher.cpp proxy)
    target_sources(tst_epolldispatcher PRIVATE support/scriptedserver.cpp)
endif()
