# SPDX-License-Identifier: LicenseRef-Private
if(UNIX AND NOT APPLE AND LLMPROXY_GUI AND NOT LLMPROXY_SANITIZE)
    llmproxy_add_test(packaging/tst_packaging.cpp)
    target_compile_definitions(tst_packaging PRIVATE
        BUILD_ROOT="${PROJECT_BINARY_DIR}" CMAKE="${CMAKE_COMMAND}")
endif()
foreach(platform macos windows)
    add_test(NAME packaging/${platform} COMMAND ${CMAKE_COMMAND}
        -S ${PROJECT_SOURCE_DIR}/tests/packaging/otherplatforms
        -B ${CMAKE_CURRENT_BINARY_DIR}/${platform} -G ${CMAKE_GENERATOR} --fresh
        -DPLATFORM=${platform} -DPACKAGING=${PROJECT_SOURCE_DIR}/packaging
        -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER})
    set_tests_properties(packaging/${platform} PROPERTIES LABELS packaging TIMEOUT 120)
endforeach()
# HAProxy and nginx as processes in front of two engines.
if(UNIX AND NOT APPLE AND NOT LLMPROXY_SANITIZE STREQUAL "thread")
    llmproxy_add_test(packaging/tst_deploy.cpp proxy standins)
    add_dependencies(tst_deploy llm-proxy)
    target_compile_definitions(tst_deploy PRIVATE
        DEPLOY_FOLDER="${PROJECT_SOURCE_DIR}/packaging/deploy"
        LLMPROXY_BINARY="$<TARGET_FILE:llm-proxy>")
    find_program(PYTHON3 python3)
    if(PYTHON3)
        add_test(NAME packaging/manifests COMMAND ${PYTHON3}
            ${PROJECT_SOURCE_DIR}/tests/packaging/checkmanifests.py
            ${PROJECT_SOURCE_DIR}/packaging/deploy $<TARGET_FILE:llm-proxy>)
        set_tests_properties(packaging/manifests PROPERTIES LABELS packaging SKIP_RETURN_CODE 77)
    endif()
endif()
