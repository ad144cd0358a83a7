package dev.parley.store.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.parley.observe.TracePoint;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.FlushOk;
import dev.parley.protocol.membership.MembershipOutput;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.protocol.multicast.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One line of the record of a node's run. {@code t} is in nanoseconds on a clock that all processes
 * of one machine share and that never goes back; {@code m} is the member. Of a payload only a
 * checksum is kept: the chat is private.
 */
final class RecordLine {
  private static final JsonFactory JSON = new JsonFactory();

  /** Writes the fields that an event has beside those that all have. */
  private interface Fields {
    void write(JsonGenerator line) throws IOException;
  }

  private final long at = System.nanoTime();
  private final String event;
  private final @Nullable MemberId member;
  private final Fields fields;

  private RecordLine(String event, @Nullable MemberId member, Fields fields) {
    this.event = event;
    this.member = member;
    this.fields = fields;
  }

  // Of the process.

  static RecordLine started(long pid, long wallClockMs) {
    return new RecordLine(
        "started",
        null,
        line -> {
          line.writeNumberField("pid", pid);
          line.writeNumberField("wallMs", wallClockMs);
        });
  }

  /** {@code events} since the start are not in the record. */
  static RecordLine leftOut(long events) {
    return new RecordLine("leftOut", null, line -> line.writeNumberField("events", events));
  }

  /** What was before is in another file, or gone. */
  static RecordLine continued() {
    return new RecordLine("continued", null, line -> {});
  }

  static RecordLine ended() {
    return new RecordLine("ended", null, line -> {});
  }

  // Of a member.

  static RecordLine promised(MemberId self, long epoch) {
    return new RecordLine("promised", self, line -> line.writeNumberField("epoch", epoch));
  }

  static RecordLine submitted(MemberId self, Payload payload) {
    long sum = checksum(payload);
    return new RecordLine("submitted", self, line -> line.writeNumberField("sum", sum));
  }

  static RecordLine leaving(MemberId self) {
    return new RecordLine("leaving", self, line -> {});
  }

  static RecordLine state(MemberId self, ViewId view, String digest) {
    return new RecordLine(
        "state",
        self,
        line -> {
          line.writeStringField("view", view.toString());
          line.writeStringField("digest", digest);
        });
  }

  /** Nothing for outputs that no invariant looks at. */
  static Optional<RecordLine> of(MemberId self, Output output) {
    if (output instanceof MulticastOutput upward) return Optional.of(ofMulticast(self, upward));
    if (output instanceof Transmit transmit && transmit.message() instanceof FlushOk answer)
      return Optional.of(ofBallot("answered", self, answer.ballot()));
    if (output instanceof Signal.Frozen frozen)
      return Optional.of(ofBallot("frozen", self, frozen.ballot()));
    if (output instanceof Signal.CutDecided cut)
      return Optional.of(
          new RecordLine("cutDecided", self, line -> write(line, "reach", cut.reach())));
    if (output instanceof MembershipOutput.Left)
      return Optional.of(new RecordLine("left", self, line -> {}));
    return Optional.empty();
  }

  /** A message that was sent, sent again, or held back; nothing for what {@link #of} has. */
  static Optional<RecordLine> ofPoint(MemberId self, TracePoint point) {
    var dot = point.dot();
    if (dot == null) return Optional.empty();
    return switch (point.kind()) {
      case SENT, HELD, RESENT ->
          Optional.of(
              new RecordLine(
                  point.kind().name().toLowerCase(Locale.ROOT),
                  self,
                  line -> line.writeStringField("dot", dot.toString())));
      default -> Optional.empty();
    };
  }

  private static RecordLine ofBallot(String event, MemberId self, Ballot ballot) {
    return new RecordLine(event, self, line -> line.writeStringField("ballot", ballot.toString()));
  }

  private static RecordLine ofMulticast(MemberId self, MulticastOutput output) {
    if (output instanceof MulticastOutput.Delivered delivered) {
      long sum = checksum(delivered.payload());
      var dot = delivered.dot();
      return new RecordLine(
          "delivered",
          self,
          line -> {
            line.writeStringField("dot", dot.toString());
            if (delivered.frames() > 1) line.writeNumberField("frames", delivered.frames());
            line.writeNumberField("sum", sum);
            // The same at all members: its origin alone has it in its record.
            if (dot.origin().equals(self)) write(line, "clock", delivered.clock().asVector());
          });
    }
    if (output instanceof MulticastOutput.ViewDelivered installed)
      return new RecordLine("view", self, line -> write(line, installed.view(), installed.base()));
    if (output instanceof MulticastOutput.Replicated replicated)
      return new RecordLine(
          "replicated",
          self,
          line -> {
            line.writeNumberField("seq", replicated.seq());
            line.writeNumberField("copies", replicated.copies());
          });
    if (output instanceof MulticastOutput.Decided decided)
      return new RecordLine("decided", self, line -> line.writeNumberField("seq", decided.seq()));
    var event = output instanceof MulticastOutput.CutDelivered ? "cutDelivered" : "overloaded";
    return new RecordLine(event, self, line -> {});
  }

  private static long checksum(Payload payload) {
    var sum = new CRC32C();
    sum.update(payload.unsafeArray());
    return sum.getValue();
  }

  // Writing.

  static JsonGenerator writer(OutputStream out) throws IOException {
    var lines = JSON.createGenerator(out);
    lines.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    return lines;
  }

  void write(JsonGenerator line) throws IOException {
    line.writeStartObject();
    line.writeNumberField("t", at);
    line.writeStringField("ev", event);
    if (member != null) line.writeStringField("m", member.toString());
    fields.write(line);
    line.writeEndObject();
  }

  private static void write(JsonGenerator line, View view, VersionVector base) throws IOException {
    line.writeStringField("view", view.id().toString());
    line.writeArrayFieldStart("members");
    for (var member : view.ids()) line.writeString(member.toString());
    line.writeEndArray();
    write(line, "base", base);
  }

  private static void write(JsonGenerator line, String name, VersionVector context)
      throws IOException {
    line.writeObjectFieldStart(name);
    for (var entry : context.counts().entrySet())
      line.writeNumberField(entry.getKey().toString(), entry.getValue());
    line.writeEndObject();
  }
}
