#!/bin/sh
# Stands in for CLIProxyAPI's binary: behaves as FAKE_CPA_PLAN says and writes what it was given
# into the folder FAKE_CPA_TRACE.
trace=$FAKE_CPA_TRACE
printf '%s\n' "$@" >"$trace/argv"
pwd >"$trace/cwd"
env | sed 's/=.*//' | sort >"$trace/environment"
echo "CLIProxyAPI Version: 6.8.51-fake, Commit: fake0000, BuiltAt: 2026-03-09T00:00:00Z"
config=
while [ $# -gt 0 ]; do
    case "$1" in
    -config) config=$2; shift ;;
    -no-browser | -claude-login | -codex-login | -kimi-login) ;;
    -oauth-callback-port | -vertex-import) shift ;;
    *) echo "flag provided but not defined: $1" >&2; exit 2 ;;
    esac
    shift
done
cp "$config" "$trace/config.yaml" || { echo "[error] failed to load config"; exit 0; }
stat -c %a "$config" >"$trace/config.mode"
auth=$(sed -n 's/^auth-dir: *//p' "$config" | tr -d '"')
case "$FAKE_CPA_PLAN" in
success)
    mkdir -p "$auth"
    echo '{"type":"claude"}' >"$auth/claude-fake@example.test.json"
    echo "Authentication saved to $auth/claude-fake@example.test.json"
    echo "Claude authentication successful!"
    ;;
silent-success) mkdir -p "$auth"; echo '{}' >"$auth/new.json" ;;
fail-silent) ;;
fail-log) echo "[2026-03-09 14:00:06] [--------] [error] [login.go:9] authentication failed: denied" ;;
port-in-use) exit 13 ;;
prompt)
    echo "Which one? (1/2)"
    read -r answer
    echo "$answer" >"$trace/answer"
    echo "Gemini authentication successful!"
    ;;
crash) kill -SEGV $$ ;;
hang)
    trap 'echo interrupted >"$trace/signal"; exit 0' INT TERM
    echo waiting
    : >"$trace/waiting"
    while :; do sleep 0.05; done
    ;;
esac
exit 0
