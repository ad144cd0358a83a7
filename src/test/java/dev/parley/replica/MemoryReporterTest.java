package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.ServerMemory;
import dev.parley.chat.ChatState;
import dev.parley.chat.MemoryRoom;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.replica.ReplicaOutput.Submit;
import dev.parley.wire.VersionedCbor;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryReporterTest {
  private static final long LIMIT = 1_000_000;
  private static final Member A = member("a");
  private static final Member B = member("b");

  private final ReplicaOutputs outputs = new ReplicaOutputs();
  private final ChatState state = new ChatState();
  private final OwnEvents ownEvents = new OwnEvents(outputs);
  private final MemoryReporter leaderClient = leaderClient(LIMIT);

  MemoryReporterTest() {
    ownEvents.onStarted();
  }

  @Test
  void tells_members_that_are_new_what_this_server_gives_to_mail() {
    leaderClient.onView(null, view(1, A), A.id());
    assertThat(told()).containsExactly(new ServerMemory(A.id(), LIMIT));

    leaderClient.onView(view(1, A), view(2, A, B), A.id());
    assertThat(told()).containsExactly(new ServerMemory(A.id(), LIMIT));
  }

  @Test
  void tells_nothing_when_members_are_gone_or_there_is_no_limit() {
    leaderClient.onView(view(1, A, B), view(2, A), A.id());
    leaderClient(MemoryRoom.UNLIMITED).onView(null, view(1, A), A.id());
    assertThat(told()).isEmpty();
  }

  private MemoryReporter leaderClient(long limit) {
    return new MemoryReporter(state, new MemoryRoom(state, limit), ownEvents, outputs);
  }

  private List<Object> told() {
    return outputs.take().stream()
        .<Object>map(
            output -> {
              var payload = ((Submit) output).payload();
              return VersionedCbor.EVENT.decode(payload.unsafeArray()).orElseThrow();
            })
        .toList();
  }

  private static View view(long epoch, Member... members) {
    return View.of(new ViewId(epoch, A.id()), List.of(members));
  }

  private static Member member(String node) {
    return new Member(new MemberId(node, 1), new Endpoint(node, 1), new Endpoint(node, 2));
  }
}
