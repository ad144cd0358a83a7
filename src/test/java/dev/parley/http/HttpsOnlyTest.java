package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.RawHeader;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HttpsOnlyTest {
  private final HttpsOnly wanted = new HttpsOnly(true);

  @Test
  void is_told_to_browsers_that_know_the_node_by_a_name() {
    assertThat(wanted.isTold(Optional.of("chat.example"))).isTrue();
    assertThat(wanted.isTold(Optional.of("Chat.Example:21111"))).isTrue();
    assertThat(new HttpsOnly(false).isTold(Optional.of("chat.example"))).isFalse();
  }

  @Test
  void is_never_told_of_addresses_and_loopback() {
    for (var host :
        new String[] {
          "192.168.1.5",
          "192.168.1.5:21111",
          "[fd00::5]:21111",
          "::1",
          "localhost:21111",
          "localhost.",
          "127.0.0.1",
          "chat.localhost",
          ""
        }) assertThat(wanted.isTold(Optional.of(host))).as(host).isFalse();
    assertThat(wanted.isTold(Optional.empty())).isFalse();
  }

  @Test
  void is_told_with_an_answer_and_not_with_a_refusal() {
    var request = HttpRequest.create("/").addHeader(RawHeader.create("Host", "chat.example"));
    var header = "Strict-Transport-Security";
    var told = wanted.with(request, Responses.text(200, "alive")).getHeader(header);
    assertThat(told.orElseThrow().value()).isEqualTo("max-age=31536000");
    assertThat(wanted.with(request, Responses.text(403, "no")).getHeader(header)).isEmpty();
  }
}
