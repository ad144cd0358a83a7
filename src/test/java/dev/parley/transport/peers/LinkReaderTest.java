package dev.parley.transport.peers;

import static org.assertj.core.api.Assertions.assertThat;

import akka.util.ByteString;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.links.LinkGreeting;
import dev.parley.protocol.links.LinkGreeting.Verdict;
import dev.parley.testing.Seed;
import dev.parley.transport.peers.LinkReader.Answered;
import dev.parley.transport.peers.LinkReader.Greeted;
import dev.parley.transport.peers.LinkReader.Heard;
import dev.parley.transport.peers.LinkReader.Last;
import dev.parley.wire.LinkHandshake;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkReaderTest {
  private static final MemberId A = new MemberId("a", 1);
  private static final LinkGreeting GREETING =
      new LinkGreeting(A, new MemberId("b", 2), new ViewId(3, A));
  private static final Heard GREETED = new Greeted(new LinkHandshake.Greeted("parley", GREETING));
  private static final ByteString GOODBYE =
      ByteString.fromArray(new byte[] {LinkHandshake.GOODBYE});

  private static ByteString greeting() {
    return ByteString.fromArray(LinkHandshake.encode("parley", GREETING));
  }

  private static List<Heard> inPieces(LinkReader reader, ByteString bytes, int size) {
    var heard = new ArrayList<Heard>();
    for (int i = 0; i < bytes.size(); i += size)
      heard.addAll(reader.onBytes(bytes.slice(i, i + size)));
    return heard;
  }

  @Test
  void reads_greeting_and_goodbye_however_they_are_cut() {
    var bytes = greeting().concat(GOODBYE);
    for (int size = 1; size <= bytes.size(); size++) {
      assertThat(inPieces(LinkReader.ofGreeting(), bytes, size))
          .containsExactly(GREETED, Last.GOODBYE);
    }
  }

  @Test
  void reads_an_answer_and_nothing_after_a_goodbye() {
    for (var verdict : Verdict.values()) {
      var bytes =
          ByteString.fromArray(LinkHandshake.answer(verdict)).concat(GOODBYE).concat(GOODBYE);
      assertThat(inPieces(LinkReader.ofAnswer(), bytes, 3))
          .containsExactly(new Answered(verdict), Last.GOODBYE);
    }
  }

  @Test
  void what_is_neither_greeting_nor_goodbye_is_garbage_once() {
    var http = ByteString.fromString("GET / HTTP/1.1\r\n\r\n", StandardCharsets.US_ASCII);
    assertThat(inPieces(LinkReader.ofGreeting(), http, 1)).containsExactly(Last.GARBAGE);
    assertThat(inPieces(LinkReader.ofAnswer(), http, 1)).containsExactly(Last.GARBAGE);
    assertThat(inPieces(LinkReader.ofGreeting(), greeting().concat(http), 5))
        .containsExactly(GREETED, Last.GARBAGE);
  }

  @Test
  void a_greeting_of_another_version_is_told_apart() {
    var newer = greeting().toArray();
    newer[2] = 2;
    assertThat(inPieces(LinkReader.ofGreeting(), ByteString.fromArray(newer), 4))
        .containsExactly(Last.OTHER_VERSION);
  }

  @Test
  void random_bytes_never_throw_and_say_at_most_two_things() {
    var seed = Seed.next();
    var random = seed.random();
    for (int i = 0; i < 20_000; i++) {
      var bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      var reader = random.nextBoolean() ? LinkReader.ofGreeting() : LinkReader.ofAnswer();
      var begun =
          random.nextBoolean() ? greeting().take(random.nextInt(30)) : ByteString.emptyByteString();
      var heard =
          inPieces(reader, begun.concat(ByteString.fromArray(bytes)), 1 + random.nextInt(9));
      assertThat(heard.size()).as("%s", seed).isLessThanOrEqualTo(2);
    }
  }
}
