package dev.parley.chat;

import dev.parley.chat.AccountLogouts.Logout;
import dev.parley.chat.ChatEvent.BlocksChanged;
import dev.parley.chat.ChatEvent.DeviceEnded;
import dev.parley.chat.ChatEvent.DeviceOpened;
import dev.parley.chat.ChatEvent.HistoryTrimmed;
import dev.parley.chat.ChatEvent.LoggedOut;
import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.MailExpired;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.PostSent;
import dev.parley.chat.ChatEvent.RegistryAppended;
import dev.parley.chat.ChatEvent.RegistryCommitted;
import dev.parley.chat.ChatEvent.ReturnsTold;
import dev.parley.chat.ChatEvent.ServerDraining;
import dev.parley.chat.ChatEvent.ServerMemory;
import dev.parley.chat.ChatEvent.SessionClosed;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.ChatEvent.SessionsTold;
import dev.parley.chat.ChatEvent.StreamsForgotten;
import dev.parley.chat.ChatEvent.UserKicked;
import dev.parley.chat.ChatSnapshot.Session;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange;
import dev.parley.chat.accounts.AccountChange.PasswordChanged;
import dev.parley.chat.accounts.AccountChange.RoomDecided;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogReplica;
import dev.parley.chat.accounts.RecoveryPlan;
import dev.parley.chat.accounts.SurvivorProof;
import dev.parley.chat.model.BlockEntry;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomChange;
import dev.parley.chat.rooms.Rooms;
import dev.parley.protocol.Fence;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Accounts, mailboxes and presence: the state that every server holds. Replicas that have applied
 * the same events, each after its causal past, are equal whatever the order of concurrent events.
 * Not safe for use by several threads.
 */
public final class ChatState {
  private final Accounts accounts = new Accounts();
  private final Mailboxes mailboxes;
  private final Presence presence = new Presence();
  private final Logouts logouts = new Logouts();
  private final AccountLogReplica registry = new AccountLogReplica();
  private final MemoryLimits memoryLimits = new MemoryLimits();
  private final BlockLists blocks;
  private final Correspondents correspondents = new Correspondents();
  private @Nullable StateBuckets buckets; // none before somebody asks: they cost memory
  private final HistoryTrim historyTrim = new HistoryTrim();
  private long lamport;
  private long issued;

  public ChatState() {
    this(false);
  }

  private ChatState(boolean isTracked) {
    mailboxes = new Mailboxes(isTracked);
    blocks = new BlockLists(isTracked);
  }

  /** A state that records its changes, for {@link #takeChanges}. */
  public static ChatState tracked() {
    return new ChatState(true);
  }

  /** Applies an event that {@code origin} multicast, in the view of the last {@link #onView}. */
  public List<Notice> apply(ChatEvent event, MemberId origin) {
    if (event instanceof RegistryAppended appended) {
      return registry.onAppended(appended.entry(), origin)
          ? List.of(new Notice.EntryAppended(appended.entry()))
          : List.of();
    }
    if (event instanceof RegistryCommitted committed) {
      var before = rooms();
      return onDecided(before, registry.onCommitted(committed.upTo(), origin), this::changeInView);
    }
    return apply(event);
  }

  /** {@code before} are the rooms before these decisions. */
  private static List<Notice> onDecided(
      Rooms before, List<AccountChange> decisions, Function<AccountChange, List<Notice>> apply) {
    var notices = new ArrayList<Notice>();
    var rooms = before;
    for (var decision : decisions) {
      if (decision instanceof RoomDecided decided) {
        var after = rooms.after(decided.change());
        changed(rooms, after, decided.change()).ifPresent(notices::add);
        rooms = after;
      }
      notices.addAll(apply.apply(decision));
      notices.add(new Notice.Decided(decision));
    }
    return notices;
  }

  private static Optional<Notice> changed(Rooms before, Rooms after, RoomChange change) {
    if (before.equals(after)) return Optional.empty();
    var earlier = before.find(change.room());
    var later = after.find(change.room());
    return later
        .or(() -> earlier)
        .map(room -> new Notice.RoomChanged(change, earlier.orElse(room), room));
  }

  /** The rooms that are others than {@code before}, without all that has led to that. */
  private List<Notice> replacedRooms(Rooms before) {
    var after = rooms();
    if (before.equals(after)) return List.of();
    var notices = new ArrayList<Notice>();
    for (var room : before.list())
      if (!after.find(room.name()).equals(Optional.of(room)))
        notices.add(new Notice.RoomReplaced(room));
    for (var room : after.list())
      if (!before.find(room.name()).equals(Optional.of(room)))
        notices.add(new Notice.RoomReplaced(room));
    return notices;
  }

  /**
   * Names are lost at merges only, before anything else happens in the view: if a name were lost
   * within a view, its holder would depend on the order of concurrent events. So a registration
   * that another part's account has overtaken since it was written has no effect, and the reply to
   * its request is that the name is taken. All members of a view have one log and the same
   * accounts.
   */
  private List<Notice> changeInView(AccountChange change) {
    var registered = AccountChange.registered(change);
    boolean isTaken = !accounts.lostBy(registered.stream().toList()).isEmpty();
    return isTaken ? List.of() : apply(change);
  }

  /**
   * Applies an event of this or another server that is decided, or needs no decision; an event that
   * was applied before changes nothing.
   */
  public List<Notice> apply(ChatEvent event) {
    if (event instanceof MailSent sent) {
      see(sent.mail().lamport());
      return onMail(sent.mail());
    }
    if (event instanceof PostSent sent) {
      see(sent.mail().lamport());
      return onPost(sent);
    }
    if (event instanceof MailAcknowledged acknowledged) return onAcknowledged(acknowledged);
    if (event instanceof ReturnsTold told) {
      return accounts.holds(told.sender(), told.claim())
          ? mailboxes.onReturnsTold(told.sender(), told.ids())
          : List.of();
    }
    if (event instanceof HistoryTrimmed trimmed) {
      historyTrim.onTrimmed(trimmed.beforeMs());
      return List.of();
    }
    if (event instanceof MailExpired expired) return mailboxes.onExpired(expired);
    if (event instanceof StreamsForgotten forgotten) {
      for (var stream : forgotten.streams()) {
        boolean isOfHolder = accounts.holds(stream.stream().sender(), stream.sender());
        if (isOfHolder) mailboxes.onForgotten(stream);
      }
      return List.of();
    }
    if (event instanceof BlocksChanged changed) return onBlocks(changed);
    if (event instanceof SessionOpened opened) {
      see(opened.lamport());
      if (!accounts.holds(opened.name(), opened.claim())) return List.of();
      return presence.open(new Session(opened.name(), opened.session(), opened.lamport()));
    }
    if (event instanceof DeviceOpened opened) {
      see(opened.lamport());
      if (!accounts.holds(opened.name(), opened.claim())) return List.of();
      var session = new Session(opened.name(), opened.session(), opened.lamport());
      return presence.open(session, opened.device());
    }
    if (event instanceof DeviceEnded ended) {
      return accounts.holds(ended.name(), ended.claim())
          ? List.of(new Notice.DeviceEnded(ended.name(), ended.device()))
          : List.of();
    }
    if (event instanceof SessionClosed closed) {
      return presence.close(closed.name(), closed.session());
    }
    if (event instanceof SessionsTold told) return presence.onTold(told);
    if (event instanceof LoggedOut out) return onLoggedOut(out);
    if (event instanceof UserKicked kicked) return List.of(new Notice.UserKicked(kicked.name()));
    if (event instanceof ServerDraining draining) {
      presence.onDraining(draining.gateway(), draining.isDraining());
      return List.of();
    }
    if (event instanceof ServerMemory memory) {
      memoryLimits.onTold(memory.gateway(), memory.mailBytes());
      return List.of();
    }
    throw new AssertionError("no effect for " + event);
  }

  /**
   * The message may have been sent before an account of it lost the name at a merge, and arrive
   * after that. What is for a room comes as a {@link PostSent}; here it is forged.
   */
  private List<Notice> onMail(Mail mail) {
    if (!isNext(mail.id())) return List.of();
    if (!RoomPost.isPrivate(mail)) {
      mailboxes.onDropped(mail);
      return List.of();
    }
    boolean isFromHolder = accounts.holds(mail.from(), mail.parties().sender());
    boolean isForHolder = accounts.holds(mail.to(), mail.parties().receiver());
    if (isFromHolder && isForHolder) {
      see(mail);
      return mailboxes.onMail(accounts.share(mail));
    }
    if (isFromHolder && !DeliveryReceipt.is(mail)) return mailboxes.onMailForNobody(mail);
    mailboxes.onDropped(mail);
    return List.of();
  }

  /**
   * Each copy is taken or known by itself: of two sendings of one post, by two servers, each member
   * of either gets one. Who has lost the name was in the room, and the name's holder was not.
   */
  private List<Notice> onPost(PostSent sent) {
    var post = sent.mail();
    if (!isNext(post.id()) || !RoomPost.isPost(post)) return List.of();
    if (!accounts.holds(post.from(), RoomPost.senderClaim(post))) {
      mailboxes.onDropped(post);
      return List.of();
    }
    var notices = new ArrayList<>(mailboxes.onPost(post));
    var receivers =
        sent.receivers().stream().filter(to -> accounts.holds(to.name(), to.claim())).toList();
    for (var copy : RoomPost.copies(post, receivers))
      notices.addAll(mailboxes.onMail(accounts.share(copy)));
    return notices;
  }

  private void see(Mail mail) {
    if (!DeliveryReceipt.is(mail) && !RoomPost.isCopy(mail))
      correspondents.onMail(mail.from(), mail.to());
  }

  private List<Notice> onLoggedOut(LoggedOut out) {
    if (!accounts.holds(out.name(), out.claim())) return List.of();
    if (!logouts.admits(out.name(), out.mark())) return List.of();
    return onLogouts(new AccountLogouts(out.name(), List.of(new Logout(out.client(), out.mark()))));
  }

  private List<Notice> onLogouts(AccountLogouts of) {
    return logouts.add(of.name(), of.logouts())
        ? List.of(new Notice.LoggedOut(of.name()))
        : List.of();
  }

  private List<Notice> onAcknowledged(MailAcknowledged acknowledged) {
    if (!accounts.holds(acknowledged.user(), acknowledged.claim())) return List.of();
    var marks =
        acknowledged.marks().stream()
            .filter(mark -> accounts.holds(mark.stream().sender(), mark.sender()))
            .toList();
    return mailboxes.onAcknowledged(new MailAcknowledged(acknowledged.user(), marks));
  }

  /** The words about names that were lost meanwhile are about nobody. */
  private List<Notice> onBlocks(BlocksChanged changed) {
    // A word of a time that is far off would be the last one for ever.
    if (!Fence.admitsTime(changed.lamport(), lamport)) return List.of();
    see(changed.lamport());
    if (!accounts.holds(changed.owner(), changed.claim())) return List.of();
    var notices = new ArrayList<Notice>();
    for (var change : changed.changes()) {
      if (!accounts.holds(change.name(), change.claim())) continue;
      var entry =
          new BlockEntry(changed.owner(), change.name(), changed.lamport(), change.isBlocked());
      // A forged word about oneself would be a floor.
      if (!entry.isFloor()) notices.addAll(blocks.put(entry));
    }
    if (changed.isWhole())
      notices.addAll(blocks.put(BlockEntry.floor(changed.owner(), changed.lamport())));
    return notices;
  }

  /** Applies a change that is decided; a change that was applied before changes nothing. */
  public List<Notice> apply(AccountChange change) {
    var notices = changeAccount(change);
    return notices.isEmpty() ? notices : withLosses(notices);
  }

  /** Users who have lost a name have lost everything with it: nothing of theirs is the holder's. */
  private List<Notice> withLosses(List<Notice> changes) {
    var lost = new TreeSet<UserName>();
    for (var change : changes) if (change instanceof Notice.NameLost name) lost.add(name.name());
    if (lost.isEmpty()) return changes;
    var notices = new ArrayList<>(changes);
    notices.addAll(presence.drop(lost));
    notices.addAll(mailboxes.lose(lost));
    blocks.lose(lost);
    logouts.drop(lost);
    return notices;
  }

  private List<Notice> changeAccount(AccountChange change) {
    if (change instanceof PasswordChanged changed) {
      see(changed.lamport());
      return accounts.change(changed);
    }
    // What else is decided is about who may register: it is in the log.
    var registered = AccountChange.registered(change);
    if (registered.isEmpty()) return List.of();
    see(registered.get().changed());
    return accounts.add(registered.get());
  }

  /** Whether a message can have this number: a forged one must not use up a whole stream. */
  private boolean isNext(MessageId id) {
    return Fence.admitsNumber(id.seq(), mailboxes.highWaters().highest(id.stream()));
  }

  private void see(long time) {
    if (Fence.admitsTime(time, lamport)) lamport = Math.max(lamport, time);
  }

  /** Sessions at servers that are not in {@code view} are over. */
  public List<Notice> onView(View view) {
    registry.onView(view);
    memoryLimits.onView(view);
    return presence.onView(view);
  }

  /**
   * The Lamport time of an event that this replica makes: larger than the times of all events
   * applied here, and than all times that were given out here before.
   */
  public long nextLamport() {
    issued = Math.addExact(Math.max(issued, lamport), 1);
    return issued;
  }

  // Questions.

  /**
   * Names that this part and {@code other} gave to different users; some of these, on one side or
   * the other, lose their names at a merge.
   */
  public SortedSet<UserName> disputed(ChatSnapshot other) {
    return accounts.lostBy(other.accounts());
  }

  /** The number of the claim of the account with this name, or {@link ClaimPair#ANY}. */
  public long claim(UserName name) {
    return account(name).map(account -> account.claim().number()).orElse(ClaimPair.ANY);
  }

  /**
   * The messages that {@code sender} must be notified of, in order: they go to nobody, because the
   * accounts that they were accepted for have lost their names.
   */
  public List<Mail> returned(UserName sender) {
    return mailboxes.returnedTo(sender);
  }

  /** Whether no client of the receiver has acknowledged the message, as far as is known here. */
  public boolean isUnread(Mail mail) {
    return mailboxes.find(mail.to(), mail.id()).isPresent();
  }

  /** The message {@code id} to {@code to}, if it waits, also if it goes back to its sender. */
  Optional<Mail> find(UserName to, MessageId id) {
    return mailboxes.find(to, id);
  }

  /**
   * The last logout of which a ticket of this client must know, by its {@code ClientNumber}; 0 if
   * there is none.
   */
  public long logout(UserName name, long client) {
    return logouts.of(name, client);
  }

  /** As {@link #logout}, if the user asked for it: 0 for one that is noted for lack of room. */
  public long askedLogout(UserName name, long client) {
    return logouts.asked(name, client);
  }

  /** The mark of a logout that happens now. */
  public long nextLogout(UserName name, long wallMs) {
    return logouts.next(name, wallMs);
  }

  public Optional<Account> account(UserName name) {
    return accounts.find(name);
  }

  /** Whether a registered name, {@code name} itself included, looks like {@code name}. */
  public boolean hasLookAlike(UserName name) {
    return accounts.haveLookAlike(name);
  }

  /** The mail that waits for {@code name}, in the order in which it should be shown. */
  public List<Mail> waiting(UserName name) {
    return mailboxes.waiting(name);
  }

  /** Whether this many more messages, with this many bytes of text, still fit the mailbox. */
  public boolean hasRoom(UserName name, int more, long textBytes) {
    return mailboxes.hasRoom(name, more, textBytes);
  }

  /**
   * At most {@code max} messages that wait for their receivers and were sent in this interval, by
   * the clocks of the senders' servers.
   */
  List<Mail> sentBetween(long fromMs, long beforeMs, int max) {
    return mailboxes.sentBetween(fromMs, beforeMs, max);
  }

  /** The time of day at which the message was sent that has waited for longest. */
  public OptionalLong oldestMailMs() {
    return mailboxes.oldestMs();
  }

  /** The number of messages of {@code from} that wait for {@code to}. */
  public int unread(UserName from, UserName to) {
    return waitingOf(from, to).mails();
  }

  /** The mail of {@code from} that waits for {@code to}, receipts not counted. */
  MailLoad waitingOf(UserName from, UserName to) {
    return mailboxes.waitingOf(from, to);
  }

  /** The rooms that were decided, as far as this server knows. */
  public Rooms rooms() {
    return registry.registry().map(AccountLog::rooms).orElse(Rooms.NONE);
  }

  /** The messages of rooms that wait for {@code name}. */
  MailLoad waitingOfRooms(UserName name) {
    return mailboxes.waitingOfRooms(name);
  }

  /** The streams of {@code sender} of which mail waits. Looks at all mail. */
  SortedSet<ClientStream> streamsOfWaiting(UserName sender) {
    return mailboxes.streamsOfWaiting(sender);
  }

  /** When each client of the user that has an id of its own has sent its last message. */
  public SortedMap<ClientStream, Long> lastSent(UserName sender) {
    return mailboxes.lastSent(sender);
  }

  /** Whether {@code from} has written to {@code to}, as far as this server remembers. */
  boolean hasWritten(UserName from, UserName to) {
    return correspondents.hasWritten(from, to);
  }

  /** No server keeps what was sent before this time and was read; 0 if that is not known here. */
  long historyBeforeMs() {
    return historyTrim.beforeMs();
  }

  /** Whether {@code owner} blocks {@code name}, as far as this server knows. */
  public boolean blocks(UserName owner, UserName name) {
    return blocks.blocks(owner, name);
  }

  /** The names that {@code owner} blocks. */
  public SortedSet<UserName> blockedBy(UserName owner) {
    return blocks.blockedBy(owner);
  }

  /** The number of names that are remembered as those that {@code owner} blocks no more. */
  int unblockedBy(UserName owner) {
    return blocks.unblockedBy(owner);
  }

  /** Whether a receipt may be stored for {@code sender}: receipts leave room for mail. */
  boolean hasRoomForReceipt(UserName sender) {
    return mailboxes.waits(sender) < DeliveryReceipt.MAX_WAITING;
  }

  /** Where it is not known when the stream was used last, it counts as used at this time. */
  void onSeen(ClientStream stream, long wallMs) {
    mailboxes.onSeen(stream, wallMs);
  }

  public SeenNumbers highWaters() {
    return mailboxes.highWaters();
  }

  public Presence presence() {
    return presence;
  }

  public int accounts() {
    return accounts.size();
  }

  /** The number of messages that wait in all mailboxes. */
  public int mails() {
    return mailboxes.size();
  }

  /** The memory that all waiting mail takes, in bytes: an estimate. */
  public long mailMemory() {
    return mailboxes.memory();
  }

  /** That of the copies of what was sent to rooms. */
  long copyMemory() {
    return mailboxes.copyMemory();
  }

  /**
   * The memory that accounts, streams, blocks and logouts take, which are kept for ever, in bytes:
   * an estimate.
   */
  public long keptMemory() {
    return mailboxes.highWaters().memory()
        + accounts.size() * MemoryCost.ofAccount()
        + blocks.size() * MemoryCost.ofBlock()
        + logouts.size() * MemoryCost.ofLogout();
  }

  /** The memory that the servers of the view give to mail. */
  MemoryLimits memoryLimits() {
    return memoryLimits;
  }

  /**
   * The decided changes of accounts, and those that are about to be decided; empty before the first
   * account.
   */
  public Optional<AccountLog> registry() {
    return registry.registry();
  }

  /** The reason why accounts cannot be changed in this view; empty if they can. */
  public Optional<String> registryClosed(SurvivorProof lastSurvivor) {
    return registry.closed(lastSurvivor);
  }

  /** The reason why no voters may be made by force in this view; empty if they may. */
  public Optional<String> recoveryRefusal(SurvivorProof lastSurvivor) {
    return registry.recoveryRefusal(lastSurvivor);
  }

  /** The effect of making voters by force in this view. */
  public Optional<RecoveryPlan> recovery() {
    return registry.recovery();
  }

  // Changes, snapshot and merge.

  /**
   * The changes since the last call, or since the beginning; only of a state that is {@link
   * #tracked}. A caller that keeps the state anywhere else must call this regularly: changes that
   * nobody takes pile up, one entry for each message, stream and account.
   */
  public StateChanges takeChanges() {
    return mailboxes
        .takeChanges(lamport, accounts.takeChanged(), registry.takeChanged())
        .with(blocks.takeChanged(), logouts.takeChanged(), historyTrim.takeChanged());
  }

  public ChatSnapshot snapshot() {
    return new ChatSnapshot(
        lamport,
        List.copyOf(accounts.all()),
        mailboxes.streams(),
        mailboxes.all(),
        presence.servers(),
        presence.all(),
        registry.registry().stream().toList(),
        blocks.all(),
        logouts.all());
  }

  /**
   * Merges the state of another part of the group into this one. A message is kept if both parts
   * have it, or if the other never saw it; a message that the other saw and does not have was shown
   * there. A name that both gave away belongs to one of the two accounts; everything of the other
   * account is left out. Commutative, associative and idempotent.
   */
  public List<Notice> merge(ChatSnapshot other) {
    return merge(PartialState.whole(other));
  }

  /**
   * Merges the state of another part of the group of which only what is different came, with the
   * same effect as if all of it had come. To be called only with what {@link #aligned} returned for
   * this state as it is now, or after others of the same list were merged.
   */
  public List<Notice> merge(PartialState different) {
    var other = different.state();
    // A newcomer knows no time yet, and takes that of the group.
    if (other.lamport() <= Fence.NEWCOMER_TIME) lamport = Math.max(lamport, other.lamport());
    var changes = new ArrayList<Notice>();
    other.accounts().forEach(account -> changes.addAll(accounts.add(account)));
    var notices = new ArrayList<>(withLosses(changes));
    // One of the parts had decided it before, and its accounts show what came of that: nothing, if
    // it was a registration without effect in its view.
    var roomsBefore = rooms();
    for (var log : other.registry())
      for (var decided : registry.merge(log)) notices.add(new Notice.Decided(decided));
    notices.addAll(replacedRooms(roomsBefore));
    var theirs = other.without(accounts.lostBy(other.accounts()));
    theirs.blocks().forEach(block -> notices.addAll(blocks.put(block)));
    var mails = theirs.mails().stream().filter(RoomPost::mayWait).toList();
    mails.forEach(this::see);
    theirs.logouts().forEach(account -> notices.addAll(onLogouts(account)));
    notices.addAll(mailboxes.merge(theirs.streams(), mails, different.different()));
    // Another copy was accepted there for the account that holds the name, or was shown to it.
    notices.removeIf(
        n -> n instanceof Notice.MailReturned back && !mailboxes.isReturned(back.returned().id()));
    notices.addAll(presence.merge(theirs.servers(), theirs.sessions()));
    return notices;
  }

  /**
   * Puts what {@code theirs} has of users in the place of what is here in its buckets, without a
   * notice to anybody. Only for a state that nobody has used: it is no merge. Returns how many
   * buckets are different now; nothing, and then nothing has changed, if this state knows an
   * account that the other does not know.
   */
  public OptionalInt replace(PartialState theirs) {
    var news = replacement().replace(theirs);
    if (news.isPresent())
      theirs.state().mails().stream().filter(RoomPost::mayWait).forEach(this::see);
    return news;
  }

  /** Forgets everything about users, also that it has changed: a store must forget it as well. */
  public void clear() {
    replacement().clear();
  }

  private StateReplacement replacement() {
    return new StateReplacement(accounts, mailboxes, blocks, logouts, buckets());
  }

  /** {@code other}, which was compared with this state as it is, with all that is equal. */
  public PartialState whole(PartialState other) {
    var equal = BucketSet.ALL.without(other.different());
    return other.with(equal, contents(equal));
  }

  /**
   * {@code others}, which were compared with this state as it is, in a form in which they can be
   * merged one after the other. The merge of one makes buckets different that were equal in
   * another: so each gets what is here of every bucket in which any is different. If the accounts
   * of a name are in dispute, what its users have in any bucket may change: then each becomes
   * whole.
   */
  public List<PartialState> aligned(List<PartialState> others) {
    var different = mayLoseNames(others) ? BucketSet.ALL : BucketSet.NONE;
    for (var other : others) different = different.union(other.different());
    var aligned = new ArrayList<PartialState>();
    for (var other : others) {
      var equal = different.without(other.different());
      aligned.add(equal.isEmpty() ? other : other.with(equal, contents(equal)));
    }
    return List.copyOf(aligned);
  }

  /** Whether any of the states has another account of a name. */
  private boolean mayLoseNames(List<PartialState> others) {
    var claims = new TreeMap<UserName, Account.Claim>();
    for (var other : others) {
      for (var account : other.state().accounts()) {
        var holder = accounts.find(account.name());
        if (holder.isPresent() && !holder.get().claim().equals(account.claim())) return true;
        var before = claims.put(account.name(), account.claim());
        if (before != null && !before.equals(account.claim())) return true;
      }
    }
    return false;
  }

  /** The digests of the kept state's buckets: equal where two states have the same contents. */
  public BucketDigests digests() {
    return buckets().digests();
  }

  /** See {@link StateBuckets#digestSome}. */
  int digestSome(int entries, boolean isQuiet, long nowMs) {
    return buckets().digestSome(entries, isQuiet, nowMs);
  }

  /** The number of buckets whose digests {@link #digests} would have to compute. */
  public int undigested() {
    return buckets().undigested();
  }

  /**
   * The buckets that may be different in a state with these digests. Computes no digests: a bucket
   * that has changed since counts as different.
   */
  public BucketSet perhapsDifferent(BucketDigests other) {
    return buckets().perhapsDifferent(other);
  }

  /** What is in these buckets, and nothing else. */
  public ChatSnapshot contents(BucketSet of) {
    return buckets().contents(of);
  }

  private StateBuckets buckets() {
    var known = buckets;
    if (known != null) return known;
    var made = new StateBuckets(this::contents);
    accounts.all().forEach(account -> made.onChanged(account.name()));
    mailboxes.users().forEach(made::onChanged);
    blocks.owners().forEach(made::onChanged);
    logouts.names().forEach(made::onChanged);
    accounts.tell(made::onChanged);
    mailboxes.tell(made::onChanged);
    blocks.tell(made::onChanged);
    logouts.tell(made::onChanged);
    buckets = made;
    return made;
  }

  private ChatSnapshot contents(Collection<UserName> users) {
    var lists = new SnapshotLists();
    accounts.addTo(lists, users);
    mailboxes.addTo(lists, users);
    blocks.addTo(lists, users);
    logouts.addTo(lists, users);
    return lists.snapshot();
  }

  /** What is in these buckets, and what is in none. */
  public PartialState part(BucketSet of) {
    if (of.isAll()) return PartialState.whole(snapshot());
    var lists = new SnapshotLists();
    lists.addAll(contents(of));
    return new PartialState(lists.in(inNoBucket()), of);
  }

  private ChatSnapshot inNoBucket() {
    return new ChatSnapshot(
        lamport,
        List.of(),
        List.of(),
        List.of(),
        presence.servers(),
        presence.all(),
        registry.registry().stream().toList());
  }

  /** A hash of the state, equal on replicas that are equal: SHA-256 in hexadecimal. */
  public String digest() {
    return StateDigest.of(snapshot());
  }

  /**
   * A hash of the kept state: without presence, which two parts of a group may know differently at
   * the moment in which they meet. Each server multicasts its sessions again in each such view.
   */
  public String keptDigest() {
    return StateDigest.ofKept(snapshot());
  }
}
