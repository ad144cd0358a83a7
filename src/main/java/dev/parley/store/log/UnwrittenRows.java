package dev.parley.store.log;

import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.StateChanges;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.wire.CommitRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run of log records changes in the tables: each stream and message once, as the last record
 * of it says. Tables that have some of these changes already, whichever, have the same contents
 * afterwards: so a checkpoint may be cut off anywhere, and a start reads the same records again.
 */
final class UnwrittenRows {
  /** {@code mail} is empty if it is gone; one that is new here is not in the tables. */
  private record Row(Optional<Mail> mail, boolean isNew) {}

  private final Map<ClientStream, StreamState> streams = new LinkedHashMap<>();
  private final Map<MessageId, Row> mails = new LinkedHashMap<>();
  private final SortedMap<MemberId, Long> delivered = new TreeMap<>();
  private long lamport;

  /**
   * {@code isFirstTime}: the tables have nothing of this record. Of a record that was read from the
   * log they may have something, so what came and went in it must be deleted there.
   */
  void add(CommitRecord record, boolean isFirstTime) {
    var changes = record.changes();
    lamport = changes.lamport();
    delivered.putAll(record.delivered());
    for (var stream : changes.streams()) streams.put(stream.stream(), stream);
    for (var mail : changes.arrived()) {
      boolean isNew = isFirstTime && !changes.replaced().contains(mail.id());
      var before = mails.get(mail.id());
      boolean staysNew = before == null ? isNew : before.isNew();
      mails.put(mail.id(), new Row(Optional.of(mail), staysNew));
    }
    for (var id : changes.gone()) {
      var before = mails.get(id);
      if (before != null && before.isNew()) mails.remove(id);
      else mails.put(id, new Row(Optional.empty(), false));
    }
  }

  boolean isEmpty() {
    return streams.isEmpty() && mails.isEmpty();
  }

  Optional<StreamState> stream(ClientStream stream) {
    return Optional.ofNullable(streams.get(stream));
  }

  /** What is delivered for these rows, of the members of which it changed. */
  SortedMap<MemberId, Long> delivered() {
    return delivered;
  }

  long lamport() {
    return lamport;
  }

  /** Takes at most {@code max} of the rows out, to be written. */
  StateChanges take(int max) {
    var takenStreams = new ArrayList<StreamState>();
    var arrived = new ArrayList<Mail>();
    var gone = new ArrayList<MessageId>();
    int left = max;
    for (var all = streams.values().iterator(); left > 0 && all.hasNext(); left--) {
      takenStreams.add(all.next());
      all.remove();
    }
    for (var all = mails.entrySet().iterator(); left > 0 && all.hasNext(); left--) {
      var row = all.next();
      row.getValue().mail().ifPresentOrElse(arrived::add, () -> gone.add(row.getKey()));
      all.remove();
    }
    return new StateChanges(lamport, List.of(), takenStreams, arrived, gone, Optional.empty());
  }

  /** The streams of tables that have {@code tables}, after all these rows are written. */
  List<StreamState> streamsOver(List<StreamState> tables) {
    var all = new ArrayList<StreamState>();
    for (var stream : tables) if (!streams.containsKey(stream.stream())) all.add(stream);
    for (var stream : streams.values()) if (stream.highest() > 0) all.add(stream);
    return all;
  }

  /** The mail of tables that have {@code tables}, after all these rows are written. */
  List<Mail> mailsOver(List<Mail> tables) {
    var all = new ArrayList<Mail>();
    for (var mail : tables) if (!mails.containsKey(mail.id())) all.add(mail);
    for (var row : mails.values()) row.mail().ifPresent(all::add);
    return all;
  }

  /** What is delivered where the tables have {@code tables}, after all these rows are written. */
  VersionVector deliveredOver(VersionVector tables) {
    var counts = new TreeMap<>(tables.counts());
    counts.putAll(delivered);
    return lastLives(counts);
  }

  /**
   * Without the earlier incarnations of each node: the messages that it multicast in them are in
   * the state, and no member sends them again.
   */
  private static VersionVector lastLives(SortedMap<MemberId, Long> counts) {
    var last = new TreeMap<String, MemberId>();
    // In the order of the incarnations.
    counts.keySet().forEach(member -> last.put(member.node(), member));
    counts.keySet().retainAll(last.values());
    return VersionVector.of(counts);
  }
}
