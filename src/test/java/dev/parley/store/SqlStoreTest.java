package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatState;
import dev.parley.chat.StateChanges;
import dev.parley.chat.history.ArchiveRule;
import dev.parley.chat.history.Conversation;
import dev.parley.chat.history.ConversationsRequest;
import dev.parley.chat.history.FoundMessages;
import dev.parley.chat.history.HistoryMark;
import dev.parley.chat.history.HistoryPosition;
import dev.parley.chat.history.HistoryQuery;
import dev.parley.chat.history.SearchRequest;
import dev.parley.chat.history.SearchWords;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.ReturnedMail;
import dev.parley.chat.model.UserName;
import dev.parley.config.ConfigProblem;
import dev.parley.config.HistorySettings;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ChatStore;
import dev.parley.replica.HistorySource;
import dev.parley.store.log.CheckpointLimits;
import dev.parley.testing.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlStoreTest {
  private static final SqlStore.Owner OWNER = new SqlStore.Owner("test", "n-1");

  @TempDir Path directory;

  @Test
  void a_fresh_store_is_empty() {
    try (var store = open()) {
      assertThat(digest(store.load())).isEqualTo(new ChatState().digest());
      assertThat(store.load().delivered().counts()).isEmpty();
    }
  }

  @Test
  void what_is_committed_is_there_when_the_store_is_opened_again() {
    var seed = Seed.next();
    var chat = new RandomChat(seed.random());
    for (int life = 0; life < 10; life++) {
      try (var store = open()) {
        assertThat(digest(store.load())).as("%s", seed).isEqualTo(chat.state().digest());
        assertThat(store.load().delivered()).as("%s", seed).isEqualTo(lastLives(chat.delivered()));
        for (int commit = 0; commit < 10; commit++) {
          for (int step = 0; step < 20; step++) chat.step();
          store.commit(chat.commit());
        }
      }
    }
  }

  @Test
  void what_was_copied_from_a_member_is_gone_when_the_store_is_opened_again() {
    var seed = Seed.next();
    var random = seed.random();
    for (int life = 0; life < 6; life++) {
      var chat = new RandomChat(random);
      try (var store = open()) {
        var loaded = store.load();
        assertThat(loaded.isEmpty()).as("%s", seed).isTrue();
        assertThat(digest(loaded)).as("%s", seed).isEqualTo(new ChatState().digest());
        for (int commit = 0; commit < 5; commit++) {
          for (int step = 0; step < 50; step++) chat.step();
          store.commit(on(ChatStore.Basis.COPY, chat.commit()));
          if (random.nextBoolean() && store.hasStep()) store.step();
        }
        if (random.nextBoolean()) store.beginCheckpoint();
        while (random.nextBoolean() && store.hasStep()) store.step();
      }
    }
  }

  @Test
  void what_was_copied_is_a_state_from_the_first_commit_of_the_node_in_a_view_on() {
    var seed = Seed.next();
    var chat = new RandomChat(seed.random());
    try (var store = open()) {
      store.load();
      for (int step = 0; step < 100; step++) chat.step();
      store.commit(on(ChatStore.Basis.COPY, chat.commit()));
      for (int step = 0; step < 20; step++) chat.step();
      store.commit(chat.commit());
    }
    try (var store = open()) {
      assertThat(digest(store.load())).as("%s", seed).isEqualTo(chat.state().digest());
    }
  }

  @Test
  void nothing_of_what_was_copied_is_left_when_a_commit_says_that_it_is_of_no_use() {
    var seed = Seed.next();
    var copied = new RandomChat(seed.random());
    var chat = new RandomChat(new Random(seed.value() + 1));
    try (var store = open()) {
      store.load();
      for (int commit = 0; commit < 4; commit++) {
        for (int step = 0; step < 100; step++) copied.step();
        store.commit(on(ChatStore.Basis.COPY, copied.commit()));
        if (commit == 1) store.beginCheckpoint();
        if (store.hasStep()) store.step();
      }
      for (int step = 0; step < 100; step++) chat.step();
      store.commit(on(ChatStore.Basis.NOTHING, chat.commit()));
      chat.step();
      store.commit(chat.commit());
    }
    for (int start = 0; start < 2; start++) {
      try (var store = open()) {
        var loaded = store.load();
        assertThat(digest(loaded)).as("%s", seed).isEqualTo(chat.state().digest());
        assertThat(loaded.delivered()).as("%s", seed).isEqualTo(lastLives(chat.delivered()));
        while (store.hasStep()) store.step();
      }
    }
  }

  private static ChatStore.Commit on(ChatStore.Basis basis, ChatStore.Commit commit) {
    return new ChatStore.Commit(commit.changes(), commit.delivered(), basis);
  }

  private static VersionVector lastLives(VersionVector delivered) {
    var last = new TreeMap<String, MemberId>();
    // In the order of the incarnations.
    delivered.counts().keySet().forEach(member -> last.put(member.node(), member));
    var counts = new TreeMap<>(delivered.counts());
    counts.keySet().retainAll(last.values());
    return VersionVector.of(counts);
  }

  @Test
  void names_keep_the_spelling_of_their_registration() {
    var seed = Seed.next();
    var chat = new RandomChat(seed.random());
    try (var store = open()) {
      for (int step = 0; step < 500; step++) chat.step();
      store.commit(chat.commit());
      assertThat(store.load().state().mails())
          .as("%s", seed)
          .isNotEmpty()
          .allMatch(mail -> mail.to().spelling().startsWith("User"))
          .filteredOn(mail -> chat.state().account(mail.from()).isPresent())
          .allMatch(mail -> mail.from().spelling().startsWith("User"));
    }
  }

  @Test
  void what_is_loaded_from_the_log_or_the_tables_has_one_object_for_each_stream_and_receiver() {
    var seed = Seed.next();
    var chat = new RandomChat(seed.random());
    try (var store = open()) {
      for (int step = 0; step < 500; step++) chat.step();
      store.commit(chat.commit());
      assertShared(store.load().state(), seed);
      store.beginCheckpoint();
      while (store.hasStep()) store.step();
      assertShared(store.load().state(), seed);
    }
  }

  private static void assertShared(ChatSnapshot state, Seed seed) {
    var streams = new TreeMap<String, ClientStream>();
    state.streams().forEach(stream -> streams.put(words(stream.stream()), stream.stream()));
    var names = new TreeMap<String, UserName>();
    assertThat(state.mails()).as("%s", seed).hasSizeGreaterThan(10);
    for (var mail : state.mails()) {
      var stream = mail.id().stream();
      var known = streams.putIfAbsent(words(stream), stream);
      if (known != null) assertThat(stream).as("%s", seed).isSameAs(known);
      var first = names.putIfAbsent(mail.to().spelling(), mail.to());
      if (first != null) assertThat(mail.to()).as("%s", seed).isSameAs(first);
    }
  }

  private static String words(ClientStream stream) {
    return stream.sender().spelling() + " " + stream.client();
  }

  @Test
  void a_message_that_came_and_went_between_two_commits_costs_no_row() {
    var chat = new RandomChat(new Random(3));
    int cameAndWent = 0;
    for (int round = 0; round < 200; round++) {
      for (int step = 0; step < 5; step++) chat.step();
      var changes = chat.commit().changes();
      long arrived = chat.takeArrived();
      var fresh = changes.arrived().stream().filter(mail -> !ReturnedMail.is(mail)).toList();
      assertThat(fresh).hasSizeLessThanOrEqualTo((int) arrived);
      assertThat(changes.arrived()).noneMatch(mail -> changes.gone().contains(mail.id()));
      cameAndWent += (int) arrived - fresh.size();
    }
    assertThat(cameAndWent).isPositive();
  }

  /** As after a crash in the middle of a write: the log ends anywhere. */
  @Test
  void a_log_that_is_cut_anywhere_gives_the_state_of_one_of_the_commits_before() throws Exception {
    var seed = Seed.next();
    var random = seed.random();
    var chat = new RandomChat(random);
    var states = new ArrayList<String>();
    states.add(chat.state().digest());
    var crashed = directory.resolve("crashed");
    try (var store = open(new CheckpointLimits(6, 100_000, 5))) {
      for (int commit = 0; commit < 30; commit++) {
        for (int step = 0; step < 5; step++) chat.step();
        store.commit(chat.commit());
        if (store.hasStep()) store.step();
        states.add(chat.state().digest());
      }
      copy(directory, crashed);
    }
    var wal = Files.readAllBytes(crashed.resolve("chat.db-wal"));
    int earliest = states.size();
    for (int cut = 0; cut < 40; cut++) {
      var torn = directory.resolve("torn" + cut);
      copy(crashed, torn);
      int length = cut == 0 ? wal.length : random.nextInt(wal.length);
      Files.write(torn.resolve("chat.db-wal"), java.util.Arrays.copyOf(wal, length));
      // The index of the log is rebuilt, as it is after a crash of the machine.
      Files.deleteIfExists(torn.resolve("chat.db-shm"));
      try (var store = SqlStore.open(torn, OWNER, new AnyPartner())) {
        var kept = digest(store.load());
        assertThat(states).as("%s, cut at %s of %s", seed, length, wal.length).contains(kept);
        if (cut == 0) assertThat(kept).isEqualTo(chat.state().digest());
        earliest = Math.min(earliest, states.indexOf(kept));
      } catch (ConfigProblem e) {
        // The log that held the tables themselves was cut: nothing had been promised then.
        assertThat(length).as(e.getMessage()).isLessThan(wal.length / 4);
      }
    }
    assertThat(earliest).as("%s: no cut lost anything", seed).isLessThan(states.size() - 1);
  }

  /** As after a crash between two transactions. */
  @Test
  void a_store_that_is_left_after_any_commit_or_step_has_what_was_committed() throws Exception {
    var seed = Seed.next();
    var random = seed.random();
    var chat = new RandomChat(random);
    int cut = 0;
    try (var store = open(new CheckpointLimits(3, 3_000, 3))) {
      for (int commit = 0; commit < 25; commit++) {
        for (int step = random.nextInt(12); step >= 0; step--) chat.step();
        store.commit(chat.commit());
        assertLeftHas(chat, cut++, seed);
        for (int step = random.nextInt(4); step > 0 && store.hasStep(); step--) {
          store.step();
          assertLeftHas(chat, cut++, seed);
        }
      }
    }
  }

  private void assertLeftHas(RandomChat chat, int cut, Seed seed) throws IOException {
    var left = directory.resolve("left" + cut);
    copy(directory, left);
    try (var store = SqlStore.open(left, OWNER, new AnyPartner())) {
      var found = store.load();
      assertThat(digest(found)).as("%s, cut %s", seed, cut).isEqualTo(chat.state().digest());
      assertThat(found.delivered()).as("%s", seed).isEqualTo(lastLives(chat.delivered()));
    }
  }

  @Test
  void a_checkpoint_leaves_nothing_in_the_log() throws SQLException {
    var chat = new RandomChat(new Random(11));
    try (var store = open()) {
      for (int commit = 0; commit < 40; commit++) {
        for (int step = 0; step < 5; step++) chat.step();
        store.commit(chat.commit());
      }
      store.beginCheckpoint();
      while (store.hasStep()) store.step();
    }
    assertThat(count("log")).isZero();
    assertThat(count("mail")).isEqualTo(chat.state().mails()).isPositive();
    try (var store = open()) {
      assertThat(digest(store.load())).isEqualTo(chat.state().digest());
    }
  }

  @Test
  void a_commit_writes_one_row_and_those_of_changed_accounts() throws SQLException {
    var chat = new RandomChat(new Random(12));
    try (var store = open()) {
      for (int commit = 0; commit < 30; commit++) {
        for (int step = 0; step < 10; step++) chat.step();
        store.commit(chat.commit());
      }
    }
    assertThat(count("log")).isEqualTo(30);
    assertThat(count("mail")).isZero();
    assertThat(count("stream")).isZero();
    assertThat(count("account")).isEqualTo(chat.state().accounts());
  }

  @Test
  void a_row_of_the_log_that_was_changed_is_found_and_the_store_counts_as_damaged()
      throws SQLException {
    assertDamaged(
        "update log set content = substr(content, 1, length(content) - 1) || x'07' where n = 3");
  }

  @Test
  void a_row_that_is_missing_in_the_log_is_found() throws SQLException {
    assertDamaged("delete from log where n = 3");
  }

  @Test
  void rows_of_the_log_that_changed_places_are_found() throws SQLException {
    assertDamaged("update log set content = (select content from log where n = 4) where n = 3");
  }

  private void assertDamaged(String by) throws SQLException {
    var chat = new RandomChat(new Random(13));
    try (var store = open()) {
      for (int commit = 0; commit < 5; commit++) {
        for (int step = 0; step < 5; step++) chat.step();
        store.commit(chat.commit());
      }
    }
    assertThat(SqlStore.look(directory).found()).isPresent();
    try (var connection = SqlDialect.SQLITE.connect("jdbc:sqlite:" + directory + "/chat.db");
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(by)).isPositive();
    }
    try (var store = open()) {
      assertThatThrownBy(store::load)
          .isInstanceOf(ConfigProblem.class)
          .hasMessageContaining("row 3 of its log")
          .hasMessageContaining("--as-new");
    }
    assertThat(SqlStore.look(directory).found()).as("--as-new is allowed").isEmpty();
  }

  private long count(String table) throws SQLException {
    try (var connection = SqlDialect.SQLITE.connect("jdbc:sqlite:" + directory + "/chat.db");
        var statement = connection.createStatement();
        var row = statement.executeQuery("select count(*) from " + table)) {
      return row.getLong(1);
    }
  }

  private static final HistorySettings KEPT = new HistorySettings(Duration.ofDays(90), 10_000);

  @Test
  void a_store_with_an_archive_has_every_message_that_arrived_read_or_not() {
    var seed = Seed.next();
    var random = seed.random();
    var chat = new RandomChat(random);
    for (int life = 0; life < 6; life++) {
      try (var store = openKept(new CheckpointLimits(8, 20_000, 1 + random.nextInt(50)))) {
        assertThat(digest(store.load())).as("%s", seed).isEqualTo(chat.state().digest());
        for (int commit = 0; commit < 20; commit++) {
          for (int step = random.nextInt(30); step >= 0; step--) chat.step();
          store.commit(chat.commit());
          for (int step = random.nextInt(5); step > 0 && store.hasStep(); step--) store.step();
        }
        var reader = new HistoryReader(store, 1 + random.nextInt(30));
        reader.assertHas(chat.history(), "" + seed);
        if (random.nextBoolean()) store.beginCheckpoint();
        while (store.hasStep()) store.step();
        reader.assertHas(chat.history(), "" + seed);
      }
    }
    assertThat(chat.history()).hasSizeGreaterThan(2 * chat.state().mails());
  }

  @Test
  void of_two_copies_of_a_message_the_archive_keeps_the_smaller_one() {
    try (var store = openKept(CheckpointLimits.DEFAULT)) {
      store.load();
      for (var seq : List.of(1, 2)) {
        var early = mail(seq, 5, "early");
        var late = new Mail(early.id(), early.to(), "late", 1, 9, new ClaimPair(5, 6 + seq));
        for (var copy : seq == 1 ? List.of(early, late) : List.of(late, early)) {
          commit(store, List.of(copy));
          checkpoint(store);
        }
        var found = new ArrayList<Mail>();
        for (var copy : List.of(early, late))
          found.addAll(
              HistoryReader.page(store, HistoryQuery.last(Conversation.of(copy), 10)).messages());
        assertThat(found).filteredOn(mail -> mail.id().equals(early.id())).containsExactly(early);
      }
    }
  }

  @Test
  void messages_of_one_time_are_in_the_order_of_their_ids_in_the_log_and_in_the_archive() {
    var mails = new ArrayList<Mail>();
    for (int i = 0; i < 30; i++) {
      var sender = UserName.of(i % 2 == 0 ? "fang" : "shao");
      var to = UserName.of(i % 2 == 0 ? "shao" : "fang");
      var id = new MessageId(new ClientStream(sender, "c-" + i % 5), 1 + i);
      mails.add(new Mail(id, to, "text " + i, i, 7, ClaimPair.UNKNOWN));
    }
    try (var store = openKept(CheckpointLimits.DEFAULT)) {
      store.load();
      commit(store, mails.subList(0, 15));
      checkpoint(store);
      commit(store, mails.subList(15, 30));
      new HistoryReader(store, 4).assertHas(mails, "half of it in the log");
      checkpoint(store);
      new HistoryReader(store, 4).assertHas(mails, "all of it in the archive");
    }
  }

  @Test
  void a_page_of_a_user_has_nothing_of_who_had_the_name_before() {
    var before = new Mail(id(1), SHAO, "to the one before", 1, 1, new ClaimPair(5, 6));
    var now = new Mail(id(2), SHAO, "to the one now", 2, 2, new ClaimPair(5, 7));
    try (var store = openKept(CheckpointLimits.DEFAULT)) {
      store.load();
      commit(store, List.of(before, now));
      for (int look = 0; look < 2; look++) {
        var page = HistoryReader.page(store, HistoryQuery.last(Conversation.of(now), 10));
        assertThat(page.messages()).containsExactly(now);
        checkpoint(store);
      }
    }
  }

  /** As after a join: the archive would hold up the commit. */
  @Test
  void what_came_in_one_large_commit_goes_to_the_archive_afterwards_also_if_it_is_read_first()
      throws SQLException {
    var mails = new ArrayList<Mail>();
    for (int i = 1; i <= 9_000; i++) mails.add(mail(i, i, "text"));
    try (var store = openKept(CheckpointLimits.DEFAULT)) {
      store.load();
      commit(store, mails);
      store.step();
    }
    assertThat(count("history")).isEqualTo(500);
    try (var store = openKept(CheckpointLimits.DEFAULT)) {
      store.load();
      // The last ones are read, and deleted before they are copied.
      var read = mails.subList(8_000, 9_000).stream().map(Mail::id).toList();
      store.commit(new ChatStore.Commit(changes(List.of(), read), VersionVector.EMPTY));
    }
    try (var store = openKept(CheckpointLimits.DEFAULT)) {
      assertThat(store.load().state().mails()).hasSize(8_000);
      checkpoint(store);
      new HistoryReader(store, 200).assertHas(mails, "a large commit");
    }
  }

  @Test
  void a_store_that_gets_an_archive_has_what_waits_and_one_that_loses_it_has_none()
      throws SQLException {
    var chat = new RandomChat(new Random(23));
    try (var store = open()) {
      for (int step = 0; step < 200; step++) chat.step();
      store.commit(chat.commit());
      checkpoint(store);
      for (int step = 0; step < 50; step++) chat.step();
      store.commit(chat.commit());
    }
    assertThat(count("history")).isZero();
    try (var store = openKept(CheckpointLimits.DEFAULT)) {
      store.load();
      checkpoint(store);
      var waiting = chat.state().snapshot().mails().stream().filter(ArchiveRule::admits).toList();
      for (var mail : waiting) {
        var page = HistoryReader.page(store, HistoryQuery.last(Conversation.of(mail), 200));
        assertThat(page.messages()).contains(mail);
      }
    }
    try (var store = open()) {
      assertThat(digest(store.load())).isEqualTo(chat.state().digest());
    }
    for (var table : List.of("history", "history_word", "history_seen", "history_party"))
      assertThat(count(table)).isZero();
  }

  @Test
  void what_was_sent_before_the_time_that_the_leader_said_is_gone_once_it_was_read() {
    var mails = new ArrayList<Mail>();
    for (int i = 1; i <= 1_200; i++) mails.add(new Mail(id(i), SHAO, "text", i, i, PARTIES));
    var conversation = Conversation.of(mails.get(0));
    try (var store = openKept(CheckpointLimits.DEFAULT)) {
      store.load();
      commit(store, mails);
      checkpoint(store);
      // Two of the old ones wait.
      var read = new ArrayList<>(mails);
      read.removeAll(List.of(mails.get(4), mails.get(700)));
      store.commit(new ChatStore.Commit(gone(read), VersionVector.EMPTY));
      checkpoint(store);
      store.commit(new ChatStore.Commit(trimmed(1_100), VersionVector.EMPTY));
      checkpoint(store);
      var left = new HistoryReader(store, 200).backward(conversation);
      assertThat(left).hasSize(2 + 101).contains(mails.get(4), mails.get(700), mails.get(1_099));
      // One of them is read.
      store.commit(new ChatStore.Commit(gone(mails.subList(4, 5)), VersionVector.EMPTY));
      store.commit(new ChatStore.Commit(trimmed(900), VersionVector.EMPTY));
      checkpoint(store);
      assertThat(new HistoryReader(store, 200).backward(conversation)).hasSize(2 + 101);
      store.commit(new ChatStore.Commit(trimmed(1_101), VersionVector.EMPTY));
    }
    // The node ended before any step was taken.
    try (var store = openKept(CheckpointLimits.DEFAULT)) {
      store.load();
      checkpoint(store);
      assertThat(new HistoryReader(store, 200).backward(conversation))
          .hasSize(1 + 100)
          .contains(mails.get(700), mails.get(1_100));
    }
  }

  @Test
  void of_a_conversation_with_more_messages_than_it_may_have_the_oldest_go() {
    var mails = new ArrayList<Mail>();
    for (int i = 1; i <= 1_700; i++) mails.add(new Mail(id(i), SHAO, "text", i, i, PARTIES));
    var conversation = Conversation.of(mails.get(0));
    try (var store = openKept(CheckpointLimits.DEFAULT, 700)) {
      store.load();
      commit(store, mails.subList(0, 700));
      store.commit(new ChatStore.Commit(gone(mails.subList(0, 700)), VersionVector.EMPTY));
      checkpoint(store);
      var reader = new HistoryReader(store, 200);
      assertThat(reader.backward(conversation)).as("at the limit").hasSize(700);
      commit(store, mails.subList(700, 1_700));
      store.commit(new ChatStore.Commit(gone(mails.subList(700, 1_700)), VersionVector.EMPTY));
      checkpoint(store);
      assertThat(reader.backward(conversation)).isEqualTo(mails.subList(1_000, 1_700));
    }
    try (var store = openKept(CheckpointLimits.DEFAULT, 300)) {
      store.load();
      while (store.hasStep()) store.step();
      assertThat(new HistoryReader(store, 200).backward(conversation))
          .as("the setting is smaller now")
          .isEqualTo(mails.subList(1_400, 1_700));
    }
  }

  private static StateChanges gone(List<Mail> mails) {
    return changes(List.of(), mails.stream().map(Mail::id).toList());
  }

  private static StateChanges trimmed(long beforeMs) {
    var state = ChatState.tracked();
    state.apply(new ChatEvent.HistoryTrimmed(beforeMs));
    return state.takeChanges();
  }

  private SqlStore openKept(CheckpointLimits limits, int perConversation) {
    var history = new HistorySettings(Duration.ofDays(90), perConversation);
    return SqlStore.open(directory, OWNER, new AnyPartner(), new SqlStore.Options(limits, history));
  }

  private static final UserName SHAO = UserName.of("shao");
  private static final ClaimPair PARTIES = new ClaimPair(5, 6);

  private static MessageId id(long seq) {
    return new MessageId(new ClientStream(UserName.of("fang"), "c"), seq);
  }

  private static Mail mail(long seq, long lamport, String text) {
    return new Mail(id(seq), SHAO, text, 1, lamport, PARTIES);
  }

  private static StateChanges changes(List<Mail> arrived, List<MessageId> gone) {
    return new StateChanges(1, List.of(), List.of(), arrived, gone, Optional.empty());
  }

  private static void commit(SqlStore store, List<Mail> arrived) {
    store.commit(new ChatStore.Commit(changes(arrived, List.of()), VersionVector.EMPTY));
  }

  private static void checkpoint(SqlStore store) {
    store.beginCheckpoint();
    while (store.hasStep()) store.step();
  }

  private SqlStore openKept(CheckpointLimits limits) {
    return openKept(limits, KEPT.perConversation());
  }

  @Test
  void what_an_earlier_version_stored_of_client_ids_that_are_none_is_left_out()
      throws SQLException {
    var seed = Seed.next();
    var chat = new RandomChat(seed.random());
    try (var store = open()) {
      for (int step = 0; step < 100; step++) chat.step();
      store.commit(chat.commit());
      store.beginCheckpoint();
      while (store.hasStep()) store.step();
    }
    try (var connection = SqlDialect.SQLITE.connect("jdbc:sqlite:" + directory + "/chat.db");
        var insert =
            connection.prepareStatement(
                "insert into stream (sender, client, highest, recent)"
                    + " select sender, client || char(9), highest, recent from stream")) {
      assertThat(insert.executeUpdate()).isPositive();
    }
    try (var store = open()) {
      assertThat(digest(store.load())).as("%s", seed).isEqualTo(chat.state().digest());
    }
  }

  @Test
  void a_store_of_another_cluster_is_refused_with_a_sentence() {
    open().close();
    assertThatThrownBy(
            () -> SqlStore.open(directory, new SqlStore.Owner("other", "n-1"), new AnyPartner()))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("belongs to the cluster 'test', this node to 'other'");
  }

  @Test
  void a_store_of_another_node_is_refused_with_a_sentence() {
    open().close();
    assertThatThrownBy(
            () -> SqlStore.open(directory, new SqlStore.Owner("test", "n-2"), new AnyPartner()))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("belongs to the node 'n-1', this node is 'n-2'");
  }

  @Test
  void a_store_of_a_newer_format_is_refused_with_a_sentence() throws SQLException {
    open().close();
    try (var connection = SqlDialect.SQLITE.connect("jdbc:sqlite:" + directory + "/chat.db");
        var statement = connection.createStatement()) {
      statement.execute("update parley set v = '99' where k = 'schema'");
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("has the format 99, this version of Parley writes 7");
  }

  @Test
  void a_file_that_is_no_store_is_refused_with_a_sentence() throws IOException {
    Files.writeString(directory.resolve("chat.db"), "not a database at all".repeat(100));
    assertThatThrownBy(this::open)
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("cannot be used");
  }

  @Test
  void a_reader_finds_what_is_committed_and_neither_it_nor_the_writer_waits_for_the_other() {
    var mails = new ArrayList<Mail>();
    for (int i = 1; i <= 60; i++) mails.add(mail(i, i, "text"));
    var query = HistoryQuery.last(Conversation.of(mails.get(0)), 200);
    try (var store = openKept(CheckpointLimits.DEFAULT);
        var source = store.openHistory()) {
      store.load();
      for (int i = 0; i < 60; i++) {
        commit(store, mails.subList(i, i + 1));
        assertThat(source.page(query).messages()).isEqualTo(mails.subList(0, i + 1));
        if (i % 20 == 10) checkpoint(store);
        assertThat(source.page(query).messages()).isEqualTo(mails.subList(0, i + 1));
      }
      assertThat(source.hasAll()).isTrue();
      checkpoint(store);
      assertThat(source.count()).isEqualTo(60);
    }
  }

  /** As a reader does that finds the index of the log half written. */
  @Test
  void a_commit_waits_for_another_connection_that_has_the_lock_of_writers_for_a_moment()
      throws SQLException {
    try (var store = openKept(CheckpointLimits.DEFAULT);
        var other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("chat.db"))) {
      store.load();
      var isOver = new AtomicBoolean();
      var holder = CompletableFuture.supplyAsync(() -> takeLock(other, isOver));
      for (int i = 1; i <= 200; i++) commit(store, List.of(mail(i, i, "text")));
      isOver.set(true);
      assertThat(holder.join())
          .as("refused: the store has the lock between its commits")
          .isPositive();
    }
  }

  /** Returns how often it was refused. */
  private static int takeLock(Connection other, AtomicBoolean isOver) {
    int refused = 0;
    try (var statement = other.createStatement()) {
      statement.execute("pragma busy_timeout = 0");
      while (!isOver.get()) {
        try {
          statement.execute("begin immediate");
          statement.execute("rollback");
        } catch (SQLException e) {
          refused++;
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return refused;
  }

  @Test
  void nobody_else_writes_to_a_store_that_is_open() throws SQLException {
    try (var store = open();
        var other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("chat.db"));
        var statement = other.createStatement()) {
      store.commit(new RandomChat(new Random(1)).commit());
      statement.execute("pragma busy_timeout = 0");
      assertThatThrownBy(() -> statement.execute("begin immediate"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("SQLITE_BUSY");
    }
  }

  @Test
  void conversations_are_listed_by_their_last_messages_wherever_these_are() {
    var random = new Random(31);
    var fang = UserName.of("fang");
    var last = new TreeMap<UserName, Mail>();
    try (var store = openKept(CheckpointLimits.DEFAULT);
        var source = store.openHistory()) {
      store.load();
      for (int i = 1; i <= 300; i++) {
        var other = UserName.of("u" + random.nextInt(40));
        boolean isOwn = random.nextBoolean();
        var id = new MessageId(new ClientStream(isOwn ? fang : other, "c"), i);
        var parties = isOwn ? new ClaimPair(5, 6) : new ClaimPair(6, 5);
        // Two servers give the same times now and then.
        var mail = new Mail(id, isOwn ? other : fang, "text", i, i - i % 3, parties);
        last.merge(other, mail, BinaryOperator.maxBy(Comparator.comparing(HistoryPosition::of)));
        commit(store, List.of(mail));
        if (i % 70 == 0) checkpoint(store);
      }
      for (int limit : new int[] {1, 7, 200})
        assertThat(pages(source, fang, limit))
            .as("pages of %s", limit)
            .containsExactlyInAnyOrderElementsOf(last.values())
            .isSortedAccordingTo(Comparator.comparingLong(Mail::lamport).reversed());
      assertThat(pages(source, UserName.of("nobody"), 50)).isEmpty();
      var another = new ConversationsRequest(fang, 9, Optional.empty(), 50);
      assertThat(source.conversations(another).last()).as("another account").isEmpty();
    }
  }

  @Test
  void a_search_finds_the_latest_messages_with_the_words_in_rows_and_log_and_nobody_elses() {
    var random = new Random(32);
    var fang = UserName.of("fang");
    var mails = new ArrayList<Mail>();
    try (var store = openKept(CheckpointLimits.DEFAULT);
        var source = store.openHistory()) {
      store.load();
      for (int i = 1; i <= 300; i++) {
        var from = random.nextBoolean() ? fang : UserName.of("u" + random.nextInt(5));
        var to = from.equals(fang) ? UserName.of("u" + random.nextInt(5)) : fang;
        if (random.nextInt(4) == 0) to = UserName.of("lee");
        var parties = new ClaimPair(from.equals(fang) ? 5 : 6, to.equals(fang) ? 5 : 6);
        var id = new MessageId(new ClientStream(from, "c"), i);
        var mail = new Mail(id, to, i % 3 == 0 ? "a M\u00fcller" : "another", i, i, parties);
        mails.add(mail);
        commit(store, List.of(mail));
        if (i == 200) checkpoint(store);
      }
      var words = SearchWords.of("mull").orElseThrow();
      var own = new ArrayList<Mail>();
      for (var mail : mails)
        if (mail.sentAtMs() % 3 == 0 && (mail.from().equals(fang) || mail.to().equals(fang)))
          own.add(0, mail);
      var all = new SearchRequest(fang, 5, Optional.empty(), words, 200);
      assertThat(source.search(all)).isEqualTo(new FoundMessages(own, false, true));
      var few = new SearchRequest(fang, 5, Optional.empty(), words, 7);
      assertThat(source.search(few)).isEqualTo(new FoundMessages(own.subList(0, 7), true, true));
      var lee = Conversation.between(fang, 5, UserName.of("lee"), 6);
      var withLee = own.stream().filter(mail -> Conversation.of(mail).equals(lee)).toList();
      var one = new SearchRequest(fang, 5, Optional.of(lee), words, 200);
      assertThat(source.search(one)).isEqualTo(new FoundMessages(withLee, false, true));
      var another = new SearchRequest(fang, 9, Optional.empty(), words, 200);
      assertThat(source.search(another).messages()).as("another account").isEmpty();
    }
  }

  @Test
  void a_search_looks_at_a_bounded_number_of_messages_and_says_that_there_may_be_more() {
    var mails = new ArrayList<Mail>();
    for (int i = 1; i <= SqlHistory.MAX_LOOKED_AT; i++)
      mails.add(new Mail(id(i), SHAO, i == 1 ? "needle" : "hay", i, i, PARTIES));
    try (var store = openKept(CheckpointLimits.DEFAULT, 1_000_000);
        var source = store.openHistory()) {
      store.load();
      commit(store, mails.subList(0, mails.size() - 1));
      checkpoint(store);
      var needle = SearchWords.of("needle").orElseThrow();
      var with = Optional.of(Conversation.of(mails.get(0)));
      var request = new SearchRequest(SHAO, PARTIES.receiver(), with, needle, 10);
      var found = source.search(request);
      assertThat(found).isEqualTo(new FoundMessages(mails.subList(0, 1), false, true));
      commit(store, mails.subList(mails.size() - 1, mails.size()));
      commit(store, List.of(new Mail(id(mails.size() + 1), SHAO, "hay", 1, 99_999, PARTIES)));
      checkpoint(store);
      assertThat(source.search(request)).isEqualTo(new FoundMessages(List.of(), true, true));
    }
  }

  @Test
  void a_conversation_whose_messages_are_gone_is_in_no_list() {
    try (var store = openKept(CheckpointLimits.DEFAULT);
        var source = store.openHistory()) {
      store.load();
      var mails = new ArrayList<Mail>();
      for (int i = 1; i <= 60; i++)
        mails.add(new Mail(id(i), UserName.of("u" + i), "text", i, i, PARTIES));
      commit(store, mails);
      store.commit(new ChatStore.Commit(gone(mails), VersionVector.EMPTY));
      checkpoint(store);
      store.commit(new ChatStore.Commit(trimmed(31), VersionVector.EMPTY));
      checkpoint(store);
      var all = pages(source, mails.get(0).from(), 3, PARTIES.sender());
      assertThat(all).hasSize(30).doesNotContainAnyElementsOf(mails.subList(0, 30));
    }
  }

  private static List<Mail> pages(HistorySource source, UserName user, int limit) {
    return pages(source, user, limit, 5);
  }

  private static List<Mail> pages(HistorySource source, UserName user, int limit, long claim) {
    var all = new ArrayList<Mail>();
    Optional<HistoryMark> before = Optional.empty();
    while (true) {
      var page = source.conversations(new ConversationsRequest(user, claim, before, limit));
      all.addAll(page.last());
      if (!page.hasMore()) return all;
      before = Optional.of(HistoryMark.of(page.last().get(page.last().size() - 1)));
    }
  }

  @Test
  void pages_are_incomplete_until_a_large_commit_is_in_the_archive() {
    var mails = new ArrayList<Mail>();
    for (int i = 1; i <= 9_000; i++) mails.add(mail(i, i, "text"));
    try (var store = openKept(CheckpointLimits.DEFAULT);
        var source = store.openHistory()) {
      store.load();
      commit(store, mails);
      assertThat(source.hasAll()).isFalse();
      checkpoint(store);
      assertThat(source.hasAll()).isTrue();
    }
  }

  private SqlStore open() {
    return SqlStore.open(directory, OWNER, new AnyPartner());
  }

  private SqlStore open(CheckpointLimits limits) {
    return SqlStore.open(
        directory, OWNER, new AnyPartner(), new SqlStore.Options(limits, HistorySettings.NONE));
  }

  private static String digest(ChatStore.Kept kept) {
    var state = new ChatState();
    state.merge(kept.state());
    return state.digest();
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (var name : List.of("chat.db", "chat.db-wal", "chat.db-shm")) {
      var file = from.resolve(name);
      if (Files.exists(file)) Files.write(to.resolve(name), Files.readAllBytes(file));
    }
  }
}
