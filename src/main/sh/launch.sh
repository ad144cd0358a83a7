# Sourced by run-node.sh and run-client.sh: finds Java, builds if needed, and replaces itself by the
# program. Expects home (this checkout), program (a name), main (its class) and jvm (its options).

jar="$home/target/parley.jar"

needed="a JDK 17 or newer"
. "$home/src/main/sh/java.sh"

archive="$home/target/$program-$version.jsa"
jvm+=("-Dparley.home=$home")

# The checksum of the jar's sources. Modification times are not enough: a copied directory has new ones,
# and the files of an unpacked release may be older than the jar of the release before.
sources() {
  (cd "$home" && find src/main pom.xml -type f -exec cksum {} + | LC_ALL=C sort | cksum)
}

# Records the sources, the jar and the place of the last build.
built="$home/target/.built"
note_built() {
  printf '%s\n' "$1" "$(cksum <"$jar")" "$home" >"$built"
}

is_built() {
  [ -f "$jar" ] && [ -d "$home/target/lib" ] || return 1
  local from="" made="" place=""
  [ -f "$built" ] && { read -r from && read -r made && read -r place; } <"$built" || true
  if [ "$made" = "$(cksum <"$jar")" ]; then
    [ "$from" = "$(sources)" ] || return 1
  else
    # This jar was made by ./mvnw, without this script: only times can be compared.
    [ -z "$(find "$home/src/main" "$home/pom.xml" -newer "$jar" -print -quit 2>/dev/null)" ] || return 1
    place=""
  fi
  if [ "$place" != "$home" ]; then
    # An archive fits one jar at one place. A user without the right to write here can start nevertheless.
    { rm -f "$home"/target/*.jsa && note_built "$(sources)"; } 2>/dev/null || true
  fi
  return 0
}

# Reports Maven's progress, a line every 5 s at least, since the first build takes minutes; passes errors on unchanged.
progress() {
  local line code fetched=0 doing=starting said=$SECONDS
  tell() {
    say "  $1"
    said=$SECONDS
  }
  while :; do
    code=0
    IFS= read -r -t 1 line || code=$?
    if [ "$code" -gt 128 ]; then # nothing for a second
      line=""
    elif [ "$code" -ne 0 ]; then
      break
    fi
    case $line in
      *"Downloaded from "*)
        fetched=$((fetched + 1))
        doing="$fetched files fetched"
        [ $((fetched % 50)) -ne 0 ] || tell "$doing"
        ;;
      "[INFO] --- "*compile*) doing=compiling; tell "$doing" ;;
      "[INFO] --- "*dependency*) doing="collecting the libraries"; tell "$doing" ;;
      "[INFO] --- "*jar:*|"[INFO] --- "*jar-plugin*) doing=packing; tell "$doing" ;;
      "[ERROR]"*) echo "$line" >&2 ;;
    esac
    [ $((SECONDS - said)) -lt 5 ] || tell "$doing ..."
  done
}

build() {
  if ! [ -x "$(dirname "$java")/javac" ] && ! command -v javac >/dev/null; then
    say "$java comes without a compiler: install a JDK 17 or newer (not only a JRE), or set JAVA_HOME to one."
    exit 2
  fi
  say "building (once; this takes some minutes)"
  local from
  from=$(sources) # before the build: files that change meanwhile are built the next time
  # Without the compiler's plugins: what is started here was checked by ./mvnw verify.
  (cd "$home" && ./mvnw -B -Pfast -Dmaven.test.skip=true -Dspotless.check.skip=true package 2>&1) | tee "$home/target/build.log" | progress || {
    say "The build failed: see the lines above, and $home/target/build.log."
    exit 1
  }
  touch "$jar"
  rm -f "$home"/target/*.jsa
  note_built "$from"
}

# Two nodes that are started at the same time build once: the second waits for the first.
if ! is_built; then
  mkdir -p "$home/target"
  if command -v flock >/dev/null; then
    exec 9>"$home/target/.build.lock"
    flock 9
    is_built || build
    exec 9>&-
  else
    # Without flock (macOS): only one process can make the link, and its target names the owner, which may have died.
    lock="$home/target/.build.lock.link"
    until ln -s "$$" "$lock" 2>/dev/null; do
      kill -0 "$(readlink "$lock")" 2>/dev/null && sleep 1 || rm -f "$lock"
    done
    trap 'rm -f "$lock"' EXIT
    is_built || build
    rm -f "$lock"
    trap - EXIT
  fi
fi

# A shared class archive halves the time of a start. A short run of its own makes it: the archive that JDK 19 and newer
# make by themselves (AutoCreateSharedArchive) is written at the end of the first run, and a node that was stopped took
# 7 to 17 s for that. It fits one build of the jar and one JDK; ./mvnw makes new jars without this script.
[ "$archive" -nt "$jar" ] || rm -f "$archive" 2>/dev/null || true
if ! [ -f "$archive" ]; then
  "$java" "${jvm[@]}" -XX:ArchiveClassesAtExit="$archive.$$" -cp "$jar" "$main" --warm-up >/dev/null 2>&1 \
    && mv -f "$archive.$$" "$archive" || rm -f "$archive.$$"
fi
[ -f "$archive" ] && jvm+=("-XX:SharedArchiveFile=$archive" -Xshare:auto)

# shellcheck disable=SC2086
exec "$java" "${jvm[@]}" ${JAVA_OPTS:-} -cp "$jar" "$main" "$@"
