package dev.parley.protocol.multicast;

import static dev.parley.protocol.multicast.Channels.A;
import static dev.parley.protocol.multicast.Channels.B;
import static dev.parley.protocol.multicast.Channels.data;
import static dev.parley.protocol.multicast.Channels.frame;
import static dev.parley.protocol.multicast.Channels.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;
import dev.parley.protocol.View;
import org.junit.jupiter.api.Test;

class EarlyFramesTest {
  private static final View NEXT = view(2, A, B);

  private final EarlyFrames early = new EarlyFrames();

  @Test
  void gives_what_belongs_to_the_view_and_forgets_the_rest() {
    var first = data(NEXT, frame(A, 1, 0, 0));
    early.keep(A.id(), first, 1);
    early.keep(A.id(), data(view(3, A, B), frame(A, 2, 0, 0)), 1);

    assertThat(early.take(NEXT.id())).containsExactly(new EarlyFrames.Kept(A.id(), first));
    assertThat(early.take(view(3, A, B).id())).isEmpty();
  }

  @Test
  void keeps_nothing_of_this_epoch_or_an_earlier_one() {
    early.keep(A.id(), data(NEXT, frame(A, 1, 0, 0)), 2);

    assertThat(early.take(NEXT.id())).isEmpty();
  }

  @Test
  void keeps_as_many_frames_as_the_limit_and_drops_the_next() {
    for (int i = 0; i <= EarlyFrames.MAX_FRAMES; i++)
      early.keep(A.id(), data(NEXT, empty(i + 1, 0)), 1);

    assertThat(early.take(NEXT.id())).hasSize(EarlyFrames.MAX_FRAMES);
  }

  @Test
  void keeps_as_many_bytes_as_the_limit_and_drops_the_next() {
    int half = EarlyFrames.MAX_BYTES / 2;
    early.keep(A.id(), data(NEXT, empty(1, half)), 1);
    early.keep(A.id(), data(NEXT, empty(2, half)), 1);
    early.keep(A.id(), data(NEXT, empty(3, 1)), 1);
    early.keep(A.id(), data(NEXT, empty(4, 0)), 1);

    assertThat(early.take(NEXT.id()))
        .extracting(kept -> kept.data().frames().get(0).dot().seq())
        .containsExactly(1L, 2L, 4L);
  }

  @Test
  void has_room_again_when_a_view_was_installed() {
    early.keep(A.id(), data(NEXT, empty(1, EarlyFrames.MAX_BYTES)), 1);
    early.take(view(3, A, B).id());

    var later = data(view(4, A, B), empty(1, EarlyFrames.MAX_BYTES));
    early.keep(A.id(), later, 3);

    assertThat(early.take(view(4, A, B).id())).containsExactly(new EarlyFrames.Kept(A.id(), later));
  }

  @Test
  void a_datagram_without_frames_is_not_worth_keeping() {
    early.keep(A.id(), data(NEXT), 1);

    assertThat(early.take(NEXT.id())).isEmpty();
  }

  private static DataFrame empty(long seq, int bytes) {
    return new DataFrame(new Dot(A.id(), seq), Dependencies.NONE, Payload.wrap(new byte[bytes]));
  }
}
