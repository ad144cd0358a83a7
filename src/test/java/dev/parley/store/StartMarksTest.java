package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.StateChanges;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.history.Conversation;
import dev.parley.chat.history.ConversationsRequest;
import dev.parley.chat.history.HistoryQuery;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.config.ConfigProblem;
import dev.parley.config.HistorySettings;
import dev.parley.replica.ChatStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory from start to start: what is lost, exchanged or restored alone is noticed. */
class StartMarksTest {
  private static final String PROPERTIES = "node.properties";
  private static final String STORE = "chat.db";

  @TempDir Path place;
  private Path data;
  private Path backup;

  @BeforeEach
  void begin() throws IOException {
    data = place.resolve("data");
    backup = Files.createDirectory(place.resolve("backup"));
  }

  private NodeIdentity identity() {
    return NodeIdentity.open(data, "parley", 1111, new SplittableRandom(7));
  }

  /** One life of the node; gives its name. */
  private String live() throws IOException {
    try (var identity = identity();
        var store = open(identity)) {
      store.load();
      identity.nextIncarnation(1_000);
      return identity.node();
    }
  }

  private SqlStore open(NodeIdentity identity) {
    return SqlStore.open(data, new SqlStore.Owner("parley", identity.node()), identity);
  }

  private void save(String file) throws IOException {
    Files.copy(data.resolve(file), backup.resolve(file), StandardCopyOption.REPLACE_EXISTING);
  }

  private void restore(String file) throws IOException {
    Files.copy(backup.resolve(file), data.resolve(file), StandardCopyOption.REPLACE_EXISTING);
  }

  private void assertRefused(String part) {
    assertThatThrownBy(this::live)
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining(part)
        .hasMessageContaining("--as-new");
  }

  @Test
  void a_node_starts_as_often_as_it_likes() throws IOException {
    var name = live();
    for (int start = 0; start < 5; start++) assertThat(live()).isEqualTo(name);
  }

  @Test
  void a_lost_store_is_refused_and_none_is_made() throws IOException {
    live();
    Files.delete(data.resolve(STORE));
    assertRefused("is missing");
    assertThat(data.resolve(STORE)).doesNotExist();
    assertRefused("is missing");
  }

  @Test
  void an_emptied_store_is_refused() throws IOException {
    live();
    Files.write(data.resolve(STORE), new byte[0]);
    assertRefused("is missing");
  }

  @Test
  void lost_properties_are_refused_and_none_are_made() throws IOException {
    live();
    Files.delete(data.resolve(PROPERTIES));
    assertRefused("no file node.properties");
    assertThat(data.resolve(PROPERTIES)).doesNotExist();
  }

  @Test
  void a_store_that_was_restored_alone_is_refused() throws IOException {
    live();
    save(STORE);
    live();
    restore(STORE);
    assertRefused("is older than the file node.properties");
  }

  @Test
  void properties_that_were_restored_alone_are_refused() throws IOException {
    live();
    save(PROPERTIES);
    live();
    restore(PROPERTIES);
    assertRefused("is older than its store");
  }

  @Test
  void a_whole_directory_may_be_restored() throws IOException {
    live();
    save(STORE);
    save(PROPERTIES);
    live();
    restore(STORE);
    restore(PROPERTIES);
    live();
  }

  @Test
  void a_start_that_is_cut_short_anywhere_is_followed_by_another() throws IOException {
    for (int cut = 0; cut < 3; cut++) {
      var name = live();
      try (var identity = identity()) {
        cutShort(identity, cut);
      }
      assertThat(live()).isEqualTo(name);
      assertThat(live()).isEqualTo(name);
    }
  }

  /** A crash after so many of the three writes, which comes as an exception. */
  private void cutShort(NodeIdentity identity, int writes) {
    var crash = new IllegalStateException("crash");
    var partner =
        new Pairing.Partner() {
          @Override
          public Pairing.Finding judge(Pairing.Found found) {
            return identity.judge(found);
          }

          @Override
          public Pairing.Mark starting(Pairing.Found found) {
            if (writes == 0) throw crash;
            var mark = identity.starting(found);
            if (writes == 1) throw crash;
            return mark;
          }

          @Override
          public void started(Pairing.Mark mark) {
            throw crash;
          }
        };
    var owner = new SqlStore.Owner("parley", identity.node());
    assertThatThrownBy(() -> SqlStore.open(data, owner, partner)).isSameAs(crash);
  }

  @Test
  void a_node_that_kept_nothing_may_begin_to_and_one_that_stopped_keeping_may_not_go_back()
      throws IOException {
    withoutStore();
    live();
    live();
    withoutStore();
    assertRefused("is older than the file node.properties");
  }

  private void withoutStore() throws IOException {
    try (var identity = identity()) {
      identity.startedWithoutStore();
      identity.nextIncarnation(1_000);
    }
  }

  @Test
  void a_directory_of_the_first_release_opens_with_its_accounts_and_mail() throws IOException {
    released();
    for (int start = 0; start < 2; start++) {
      try (var identity = identity();
          var store = open(identity)) {
        assertThat(identity.node()).isEqualTo("n-1111-5cdcc8eb");
        var state = store.load().state();
        assertThat(state.accounts())
            .extracting(account -> account.name().spelling())
            .containsExactlyInAnyOrder("fang", "Shao");
        assertThat(state.mails())
            .filteredOn(mail -> mail.to().equals(UserName.of("shao")))
            .extracting(Mail::text)
            .containsExactly("kept over the years", "and this too");
        assertThat(state.registry()).hasSize(1);
      }
    }
    Files.delete(data.resolve(STORE));
    assertRefused("is missing");
  }

  @Test
  void a_directory_of_the_first_release_that_lost_its_store_is_refused() throws IOException {
    released();
    Files.delete(data.resolve(STORE));
    assertRefused("is missing");
  }

  /** Of the last version whose store had no log. */
  @Test
  void a_directory_of_format_2_opens_with_its_accounts_and_mail() throws IOException {
    released("released-2");
    for (int start = 0; start < 2; start++) {
      try (var identity = identity();
          var store = open(identity)) {
        var state = store.load().state();
        assertThat(state.accounts())
            .extracting(account -> account.name().spelling())
            .containsExactlyInAnyOrder("Fang", "Shao");
        assertThat(state.mails())
            .extracting(Mail::text)
            .containsExactlyInAnyOrder("kept in rows", "and this too", "\u6f22 \u00fc");
        assertThat(state.streams()).isNotEmpty();
        assertThat(store.load().delivered().counts()).isNotEmpty();
      }
    }
  }

  /** Of the last version whose store had no archive; some of its mail is in the log only. */
  @Test
  void a_directory_of_format_3_opens_with_its_mail_which_goes_to_the_archive() throws IOException {
    released("released-3");
    var texts = new String[] {"kept in rows", "kept in the log \u6f22 \u00fc", "the last"};
    for (int start = 0; start < 2; start++) {
      try (var identity = identity();
          var store =
              SqlStore.open(
                  data,
                  new SqlStore.Owner("parley", identity.node()),
                  identity,
                  new HistorySettings(Duration.ofDays(90), 10_000))) {
        var waiting = store.load().state().mails();
        assertThat(waiting).extracting(Mail::text).containsExactlyInAnyOrder(texts);
        store.beginCheckpoint();
        while (store.hasStep()) store.step();
        var page =
            HistoryReader.page(store, HistoryQuery.last(Conversation.of(waiting.get(0)), 10));
        assertThat(page.messages()).extracting(Mail::text).contains(texts);
      }
    }
  }

  /** Of the last version whose archive had no list of conversations. */
  @Test
  void a_directory_of_format_4_opens_with_its_archive_and_lists_its_conversations()
      throws IOException {
    released("released-4");
    assertThatConversationsAreListed();
  }

  /** Of the last version that knew no rooms, which refuses the directory from then on. */
  @Test
  void a_directory_of_format_5_opens_with_what_it_has_and_is_of_a_later_format_then()
      throws IOException, SQLException {
    released("released-5");
    assertThatConversationsAreListed();
    assertThatFormatIs7();
  }

  /** Of the last version that would take what a node has copied before it joins for a state. */
  @Test
  void a_directory_of_format_6_opens_with_its_rooms_and_is_of_format_7_then()
      throws IOException, SQLException {
    released("released-6");
    assertThatConversationsAreListed();
    assertThatFormatIs7();
    try (var identity = identity();
        var store = open(identity)) {
      var log = store.load().state().registry().get(0);
      assertThat(log.rooms().find(RoomName.of("#tea")).orElseThrow().topic()).isEqualTo("leaves");
    }
  }

  private void assertThatFormatIs7() throws SQLException {
    try (var connection = SqlDialect.SQLITE.connect("jdbc:sqlite:" + data.resolve(STORE))) {
      assertThat(SqlSchema.value(connection, "schema")).contains("7");
    }
  }

  /** The accounts and mail of two directories are the same. */
  private void assertThatConversationsAreListed() throws IOException {
    var shao = UserName.of("shao");
    for (int start = 0; start < 2; start++) {
      try (var identity = identity();
          var store =
              SqlStore.open(
                  data,
                  new SqlStore.Owner("parley", identity.node()),
                  identity,
                  new HistorySettings(Duration.ofDays(90), 10_000));
          var source = store.openHistory()) {
        assertThat(store.load().state().mails())
            .extracting(Mail::text)
            .containsExactlyInAnyOrder("an answer", "in the log only");
        while (store.hasStep()) store.step();
        assertThat(source.hasAll()).isTrue();
        var list = source.conversations(new ConversationsRequest(shao, 6, Optional.empty(), 50));
        assertThat(list.last())
            .extracting(Mail::text)
            .containsExactly("in the log only", "an answer");
        var with = Conversation.between(UserName.of("fang"), 5, shao, 6);
        assertThat(source.page(HistoryQuery.last(with, 10)).messages())
            .extracting(Mail::text)
            .containsExactly("to Shao", "an answer");
      }
    }
  }

  private void released() throws IOException {
    released("released");
  }

  private void released(String directory) throws IOException {
    Files.createDirectories(data);
    for (var file : new String[] {STORE, PROPERTIES}) {
      try (var in = StartMarksTest.class.getResourceAsStream("/" + directory + "/" + file)) {
        Files.copy(in, data.resolve(file));
      }
    }
  }

  // Beginning anew.

  private String renew() {
    return IdentityRenewal.run(
        data, "parley", 1111, new SplittableRandom(8), () -> SqlStore.look(data));
  }

  @Test
  void a_node_that_lost_its_store_becomes_a_new_member_and_keeps_the_old_files()
      throws IOException {
    var before = live();
    Files.delete(data.resolve(STORE));
    assertThat(renew()).contains(before).contains("former-" + before);
    assertThat(live()).isNotEqualTo(before);
    assertThat(data.resolve("former-" + before).resolve(PROPERTIES)).exists();
    assertThatThrownBy(this::renew).isInstanceOf(ConfigProblem.class).hasMessageContaining("order");
  }

  @Test
  void a_node_that_lost_its_properties_becomes_a_new_member() throws IOException {
    var before = live();
    Files.delete(data.resolve(PROPERTIES));
    renew();
    assertThat(live()).isNotEqualTo(before);
  }

  @Test
  void a_node_whose_store_is_damaged_becomes_a_new_member() throws IOException {
    var before = live();
    Files.write(data.resolve(STORE), new byte[] {1, 2, 3, 4, 5});
    assertRefused("If it is damaged");
    renew();
    assertThat(live()).isNotEqualTo(before);
  }

  @Test
  void a_node_that_is_in_order_stays_what_it_is() throws IOException {
    var name = live();
    assertThatThrownBy(this::renew)
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("in order");
    assertThat(live()).isEqualTo(name);
  }

  private void assertNotRenewed(Supplier<StoreMark> store, String part) {
    assertThatThrownBy(
            () -> IdentityRenewal.run(data, "parley", 1111, new SplittableRandom(8), store))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining(part);
    assertThat(data.resolve(PROPERTIES)).exists();
    assertThat(data.resolve(STORE)).exists();
    assertThat(data).isDirectoryNotContaining("glob:**/former-*");
  }

  @Test
  void a_database_that_is_down_makes_no_new_member() throws IOException {
    var name = live();
    var down = "jdbc:postgresql://127.0.0.1:1/parley?user=me&password=secret";
    assertNotRenewed(() -> SqlStore.look(down), "cannot be read now");
    assertThat(live()).isEqualTo(name);
  }

  @Test
  void a_file_that_cannot_be_opened_makes_no_new_member() throws IOException {
    live();
    for (var file : List.of(STORE, PROPERTIES)) {
      save(file);
      Files.delete(data.resolve(file));
      Files.createDirectory(data.resolve(file));
      assertNotRenewed(() -> SqlStore.look(data), "cannot be ");
      Files.delete(data.resolve(file));
      restore(file);
    }
    live();
  }

  @Test
  void a_directory_of_a_later_version_is_no_damage() throws IOException {
    live();
    edit("format=2", "format=3");
    assertNotRenewed(() -> SqlStore.look(data), "newer");
  }

  @Test
  void marks_that_nobody_wrote_are_damage() throws IOException, SQLException {
    var before = live();
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + data.resolve(STORE));
        var statement = database.createStatement()) {
      statement.executeUpdate("update parley set v = 'many' where k = 'starts'");
    }
    renew();
    assertThat(live()).isNotEqualTo(before);
  }

  @Test
  void no_place_for_temporary_files_makes_no_new_member() throws Exception {
    var name = live();
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var nowhere = "-Djava.io.tmpdir=" + place.resolve("nowhere");
    var command =
        List.of(
            java,
            nowhere,
            "-cp",
            System.getProperty("java.class.path"),
            "dev.parley.Main",
            "1111",
            "--cluster",
            "parley",
            "--data",
            data.toString(),
            "--as-new");
    var said = place.resolve("said").toFile();
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said).start();
    try {
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ends").isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(said).content().contains("is in order");
    assertThat(live()).isEqualTo(name);
  }

  // The end of all numbers.

  @Test
  void a_directory_of_which_the_epochs_are_used_up_says_so_and_is_reset() throws IOException {
    var name = live();
    edit("promised-epoch=0", "promised-epoch=" + Long.MAX_VALUE);
    assertThatThrownBy(this::live)
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("--reset-epoch");
    assertThat(reset()).contains(Long.toString(Long.MAX_VALUE));
    try (var identity = identity()) {
      assertThat(identity.promisedEpoch()).isEqualTo(EpochReset.ROOM + EpochReset.KEPT);
    }
    assertThat(live()).isEqualTo(name);
    assertThatThrownBy(this::reset)
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("in order");
  }

  @Test
  void a_directory_in_which_only_the_promise_was_mended_by_hand_is_reset_above_its_decisions()
      throws IOException {
    released();
    live();
    commit(new AccountLogEntry.Position(Long.MAX_VALUE, 9));
    assertThat(reset()).contains("was 1 and is");
    try (var identity = identity();
        var store = open(identity)) {
      var last = store.load().state().registry().get(0).last();
      assertThat(last.index()).isEqualTo(9);
      assertThat(last.epoch()).isEqualTo(EpochReset.ROOM + EpochReset.KEPT);
      assertThat(identity.promisedEpoch()).isEqualTo(last.epoch());
    }
  }

  private void commit(AccountLogEntry.Position position) throws IOException {
    try (var identity = identity();
        var store = open(identity)) {
      var kept = store.load();
      var log = kept.state().registry().get(0);
      var struck =
          new AccountLog(
              log.founding(), position, log.voters(), log.primary(), log.known(), List.of());
      var changes =
          new StateChanges(1, List.of(), List.of(), List.of(), List.of(), Optional.of(struck));
      store.commit(new ChatStore.Commit(changes, kept.delivered()));
    }
  }

  private void edit(String what, String by) throws IOException {
    var file = data.resolve(PROPERTIES);
    var text = Files.readString(file);
    assertThat(text).contains(what);
    Files.writeString(file, text.replace(what, by));
  }

  private String reset() throws IOException {
    try (var identity = NodeIdentity.openToReset(data, "parley", new SplittableRandom(1));
        var store = open(identity)) {
      return EpochReset.run(identity, Optional.of(store));
    }
  }
}
