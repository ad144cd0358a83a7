package dev.parley.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Seed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileFormatTest {
  private static final Instant NOW = Instant.parse("2026-11-29T20:00:00Z");
  private static final RandomGenerator RANDOM = new SplittableRandom(1);
  private static final KeyFile FILE = KeyFile.draw("team", RANDOM, NOW);

  @Test
  void a_file_that_was_written_is_read_as_it_was() {
    var keys = new ArrayList<>(FILE.busKeys());
    keys.add(ClusterKey.draw(RANDOM, NOW.plusMillis(1_500)));
    var file =
        FILE.withBusKeys(keys)
            .withAuthority(new byte[] {1, 2}, new byte[] {3})
            .withAuthority(new byte[] {4}, new byte[] {5, 6});
    assertThat(parsed(KeyFileFormat.write(file))).isEqualTo(file);
    assertThat(file.authority().orElseThrow().certificates())
        .containsExactly(Certificate.of(new byte[] {5, 6}), Certificate.of(new byte[] {3}));
    assertThat(parsed(KeyFileFormat.write(FILE))).isEqualTo(FILE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"team", "München", "a b", "..", "../x", "a%2Fb", "line\nend", "#"})
  void every_name_of_a_cluster_is_written_as_one_word_that_is_no_path(String name) {
    assertThat(parsed(KeyFileFormat.write(KeyFile.draw(name, RANDOM, NOW))).cluster())
        .isEqualTo(name);
    assertThat(Percent.encode(name)).matches("[A-Za-z0-9_%-][A-Za-z0-9._%-]*");
  }

  @Test
  void the_shortest_and_the_longest_lists_of_keys_are_read_and_longer_ones_are_refused() {
    var keys = new ArrayList<ClusterKey>();
    for (int i = 0; i < KeyFile.MAX_KEYS; i++) keys.add(ClusterKey.draw(RANDOM, NOW));
    var full = FILE.withBusKeys(keys);
    assertThat(parsed(KeyFileFormat.write(full))).isEqualTo(full);
    keys.add(ClusterKey.draw(RANDOM, NOW));
    assertThat(refusal(withLine(full, line("bus", keys.get(KeyFile.MAX_KEYS)))))
        .contains("1 to 8 lines 'bus'");
  }

  @Test
  void a_key_id_that_is_given_twice_is_refused() {
    var same = new ClusterKey(FILE.sealingKey().id(), NOW, Secret.draw(32, RANDOM));
    assertThat(refusal(withLine(FILE, line("bus", same))))
        .contains("the id " + same.id() + " is given to two keys");
  }

  @Test
  void a_file_that_ends_early_anywhere_is_refused() {
    var text = KeyFileFormat.write(FILE);
    for (int end = 0; end < text.length(); end++) refusal(text.substring(0, end));
  }

  @Test
  void a_file_with_another_character_is_refused_or_means_the_same() {
    var seed = Seed.next();
    var random = seed.random();
    var text = KeyFileFormat.write(FILE.withAuthority(new byte[100], new byte[200]));
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = text.getBytes(UTF_8);
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(7));
      var damaged = new String(bytes, UTF_8);
      assertThat(KeyFileFormat.parse(damaged)).as("%s", seed).isNotNull();
      if (KeyFileFormat.parse(damaged) instanceof KeyFile.Parsed.Ok ok)
        assertThat(ok.file()).as("%s", seed).isEqualTo(parsed(text));
    }
  }

  @Test
  void the_reason_says_what_is_wrong_and_what_to_do() {
    assertThat(refusal("")).contains("its first line is not 'parley key 1'");
    assertThat(refusal("parley key 2\n")).contains("another version of Parley wrote it");
    assertThat(refusal("parley key 1\ncluster team\n")).contains("copy it again, as a whole");
    var text = KeyFileFormat.write(FILE);
    assertThat(refusal(text.replace("cluster   team", "cluster   meat")))
        .contains("edited by hand", "./run-node.sh --rotate-key FILE");
    assertThat(refusal(text.replace("\n", "\n".repeat(KeyFileFormat.MAX_BYTES / 8))))
        .contains("more than 65536 bytes");
    assertThat(refusal(withLine(FILE, "buss 1 2 3"))).contains("begins with 'buss'");
    assertThat(refusal(withLine(FILE, "ca-cert AAAA"))).contains("'ca-cert' and none 'ca'");
    assertThat(refusal(withLine(FILE, "ca AAAA"))).contains("lines 'ca-cert' are needed");
    assertThat(refusal(withLine(FILE, "cluster team"))).contains("begins with 'cluster'");
  }

  @Test
  void line_ends_of_windows_are_taken() {
    var text = KeyFileFormat.write(FILE);
    assertThat(parsed(text.replace("\n", "\r\n"))).isEqualTo(FILE);
  }

  @Test
  void no_secret_is_in_the_text_of_a_value_or_of_a_refusal() {
    var file = FILE.withAuthority(new byte[] {77, 78, 79, 80}, new byte[] {3});
    var secret = Base64.getEncoder().encodeToString(file.sealingKey().secret().bytes());
    assertThat(file.toString()).doesNotContain(secret, "TU5PUA").contains("(secret)");
    assertThat(refusal(withLine(file, secret))).doesNotContain(secret);
    assertThat(refusal(withLine(file, "bus " + secret))).doesNotContain(secret);
  }

  private static String line(String word, ClusterKey key) {
    var secret = Base64.getEncoder().encodeToString(key.secret().bytes());
    return word + " " + key.id() + " " + key.made() + " " + secret;
  }

  /** The file's text with one more line, and the checksum that belongs to it. */
  private static String withLine(KeyFile file, String line) {
    var text = KeyFileFormat.write(file);
    var body = text.substring(0, text.lastIndexOf("checksum")) + line + "\n";
    return body + "checksum " + KeyFileFormat.checksum(body) + "\n";
  }

  private static KeyFile parsed(String text) {
    if (KeyFileFormat.parse(text) instanceof KeyFile.Parsed.Ok ok) return ok.file();
    throw new AssertionError(refusal(text));
  }

  private static String refusal(String text) {
    if (KeyFileFormat.parse(text) instanceof KeyFile.Parsed.Refused refused)
      return refused.reason();
    throw new AssertionError("was read: " + text.length());
  }
}
