package dev.parley;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleBufferTest {
  private final ConsoleBuffer buffer = new ConsoleBuffer(40);

  private void offer(String... texts) {
    for (var text : texts) buffer.offer(text.getBytes(UTF_8));
  }

  private List<String> takeAll() {
    var all = new ArrayList<String>();
    for (var next = buffer.take(); next.isPresent(); next = buffer.take())
      all.add(new String(next.get(), UTF_8));
    return all;
  }

  @Test
  void gives_back_what_it_took_in_order() {
    offer("one\n", "two\n");

    assertThat(takeAll()).containsExactly("one\n", "two\n");
    assertThat(buffer.isEmpty()).isTrue();
  }

  @Test
  void takes_exactly_its_limit() {
    offer("x".repeat(39) + "\n");

    assertThat(takeAll()).containsExactly("x".repeat(39) + "\n");
  }

  @Test
  void leaves_out_what_is_beyond_its_limit_and_says_so_when_the_rest_is_written() {
    offer("x".repeat(39) + "\n", "one too many\n", "two\nmore\n");

    assertThat(takeAll())
        .containsExactly(
            "x".repeat(39) + "\n",
            "parley: 3 lines were left out here, because this console was not read in time.\n");
    assertThat(buffer.isEmpty()).isTrue();
  }

  @Test
  void says_what_is_missing_at_the_place_where_it_is_missing() {
    offer("a".repeat(29) + "\n", "b".repeat(9) + "\n", "lost\n");
    buffer.take();
    offer("later\n");

    assertThat(takeAll())
        .containsExactly(
            "b".repeat(9) + "\n",
            "parley: 1 line was left out here, because this console was not read in time.\n",
            "later\n");
  }

  @Test
  void takes_nothing_more_after_it_was_full_until_half_of_it_is_written() {
    offer("a".repeat(9) + "\n", "b".repeat(29) + "\n", "lost\n");
    buffer.take();
    offer("lost too\n");

    assertThat(takeAll())
        .containsExactly(
            "b".repeat(29) + "\n",
            "parley: 2 lines were left out here, because this console was not read in time.\n");
  }
}
