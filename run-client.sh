#!/usr/bin/env bash
# Chats: ./run-client.sh. Finds a node by itself. See ./run-client.sh --help.
set -euo pipefail

home=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
program=parley-client
main=dev.parley.client.ClientMain
# A short program: what the first compiler makes is good enough.
jvm=(-Xmx96m -XX:TieredStopAtLevel=1)
if ! { [ -t 0 ] && [ -t 1 ]; }; then
  . "$home/src/main/sh/launch.sh"
  exit # not reached: it becomes the client
fi

jvm+=("-Dparley.terminal=true")
. "$home/src/main/sh/terminal.sh"
