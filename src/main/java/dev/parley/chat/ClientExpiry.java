package dev.parley.chat;

import dev.parley.chat.ChatEvent.ForgottenStream;
import dev.parley.chat.ChatEvent.StreamsForgotten;
import dev.parley.chat.model.ChatLimits;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client ids, and the nodes' own, that were not used for long, so that the leader has
 * them forgotten; and one of a user who has as many as one may have, so that there is room for
 * another. An id of which it is not known when it was used counts from the first look at it. The
 * last number of each is remembered, so nothing but fingerprints is lost: a wrong clock does no
 * harm, and none is compared.
 *
 * <p>The streams to members of rooms are many, one for each client and member, and are forgotten
 * for their age also where ids are kept for ever: of all those of a client one number is left.
 */
public final class ClientExpiry {
  /** The setting with which no id is forgotten for its age alone. */
  public static final long FOR_EVER = 0;

  /** The time between two looks. */
  static final long CHECK_MS = 1_000;

  /** An id that makes room for another was not used for this long: a device in use stays. */
  static final long MIN_IDLE_MS = 86_400_000;

  /** The last number of an id is remembered for this long at least after the id was used. */
  static final long REMEMBERED_MS = 30 * MIN_IDLE_MS;

  /** A look ends with the user with whom this many streams were looked at: some milliseconds. */
  static final int LOOKED_AT = 10_000;

  /** The streams of one user. */
  private static final class Found {
    private final List<ForgottenStream> idle = new ArrayList<>();
    private @Nullable Entry<ClientStream, SeenNumbers.Mark> oldestClient;
    private int clients;
    private int forgotten;

    /** By client, the stream to a member of a room with the highest number that is old enough. */
    private final TreeMap<String, Entry<ClientStream, SeenNumbers.Mark>> toMembers =
        new TreeMap<>();
  }

  private final ChatState state;
  private final long idleMs;
  private Optional<UserName> last = Optional.empty();
  private boolean isLooking;
  private long lastMs;

  /** An id is forgotten that was not used for {@code idleMs}; none with {@link #FOR_EVER}. */
  public ClientExpiry(ChatState state, long idleMs) {
    this.state = state;
    this.idleMs = idleMs;
  }

  /** To be called by the leader only. {@code wallMs} is the time of day. */
  public Optional<StreamsForgotten> onTick(long nowMs, long wallMs) {
    if (isLooking && nowMs - lastMs < CHECK_MS) return Optional.empty();
    isLooking = true;
    lastMs = nowMs;
    var found = look(wallMs);
    return found.isEmpty() ? Optional.empty() : Optional.of(new StreamsForgotten(found));
  }

  /** Goes on after the user with whom the last look ended; after the last user it begins anew. */
  private List<ForgottenStream> look(long wallMs) {
    var found = new ArrayList<ForgottenStream>();
    for (int looked = 0; looked < LOOKED_AT; ) {
      var sender = state.highWaters().senderAfter(last);
      if (sender.isEmpty()) {
        boolean isRound = looked > 0 || last.isEmpty();
        last = Optional.empty();
        if (isRound) return found;
        continue;
      }
      found.addAll(toForget(sender.get(), wallMs));
      // This user comes again.
      if (found.size() >= StreamsForgotten.MAX_STREAMS)
        return found.subList(0, StreamsForgotten.MAX_STREAMS);
      looked += state.highWaters().of(sender.get()).size();
      last = sender;
    }
    return found;
  }

  private List<ForgottenStream> toForget(UserName sender, long wallMs) {
    var found = find(sender, wallMs);
    var all = new ArrayList<>(idsToForget(sender, found, wallMs));
    found.toMembers.values().forEach(entry -> add(entry, MIN_IDLE_MS, wallMs, all));
    return all;
  }

  private List<ForgottenStream> idsToForget(UserName sender, Found found, long wallMs) {
    boolean isFull = found.clients >= ChatLimits.MAX_STREAMS_PER_USER;
    if (isFull && found.idle.isEmpty()) add(found.oldestClient, MIN_IDLE_MS, wallMs, found.idle);
    if (found.idle.isEmpty()) return List.of();
    int room = ChatLimits.MAX_FORGOTTEN_PER_USER - found.forgotten;
    if (room > 0) return found.idle.subList(0, Math.min(room, found.idle.size()));
    // Only where one is old enough all mail is looked at.
    if (wallMs - state.highWaters().leastUsedForgottenMs(sender, wallMs) < REMEMBERED_MS)
      return List.of();
    // One goes for good; the next look has room for another.
    var gone = new ArrayList<ForgottenStream>();
    add(oldestForgotten(sender), REMEMBERED_MS, wallMs, gone);
    return gone;
  }

  /** One of which mail waits stays: under the same number another message would be the same. */
  private @Nullable Entry<ClientStream, SeenNumbers.Mark> oldestForgotten(UserName sender) {
    var waiting =
        state.streamsOfWaiting(sender).stream()
            .map(ClientStream::clientMark)
            .collect(Collectors.toCollection(TreeSet::new));
    Entry<ClientStream, SeenNumbers.Mark> oldest = null;
    for (var entry : state.highWaters().of(sender).entrySet()) {
      var stream = entry.getKey();
      if (SeenNumbers.isForgottenId(stream) && !waiting.contains(stream.clientMark()))
        oldest = older(oldest, entry);
    }
    return oldest;
  }

  private Found find(UserName sender, long wallMs) {
    var found = new Found();
    unknown(sender).forEach(stream -> state.onSeen(stream, wallMs));
    long copiesIdleMs = copiesIdleMs(sender);
    for (var entry : state.highWaters().of(sender).entrySet()) {
      var stream = entry.getKey();
      if (stream.isForgotten()) {
        if (SeenNumbers.isForgottenId(stream)) found.forgotten++;
        continue;
      }
      if (stream.isToMember()) {
        if (wallMs - entry.getValue().usedMs() >= copiesIdleMs)
          found.toMembers.merge(stream.clientMark(), entry, ClientExpiry::higher);
        continue;
      }
      if (idleMs != FOR_EVER) add(entry, idleMs, wallMs, found.idle);
      if (!SeenNumbers.isOfClient(stream)) continue;
      found.clients++;
      found.oldestClient = older(found.oldestClient, entry);
    }
    return found;
  }

  /** Who has nearly as many as they may have needs room for the next post. */
  private long copiesIdleMs(UserName sender) {
    int next = state.highWaters().toMembers(sender) + Room.MAX_MEMBERS;
    return next > ChatLimits.MAX_STREAMS_TO_MEMBERS ? MIN_IDLE_MS : REMEMBERED_MS;
  }

  /** The streams of which it is not known when they were used. */
  private List<ClientStream> unknown(UserName sender) {
    return state.highWaters().of(sender).entrySet().stream()
        .filter(entry -> entry.getValue().usedMs() == 0)
        .map(Entry::getKey)
        .toList();
  }

  private static Entry<ClientStream, SeenNumbers.Mark> older(
      @Nullable Entry<ClientStream, SeenNumbers.Mark> one,
      Entry<ClientStream, SeenNumbers.Mark> other) {
    return one != null && one.getValue().usedMs() <= other.getValue().usedMs() ? one : other;
  }

  private static Entry<ClientStream, SeenNumbers.Mark> higher(
      Entry<ClientStream, SeenNumbers.Mark> one, Entry<ClientStream, SeenNumbers.Mark> other) {
    return one.getValue().highest() >= other.getValue().highest() ? one : other;
  }

  /** Adds the stream if it was not used for {@code unusedMs}. */
  private void add(
      @Nullable Entry<ClientStream, SeenNumbers.Mark> entry,
      long unusedMs,
      long wallMs,
      List<ForgottenStream> to) {
    if (entry == null || wallMs - entry.getValue().usedMs() < unusedMs) return;
    var stream = entry.getKey();
    var mark = entry.getValue();
    long claim = state.claim(stream.sender());
    to.add(new ForgottenStream(stream, mark.highest(), mark.usedMs(), claim));
  }
}
