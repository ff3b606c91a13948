#!/bin/sh
# SPDX-License-Identifier: LicenseRef-Private
# Runs the official SDKs and agents against a proxy: the one at $LLM_PROXY_URL, else a demonstration
# that is started here and ended afterwards. Arguments pick scripts (anthropic-sdk openai-sdk …).
# UPSTREAM_DIALECT says what the proxy's upstream speaks. Exits 0 when all passed, 1 when one
# failed, 77 when nothing could run (the reason is printed).
set -u

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
export LLM_PROXY_CLIENTS_DIR="${LLM_PROXY_CLIENTS_DIR:-$here}"
demo=
log=

skip() {
    echo "skipped: $1"
    exit 77
}

cleanup() {
    if [ -n "$demo" ]; then
        kill "$demo" 2>/dev/null && wait "$demo" 2>/dev/null
    fi
    [ -z "$log" ] || rm -f "$log"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

command -v node >/dev/null 2>&1 || skip "node is not at hand"
command -v npm >/dev/null 2>&1 || skip "npm is not at hand"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || skip "node 20 or newer is needed"

if [ "$LLM_PROXY_CLIENTS_DIR" != "$here" ]; then
    mkdir -p "$LLM_PROXY_CLIENTS_DIR" && cp "$here/package.json" "$LLM_PROXY_CLIENTS_DIR/"
fi
if ! cmp -s "$here/package.json" "$LLM_PROXY_CLIENTS_DIR/node_modules/.installed"; then
    echo "installing the clients into $LLM_PROXY_CLIENTS_DIR/node_modules"
    (cd "$LLM_PROXY_CLIENTS_DIR" && npm install --no-package-lock --no-audit --no-fund --silent) \
        || skip "npm could not install the clients (no network?)"
    cp "$here/package.json" "$LLM_PROXY_CLIENTS_DIR/node_modules/.installed"
fi

start_demo() {
    binary=$(ls -t "$root"/build/*/app/llm-proxy 2>/dev/null | head -n 1)
    [ -n "$binary" ] || skip "nothing is built: run ./bin/setup, or set LLM_PROXY_URL"
    log=$(mktemp)
    "$binary" demo --keep >"$log" 2>&1 &
    demo=$!
    tries=0
    while [ "$tries" -lt 600 ]; do
        LLM_PROXY_URL=$(sed -n 's/.*ANTHROPIC_BASE_URL=\(http:[^ "]*\).*/\1/p' "$log" | head -n 1)
        [ -z "$LLM_PROXY_URL" ] || return 0
        kill -0 "$demo" 2>/dev/null || break
        sleep 0.1
        tries=$((tries + 1))
    done
    cat "$log"
    echo "the demonstration did not start"
    exit 1
}

[ -n "${LLM_PROXY_URL:-}" ] || start_demo
LLM_PROXY_URL=${LLM_PROXY_URL%/}
export LLM_PROXY_URL
echo "proxy: $LLM_PROXY_URL, upstream dialect: ${UPSTREAM_DIALECT:-any}"

[ $# -gt 0 ] || set -- anthropic-sdk openai-sdk google-sdk claude-code codex
status=0
for client in "$@"; do
    echo "-- $client"
    node "$here/$client.mjs"
    case $? in
    0 | 77) ;;
    *) status=1 ;;
    esac
done
exit "$status"
