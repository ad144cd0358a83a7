package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.parley.chat.MailExpiry;
import dev.parley.chat.MemoryRoom;
import dev.parley.chat.accounts.AccountLogSettings;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Find;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.PortAnswer;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.UserName;
import dev.parley.group.FrozenState;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.replica.ReplicaProtocol.Event;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The actor, in no group and without a disk. */
class ReplicaTest {
  private static final UserName FANG = UserName.of("fang");
  private static final long LEADER_PATIENCE_MS = 700;

  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<Event> session = kit.createTestProbe();
  private final ActorRef<Replica.Message> replica = kit.spawn(Replica.create(new Alone()));

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void serves_a_client_that_logs_in_again_on_its_connection() {
    open();
    replica.tell(new ReplicaProtocol.CloseSession(session.getRef()));
    assertThat(online()).isEmpty();

    open();
    assertThat(online()).containsExactly(FANG);
  }

  @Test
  void closes_a_session_that_stops() {
    open();
    session.stop();

    Awaitility.await()
        .pollInterval(5, TimeUnit.MILLISECONDS)
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> online().isEmpty());
  }

  @Test
  void says_to_a_session_where_its_user_is_logged_in_and_to_nobody_else() {
    open();
    var asked = kit.<ReplicaProtocol.SessionList>createTestProbe();
    replica.tell(new ReplicaProtocol.ListSessions(session.getRef(), asked.getRef()));
    var own = asked.receiveMessage().sessions();
    assertThat(own).hasSize(1);
    assertThat(own.get(0).isOwn()).isTrue();
    assertThat(own.get(0).seen())
        .hasValueSatisfying(
            seen -> {
              assertThat(seen.client()).isEqualTo("a client");
              assertThat(seen.arrival().address()).isEqualTo("192.0.2.7");
            });

    var stranger = kit.<ReplicaProtocol.Event>createTestProbe();
    replica.tell(new ReplicaProtocol.ListSessions(stranger.getRef(), asked.getRef()));
    assertThat(asked.receiveMessage().sessions()).isEmpty();
  }

  @Test
  void answers_a_question_to_the_leader_once_and_says_before_that_one_is_awaited() {
    var verdicts = kit.<Verdict>createTestProbe();
    var waiting = Optional.of(session.getRef());
    replica.tell(new ReplicaProtocol.AskLeader(new Find(FANG), verdicts.getRef(), waiting));

    session.expectMessage(ReplicaProtocol.LeaderAwaited.INSTANCE);
    verdicts.expectMessageClass(Denied.class);
    session.expectNoMessage(Duration.ZERO);
    verdicts.expectNoMessage(Duration.ofMillis(50));
  }

  private void open() {
    replica.tell(
        new ReplicaProtocol.OpenSession(
            FANG,
            ClaimPair.ANY,
            ScramVerifier.ANY,
            "a client with an id",
            ReadPosition.NOTHING,
            LoginProof.byPassword(Optional.of("client")),
            "192.0.2.7",
            ClientTraits.NONE,
            session.getRef()));
    session.expectMessageClass(ReplicaProtocol.Opened.class);
  }

  private SortedSet<UserName> online() {
    var asked = kit.createTestProbe(ReplicaProtocol.OnlineList.class);
    replica.tell(new ReplicaProtocol.ListOnline(FANG, Optional.empty(), asked.getRef()));
    return asked.receiveMessage().names();
  }

  private static final class Alone implements Replica.Environment {
    @Override
    public ReplicaSettings settings() {
      return new ReplicaSettings(
          LEADER_PATIENCE_MS,
          MailExpiry.FOR_EVER,
          MemoryRoom.UNLIMITED,
          AccountLogSettings.DEFAULT,
          false);
    }

    @Override
    public void send(Transmit transmit) {}

    @Override
    public void offerState(Ballot ballot, FrozenState state) {}

    @Override
    public long wallClockMs() {
      return MailExpiry.EARLIEST_MS;
    }

    @Override
    public void viewInstalled(View view) {}

    @Override
    public CompletionStage<PortAnswer> probe(Endpoint bus) {
      return CompletableFuture.completedFuture(PortAnswer.SILENT);
    }
  }
}
