#!/bin/sh
# SPDX-License-Identifier: LicenseRef-Private
# Runs the official SDKs and agents, fetched from npm, through the proxy:
#   tests/clients/run.sh                       all clients against each kind of fake upstream
#   tests/clients/run.sh openai-sdk codex      these clients only
#   UPSTREAM_DIALECT=openai tests/clients/run.sh    one kind of upstream: any, openai, anthropic
#   LLM_PROXY_URL=http://…  tests/clients/run.sh    a proxy that runs already (UPSTREAM_DIALECT: its own)
# LLM_PROXY_BIN names the program, LLM_PROXY_FAKES_DIR the folder of fake-cliproxyapi and fake-morph
# (default: the dev build's), LLM_PROXY_CLIENTS_DIR the folder for the packages (default: one in the
# user's cache). Exits 0 when nothing failed, 1 when something did, 77 when nothing could run (the
# reason is printed).
set -u

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
LLM_PROXY_CLIENTS_DIR=${LLM_PROXY_CLIENTS_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/llm-proxy/clients}
export LLM_PROXY_CLIENTS_DIR
clients="anthropic-sdk openai-sdk google-sdk claude-code codex"
fake_key=k-alpha-0001
pids=
work=
summary=
failed=0
passed=0

skip() {
    echo "skipped: $1"
    exit 77
}

stop_all() {
    for pid in $pids; do
        kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
    done
    pids=
}

cleanup() {
    stop_all
    [ -z "$work" ] || rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

install_clients() {
    mkdir -p "$LLM_PROXY_CLIENTS_DIR" || exit 1
    cmp -s "$here/package.json" "$LLM_PROXY_CLIENTS_DIR/node_modules/.installed" && return
    echo "installing the clients into $LLM_PROXY_CLIENTS_DIR"
    cp "$here/package.json" "$LLM_PROXY_CLIENTS_DIR/" || exit 1
    (cd "$LLM_PROXY_CLIENTS_DIR" && npm install --no-package-lock --no-audit --no-fund --silent) \
        || skip "npm could not install the clients (no network?)"
    cp "$here/package.json" "$LLM_PROXY_CLIENTS_DIR/node_modules/.installed"
}

find_binary() {
    binary=${LLM_PROXY_BIN:-$(ls -t "$root"/build/release/app/llm-proxy \
        "$root"/build/dev/app/llm-proxy 2>/dev/null | head -n 1)}
    [ -n "$binary" ] && [ -x "$binary" ] \
        || skip "nothing is built: run ./bin/setup, or set LLM_PROXY_BIN or LLM_PROXY_URL"
    fakes=${LLM_PROXY_FAKES_DIR:-$root/build/dev/tests}
    [ -x "$fakes/fake-cliproxyapi" ] && [ -x "$fakes/fake-morph" ] \
        || skip "the fakes are not built: cmake --build --preset dev --target fake-cliproxyapi fake-morph"
}

# awaited LOG PID SED-SCRIPT: the first thing the script prints from the log, within a minute.
awaited() {
    tries=0
    while [ "$tries" -lt 600 ]; do
        found=$(sed -n "$3" "$1" | head -n 1)
        if [ -n "$found" ]; then
            echo "$found"
            return 0
        fi
        kill -0 "$2" 2>/dev/null || break
        sleep 0.1
        tries=$((tries + 1))
    done
    return 1
}

broken_start() {
    cat "$work"/*.log >&2
    echo "$1 did not start" >&2
    exit 1
}

# The program as a person starts it, in front of a fake that speaks every dialect (any) or one.
start_proxy() {
    case "$1" in any) dialect=all ;; *) dialect=$1 ;; esac
    "$fakes/fake-cliproxyapi" --dialect "$dialect" >"$work/backend.log" 2>&1 &
    pids="$! $pids"
    backend=$(awaited "$work/backend.log" $! 's/^READY data=\([0-9]*\).*/\1/p') \
        || broken_start "the fake of CLIProxyAPI"
    "$fakes/fake-morph" >"$work/morph.log" 2>&1 &
    pids="$! $pids"
    morph=$(awaited "$work/morph.log" $! 's/^READY data=\([0-9]*\).*/\1/p') \
        || broken_start "the fake of Morph"
    mkdir -p "$work/home/runtime"
    : >"$work/home/runtime/llm-proxy.json"
    (
        cd "$work" || exit 1
        export LLM_PROXY_HOME="$work/home" LLM_PROXY_PORT=0 LLM_PROXY_HOST=127.0.0.1
        export UPSTREAM_DIALECT="$1" UPSTREAM_URL="http://127.0.0.1:$backend"
        export UPSTREAM_API_KEY="$fake_key"
        export MORPH_API_URL="http://127.0.0.1:$morph" MORPH_API_KEY=k-morph
        # Only the models that this fake lists.
        export MORPH_ROUTER_PROVIDER="$1"
        # Both families, each within its own; and every human turn may switch.
        [ "$1" != any ] || export MORPH_ROUTER_PROVIDER=auto MORPH_ROUTER_POLICY=human-turn
        exec "$binary" start --foreground
    ) >"$work/proxy.log" 2>&1 &
    pids="$! $pids"
    port=$(awaited "$work/home/runtime/llm-proxy.json" $! 's/.*"port": *\([0-9]*\).*/\1/p') \
        || broken_start "the proxy"
    LLM_PROXY_URL=http://127.0.0.1:$port
}

run_client() {
    echo "-- $1, upstream speaks $UPSTREAM_DIALECT"
    node "$here/$1.mjs"
    case $? in
    0) verdict=passed passed=$((passed + 1)) ;;
    77) verdict=skipped ;;
    *) verdict=FAILED failed=$((failed + 1)) ;;
    esac
    summary="$summary$(printf '%-9s %-14s %s' "$UPSTREAM_DIALECT" "$1" "$verdict")
"
}

run_all() {
    export LLM_PROXY_URL UPSTREAM_DIALECT
    echo "proxy: $LLM_PROXY_URL"
    for client in $clients; do
        run_client "$client"
    done
}

for name in "$@"; do
    if ! [ -f "$here/$name.mjs" ] || [ "$name" = check ]; then
        echo "no such client: $name; there are: $clients" >&2
        exit 2
    fi
done
[ $# -eq 0 ] || clients=$*

command -v node >/dev/null 2>&1 || skip "node is not at hand"
command -v npm >/dev/null 2>&1 || skip "npm is not at hand"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || skip "node 20 or newer is needed"
install_clients
work=$(mktemp -d) || exit 1

if [ -n "${LLM_PROXY_URL:-}" ]; then
    LLM_PROXY_URL=${LLM_PROXY_URL%/}
    UPSTREAM_DIALECT=${UPSTREAM_DIALECT:-any}
    run_all
else
    find_binary
    export LLM_PROXY_FAKES=1
    for UPSTREAM_DIALECT in ${UPSTREAM_DIALECT:-any openai anthropic}; do
        case "$UPSTREAM_DIALECT" in
        any | openai | anthropic) start_proxy "$UPSTREAM_DIALECT" ;;
        *)
            echo "UPSTREAM_DIALECT is any, openai or anthropic" >&2
            exit 2
            ;;
        esac
        run_all
        stop_all
        rm -rf "${work:?}"/*
    done
fi

printf '\nupstream  client         result\n%s\n%d passed, %d failed\n' "$summary" "$passed" "$failed"
[ "$failed" -eq 0 ] || exit 1
[ "$passed" -gt 0 ] || exit 77
