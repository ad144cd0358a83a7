package dev.parley.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerLinkTest {
  private static final String PIN = "SHA256:0UtGQzIP149z4IUNHBh9Sz/seDjQKXV6rna5bk7i+7g";

  @Test
  void a_link_names_a_server_and_perhaps_its_fingerprint() {
    assertThat(ServerLink.parse("parley://192.168.1.5:1111#" + PIN))
        .contains(new ServerLink("192.168.1.5:1111", Optional.of(PIN)));
    assertThat(ServerLink.parse("parley://[fd00::5]:1111#" + PIN))
        .contains(new ServerLink("[fd00::5]:1111", Optional.of(PIN)));
    assertThat(ServerLink.parse("parley://chat.example:1111"))
        .contains(new ServerLink("chat.example:1111", Optional.empty()));
  }

  @Test
  void what_is_no_link_is_nothing() {
    for (var text :
        new String[] {
          "",
          "192.168.1.5:1111",
          "parley://192.168.1.5",
          "parley://a:1#SHA256:short",
          "parley://a b:1",
          "http://a:1#" + PIN,
          "parley://a:1#" + PIN + "x"
        }) assertThat(ServerLink.parse(text)).as(text).isEmpty();
  }
}
