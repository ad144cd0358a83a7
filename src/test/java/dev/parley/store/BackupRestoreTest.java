package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.ChatState;
import dev.parley.config.ConfigProblem;
import dev.parley.store.backup.BackupFile;
import dev.parley.store.backup.BackupManifest;
import dev.parley.testing.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the backup of a node to a new member. */
class BackupRestoreTest {
  @TempDir Path place;
  private final RandomChat chat = new RandomChat(Seed.next().random());
  private String former = "";
  private Path data;
  private Path backup;

  @BeforeEach
  void make_a_backup() throws IOException {
    var source = place.resolve("source");
    data = place.resolve("data");
    backup = place.resolve("team.zip");
    try (var identity = identity(source);
        var store = open(source, identity)) {
      former = identity.node();
      identity.nextIncarnation(1_000);
      store.load();
      for (int i = 0; i < 200; i++) {
        chat.step();
        store.commit(chat.commit());
      }
      write(copy(source));
    }
  }

  private static Path copy(Path source) {
    var copier = new StoreCopier(source, () -> Long.MAX_VALUE, Optional.empty());
    copier.begin();
    Awaitility.await().until(() -> copier.progress().state() == StoreCopier.State.DONE);
    return source.resolve(StoreCopier.DIRECTORY).resolve(StoreCopier.FILE);
  }

  private void write(Path copy) throws IOException {
    Files.deleteIfExists(backup);
    var origin = new BackupManifest.Origin("team", former, Instant.EPOCH, "0.1.0");
    BackupFile.write(backup, copy, origin, () -> Long.MAX_VALUE);
  }

  private NodeIdentity identity(Path directory) {
    return NodeIdentity.open(directory, "team", 1111, new SplittableRandom(7));
  }

  private static SqlStore open(Path directory, NodeIdentity identity) {
    return SqlStore.open(directory, new SqlStore.Owner("team", identity.node()), identity);
  }

  private String restore(String cluster) {
    return BackupRestore.run(data, cluster, 1212, new SplittableRandom(8), backup);
  }

  @Test
  void the_new_member_has_what_was_saved_and_a_name_of_its_own_start_after_start()
      throws IOException {
    assertThat(restore("team")).contains(former, "1970-01-01T00:00:00Z", "start it as ever");
    var names = new TreeSet<String>();
    for (int start = 0; start < 3; start++) {
      try (var identity = identity(data);
          var store = open(data, identity)) {
        names.add(identity.node());
        assertThat(identity.isNewcomer()).as("founds no accounts of its own").isTrue();
        assertThat(identity.promisedEpoch()).isZero();
        var kept = store.load();
        var state = new ChatState();
        state.merge(kept.state());
        assertThat(state.digest()).isEqualTo(chat.state().digest());
        identity.nextIncarnation(1_000);
      }
    }
    assertThat(names).hasSize(1).doesNotContain(former);
  }

  @Test
  void a_directory_with_a_node_is_left_as_it_is() throws IOException {
    try (var identity = identity(data)) {
      assertRefused("team", "Another node is running with the data directory");
      identity.nextIncarnation(1_000);
    }
    var before = Files.readString(data.resolve("node.properties"));
    assertRefused("team", "has a node in it: move it away");
    assertThat(data.resolve("node.properties")).hasContent(before);
    assertThat(data.resolve("chat.db")).doesNotExist();
  }

  @Test
  void a_store_without_a_node_is_not_overwritten() throws IOException {
    Files.createDirectories(data);
    Files.writeString(data.resolve("chat.db"), "something");
    assertRefused("team", "has a node in it: move it away");
    assertThat(data.resolve("chat.db")).hasContent("something");
  }

  @Test
  void the_backup_of_another_cluster_is_refused_before_a_directory_is_made() {
    assertRefused("other", "is of the cluster 'team', not of 'other'");
    assertThat(data).doesNotExist();
  }

  @Test
  void a_damaged_backup_leaves_a_directory_in_which_a_good_one_can_be_restored()
      throws IOException {
    var good = Files.readAllBytes(backup);
    var damaged = good.clone();
    damaged[good.length / 2] ^= 1;
    Files.write(backup, damaged);
    assertRefused("team", "is damaged");
    assertThat(data.resolve("chat.db")).doesNotExist();
    assertThat(data.resolve("chat.db.new")).doesNotExist();
    assertThat(data.resolve("node.properties")).doesNotExist();
    Files.write(backup, good);
    restore("team");
    assertThat(data.resolve("chat.db")).exists();
  }

  @Test
  void the_store_of_a_later_version_is_refused() throws IOException, SQLException {
    var copy = place.resolve("source").resolve("backup").resolve("chat.db");
    try (var connection = SqlDialect.SQLITE.connect("jdbc:sqlite:" + copy);
        var statement = connection.createStatement()) {
      statement.execute("update parley set v = '99' where k = 'schema'");
    }
    write(copy);
    assertRefused("team", "has the format 99");
    assertThat(data.resolve("chat.db")).doesNotExist();
  }

  @Test
  void a_database_that_is_not_of_parley_is_refused() throws IOException {
    var other = Files.writeString(place.resolve("other"), "no database at all");
    write(other);
    assertRefused("team", "The store in the backup cannot be read");
    assertThat(data.resolve("chat.db")).doesNotExist();
  }

  @Test
  void what_an_interrupted_restore_has_left_is_no_matter() throws IOException {
    Files.createDirectories(data);
    Files.writeString(data.resolve("chat.db.new"), "half of it");
    restore("team");
    try (var files = Files.list(data)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsAll(List.of("chat.db", "node.properties"))
          .doesNotContain("chat.db.new");
    }
  }

  private void assertRefused(String cluster, String part) {
    assertThatThrownBy(() -> restore(cluster))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining(part);
  }
}
