package dev.parley.replica;

import dev.parley.chat.AccountService;
import dev.parley.chat.BlockAdmission;
import dev.parley.chat.BucketDigests;
import dev.parley.chat.BucketSet;
import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.BlocksChanged;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.PostSent;
import dev.parley.chat.ChatState;
import dev.parley.chat.ClientExpiry;
import dev.parley.chat.DigestPace;
import dev.parley.chat.MailExpiry;
import dev.parley.chat.MemoryRoom;
import dev.parley.chat.Notice;
import dev.parley.chat.PartialState;
import dev.parley.chat.RoomTyping;
import dev.parley.chat.SendAdmission;
import dev.parley.chat.Typing;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.LeaderMessage.Question;
import dev.parley.chat.accounts.LeaderRequests;
import dev.parley.chat.accounts.NodeWithoutAccounts;
import dev.parley.chat.accounts.PortAnswer;
import dev.parley.chat.accounts.RegistrationRules;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.history.ArchiveFinding;
import dev.parley.chat.history.ArchiveQuestion;
import dev.parley.chat.history.HistoryMark;
import dev.parley.chat.history.HistoryRequest;
import dev.parley.chat.history.SearchWords;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomAbilities;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.NodeState;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.protocol.multicast.MulticastOutput.CutDelivered;
import dev.parley.protocol.multicast.MulticastOutput.Decided;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import dev.parley.protocol.multicast.MulticastOutput.Overloaded;
import dev.parley.protocol.multicast.MulticastOutput.Replicated;
import dev.parley.protocol.multicast.MulticastOutput.ViewDelivered;
import dev.parley.protocol.version.VersionOffer;
import dev.parley.replica.ReplicaOutput.Judge;
import dev.parley.replica.ReplicaOutput.Log;
import dev.parley.replica.ReplicaOutput.Severity;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import dev.parley.wire.VersionedCbor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * This node's copy of the chat: it handles all deliveries, requests and finished writes. It has no
 * actor, clock or disk: each input returns its outputs, and the same class runs under {@link
 * Replica} and under the simulator. Its parts, which add to the outputs of an input, are the
 * sessions, the messages that wait to be accepted, this node's own events, and its work as the
 * leader. Not safe for use by several threads.
 *
 * @param <S> a session of this node; equal only to itself
 * @param <R> the address for the answer to one sent message
 * @param <C> a caller that asks the leader
 */
public final class ReplicatedChat<S, R, C> {
  /** A message to be sent; without {@code seq} it gets a number of this node's. */
  public record Draft(UserName to, String text, Optional<Long> seq) {}

  /** As {@link Draft}, to a room. */
  public record PostDraft(RoomName to, String text, Optional<Long> seq) {}

  private record Fetched(Ballot ballot, List<PartialState> states) {}

  private final ReplicaOutputs outputs = new ReplicaOutputs();
  private final ChatState state;
  private final SendAdmission admission;
  private final Durability durability;
  private final SessionTable<S> table;
  private final LocalSessions<S> sessions;
  private final BlockRequests<S> blocks;
  private final WatchRequests<S> watches;
  private final HistoryRequests<S> histories;
  private final DeviceRequests<S> devices;
  private final TypingHints<S> typing;
  private final RoomTypingHints<S> roomTyping;
  private final PendingAccepts<R> pendingAccepts = new PendingAccepts<>(outputs);
  private final OwnEvents ownEvents = new OwnEvents(outputs);
  private final AccountLogDriver registry;
  private final LeaderClient<C> leaderClient;
  private final MemoryReporter memory;
  private final ExpiryDriver expiry;
  private final DigestPace digests = new DigestPace();
  private final EventAuthors authors = new EventAuthors();
  private final TreeMap<MemberId, Long> applied = new TreeMap<>();
  private @Nullable Member self;
  private @Nullable View view;
  private @Nullable Fetched fetched;

  /**
   * Whether this node has no state of its own: it was started with nothing, and has not been in a
   * view.
   */
  private boolean isNew;

  /** Whether there is something in the state that was copied, and belongs to no view. */
  private boolean isCopy;

  private int copiedBuckets;

  /** The ballot for which the state is as it was offered. */
  private @Nullable Ballot frozen;

  private NodeState nodeState = NodeState.JOINING;

  /**
   * {@code kept} is the contents of the store; a node without a store writes nothing. {@code
   * random} makes the numbers of its questions to other members, which no other process must guess.
   */
  public ReplicatedChat(
      ReplicaSettings settings, Optional<ChatStore.Kept> kept, RandomGenerator random) {
    this.state = kept.isPresent() ? ChatState.tracked() : new ChatState();
    this.isNew = kept.isEmpty() || kept.get().isEmpty();
    kept.ifPresent(this::load);
    var room = new MemoryRoom(state, settings.mailMemory());
    this.admission = new SendAdmission(state, room, settings.mailShares());
    this.durability = new Durability(state, this::delivered, kept.isPresent(), outputs);
    this.table = new SessionTable<>(durability);
    this.sessions =
        new LocalSessions<>(
            table,
            new LocalSessions.Lookups(
                state,
                this::status,
                this::delivered,
                settings.offlineAfterMs(),
                settings.sessionsPerUser()),
            admission,
            ownEvents,
            outputs);
    this.blocks = new BlockRequests<>(state, new BlockAdmission(state, room), table, ownEvents);
    this.watches = new WatchRequests<>(table, state::blocks);
    this.histories = new HistoryRequests<>(state, table, outputs, settings.keepHistoryMs() != 0);
    this.devices = new DeviceRequests<>(state, table, ownEvents, this::status);
    this.typing = new TypingHints<>(state, table, outputs);
    this.roomTyping = new RoomTypingHints<>(state, table, outputs);
    this.registry =
        new AccountLogDriver(
            state,
            settings.registry(),
            new NodeWithoutAccounts(settings.isNewcomer()),
            ownEvents,
            outputs);
    this.leaderClient =
        new LeaderClient<>(
            new AccountService(
                state, room, settings.registry().registration(), settings.roomMembers()),
            new LeaderRequests<>(settings.leaderPatienceMs(), random.nextLong()),
            registry,
            outputs);
    this.memory = new MemoryReporter(state, room, ownEvents, outputs);
    this.expiry =
        new ExpiryDriver(
            new MailExpiry(
                state, settings.keepMailMs(), settings.keepHistoryMs(), random.nextLong()),
            new ClientExpiry(state, settings.forgetClientsMs()),
            () -> registry.closed().isEmpty(),
            ownEvents,
            outputs);
  }

  private void load(ChatStore.Kept kept) {
    state.merge(kept.state());
    // This state came from the store, which need not write it again.
    state.takeChanges();
    applied.putAll(kept.delivered().counts());
  }

  /** All outputs of an input; its changes may be written. */
  private List<ReplicaOutput> done() {
    durability.afterInput();
    return outputs.take();
  }

  /** The last commit is durable. */
  public List<ReplicaOutput> onWritten() {
    durability.onWritten();
    ownEvents.onDurable(durability.durable());
    return done();
  }

  /** The protocols are about to start as {@code member}. */
  public List<ReplicaOutput> onGroupStarting(Member member) {
    self = member;
    sessions.onGroupStarting(member);
    ownEvents.onStopped();
    pendingAccepts.onRestart().forEach(ownEvents::submit);
    leaderClient.onRestart();
    return done();
  }

  /** The protocols have started: from now on the multicast takes submitted events. */
  public List<ReplicaOutput> onGroupStarted(Member member) {
    ownEvents.onStarted();
    ownEvents.onDurable(durability.durable());
    sessions.onGroupStarted(member);
    return done();
  }

  /** {@code changed} is the state of the node, in the word of the operations page. */
  public void onStateChanged(NodeState changed) {
    nodeState = changed;
  }

  /** All members of the view have the abilities of these words. */
  public void onFeaturesAgreed(List<String> words) {
    admission.onLongTextsRead(words.contains(VersionOffer.LONG_TEXTS));
    var abilities =
        new RoomAbilities(words.contains(VersionOffer.ROOMS), words.contains(VersionOffer.ROOMS_2));
    admission.onRoomAbilities(abilities);
    leaderClient.onRoomAbilities(abilities);
    roomTyping.onAbilities(abilities);
  }

  /**
   * The states of the other parts of the group, for the view of {@code ballot}: whole, or what is
   * different in them from the state that this member offered for that ballot.
   */
  public void onStatesArrived(Ballot ballot, List<PartialState> states) {
    // States for a view that was overtaken would never be used, and may be large.
    if (view != null && ballot.epoch() <= view.id().epoch()) return;
    fetched = new Fetched(ballot, states);
  }

  /** An output of the causal multicast, in order of delivery. */
  public List<ReplicaOutput> onMulticast(MulticastOutput output, long nowMs) {
    if (output instanceof Delivered delivered) onDelivered(delivered);
    else if (output instanceof Replicated replicated) {
      pendingAccepts.onReplicated(replicated.seq(), replicated.copies());
    } else if (output instanceof CutDelivered cut) onCut(cut);
    else if (output instanceof ViewDelivered delivered) onView(delivered, nowMs);
    else if (output instanceof Decided decided) registry.onDecided(decided.seq());
    else if (output instanceof Overloaded) {
      throw new IllegalStateException(
          "more submitted than the multicast takes: " + ownEvents.size());
    } else throw new AssertionError("no effect for " + output);
    return done();
  }

  private void onDelivered(Delivered delivered) {
    frozen = null;
    Dot dot = delivered.dot();
    applied.put(dot.origin(), dot.seq());
    durability.onChanged();
    boolean isOwn = self != null && dot.origin().equals(self.id());
    if (isOwn) ownEvents.onDelivered();
    var event = VersionedCbor.EVENT.decode(delivered.payload().unsafeArray());
    if (event.isEmpty()) {
      outputs.add(new Log(Severity.ERROR, foreign(dot)));
      return;
    }
    if (!EventAuthors.maySay(dot.origin(), event.get(), view)) {
      authors.report(dot.origin(), event.get()).ifPresent(outputs::warn);
      return;
    }
    var stamped = stamp(event.get(), delivered);
    onNotices(state.apply(stamped, dot.origin()), dot);
    if (!isOwn) return;
    devices.onDelivered(stamped);
    if (stamped instanceof MailSent sent) {
      admission.onDelivered(sent.mail().id());
      pendingAccepts.onDelivered(sent, dot.seq());
    } else if (stamped instanceof PostSent sent) {
      admission.onDelivered(sent.mail().id());
      pendingAccepts.onDelivered(sent, dot.seq());
    } else if (stamped instanceof BlocksChanged changed) blocks.onDelivered(changed);
  }

  private static String foreign(Dot dot) {
    return "message "
        + dot
        + " is not a chat event and is left out: does a member run another version?";
  }

  private void onNotices(List<Notice> notices, Dot by) {
    for (var notice : notices) {
      if (notice instanceof Notice.EntryAppended appended)
        registry.onAppended(by.origin(), appended.entry(), by.seq());
      else if (notice instanceof Notice.Decided decided) leaderClient.onDecided(decided.change());
      else if (notice instanceof Notice.DeviceEnded ended)
        devices.onEnded(ended.name(), ended.device());
    }
    registry.onDelivered();
    sessions.tell(notices);
  }

  private static ChatEvent stamp(ChatEvent event, Delivered by) {
    if (event instanceof PostSent post) return post.withClock(by.clock().asVector());
    if (!(event instanceof MailSent sent)) return event;
    return new MailSent(sent.mail().withClock(by.clock().asVector()));
  }

  private void onCut(CutDelivered cut) {
    if (!cut.isWanted()) return;
    frozen = cut.ballot();
    outputs.add(new ReplicaOutput.OfferState(cut.ballot(), state.digests()));
  }

  /**
   * What is in these buckets of the state that was offered for {@code ballot}, and what is in none;
   * nothing if something has been delivered since.
   */
  public Optional<PartialState> frozen(Ballot ballot, BucketSet buckets) {
    return ballot.equals(frozen) ? Optional.of(ownPart(buckets)) : Optional.empty();
  }

  /**
   * A node without a state of its own has nothing to merge, and what it has copied is none: that is
   * as if all were equal, and takes no time.
   */
  private PartialState ownPart(BucketSet buckets) {
    if (!isNew) return state.part(buckets);
    var nothing = state.part(BucketSet.NONE).state();
    return new PartialState(nothing, buckets.isAll() ? buckets : BucketSet.NONE);
  }

  /** The digests of the state as it is now. */
  public BucketDigests digests() {
    return state.digests();
  }

  /**
   * Another node copies this state: the buckets that may be different from its own, which has the
   * digests {@code known}.
   */
  public BucketSet onCopied(BucketDigests known, long nowMs) {
    digests.onCopied(nowMs);
    return isNew ? BucketSet.NONE : state.perhapsDifferent(known);
  }

  /** What is in these buckets now. */
  public PartialState copy(BucketSet buckets) {
    return new PartialState(state.contents(buckets), buckets);
  }

  // A copy, before this node is in a view.

  /**
   * Whether what is copied from a member may be written down before this node is in a view. Of a
   * node that has a state of its own it would be mixed with that, and of one that has clients,
   * shown to them.
   */
  public boolean isCopyTaken() {
    return isNew && view == null && frozen == null && table.all().isEmpty();
  }

  /**
   * Some buckets of the state of a member, as they were at some moment. They are not merged: until
   * the first view this node has no state, and what it has then is that of a member, as it was
   * frozen.
   */
  public List<ReplicaOutput> onCopyArrived(PartialState slice) {
    if (!isCopyTaken()) return done();
    var news = state.replace(slice);
    if (news.isEmpty()) return done();
    copiedBuckets += news.getAsInt();
    isCopy = true;
    durability.onBasis(ChatStore.Basis.COPY);
    durability.onChanged();
    return done();
  }

  /** Answered by {@link ReplicaOutput.CopyKept}. */
  public List<ReplicaOutput> onCopyAwaited() {
    durability.whenDurable(new ReplicaOutput.CopyKept(state.digests(), copiedBuckets));
    copiedBuckets = 0;
    return done();
  }

  /**
   * The state of the first of these parts takes the place of what was copied from a member of it,
   * so that a merge with it finds everything equal. Returns what is to be merged then.
   */
  private List<PartialState> settleCopy(List<PartialState> others) {
    isNew = false;
    if (!isCopy) return state.aligned(others);
    isCopy = false;
    durability.onBasis(ChatStore.Basis.STATE);
    var aligned = state.aligned(others);
    if (!aligned.isEmpty() && state.replace(aligned.get(0)).isPresent()) {
      var rest = new ArrayList<>(aligned);
      rest.set(0, aligned.get(0).withoutBuckets());
      return rest;
    }
    var whole = others.stream().map(state::whole).toList();
    state.clear();
    durability.onBasis(ChatStore.Basis.NOTHING);
    return whole;
  }

  private void onView(ViewDelivered delivered, long nowMs) {
    // This comes first: notices of a merge must wait until the merged state is durable.
    durability.onChanged();
    frozen = null;
    var installed = delivered.view();
    mergeFetched(installed);
    // Who is new has not said yet what it reads.
    if (view == null || !view.ids().containsAll(installed.ids())) onFeaturesAgreed(List.of());
    applied.clear();
    applied.putAll(delivered.base().counts());
    var before = view;
    view = installed;
    sessions.tell(state.onView(installed));
    var member = self;
    if (member == null) return;
    outputs.add(new ReplicaOutput.ViewBegun(member, installed));
    sessions.onView(before, installed, member.id());
    expiry.onView(installed, member.id());
    memory.onView(before, installed, member.id());
    leaderClient.onView(member.id(), installed, nowMs);
  }

  private void mergeFetched(View installed) {
    var arrived = fetched;
    fetched = null;
    var ballot = new Ballot(installed.id().epoch(), installed.leader());
    if (arrived == null || !arrived.ballot().equals(ballot)) {
      settleCopy(List.of()).forEach(this::merge);
      return;
    }
    long epoch = installed.id().epoch();
    // Nothing has changed here since the cut, with whose state the others were compared.
    var others = arrived.states().stream().map(other -> other.before(epoch)).toList();
    settleCopy(others).forEach(this::merge);
    outputs.info("merged: " + arrived.states().size() + " states in view " + installed.id());
  }

  private void merge(PartialState different) {
    var other = different.state();
    var disputed = state.disputed(other);
    if (!disputed.isEmpty()) outputs.warn(DisputedNames.sentence(disputed));
    var own = state.registry();
    for (var theirs : other.registry())
      own.flatMap(log -> AccountLog.meeting(log, theirs)).ifPresent(outputs::warn);
    sessions.tell(state.merge(different));
  }

  /** To be called at least every 20 ms. */
  public List<ReplicaOutput> onTick(long nowMs, long wallMs) {
    sessions.onTick(nowMs);
    leaderClient.onTick(nowMs, wallMs);
    memory.onTick();
    expiry.onTick(nowMs, wallMs);
    digests.onTick(state, view != null, nowMs);
    return done();
  }

  // Sessions.

  /**
   * Opens a session: its client gets {@link ReplicaProtocol.Opened} and all events that follow, now
   * or when this node knows everything that the client has seen.
   */
  public List<ReplicaOutput> onOpen(S session, SessionRequest request, long nowMs) {
    sessions.onOpen(session, request, nowMs);
    return done();
  }

  /** The user of this session asks for a new password: of their sessions only this one stays. */
  public void onPasswordChosen(S session, ScramVerifier verifier) {
    sessions.onPasswordChosen(session, verifier);
  }

  /**
   * The user logs out: tickets of the session's client are good no more, or with {@code isAll}
   * those of all clients, and other sessions end. The latter needs a majority: elsewhere they would
   * go on.
   */
  public List<ReplicaOutput> onLogOut(S session, boolean isAll, long wallMs) {
    var closed = isAll ? registry.closed() : Optional.<String>empty();
    if (closed.isPresent()) sessions.refuseLogout(session, closed.get());
    else sessions.onLogOut(session, isAll, wallMs);
    return done();
  }

  /** The session ends, and its client's tickets stay good; unknown sessions are ignored. */
  public List<ReplicaOutput> onClose(S session) {
    sessions.onClose(session);
    return done();
  }

  /** All messages of this session up to number {@code n} were shown. */
  public List<ReplicaOutput> onAcknowledge(S session, long n, long wallMs) {
    sessions.onAcknowledge(session, n, wallMs);
    return done();
  }

  public List<ReplicaOutput> onSend(S session, Draft draft, R replyTo, long wallMs) {
    var entry = table.find(session);
    if (entry.isEmpty() || self == null) return refuse(replyTo);
    var stream = stream(entry.get(), self, draft.seq());
    var decision = admission.onSend(stream, draft.to(), draft.text(), draft.seq(), wallMs);
    if (draft.seq().isEmpty() && decision instanceof SendAdmission.Submit submit)
      entry.get().noteUnnumbered(submit.event().mail().id());
    if (!(decision instanceof SendAdmission.Refused))
      table.watchers().onConversation(entry.get(), draft.to());
    pendingAccepts.onDecision(decision, replyTo, entry.get().seen).ifPresent(ownEvents::submit);
    return done();
  }

  /** As {@link #onSend}, to a room. */
  public List<ReplicaOutput> onPost(S session, PostDraft draft, R replyTo, long wallMs) {
    var entry = table.find(session);
    if (entry.isEmpty() || self == null) return refuse(replyTo);
    var stream = stream(entry.get(), self, draft.seq());
    var decision = admission.onPost(stream, draft.to(), draft.text(), draft.seq(), wallMs);
    if (draft.seq().isEmpty() && decision instanceof SendAdmission.SubmitPost submit)
      entry.get().noteUnnumbered(submit.event().mail().id());
    pendingAccepts.onDecision(decision, replyTo, entry.get().seen).ifPresent(ownEvents::submit);
    return done();
  }

  private List<ReplicaOutput> refuse(R replyTo) {
    var text = "You are not logged in: log in first.";
    var refusal = Refusal.of(Refusal.Code.NOT_LOGGED_IN, text);
    outputs.add(new ReplicaOutput.Answer<>(replyTo, new ReplicaProtocol.Refused(refusal)));
    return done();
  }

  /** Messages of a client that does not number them are numbered in a stream of this server. */
  private static ClientStream stream(SessionTable.Entry<?> entry, Member self, Optional<Long> seq) {
    return seq.isPresent()
        ? new ClientStream(entry.name, entry.client)
        : ClientStream.ofNode(entry.name, self.id());
  }

  /** A room is to be changed; {@code caller} gets the verdict. */
  public List<ReplicaOutput> onRoomWish(S session, RoomWish wish, C caller, long nowMs) {
    var change = sessions.rooms().change(session, wish);
    if (change instanceof RoomRequests.Refused refused) {
      var denied = new LeaderMessage.Denied(refused.refusal());
      outputs.add(new Judge<>(caller, denied));
      return done();
    }
    var wanted = ((RoomRequests.Wanted) change).change();
    return onQuestion(caller, new LeaderMessage.ChangeRoom(wanted), nowMs);
  }

  /**
   * Asks for the rooms of this session's user, and with {@code areOpen} for those that are open.
   */
  public List<ReplicaOutput> onListRooms(S session, boolean areOpen) {
    sessions.rooms().onList(session, areOpen);
    return done();
  }

  /** Asks who is in a room. */
  public List<ReplicaOutput> onAskRoom(S session, RoomName name) {
    sessions.rooms().onAsk(session, name);
    return done();
  }

  /** The user of this session blocks {@code name}, or blocks it no more. */
  public List<ReplicaOutput> onSetBlock(S session, UserName name, boolean isBlocked) {
    blocks.onSet(session, name, isBlocked);
    return done();
  }

  /** Asks for the names that the user of this session blocks. */
  public List<ReplicaOutput> onListBlocks(S session) {
    blocks.onList(session);
    return done();
  }

  /** This session is to be notified when these users come and go, or not any more. */
  public List<ReplicaOutput> onSetWatch(S session, List<UserName> names, boolean isWatched) {
    watches.onSet(session, names, isWatched);
    return done();
  }

  /** Asks for messages of the conversation of this session's user with another. */
  public List<ReplicaOutput> onHistory(
      S session, UserName with, Optional<HistoryRequest.Place> place, int limit) {
    histories.onHistory(session, with, place, limit);
    return done();
  }

  /** As {@link #onHistory}, of what this session's user may see of a room. */
  public List<ReplicaOutput> onRoomHistory(
      S session, RoomName room, Optional<HistoryRequest.Place> place, int limit) {
    histories.onRoomHistory(session, room, place, limit);
    return done();
  }

  /** As {@link #onSearch}, in what this session's user may see of a room. */
  public List<ReplicaOutput> onRoomSearch(S session, SearchWords words, RoomName room, int limit) {
    histories.onRoomSearch(session, words, room, limit);
    return done();
  }

  /** Asks for conversations of this session's user. */
  public List<ReplicaOutput> onConversations(S session, Optional<HistoryMark> before, int limit) {
    histories.onConversations(session, before, limit);
    return done();
  }

  /** Looks for messages in the conversations of this session's user, or in one. */
  public List<ReplicaOutput> onSearch(
      S session, SearchWords words, Optional<UserName> with, int limit) {
    histories.onSearch(session, words, with, limit);
    return done();
  }

  /** The answer to {@link ReplicaOutput.ReadArchive}; nothing if the archive cannot be read. */
  public List<ReplicaOutput> onArchiveRead(
      S session, ArchiveQuestion question, Optional<ArchiveFinding> finding) {
    histories.onRead(session, question, finding);
    return done();
  }

  /** The user of this session types to {@code to}. */
  public List<ReplicaOutput> onTyping(S session, UserName to, long nowMs) {
    var member = self;
    var here = view;
    if (member != null && here != null) typing.onTyping(session, to, here, member.id(), nowMs);
    return done();
  }

  /** A member passes on that a user who is logged in there types to one who is here. */
  public List<ReplicaOutput> onTypingArrived(MemberId from, Typing hint) {
    typing.onArrived(from, hint);
    return done();
  }

  /** As {@link #onTyping}, to a room. */
  public List<ReplicaOutput> onRoomTyping(S session, RoomName to, long nowMs) {
    var member = self;
    var here = view;
    if (member != null && here != null) roomTyping.onTyping(session, to, here, member.id(), nowMs);
    return done();
  }

  /** As {@link #onTypingArrived}, to a room. */
  public List<ReplicaOutput> onRoomTypingArrived(MemberId from, RoomTyping hint) {
    roomTyping.onArrived(from, hint);
    return done();
  }

  /** Asks for the clients of the session's user. */
  public List<ReplicaOutput> onListDevices(S session) {
    devices.onList(session, Optional.ofNullable(self).map(Member::id));
    return done();
  }

  /** The session's user ends their clients that are shown as {@code device}. */
  public List<ReplicaOutput> onEndDevice(S session, String device, long wallMs) {
    devices.onEnd(session, device, wallMs);
    return done();
  }

  /** Ends the user's sessions, wherever they are. */
  public List<ReplicaOutput> onKick(UserName name) {
    sessions.onKick(name);
    return done();
  }

  /**
   * Redirects this server's clients to the others and accepts no more, or accepts clients again.
   */
  public List<ReplicaOutput> onDrain(boolean isDraining) {
    sessions.onDrain(isDraining);
    return done();
  }

  // Questions to the leader.

  /** {@code caller} gets one verdict, and may be notified before it that a leader is awaited. */
  public List<ReplicaOutput> onQuestion(C caller, Question question, long nowMs) {
    var refusal =
        question instanceof LeaderMessage.ChangeRoom asked
            ? admission.roomsRefusal(asked.change())
            : Optional.<Refusal>empty();
    if (refusal.isPresent())
      outputs.add(new Judge<>(caller, new LeaderMessage.Denied(refusal.get())));
    else leaderClient.onCall(caller, question, nowMs);
    return done();
  }

  /** A member asks this node as the leader, or the leader answers. */
  public List<ReplicaOutput> onLeaderMessage(
      MemberId from, LeaderMessage message, long nowMs, long wallMs) {
    if (message instanceof LeaderMessage.Ask ask) leaderClient.onAsk(from, ask, nowMs);
    else if (message instanceof LeaderMessage.Answer answer) leaderClient.onAnswer(from, answer);
    else if (message instanceof LeaderMessage.AskTime asked) expiry.onAsked(from, asked, wallMs);
    else if (message instanceof LeaderMessage.TellTime told)
      expiry.onTold(from, told, nowMs, wallMs);
    else throw new AssertionError("no effect for " + message);
    return done();
  }

  /** The answer of the machine of a missing voter. */
  public List<ReplicaOutput> onProbed(Member member, PortAnswer answer) {
    leaderClient.onProbed(member, answer);
    return done();
  }

  /** The operator declares the absent voters lost; {@code id} is random. */
  public List<ReplicaOutput> onRecover(C caller, long id, long nowMs) {
    var status = recovery();
    if (status.plan().isEmpty()) {
      outputs.add(new Judge<>(caller, new LeaderMessage.VotersKept(status.refusal())));
      return done();
    }
    var plan = status.plan().get();
    outputs.warn("recovery: the operator declares " + plan.lost() + " lost");
    var question = new LeaderMessage.Recover(plan.generation(), id, plan.lost());
    return onQuestion(caller, question, nowMs);
  }

  /** This node is about to leave. */
  public List<ReplicaOutput> onGiveUpVote(C caller, long nowMs) {
    registry.onLeaving();
    var member = self;
    if (member != null)
      return onQuestion(caller, new LeaderMessage.GiveUpVote(member.id().node()), nowMs);
    outputs.add(
        new Judge<>(caller, new LeaderMessage.VotersKept("This node has not joined a group.")));
    return done();
  }

  // The state of this node.

  /** The number of messages of each member that were delivered here. */
  public VersionVector delivered() {
    return VersionVector.of(applied);
  }

  /** The state of the chat; callers must not change it. */
  public ChatState state() {
    return state;
  }

  /** Whether everything that this node's clients sent is accepted or refused. */
  boolean isQuiet() {
    return pendingAccepts.isIdle() && ownEvents.size() == 0;
  }

  /** The number of sessions open here. */
  int localSessions() {
    return table.all().size();
  }

  /** The sessions of the user of {@code session}, this one included. */
  List<ReplicaProtocol.SessionInfo> sessionsOf(S session) {
    return sessions.allOf(session);
  }

  /**
   * The users online in the whole cluster, without those who block {@code asker}: those of {@code
   * about}, or the first ones of all.
   */
  ReplicaProtocol.OnlineList online(UserName asker, Optional<List<UserName>> about) {
    return sessions.online(asker, about);
  }

  /** Who may register, and the invitations that nobody has used. */
  RegistrationRules registration() {
    return registry.registration();
  }

  /** The plan of a forced recovery here and now, or the reason why there is none. */
  ReplicaProtocol.RecoveryStatus recovery() {
    return registry.recovery();
  }

  ReplicaProtocol.Knowledge knowledge() {
    var clock = new TreeMap<String, Long>();
    applied.forEach((member, count) -> clock.put(member.toString(), count));
    return new ReplicaProtocol.Knowledge(state.snapshot(), clock);
  }

  NodeStatus status() {
    return StatusReport.of(self, view, nodeState, state, registry.accounts()).with(memory.status());
  }

  ReplicaProtocol.Census census() {
    return new ReplicaProtocol.Census(state.rooms().list().size(), state.oldestMailMs());
  }

  /** Empty unless this node may answer: it leads, or there is no leader that could. */
  Optional<ReplicaProtocol.ServerForClient> serverForClient(long nowMs) {
    return leaderClient.serverForClient(nodeState == NodeState.MEMBER, status().servers(), nowMs);
  }
}
