package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.ConnectionCommand.NextLine;
import dev.parley.session.dialect.DialectChooser.Choice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SessionWithIrcTest extends SessionFixture {
  private static final RoomName TEA = RoomName.of("#tea");

  private static ReplicaProtocol.ListedRoom tea(String topic) {
    return new ReplicaProtocol.ListedRoom(
        TEA, topic, true, 1, 0, Optional.of(RoomRole.OWNER), false);
  }

  private ActorRef<ReplicaProtocol.Event> logInIrc() {
    link.expectMessage(NextLine.INSTANCE);
    session.tell(new Session.FirstByte(Choice.IRC));
    session.tell(lines("PASS :correct horse", "NICK fang", "USER f 0 * :F"));
    var events = admit();
    replica
        .expectMessageClass(ReplicaProtocol.ListRooms.class)
        .session()
        .tell(new ReplicaProtocol.RoomsListed(List.of(tea("")), 1));
    assertThat(line()).isEqualTo(":fang!fang@parley JOIN #tea\r\n");
    isTold("");
    assertThat(line()).contains(" 366 fang #tea ");
    link.expectMessage(NextLine.INSTANCE);
    return events;
  }

  private void isTold(String topic) {
    replica
        .expectMessageClass(ReplicaProtocol.AskRoom.class)
        .session()
        .tell(new ReplicaProtocol.RoomTold(tea(topic), List.of(), new TreeSet<>()));
  }

  private static ReplicaProtocol.RoomEvent newTopic() {
    return new ReplicaProtocol.RoomEvent(TEA, "topic", Optional.of(SHAO), Optional.empty());
  }

  @Test
  void a_new_topic_is_shown_to_a_client_that_is_silent() {
    logInIrc().tell(newTopic());
    isTold("Oolong");
    assertThat(line()).isEqualTo(":shao!shao@parley TOPIC #tea :Oolong\r\n");
  }

  @Test
  void a_line_that_comes_while_the_topic_is_asked_for_waits_for_the_answer() {
    var events = logInIrc();
    events.tell(newTopic());
    session.tell(lines("LIST", "PING x"));
    var asked = replica.expectMessageClass(ReplicaProtocol.AskRoom.class);
    replica.expectNoMessage(Duration.ofMillis(50));
    asked.session().tell(new ReplicaProtocol.RoomTold(tea("Oolong"), List.of(), new TreeSet<>()));
    assertThat(line()).contains(" TOPIC #tea :Oolong");
    replica
        .expectMessageClass(ReplicaProtocol.ListRooms.class)
        .session()
        .tell(new ReplicaProtocol.RoomsListed(List.of(tea("Oolong")), 1));
    assertThat(line()).contains(" 322 fang #tea 1 :Oolong");
    assertThat(line()).contains(" PONG ");
  }
}
