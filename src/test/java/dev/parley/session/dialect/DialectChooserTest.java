package dev.parley.session.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.dialect.DialectChooser.Choice;
import org.junit.jupiter.api.Test;

class DialectChooserTest {
  @Test
  void takes_an_opening_brace_for_a_program() {
    assertThat(DialectChooser.byFirstByte((byte) '{')).isEqualTo(Choice.JSON);
  }

  @Test
  void takes_anything_else_for_a_person() {
    for (int b = 0; b < 256; b++) {
      if (b != '{') assertThat(DialectChooser.byFirstByte((byte) b)).isEqualTo(Choice.TEXT);
    }
  }

  @Test
  void recognises_http_requests() {
    assertThat(DialectChooser.isHttpRequest("GET / HTTP/1.1")).isTrue();
    assertThat(DialectChooser.isHttpRequest("POST /chat?x=1 HTTP/1.0")).isTrue();
    assertThat(DialectChooser.isHttpRequest("PRI * HTTP/2.0")).isTrue();
    var target = "/" + "x".repeat(60_000);
    assertThat(DialectChooser.isHttpRequest("POST " + target + " HTTP/1.1")).isTrue();
    assertThat(DialectChooser.isHttpRequest("made-up / HTTP/1.1")).isTrue();
    assertThat(DialectChooser.isHttpRequest("GET me a beer")).isFalse();
    assertThat(DialectChooser.isHttpRequest("HTTP/1.1")).isFalse();
    assertThat(DialectChooser.isHttpRequest("fang")).isFalse();
  }

  @Test
  void names_the_port_of_the_web_page() {
    assertThat(DialectChooser.httpSentence(21111))
        .isEqualTo(
            "This port is for chat clients, not for HTTP: the web page is on port 21111.\r\n");
  }
}
