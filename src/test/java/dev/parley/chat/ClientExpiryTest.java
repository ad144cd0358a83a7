package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.ForgottenStream;
import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.StreamMark;
import dev.parley.chat.ChatEvent.StreamsForgotten;
import dev.parley.chat.model.ChatLimits;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In virtual time: a day of it costs nothing. */
class ClientExpiryTest {
  private static final long DAY_MS = 86_400_000;
  private static final long START_MS = 20_000 * DAY_MS;
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final UserName MEI = UserName.of("mei");

  private final ChatState state = new ChatState();
  private ClientExpiry expiry = new ClientExpiry(state, 30 * DAY_MS);
  private long nowMs;

  @Test
  void forgets_an_id_that_was_not_used_for_as_long_as_is_set_and_no_millisecond_earlier() {
    use("phone", 1, START_MS);
    use("laptop", 1, START_MS + 1);
    assertThat(look(START_MS + 30 * DAY_MS - 1)).isEmpty();

    assertThat(look(START_MS + 30 * DAY_MS))
        .extracting(f -> f.stream().client())
        .containsExactly("phone");
    assertThat(state.highWaters().isInUse(stream("phone"))).isFalse();
    assertThat(state.highWaters().isInUse(stream("laptop"))).isTrue();
    assertThat(state.highWaters().highest(stream("phone"))).isEqualTo(1);
  }

  @Test
  void an_id_that_is_used_again_stays() {
    use("phone", 1, START_MS);
    use("phone", 2, START_MS + 29 * DAY_MS);
    assertThat(look(START_MS + 31 * DAY_MS)).isEmpty();
  }

  @Test
  void forgets_the_ids_of_nodes_as_well() {
    var ofNode = ClientStream.ofNode(FANG, new MemberId("n-1", 1));
    use(ofNode, 1, START_MS);
    assertThat(look(START_MS + 30 * DAY_MS)).hasSize(1);
    assertThat(state.highWaters().highest(ofNode)).isEqualTo(1);
  }

  @Test
  void forgets_nothing_for_its_age_where_ids_are_kept_for_ever() {
    expiry = new ClientExpiry(state, ClientExpiry.FOR_EVER);
    use("phone", 1, START_MS);
    assertThat(look(START_MS + 10_000 * DAY_MS)).isEmpty();
  }

  @Test
  void of_as_many_ids_as_a_user_may_have_the_one_unused_for_longest_makes_room_after_a_day() {
    for (int i = 0; i < ChatLimits.MAX_STREAMS_PER_USER; i++) use("c" + i, 1, START_MS + i);
    assertThat(look(START_MS + DAY_MS - 1)).isEmpty();

    assertThat(look(START_MS + DAY_MS)).extracting(f -> f.stream().client()).containsExactly("c0");
    assertThat(state.highWaters().clients(FANG)).isEqualTo(ChatLimits.MAX_STREAMS_PER_USER - 1);
    assertThat(look(START_MS + 2 * DAY_MS)).as("there is room").isEmpty();
  }

  @Test
  void many_ids_are_forgotten_by_several_events_each_of_which_has_a_bound() {
    for (int i = 0; i < 450; i++) use("c" + i, 1, START_MS);
    use(new ClientStream(SHAO, "c"), 1, START_MS);
    assertThat(look(START_MS + 30 * DAY_MS)).hasSize(StreamsForgotten.MAX_STREAMS);
    assertThat(look(START_MS + 30 * DAY_MS)).hasSize(StreamsForgotten.MAX_STREAMS);
    assertThat(look(START_MS + 30 * DAY_MS)).hasSize(51);
    assertThat(look(START_MS + 30 * DAY_MS)).isEmpty();
  }

  @Test
  void looks_once_a_second_at_so_many_streams_and_comes_to_all_in_turn() {
    for (int i = 0; i < 12; i++) {
      for (int c = 0; c < 900; c++)
        use(new ClientStream(UserName.of("u" + i), "c" + c), 1, START_MS);
    }
    use(new ClientStream(UserName.of("z"), "c"), 1, 1);
    expiry = new ClientExpiry(state, START_MS);
    assertThat(look(START_MS + 1)).isEmpty();
    assertThat(expiry.onTick(nowMs + 1, START_MS + 1)).as("too early").isEmpty();
    assertThat(look(START_MS + 1)).extracting(f -> f.stream().sender().key()).containsExactly("z");
  }

  @Test
  void an_id_of_which_it_is_not_known_when_it_was_used_counts_from_the_first_look() {
    use("phone", 1, 0);
    assertThat(look(START_MS)).isEmpty();
    assertThat(look(START_MS + 30 * DAY_MS - 1)).isEmpty();
    assertThat(look(START_MS + 30 * DAY_MS)).hasSize(1);
  }

  @Test
  void of_too_many_numbers_that_are_left_the_one_unused_for_longest_goes_after_its_time() {
    for (int i = 0; i < ChatLimits.MAX_FORGOTTEN_PER_USER; i++) {
      var stream = stream("old" + i);
      use(stream, 1, START_MS + i);
      apply(List.of(new ForgottenStream(stream, 1, START_MS + i, 0)));
    }
    for (int i = 0; i < ChatLimits.MAX_STREAMS_PER_USER; i++)
      use("c" + i, 1, START_MS + DAY_MS + i);
    assertThat(look(START_MS + 3 * DAY_MS)).as("no number may go yet").isEmpty();
    assertThat(state.highWaters().highest(stream("old0"))).isEqualTo(1);

    long later = START_MS + 1 + 30 * DAY_MS;
    assertThat(look(later)).as("of all of them a message waits").isEmpty();
    // Of the first one a message waits still: the same number must not be used for another.
    for (int i = 1; i < ChatLimits.MAX_FORGOTTEN_PER_USER; i++) read(stream("old" + i));
    assertThat(look(later)).extracting(f -> f.stream()).containsExactly(stream("old1").forgotten());
    assertThat(state.highWaters().highest(stream("old1"))).isZero();
    assertThat(state.highWaters().highest(stream("old0"))).isEqualTo(1);
    assertThat(state.highWaters().highest(stream("old2"))).isEqualTo(1);
    assertThat(look(later)).extracting(f -> f.stream().client()).containsExactly("c0");
  }

  /** A look, whose result is delivered. */
  private List<ForgottenStream> look(long wallMs) {
    nowMs += ClientExpiry.CHECK_MS;
    var found = expiry.onTick(nowMs, wallMs).map(StreamsForgotten::streams).orElse(List.of());
    apply(found);
    return found;
  }

  private void apply(List<ForgottenStream> streams) {
    state.apply(new StreamsForgotten(streams));
  }

  private void read(ClientStream stream) {
    state.apply(new MailAcknowledged(MEI, List.of(new StreamMark(stream, 1))));
  }

  private static ClientStream stream(String client) {
    return new ClientStream(FANG, client);
  }

  private void use(String client, long seq, long wallMs) {
    use(stream(client), seq, wallMs);
  }

  private void use(ClientStream stream, long seq, long wallMs) {
    var id = new MessageId(stream, seq);
    state.apply(new MailSent(new Mail(id, MEI, "text", wallMs, state.nextLamport())));
  }
}
