# Sourced by run-client.sh, instead of launch.sh, at a terminal: input that is typed before the client
# asks for it may be a password. It is not shown, and the client reads it. However the client ends, also
# when it is killed or was never built, the terminal is then in its former state.

# In an older bash a background process cannot get its Ctrl-C back.
launch=${launch:-$home/src/main/sh/launch.sh}
if [ "${BASH_VERSINFO[0]}" -lt 5 ] || ! modes=$(stty -g 2>/dev/null); then
  . "$launch"
fi

restore() {
  # Not from the background, where the terminal belongs to another job by now. Not every system has this ps.
  local state
  state=$(ps -o stat= -p $$ 2>/dev/null) || state=
  case $state in "" | *+*) stty "$modes" 2>/dev/null || true ;; esac
}
trap restore EXIT
stty -echo
# A child in the background, so that a signal to this shell can be passed on at once.
(
  trap - EXIT HUP INT QUIT TERM
  . "$launch"
) <&0 &
child=$!
trap 'kill -TERM "$child" 2>/dev/null || true' HUP TERM
trap : INT QUIT # the client gets the signal too, and decides
code=0
wait "$child" || code=$?
while kill -0 "$child" 2>/dev/null; do # a signal has ended the wait, but not the client
  code=0
  wait "$child" || code=$?
done
exit "$code"
