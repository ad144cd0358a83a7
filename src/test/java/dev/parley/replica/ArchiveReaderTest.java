package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.parley.chat.history.Conversation;
import dev.parley.chat.history.ConversationList;
import dev.parley.chat.history.ConversationsRequest;
import dev.parley.chat.history.FoundConversations;
import dev.parley.chat.history.FoundHistory;
import dev.parley.chat.history.FoundMessages;
import dev.parley.chat.history.HistoryPage;
import dev.parley.chat.history.HistoryQuery;
import dev.parley.chat.history.HistoryRequest;
import dev.parley.chat.history.SearchRequest;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArchiveReaderTest {
  private static final UserName FANG = UserName.of("fang");
  private static final HistoryRequest REQUEST =
      new HistoryRequest(Conversation.between(FANG, 1, FANG, 1), Optional.empty(), 50);

  /** A source that may fail, and may still be filling its archive. */
  private final class Source implements HistorySource {
    @Override
    public HistoryPage page(HistoryQuery query) {
      if (fails) throw new StoreException("The disk is gone.", new IllegalStateException());
      if (isDamaged) throw new NumberFormatException("not a claim");
      return HistoryPage.EMPTY;
    }

    @Override
    public FoundConversations conversations(ConversationsRequest request) {
      return new ConversationList(request).page(true);
    }

    @Override
    public FoundMessages search(SearchRequest request) {
      return FoundMessages.of(request, List.of(), true);
    }

    @Override
    public long count() {
      throw new AssertionError("nobody asks for it");
    }

    @Override
    public boolean hasAll() {
      return hasAll;
    }

    @Override
    public void close() {
      done.add("closed");
    }
  }

  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<Replica.ArchiveRead> replica = kit.createTestProbe();
  private final TestProbe<ReplicaProtocol.Event> session = kit.createTestProbe();
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean fails;
  private volatile boolean isDamaged;
  private volatile boolean hasAll = true;
  private final ActorRef<ArchiveReader.Command> reader =
      kit.spawn(
          ArchiveReader.create(
              () -> {
                done.add("opened");
                return new Source();
              }));

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void what_is_found_is_complete_when_the_members_say_so_and_the_archive_is_filled() {
    assertThat(found().isComplete()).as("before there is a view").isFalse();
    reader.tell(new ArchiveReader.Completeness(true));
    assertThat(found().isComplete()).isTrue();
    hasAll = false;
    assertThat(found().isComplete()).as("while it is filled").isFalse();
    hasAll = true;
    reader.tell(new ArchiveReader.Completeness(false));
    assertThat(found().isComplete()).isFalse();
    assertThat(done).containsExactly("opened");
  }

  @Test
  void a_failure_is_an_answer_without_a_finding_and_the_next_question_opens_the_store_again() {
    fails = true;
    assertThat(ask().finding()).isEmpty();
    fails = false;
    assertThat(ask().finding()).isPresent();
    assertThat(done).containsExactly("opened", "closed", "opened");
  }

  @Test
  void a_row_that_makes_no_sense_ends_nothing_but_the_answer() {
    isDamaged = true;
    assertThat(ask().finding()).isEmpty();
    isDamaged = false;
    assertThat(ask().finding()).isPresent();
  }

  private FoundHistory found() {
    return (FoundHistory) ask().finding().orElseThrow();
  }

  private Replica.ArchiveRead ask() {
    reader.tell(new ArchiveReader.Ask(session.getRef(), REQUEST, replica.getRef()));
    return replica.receiveMessage();
  }
}
