package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.MemberId;
import dev.parley.testing.Seed;
import dev.parley.wire.StateHandshake.Request;
import dev.parley.wire.StateHandshake.Status;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StateHandshakeTest {
  private static final int PREFIX = StateHandshake.REQUEST_PREFIX_BYTES;

  @Test
  void a_request_comes_back_as_it_was() {
    var seed = Seed.next();
    var random = seed.random();
    var members = new RandomMessages(random);
    for (int i = 0; i < 1_000; i++) {
      var ballot = new Ballot(1 + random.nextLong(1L << 62), members.member());
      var request = new Request("c".repeat(1 + random.nextInt(64)), ballot);
      var bytes = StateHandshake.encode(request);
      var body = Arrays.copyOfRange(bytes, PREFIX, bytes.length);

      assertThat(StateHandshake.requestBytes(Arrays.copyOf(bytes, PREFIX))).isEqualTo(body.length);
      assertThat(StateHandshake.request(body)).as("%s", seed).contains(request);
    }
  }

  @Test
  void the_longest_request_fits_its_limit() {
    var ballot = new Ballot(Long.MAX_VALUE, new MemberId("n".repeat(64), MemberId.MAX_INCARNATION));
    var bytes = StateHandshake.encode(new Request("漢".repeat(64), ballot));

    assertThat(StateHandshake.requestBytes(Arrays.copyOf(bytes, PREFIX))).isPositive();
  }

  @Test
  void a_prefix_of_the_limit_is_taken_and_no_longer_one() {
    byte[] prefix = {(byte) 0xc4, (byte) 0xa8, 2, 2, 0};
    assertThat(StateHandshake.requestBytes(prefix)).isEqualTo(512);
    prefix[4] = 1;
    assertThat(StateHandshake.requestBytes(prefix)).isEqualTo(-1);
  }

  @Test
  void another_protocol_or_version_is_no_request() {
    assertThat(StateHandshake.requestBytes(new byte[] {'G', 'E', 'T', ' ', '/'})).isEqualTo(-1);
    assertThat(StateHandshake.requestBytes(new byte[] {(byte) 0xc4, (byte) 0xa8, 1, 0, 9}))
        .isEqualTo(-1);
    assertThat(StateHandshake.requestBytes(new byte[4])).isEqualTo(-1);
  }

  @Test
  void a_status_comes_back_and_an_unknown_one_is_a_refusal() {
    for (var status : Status.values()) {
      assertThat(StateHandshake.status(StateHandshake.header(status, 2))).contains(status);
    }
    var unknown = StateHandshake.header(Status.BUSY, 3);
    unknown[3] = 99;
    assertThat(StateHandshake.status(unknown)).contains(Status.REFUSED);
    unknown[0] = 0;
    assertThat(StateHandshake.status(unknown)).isEmpty();
  }

  @Test
  void a_request_of_another_version_is_told_apart_and_so_is_the_answer_to_it() {
    byte[] newer = {(byte) 0xc4, (byte) 0xa8, 5, 0, 9};
    assertThat(StateHandshake.isOfOtherVersion(newer)).isTrue();
    assertThat(StateHandshake.isOfOtherVersion(new byte[] {'G', 'E', 'T', ' ', '/'})).isFalse();

    var refusal = StateHandshake.header(Status.OTHER_VERSION, 5);
    assertThat(StateHandshake.status(refusal)).contains(Status.OTHER_VERSION);
    assertThat(StateHandshake.version(refusal)).isEqualTo(5);
    refusal[3] = 0;
    assertThat(StateHandshake.status(refusal)).as("a state of another version").isEmpty();
  }

  @Test
  void random_bytes_never_throw() {
    var seed = Seed.next();
    var random = seed.random();
    for (int i = 0; i < 20_000; i++) {
      var bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      assertThatCode(() -> StateHandshake.request(bytes)).as("%s", seed).doesNotThrowAnyException();
    }
  }
}
