package dev.parley.store.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a backup says of itself.
 *
 * @param origin where it is from
 * @param bytes of the database in it
 * @param sha256 of the database, in hexadecimal digits
 */
public record BackupManifest(Origin origin, long bytes, String sha256) {
  /** Raised when an earlier version would misread the file. */
  static final int FORMAT = 1;

  private static final String MARK = "parley-backup";
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The node that a backup was made of.
   *
   * @param node its name then; no other node ever has it
   * @param madeAt by that node's clock
   * @param version of Parley, for people
   */
  public record Origin(String cluster, String node, Instant madeAt, String version) {}

  String text() {
    return JsonNodeFactory.instance
            .objectNode()
            .put(MARK, FORMAT)
            .put("cluster", origin.cluster())
            .put("node", origin.node())
            .put("made", origin.madeAt().toString())
            .put("version", origin.version())
            .put("bytes", bytes)
            .put("sha256", sha256)
            .toPrettyString()
        + "\n";
  }

  /** The format that {@code text} says it has; nothing if it is no manifest at all. */
  static Optional<Integer> format(String text) {
    return tree(text).map(tree -> tree.path(MARK).asInt()).filter(format -> format > 0);
  }

  /** Nothing if it is no manifest of {@link #FORMAT}, or a field makes no sense. */
  static Optional<BackupManifest> parse(String text) {
    return tree(text).flatMap(BackupManifest::parse);
  }

  private static Optional<JsonNode> tree(String text) {
    try {
      return Optional.ofNullable(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<BackupManifest> parse(JsonNode tree) {
    try {
      var origin =
          new Origin(
              tree.path("cluster").asText(),
              tree.path("node").asText(),
              Instant.parse(tree.path("made").asText()),
              tree.path("version").asText());
      var found =
          new BackupManifest(origin, tree.path("bytes").asLong(), tree.path("sha256").asText());
      boolean isWhole =
          tree.path(MARK).asInt() == FORMAT
              && !origin.cluster().isEmpty()
              && !origin.node().isEmpty()
              && found.bytes > 0
              && HASH.matcher(found.sha256).matches();
      return isWhole ? Optional.of(found) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
