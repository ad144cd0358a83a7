package dev.parley.store.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.config.ConfigProblem;
import dev.parley.config.RecordSettings;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.DataFrame;
import dev.parley.protocol.multicast.MessageClock;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastOutput.CutDelivered;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import dev.parley.protocol.multicast.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
  private static final MemberId SELF = new MemberId("n-1111", 7);
  private static final Payload SECRET =
      Payload.wrap("meet me at noon".getBytes(StandardCharsets.UTF_8));

  @TempDir Path directory;

  @Test
  void a_record_has_a_line_for_each_event_in_order_and_an_end() throws IOException {
    var file = directory.resolve("record");
    try (var record = open(file)) {
      var recorder = record.recorder(SELF);
      recorder.promised(3);
      recorder.performs(new CutDelivered(new Ballot(3, SELF), VersionVector.EMPTY, false));
      recorder.begins(new ViewId(3, SELF), () -> "cafe");
    }
    assertThat(events(file))
        .containsExactly("started", "promised", "cutDelivered", "state", "ended");
    assertThat(Files.readString(file))
        .contains("\"m\":\"n-1111.7\"")
        .contains("\"view\":\"3/n-1111.7\"");
  }

  @Test
  void a_record_can_be_read_by_its_owner_alone() throws IOException {
    var fresh = directory.resolve("fresh");
    var wide = Files.createFile(directory.resolve("wide"));
    Files.setPosixFilePermissions(wide, PosixFilePermissions.fromString("rw-r--r--"));
    for (var file : new Path[] {fresh, wide}) {
      open(file).close();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void a_second_life_is_appended_to_the_first_even_if_that_ended_within_a_line()
      throws IOException {
    var file = directory.resolve("record");
    Files.writeString(file, "{\"t\":1,\"ev\":\"started\"}\n{\"t\":2,\"ev\":\"prom");
    open(file).close();
    assertThat(Files.readAllLines(file)).hasSize(4).contains("{\"t\":2,\"ev\":\"prom");
    assertThat(events(file)).containsExactly("started", "started", "ended");
  }

  @Test
  void of_a_payload_it_has_a_checksum_and_never_the_text() throws IOException {
    var file = directory.resolve("record");
    try (var record = open(file)) {
      record.recorder(SELF).submits(SECRET);
      record.recorder(SELF).performs(delivered());
    }
    assertThat(events(file)).containsExactly("started", "submitted", "delivered", "ended");
    assertThat(Files.readString(file)).doesNotContain("noon");
  }

  @Test
  void messages_have_lines_where_they_are_sent_held_back_and_sent_again() throws IOException {
    var file = directory.resolve("record");
    var other = new MemberId("n-1212", 3);
    try (var record = open(file)) {
      var recorder = record.recorder(SELF);
      recorder.performs(new Transmit(Destination.Group.INSTANCE, data(SELF, 1)));
      recorder.performs(new Transmit(Destination.Group.INSTANCE, data(SELF, 1)));
      recorder.receives(data(other, 2));
      recorder.turnEnds();
    }
    assertThat(events(file)).containsExactly("started", "sent", "resent", "held", "ended");
    assertThat(Files.readString(file)).contains("\"dot\":\"n-1212.3:2\"").doesNotContain("noon");
  }

  private static Data data(MemberId origin, long seq) {
    var frame = new DataFrame(new Dot(origin, seq), Dependencies.NONE, SECRET);
    return new Data(new ViewId(3, SELF), List.of(frame));
  }

  @Test
  void what_it_cannot_keep_up_with_is_left_out_and_counted() throws Exception {
    var stuck = new StuckDisk();
    try (var record = RecordFile.to(stuck, null)) {
      // Only the line of the start has been taken.
      stuck.reached.await();
      for (int i = 0; i < RecordFile.MAX_WAITING + 5; i++) record.recorder(SELF).leaves();
      stuck.free.countDown();
    }
    Awaitility.await().until(() -> stuck.written.indexOf("ended") > 0);
    assertThat(stuck.written.toString()).contains("\"ev\":\"leftOut\",\"events\":5}");
  }

  /** Takes the first bytes only when it is told to. */
  private static final class StuckDisk extends OutputStream {
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch free = new CountDownLatch(1);
    final StringBuffer written = new StringBuffer();

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      reached.countDown();
      try {
        free.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      written.append(new String(bytes, from, length, StandardCharsets.UTF_8));
    }
  }

  @Test
  void a_file_that_cannot_be_written_is_refused_with_a_sentence() {
    assertThatThrownBy(() -> open(directory))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("parley.record")
        .hasMessageEndingWith(".");
  }

  @Test
  void a_node_without_a_record_has_witnesses_that_never_compute_a_digest() {
    try (var none = RecordFile.none()) {
      none.recorder(SELF)
          .begins(
              new ViewId(1, SELF),
              () -> {
                throw new AssertionError("computed");
              });
    }
  }

  private static RecordFile open(Path file) {
    return RecordFile.open(new RecordSettings(file, 1 << 20, 2));
  }

  @Test
  void a_file_that_is_full_is_followed_by_another_and_one_more_than_there_may_be_is_deleted()
      throws IOException {
    var file = directory.resolve("record");
    var settings = new RecordSettings(file, 1 << 16, 3);
    Files.writeString(file, "x".repeat(1 << 16));
    try (var record = RecordFile.open(settings)) {
      for (int i = 0; i < 4_000; i++) record.recorder(SELF).promised(i);
    }
    var parts = new ArrayList<Path>();
    for (var name : List.of("record", "record.1", "record.2")) parts.add(directory.resolve(name));
    assertThat(directory).isDirectoryNotContaining("glob:**.3");
    var numbers = new ArrayList<String>();
    for (int i = 2; i >= 0; i--) {
      var part = parts.get(i);
      assertThat(events(part)).startsWith("continued");
      assertThat(Files.size(part)).isLessThan((1 << 16) + 10_000);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(part)))
          .isEqualTo("rw-------");
      Files.readAllLines(part).stream()
          .filter(line -> line.contains("promised"))
          .forEach(line -> numbers.add(line.replaceAll(".*\"epoch\":([0-9]+).*", "$1")));
    }
    assertThat(Files.size(parts.get(1))).isGreaterThanOrEqualTo(1 << 16);
    int kept = numbers.size();
    assertThat(kept).isBetween(1_000, 3_999);
    assertThat(numbers)
        .as("the latest, without a hole")
        .isEqualTo(IntStream.range(4_000 - kept, 4_000).mapToObj(Integer::toString).toList());
    assertThat(events(file)).endsWith("ended");
  }

  @Test
  void a_record_of_one_file_begins_anew_when_it_is_full() throws IOException {
    var file = directory.resolve("record");
    try (var record = RecordFile.open(new RecordSettings(file, 1 << 16, 1))) {
      for (int i = 0; i < 2_000; i++) record.recorder(SELF).promised(i);
    }
    assertThat(events(file)).startsWith("continued").endsWith("promised", "ended");
    assertThat(directory).isDirectoryNotContaining("glob:**.1");
  }

  private static List<String> events(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.endsWith("}"))
        .map(line -> line.replaceAll(".*\"ev\":\"([a-zA-Z]+)\".*", "$1"))
        .toList();
  }

  private static Delivered delivered() {
    var here = new Endpoint("localhost", 7000);
    var alone = View.of(ViewId.none(SELF), List.of(new Member(SELF, here, here)));
    var dot = new Dot(SELF, 1);
    return new Delivered(dot, 1, new MessageClock(alone, dot, new long[1]), SECRET);
  }
}
