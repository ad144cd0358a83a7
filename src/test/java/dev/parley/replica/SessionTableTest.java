package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatState;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.VersionVector;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionTableTest {
  private static final UserName FANG = UserName.of("fang");

  private final SessionTable<String> table =
      new SessionTable<>(
          new Durability(new ChatState(), () -> VersionVector.EMPTY, false, new ReplicaOutputs()));

  @Test
  void a_session_remembers_of_so_many_messages_that_it_was_told_and_forgets_the_oldest() {
    var request =
        new SessionRequest(FANG, ClaimPair.ANY, ScramVerifier.ANY, "phone", ReadPosition.NOTHING);
    var entry = table.open("fang", request, FANG, 0, List.of());
    int most = SessionTable.DELIVERED_REMEMBERED;
    for (int seq = 1; seq <= most; seq++) assertThat(entry.noteDelivered(id(seq))).isTrue();
    for (int seq = 1; seq <= most; seq++) assertThat(entry.noteDelivered(id(seq))).isFalse();

    assertThat(entry.noteDelivered(id(most + 1))).isTrue();
    assertThat(entry.noteDelivered(id(2))).isFalse();
    assertThat(entry.noteDelivered(id(1))).as("forgotten").isTrue();
  }

  private static MessageId id(int seq) {
    return new MessageId(new ClientStream(FANG, "phone"), seq);
  }
}
