package dev.parley.store.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.testing.Seed;
import dev.parley.wire.RandomMessages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class RecordLineTest {
  private static final MemberId SELF = new MemberId("n-1111", 7);

  @Test
  void every_kind_of_multicast_output_is_recorded_as_an_event_of_its_own() throws IOException {
    var random = new RandomMessages(Seed.next().random());
    var events = new HashSet<String>();
    for (var kind : MulticastOutput.class.getPermittedSubclasses())
      assertThat(events.add(event((MulticastOutput) random.any(kind)))).as("%s", kind).isTrue();
  }

  private static String event(MulticastOutput output) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var lines = RecordLine.writer(out)) {
      RecordLine.of(SELF, output).orElseThrow().write(lines);
    }
    return out.toString(StandardCharsets.UTF_8).replaceFirst(".*\"ev\":\"([^\"]+)\".*", "$1");
  }
}
