package dev.parley.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatState;
import dev.parley.chat.StateChanges;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.config.NodeSettings;
import dev.parley.config.SettingsSources;
import dev.parley.config.StoreSettings;
import dev.parley.files.DiskRoom;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ChatStore;
import dev.parley.store.StoreCopier.State;
import dev.parley.testing.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a store that is written meanwhile. */
class StoreCopierTest {
  private static final SqlStore.Owner OWNER = new SqlStore.Owner("test", "n-1");
  private static final DiskRoom AMPLE = () -> Long.MAX_VALUE;

  /** Of 4 KiB: a third of a second, at the rate of copies. */
  private static final int BALLAST_ROWS = 3_000;

  @TempDir Path place;

  private Path data() {
    return place.resolve("data");
  }

  private SqlStore open(Path directory) throws IOException {
    Files.createDirectories(directory);
    return SqlStore.open(directory, OWNER, new AnyPartner());
  }

  /** With a table of its own, so that a copy takes a moment. */
  private SqlStore openWithBallast() throws IOException {
    open(data()).close();
    try (var connection =
            SqlDialect.SQLITE.connect("jdbc:sqlite:" + data().resolve(SqlStore.FILE));
        var statement = connection.createStatement()) {
      statement.execute("create table ballast (bytes blob)");
      statement.execute(
          "with recursive n(i) as (select 1 union all select i + 1 from n where i < "
              + BALLAST_ROWS
              + ") insert into ballast select randomblob(4096) from n");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    var store = open(data());
    store.load();
    return store;
  }

  private static void commit(SqlStore store, List<Mail> arrived, List<MessageId> gone) {
    var changes = new StateChanges(1, List.of(), List.of(), arrived, gone, Optional.empty());
    store.commit(new ChatStore.Commit(changes, VersionVector.EMPTY));
  }

  private static void checkpoint(SqlStore store) {
    store.beginCheckpoint();
    while (store.hasStep()) store.step();
  }

  private static Mail mail(long seq, String text) {
    var id = new MessageId(new ClientStream(UserName.of("fang"), "c"), seq);
    return new Mail(id, UserName.of("shao"), text, 1, seq, new ClaimPair(5, 6));
  }

  private StoreCopier copier(DiskRoom room) {
    return new StoreCopier(data(), room, Optional.empty());
  }

  private Path copy() {
    return data().resolve(StoreCopier.DIRECTORY).resolve(StoreCopier.FILE);
  }

  private static StoreCopier.Progress awaitEnd(StoreCopier copier) {
    return Awaitility.await()
        .until(copier::progress, progress -> progress.state() != State.RUNNING);
  }

  private static String digest(ChatStore.Kept kept) {
    var state = new ChatState();
    state.merge(kept.state());
    return state.digest();
  }

  @Test
  void a_copy_is_of_one_moment_and_commits_go_on_meanwhile() throws IOException {
    var chat = new RandomChat(Seed.next().random());
    var copier = copier(AMPLE);
    var moments = new HashSet<String>();
    int commits = 0;
    try (var store = openWithBallast()) {
      for (int i = 0; i < 50; i++) step(chat, store);
      moments.add(chat.state().digest());
      assertThat(copier.begin()).isTrue();
      assertThat(copier.begin()).as("while one is being made").isFalse();
      while (copier.progress().state() == State.RUNNING) {
        step(chat, store);
        if (copier.progress().state() == State.RUNNING) commits++;
        moments.add(chat.state().digest());
      }
      assertThat(copier.progress().reason()).isEmpty();
      assertThat(copier.progress().state()).isEqualTo(State.DONE);
      assertThat(commits).as("commits during the copy").isPositive();
    }
    assertThat(Files.getPosixFilePermissions(copy()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(moments).contains(digest(opened(copy())));
    copier.discard();
    assertThat(copy().getParent()).doesNotExist();
  }

  private static void step(RandomChat chat, SqlStore store) {
    chat.step();
    store.commit(chat.commit());
    if (store.hasStep()) store.step();
  }

  private ChatStore.Kept opened(Path copy) throws IOException {
    var directory = Files.createDirectory(place.resolve("opened"));
    Files.copy(copy, directory.resolve(SqlStore.FILE));
    try (var store = open(directory)) {
      return store.load();
    }
  }

  @Test
  void a_copy_has_no_remains_of_messages_that_are_gone() throws IOException {
    var text = "a secret that both have read";
    var gone = mail(1, text);
    try (var store = openWithBallast()) {
      commit(store, List.of(gone, mail(2, "a message that waits")), List.of());
      checkpoint(store);
      commit(store, List.of(), List.of(gone.id()));
      checkpoint(store);
      var copier = copier(AMPLE);
      copier.begin();
      assertThat(awaitEnd(copier).reason()).isEmpty();
      assertThat(new String(Files.readAllBytes(copy()), ISO_8859_1))
          .contains("a message that waits")
          .doesNotContain(text);
    }
  }

  @Test
  void a_disk_without_room_is_left_alone() throws IOException {
    try (var store = openWithBallast()) {
      long bytes = Files.size(data().resolve(SqlStore.FILE));
      assertRefused(() -> DiskRoom.RESERVE_BYTES + bytes - 1);
      // Others write as well.
      var looks = new AtomicInteger();
      assertRefused(
          () -> looks.incrementAndGet() == 1 ? Long.MAX_VALUE : DiskRoom.RESERVE_BYTES - 1);
      assertThat(looks).hasValue(2);
      commit(store, List.of(mail(1, "still written")), List.of());
    }
  }

  private void assertRefused(DiskRoom room) {
    var copier = copier(room);
    copier.begin();
    var end = awaitEnd(copier);
    assertThat(end.state()).isEqualTo(State.FAILED);
    assertThat(end.reason()).contains("stay free for the node: make room");
    assertThat(copy().getParent()).doesNotExist();
  }

  @Test
  void a_node_with_another_store_says_what_to_do_instead() {
    assertThat(StoreCopier.of(data(), kept("jdbc:postgresql://h/d")).refusal().orElse(""))
        .contains("pg_dump");
    assertThat(StoreCopier.of(data(), kept("none")).refusal().orElse("")).contains("a server that");
    assertThat(StoreCopier.of(data(), kept("sqlite")).refusal()).isEmpty();
    assertThat(data()).doesNotExist();
  }

  private StoreSettings kept(String store) {
    var flags = Map.<String, Object>of("parley.client.port", 1111, "parley.store", store);
    var config = new SettingsSources(flags, new Properties(), Map.of()).load(Optional.empty());
    return NodeSettings.read(config, place).store();
  }

  @Test
  void a_copy_that_is_not_wanted_any_more_ends_and_leaves_nothing() throws IOException {
    try (var store = openWithBallast()) {
      var copier = copier(AMPLE);
      copier.begin();
      copier.discard();
      assertThat(awaitEnd(copier).reason()).contains("not wanted");
      assertThat(copy().getParent()).doesNotExist();
      assertThat(copier.begin()).isTrue();
      assertThat(awaitEnd(copier).state()).isEqualTo(State.DONE);
      assertThat(store.hasStep()).isFalse();
    }
  }

  /** Also one of which all is written: nobody would delete it before the next start. */
  @Test
  void a_copy_that_is_not_wanted_at_its_last_moment_leaves_nothing() throws IOException {
    open(data()).close();
    var copier = copier(AMPLE);
    copier.begin();
    long bytes = awaitEnd(copier).bytes();
    for (int i = 0; i < 30; i++) {
      copier.discard();
      assertThat(copier.begin()).isTrue();
      while (copier.progress().state() == State.RUNNING && written() < bytes) Thread.onSpinWait();
      copier.discard();
      assertThat(awaitEnd(copier).state()).isNotEqualTo(State.DONE);
      assertThat(copy()).doesNotExist();
    }
  }

  private long written() {
    return copy().toFile().length();
  }

  @Test
  void a_copy_that_an_error_ends_has_failed_and_the_next_one_is_made() throws IOException {
    open(data()).close();
    var looks = new AtomicInteger();
    var copier =
        copier(
            () -> {
              if (looks.getAndIncrement() == 0) throw new StackOverflowError("too deep");
              return Long.MAX_VALUE;
            });
    copier.begin();
    var end = awaitEnd(copier);
    assertThat(end.state()).isEqualTo(State.FAILED);
    assertThat(end.reason()).contains("too deep");
    assertThat(copier.begin()).isTrue();
    assertThat(awaitEnd(copier).state()).isEqualTo(State.DONE);
  }
}
