# Sourced by the launch.sh of a checkout and that of the packages: finds Java, sets java and version, and adds to jvm
# the options that every program gets. Expects jvm, and needed (what to install where there is no Java).

say() { echo "parley: $*" >&2; }

if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
  java="$JAVA_HOME/bin/java"
elif ! java=$(command -v java); then
  say "No Java was found: install $needed, or set JAVA_HOME to one."
  exit 2
fi
version=$("$java" -version 2>&1 | sed -n 's/.*version "\(1\.\)\{0,1\}\([0-9]*\)[^0-9].*/\2/p' | head -n 1) || version=""
if [ "${version:-0}" -lt 17 ]; then
  say "Java ${version:-of unknown version} at $java is too old: install $needed, or set JAVA_HOME to one."
  exit 2
fi

# An archive of classes that does not fit costs half a second; its warnings would go to standard output.
jvm+=(-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError '-Xlog:cds*=off')
if [ "$version" -ge 24 ]; then
  jvm+=(--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED)
fi
