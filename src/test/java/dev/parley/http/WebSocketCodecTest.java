package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.transport.clients.Line;
import org.junit.jupiter.api.Test;

class WebSocketCodecTest {
  private final WebSocketCodec codec = new WebSocketCodec();

  @Test
  void takes_each_message_for_a_json_line() {
    assertThat(codec.dialect()).contains(Choice.JSON);
    codec.feed(new Line.Text("{\n}"));

    assertThat(codec.isDrained()).isFalse();
    assertThat(codec.next()).contains(new Line.Text("{\n}"));
    assertThat(codec.next()).isEmpty();
    assertThat(codec.isDrained()).isTrue();
    assertThat(codec.end()).isEmpty();
  }

  @Test
  void makes_a_message_of_each_line_without_its_end() {
    assertThat(codec.encode("good\nbye\n")).containsExactly("good", "bye");
    assertThat(codec.encode("")).isEmpty();
  }

  @Test
  void counts_two_bytes_a_character() {
    assertThat(codec.bytes("12345")).isEqualTo(10);
  }

  @Test
  void refuses_in_json() {
    assertThat(codec.refusal("Full."))
        .startsWith("{\"ev\":\"error\",\"code\":\"UNAVAILABLE\",\"text\":\"Full.\"");
  }
}
