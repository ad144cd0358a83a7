package dev.parley.session.dialect.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EarlierClientTest {
  private static final UUID MSG = new UUID(1, 2);

  private final EarlierClient client = new EarlierClient();

  @Test
  void is_shown_line_feeds_as_marks_and_no_text_longer_than_it_knows() {
    assertThat(EarlierClient.parts("hello")).containsExactly("hello");
    assertThat(EarlierClient.parts("two\nlines")).containsExactly("two \u23ce lines");
    assertThat(EarlierClient.parts("x".repeat(4_096))).hasSize(1);
    assertThat(EarlierClient.parts("x".repeat(4_097)))
        .extracting(String::length)
        .containsExactly(4_096, 1);
    var parts = EarlierClient.parts("\u00e9".repeat(8_192));
    assertThat(parts).hasSize(4);
    assertThat(String.join("", parts)).isEqualTo("\u00e9".repeat(8_192));
    assertThat(EarlierClient.parts("a" + "\n".repeat(4_095)))
        .allMatch(part -> part.getBytes(StandardCharsets.UTF_8).length <= 4_096);
  }

  @Test
  void counts_each_part_and_has_shown_a_message_with_its_last_one() {
    assertThat(client.onMessage(1, 1)).isEqualTo(1);
    assertThat(client.onMessage(2, 3)).isEqualTo(2);
    assertThat(client.onMessage(3, 1)).isEqualTo(5);
    assertThat(client.onMessage(4, 2)).isEqualTo(6);
    assertThat(client.onMessage(5, 1)).isEqualTo(8);

    assertThat(client.onAcknowledged(1)).isEqualTo(1);
    assertThat(client.onAcknowledged(2)).isEqualTo(1);
    assertThat(client.onAcknowledged(3)).isEqualTo(1);
    assertThat(client.onAcknowledged(4)).isEqualTo(2);
    assertThat(client.onAcknowledged(5)).isEqualTo(3);
    assertThat(client.onAcknowledged(6)).isEqualTo(3);
    assertThat(client.onAcknowledged(7)).isEqualTo(4);
    assertThat(client.onAcknowledged(8)).isEqualTo(5);
    assertThat(client.onAcknowledged(Long.MAX_VALUE)).isGreaterThan(5);
  }

  @Test
  void counts_from_1_in_each_session() {
    client.onMessage(1, 4);
    client.onWelcome();
    assertThat(client.onMessage(1, 1)).isEqualTo(1);
    assertThat(client.onAcknowledged(1)).isEqualTo(1);
  }

  @Test
  void knows_each_part_by_an_id_of_its_own_that_is_always_the_same() {
    assertThat(EarlierClient.id(MSG, 0)).isEqualTo(MSG);
    assertThat(EarlierClient.id(MSG, 1)).isNotEqualTo(MSG).isEqualTo(EarlierClient.id(MSG, 1));
    assertThat(EarlierClient.id(MSG, 2)).isNotEqualTo(EarlierClient.id(MSG, 1));
  }
}
