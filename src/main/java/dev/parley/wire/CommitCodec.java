package dev.parley.wire;

import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.StateChanges;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The records of a store's log as bytes. Written by hand, since each message is in one: a name is
 * written once a record, and of a stream that the log has already only what was added to it. So
 * records are read in their order, and reader and writer are told what the log {@code has} of a
 * stream before the record.
 */
public final class CommitCodec {
  /** Records of a released version are read for ever: an upgraded node finds them in its log. */
  private static final int VERSION = 1;

  /** The same with messages that came and went, at the end. */
  private static final int WITH_PASSED = 2;

  // How a stream is written.
  private static final int REMOVED = 0;
  private static final int WHOLE = 1;
  private static final int EXTENDED = 2;

  // What is said of a message.
  private static final int IS_REPLACED = 1;
  private static final int HAS_PARTIES = 2;

  /** Some bytes more than a message of one line takes. */
  private static final int EXPECTED_BYTES = 256;

  private CommitCodec() {}

  public static byte[] encode(
      CommitRecord record, Function<ClientStream, Optional<StreamState>> has) {
    return new Encoder(record).write(has);
  }

  /** Nothing if the bytes are no record that this version knows; never throws. */
  public static Optional<CommitRecord> decode(
      byte[] bytes, Function<ClientStream, Optional<StreamState>> has) {
    try {
      return Optional.of(new Decoder(bytes).read(has));
    } catch (MalformedException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The number of fingerprints that {@code now} has beyond {@code before}; 0 if it is not so. */
  private static int added(StreamState before, StreamState now) {
    long more = now.highest() - before.highest();
    int size = now.recent().size();
    if (more < 1 || more > size) return 0;
    int kept = size - (int) more;
    int skipped = before.recent().size() - kept;
    if (skipped < 0) return 0;
    for (int i = 0; i < kept; i++) {
      if (!now.recent().get(i).equals(before.recent().get(skipped + i))) return 0;
    }
    return (int) more;
  }

  private static final class Encoder {
    private final CommitRecord record;
    private final ByteWriter out;
    private final Map<String, Integer> written = new LinkedHashMap<>();

    Encoder(CommitRecord record) {
      this.record = record;
      this.out = new ByteWriter(EXPECTED_BYTES * (1 + record.changes().arrived().size()));
    }

    byte[] write(Function<ClientStream, Optional<StreamState>> has) {
      var changes = record.changes();
      boolean hasPassed = !changes.passed().isEmpty();
      out.u8(hasPassed ? WITH_PASSED : VERSION);
      out.varint(changes.lamport()).varint(record.delivered().size());
      record
          .delivered()
          .forEach(
              (member, count) -> {
                word(member.node());
                out.varint(member.incarnation()).varint(count);
              });
      out.varint(changes.streams().size());
      for (var stream : changes.streams()) write(stream, has.apply(stream.stream()));
      out.varint(changes.arrived().size());
      for (var mail : changes.arrived()) write(mail, changes.replaced().contains(mail.id()));
      out.varint(changes.gone().size());
      for (var id : changes.gone()) write(id);
      if (hasPassed) {
        out.varint(changes.passed().size());
        for (var mail : changes.passed()) write(mail, false);
      }
      return out.toArray();
    }

    /** A text that may come again in the record: its number then, beginning with 1. */
    private void word(String word) {
      var number = written.putIfAbsent(word, written.size() + 1);
      if (number == null) out.varint(0).text(word);
      else out.varint(number);
    }

    private void write(ClientStream stream) {
      word(stream.sender().spelling());
      word(stream.client());
    }

    private void write(MessageId id) {
      write(id.stream());
      out.varint(id.seq());
    }

    private void write(StreamState now, Optional<StreamState> before) {
      write(now.stream());
      int added = before.map(known -> added(known, now)).orElse(0);
      int size = now.recent().size();
      if (now.highest() == 0) out.u8(REMOVED);
      else if (added == 0) {
        out.u8(WHOLE).zigzag(now.usedMs()).varint(now.highest()).varint(size);
        now.recent().forEach(out::u64);
      } else {
        out.u8(EXTENDED).zigzag(now.usedMs()).varint(size).varint(added);
        now.recent().subList(size - added, size).forEach(out::u64);
      }
    }

    private void write(Mail mail, boolean isReplaced) {
      write(mail.id());
      boolean hasParties = !mail.parties().equals(ClaimPair.UNKNOWN);
      out.u8((isReplaced ? IS_REPLACED : 0) | (hasParties ? HAS_PARTIES : 0));
      word(mail.to().spelling());
      out.text(mail.text()).zigzag(mail.sentAtMs()).varint(mail.lamport());
      if (hasParties) out.u64(mail.parties().sender()).u64(mail.parties().receiver());
      out.varint(mail.clock().size());
      mail.clock()
          .forEach(
              (member, count) -> {
                word(member);
                out.varint(count);
              });
    }
  }

  private static final class Decoder {
    private final ByteReader in;
    private final List<String> words = new ArrayList<>();

    Decoder(byte[] bytes) {
      this.in = new ByteReader(bytes);
    }

    CommitRecord read(Function<ClientStream, Optional<StreamState>> has) {
      int version = in.u8();
      if (version != VERSION && version != WITH_PASSED)
        throw new MalformedException("a record of another version");
      long lamport = in.varint();
      var delivered = delivered();
      var streams = new ArrayList<StreamState>();
      for (int count = count(); count > 0; count--) streams.add(state(has));
      var replaced = new TreeSet<MessageId>();
      var arrived = new ArrayList<Mail>();
      for (int count = count(); count > 0; count--) arrived.add(mail(replaced));
      var gone = new ArrayList<MessageId>();
      for (int count = count(); count > 0; count--) gone.add(id());
      var passed = version == WITH_PASSED ? passed() : List.<Mail>of();
      in.requireEnd();
      var changes =
          new StateChanges(lamport, List.of(), streams, arrived, gone, Optional.empty(), replaced);
      return new CommitRecord(changes.withPassed(passed), delivered);
    }

    private List<Mail> passed() {
      var passed = new ArrayList<Mail>();
      for (int count = count(); count > 0; count--) passed.add(mail(new TreeSet<>()));
      return passed;
    }

    /** Each of these takes a byte at least. */
    private int count() {
      return in.count(in.remaining());
    }

    private SortedMap<MemberId, Long> delivered() {
      var delivered = new TreeMap<MemberId, Long>();
      for (int count = count(); count > 0; count--) {
        var member = new MemberId(word(), in.varint());
        delivered.put(member, in.varint());
      }
      return delivered;
    }

    private String text() {
      return new String(in.block(WireLimits.MAX_TEXT_BYTES), StandardCharsets.UTF_8);
    }

    private String word() {
      int number = in.count(words.size());
      if (number > 0) return words.get(number - 1);
      var word = text();
      words.add(word);
      return word;
    }

    private ClientStream stream() {
      var sender = UserName.of(word());
      return new ClientStream(sender, word());
    }

    private MessageId id() {
      var stream = stream();
      return new MessageId(stream, in.varint());
    }

    private StreamState state(Function<ClientStream, Optional<StreamState>> has) {
      var stream = stream();
      int how = in.u8();
      if (how == REMOVED) return new StreamState(stream, 0, List.of());
      if (how != WHOLE && how != EXTENDED) throw new MalformedException("a stream of kind " + how);
      long usedMs = in.zigzag();
      if (how == WHOLE) {
        long highest = in.varint();
        return new StreamState(stream, highest, numbers(count()), usedMs);
      }
      var before = has.apply(stream);
      if (before.isEmpty()) throw new MalformedException("a stream that is not known");
      return extended(before.get(), usedMs);
    }

    private StreamState extended(StreamState before, long usedMs) {
      int size = (int) in.varint();
      int added = count();
      int skipped = before.recent().size() - (size - added);
      if (size < added || skipped < 0) throw new MalformedException("a stream of other numbers");
      var recent = new ArrayList<>(before.recent().subList(skipped, before.recent().size()));
      recent.addAll(numbers(added));
      return new StreamState(before.stream(), before.highest() + added, recent, usedMs);
    }

    private List<Long> numbers(int count) {
      var numbers = new ArrayList<Long>();
      for (int i = 0; i < count; i++) numbers.add(in.u64());
      return numbers;
    }

    private Mail mail(SortedSet<MessageId> replaced) {
      var id = id();
      int flags = in.u8();
      if ((flags & IS_REPLACED) != 0) replaced.add(id);
      var to = UserName.of(word());
      var text = text();
      long sentAtMs = in.zigzag();
      long lamport = in.varint();
      var parties =
          (flags & HAS_PARTIES) == 0 ? ClaimPair.UNKNOWN : new ClaimPair(in.u64(), in.u64());
      var clock = new TreeMap<String, Long>();
      for (int count = count(); count > 0; count--) {
        var member = word();
        clock.put(member, in.varint());
      }
      return new Mail(id, to, text, sentAtMs, lamport, clock, parties);
    }
  }
}
