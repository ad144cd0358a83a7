package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.config.ConfigProblem;
import dev.parley.security.KeyFile;
import dev.parley.security.KeyFileFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyStoreTest {
  private static final SplittableRandom RANDOM = new SplittableRandom(5);
  @TempDir Path directory;

  private Map<String, String> xdg() {
    return Map.of("XDG_CONFIG_HOME", directory.toString());
  }

  private KeyStore found(String cluster) {
    return KeyStore.find(Optional.empty(), cluster, true, xdg(), "");
  }

  private static KeyFile draw() {
    return KeyFile.draw("team", RANDOM, Instant.EPOCH);
  }

  private static KeyFile open(KeyStore store) {
    return store.open(new SplittableRandom(), KeyStoreTest::draw);
  }

  // Places.

  @Test
  void a_node_on_loopback_makes_the_key_where_only_its_user_reads_it() throws IOException {
    var store = found("team");
    var made = open(store);
    assertThat(store.file()).isEqualTo(directory.resolve("parley/team.key"));
    assertThat(mode(store.file())).isEqualTo("rw-------");
    assertThat(mode(directory.resolve("parley"))).isEqualTo("rwx------");
    assertThat(open(found("team"))).isEqualTo(made);
    assertThat(found("../../x").file().getParent()).isEqualTo(directory.resolve("parley"));
  }

  @Test
  void without_the_variable_it_is_in_the_home_directory_and_without_that_the_flag_is_named() {
    var home = directory.toString();
    assertThat(KeyStore.find(Optional.empty(), "team", true, Map.of(), home).file())
        .isEqualTo(directory.resolve(".config/parley/team.key"));
    var relative = Map.of("XDG_CONFIG_HOME", "here");
    assertThat(KeyStore.find(Optional.empty(), "team", true, relative, home).file())
        .isEqualTo(directory.resolve(".config/parley/team.key"));
    for (var none : List.of("", "?"))
      assertThatThrownBy(() -> KeyStore.find(Optional.empty(), "team", true, Map.of(), none))
          .isInstanceOf(ConfigProblem.class)
          .hasMessageContaining("--key FILE");
  }

  @Test
  void a_node_that_other_machines_reach_needs_a_key_that_it_was_given() {
    open(found("team"));
    assertThatThrownBy(() -> KeyStore.find(Optional.empty(), "team", false, xdg(), ""))
        .isInstanceOf(ConfigProblem.class)
        .hasMessage(
            "This node could be reached from other machines: give it the cluster's key with --key"
                + " FILE. Make one once with ./run-node.sh --new-key FILE and copy it to each"
                + " machine; to try without, say --insecure.");
    var file = directory.resolve("given.key");
    var given = KeyStore.find(Optional.of(file), "team", false, xdg(), "");
    assertThatThrownBy(() -> open(given))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("there is none; ./run-node.sh --new-key FILE makes one");
    KeyStore.at(file, "team").make(new SplittableRandom(), KeyStoreTest::draw);
    assertThat(open(given)).isNotNull();
  }

  @Test
  void a_credential_of_the_system_is_found_whatever_its_mode_is() throws IOException {
    var file = directory.resolve("team.key");
    Files.writeString(file, KeyFileFormat.write(draw()));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    var environment = Map.of("CREDENTIALS_DIRECTORY", directory.toString());
    assertThat(open(KeyStore.find(Optional.empty(), "team", false, environment, ""))).isNotNull();
    assertThat(open(KeyStore.find(Optional.of(file), "team", false, environment, ""))).isNotNull();
    assertThatThrownBy(() -> open(KeyStore.find(Optional.of(file), "team", false, xdg(), "")))
        .hasMessageContaining("others may read or change it (mode r--r--r--)");
  }

  @Test
  void a_file_that_others_may_read_is_refused() throws IOException {
    var store = found("team");
    open(store);
    for (var mode : List.of("rw----r--", "rw-rw----", "rw---x---")) {
      Files.setPosixFilePermissions(store.file(), PosixFilePermissions.fromString(mode));
      assertThatThrownBy(() -> open(found("team")))
          .isInstanceOf(ConfigProblem.class)
          .hasMessageContainingAll("mode " + mode, "chmod 600");
    }
  }

  @Test
  void a_file_of_another_cluster_or_damaged_is_refused() throws IOException {
    var file = directory.resolve("given.key");
    KeyStore.at(file, "team").make(new SplittableRandom(), KeyStoreTest::draw);
    assertThatThrownBy(() -> open(KeyStore.find(Optional.of(file), "other", true, Map.of(), "")))
        .hasMessageContaining("that of the cluster 'team', not of 'other'");
    Files.writeString(file, "parley key 1\n");
    assertThatThrownBy(() -> open(KeyStore.at(file, "team"))).hasMessageContaining("copy it again");
  }

  // Making and changing.

  @Test
  void of_nodes_that_start_at_the_same_moment_one_makes_the_key_and_all_have_it() throws Exception {
    int nodes = 8;
    var together = new CyclicBarrier(nodes);
    var threads = Executors.newFixedThreadPool(nodes);
    try {
      var starts = new ArrayList<Callable<KeyFile>>();
      for (int i = 0; i < nodes; i++)
        starts.add(
            () -> {
              together.await();
              var random = new java.security.SecureRandom();
              return found("team").open(random, () -> KeyFile.draw("team", random, Instant.EPOCH));
            });
      var keys = new ArrayList<KeyFile>();
      for (var start : threads.invokeAll(starts)) keys.add(start.get());
      assertThat(keys).hasSize(nodes).containsOnly(keys.get(0));
    } finally {
      threads.shutdown();
    }
    try (var files = Files.list(directory.resolve("parley"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void a_key_is_never_overwritten_by_a_new_one_and_is_replaced_as_a_whole() throws IOException {
    var store = KeyStore.at(directory.resolve("team.key"), "team");
    assertThat(store.make(new SplittableRandom(1), KeyStoreTest::draw)).isTrue();
    var made = store.read();
    assertThat(store.make(new SplittableRandom(2), KeyStoreTest::draw)).isFalse();
    assertThat(store.read()).isEqualTo(made);
    var changed = draw();
    store.replace(new SplittableRandom(3), changed);
    assertThat(store.read()).isEqualTo(changed);
    assertThat(mode(store.file())).isEqualTo("rw-------");
  }

  @Test
  void the_file_that_replaces_another_has_its_mode() throws IOException {
    var store = KeyStore.at(directory.resolve("team.key"), "team");
    store.make(new SplittableRandom(1), KeyStoreTest::draw);
    Files.setPosixFilePermissions(store.file(), PosixFilePermissions.fromString("r--------"));
    store.replace(new SplittableRandom(3), draw());
    assertThat(mode(store.file())).isEqualTo("r--------");
  }

  @Test
  void a_replacement_that_fails_leaves_no_secret_behind() throws IOException {
    var store = KeyStore.at(directory.resolve("team.key"), "team");
    Files.createDirectories(store.file().resolve("in the way"));
    assertThatThrownBy(() -> store.replace(new SplittableRandom(3), draw()))
        .isInstanceOf(ConfigProblem.class);
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(store.file());
    }
  }

  @Test
  void a_node_reads_no_other_clusters_file_that_was_put_in_the_place_of_its_own() {
    var store = found("team");
    var own = open(store);
    assertThat(store.readOwn()).isEqualTo(own);
    store.replace(new SplittableRandom(3), KeyFile.draw("other", RANDOM, Instant.EPOCH));
    assertThatThrownBy(store::readOwn)
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("that of the cluster 'other', not of 'team'");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
