package dev.parley.protocol.multicast;

import static dev.parley.protocol.multicast.Channels.A;
import static dev.parley.protocol.multicast.Channels.B;
import static dev.parley.protocol.multicast.Channels.data;
import static dev.parley.protocol.multicast.Channels.frame;
import static dev.parley.protocol.multicast.Channels.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.View;
import org.junit.jupiter.api.Test;

class EarlyFramesTest {
  private static final View NEXT = view(2, A, B);

  private final EarlyFrames early = new EarlyFrames();

  @Test
  void gives_what_belongs_to_the_view_and_forgets_the_rest() {
    var first = data(NEXT, frame(A, 1, 0, 0));
    early.keep(first, 1);
    early.keep(data(view(3, A, B), frame(A, 2, 0, 0)), 1);

    assertThat(early.take(NEXT.id())).containsExactly(first);
    assertThat(early.take(view(3, A, B).id())).isEmpty();
  }

  @Test
  void keeps_nothing_of_this_epoch_or_an_earlier_one() {
    early.keep(data(NEXT, frame(A, 1, 0, 0)), 2);

    assertThat(early.take(NEXT.id())).isEmpty();
  }

  @Test
  void keeps_as_many_datagrams_as_the_limit_and_drops_the_next() {
    for (int i = 0; i <= EarlyFrames.MAX_DATAGRAMS; i++)
      early.keep(data(NEXT, frame(A, i + 1, 0, 0)), 1);

    assertThat(early.take(NEXT.id())).hasSize(EarlyFrames.MAX_DATAGRAMS);
  }
}
