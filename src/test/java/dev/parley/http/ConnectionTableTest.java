package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionTableTest {
  private static final String A = "192.168.1.1";
  private static final String B = "192.168.1.2";
  private static final int PLACES = 10_000;

  private final ConnectionTable table = new ConnectionTable(PLACES);

  @Test
  void ends_a_connection_whose_head_takes_ten_seconds_and_not_before() {
    table.onOpened(1, A, 0);
    assertThat(table.onTick(ConnectionTable.HEAD_PATIENCE_MS - 1)).isEmpty();
    assertThat(table.onTick(ConnectionTable.HEAD_PATIENCE_MS)).containsExactly(1L);
    table.onGone(1);
    assertThat(table.onTick(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void gives_the_next_head_of_a_connection_as_long_and_an_answer_as_long_as_it_takes() {
    table.onOpened(1, A, 0);
    table.onRequest(1, A);
    assertThat(table.onTick(1_000_000)).isEmpty();
    table.onAnswered(1, 1_000_000);
    assertThat(table.onTick(1_000_000 + ConnectionTable.HEAD_PATIENCE_MS - 1)).isEmpty();
    assertThat(table.onTick(1_000_000 + ConnectionTable.HEAD_PATIENCE_MS)).containsExactly(1L);
  }

  @Test
  void displaces_the_oldest_of_the_host_that_has_the_most_and_nobody_elses() {
    table.onOpened(1, B, 0);
    for (int id = 2; id <= ConnectionTable.MAX_WAITING; id++)
      assertThat(table.onOpened(id, A, id)).isEmpty();
    assertThat(table.onOpened(1_000, A, 1_000)).contains(2L);
    table.onGone(2);
    assertThat(table.onOpened(1_001, B, 1_001)).contains(3L);
  }

  @Test
  void displaces_nothing_that_is_being_answered() {
    for (int id = 1; id <= ConnectionTable.MAX_WAITING; id++) table.onOpened(id, A, id);
    table.onRequest(1, A);
    assertThat(table.onOpened(1_000, A, 1_000)).isEmpty();
    assertThat(table.onOpened(1_001, A, 1_001)).contains(2L);
  }

  @Test
  void answers_one_host_half_of_what_is_free_and_leaves_the_rest_to_others() {
    int half = ConnectionTable.MAX_ANSWERING / 2;
    for (int id = 1; id <= half + 1; id++) {
      table.onOpened(id, A, 0);
      assertThat(table.onRequest(id, A)).as("request %d", id).isEqualTo(id <= half);
    }
    table.onAnswered(half + 1, 0);
    table.onOpened(1_000, B, 0);
    assertThat(table.onRequest(1_000, B)).isTrue();
    table.onAnswered(1, 0);
    assertThat(table.onRequest(half + 1, A)).isFalse();
    table.onAnswered(half + 1, 0);
    table.onAnswered(1_000, 0);
    assertThat(table.onRequest(half + 1, A)).as("B is answered").isTrue();
  }

  @Test
  void counts_requests_by_the_address_that_they_are_from_and_not_by_that_of_a_proxy() {
    for (int id = 1; id <= ConnectionTable.MAX_ANSWERING / 2; id++) {
      table.onOpened(id, "a proxy", 0);
      assertThat(table.onRequest(id, A)).isTrue();
    }
    table.onOpened(1_000, "a proxy", 0);
    assertThat(table.onRequest(1_000, A)).isFalse();
    table.onOpened(1_001, "a proxy", 0);
    assertThat(table.onRequest(1_001, B)).isTrue();
  }

  @Test
  void leaves_a_place_where_there_are_few() {
    var small = new ConnectionTable(2);
    assertThat(small.onOpened(1, A, 0)).isEmpty();
    assertThat(small.onRequest(1, A)).isTrue();
    assertThat(small.onOpened(2, A, 1)).isEmpty();
    assertThat(small.onOpened(3, A, 2)).contains(2L);
    assertThat(small.size()).isEqualTo(3);
  }
}
