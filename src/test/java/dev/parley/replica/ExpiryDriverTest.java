package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatState;
import dev.parley.chat.MailExpiry;
import dev.parley.chat.accounts.LeaderMessage.AskTime;
import dev.parley.chat.accounts.LeaderMessage.TellTime;
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
  private final ExpiryDriver leaderClient =
      new ExpiryDriver(
          new MailExpiry(new ChatState(), MailExpiry.FOR_EVER, 0), new OwnEvents(outputs), outputs);

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
