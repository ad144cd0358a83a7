package dev.parley.transport.udp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private final ReadAhead readAhead = new ReadAhead();

  /** Returns the number of marks that follow. */
  private int datagrams(int count) {
    int marks = 0;
    for (int i = 0; i < count; i++) if (readAhead.onDatagram() && readAhead.takeMark()) marks++;
    return marks;
  }

  @Test
  void stops_at_the_limit_and_until_the_receiver_follows() {
    datagrams(ReadAhead.LIMIT - 1);
    assertThat(readAhead.mustStop()).isFalse();
    datagrams(1);
    assertThat(readAhead.mustStop()).isTrue();
    assertThat(readAhead.mustStop()).as("it may have been told too late").isTrue();
    assertThat(readAhead.onMark()).isTrue();
    assertThat(readAhead.mustStop()).isFalse();
  }

  @Test
  void goes_on_once_when_the_receiver_is_less_than_the_limit_behind() {
    assertThat(datagrams(2 * ReadAhead.LIMIT)).isEqualTo(4);
    assertThat(readAhead.mustStop()).isTrue();
    assertThat(readAhead.onMark()).isFalse();
    assertThat(readAhead.onMark()).as("at the limit").isFalse();
    assertThat(readAhead.onMark()).isTrue();
    assertThat(readAhead.onMark()).as("reads already").isFalse();
  }

  @Test
  void drops_what_comes_although_it_has_stopped_for_long() {
    assertThat(datagrams(ReadAhead.DROPPED)).isEqualTo(8);
    assertThat(readAhead.onDatagram()).isFalse();
    assertThat(readAhead.takeMark()).as("nothing to mark").isFalse();
    readAhead.onMark();
    assertThat(readAhead.onDatagram()).isTrue();
  }

  @Test
  void a_receiver_that_keeps_up_never_makes_it_stop() {
    for (int i = 0; i < 1_000; i++) {
      if (readAhead.onDatagram() && readAhead.takeMark()) readAhead.onMark();
      assertThat(readAhead.mustStop()).isFalse();
    }
  }
}
