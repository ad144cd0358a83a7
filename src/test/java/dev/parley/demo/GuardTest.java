package dev.parley.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GuardTest {
  private final Guard guard = new Guard(3131, "secret");

  private boolean isOurs(@Nullable String host, @Nullable String origin) {
    return guard.isOurs(Optional.ofNullable(host), Optional.ofNullable(origin));
  }

  @Test
  void it_is_asked_for_by_a_name_of_loopback_with_its_port_only() {
    assertThat(isOurs("127.0.0.1:3131", null)).isTrue();
    assertThat(isOurs("LOCALHOST:3131", null)).isTrue();
    for (var host : new String[] {"evil.example:3131", "127.0.0.1", "127.0.0.1:3132", "", null})
      assertThat(isOurs(host, null)).as(host).isFalse();
  }

  @Test
  void a_page_that_asks_is_this_one_by_the_same_name() {
    assertThat(isOurs("127.0.0.1:3131", "http://127.0.0.1:3131")).isTrue();
    for (var origin :
        new String[] {
          "http://localhost:3131", "http://127.0.0.1:21111", "https://evil.example", "null", ""
        }) assertThat(isOurs("127.0.0.1:3131", origin)).as(origin).isFalse();
  }

  @Test
  void the_token_must_be_shown_whole() {
    assertThat(guard.hasToken(Optional.of("Bearer secret"))).isTrue();
    for (var shown : new String[] {"Bearer secre", "Bearer secrets", "secret", "Basic secret", ""})
      assertThat(guard.hasToken(Optional.of(shown))).as(shown).isFalse();
    assertThat(guard.hasToken(Optional.empty())).isFalse();
  }
}
