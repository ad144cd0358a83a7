package dev.parley.replica;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.ReturnsTold;
import dev.parley.chat.ChatEvent.SessionId;
import dev.parley.chat.ChatEvent.StreamMark;
import dev.parley.chat.PushWindow;
import dev.parley.chat.ReadPositionTracker;
import dev.parley.chat.TypingPace;
import dev.parley.chat.Watchers;
import dev.parley.chat.accounts.ClientNumber;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.Device;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import dev.parley.replica.ReplicaProtocol.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.ToLongFunction;

/**
 * The sessions open at this node, and the events sent to each of them.
 *
 * @param <S> a session, as its opener refers to it; equal only to itself
 */
final class SessionTable<S> {
  /** Acknowledgements are multicast at the latest when this many are noted. */
  static final int ACKNOWLEDGEMENTS_TOGETHER = 32;

  /** What says so again of one message comes within moments: by then hardly so many came. */
  static final int DELIVERED_REMEMBERED = 32;

  /** One open session. */
  static final class Entry<S> {
    final UserName name;
    final String client;

    /** The number of the account's claim, or {@link ClaimPair#ANY}. */
    final long claim;

    /** How the client has come in. */
    final LoginProof proof;

    /** From where, and when. */
    final Arrival arrival;

    /** What its client says of itself. */
    private final ClientTraits traits;

    /** The last logout of its client when it was opened. */
    final long logout;

    final long number;
    final S session;
    final PushWindow window;
    final TypingPace typing = new TypingPace();
    final ReadPositionTracker seen;
    private final SortedMap<dev.parley.chat.model.ClientStream, Long> acknowledged =
        new TreeMap<>();
    private final List<MessageId> returnsTold = new ArrayList<>();

    /** Messages under way that have no number of the client's. */
    private final TreeSet<MessageId> unnumbered = new TreeSet<>();

    /** Of these the client was told that they were delivered; the latest last. */
    private final LinkedHashSet<MessageId> delivered = new LinkedHashSet<>();

    private int unsent;

    /** The number of the verifier that admitted it. */
    private long verifier;

    /** The number of the verifier that its user asked for, or {@link ScramVerifier#ANY}. */
    private long chosen = ScramVerifier.ANY;

    private Entry(
        long number,
        S session,
        SessionRequest request,
        UserName name,
        long logout,
        List<Mail> stored) {
      this.proof = request.proof();
      this.arrival = request.arrival();
      this.logout = logout;
      this.name = name;
      this.client = request.client();
      this.claim = request.claim();
      this.verifier = request.verifier();
      this.number = number;
      this.session = session;
      this.traits = request.traits();
      this.window = new PushWindow(stored, traits.knowsDevices());
      this.seen = new ReadPositionTracker(request.after());
    }

    /** The client, as the other servers know it. */
    Device device() {
      long number = ClientNumber.of(Optional.of(client));
      long login = traits.takesTickets() ? proof.client() : Device.NO_TICKETS;
      return new Device(number, Device.shownOf(client), traits.kind(), login, arrival.wallMs());
    }

    /** The session's identity while this node is {@code self}. */
    SessionId id(MemberId self) {
      return new SessionId(self, number);
    }

    /**
     * Notes that the client is told that the message was delivered; returns false if it was told
     * that before. Several servers may say so of one, when several clients of its receiver
     * acknowledge it at once.
     */
    boolean noteDelivered(MessageId id) {
      if (!delivered.add(id)) return false;
      if (delivered.size() > DELIVERED_REMEMBERED) delivered.remove(delivered.iterator().next());
      return true;
    }

    /** Notes that the session has sent a message to which the server gave its number. */
    void noteUnnumbered(MessageId id) {
      unnumbered.add(id);
    }

    /** Whether the message that is delivered now comes from the client of this session. */
    private boolean isAuthor(MessageId id) {
      return unnumbered.remove(id) || id.stream().client().equals(client);
    }

    /** Notes that the user asked for a new password. */
    void choose(ScramVerifier next) {
      chosen = next.number();
    }

    /** The account has the verifier of this number: returns true if the session may stay. */
    boolean staysWith(long current) {
      if (current == chosen) verifier = current;
      return current == verifier;
    }

    /** Notes the mail that was shown; returns true if enough is noted to publish it now. */
    boolean note(List<Mail> shown) {
      shown.forEach(m -> acknowledged.merge(m.id().stream(), m.id().seq(), Math::max));
      unsent++;
      return unsent >= ACKNOWLEDGEMENTS_TOGETHER;
    }

    /** Notes that the user was notified that the message was returned. */
    void noteReturned(MessageId id) {
      returnsTold.add(id);
    }

    /**
     * The events that publish the mail shown and the returns sent to the user since the last call.
     * {@code claims} gives the number of a sender's claim.
     */
    List<ChatEvent> take(ToLongFunction<UserName> claims) {
      var events = new ArrayList<ChatEvent>();
      if (!acknowledged.isEmpty()) {
        var marks = new ArrayList<StreamMark>();
        acknowledged.forEach(
            (stream, upTo) ->
                marks.add(new StreamMark(stream, upTo, claims.applyAsLong(stream.sender()))));
        events.add(new MailAcknowledged(name, marks, claim));
      }
      for (int from = 0; from < returnsTold.size(); from += ReturnsTold.MAX_IDS) {
        int to = Math.min(from + ReturnsTold.MAX_IDS, returnsTold.size());
        events.add(new ReturnsTold(name, returnsTold.subList(from, to), claim));
      }
      acknowledged.clear();
      returnsTold.clear();
      unsent = 0;
      return events;
    }
  }

  private final Map<S, Entry<S>> bySession = new LinkedHashMap<>();
  private final TreeMap<UserName, List<Entry<S>>> byName = new TreeMap<>();
  private final Watchers<Entry<S>> watchers = new Watchers<>();
  private final LinkedHashSet<Entry<S>> reading = new LinkedHashSet<>(); // for pushReads
  private final Durability durability;
  private long lastNumber;

  /**
   * All events for a session go through {@code durability}: in order, and not before the changes
   * that they rest on are durable.
   */
  SessionTable(Durability durability) {
    this.durability = durability;
  }

  /**
   * Opens a session for {@code name}, in the spelling of its account; {@code logout} is its
   * client's last one, and {@code stored} the mail that waits.
   */
  Entry<S> open(S session, SessionRequest request, UserName name, long logout, List<Mail> stored) {
    var entry = new Entry<>(++lastNumber, session, request, name, logout, stored);
    bySession.put(session, entry);
    byName.computeIfAbsent(name, n -> new ArrayList<>(1)).add(entry);
    watchers.onOpened(entry);
    return entry;
  }

  Optional<Entry<S>> find(S session) {
    return Optional.ofNullable(bySession.get(session));
  }

  Optional<Entry<S>> close(S session) {
    var entry = bySession.remove(session);
    if (entry == null) return Optional.empty();
    watchers.onClosed(entry);
    byName.computeIfPresent(
        entry.name,
        (name, entries) -> {
          entries.remove(entry);
          return entries.isEmpty() ? null : entries;
        });
    return Optional.of(entry);
  }

  Collection<Entry<S>> all() {
    return bySession.values();
  }

  /** The present sessions of one user. */
  List<Entry<S>> of(UserName name) {
    return List.copyOf(byName.getOrDefault(name, List.of()));
  }

  /** The user's session of that number, if it is open here. */
  Optional<Entry<S>> find(UserName name, long number) {
    return of(name).stream().filter(entry -> entry.number == number).findFirst();
  }

  void tellAll(Event event) {
    bySession.values().forEach(entry -> tell(entry, event));
  }

  /** The sessions that are notified of which users. */
  Watchers<Entry<S>> watchers() {
    return watchers;
  }

  /**
   * A user came or went: notifies the sessions that watch them, but those of users who must not
   * know, and their own. {@code isHidden}: whether the first user is offline for the second.
   */
  void onPresence(UserName about, boolean isOnline, BiPredicate<UserName, UserName> isHidden) {
    for (var telling : watchers.onChange(about, isOnline)) {
      var name = telling.name();
      var event = presence(name, telling.isOnline());
      for (var entry : telling.sessions())
        if (!entry.name.equals(name) && !isHidden.test(name, entry.name)) tell(entry, event);
    }
  }

  /** As {@link #onPresence}, to the sessions of one user, for whom alone it is so. */
  void tellPresence(UserName to, UserName about, boolean isOnline) {
    for (var entry : of(to))
      if (watchers.isNotified(entry, about)) tell(entry, presence(about, isOnline));
  }

  /** The user looks at {@code other}, with whom a conversation may begin. */
  void onConversation(UserName name, UserName other) {
    of(name).forEach(entry -> watchers.onConversation(entry, other));
  }

  private static Event presence(UserName name, boolean isOnline) {
    return isOnline ? new ReplicaProtocol.CameOnline(name) : new ReplicaProtocol.WentOffline(name);
  }

  void tell(UserName name, Event event) {
    of(name).forEach(entry -> tell(entry, event));
  }

  /** As {@link #tell(UserName, Event)}, to those sessions that know the event. */
  void tellOfTyping(UserName name, ReplicaProtocol.Types event) {
    for (var entry : of(name)) if (entry.traits.knowsDevices()) tell(entry, event);
  }

  /** As {@link #tell(UserName, Event)}, to those sessions that know the event. */
  void tellOfTyping(UserName name, ReplicaProtocol.TypesInRoom event) {
    for (var entry : of(name)) if (entry.traits.knowsRoomReceipts()) tell(entry, event);
  }

  void tell(Entry<S> entry, Event event) {
    durability.whenDurable(new ReplicaOutput.Tell<>(entry.session, event));
  }

  /** As {@link #tell(Entry, Event)}, for a session that is not open any more. */
  void tellDurably(S session, Event event) {
    durability.whenDurable(new ReplicaOutput.Tell<>(session, event));
  }

  void onMail(Mail mail) {
    of(mail.to()).forEach(entry -> push(entry, entry.window.onMail(mail)));
    for (var entry : of(mail.from())) {
      boolean isKnown = entry.isAuthor(mail.id()) || mail.to().equals(mail.from());
      if (!isKnown) push(entry, entry.window.onSent(mail));
    }
  }

  /** What waits for a member of a room. */
  void onCopy(Mail copy) {
    for (var entry : of(copy.to()))
      if (entry.traits.knowsRooms()) push(entry, entry.window.onMail(copy));
  }

  /** What a user has sent to a room, for their other sessions. */
  void onPost(Mail post) {
    for (var entry : of(post.from())) {
      boolean isKnown = entry.isAuthor(post.id());
      if (!isKnown && entry.traits.knowsRooms()) push(entry, entry.window.onSent(post));
    }
  }

  /** As {@link #tell(UserName, Event)}, to those sessions that know rooms. */
  void tellOfRooms(UserName name, ReplicaProtocol.RoomEvent event) {
    for (var entry : of(name)) if (entry.traits.knowsRooms()) tell(entry, event);
  }

  /** The message was delivered: each session of its sender is told so once. */
  void tellDelivered(UserName sender, ReplicaProtocol.Delivered event) {
    for (var entry : of(sender)) tellDelivered(entry, event);
  }

  /** As the other one, to one session. */
  void tellDelivered(Entry<S> entry, ReplicaProtocol.Delivered event) {
    if (entry.noteDelivered(event.id())) tell(entry, event);
  }

  /** Whether anybody here is told who has seen what {@code author} wrote to rooms. */
  boolean isToldOfReceipts(UserName author) {
    return byName.getOrDefault(author, List.of()).stream()
        .anyMatch(entry -> entry.traits.knowsRoomReceipts());
  }

  /** As {@link #tell(UserName, Event)}, to those sessions that know the event. */
  void tellOfReceipts(UserName author, ReplicaProtocol.SeenInRoom event) {
    for (var entry : of(author)) if (entry.traits.knowsRoomReceipts()) tell(entry, event);
  }

  /** To be followed by {@link #pushReads}. */
  void onRead(Mail mail) {
    for (var entry : of(mail.to())) {
      entry.window.onRead(mail);
      reading.add(entry);
    }
  }

  /** Several acknowledgements that come together lead to one event for each sender. */
  void pushReads() {
    var entries = List.copyOf(reading);
    reading.clear();
    for (var entry : entries)
      if (bySession.containsKey(entry.session)) push(entry, entry.window.push());
  }

  void onRemoved(MessageId id, UserName to) {
    of(to).forEach(entry -> push(entry, entry.window.onRemoved(id)));
  }

  /** The account of {@code sender} has lost its name: its unread messages are gone. */
  void onSenderLost(UserName sender) {
    for (var entry : List.copyOf(bySession.values())) {
      entry.acknowledged.keySet().removeIf(stream -> stream.sender().equals(sender));
      push(entry, entry.window.onSenderLost(sender));
    }
  }

  void push(Entry<S> entry, List<PushWindow.Push> pushes) {
    for (var push : pushes) {
      if (push instanceof PushWindow.Show show && !RoomPost.is(show.mail()))
        watchers.onConversation(entry, show.mail().from());
      if (push instanceof PushWindow.ShowSent sent && !RoomPost.is(sent.mail()))
        watchers.onConversation(entry, sent.mail().to());
      tell(entry, event(entry, push));
    }
  }

  private static Event event(Entry<?> entry, PushWindow.Push push) {
    if (push instanceof PushWindow.Begin begin)
      return new ReplicaProtocol.UnreadBegin(begin.count());
    if (push instanceof PushWindow.End) return ReplicaProtocol.UnreadEnd.INSTANCE;
    if (push instanceof PushWindow.Waiting waiting)
      return new ReplicaProtocol.WindowFull(waiting.unacknowledged());
    if (push instanceof PushWindow.Show show) {
      var mail = show.mail();
      return new ReplicaProtocol.MailPushed(
          show.n(), mail, entry.seen.on(mail.clock()), show.stored(), mail.clock());
    }
    if (push instanceof PushWindow.ShowSent sent) {
      var mail = sent.mail();
      return new ReplicaProtocol.SentPushed(sent.n(), mail, entry.seen.on(mail.clock()));
    }
    if (push instanceof PushWindow.CopiesSkipped) return ReplicaProtocol.SentSkipped.INSTANCE;
    if (push instanceof PushWindow.ReadElsewhere read)
      return new ReplicaProtocol.ReadElsewhere(read.with(), read.upTo().uuid(), read.isSkipped());
    throw new AssertionError("no effect for " + push);
  }
}
