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
