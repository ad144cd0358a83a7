package dev.parley.supply;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The list of known vulnerabilities: what it says of the versions that are packed. */
record KnownVulnerabilities(LocalDate date, List<Entry> entries) {
  /** A library that is packed, as {@code group:artifact} and its version. */
  record Library(String name, String version) {}

  /** Affected from {@code first} on, up to {@code fixed} if there is a fix. */
  record Entry(String id, String library, String first, Optional<String> fixed, String accepted) {
    boolean affects(Library packed) {
      if (!library.equals(packed.name())) return false;
      var version = LibraryVersion.of(packed.version());
      return version.compareTo(LibraryVersion.of(first)) >= 0
          && fixed.map(LibraryVersion::of).filter(fix -> version.compareTo(fix) >= 0).isEmpty();
    }
  }

  private static final int COLUMNS = 6;

  static KnownVulnerabilities parse(List<String> lines) {
    Optional<LocalDate> date = Optional.empty();
    var entries = new ArrayList<Entry>();
    for (var line : lines) {
      if (line.isBlank() || line.startsWith("#")) continue;
      var columns = line.split("\t", -1);
      if (columns[0].equals("date")) date = Optional.of(LocalDate.parse(columns[1]));
      else entries.add(entry(line, columns));
    }
    return new KnownVulnerabilities(date.orElseThrow(), List.copyOf(entries));
  }

  private static Entry entry(String line, String[] columns) {
    if (columns.length < COLUMNS - 1 || columns.length > COLUMNS)
      throw new IllegalArgumentException("not an entry: '" + line + "'");
    var fixed = Optional.of(columns[3]).filter(version -> !version.equals("-"));
    var accepted = columns.length == COLUMNS ? columns[5] : "";
    return new Entry(columns[0], columns[1], columns[2], fixed, accepted);
  }

  /** A sentence for each entry that matters. */
  List<String> findings(List<Library> packed) {
    var findings = new ArrayList<String>();
    for (var entry : entries) {
      for (var library : packed) {
        if (entry.affects(library) && entry.accepted().isEmpty())
          findings.add(sentence(entry, library));
      }
    }
    return findings;
  }

  private static String sentence(Entry entry, Library library) {
    return library.name()
        + " "
        + library.version()
        + " has "
        + entry.id()
        + entry
            .fixed()
            .map(version -> ": use " + version + " or later.")
            .orElse(": there is no fix; replace it, or say in the list why it does not matter.");
  }

  /** Acceptances without a cause: an entry that affects nothing needs none. */
  List<String> needless(List<Library> packed) {
    return entries.stream()
        .filter(entry -> !entry.accepted().isEmpty() && packed.stream().noneMatch(entry::affects))
        .map(entry -> entry.id() + " affects nothing any more: empty its last column.")
        .toList();
  }
}
