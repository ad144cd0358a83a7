package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SharedPartsTest {
  private final SharedParts parts = new SharedParts();

  @Test
  void mail_and_streams_have_one_object_for_a_stream_a_name_and_the_members_of_a_clock() {
    var name = parts.share(UserName.of("shao"));
    var stream = parts.share(new StreamState(stream("fang"), 9, List.of(1L)));
    var first = parts.share(mail("fang", "shao", 1));
    var second = parts.share(mail("fang", "shao", 2));
    assertThat(first.id().stream()).isSameAs(stream.stream());
    assertThat(second.id().stream()).isSameAs(stream.stream());
    assertThat(first.to()).isSameAs(name);
    assertThat(second.clockMembers()).isSameAs(first.clockMembers());
  }

  @Test
  void what_is_shared_is_as_it_was_to_the_letter() {
    parts.share(mail("fang", "shao", 1));
    var other = parts.share(mail("FANG", "Shao", 2));
    assertThat(other).isEqualTo(mail("FANG", "Shao", 2));
    assertThat(other.from().spelling()).isEqualTo("FANG");
    assertThat(other.to().spelling()).isEqualTo("Shao");
    var state = new StreamState(stream("FANG"), 9, List.of(1L), 7);
    assertThat(parts.share(state)).isEqualTo(state);
    assertThat(parts.share(state).stream().sender().spelling()).isEqualTo("FANG");
  }

  @Test
  void a_message_that_shares_everything_stays_the_object_that_it_is() {
    var shared = parts.share(mail("fang", "shao", 1));
    assertThat(parts.share(shared)).isSameAs(shared);
  }

  private static ClientStream stream(String sender) {
    return new ClientStream(UserName.of(sender), "client");
  }

  private static Mail mail(String from, String to, long seq) {
    var clock = new TreeMap<>(Map.of("n-1.5", seq, "n-2.6", 3L));
    var id = new MessageId(stream(from), seq);
    return new Mail(id, UserName.of(to), "hi", 1, seq, clock, new ClaimPair(5, 6));
  }
}
