package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.SessionId;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.ChatEvent.UserKicked;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ReplicaOutput.Submit;
import dev.parley.wire.VersionedCbor;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnEventsTest {
  private static final MemberId SELF = new MemberId("a", 1);
  private static final UserName FANG = UserName.of("fang");
  private static final ChatEvent FIRST = new UserKicked(FANG);
  private static final ChatEvent SECOND = new UserKicked(UserName.of("shao"));

  private final ReplicaOutputs outputs = new ReplicaOutputs();
  private final OwnEvents ownEvents = new OwnEvents(outputs);

  @Test
  void keeps_what_is_submitted_before_the_protocols_run() {
    ownEvents.submit(FIRST);
    ownEvents.submit(SECOND);
    assertThat(outputs.take()).isEmpty();

    ownEvents.onStarted();
    assertThat(submitted()).containsExactly(FIRST, SECOND);
  }

  @Test
  void submits_again_to_new_protocols_what_did_not_come_back() {
    ownEvents.onStarted();
    ownEvents.submit(FIRST);
    ownEvents.submit(SECOND);
    ownEvents.onDelivered();
    outputs.take();

    ownEvents.onStopped();
    ownEvents.onStarted();
    assertThat(submitted()).containsExactly(SECOND);
  }

  @Test
  void leaves_out_what_the_member_that_is_no_more_said_of_its_sessions() {
    ownEvents.submit(new SessionOpened(FANG, new SessionId(SELF, 1), 1));
    ownEvents.submit(new ChatEvent.ServerDraining(SELF, true));
    ownEvents.submit(FIRST);

    ownEvents.onStarted();
    assertThat(submitted()).containsExactly(FIRST);
    assertThat(ownEvents.size()).isEqualTo(1);
  }

  @Test
  void leaves_out_acknowledgements_when_it_is_nearly_full_and_nothing_else() {
    var acknowledged = new MailAcknowledged(FANG, List.of());
    for (int i = 0; i < OwnEvents.MAX_WITH_ACKNOWLEDGEMENTS; i++) ownEvents.submit(acknowledged);
    assertThat(ownEvents.isNearlyFull()).isTrue();

    ownEvents.submit(acknowledged);
    assertThat(ownEvents.size()).isEqualTo(OwnEvents.MAX_WITH_ACKNOWLEDGEMENTS);
    ownEvents.submit(FIRST);
    assertThat(ownEvents.size()).isEqualTo(OwnEvents.MAX_WITH_ACKNOWLEDGEMENTS + 1);
  }

  @Test
  void tells_nothing_of_the_disk_to_protocols_that_do_not_run() {
    ownEvents.onDurable(VersionVector.EMPTY);
    ownEvents.await(1, List.of());
    assertThat(outputs.take()).isEmpty();

    ownEvents.onStarted();
    ownEvents.onDurable(VersionVector.EMPTY);
    ownEvents.await(1, List.of());
    assertThat(outputs.take())
        .containsExactly(
            new ReplicaOutput.Durable(VersionVector.EMPTY),
            new ReplicaOutput.AwaitQuorums(1, List.of()));
  }

  @Test
  void takes_nothing_back_that_it_did_not_submit() {
    assertThatThrownBy(ownEvents::onDelivered).isInstanceOf(IllegalStateException.class);
  }

  private List<ChatEvent> submitted() {
    return outputs.take().stream()
        .map(
            output ->
                VersionedCbor.EVENT.decode(((Submit) output).payload().unsafeArray()).orElseThrow())
        .toList();
  }
}
