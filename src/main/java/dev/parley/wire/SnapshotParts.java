package dev.parley.wire;

import dev.parley.chat.AccountLogouts;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatSnapshot.Server;
import dev.parley.chat.ChatSnapshot.Session;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.PartialState;
import dev.parley.chat.SharedParts;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.model.BlockEntry;
import dev.parley.chat.model.Mail;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * A state in parts, each a snapshot with some of its entries. A part is encoded when it is asked
 * for, so the sender of a large state needs the memory of one part, and can do other work between
 * two.
 */
public final class SnapshotParts implements Iterable<byte[]> {
  /** The intended size of a part; its last entry may go beyond. */
  static final int AIM_BYTES = 48 * 1024;

  /** An entry without its texts. */
  private static final int ENTRY_BYTES = 120;

  /** Two numbers, each with its head, in an array. */
  private static final int LOGOUT_BYTES = 19;

  private final ChatSnapshot state;

  public SnapshotParts(ChatSnapshot state) {
    this.state = state;
  }

  /** The set of buckets that are different, then the parts of the state in them. */
  public static Iterator<byte[]> ofDifferent(PartialState partial) {
    var set = List.of(BucketCodec.encode(partial.different())).iterator();
    var parts = new SnapshotParts(partial.state()).iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return set.hasNext() || parts.hasNext();
      }

      @Override
      public byte[] next() {
        return set.hasNext() ? set.next() : parts.next();
      }
    };
  }

  /** Some buckets of a state that is copied: which they are, then the parts with their contents. */
  public static List<byte[]> ofSlice(PartialState slice) {
    var parts = new SnapshotParts(slice.state()).parts();
    var encoded = new ArrayList<byte[]>();
    encoded.add(BucketCodec.encodeSlice(slice.different(), parts.size()));
    parts.forEach(part -> encoded.add(VersionedCbor.STATE.encode(part)));
    return encoded;
  }

  /** Puts the parts together again. */
  public static final class Assembly {
    private final List<Account> accounts = new ArrayList<>();
    private final List<StreamState> streams = new ArrayList<>();
    private final List<Mail> mails = new ArrayList<>();
    private final List<Server> servers = new ArrayList<>();
    private final List<Session> sessions = new ArrayList<>();
    private final List<AccountLog> registry = new ArrayList<>();
    private final List<BlockEntry> blocks = new ArrayList<>();
    private final List<AccountLogouts> logouts = new ArrayList<>();
    private final SharedParts parts = new SharedParts();
    private long lamport;

    /** Returns true if {@code bytes} were a part; never throws. */
    public boolean add(byte[] bytes) {
      var decoded = VersionedCbor.STATE.decode(bytes);
      if (decoded.isEmpty()) return false;
      var part = decoded.get();
      lamport = Math.max(lamport, part.lamport());
      accounts.addAll(part.accounts());
      part.accounts().forEach(account -> parts.share(account.name()));
      part.streams().forEach(stream -> streams.add(parts.share(stream)));
      part.mails().forEach(mail -> mails.add(parts.share(mail)));
      servers.addAll(part.servers());
      sessions.addAll(part.sessions());
      registry.addAll(part.registry());
      blocks.addAll(part.blocks());
      logouts.addAll(part.logouts());
      return true;
    }

    public ChatSnapshot state() {
      return new ChatSnapshot(
          lamport, accounts, streams, mails, servers, sessions, registry, blocks, logouts);
    }
  }

  @Override
  public Iterator<byte[]> iterator() {
    var parts = parts().iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return parts.hasNext();
      }

      @Override
      public byte[] next() {
        return VersionedCbor.STATE.encode(parts.next());
      }
    };
  }

  private List<ChatSnapshot> parts() {
    var parts = new ArrayList<ChatSnapshot>();
    parts.add(
        new ChatSnapshot(
            state.lamport(),
            List.of(),
            List.of(),
            List.of(),
            state.servers(),
            List.of(),
            state.registry()));
    cut(state.accounts(), any -> 2 * ENTRY_BYTES, some -> part(some, List.of(), List.of()), parts);
    cut(
        state.streams(),
        stream -> ENTRY_BYTES + Long.BYTES * stream.recent().size(),
        some -> part(List.of(), some, List.of()),
        parts);
    // A character has at most three bytes here: those of four are two characters.
    cut(
        state.mails(),
        mail -> ENTRY_BYTES + 3 * mail.text().length(),
        some -> part(List.of(), List.of(), some),
        parts);
    cut(state.sessions(), any -> ENTRY_BYTES, SnapshotParts::ofSessions, parts);
    cut(state.blocks(), any -> ENTRY_BYTES, SnapshotParts::ofBlocks, parts);
    cut(
        state.logouts(),
        account -> ENTRY_BYTES + LOGOUT_BYTES * account.logouts().size(),
        SnapshotParts::ofLogouts,
        parts);
    return parts;
  }

  private static ChatSnapshot part(
      List<Account> accounts, List<StreamState> streams, List<Mail> mails) {
    return new ChatSnapshot(0, accounts, streams, mails, List.of(), List.of(), List.of());
  }

  private static ChatSnapshot ofSessions(List<Session> sessions) {
    return new ChatSnapshot(0, List.of(), List.of(), List.of(), List.of(), sessions, List.of());
  }

  private static ChatSnapshot ofBlocks(List<BlockEntry> blocks) {
    return new ChatSnapshot(
        0, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), blocks, List.of());
  }

  private static ChatSnapshot ofLogouts(List<AccountLogouts> logouts) {
    return new ChatSnapshot(
        0, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), logouts);
  }

  private static <T> void cut(
      List<T> entries,
      ToIntFunction<T> bytes,
      Function<List<T>, ChatSnapshot> part,
      List<ChatSnapshot> parts) {
    int from = 0;
    int size = 0;
    for (int i = 0; i < entries.size(); i++) {
      size += bytes.applyAsInt(entries.get(i));
      if (size < AIM_BYTES && i + 1 < entries.size()) continue;
      parts.add(part.apply(entries.subList(from, i + 1)));
      from = i + 1;
      size = 0;
    }
  }
}
