package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatState;
import dev.parley.chat.ClientExpiry;
import dev.parley.chat.MailExpiry;
import dev.parley.chat.accounts.LeaderMessage.AskTime;
import dev.parley.chat.accounts.LeaderMessage.TellTime;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.replica.ReplicaOutput.Send;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpiryDriverTest {
  private static final long WALL_MS = MailExpiry.EARLIEST_MS + 5;
  private static final Member A = member("a");
  private static final Member B = member("b");

  private final ReplicaOutputs outputs = new ReplicaOutputs();
  private final ChatState state = new ChatState();
  private final OwnEvents ownEvents = new OwnEvents(outputs);
  private boolean mayDecide = true;
  private final ExpiryDriver leaderClient =
      new ExpiryDriver(
          new MailExpiry(state, MailExpiry.FOR_EVER, 0),
          new ClientExpiry(state, 1_000),
          () -> mayDecide,
          ownEvents,
          outputs);

  @Test
  void forgets_client_ids_as_the_leader_in_a_view_that_may_decide_only() {
    var id = new MessageId(new ClientStream(UserName.of("fang"), "phone"), 1);
    state.apply(new MailSent(new Mail(id, UserName.of("shao"), "text", WALL_MS, 1)));
    var view = View.of(new ViewId(1, A.id()), List.of(A, B));
    leaderClient.onView(view, B.id());
    leaderClient.onTick(1, WALL_MS + 1_000);
    assertThat(ownEvents.size()).as("not the leader").isZero();

    leaderClient.onView(view, A.id());
    mayDecide = false;
    leaderClient.onTick(2, WALL_MS + 1_000);
    assertThat(ownEvents.size()).as("in a minority").isZero();
    mayDecide = true;
    leaderClient.onTick(3, WALL_MS + 1_000);
    assertThat(ownEvents.size()).isEqualTo(1);
  }

  @Test
  void tells_the_leader_the_time_of_day() {
    leaderClient.onView(View.of(new ViewId(1, B.id()), List.of(A, B)), A.id());
    leaderClient.onAsked(B.id(), new AskTime(7), WALL_MS);

    var told = new Transmit(Destination.to(B), new TellTime(7, WALL_MS));
    assertThat(outputs.take()).containsExactly(new Send(told));
  }

  @Test
  void tells_nobody_else() {
    leaderClient.onAsked(B.id(), new AskTime(7), WALL_MS);
    leaderClient.onView(View.of(new ViewId(1, A.id()), List.of(A, B)), A.id());
    leaderClient.onAsked(B.id(), new AskTime(7), WALL_MS);
    assertThat(outputs.take()).isEmpty();
  }

  private static Member member(String node) {
    return new Member(new MemberId(node, 1), new Endpoint(node, 1), new Endpoint(node, 2));
  }
}
