package dev.parley.store.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatState;
import dev.parley.replica.ChatStore;
import dev.parley.store.HistoryReader;
import dev.parley.store.RandomChat;
import dev.parley.testing.Seed;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckpointPlanTest {
  private static final int COMMITS = 300;

  @Test
  void a_store_that_is_cut_off_after_any_commit_or_step_has_what_was_committed() {
    var seed = Seed.next();
    var random = seed.random();
    for (int life = 0; life < 20; life++) {
      var limits =
          new CheckpointLimits(
              1 + random.nextInt(9), 1 + random.nextInt(9_000), 1 + random.nextInt(9));
      var chat = new RandomChat(random);
      var store = new ModelStore(limits);
      for (int commit = 0; commit < COMMITS / 10; commit++) {
        for (int step = random.nextInt(30); step >= 0; step--) chat.step();
        store.commit(chat.commit());
        var committed = chat.state().digest();
        assertThat(digest(store.afterCrash())).as("%s", seed).isEqualTo(committed);
        for (int step = random.nextInt(4); step > 0 && store.hasStep(); step--) {
          store.step();
          assertThat(digest(store.afterCrash())).as("%s", seed).isEqualTo(committed);
        }
      }
    }
  }

  @Test
  void a_store_goes_on_after_it_was_cut_off_anywhere() {
    var seed = Seed.next();
    var random = seed.random();
    var chat = new RandomChat(random);
    var store = new ModelStore(new CheckpointLimits(5, 4_000, 2));
    for (int commit = 0; commit < COMMITS; commit++) {
      for (int step = random.nextInt(20); step >= 0; step--) chat.step();
      store.commit(chat.commit());
      if (random.nextInt(20) == 0) store.beginCheckpoint();
      for (int step = random.nextInt(4); step > 0 && store.hasStep(); step--) store.step();
      if (random.nextInt(3) > 0) continue;
      var found = store.load();
      assertThat(digest(found)).as("%s", seed).isEqualTo(chat.state().digest());
      // When a stream was used last is in no digest.
      assertThat(found.state().streams())
          .as("%s", seed)
          .containsExactlyInAnyOrderElementsOf(chat.state().snapshot().streams());
      found
          .delivered()
          .counts()
          .forEach((member, count) -> assertThat(count).isEqualTo(chat.delivered().get(member)));
    }
  }

  @Test
  void the_log_stays_below_twice_its_limit_while_a_step_is_taken_between_the_commits() {
    var random = new Random(5);
    var chat = new RandomChat(random);
    var limits = new CheckpointLimits(50, 1L << 30, 4);
    var store = new ModelStore(limits);
    int longest = 0;
    for (int commit = 0; commit < 2_000; commit++) {
      for (int step = random.nextInt(10); step >= 0; step--) chat.step();
      store.commit(chat.commit());
      if (store.hasStep()) store.step();
      longest = Math.max(longest, store.logRows());
    }
    assertThat(longest).isBetween(limits.rows(), 2 * limits.rows());
  }

  /** A commit waits for one step. */
  @Test
  void a_step_writes_as_many_rows_as_it_may_or_twice_what_was_committed_since_the_last_one() {
    var chat = new RandomChat(new Random(14));
    var plan = new CheckpointPlan(new CheckpointLimits(100, 1L << 30, 8));
    int steps = 0;
    for (int commit = 0; commit < 1_000; commit++) {
      int sent = commit % 50 == 0 ? 30 : 1;
      chat.sendMany(sent);
      var record = plan.record(chat.commit());
      plan.onAppended(record, 1);
      if (!plan.hasStep()) continue;
      if (!(plan.step() instanceof CheckpointPlan.WriteRows write)) continue;
      var rows = write.rows();
      int changed = 1 + record.changes().arrived().size() + record.changes().streams().size();
      assertThat(rows.arrived().size() + rows.streams().size())
          .isLessThanOrEqualTo(Math.max(8, 2 * changed));
      steps++;
    }
    assertThat(steps).isGreaterThan(100);
  }

  @Test
  void a_checkpoint_begins_at_a_number_of_bytes_too() {
    var chat = new RandomChat(new Random(6));
    var store = new ModelStore(new CheckpointLimits(1_000_000, 20_000, 4));
    long longest = 0;
    for (int commit = 0; commit < 1_000; commit++) {
      for (int step = 0; step < 5; step++) chat.step();
      store.commit(chat.commit());
      if (store.hasStep()) store.step();
      longest = Math.max(longest, store.logBytes());
    }
    assertThat(longest).isBetween(20_000L, 40_000L);
  }

  @Test
  void a_commit_takes_everything_to_the_tables_where_no_step_was_taken_for_long() {
    var chat = new RandomChat(new Random(7));
    var limits = new CheckpointLimits(10, 1L << 30, 4);
    var store = new ModelStore(limits);
    for (int commit = 0; commit < 10 * CheckpointLimits.FULL; commit++) commit(chat, store);
    assertThat(store.mailRows()).isZero();
    commit(chat, store);
    assertThat(store.mailRows()).isEqualTo(chat.state().mails()).isPositive();
    assertThat(digest(store.load())).isEqualTo(chat.state().digest());
  }

  private static void commit(RandomChat chat, ModelStore store) {
    chat.step();
    store.commit(chat.commit());
  }

  @Test
  void a_large_commit_goes_to_the_tables_at_once_and_over_what_the_log_had() {
    var chat = new RandomChat(new Random(8));
    var store = new ModelStore(CheckpointLimits.DEFAULT);
    for (int commit = 0; commit < 5; commit++) commit(chat, store);
    int rows = store.logRows();
    chat.sendMany(CheckpointLimits.MAX_RECORD_CHANGES);
    store.commit(chat.commit());
    assertThat(store.logRows()).isEqualTo(rows);
    assertThat(store.mailRows()).isEqualTo(chat.state().mails());
    assertThat(digest(store.load())).isEqualTo(chat.state().digest());
  }

  @Test
  void a_message_that_came_and_went_since_the_last_checkpoint_is_in_no_step() {
    var chat = new RandomChat(new Random(9));
    var plan = new CheckpointPlan(new CheckpointLimits(100, 1L << 30, 10_000));
    long arrived = 0;
    for (int commit = 0; commit < 100; commit++) {
      for (int step = 0; step < 20; step++) chat.step();
      var record = plan.record(chat.commit());
      arrived += record.changes().arrived().size();
      plan.onAppended(record, 1);
    }
    var rows = ((CheckpointPlan.WriteRows) plan.step()).rows();
    assertThat(rows.gone()).isEmpty();
    assertThat(rows.arrived()).hasSize(chat.state().mails());
    assertThat(arrived).isGreaterThan(chat.state().mails());
  }

  @Test
  void a_log_that_is_left_alone_goes_to_the_tables_when_it_is_told_to() {
    var chat = new RandomChat(new Random(10));
    var store = new ModelStore(CheckpointLimits.DEFAULT);
    store.beginCheckpoint();
    assertThat(store.hasStep()).as("there is nothing in the log").isFalse();
    for (int commit = 0; commit < 20; commit++) commit(chat, store);
    assertThat(store.hasStep()).isFalse();
    store.beginCheckpoint();
    while (store.hasStep()) store.step();
    assertThat(store.logRows()).isZero();
    assertThat(digest(store.load())).isEqualTo(chat.state().digest());
  }

  @Test
  void a_store_with_an_archive_that_is_cut_off_anywhere_has_every_message_that_arrived() {
    var seed = Seed.next();
    var random = seed.random();
    for (int life = 0; life < 4; life++) {
      var limits =
          new CheckpointLimits(
              1 + random.nextInt(9), 1 + random.nextInt(9_000), 1 + random.nextInt(9));
      var chat = new RandomChat(random);
      var store = new ModelStore(limits, true);
      for (int commit = 0; commit < COMMITS / 10; commit++) {
        for (int step = random.nextInt(30); step >= 0; step--) chat.step();
        store.commit(chat.commit());
        for (int step = random.nextInt(6); step > 0 && store.hasStep(); step--) store.step();
        if (random.nextInt(3) == 0) store.load();
        new HistoryReader(store, 1 + random.nextInt(20)).assertHas(chat.history(), "" + seed);
        assertThat(digest(store.afterCrash())).as("%s", seed).isEqualTo(chat.state().digest());
      }
    }
  }

  @Test
  void messages_go_to_the_archive_by_the_thousand_or_with_the_checkpoint() {
    var random = new Random(21);
    var chat = new RandomChat(random);
    var store = new ModelStore(new CheckpointLimits(1_000_000, 1L << 30, 500), true);
    while (chat.history().size() < ArchiveQueue.RUN) {
      assertThat(store.hasStep()).isFalse();
      chat.step();
      if (random.nextInt(5) == 0) store.commit(chat.commit());
    }
    store.commit(chat.commit());
    int steps = 0;
    for (; store.hasStep(); steps++) store.step();
    assertThat(steps).as("at least 500 at a time").isBetween(1, ArchiveQueue.RUN / 500);
    assertThat(store.archiveRows()).isEqualTo(ArchiveQueue.RUN);
    assertThat(store.logRows()).as("there was no checkpoint").isGreaterThan(1_000);
    chat.sendMany(1);
    store.commit(chat.commit());
    assertThat(store.hasStep()).isFalse();
    store.beginCheckpoint();
    while (store.hasStep()) store.step();
    assertThat(store.archiveRows()).isEqualTo(chat.history().size());
    assertThat(store.logRows()).isZero();
  }

  @Test
  void what_came_and_went_is_in_no_record_of_a_store_without_an_archive() {
    var chat = new RandomChat(new Random(22));
    for (int step = 0; step < 300; step++) chat.step();
    var commit = chat.commit();
    assertThat(commit.changes().passed()).isNotEmpty();
    var without = new CheckpointPlan(CheckpointLimits.DEFAULT).record(commit);
    assertThat(without.changes().passed()).isEmpty();
    var with = new CheckpointPlan(CheckpointLimits.DEFAULT, true).record(commit);
    assertThat(with.changes().passed()).isEqualTo(commit.changes().passed());
  }

  private static String digest(ChatStore.Kept kept) {
    var state = new ChatState();
    state.merge(kept.state());
    return state.digest();
  }
}
