package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotPartsTest {
  @Test
  void any_state_is_the_same_when_it_is_put_together() {
    var seed = Seed.next();
    var random = new RandomMessages(seed.random());
    for (int i = 0; i < 300; i++) {
      var state = random.any(ChatSnapshot.class);
      var assembly = new SnapshotParts.Assembly();
      for (var part : new SnapshotParts(state)) assertThat(assembly.add(part)).isTrue();
      assertThat(assembly.state()).as("%s, state %s", seed, i).isEqualTo(state);
    }
  }

  @Test
  void a_large_state_has_many_parts_none_of_which_is_large() {
    int parts = 0;
    for (var part : new SnapshotParts(state(20_000, 300))) {
      assertThat(part.length).isLessThan(WireLimits.MAX_STATE_PART_BYTES);
      parts++;
    }
    assertThat(parts).isGreaterThan(20_000 * 300 / SnapshotParts.AIM_BYTES);
  }

  @Test
  void the_longest_texts_fit_their_parts() {
    for (var part : new SnapshotParts(state(5, Mail.MAX_TEXT_BYTES)))
      assertThat(part.length).isLessThan(WireLimits.MAX_STATE_PART_BYTES);
  }

  @Test
  void mail_of_one_stream_has_one_object_for_it_and_for_its_receiver() {
    var assembly = new SnapshotParts.Assembly();
    for (var part : new SnapshotParts(state(2_000, 100))) assembly.add(part);
    var read = assembly.state();
    for (var mail : read.mails()) {
      assertThat(mail.id().stream()).isSameAs(read.streams().get(0).stream());
      assertThat(mail.to()).isSameAs(read.mails().get(0).to());
    }
  }

  @Test
  void what_is_no_part_is_told() {
    assertThat(new SnapshotParts.Assembly().add(new byte[] {1, 2, 3})).isFalse();
  }

  private static ChatSnapshot state(int mails, int textBytes) {
    var stream = new ClientStream(UserName.of("fang"), "client");
    var waiting = new ArrayList<Mail>();
    for (int seq = 1; seq <= mails; seq++) {
      var id = new MessageId(stream, seq);
      waiting.add(new Mail(id, UserName.of("mei"), "x".repeat(textBytes), seq, seq));
    }
    var streams = List.of(new StreamState(stream, mails, List.of(7L)));
    return new ChatSnapshot(9, List.of(), streams, waiting, List.of(), List.of(), List.of());
  }
}
