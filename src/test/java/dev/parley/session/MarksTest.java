package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.Marks.Taken;
import org.junit.jupiter.api.Test;

class MarksTest {
  private final Marks marks = new Marks();

  @Test
  void a_mark_stands_for_all_before_it() {
    marks.message(1);
    long second = marks.message(2);
    long question = marks.question();
    marks.message(3);

    assertThat(marks.onTaken(second)).isEqualTo(new Taken(2, false));
    assertThat(marks.onTaken(question)).isEqualTo(new Taken(0, true));
    assertThat(marks.onTaken(question)).isEqualTo(new Taken(0, false));
    assertThat(marks.isAllTaken()).isFalse();
  }

  @Test
  void all_is_taken_when_the_last_message_is_whatever_was_asked_after_it() {
    assertThat(marks.isAllTaken()).isTrue();
    long message = marks.message(7);
    marks.question();
    assertThat(marks.written()).isEqualTo(7);
    assertThat(marks.isAllTaken()).isFalse();

    marks.onTaken(message);
    assertThat(marks.isAllTaken()).isTrue();
  }

  @Test
  void a_mark_that_was_never_given_takes_what_there_is() {
    marks.message(1);
    assertThat(marks.onTaken(-1)).isEqualTo(new Taken(0, false));
    assertThat(marks.onTaken(99)).isEqualTo(new Taken(1, false));
  }
}
