package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.links.LinkGreeting;
import dev.parley.protocol.links.LinkGreeting.Verdict;
import dev.parley.testing.Seed;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LinkHandshakeTest {
  private static final int PREFIX = LinkHandshake.PREFIX_BYTES;

  @Test
  void a_greeting_comes_back_as_it_was() {
    var seed = Seed.next();
    var random = seed.random();
    var members = new RandomMessages(random);
    for (int i = 0; i < 1_000; i++) {
      var view = new ViewId(random.nextLong(1L << 62), members.member());
      var greeting = new LinkGreeting(members.member(), members.member(), view);
      var cluster = "c".repeat(1 + random.nextInt(64));
      var bytes = LinkHandshake.encode(cluster, greeting);
      var body = Arrays.copyOfRange(bytes, PREFIX, bytes.length);

      assertThat(LinkHandshake.isLink(bytes[0], bytes[1])).isTrue();
      assertThat(LinkHandshake.greetingBytes(Arrays.copyOf(bytes, PREFIX))).isEqualTo(body.length);
      assertThat(LinkHandshake.greeting(body))
          .as("%s", seed)
          .contains(new LinkHandshake.Greeted(cluster, greeting));
    }
  }

  @Test
  void the_longest_greeting_fits_its_limit() {
    var member = new MemberId("n".repeat(64), MemberId.MAX_INCARNATION);
    var greeting = new LinkGreeting(member, member, new ViewId(Long.MAX_VALUE, member));
    var bytes = LinkHandshake.encode("漢".repeat(64), greeting);

    assertThat(LinkHandshake.greetingBytes(Arrays.copyOf(bytes, PREFIX))).isPositive();
  }

  @Test
  void a_prefix_of_the_limit_is_taken_and_no_longer_one() {
    byte[] prefix = {(byte) 0xc4, (byte) 0xa9, 1, 4, 0};
    assertThat(LinkHandshake.greetingBytes(prefix)).isEqualTo(LinkHandshake.MAX_GREETING_BYTES);
    prefix[4] = 1;
    assertThat(LinkHandshake.greetingBytes(prefix)).isEqualTo(-1);
  }

  @Test
  void another_protocol_or_version_is_no_greeting() {
    assertThat(LinkHandshake.isLink('G', 'E')).isFalse();
    assertThat(LinkHandshake.isLink(0xc4, 0xa8)).as("a request for state").isFalse();
    assertThat(LinkHandshake.greetingBytes(new byte[] {(byte) 0xc4, (byte) 0xa8, 1, 0, 9}))
        .isEqualTo(-1);
    assertThat(LinkHandshake.greetingBytes(new byte[] {(byte) 0xc4, (byte) 0xa9, 2, 0, 9}))
        .isEqualTo(-1);
    assertThat(LinkHandshake.greetingBytes(new byte[4])).isEqualTo(-1);
  }

  @Test
  void a_verdict_comes_back_and_an_unknown_one_means_not_now() {
    for (var verdict : Verdict.values()) {
      assertThat(LinkHandshake.verdict(LinkHandshake.answer(verdict))).contains(verdict);
    }
    var unknown = LinkHandshake.answer(Verdict.WELCOME);
    unknown[3] = 99;
    assertThat(LinkHandshake.verdict(unknown)).contains(Verdict.NOT_NOW);
    unknown[2] = 2;
    assertThat(LinkHandshake.verdict(unknown)).as("another version").contains(Verdict.NOT_NOW);
    unknown[1] = 0;
    assertThat(LinkHandshake.verdict(unknown)).isEmpty();
  }

  @Test
  void random_and_mutated_bytes_never_throw() {
    var seed = Seed.next();
    var random = seed.random();
    var id = new MemberId("n", 7);
    var whole = LinkHandshake.encode("parley", new LinkGreeting(id, id, new ViewId(3, id)));
    for (int i = 0; i < 20_000; i++) {
      var bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      assertThatCode(() -> LinkHandshake.greeting(bytes)).as("%s", seed).doesNotThrowAnyException();
      assertThatCode(() -> LinkHandshake.verdict(bytes)).as("%s", seed).doesNotThrowAnyException();
      var mutated = Arrays.copyOfRange(whole, PREFIX, whole.length);
      mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      assertThatCode(() -> LinkHandshake.greeting(mutated))
          .as("%s", seed)
          .doesNotThrowAnyException();
    }
  }
}
