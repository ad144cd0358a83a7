package dev.parley.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.parley.testing.Seed;
import dev.parley.wire.ClientDiscoveryCodec.Answer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ClientDiscoveryCodecTest {
  private static final String REQUEST =
      "{\"parley\":\"discover\",\"cluster\":\"parley\",\"nonce\":\"c0ffee\"}";

  private static final String FINGERPRINT = "SHA256:" + "q".repeat(43);

  private static Answer answer(String nonce, boolean leader, List<String> servers) {
    return new Answer(nonce, servers.get(0), leader, Optional.empty(), servers);
  }

  private final ClientDiscoveryCodec codec = new ClientDiscoveryCodec("parley");

  @Test
  void reads_the_request_of_the_client_protocol() {
    assertThat(codec.request(REQUEST.getBytes(UTF_8))).contains("c0ffee");
  }

  @Test
  void pads_a_request_so_that_an_answer_need_not_be_longer() {
    var request = codec.encodeRequest("c0ffee");
    assertThat(request).hasSize(ClientDiscoveryCodec.REQUEST_BYTES);
    assertThat(new String(request, UTF_8)).startsWith(REQUEST.replace("}", ",\"pad\":\"x"));
    assertThat(codec.request(request)).contains("c0ffee");
    assertThat(codec.encodeRequest("n".repeat(64))).hasSize(ClientDiscoveryCodec.REQUEST_BYTES);
  }

  @Test
  void answers_with_no_more_bytes_than_the_client_takes_or_not_at_all() {
    var servers = List.of("127.0.0.1:1212", "127.0.0.1:1111", "127.0.0.1:1313");
    var answer = answer("c0ffee", true, servers);
    int whole = codec.encodeAnswer(answer, 1_400).orElseThrow().length;
    assertThat(codec.encodeAnswer(answer, whole)).isPresent();
    var shorter = codec.encodeAnswer(answer, whole - 1).orElseThrow();
    assertThat(codec.answer(shorter).orElseThrow().servers()).isEqualTo(servers.subList(0, 2));
    var bare = new Answer("c0ffee", servers.get(0), true, Optional.empty(), List.of());
    int least = codec.encodeAnswer(bare, 1_400).orElseThrow().length;
    assertThat(codec.encodeAnswer(answer, least)).isPresent();
    assertThat(codec.encodeAnswer(answer, least - 1)).isEmpty();
    assertThat(codec.encodeAnswer(answer, REQUEST.length())).as("a short request").isEmpty();
  }

  @Test
  void leaves_the_fingerprint_out_before_it_gives_no_answer_and_takes_none_of_another_form() {
    var bare = answer("c0ffee", true, List.of("127.0.0.1:1212"));
    var known =
        new Answer(
            "c0ffee", "127.0.0.1:1212", true, Optional.of(FINGERPRINT), List.of("127.0.0.1:1212"));
    var whole = codec.encodeAnswer(known, 1_400).orElseThrow();
    assertThat(codec.answer(whole)).contains(known);
    var alone = codec.encodeAnswer(known, whole.length - 1).orElseThrow();
    assertThat(codec.answer(alone).orElseThrow().fingerprint()).contains(FINGERPRINT);
    assertThat(codec.answer(alone).orElseThrow().servers()).isEmpty();
    var none = codec.encodeAnswer(known, alone.length - 1).orElseThrow();
    assertThat(codec.answer(none).orElseThrow().fingerprint()).isEmpty();
    var other = new String(whole, UTF_8).replace("qqq", "q\\nq").getBytes(UTF_8);
    assertThat(codec.answer(other)).contains(bare);
  }

  @Test
  void ignores_unknown_fields_and_space() {
    var request =
        "{ \"nonce\":\"1\", \"x\":[{}], \"cluster\":\"parley\",\"parley\":\"discover\"}\n";

    assertThat(codec.request(request.getBytes(UTF_8))).contains("1");
  }

  @Test
  void ignores_what_is_no_request_for_this_cluster() {
    assertThat(codec.request(REQUEST.replace("parley\",\"n", "other\",\"n").getBytes(UTF_8)))
        .isEmpty();
    assertThat(codec.request(REQUEST.replace("discover", "here").getBytes(UTF_8))).isEmpty();
    assertThat(codec.request(REQUEST.replace("\"c0ffee\"", "17").getBytes(UTF_8))).isEmpty();
    assertThat(codec.request(REQUEST.replace("c0ffee", "").getBytes(UTF_8))).isEmpty();
    assertThat(codec.request("{}".getBytes(UTF_8))).isEmpty();
    assertThat(codec.request("{".repeat(1_400).getBytes(UTF_8))).isEmpty();
    assertThat(codec.request(new byte[0])).isEmpty();
  }

  @Test
  void takes_a_nonce_of_the_limit_and_none_longer() {
    assertThat(codec.request(codec.encodeRequest("n".repeat(64)))).contains("n".repeat(64));
    assertThat(codec.request(codec.encodeRequest("n".repeat(65)))).isEmpty();
  }

  @Test
  void reads_a_datagram_of_the_limit_and_none_longer() {
    var atLimit = Arrays.copyOf(REQUEST.getBytes(UTF_8), 1_400);
    Arrays.fill(atLimit, REQUEST.length(), atLimit.length, (byte) ' ');
    var above = Arrays.copyOf(atLimit, 1_401);
    above[1_400] = ' ';

    assertThat(codec.request(atLimit)).contains("c0ffee");
    assertThat(codec.request(above)).isEmpty();
  }

  @Test
  void answers_as_in_the_client_protocol() {
    var answer =
        new Answer(
            "c0ffee",
            "127.0.0.1:1212",
            true,
            Optional.of(FINGERPRINT),
            List.of("127.0.0.1:1111", "127.0.0.1:1212"));
    var bytes = codec.encodeAnswer(answer, 1_400).orElseThrow();

    assertThat(new String(bytes, UTF_8))
        .isEqualTo(
            "{\"parley\":\"here\",\"cluster\":\"parley\",\"nonce\":\"c0ffee\","
                + "\"server\":\"127.0.0.1:1212\",\"leader\":true,\"fingerprint\":\""
                + FINGERPRINT
                + "\","
                + "\"servers\":[\"127.0.0.1:1111\",\"127.0.0.1:1212\"]}");
    assertThat(codec.answer(bytes)).contains(answer);
    assertThat(new ClientDiscoveryCodec("other").answer(bytes)).isEmpty();
  }

  @Test
  void an_answer_names_as_many_servers_as_fit() {
    var servers = IntStream.range(0, 200).mapToObj(i -> "192.168.100.100:" + (10_000 + i)).toList();
    var bytes = codec.encodeAnswer(answer("n".repeat(64), false, servers), 1_400).orElseThrow();
    var named = codec.answer(bytes).orElseThrow().servers();

    assertThat(bytes.length).isBetween(1_400 - 30, 1_400);
    assertThat(named).isEqualTo(servers.subList(0, named.size()));
  }

  @Tag("slow")
  @Test
  void foreign_bytes_never_throw() {
    var seed = Seed.next();
    var random = seed.random();
    var servers = List.of("127.0.0.1:1111", "[::1]:1212");
    var whole = codec.encodeAnswer(answer("c0ffee", true, servers), 1_400).orElseThrow();
    for (int i = 0; i < 100_000; i++) {
      var bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
      int damages = 1 + random.nextInt(5);
      for (int j = 0; j < damages && bytes.length > 1; j++) {
        bytes[1 + random.nextInt(bytes.length - 1)] = (byte) random.nextInt(256);
      }
      assertThat(codec.request(bytes)).as("%s", seed).isEmpty();
      assertThatCode(() -> codec.answer(bytes)).as("%s", seed).doesNotThrowAnyException();
    }
  }
}
