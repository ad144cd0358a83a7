package dev.parley.chat.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.testing.Seed;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class InvitationCodeTest {
  private static final byte[] ALL =
      new byte[] {(byte) 0xFF, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, (byte) 0x88};

  @Test
  void has_eighty_bits_in_four_groups_without_letters_that_are_taken_for_others() {
    assertThat(InvitationCode.of(ALL)).isEqualTo("ZW01-28HK-8HAP-CXW8");
    assertThat(InvitationCode.of(new byte[InvitationCode.BYTES])).isEqualTo("0000-0000-0000-0000");
    var random = Seed.next().random();
    var codes = new HashSet<String>();
    for (int i = 0; i < 1_000; i++) {
      var bytes = new byte[InvitationCode.BYTES];
      random.nextBytes(bytes);
      var code = InvitationCode.of(bytes);
      assertThat(code).matches("([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}");
      codes.add(code);
    }
    assertThat(codes).hasSize(1_000);
    assertThatThrownBy(() -> InvitationCode.of(new byte[9]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void is_understood_as_people_type_it() {
    var hash = InvitationCode.hash("ZW01-28HK-8HAP-CXW8");
    for (var typed :
        new String[] {"zwol28hk8hapcxw8", " ZWOI 28HK-8HAP CXW8 ", "zw0l-28hk8hap-cxw8"})
      assertThat(InvitationCode.hash(typed)).as(typed).isEqualTo(hash);
    assertThat(InvitationCode.hash("ZW01-28HK-8HAP-CXW9")).isNotEqualTo(hash);
    assertThat(Invitation.isHash(InvitationCode.hash("\uD800 äλ漢"))).as("no code").isTrue();
  }
}
