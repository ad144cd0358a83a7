package dev.parley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndpointTest {
  @Test
  void writes_an_ipv6_address_in_brackets_and_others_without() {
    assertThat(new Endpoint("::1", 1_111)).hasToString("[::1]:1111");
    assertThat(new Endpoint("10.0.0.1", 1_111)).hasToString("10.0.0.1:1111");
    assertThat(new Endpoint("fd00::5", 1).hostInAddress()).isEqualTo("[fd00::5]");
  }

  @Test
  void a_host_loses_its_brackets_and_nothing_else() {
    assertThat(Endpoint.withoutBrackets("[::1]")).isEqualTo("::1");
    assertThat(Endpoint.withoutBrackets("::1")).isEqualTo("::1");
    assertThat(Endpoint.withoutBrackets("[]")).isEqualTo("[]");
    assertThat(Endpoint.withoutBrackets("[::1")).isEqualTo("[::1");
  }
}
