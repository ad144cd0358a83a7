#!/usr/bin/env bash
# Starts a chat client: ./run-client.sh. It finds a node by itself. See ./run-client.sh --help.
set -euo pipefail

home=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
program=parley-client
main=dev.parley.client.ClientMain
# A short-lived program: the code of the first compiler is good enough.
jvm=(-Xmx96m -XX:TieredStopAtLevel=1)
if ! { [ -t 0 ] && [ -t 1 ]; }; then
  . "$home/src/main/sh/launch.sh"
  exit # not reached: the shell is replaced by the client
fi

jvm+=("-Dparley.terminal=true")
. "$home/src/main/sh/terminal.sh"
