#!/bin/sh
# Stands for `systemctl --user`, of which a build machine has none. It refuses what that refuses: a
# unit that it has not read, a verb that it does not know. What it was asked stands in $FAKE_LOG,
# what it has read and runs in $FAKE_STATE.
set -u
echo "$*" >> "$FAKE_LOG"
units=${XDG_CONFIG_HOME:?}/systemd/user
fail()
{
    echo "$2" >&2
    exit "$1"
}
[ -z "${FAKE_NO_BUS:-}" ] || fail 1 "Failed to connect to bus: No medium found"
[ "$1" = --user ] || fail 1 "Interactive authentication required."
shift
[ "$1" != --quiet ] || shift
verb=$1
shift
now=
[ "${1:-}" != --now ] || { now=yes; shift; }
unit=${1:-}
case "$verb" in
daemon-reload)
    rm -f "$FAKE_STATE"/*.read
    for file in "$units"/*.service; do
        [ ! -e "$file" ] || cp "$file" "$FAKE_STATE/$(basename "$file").read"
    done
    ;;
enable)
    [ -e "$units/$unit" ] || fail 1 "Failed to enable unit: Unit file $unit does not exist."
    grep -q '^WantedBy=' "$units/$unit" || fail 1 "The unit files have no installation config"
    mkdir -p "$units/default.target.wants"
    ln -sf "$units/$unit" "$units/default.target.wants/$unit"
    ;;
restart)
    [ -e "$FAKE_STATE/$unit.read" ] || fail 5 "Failed to restart $unit: Unit $unit not found."
    cmp -s "$units/$unit" "$FAKE_STATE/$unit.read" || fail 1 "Warning: $unit changed on disk"
    cp "$FAKE_STATE/$unit.read" "$FAKE_STATE/$unit.runs"
    ;;
disable)
    [ -e "$units/$unit" ] || fail 1 "Failed to disable unit: Unit file $unit does not exist."
    rm -f "$units/default.target.wants/$unit"
    [ -z "$now" ] || rm -f "$FAKE_STATE/$unit.runs"
    ;;
is-active) [ -e "$FAKE_STATE/$unit.runs" ] || exit 3 ;;
*) fail 1 "Unknown command verb $verb." ;;
esac
