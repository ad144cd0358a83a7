package dev.parley.protocol.multicast;

import static dev.parley.protocol.multicast.Channels.A;
import static dev.parley.protocol.multicast.Channels.ABC;
import static dev.parley.protocol.multicast.Channels.B;
import static dev.parley.protocol.multicast.Channels.C;
import static dev.parley.protocol.multicast.Channels.channel;
import static dev.parley.protocol.multicast.Channels.channelIn;
import static dev.parley.protocol.multicast.Channels.data;
import static dev.parley.protocol.multicast.Channels.delivered;
import static dev.parley.protocol.multicast.Channels.frame;
import static dev.parley.protocol.multicast.Channels.member;
import static dev.parley.protocol.multicast.Channels.only;
import static dev.parley.protocol.multicast.Channels.payload;
import static dev.parley.protocol.multicast.Channels.sent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Dot;
import dev.parley.protocol.Member;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Signal.ViewInstalled;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.multicast.MulticastMessage.Acknowledged;
import dev.parley.protocol.multicast.MulticastMessage.Nak;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What C does with the messages of members that are broken, and of those that are none. */
class BrokenMemberTest {
  private static final long FAR = CausalOrder.DEFAULT_HOLD_BACK_LIMIT + 1;

  private final CausalChannel channel = channelIn(ABC, C);

  private List<Output> hears(Member from, DataFrame... frames) {
    return channel.onMessage(from.id(), data(ABC, frames), 0);
  }

  private List<Nak> questions() {
    var outputs = new ArrayList<Output>();
    for (long nowMs = 10; nowMs < 2_000; nowMs += 10) outputs.addAll(channel.onTick(nowMs));
    return sent(outputs, Nak.class);
  }

  private static DataFrame another(Member origin, long seq) {
    return new DataFrame(new Dot(origin.id(), seq), Channels.frontier(), payload("something else"));
  }

  @Test
  void takes_no_frame_of_who_is_not_in_the_view() {
    assertThat(hears(member("d"), frame(A, 1))).isEmpty();
    assertThat(delivered(hears(A, frame(A, 1)))).hasSize(1);
  }

  @Test
  void takes_no_early_frame_of_who_is_not_in_the_view_that_begins() {
    var fresh = channel(C);
    fresh.onMessage(member("d").id(), data(ABC, frame(A, 1)), 0);
    fresh.onMessage(A.id(), data(ABC, frame(A, 1)), 0);
    fresh.onMessage(member("d").id(), data(ABC, frame(B, 1)), 0);
    var outputs = fresh.onSignal(new ViewInstalled(ABC, VersionVector.EMPTY), 0);
    assertThat(delivered(outputs)).containsExactly(new Dot(A.id(), 1));
  }

  @Test
  void takes_a_frame_of_another_only_where_it_misses_one() {
    assertThat(hears(B, frame(A, 1))).isEmpty();
    assertThat(delivered(hears(A, frame(A, 2)))).isEmpty();
    assertThat(delivered(hears(B, frame(A, 1)))).hasSize(2);
  }

  @Test
  void takes_a_repair_of_what_another_member_says_that_it_has() {
    channel.onMessage(B.id(), new Acknowledged(ABC.id(), SlotVector.of(1, 0, 0)), 0);
    assertThat(delivered(hears(B, frame(A, 1)))).hasSize(1);
  }

  @Test
  void reports_once_who_sends_another_content_and_keeps_the_first() {
    hears(A, frame(A, 1));
    hears(A, frame(A, 3));
    assertThat(only(hears(B, another(A, 1)), Note.class)).as("delivered").hasSize(1);
    assertThat(only(hears(B, another(A, 3)), Note.class)).as("reported").isEmpty();
    assertThat(only(hears(A, another(A, 3)), Note.class)).as("held back").hasSize(1);
    assertThat(only(hears(A, frame(A, 3)), Note.class)).as("the same again").isEmpty();
  }

  @Test
  void asks_for_nothing_that_nobody_can_have_sent() {
    hears(A, frame(A, FAR + 1));
    hears(B, frame(B, 1, FAR + 1, 0, 0));
    channel.onMessage(B.id(), new Acknowledged(ABC.id(), SlotVector.of(FAR + 1, 0, 0)), 0);
    assertThat(questions()).isEmpty();
  }

  @Test
  void asks_for_the_last_message_that_can_have_been_sent() {
    channel.onMessage(B.id(), new Acknowledged(ABC.id(), SlotVector.of(FAR, 0, 0)), 0);
    assertThat(questions()).isNotEmpty();
  }

  @Test
  void reports_once_who_claims_more_than_there_can_be() {
    var claim = new Acknowledged(ABC.id(), SlotVector.of(0, 0, Long.MAX_VALUE));
    assertThat(only(channel.onMessage(B.id(), claim, 0), Note.class)).hasSize(1);
    assertThat(only(channel.onMessage(B.id(), claim, 0), Note.class)).isEmpty();
  }
}
