package dev.parley.session.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextSafetyTest {
  @Test
  void leaves_ordinary_text_of_any_language_as_it_is() {
    var text = "grüße\t你好 مرحبا 👩‍👩‍👧 — ok?";

    assertThat(TextSafety.safe(text)).isSameAs(text);
  }

  @Test
  void takes_the_power_from_escape_sequences() {
    assertThat(TextSafety.safe("\u001b[2Jhi\u009b2J\u007f\b"))
        .isEqualTo("\ufffd[2Jhi\ufffd2J\ufffd\ufffd");
  }

  @Test
  void lets_nobody_start_a_second_line() {
    assertThat(TextSafety.safe("a\r\nfang: b\u2028c\u2029d\u0085e"))
        .isEqualTo("a\ufffd\ufffdfang: b\ufffdc\ufffdd\ufffde");
  }

  @Test
  void lets_nobody_turn_the_writing_direction() {
    for (char c :
        "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069".toCharArray()) {
      assertThat(TextSafety.safe("a" + c)).isEqualTo("a\ufffd");
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180E, 0x200B, 0x200C, 0x200D, 0x2060,
        0x2061, 0x206A, 0x206F, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0, 0x1D173, 0xE0001, 0xE0041,
        0xE007F, 0xE0100, 0xE01EF, 0xE0FFF
      })
  void marks_what_nobody_would_see(int invisible) {
    assertThat(TextSafety.safe("a" + Character.toString(invisible) + "b")).isEqualTo("a\ufffdb");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "می\u200cخواهم",
        "क्\u200dष",
        "ക്\u200d",
        "👩🏽\u200d🚀",
        "🏳\ufe0f\u200d🌈",
        "❤\ufe0f ☎\ufe0e",
        "1\ufe0f\u20e3",
        "葛\udb40\udd00城",
        "ᠠ\u180b"
      })
  void leaves_what_shapes_its_neighbours(String text) {
    assertThat(TextSafety.safe(text)).isSameAs(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "می\u200c\u200c",
        "👩\u200d",
        "\u200d👩",
        "👩\u200da",
        "❤\ufe0f\ufe0f",
        "葛\udb40\udd00\udb40\udd00"
      })
  void marks_it_where_it_has_nothing_to_shape(String text) {
    assertThat(TextSafety.safe(text)).containsOnlyOnce("\ufffd");
  }

  @Test
  void marks_half_a_surrogate_pair() {
    assertThat(TextSafety.safe("a\ud83d")).isEqualTo("a\ufffd");
  }

  @Test
  void leaves_no_control_character_but_tab_in_random_text() {
    var seed = Seed.next();
    var random = seed.random();
    for (int run = 0; run < 10_000; run++) {
      var text = new StringBuilder();
      for (int i = 0; i < 20; i++)
        text.append((char) random.nextInt(random.nextBoolean() ? 0x100 : 0x10000));

      assertThat(
              TextSafety.safe(text.toString())
                  .chars()
                  .filter(c -> Character.isISOControl(c) && c != '\t')
                  .count())
          .as("%s, run %d", seed, run)
          .isZero();
    }
  }
}
