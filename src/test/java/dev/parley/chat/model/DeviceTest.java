package dev.parley.chat.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeviceTest {
  @Test
  void shows_the_first_eight_characters_of_a_clients_id_and_no_half_of_one() {
    assertThat(Device.shownOf("")).isEmpty();
    assertThat(Device.shownOf("12345678")).isEqualTo("12345678");
    assertThat(Device.shownOf("123456789")).isEqualTo("12345678");
    assertThat(Device.shownOf("1234567\ud83d\ude00x")).isEqualTo("1234567\ud83d\ude00");
  }
}
