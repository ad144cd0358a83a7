# Sourced by bin/parley: finds Java, and replaces the shell by the program. Expects home (the installed files), program
# (a name), main (its class) and jvm (its options).

needed="Java 17 or newer (a JRE is enough)"
. "$home/sh/java.sh"

jvm+=("-Dparley.home=$PARLEY_STATE")
# The client and the commands say nothing by the log but warnings of libraries.
[ -r "$home/conf/logback.xml" ] && jvm+=("-Dlogback.configurationFile=$home/conf/logback.xml")
[ "$home" = /usr/share/parley ] && [ -r /etc/parley/logback.xml ] && jvm+=("-Dlogback.configurationFile=/etc/parley/logback.xml")

# A shared class archive halves the time of a start. A run of its own makes it, in the state directory, once for each
# jar and Java, by who owns that; without it the program starts more slowly. (One of root's would be in the node's way.)
cache=$PARLEY_STATE/cache
archive=$cache/$program-$version-$(cksum <"$home/parley.jar" | cut -d' ' -f1).jsa
if ! [ -f "$archive" ] && { [ -O "$PARLEY_STATE" ] || ! [ -e "$PARLEY_STATE" ]; } \
  && (umask 077 && mkdir -p "$cache") 2>/dev/null && [ -w "$cache" ]; then
  rm -f "$cache/$program-"*
  warm=("$main" --warm-up)
  [ "$program" != command ] && warm=("$main" "$program" --warm-up)
  "$java" "${jvm[@]}" -XX:ArchiveClassesAtExit="$archive.$$" -cp "$home/parley.jar" "${warm[@]}" >/dev/null 2>&1 \
    && mv -f "$archive.$$" "$archive" || rm -f "$archive.$$"
fi
[ -f "$archive" ] && jvm+=("-XX:SharedArchiveFile=$archive" -Xshare:auto)

# shellcheck disable=SC2086
exec "$java" "${jvm[@]}" ${JAVA_OPTS:-} -cp "$home/parley.jar" "$main" "$@"
