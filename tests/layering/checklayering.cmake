# SPDX-License-Identifier: LicenseRef-Private
# Fails on an #include that goes against the direction of dependency:
#   app -> ui -> proxy/*.h; a step of the walk knows no other step; proxy knows neither ui nor app.
file(GLOB_RECURSE sources RELATIVE ${ROOT}
    ${ROOT}/proxy/*.h ${ROOT}/proxy/*.cpp ${ROOT}/ui/*.h ${ROOT}/ui/*.cpp)

# Sub-folder of proxy/ -> regular expression of the proxy/ sub-folders it may include, itself aside.
set(below "message|resilience")
set(allowed_message "^$")
set(allowed_resilience "^$")
set(allowed_loop "^(resilience)$")
set(allowed_convert "^(message)$")
foreach(step http inspect route rewrite upstream record local session books)
    set(allowed_${step} "^(${below})$")
endforeach()
# Calls of our own go over the connection that the relay uses.
set(allowed_control "^(${below}|upstream)$")
set(allowed_route "^(${below}|control)$")
set(allowed_pipeline "^(message|resilience|http|inspect|route|rewrite|upstream|control|record|local|session|books|convert|loop)$")

set(allowed_replay "^(message|resilience|route|session)$")

set(failures "")
foreach(source IN LISTS sources)
    file(STRINGS ${ROOT}/${source} includes REGEX "^#include \"")
    foreach(line IN LISTS includes)
        string(REGEX REPLACE "^#include \"([^\"]+)\".*" "\\1" included "${line}")
        if(source MATCHES "^proxy/")
            if(included MATCHES "^(ui|app)/")
                list(APPEND failures "${source} includes ${included}: the engine knows no front end")
            elseif(source MATCHES "^proxy/([a-z]+)/" AND included MATCHES "^proxy/([a-z]+)/")
                string(REGEX REPLACE "^proxy/([a-z]+)/.*" "\\1" from "${source}")
                string(REGEX REPLACE "^proxy/([a-z]+)/.*" "\\1" to "${included}")
                if(NOT from STREQUAL to AND NOT "${to}" MATCHES "${allowed_${from}}")
                    list(APPEND failures "${source} includes ${included}: ${from}/ may not know ${to}/")
                endif()
            endif()
        elseif(included MATCHES "^app/" OR included MATCHES "^proxy/[a-z]+/")
            list(APPEND failures "${source} includes ${included}: ui sees only proxy/*.h")
        endif()
    endforeach()
endforeach()

if(failures)
    list(JOIN failures "\n  " text)
    message(FATAL_ERROR "Forbidden includes:\n  ${text}")
endif()
list(LENGTH sources count)
message(STATUS "${count} files keep the direction of dependency")
