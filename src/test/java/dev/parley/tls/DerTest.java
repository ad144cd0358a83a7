package dev.parley.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DerTest {
  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void lengths_have_as_many_bytes_as_they_need() {
    assertThat(hex(Arrays.copyOf(Der.octets(new byte[127]), 3))).isEqualTo("047f00");
    assertThat(hex(Arrays.copyOf(Der.octets(new byte[128]), 4))).isEqualTo("04818000");
    assertThat(hex(Arrays.copyOf(Der.octets(new byte[255]), 4))).isEqualTo("0481ff00");
    assertThat(hex(Arrays.copyOf(Der.octets(new byte[256]), 5))).isEqualTo("0482010000");
    assertThat(hex(Arrays.copyOf(Der.octets(new byte[65_536]), 6))).isEqualTo("048301000000");
  }

  @Test
  void identifiers_have_seven_bits_a_byte() {
    assertThat(hex(Der.identifier("1.2.840.10045.4.3.2"))).isEqualTo("06082a8648ce3d040302");
    assertThat(hex(Der.identifier("2.5.29.127"))).isEqualTo("0603551d7f");
    assertThat(hex(Der.identifier("2.5.29.128"))).isEqualTo("0604551d8100");
  }

  @Test
  void times_have_four_digits_of_the_year_from_2050_on() {
    assertThat(new String(Der.time(Instant.parse("2049-12-31T23:59:59Z")), US_ASCII).substring(2))
        .isEqualTo("491231235959Z");
    assertThat(new String(Der.time(Instant.parse("2050-01-01T00:00:00Z")), US_ASCII).substring(2))
        .isEqualTo("20500101000000Z");
  }

  @Test
  void an_integer_with_its_first_bit_set_is_not_negative() {
    assertThat(hex(Der.integer(BigInteger.valueOf(128)))).isEqualTo("02020080");
  }
}
