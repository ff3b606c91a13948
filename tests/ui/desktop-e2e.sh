#!/bin/bash
# SPDX-License-Identifier: LicenseRef-Private
# Clicks through the desktop program under Xvfb with a real tray host, between fakes of Morph and
# CLIProxyAPI. Usage: desktop-e2e.sh <llm-proxy> <fake-cliproxyapi> <fake-morph> [folder for
# pictures]. 77: skipped.
set -u
program=$1
fake_cliproxyapi=$2
fake_morph=$3
pictures=${4:-}
for tool in Xvfb trayer xdotool curl; do
    command -v "$tool" >/dev/null || { echo "skipped, because $tool is not installed"; exit 77; }
done

home=$(mktemp -d)
started=()
finish() {
    for pid in "${started[@]}"; do kill "$pid" 2>/dev/null; done
    wait 2>/dev/null
    rm -rf "$home"
}
trap finish EXIT
fail() {
    echo "FAILED: $1"
    picture failure
    sed 's/^/  | /' "$home/desktop.log" | tail -20
    exit 1
}
picture() {
    [ -n "$pictures" ] && command -v import >/dev/null || return 0
    mkdir -p "$pictures" && import -window root "$pictures/$1.png" 2>/dev/null
}
# until <seconds> <what> <command…>
until_true() {
    local tries=$(($1 * 10)) what=$2
    shift 2
    for ((try = 0; try < tries; ++try)); do
        "$@" >/dev/null 2>&1 && return 0
        sleep 0.1
    done
    fail "$what"
}

mkdir -p "$home/run" "$home/config" && chmod 700 "$home/run"
export HOME=$home XDG_CONFIG_HOME=$home/config XDG_RUNTIME_DIR=$home/run XDG_STATE_HOME=$home/state
export LLM_PROXY_HOME=$home/proxy LANG=C.UTF-8 QT_QPA_PLATFORM=xcb QT_ACCESSIBILITY=0
unset DBUS_SESSION_BUS_ADDRESS WAYLAND_DISPLAY XDG_CURRENT_DESKTOP
mkdir -p "$LLM_PROXY_HOME"

exec 3>"$home/display"
Xvfb -displayfd 3 -screen 0 1400x900x24 -nolisten tcp 2>/dev/null &
started+=($!)
until_true 10 "Xvfb did not start" test -s "$home/display"
DISPLAY=:$(tr -d '\n' <"$home/display")
export DISPLAY

"$fake_cliproxyapi" >"$home/backend.log" 2>&1 &
started+=($!)
"$fake_morph" >"$home/morph.log" 2>&1 &
started+=($!)
until_true 10 "no fake of CLIProxyAPI" grep -q READY "$home/backend.log"
until_true 10 "no fake of Morph" grep -q READY "$home/morph.log"
port_of() { sed -n 's/.*data=\([0-9]*\).*/\1/p' "$1" | head -1; }
export UPSTREAM_URL=http://127.0.0.1:$(port_of "$home/backend.log") UPSTREAM_API_KEY=k-alpha-0001
export MORPH_API_URL=http://127.0.0.1:$(port_of "$home/morph.log") MORPH_API_KEY=sk-morph-demo

# Below those that the system gives to connections, and nobody's at this moment.
port=$((20000 + $$ % 12000))
while (exec 4<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    port=$((port + 1))
done
export LLM_PROXY_PORT=$port
url=http://127.0.0.1:$port
"$program" >"$home/desktop.log" 2>&1 &
desktop=$!
started+=("$desktop")
until_true 60 "the proxy does not answer" curl -sf "$url/health"
echo "ok: started without arguments, the proxy serves"

window_named() { xdotool search --onlyvisible --name "$1" | tail -1; }
has_window() { [ -n "$(window_named "$1")" ]; }
until_true 20 "the first start does not lead to Connect" has_window 'Connect an agent'
dialog=$(window_named 'Connect an agent')
sleep 1
picture connect
echo "ok: a first start leads to Connect an agent"

status() { curl -s "$url/router/status" | tr -d ' \n'; }
says() { status | grep -q "$1"; }
focus() { xdotool windowraise "$1" windowfocus --sync "$1" 2>/dev/null; sleep 0.3; }
focus "$dialog"
xdotool key alt+t
until_true 15 "the test request was not counted" says '"today":{"requests":1,'
sleep 1
picture test-request
echo "ok: the test request went through and was counted"
xdotool key Escape
sleep 0.5

for text in "Rename a variable [[easy]]" "Design a scheduler [[hard]]" "Fix this test [[medium]]"; do
    curl -s -o /dev/null "$url/v1/messages" -H 'content-type: application/json' \
        -H 'user-agent: claude-cli/2.1.72 (external, cli)' \
        -d "{\"model\":\"claude-sonnet-4-5-20250929\",\"max_tokens\":4096,\"tools\":[{\"name\":\"Bash\",\"description\":\"Runs a command\",\"input_schema\":{\"type\":\"object\"}}],\"messages\":[{\"role\":\"user\",\"content\":\"$text\"}]}"
done
until_true 10 "requests were not counted" says '"today":{"requests":4,'
main=$(window_named '^llm-proxy$')
[ -n "$main" ] || fail "there is no window"
focus "$main"
page=1
for name in requests statistics health logs; do
    xdotool key "ctrl+$page"
    sleep 1.5
    picture "page-$name"
    page=$((page + 1))
done
kill -0 "$desktop" || fail "the program ended while its pages were shown"
echo "ok: clicked through the four pages"

# Until here there was no tray. One that appears later is picked up; then closing the window hides.
trayer --edge bottom --align right --widthtype request --heighttype pixel --height 32 2>/dev/null &
started+=($!)
panel_holds_an_icon() {
    panel=$(xdotool search --class trayer | tail -1)
    [ -n "$panel" ] || return 1
    eval "$(xdotool getwindowgeometry --shell "$panel")"
    [ "$WIDTH" -ge 24 ]
}
until_true 20 "the tray that appeared was not picked up" panel_holds_an_icon
picture tray-appeared
focus "$main"
xdotool key ctrl+w
hidden() { ! has_window '^llm-proxy$'; }
until_true 10 "closing the window did not hide it" hidden
sleep 1
kill -0 "$desktop" || fail "closing the window ended the program"
echo "ok: a tray that appears later is picked up, and closing hides"
menu() {
    xdotool mousemove $((X + WIDTH / 2)) $((Y + HEIGHT / 2)) click 3
    sleep 0.7
    picture "tray-menu-$1"
}
menu 1
xdotool key r
until_true 10 "the tray did not switch routing off" says '"router":{"state":"off"'
menu 2
xdotool key r
until_true 10 "the tray did not switch routing on" says '"router":{"state":"on"'
menu 3
xdotool key p
until_true 10 "the tray did not pause routing" says '"router":{"state":"paused"'
echo "ok: the tray switches routing off, on and pauses it"

timeout 20 "$program" >"$home/second.log" 2>&1 || fail "a second start did not end well"
echo "ok: a second start raises the first and ends"

gone() { ! kill -0 "$1" 2>/dev/null; }
quit_from_tray() {
    menu quit
    xdotool key q
    until_true 20 "quitting from the tray did not end the program" gone "$desktop"
    wait "$desktop" || fail "the program ended with an error"
}
quit_from_tray
curl -sf "$url/health" >/dev/null && fail "the port is still served"
echo "ok: quit from the tray"

"$program" --no-gui >"$home/headless.log" 2>&1 &
headless=$!
started+=("$headless")
until_true 20 "no headless proxy" curl -sf "$url/health"
"$program" >"$home/desktop.log" 2>&1 &
desktop=$!
started+=("$desktop")
sleep 2
timeout 20 "$program" >>"$home/second.log" 2>&1 || fail "a second start did not end well"
until_true 20 "the window does not say that it is attached" has_window "attached to pid $headless"
sleep 1
picture attached
quit_from_tray
kill -0 "$headless" || fail "quitting the window ended the proxy it was attached to"
curl -sf "$url/health" >/dev/null || fail "the proxy no longer answers"
kill "$headless"
until_true 20 "the headless proxy did not end" gone "$headless"
echo "ok: attached to a running proxy, and left it running"

taken=$(port_of "$home/backend.log")
unset LLM_PROXY_PORT
echo "LLM_PROXY_PORT=$taken" >"$LLM_PROXY_HOME/.env"
chmod 600 "$LLM_PROXY_HOME/.env"
UPSTREAM_URL=http://127.0.0.1:9 "$program" >"$home/desktop.log" 2>&1 &
desktop=$!
started+=("$desktop")
sleep 3
UPSTREAM_URL=http://127.0.0.1:9 timeout 20 "$program" >>"$home/second.log" 2>&1
until_true 20 "there is no window" has_window '^llm-proxy$'
focus "$(window_named '^llm-proxy$')"
sleep 0.5
picture port-conflict
xdotool key alt+u
# The next free one, which need not be the next one.
moved() {
    for ahead in 1 2 3 4 5; do
        curl -s "http://127.0.0.1:$((taken + ahead))/health" | grep -q '"llm-proxy"' && return 0
    done
    return 1
}
until_true 20 "the offered port was not taken" moved
picture port-taken-over
quit_from_tray
echo "ok: a taken port is named and another one offered"
