#!/usr/bin/env bash
# Starts a node: ./run-node.sh 1111. Builds first if needed. See ./run-node.sh --help.
set -euo pipefail

home=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
program=parley
main=dev.parley.Main
jvm=(-Xms64m -Xmx512m -XX:NewRatio=1)
[ -f "$home/conf/logback.xml" ] && jvm+=("-Dlogback.configurationFile=$home/conf/logback.xml")
. "$home/src/main/sh/launch.sh"
