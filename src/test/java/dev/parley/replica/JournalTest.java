package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.DispatcherSelector;
import com.typesafe.config.ConfigFactory;
import dev.parley.chat.ChatState;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ChatStore.Commit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JournalTest {
  private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load());
  private final TestProbe<Journal.Written> written = kit.createTestProbe();
  private final StepByStep store = new StepByStep();

  /** Does one thing for each permit; has {@code steps} left to do. */
  private static final class StepByStep implements ChatStore {
    final Semaphore permits = new Semaphore(0);
    final List<String> done = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger steps = new AtomicInteger();

    @Override
    public Kept load() {
      throw new AssertionError("it is read");
    }

    @Override
    public void commit(Commit commit) {
      permits.acquireUninterruptibly();
      done.add("commit");
    }

    @Override
    public boolean hasStep() {
      return steps.get() > 0;
    }

    @Override
    public void step() {
      permits.acquireUninterruptibly();
      steps.decrementAndGet();
      done.add("step");
    }

    @Override
    public void close() {
      done.add("close");
    }
  }

  @AfterEach
  void stop() {
    store.permits.release(1_000);
    kit.shutdownTestKit();
  }

  @Test
  void takes_steps_after_the_commits_that_wait_and_one_between_later_ones() {
    store.steps.set(3);
    var journal =
        kit.spawn(
            Journal.create(store), DispatcherSelector.fromConfig("parley.journal-dispatcher"));
    var write = new Journal.Write(commit(), written.getRef());
    for (int i = 0; i < 3; i++) journal.tell(write);
    store.permits.release(3);
    for (int i = 0; i < 3; i++) written.expectMessageClass(Journal.Written.class);
    assertThat(store.done).containsExactly("commit", "commit", "commit");

    // These come while the journal is in its first step.
    journal.tell(write);
    journal.tell(write);
    store.permits.release(2);
    written.expectMessageClass(Journal.Written.class);
    store.permits.release(3);
    written.expectMessageClass(Journal.Written.class);
    written.awaitAssert(() -> assertThat(store.done).hasSize(8));
    assertThat(store.done.subList(3, 8))
        .as("commits go first")
        .containsExactly("step", "commit", "commit", "step", "step");
    written.expectNoMessage(Duration.ofMillis(20));
    assertThat(store.steps).hasValue(0);
  }

  private static Commit commit() {
    return new Commit(ChatState.tracked().takeChanges(), VersionVector.EMPTY);
  }
}
