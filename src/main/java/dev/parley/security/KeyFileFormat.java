package dev.parley.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The text of a key file: a first line with the version, a word and its values on each line, and at
 * last a checksum of all lines before it, so that a file that was copied in part is not believed.
 */
public final class KeyFileFormat {
  /** Far above {@link KeyFile#MAX_KEYS} of each kind; a larger file is something else. */
  public static final int MAX_BYTES = 64 * 1024;

  private static final String FIRST = "parley key 1";
  private static final String HELP =
      """
      # The key of a Parley cluster. Who reads it is a member: copy it to the cluster's machines
      # only, by a way that nobody else can read. To change it: ./run-node.sh --rotate-key FILE
      """;
  private static final String CHECKSUM = "checksum";

  /** Enough to notice a damage; against forgery the file's mode protects. */
  private static final int CHECKSUM_BYTES = 8;

  private static final String FORM = "%-9s %s%n".replace("%n", "\n");

  private KeyFileFormat() {}

  /** The file's text, with all its secrets. */
  public static String write(KeyFile file) {
    var text = new StringBuilder(FIRST + "\n" + HELP);
    line(text, "cluster", Percent.encode(file.cluster()));
    for (var key : file.busKeys()) line(text, "bus", value(key));
    for (var key : file.ticketKeys()) line(text, "ticket", value(key));
    line(text, "fake-salt", base64(file.fakeSaltSecret().bytes()));
    file.authority().ifPresent(authority -> lines(text, authority));
    line(text, CHECKSUM, checksum(text.toString()));
    return text.toString();
  }

  private static void lines(StringBuilder text, Authority authority) {
    line(text, "ca", base64(authority.key().bytes()));
    for (var certificate : authority.certificates())
      line(text, "ca-cert", base64(certificate.der()));
  }

  private static void line(StringBuilder text, String word, String value) {
    text.append(FORM.formatted(word, value));
  }

  private static String value(ClusterKey key) {
    return key.id() + " " + key.made() + " " + base64(key.secret().bytes());
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static String checksum(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, CHECKSUM_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The file whose text this is, or the reason why it is none. */
  public static KeyFile.Parsed parse(String given) {
    // A file that was edited or copied on Windows has other line ends.
    var text = given.replace("\r\n", "\n");
    if (text.length() > MAX_BYTES) return refused("it has more than " + MAX_BYTES + " bytes");
    if (!text.startsWith(FIRST + "\n"))
      return refused(
          text.startsWith("parley key ")
              ? "another version of Parley wrote it"
              : "its first line is not '" + FIRST + "'");
    int last = text.lastIndexOf("\n" + CHECKSUM + " ") + 1;
    if (last == 0 || !text.endsWith("\n"))
      return refused("it ends before its checksum: copy it again, as a whole");
    var lines = new Lines();
    for (var line : text.substring(last).strip().split("\n", -1)) lines.read(line, true);
    if (!checksum(text.substring(0, last)).equals(lines.checksum))
      return refused(
          "its checksum does not match: it was damaged or edited by hand; copy it again, or change"
              + " it with ./run-node.sh --rotate-key FILE");
    text.substring(FIRST.length() + 1, last).lines().forEach(line -> lines.read(line, false));
    return lines.problem != null ? refused(lines.problem) : KeyFile.checked(lines::file);
  }

  private static KeyFile.Parsed refused(String reason) {
    return new KeyFile.Parsed.Refused(reason);
  }

  /** What was read so far; of several problems the first is kept. */
  private static final class Lines {
    private final List<ClusterKey> busKeys = new ArrayList<>();
    private final List<ClusterKey> ticketKeys = new ArrayList<>();
    private final List<Certificate> certificates = new ArrayList<>();
    private @Nullable String cluster;
    private @Nullable Secret fakeSalt;
    private @Nullable Secret authority;
    private @Nullable String checksum;
    private @Nullable String problem;

    void read(String line, boolean isEnd) {
      if (line.isBlank() || line.startsWith("#")) return;
      var words = line.strip().split(" +", -1);
      var word = words[0];
      // No value is ever named: it may be a secret in the wrong place.
      if (!read(word, words, isEnd) && problem == null)
        problem =
            "a line of it that begins with '%s' cannot be read"
                .formatted(word.length() > 12 || !word.matches("[a-z-]+") ? "…" : word);
    }

    private boolean read(String word, String[] words, boolean isEnd) {
      if (isEnd != word.equals(CHECKSUM)) return false;
      if (word.equals("bus")) return key(words, busKeys);
      if (word.equals("ticket")) return key(words, ticketKeys);
      return words.length == 2 && readPair(word, words[1]);
    }

    /** Returns false for a word that is unknown, or has a value already. */
    private boolean readPair(String word, String value) {
      return switch (word) {
        case "cluster" -> {
          if (cluster != null) yield false;
          cluster = Percent.decode(value).orElse(null);
          yield cluster != null;
        }
        case "fake-salt" -> {
          if (fakeSalt != null) yield false;
          fakeSalt = bytes(value).map(Secret::of).orElse(null);
          yield fakeSalt != null;
        }
        case "ca" -> {
          if (authority != null) yield false;
          authority = bytes(value).map(Secret::of).orElse(null);
          yield authority != null;
        }
        case "ca-cert" -> bytes(value).map(this::add).isPresent();
        case CHECKSUM -> {
          if (checksum != null) yield false;
          checksum = value;
          yield true;
        }
        default -> false;
      };
    }

    private boolean add(byte[] der) {
      return certificates.add(Certificate.of(der));
    }

    private static boolean key(String[] words, List<ClusterKey> keys) {
      if (words.length != 4) return false;
      var id = KeyId.parse(words[1]);
      var made = instant(words[2]);
      var secret = bytes(words[3]).filter(bytes -> bytes.length == ClusterKey.BYTES);
      if (id.isEmpty() || made.isEmpty() || secret.isEmpty()) return false;
      return keys.add(new ClusterKey(id.get(), made.get(), Secret.of(secret.get())));
    }

    private static Optional<Instant> instant(String text) {
      try {
        return Optional.of(Instant.parse(text));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }

    private static Optional<byte[]> bytes(String text) {
      try {
        byte[] bytes = Base64.getDecoder().decode(text);
        return bytes.length == 0 ? Optional.empty() : Optional.of(bytes);
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    KeyFile file() {
      if (cluster == null) throw new IllegalArgumentException("a line 'cluster' is missing");
      if (fakeSalt == null) throw new IllegalArgumentException("a line 'fake-salt' is missing");
      if (authority == null && !certificates.isEmpty())
        throw new IllegalArgumentException("it has a line 'ca-cert' and none 'ca'");
      var signing = Optional.ofNullable(authority).map(key -> new Authority(key, certificates));
      return new KeyFile(cluster, busKeys, ticketKeys, fakeSalt, signing);
    }
  }
}
