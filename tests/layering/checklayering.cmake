# SPDX-License-Identifier: LicenseRef-Private
# Fails on an #include that goes against the direction of dependency, on a folder that no rule
# knows, on a file outside the rooms, and on a class in two sources. ROOT: the checkout, or a planted tree with app/, ui/,
# proxy/ in it.
cmake_minimum_required(VERSION 3.22)

# allow(ROOM ROOM...): what the first may include beside itself. Rooms stand in their order, so that
# they form no circle. "proxy" is the façade in the root
# of proxy/, "app" the files in the root of app/.
set(rooms "")
function(allow room)
    foreach(lower ${ARGN})
        if(NOT lower IN_LIST rooms)
            message(FATAL_ERROR "${room} may not include ${lower}: that does not stand before it")
        endif()
    endforeach()
    set(allowed_${room} ${ARGN} PARENT_SCOPE)
    set(rooms ${rooms} ${room} PARENT_SCOPE)
endfunction()

# --- proxy: the ground, from below up
allow(proxy/platform)
allow(proxy/core proxy/platform)
allow(proxy/json proxy/core)
allow(proxy/message proxy/core proxy/json)
allow(proxy/loop proxy/core proxy/platform)
allow(proxy/resilience proxy/core)
allow(proxy/exchange proxy/core proxy/json)
allow(proxy/models proxy/core proxy/json)
allow(proxy/config proxy/core proxy/json proxy/message proxy/exchange proxy/models proxy/platform)
set(ground proxy/platform proxy/core proxy/json proxy/message proxy/exchange proxy/models proxy/config
    proxy/resilience)
# The filter of exchanges that window and log commands share.
allow(proxy/query ${ground})
# The pages that window and help share.
allow(proxy/manual proxy/core proxy/config)
# --- the steps: none knows another
allow(proxy/http ${ground} proxy/loop)
allow(proxy/inspect ${ground})
allow(proxy/session ${ground})
allow(proxy/rewrite ${ground})
allow(proxy/convert ${ground})
allow(proxy/upstream ${ground} proxy/loop)
allow(proxy/local ${ground})
# A message of a websocket is a request whose upstream is the websocket.
allow(proxy/socket ${ground} proxy/upstream)
# Calls of our own go over the connection that the relay uses.
allow(proxy/control ${ground} proxy/upstream)
# The connection to what several instances share.
allow(proxy/store ${ground} proxy/upstream)
# The classifier on this machine is a part of the decision.
allow(proxy/classify ${ground})
allow(proxy/route ${ground} proxy/control proxy/classify)
# --- what is reported and recorded of a request
allow(proxy/accounting ${ground})
allow(proxy/status ${ground} proxy/route)
allow(proxy/record ${ground} proxy/loop proxy/status)
allow(proxy/replay ${ground} proxy/route proxy/session)
# What instances share of decisions, sessions and sums.
allow(proxy/share ${ground} proxy/upstream proxy/store proxy/session proxy/accounting proxy/route)
# --- the pipeline, what is wired around it, the façade
set(steps proxy/http proxy/inspect proxy/session proxy/route proxy/rewrite proxy/convert
    proxy/upstream proxy/socket proxy/record proxy/local proxy/accounting proxy/store proxy/share)
allow(proxy/pipeline ${ground} ${steps} proxy/loop)
allow(proxy/engine ${ground} ${steps} proxy/pipeline proxy/control proxy/status proxy/loop)
allow(proxy ${ground} proxy/status proxy/loop proxy/engine)

# --- ui sees the public rooms of proxy alone
set(public proxy proxy/platform proxy/core proxy/exchange proxy/models proxy/config proxy/manual proxy/query proxy/status proxy/accounting)
allow(ui/host ${public})
allow(ui/look ${public})
allow(ui/words ${public} ui/look)
allow(ui/manual ${public})
allow(ui/source ${public} ui/host)
allow(ui/models ${public} ui/host ui/look ui/words)
set(low ${public} ui/host ui/look ui/words ui/manual ui/source ui/models)
allow(ui/sessions ${low})
allow(ui/tray ${low} ui/sessions)
allow(ui/requests ${low})
allow(ui/statistics ${low})
allow(ui/logs ${low})
# These tell of troubles in the words of the tray.
allow(ui/health ${low} ui/tray)
allow(ui/happened ${low})
allow(ui/settings ${low} ui/tray)
allow(ui/connect ${low} ui/tray)
allow(ui/window ${low} ui/tray ui/requests ui/sessions ui/statistics ui/logs ui/health ui/happened)
allow(ui/desktop ${low} ui/tray ui/window ui/settings ui/connect ui/happened)

# --- app: the programs
allow(app/options ${public})
allow(app/lifecycle ${public} app/options)
# Its servers and its client read HTTP as the engine does.
allow(app/demo ${public} app/options app/lifecycle proxy/json proxy/message proxy/http
    proxy/upstream)
allow(app/backend ${public} proxy/json proxy/upstream)
# The offline commands run the pure parts of the engine.
allow(app/commands ${public} app/options app/lifecycle proxy/engine proxy/json proxy/replay proxy/route
    proxy/upstream)
allow(app/headless ${public} app/options app/lifecycle)
allow(app/desktop ${public} app/options app/lifecycle app/demo ui/host)
allow(app ${public} app/options app/lifecycle app/backend app/commands app/demo app/headless app/desktop)

# --- the tests' fakes share no code with the engine, so that no fault of it repeats in them; what
# providers refuse is no part of it
allow(tests/standins proxy/core app/demo)
set(shared_with_fakes "^(proxy/core/handover|app/demo/refusals)\\.h$")

# What may stand in the root of a module.
set(root_files_proxy "^proxyservice\\.(h|cpp)$")
set(root_files_ui "^$")
set(root_files_app "^(main|dispatch|commandline|subcommands|commandhelp|completions)\\.(h|cpp)$")

# A file's room: "proxy/core", or its module for a file in the root.
function(room_of file out)
    if(file MATCHES "^([a-z]+)/([^/]+)/")
        set(${out} "${CMAKE_MATCH_1}/${CMAKE_MATCH_2}" PARENT_SCOPE)
    else()
        string(REGEX REPLACE "/.*" "" module "${file}")
        set(${out} "${module}" PARENT_SCOPE)
    endif()
endfunction()

set(failures "")
file(GLOB_RECURSE sources RELATIVE ${ROOT}
    ${ROOT}/proxy/*.h ${ROOT}/proxy/*.cpp ${ROOT}/ui/*.h ${ROOT}/ui/*.cpp
    ${ROOT}/app/*.h ${ROOT}/app/*.cpp ${ROOT}/tests/standins/*.h ${ROOT}/tests/standins/*.cpp)

# proxy/core/atomicfile.cpp alone replaces files: each other way loses what was there on a full disk.
# Output streams and pictures in memory are no files.
set(writers ${sources})
list(FILTER writers EXCLUDE REGEX "^(app/backend/environment|app/commands/terminalsafeoutput|ui/statistics/exportfile|ui/host/atomicsettings|proxy/core/atomicfile)\\.cpp$")
foreach(source IN LISTS writers)
    file(STRINGS ${ROOT}/${source} written REGEX "QSaveFile|WriteOnly|ReadWrite|ofstream|fopen")
    if(written)
        list(APPEND failures "${source} writes a file: proxy/core/atomicfile.h does")
    endif()
endforeach()

# proxy/json alone reads JSON, simdjson stands in one file of it. Rows of the request log are read
# in bulk into Qt's values, which Qt's own reader makes three times as fast.
set(readers ${sources})
list(FILTER readers INCLUDE REGEX "^proxy/")
list(FILTER readers EXCLUDE REGEX "^proxy/(json/jsonindex|exchange/exchangerow|replay/loggedrequest)\\.cpp$")
foreach(source IN LISTS readers)
    file(STRINGS ${ROOT}/${source} read REGEX "simdjson(\\.h>|::)|QJsonDocument::fromJson")
    if(read)
        list(APPEND failures "${source} reads JSON by itself: proxy/json does")
    endif()
endforeach()
foreach(source IN LISTS sources)
    room_of("${source}" from)
    if(source MATCHES "^[a-z]+/[^/]+/[^/]+/")
        list(APPEND failures "${source}: a room has no folders")
    endif()
    if(source MATCHES "^(proxy|ui|app)/([^/]+)$")
        set(file "${CMAKE_MATCH_2}")
        if(NOT file MATCHES "${root_files_${from}}")
            list(APPEND failures "${source}: stands outside the rooms")
            continue()
        endif()
    endif()
    if(NOT from IN_LIST rooms)
        list(APPEND failures "${source}: ${from}/ is no room that this test knows")
        continue()
    endif()
    # What differs from system to system is behind the headers of a platform room.
    file(STRINGS ${ROOT}/${source} systems
        REGEX "^ *# *(if|elif).*(Q_OS_|__linux__|__APPLE__|__GLIBC__|__unix__|_WIN32)")
    if(systems AND NOT from MATCHES "^tests/|/platform$")
        list(APPEND failures "${source}: asks for the system (${systems}); only a platform room may")
    endif()
    file(STRINGS ${ROOT}/${source} includes REGEX "^ *# *include *\"")
    foreach(line IN LISTS includes)
        string(REGEX REPLACE "^ *# *include *\"([^\"]+)\".*" "\\1" included "${line}")
        if(NOT included MATCHES "^(proxy|ui|app|tests)/")
            continue()
        endif()
        room_of("${included}" to)
        if(to STREQUAL from)
            continue()
        endif()
        if(NOT to IN_LIST allowed_${from})
            list(APPEND failures "${source} includes ${included}: ${from}/ may not know ${to}/")
        elseif(from STREQUAL "tests/standins" AND NOT included MATCHES "${shared_with_fakes}")
            list(APPEND failures "${source} includes ${included}: the fakes may not know it")
        endif()
    endforeach()
endforeach()

# A class lives in one source: who cuts it makes several classes of it. Definitions are read where
# clang-format begins them, in the first column.
set(member "(([A-Z][A-Za-z0-9_]*::)+)~?[A-Za-z_][A-Za-z0-9_]*\\(")
foreach(source IN LISTS sources)
    if(NOT source MATCHES "\\.cpp$")
        continue()
    endif()
    room_of("${source}" room)
    file(STRINGS ${ROOT}/${source} members REGEX "^([A-Za-z_][A-Za-z0-9_:<>,&* ]*[ &*])?${member}")
    foreach(line IN LISTS members)
        string(REGEX MATCH "${member}" found "${line}")
        set(name "${CMAKE_MATCH_1}")
        set(class "${room}:${name}")
        set(home "${source}")
        if(room MATCHES "/platform$")
            string(REGEX REPLACE "_(linux|darwin|posix|xdg)\\.cpp$" ".cpp" home "${source}")
        endif()
        if(NOT DEFINED home_${class})
            set(home_${class} ${home})
        elseif(NOT home_${class} STREQUAL home)
            list(APPEND failures
                "${source}: ${name} has members in ${home_${class}} too")
            set(home_${class} ${home})
        endif()
    endforeach()
endforeach()

if(failures)
    list(JOIN failures "\n  " text)
    message(FATAL_ERROR "Against the rules of the house:\n  ${text}")
endif()
list(LENGTH sources count)
message(STATUS "${count} files keep the direction of dependency")
