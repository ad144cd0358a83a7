package dev.parley.chat;

import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.PostSent;
import dev.parley.chat.ChatEvent.Sent;
import dev.parley.chat.model.ChatLimits;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import dev.parley.chat.rooms.RoomAbilities;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.chat.rooms.RoomChange;
import dev.parley.chat.rooms.Rooms;
import dev.parley.protocol.MemberId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides at a user's server about a message that is to be sent, before it is multicast. Admits
 * each number of a stream once and in order, counting the messages that were submitted here and are
 * not delivered yet.
 */
public final class SendAdmission {
  /** The decision about a message. */
  public sealed interface Decision {}

  /** Multicast this event; it counts as submitted from now on. */
  public record Submit(MailSent event) implements Decision {}

  /** As {@link Submit}, of a post to a room. */
  public record SubmitPost(PostSent event) implements Decision {}

  /** The same message was submitted here and is under way. */
  public record UnderWay(MessageId id) implements Decision {}

  /**
   * The same message was delivered before: it is kept, or was shown. The number of members that
   * have it is not known here, unless its sender waits for just that; multicast {@code again},
   * which changes no state, to learn it.
   */
  public record Known(MailSent again) implements Decision {}

  /** As {@link Known}, of a post to a room. */
  public record KnownPost(PostSent again) implements Decision {}

  public record Refused(Refusal refusal) implements Decision {}

  /** One sender's mail to one user. */
  private record Flow(UserName from, UserName to) implements Comparable<Flow> {
    @Override
    public int compareTo(Flow other) {
      int byTo = to.compareTo(other.to);
      return byTo != 0 ? byTo : from.compareTo(other.from);
    }
  }

  /** When all mail takes too much memory, it only helps that users read, and that takes time. */
  static final long FULL_RETRY_MS = 30_000;

  /**
   * While what was sent to rooms takes much of its memory, more waits only for those for whom less
   * than this waits of rooms: who reads. Those who are away do not silence the others.
   */
  static final int FEW_POSTS = 100;

  /** Servers of before take no longer text, in bytes. */
  static final int EARLIER_TEXT_BYTES = 4_096;

  private final ChatState state;
  private final TreeMap<MessageId, Sent> pending = new TreeMap<>();
  private final TreeMap<UserName, MailLoad> pendingTo = new TreeMap<>();
  private final TreeMap<Flow, MailLoad> pendingOf = new TreeMap<>();
  private final MemoryRoom room;
  private final MailShares shares;
  private final PostPace postPace = new PostPace();
  private long pendingMemory;
  private long pendingCopyMemory;
  private boolean areLongTextsRead = true;
  private RoomAbilities abilities = RoomAbilities.ALL;

  /** An admission without a limit over all mail. */
  public SendAdmission(ChatState state) {
    this(state, new MemoryRoom(state, MemoryRoom.UNLIMITED));
  }

  /** An admission without limits for one sender; {@code room} is that of {@code state}. */
  public SendAdmission(ChatState state, MemoryRoom room) {
    this(state, room, MailShares.UNLIMITED);
  }

  /** {@code room} is that of {@code state}. */
  public SendAdmission(ChatState state, MemoryRoom room, MailShares shares) {
    this.state = state;
    this.room = room;
    this.shares = shares;
  }

  /** Whether all servers of the view read texts that are longer than those of before. */
  public void onLongTextsRead(boolean areRead) {
    areLongTextsRead = areRead;
  }

  /** What all servers of the view know of rooms. */
  public void onRoomAbilities(RoomAbilities common) {
    abilities = common;
  }

  /** The reason why this change of a room cannot be decided in this view. */
  public Optional<Refusal> roomsRefusal(RoomChange change) {
    return abilities.refusal(change);
  }

  private Optional<Refusal> checkLength(String text) {
    if (areLongTextsRead || TextRules.bytes(text) <= EARLIER_TEXT_BYTES) return Optional.empty();
    return Optional.of(
        Refusal.of(
            Code.TEXT_TOO_LONG,
            "The message is longer than "
                + EARLIER_TEXT_BYTES
                + " bytes, which a server of an earlier version does not take: send it in parts."));
  }

  /** {@code seq} is the client's number, or empty for the next one of the stream. */
  public Decision onSend(
      ClientStream stream, UserName to, String text, Optional<Long> seq, long wallMs) {
    var invalid =
        TextRules.checkText(text).or(() -> checkLength(text)).or(() -> checkNumber(stream, seq));
    if (invalid.isPresent()) return new Refused(invalid.get());
    var receiver = state.account(to);
    if (receiver.isEmpty()) {
      return refuse(
          Code.NO_SUCH_USER,
          "There is no user '" + to + "': check its spelling, or ask them to register.");
    }
    if (isClearing(stream)) return new Refused(clearing());
    long highest = highest(stream);
    long number = seq.orElse(highest + 1);
    if (number <= highest)
      return onResend(new MessageId(stream, number), receiver.get().name(), text, wallMs);
    if (number > highest + 1) return new Refused(gap(number, highest + 1));
    return limits(stream, to, text, wallMs)
        .<Decision>map(Refused::new)
        .orElseGet(
            () -> submit(new MessageId(stream, number), receiver.get().name(), text, wallMs));
  }

  /** As {@link #onSend}, to a room. */
  public Decision onPost(
      ClientStream stream, RoomName to, String text, Optional<Long> seq, long wallMs) {
    var invalid =
        TextRules.checkText(text)
            .or(() -> checkPostLength(text))
            .or(abilities::refusal)
            .or(() -> checkNumber(stream, seq));
    if (invalid.isPresent()) return new Refused(invalid.get());
    if (isClearing(stream)) return new Refused(clearing());
    long highest = highest(stream);
    long number = seq.orElse(highest + 1);
    var room = state.rooms().find(to);
    if (number <= highest) return onResentPost(new MessageId(stream, number), to, text, wallMs);
    if (room.isEmpty()) return new Refused(Rooms.noSuchRoom(to));
    if (number > highest + 1) return new Refused(gap(number, highest + 1));
    var sender = new RoomAccount(stream.sender(), state.claim(stream.sender()));
    if (room.get().member(sender).isEmpty()) return new Refused(Rooms.notAMember(to));
    if (room.get().isMuted(sender)) return new Refused(Rooms.muted(to));
    var post = post(new MessageId(stream, number), room.get(), text, wallMs);
    return postLimits(post, room.get(), text, wallMs)
        .<Decision>map(Refused::new)
        .orElseGet(
            () -> {
              submit(post);
              return new SubmitPost(post);
            });
  }

  private static Optional<Refusal> checkPostLength(String text) {
    return TextRules.bytes(text) <= RoomPost.MAX_TEXT_BYTES
        ? Optional.empty()
        : Optional.of(
            Refusal.of(
                Code.TEXT_TOO_LONG,
                "A message to a room has at most "
                    + RoomPost.MAX_TEXT_BYTES
                    + " bytes: send it in parts."));
  }

  /** It changes no state, since its number is known and it has no receivers. */
  private Decision onResentPost(MessageId id, RoomName to, String text, long wallMs) {
    long print = SeenNumbers.fingerprintOf(to, text);
    var underWay = pending.get(id);
    if (underWay != null)
      return SeenNumbers.fingerprintOf(underWay.mail()) == print ? new UnderWay(id) : reused(id);
    var known = state.highWaters().fingerprint(id);
    if (known.isPresent() && known.get() != print) return reused(id);
    long room = state.rooms().find(to).map(Room::claim).orElse(1L);
    var seenBy = List.of(state.claim(id.stream().sender()));
    var times = new RoomPost.Times(wallMs, state.nextLamport());
    return new KnownPost(new PostSent(RoomPost.of(id, to, room, seenBy, text, times), List.of()));
  }

  /**
   * All members who are not blocking the sender may see it. A copy waits for those whose mailbox
   * has room: a room does not stand still because one of its members is away.
   */
  private PostSent post(MessageId id, Room room, String text, long wallMs) {
    var sender = id.stream().sender();
    var seenBy = new ArrayList<Long>();
    seenBy.add(state.claim(sender));
    var receivers = new ArrayList<RoomPost.Receiver>();
    for (var member : room.members()) {
      var account = member.account();
      boolean isReceiver =
          !account.name().equals(sender)
              && state.claim(account.name()) == account.claim()
              && !state.blocks(account.name(), sender);
      if (!isReceiver) continue;
      seenBy.add(account.claim());
      if (hasRoomForPost(account.name(), text))
        receivers.add(new RoomPost.Receiver(account.name(), account.claim()));
    }
    var times = new RoomPost.Times(wallMs, state.nextLamport());
    var audience = new RoomPost.Audience(seenBy, room.rules().isHistoryForAll());
    var post = RoomPost.of(id, room.name(), room.claim(), audience, text, times);
    // It is in the history: a room is not silenced because others do not read.
    boolean isRoom = areCopiesTaken(0, 0, this.room.cost(receivers.size(), text));
    return new PostSent(post, isRoom ? receivers : List.of());
  }

  private boolean areCopiesTaken(long underWay, long copiesUnderWay, long bytes) {
    return room.hasRoom(underWay, bytes) && room.hasRoomForCopies(copiesUnderWay, bytes);
  }

  private boolean hasRoomForPost(UserName name, String text) {
    var load = pendingTo.getOrDefault(name, MailLoad.NONE).plus(MailLoad.of(text));
    int posts = room.areCopiesMany() ? FEW_POSTS : ChatLimits.MAX_POSTS_PER_MAILBOX;
    var ofRooms = state.waitingOfRooms(name).plus(load);
    return ofRooms.mails() <= posts
        && ofRooms.textBytes() <= ChatLimits.MAX_POST_BYTES_PER_MAILBOX
        && state.hasRoom(name, load.mails(), load.textBytes());
  }

  private Optional<Refusal> postLimits(PostSent post, Room room, String text, long wallMs) {
    var stream = post.mail().id().stream();
    if (pending.size() >= ChatLimits.MAX_PENDING) return Optional.of(tooManyUnderWay());
    if (isNew(stream) && clients(stream.sender()) >= ChatLimits.MAX_STREAMS_PER_USER)
      return Optional.of(tooManyClients(stream.sender(), wallMs));
    var copies = RoomPost.copies(post.mail(), post.receivers());
    var added = copies.stream().map(copy -> copy.id().stream()).filter(this::isNotInUse).toList();
    // What is under way and adds others is not looked for: the pace of a member bounds it.
    if (!added.isEmpty()
        && state.highWaters().toMembers(stream.sender()) + added.size()
            > ChatLimits.MAX_STREAMS_TO_MEMBERS) return Optional.of(tooManyToMembers());
    long streams = added.stream().mapToLong(MemoryCost::of).sum();
    var refusal = keptLimit(stream, streams);
    if (refusal.isPresent()) return refusal;
    long bytes = this.room.cost(copies.size(), text);
    if (bytes > 0 && !areCopiesTaken(pendingMemory, pendingCopyMemory, bytes))
      return Optional.of(underWay());
    long waitMs = postPace.onPost(stream.sender(), room.name(), wallMs);
    if (waitMs == 0) return Optional.empty();
    return Optional.of(
        Refusal.retry(
            Code.RATE_LIMITED,
            "That is more than this room, or its members, can follow: wait a moment.",
            waitMs));
  }

  private boolean isNotInUse(ClientStream stream) {
    return !state.highWaters().isInUse(stream);
  }

  private static Refusal tooManyToMembers() {
    return Refusal.of(
        Code.RATE_LIMITED,
        "You have written to rooms under too many client ids: use one that you used there before,"
            + " or try again tomorrow.");
  }

  private void submit(PostSent post) {
    pending.put(post.mail().id(), post);
    countPending(post, 1);
    var load = MailLoad.of(RoomPost.text(post.mail()));
    for (var receiver : post.receivers()) pendingTo.merge(receiver.name(), load, MailLoad::plus);
  }

  private void countPending(Sent event, int sign) {
    if (!(event instanceof PostSent post)) {
      pendingMemory += sign * MemoryCost.of(event.mail());
      return;
    }
    long bytes = MemoryCost.expected(post.receivers().size(), RoomPost.text(post.mail()), 0);
    pendingMemory += sign * bytes;
    pendingCopyMemory += sign * bytes;
  }

  /**
   * The receipt of {@code shown} that {@code node} stores for its sender; empty if enough mail
   * waits for the sender, or in all mailboxes. The receipt counts as submitted from now on.
   */
  public Optional<MailSent> onShown(Mail shown, MemberId node, long wallMs) {
    if (!state.hasRoomForReceipt(shown.from())) return Optional.empty();
    var stream = DeliveryReceipt.stream(shown.to(), node);
    var id = new MessageId(stream, highest(stream) + 1);
    var text = DeliveryReceipt.text(shown);
    if (memoryLimit(stream, text).isPresent()) return Optional.empty();
    return Optional.of(submit(id, shown.from(), text, wallMs).event());
  }

  private static Optional<Refusal> checkNumber(ClientStream stream, Optional<Long> seq) {
    if (seq.isEmpty()) return Optional.empty();
    if (seq.get() < 1) {
      return Optional.of(
          Refusal.of(
              Code.MALFORMED,
              "Messages are numbered from 1, not " + seq.get() + ": start again from 1."));
    }
    if (stream.isOfNode()) {
      return Optional.of(
          Refusal.of(
              Code.MALFORMED, "A client id cannot begin with '@': log in again with another."));
    }
    return Optional.empty();
  }

  /**
   * Whether a message of a user who has lost the name is still under way: the numbers of such
   * messages are not this sender's.
   */
  private boolean isClearing(ClientStream stream) {
    long sender = state.claim(stream.sender());
    var last = pending.floorEntry(new MessageId(stream, Long.MAX_VALUE));
    // No message of anybody else was admitted since, so one stands for all of the stream.
    return last != null
        && last.getKey().stream().equals(stream)
        && !isFrom(last.getValue().mail(), sender);
  }

  private static boolean isFrom(Mail mail, long claim) {
    return RoomPost.is(mail)
        ? claim == ClaimPair.ANY || RoomPost.senderClaim(mail) == claim
        : mail.parties().isFrom(claim);
  }

  private static Refusal clearing() {
    var text =
        "Messages that were sent before under this name are still being removed: try "
            + "again in a second.";
    return Refusal.retry(Code.UNAVAILABLE, text, 1_000);
  }

  private static Refusal gap(long number, long expected) {
    var text =
        "Number " + number + " cannot be sent before number " + expected + ": send that one first.";
    return Refusal.gap(text, expected);
  }

  /** The highest number of {@code stream}, including messages that are under way. */
  public long highest(ClientStream stream) {
    var last = pending.floorKey(new MessageId(stream, Long.MAX_VALUE));
    boolean isOfStream = last != null && last.stream().equals(stream);
    return Math.max(state.highWaters().highest(stream), isOfStream ? last.seq() : 0);
  }

  private Decision onResend(MessageId id, UserName to, String text, long wallMs) {
    long print = SeenNumbers.fingerprintOf(to, text);
    var underWay = pending.get(id);
    if (underWay != null) {
      return SeenNumbers.fingerprintOf(underWay.mail()) == print ? new UnderWay(id) : reused(id);
    }
    var known = state.highWaters().fingerprint(id);
    if (known.isPresent() && known.get() != print) return reused(id);
    // The copy of a message that waits has the same id for clients, also if the message is from
    // before claims; the copy of one that goes back must not go to the account that has the
    // receiver's name now.
    var parties = state.find(to, id).map(Mail::parties).orElseGet(() -> parties(id, to));
    return new Known(new MailSent(new Mail(id, to, text, wallMs, state.nextLamport(), parties)));
  }

  private ClaimPair parties(MessageId id, UserName to) {
    return new ClaimPair(state.claim(id.stream().sender()), state.claim(to));
  }

  private static Decision reused(MessageId id) {
    return refuse(
        Code.SEQ_REUSED,
        "Number " + id.seq() + " was used for another message: send this one under a new number.");
  }

  private Optional<Refusal> limits(ClientStream stream, UserName to, String text, long wallMs) {
    if (state.blocks(stream.sender(), to)) {
      return Optional.of(
          Refusal.of(
              Code.BLOCKED, "You have blocked '" + to + "': unblock them first to write to them."));
    }
    if (pending.size() >= ChatLimits.MAX_PENDING) return Optional.of(tooManyUnderWay());
    var more = MailLoad.of(text);
    var load = pendingTo.getOrDefault(to, MailLoad.NONE).plus(more);
    if (!state.hasRoom(to, load.mails(), load.textBytes())) {
      return Optional.of(
          Refusal.of(
              Code.MAILBOX_FULL,
              "The mailbox of '" + to + "' is full: try again when " + to + " has read some."));
    }
    // One refusal for both: a blocked sender must not be able to tell.
    if (state.blocks(to, stream.sender()) || isTooMuchOf(stream.sender(), to, more)) {
      return Optional.of(
          Refusal.of(
              Code.MAILBOX_FULL,
              "The mailbox of '" + to + "' takes no more messages of yours now: try again later."));
    }
    if (isNew(stream) && clients(stream.sender()) >= ChatLimits.MAX_STREAMS_PER_USER)
      return Optional.of(tooManyClients(stream.sender(), wallMs));
    return memoryLimit(stream, text);
  }

  private static Refusal tooManyUnderWay() {
    return Refusal.retry(
        Code.RATE_LIMITED,
        "The server has too many messages under way: try again in a second.",
        1_000);
  }

  /** Whether the stream would be one more that is in use, whether or not it was forgotten. */
  private boolean isNew(ClientStream stream) {
    if (stream.isOfNode() || state.highWaters().isInUse(stream)) return false;
    var last = pending.floorKey(new MessageId(stream, Long.MAX_VALUE));
    return last == null || !last.stream().equals(stream);
  }

  /** The leader makes room, where one of the client ids is old enough, and can be forgotten. */
  private Refusal tooManyClients(UserName sender, long wallMs) {
    long idleMs = wallMs - state.highWaters().leastUsedMs(sender, wallMs);
    if (idleMs >= ClientExpiry.MIN_IDLE_MS && canForget(sender, wallMs)) {
      return Refusal.retry(
          Code.RATE_LIMITED,
          "You have used too many client ids: the oldest one makes room, try again in a moment.",
          2 * ClientExpiry.CHECK_MS);
    }
    return Refusal.of(
        Code.RATE_LIMITED,
        "You have used too many client ids: keep one client id and use it again.");
  }

  private boolean canForget(UserName sender, long wallMs) {
    var known = state.highWaters();
    long forgottenMs = wallMs - known.leastUsedForgottenMs(sender, wallMs);
    return known.forgotten(sender) < ChatLimits.MAX_FORGOTTEN_PER_USER
        || forgottenMs >= ClientExpiry.REMEMBERED_MS;
  }

  private boolean isTooMuchOf(UserName from, UserName to, MailLoad more) {
    if (shares.equals(MailShares.UNLIMITED)) return false;
    var underWay = pendingOf.getOrDefault(new Flow(from, to), MailLoad.NONE);
    var load = state.waitingOf(from, to).plus(underWay).plus(more);
    // A receiver who is there reads, and can answer: the window of their client bounds what waits.
    boolean isStranger = !state.presence().isOnline(to) && !state.hasWritten(to, from);
    return !shares.admit(load, isStranger);
  }

  /** The memory that one user takes on all servers is bounded for all users together. */
  private Optional<Refusal> memoryLimit(ClientStream stream, String text) {
    var refusal = keptLimit(stream, 0);
    if (refusal.isPresent()) return refusal;
    long bytes = room.cost(text);
    if (room.hasRoom(pendingMemory, bytes)) return Optional.empty();
    return Optional.of(room.hasRoom(0, bytes) ? underWay() : full());
  }

  /** {@code streams}: the memory that streams to members of a room take in addition. */
  private Optional<Refusal> keptLimit(ClientStream stream, long streams) {
    // A node's stream is made by the node: a user without a client id of their own cannot use
    // another one.
    long kept = streams + (isNew(stream) ? MemoryCost.of(stream) : 0);
    if (kept > 0 && !room.hasRoomForEver(kept)) {
      return Optional.of(
          Refusal.of(
              Code.RATE_LIMITED,
              "The servers have no room for another client id: use one that you used before, "
                  + "or ask the operator."));
    }
    return Optional.empty();
  }

  private static Refusal underWay() {
    return Refusal.retry(
        Code.RATE_LIMITED, "The server has too much mail under way: try again in a second.", 1_000);
  }

  private static Refusal full() {
    return Refusal.retry(
        Code.MAILBOX_FULL,
        "The servers have no room for more mail: try again when users have read some "
            + "of theirs, or ask the operator.",
        FULL_RETRY_MS);
  }

  /**
   * The number of client ids that {@code sender} has sent under, including those whose first
   * message is under way.
   */
  private int clients(UserName sender) {
    long underWay =
        pending.tailMap(new MessageId(ClientStream.first(sender), 1)).keySet().stream()
            .map(MessageId::stream)
            .takeWhile(stream -> stream.sender().equals(sender))
            .filter(stream -> !stream.isOfNode() && !state.highWaters().isInUse(stream))
            .distinct()
            .count();
    return state.highWaters().clients(sender) + (int) underWay;
  }

  private Submit submit(MessageId id, UserName to, String text, long wallMs) {
    var mail = new Mail(id, to, text, wallMs, state.nextLamport(), parties(id, to));
    var event = new MailSent(mail);
    pending.put(id, event);
    countPending(event, 1);
    var load = MailLoad.of(text);
    pendingTo.merge(to, load, MailLoad::plus);
    pendingOf.merge(new Flow(id.stream().sender(), to), load, MailLoad::plus);
    return new Submit(event);
  }

  /** The message was delivered here, so the state knows it now. */
  public void onDelivered(MessageId id) {
    var event = pending.remove(id);
    if (event == null) return;
    countPending(event, -1);
    if (event instanceof PostSent post) {
      var text = RoomPost.text(post.mail());
      for (var receiver : post.receivers())
        pendingTo.computeIfPresent(receiver.name(), (name, load) -> load.without(text));
      return;
    }
    var mail = event.mail();
    pendingTo.computeIfPresent(mail.to(), (name, load) -> load.without(mail.text()));
    pendingOf.computeIfPresent(
        new Flow(mail.from(), mail.to()), (flow, load) -> load.without(mail.text()));
  }

  /**
   * The messages that were submitted and not delivered, in the order in which they were made, to be
   * submitted again to protocols that start again.
   */
  public List<Sent> pending() {
    return pending.values().stream()
        .sorted(Comparator.comparingLong(event -> event.mail().lamport()))
        .toList();
  }

  private static Decision refuse(Code code, String sentence) {
    return new Refused(Refusal.of(code, sentence));
  }
}
