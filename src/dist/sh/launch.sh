# Sourced by bin/parley: finds Java, and replaces the shell by the program. Expects home (the installed files), program
# (a name), main (its class) and jvm (its options).

say() { echo "parley: $*" >&2; }

if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
  java="$JAVA_HOME/bin/java"
elif ! java=$(command -v java); then
  say "No Java was found: install Java 17 or newer (a JRE is enough), or set JAVA_HOME to one."
  exit 2
fi
version=$("$java" -version 2>&1 | sed -n 's/.*version "\(1\.\)\{0,1\}\([0-9]*\)[^0-9].*/\2/p' | head -n 1) || version=""
if [ "${version:-0}" -lt 17 ]; then
  say "Java ${version:-of unknown version} at $java is too old: install Java 17 or newer, or set JAVA_HOME to one."
  exit 2
fi

jvm+=(-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError "-Dparley.home=$PARLEY_STATE"
  # An archive that does not fit costs half a second; its warnings would go to standard output.
  '-Xlog:cds*=off')
# The client and the commands say nothing by the log but warnings of libraries.
[ -r "$home/conf/logback.xml" ] && jvm+=("-Dlogback.configurationFile=$home/conf/logback.xml")
[ "$home" = /usr/share/parley ] && [ -r /etc/parley/logback.xml ] && jvm+=("-Dlogback.configurationFile=/etc/parley/logback.xml")
if [ "$version" -ge 24 ]; then
  jvm+=(--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED)
fi

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
