import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the zip and the Debian package of what was built: java Package.java VERSION TIME CHECKOUT.
 * A program of one file, so that no plugin with libraries of its own has to be believed, and no
 * program of Debian has to be there. Both are the same bit by bit for the same sources, time and
 * JDK: names are sorted, times are TIME, owners are root, modes are those of here.
 */
final class Package {
  private static final String PROGRAM = "755";
  private static final String TEXT = "644";

  /** A file of a package: its content, and its mode in octal digits. */
  record Entry(byte[] content, String mode) {}

  private final String version;
  private final Instant time;
  private final Path checkout;
  private final Path target;

  private Package(String version, Instant time, Path checkout) {
    this.version = version;
    this.time = time;
    this.checkout = checkout;
    this.target = checkout.resolve("target");
  }

  public static void main(String[] arguments) throws Exception {
    var made = new Package(arguments[0], Instant.parse(arguments[1]), Path.of(arguments[2]));
    made.zip();
    made.deb();
  }

  private Entry text(String file) throws IOException {
    return new Entry(Files.readAllBytes(checkout.resolve(file)), TEXT);
  }

  private Entry program(String file) throws IOException {
    return new Entry(Files.readAllBytes(checkout.resolve(file)), PROGRAM);
  }

  /** What both packages have, by the names below the program's directory. */
  private SortedMap<String, Entry> common() throws IOException {
    var files = new TreeMap<String, Entry>();
    files.put("bin/parley", program("src/dist/bin/parley"));
    files.put("sh/launch.sh", text("src/dist/sh/launch.sh"));
    files.put("sh/java.sh", text("src/main/sh/java.sh"));
    files.put("sh/terminal.sh", text("src/main/sh/terminal.sh"));
    files.put("parley.jar", text("target/parley.jar"));
    try (var libraries = Files.list(target.resolve("lib"))) {
      for (var library : libraries.sorted().toList())
        files.put("lib/" + library.getFileName(), text(checkout.relativize(library).toString()));
    }
    files.put("conf/grafana/parley.json", text("conf/grafana/parley.json"));
    files.put("conf/prometheus/alerts.yml", text("conf/prometheus/alerts.yml"));
    return files;
  }

  private SortedMap<String, Entry> papers(String folder) throws IOException {
    var files = new TreeMap<String, Entry>();
    try (var pages = Files.list(checkout.resolve("doc"))) {
      for (var page : pages.filter(Files::isRegularFile).sorted().toList())
        files.put(folder + page.getFileName(), text(checkout.relativize(page).toString()));
    }
    for (var name : List.of("LICENSE", "NOTICE", "README.md", "CHANGELOG.md"))
      files.put(folder + name, text(name));
    files.put(folder + "reference.conf", text("src/main/resources/reference.conf"));
    return files;
  }

  // Zip.

  private void zip() throws IOException {
    var files = common();
    files.put("bin/parley.bat", text("src/dist/bin/parley.bat"));
    files.put("conf/parley.conf", text("conf/parley.conf"));
    files.put("conf/logback.xml", text("conf/logback.xml"));
    papers("doc/").forEach(files::put);
    for (var name : List.of("LICENSE", "NOTICE", "README.md", "CHANGELOG.md")) {
      files.remove("doc/" + name);
      files.put(name, text(name));
    }
    var zip = target.resolve("parley-" + version + ".zip");
    Files.deleteIfExists(zip);
    var options = Map.of("create", "true", "enablePosixFileAttributes", "true");
    try (var inside = FileSystems.newFileSystem(zip, options)) {
      var root = inside.getPath("/parley-" + version);
      for (var file : files.entrySet()) {
        var path = root.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue().content());
        boolean isProgram = file.getValue().mode().equals(PROGRAM);
        Files.setPosixFilePermissions(
            path, PosixFilePermissions.fromString(isProgram ? "rwxr-xr-x" : "rw-r--r--"));
        setTimes(path);
      }
      for (var folder : folders(files.keySet().stream().map(n -> root + "/" + n).toList())) {
        var path = inside.getPath(folder);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        setTimes(path);
      }
    }
    System.out.println("made " + zip);
  }

  /** All three: a zip has those of creation and of the last access, too. */
  private void setTimes(Path path) throws IOException {
    var at = FileTime.from(time);
    Files.getFileAttributeView(path, BasicFileAttributeView.class).setTimes(at, at, at);
  }

  /** All folders above these files, each before what is in it. */
  private static TreeSet<String> folders(Iterable<String> files) {
    var folders = new TreeSet<String>();
    for (var file : files)
      for (int end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1))
        folders.add(file.substring(0, end));
    return folders;
  }

  // Debian package: an ar archive of two compressed tar archives, deb(5).

  private void deb() throws Exception {
    var debian = version.replace('-', '~'); // a snapshot sorts before its release
    var data = new TreeMap<String, Entry>();
    common().forEach((name, file) -> data.put("./usr/share/parley/" + name, file));
    papers("./usr/share/doc/parley/").forEach(data::put);
    data.put("./usr/share/doc/parley/copyright", copyright());
    data.put("./usr/share/doc/parley/changelog.gz", compressed(changes(debian)));
    var manual = Files.readAllBytes(checkout.resolve("src/dist/deb/parley.1"));
    data.put("./usr/share/man/man1/parley.1.gz", compressed(manual));
    data.put("./usr/share/bash-completion/completions/parley", completion());
    data.put("./lib/systemd/system/parley.service", text("src/dist/deb/parley.service"));
    data.put("./etc/parley/parley.conf", text("src/dist/deb/parley.conf"));
    data.put("./etc/parley/logback.xml", text("conf/logback.xml"));

    var control = new TreeMap<String, Entry>();
    control.put("./control", new Entry(control(debian, data).getBytes(UTF_8), TEXT));
    var kept = "/etc/parley/logback.xml\n/etc/parley/parley.conf\n";
    control.put("./conffiles", new Entry(kept.getBytes(US_ASCII), TEXT));
    control.put("./md5sums", new Entry(sums(data).getBytes(UTF_8), TEXT));
    for (var script : List.of("postinst", "prerm", "postrm"))
      control.put("./" + script, program("src/dist/deb/" + script));

    var deb = target.resolve("parley_" + debian + "_all.deb");
    var parts = new TreeMap<String, byte[]>();
    parts.put("control.tar.gz", tar(control, Map.of()));
    parts.put("data.tar.gz", tar(data, Map.of("./usr/bin/parley", "../share/parley/bin/parley")));
    var out = new ByteArrayOutputStream();
    out.write("!<arch>\n".getBytes(US_ASCII));
    ar(out, "debian-binary", "2.0\n".getBytes(US_ASCII));
    for (var part : parts.entrySet()) ar(out, part.getKey(), part.getValue());
    var fresh = target.resolve(deb.getFileName() + ".new");
    Files.write(fresh, out.toByteArray());
    Files.move(fresh, deb, StandardCopyOption.REPLACE_EXISTING);
    System.out.println("made " + deb);
  }

  private static String control(String debian, Map<String, Entry> data) {
    long kib = data.values().stream().mapToLong(file -> file.content().length).sum() / 1024;
    return """
        Package: parley
        Version: %s
        Architecture: all
        Maintainer: The Parley authors <parley@parley.invalid>
        Installed-Size: %d
        Depends: default-jre-headless (>= 2:1.17) | java17-runtime-headless, adduser
        Section: net
        Priority: optional
        Description: private chat that keeps working when servers die
         Several servers find each other, agree who is in the group, and together hold
         every account and every undelivered message. People chat by telnet, by a
         terminal client, in a browser or with an IRC client. When a server is killed,
         no accepted message is lost, doubled or out of order.
        """
        .formatted(debian, kib);
  }

  /** What Debian's tools read; the changelog itself is beside it. */
  private byte[] changes(String debian) {
    var date = DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
    return """
        parley (%s) unstable; urgency=medium

          * The changes are in CHANGELOG.md in this directory.

         -- The Parley authors <parley@parley.invalid>  %s
        """
        .formatted(debian, date.replace("GMT", "+0000"))
        .getBytes(UTF_8);
  }

  private static Entry compressed(byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new Smallest(bytes)) {
      out.write(content);
    }
    var all = bytes.toByteArray();
    all[8] = 2; // says so, for Debian's policy asks for it
    return new Entry(all, TEXT);
  }

  /** As {@code gzip -9n}. */
  private static final class Smallest extends GZIPOutputStream {
    Smallest(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }

  private Entry copyright() throws IOException {
    var text =
        "Parley is free software under the Apache License, Version 2.0, which is in\n"
            + "/usr/share/common-licenses/Apache-2.0 on Debian systems.\n\n"
            + Files.readString(checkout.resolve("NOTICE"));
    return new Entry(text.getBytes(UTF_8), TEXT);
  }

  /** Asks the program itself when a shell wants it. */
  private static Entry completion() {
    return new Entry(". <(/usr/bin/parley completion)\n".getBytes(US_ASCII), TEXT);
  }

  private static String sums(Map<String, Entry> data) throws Exception {
    var sums = new StringBuilder();
    for (var file : data.entrySet()) {
      if (file.getKey().startsWith("./etc/")) continue; // dpkg has its own of those
      var sum = MessageDigest.getInstance("MD5").digest(file.getValue().content());
      sums.append(HexFormat.of().formatHex(sum)).append("  ");
      sums.append(file.getKey().substring("./".length())).append('\n');
    }
    return sums.toString();
  }

  private void ar(ByteArrayOutputStream out, String name, byte[] content) throws IOException {
    var head =
        String.format("%-16s%-12d0     0     100644  %-10d`\n", name, seconds(), content.length);
    out.write(head.getBytes(US_ASCII));
    out.write(content);
    if (content.length % 2 == 1) out.write('\n');
  }

  private byte[] tar(Map<String, Entry> files, Map<String, String> links) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      var names = new ArrayList<>(files.keySet());
      names.addAll(links.keySet());
      for (var folder : folders(names)) out.write(header(folder + "/", "755", 0, '5', ""));
      for (var file : files.entrySet()) {
        var content = file.getValue().content();
        out.write(header(file.getKey(), file.getValue().mode(), content.length, '0', ""));
        out.write(content);
        out.write(new byte[(512 - content.length % 512) % 512]);
      }
      for (var link : links.entrySet())
        out.write(header(link.getKey(), "777", 0, '2', link.getValue()));
      out.write(new byte[1024]);
    }
    return bytes.toByteArray();
  }

  /** One block of ustar (POSIX 1003.1). A name of more than 100 bytes is split at a slash. */
  private byte[] header(String name, String mode, long size, char type, String link) {
    int split = name.length() > 100 ? name.indexOf('/', name.length() - 101) : -1;
    var head = new byte[512];
    put(head, 0, name.substring(split + 1));
    put(head, 100, "0000" + mode);
    put(head, 108, "0000000");
    put(head, 116, "0000000");
    put(head, 124, String.format("%011o", size));
    put(head, 136, String.format("%011o", seconds()));
    put(head, 148, "        ");
    head[156] = (byte) type;
    put(head, 157, link);
    put(head, 257, "ustar\00000");
    put(head, 265, "root");
    put(head, 297, "root");
    if (split > 0) put(head, 345, name.substring(0, split));
    int sum = 0;
    for (var b : head) sum += b & 0xff;
    put(head, 148, String.format("%06o\0 ", sum));
    return head;
  }

  private long seconds() {
    return time.getEpochSecond();
  }

  private static void put(byte[] head, int at, String text) {
    var bytes = text.getBytes(US_ASCII);
    System.arraycopy(bytes, 0, head, at, bytes.length);
  }
}
