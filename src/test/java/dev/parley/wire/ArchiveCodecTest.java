package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.history.ArchiveAnswer;
import dev.parley.chat.history.ArchiveAnswer.CopiedRows;
import dev.parley.chat.history.ArchiveAnswer.StreamPage;
import dev.parley.chat.history.ArchiveRequest;
import dev.parley.chat.history.ArchiveRequest.AskRows;
import dev.parley.chat.history.ArchiveRequest.AskStreams;
import dev.parley.chat.history.NumberRanges.Range;
import dev.parley.chat.history.StreamNumbers;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.testing.Seed;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ArchiveCodecTest {
  private static final ClientStream STREAM = new ClientStream(UserName.of("fang"), "c \uFFFD");
  private static final StreamNumbers NUMBERS =
      new StreamNumbers(
          STREAM, List.of(new Range(1, 5), new Range(9, 9), new Range(20, Long.MAX_VALUE)));
  private static final Mail MAIL =
      new Mail(
          new MessageId(STREAM, 9),
          UserName.of("shao"),
          "text \u6f22 \uFFFD",
          7,
          8,
          new TreeMap<>(java.util.Map.of("n-1.7", 3L)),
          new ClaimPair(-3, 9));

  @Test
  void what_is_written_is_read() {
    for (var request :
        List.of(
            new AskStreams(Optional.empty()),
            new AskStreams(Optional.of(STREAM)),
            new AskRows(List.of(NUMBERS))))
      assertThat(request("parley", ArchiveCodec.encode("parley", request))).contains(request);
    for (var answer :
        List.of(
            new StreamPage(List.of(NUMBERS), Optional.of(STREAM)),
            new StreamPage(List.of(), Optional.empty()),
            new CopiedRows(List.of(MAIL), List.of(NUMBERS)),
            new CopiedRows(List.of(), List.of(NUMBERS))))
      assertThat(answer(ArchiveCodec.encode(answer))).contains(answer);
  }

  @Test
  void a_request_of_another_cluster_and_a_refusal_are_nothing() {
    var request = new AskStreams(Optional.empty());
    assertThat(request("parley", ArchiveCodec.encode("other", request))).isEmpty();
    assertThat(answer(ArchiveCodec.refusal())).isEmpty();
  }

  @Test
  void a_request_has_at_most_so_many_streams_and_intervals() {
    var most = Collections.nCopies(AskRows.MAX_STREAMS, ranges(10));
    assertThat(request("parley", ArchiveCodec.encode("parley", new AskRows(most)))).isPresent();
    var streams = Collections.nCopies(AskRows.MAX_STREAMS + 1, ranges(1));
    assertThat(request("parley", ArchiveCodec.encode("parley", new AskRows(streams)))).isEmpty();
    var ranges = List.of(ranges(AskRows.MAX_RANGES + 1));
    assertThat(request("parley", ArchiveCodec.encode("parley", new AskRows(ranges)))).isEmpty();
  }

  private static StreamNumbers ranges(int count) {
    return new StreamNumbers(STREAM, Collections.nCopies(count, new Range(1, 1)));
  }

  @Test
  void a_body_that_is_longer_than_it_may_be_is_no_body() {
    var head = Arrays.copyOf(ArchiveCodec.encode("parley", new AskRows(List.of(NUMBERS))), 12);
    int length = ArchiveCodec.head(head, 1_000).orElseThrow().bodyBytes();
    assertThat(ArchiveCodec.head(head, length)).isPresent();
    assertThat(ArchiveCodec.head(head, length - 1)).isEmpty();
    head[4] = (byte) 0xff;
    assertThat(ArchiveCodec.head(head, Integer.MAX_VALUE)).as("a negative length").isEmpty();
  }

  @Test
  void bytes_that_were_changed_are_found_and_others_are_read_or_refused_and_nothing_else() {
    var seed = Seed.next();
    var random = seed.random();
    var rows = ArchiveCodec.encode(new CopiedRows(List.of(MAIL), List.of(NUMBERS)));
    var request = ArchiveCodec.encode("parley", new AskRows(List.of(NUMBERS)));
    for (int i = 0; i < 20_000; i++) {
      var bytes = (random.nextBoolean() ? rows : request).clone();
      bytes[12 + random.nextInt(bytes.length - 12)] ^= (byte) (1 + random.nextInt(255));
      assertThat(answer(bytes)).as("%s", seed).isEmpty();
      assertThat(request("parley", bytes)).as("%s", seed).isEmpty();
      // As from somebody who makes the checksum.
      var body = Arrays.copyOfRange(bytes, 12, bytes.length);
      var crc = new java.util.zip.CRC32C();
      crc.update(body);
      var head =
          new ArchiveCodec.Head(ArchiveCodec.Status.WHOLE, body.length, (int) crc.getValue());
      assertThat(ArchiveCodec.answer(head, body)).as("%s", seed).isNotNull();
      assertThat(ArchiveCodec.request("parley", head, body)).as("%s", seed).isNotNull();
    }
  }

  private static Optional<ArchiveRequest> request(String cluster, byte[] bytes) {
    var head = ArchiveCodec.head(Arrays.copyOf(bytes, 12), ArchiveCodec.MAX_REQUEST_BYTES);
    var body = Arrays.copyOfRange(bytes, 12, bytes.length);
    return head.flatMap(of -> ArchiveCodec.request(cluster, of, body));
  }

  private static Optional<ArchiveAnswer> answer(byte[] bytes) {
    var head = ArchiveCodec.head(Arrays.copyOf(bytes, 12), ArchiveCodec.MAX_ANSWER_BYTES);
    var body = Arrays.copyOfRange(bytes, 12, bytes.length);
    return head.flatMap(of -> ArchiveCodec.answer(of, body));
  }
}
