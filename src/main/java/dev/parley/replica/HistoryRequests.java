package dev.parley.replica;

import dev.parley.chat.ChatState;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.history.ArchiveFinding;
import dev.parley.chat.history.ArchiveQuestion;
import dev.parley.chat.history.ArchiveRule;
import dev.parley.chat.history.Conversation;
import dev.parley.chat.history.ConversationList;
import dev.parley.chat.history.ConversationsRequest;
import dev.parley.chat.history.FoundConversations;
import dev.parley.chat.history.FoundHistory;
import dev.parley.chat.history.FoundMessages;
import dev.parley.chat.history.HistoryMark;
import dev.parley.chat.history.HistoryPage;
import dev.parley.chat.history.HistoryPages;
import dev.parley.chat.history.HistoryQuery;
import dev.parley.chat.history.HistoryRequest;
import dev.parley.chat.history.HistoryRequest.Place;
import dev.parley.chat.history.RoomViewer;
import dev.parley.chat.history.SearchRequest;
import dev.parley.chat.history.SearchWords;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.chat.rooms.Rooms;
import dev.parley.replica.ReplicaProtocol.ConversationsTold;
import dev.parley.replica.ReplicaProtocol.HistoryTold;
import dev.parley.replica.ReplicaProtocol.Kept;
import dev.parley.replica.ReplicaProtocol.ListedConversation;
import dev.parley.replica.ReplicaProtocol.MessagesFound;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The questions of this node's sessions about what is kept of their users' conversations. A user
 * names only the other one of the two, so nobody can ask for the conversations of others. What is
 * kept is read elsewhere, for a bounded number of questions at a time; what has changed with a
 * message since it was written is added here.
 *
 * @param <S> a session, as its opener refers to it; equal only to itself
 */
final class HistoryRequests<S> {
  /**
   * More questions than this do not wait to be read: each takes a millisecond or so, and who asks
   * should rather be told than wait for a second.
   */
  static final int MAX_UNDER_WAY = 200;

  /** A search looks at many messages, and is done on a thread of its own. */
  static final int MAX_SEARCHES = 20;

  /** By then those that wait were read. */
  static final long RETRY_MS = 1_000;

  private final ChatState state;
  private final SessionTable<S> sessions;
  private final ReplicaOutputs outputs;
  private final boolean isKept;
  private int underWay;
  private int searches;

  /** {@code isKept}: whether this node keeps what was read. */
  HistoryRequests(
      ChatState state, SessionTable<S> sessions, ReplicaOutputs outputs, boolean isKept) {
    this.state = state;
    this.sessions = sessions;
    this.outputs = outputs;
    this.isKept = isKept;
  }

  void onHistory(S session, UserName with, Optional<Place> place, int limit) {
    var entry = sessions.find(session);
    // Who was ended meanwhile is told that.
    if (entry.isEmpty()) return;
    var other = state.account(with).map(Account::name);
    if (other.isEmpty()) {
      refuse(entry.get(), Refusal.of(Refusal.Code.NO_SUCH_USER, noSuchUser(with)));
      return;
    }
    var conversation =
        Conversation.between(entry.get().name, entry.get().claim, with, state.claim(with));
    ask(entry.get(), new HistoryRequest(conversation, place, limit));
  }

  void onRoomHistory(S session, RoomName name, Optional<Place> place, int limit) {
    var entry = sessions.find(session);
    if (entry.isEmpty()) return;
    var user = entry.get();
    find(user, name)
        .ifPresent(
            room -> ask(user, new HistoryRequest(of(room), place, limit, viewer(user.name, room))));
  }

  void onRoomSearch(S session, SearchWords words, RoomName name, int limit) {
    var entry = sessions.find(session);
    if (entry.isEmpty()) return;
    var user = entry.get();
    find(user, name)
        .ifPresent(
            room -> {
              var viewer = viewer(user.name, room);
              ask(user, new SearchRequest(user.name, viewer, Optional.of(of(room)), words, limit));
            });
  }

  private Optional<Room> find(SessionTable.Entry<S> user, RoomName name) {
    var room = state.rooms().find(name);
    if (room.isEmpty()) refuse(user, Rooms.noSuchRoom(name));
    return room;
  }

  private static Conversation of(Room room) {
    return Conversation.ofRoom(room.name(), room.claim());
  }

  /** Of a room whose history is for all, members read what was sent before they came. */
  private RoomViewer viewer(UserName name, Room room) {
    long claim = state.claim(name);
    boolean readsAll =
        room.rules().isHistoryForAll() && room.member(new RoomAccount(name, claim)).isPresent();
    return readsAll ? new RoomViewer(claim, true, state.blockedBy(name)) : new RoomViewer(claim);
  }

  void onConversations(S session, Optional<HistoryMark> before, int limit) {
    var entry = sessions.find(session);
    if (entry.isEmpty()) return;
    var user = entry.get();
    ask(user, new ConversationsRequest(user.name, user.claim, before, limit));
  }

  void onSearch(S session, SearchWords words, Optional<UserName> with, int limit) {
    var entry = sessions.find(session);
    if (entry.isEmpty()) return;
    var user = entry.get();
    var unknown = with.filter(name -> state.account(name).isEmpty());
    if (unknown.isPresent()) {
      refuse(user, Refusal.of(Refusal.Code.NO_SUCH_USER, noSuchUser(unknown.get())));
      return;
    }
    var one =
        with.map(name -> Conversation.between(user.name, user.claim, name, state.claim(name)));
    ask(user, new SearchRequest(user.name, user.claim, one, words, limit));
  }

  private static String noSuchUser(UserName name) {
    return "There is no user '" + name + "': check the spelling.";
  }

  private void ask(SessionTable.Entry<S> entry, ArchiveQuestion question) {
    if (!isKept) {
      tell(entry, question, unread(question));
    } else if (isFull(question)) {
      var text = "Too many people look at their history here: try again in a second.";
      refuse(entry, Refusal.retry(Refusal.Code.UNAVAILABLE, text, RETRY_MS));
    } else {
      count(question, 1);
      outputs.add(new ReplicaOutput.ReadArchive<>(entry.session, question));
    }
  }

  private boolean isFull(ArchiveQuestion question) {
    return question instanceof SearchRequest ? searches == MAX_SEARCHES : underWay == MAX_UNDER_WAY;
  }

  private void count(ArchiveQuestion question, int change) {
    if (question instanceof SearchRequest) searches += change;
    else underWay += change;
  }

  /** Where nothing is kept that was read, what waits is all that there is. */
  private ArchiveFinding unread(ArchiveQuestion question) {
    if (question instanceof HistoryRequest request)
      return new HistoryPages(this::unread).find(request);
    if (question instanceof ConversationsRequest request) {
      var list = new ConversationList(request);
      list.add(state.waiting(request.user()).stream().filter(ArchiveRule::admits).toList());
      return list.page(true);
    }
    if (question instanceof SearchRequest request) {
      var found = new ArrayList<Mail>();
      var last = request.with().map(one -> HistoryQuery.last(one, HistoryQuery.MAX_LIMIT));
      var all = last.map(this::unread).map(HistoryPage::messages);
      for (var mail : all.orElseGet(() -> state.waiting(request.user())))
        if (ArchiveRule.admits(mail) && request.admits(mail)) found.add(mail);
      return FoundMessages.of(request, found, true);
    }
    throw new AssertionError("nothing waits for " + question);
  }

  private HistoryPage unread(HistoryQuery query) {
    var conversation = query.conversation();
    var found = new ArrayList<Mail>();
    // Where nothing is kept, the posts are gone, and only the user's own copies wait.
    if (conversation.isOfRoom()) return HistoryPage.of(query, found);
    // Of a conversation with oneself a message is found twice, and counts once.
    for (var receiver : List.of(conversation.first(), conversation.second()))
      for (var mail : state.waiting(receiver)) if (isOf(conversation, mail)) found.add(mail);
    return HistoryPage.of(query, found);
  }

  private static boolean isOf(Conversation conversation, Mail mail) {
    return ArchiveRule.admits(mail)
        && conversation.receiverOf(mail.from()).equals(mail.to())
        && List.of(conversation.first(), conversation.second()).contains(mail.from());
  }

  /** {@code finding} is empty if the archive cannot be read at the moment. */
  void onRead(S session, ArchiveQuestion question, Optional<ArchiveFinding> finding) {
    count(question, -1);
    var entry = sessions.find(session);
    if (entry.isEmpty()) return;
    if (finding.isEmpty()) {
      var text = "What is kept cannot be read here now: try again, or on another server.";
      refuse(entry.get(), Refusal.retry(Refusal.Code.UNAVAILABLE, text, RETRY_MS));
    } else tell(entry.get(), question, finding.get());
  }

  private void tell(SessionTable.Entry<S> entry, ArchiveQuestion question, ArchiveFinding finding) {
    if (question instanceof HistoryRequest request && finding instanceof FoundHistory found)
      tell(entry, request, found);
    else if (finding instanceof FoundConversations found) tell(entry, found);
    else if (finding instanceof FoundMessages found) tell(entry, found);
    else throw new AssertionError("no answer to " + question + " from " + finding);
  }

  private void tell(SessionTable.Entry<S> entry, HistoryRequest request, FoundHistory found) {
    var conversation = request.conversation();
    var messages = found.messages().stream().map(mail -> kept(mail, entry.name)).toList();
    boolean isFirst = entry.name.equals(conversation.first());
    var with =
        conversation.isOfRoom()
            ? new RoomName(conversation.first()).spelling()
            : spelled(isFirst ? conversation.second() : conversation.first()).spelling();
    sessions.tell(
        entry,
        new HistoryTold(with, messages, found.hasMore(), found.hasLater(), found.isComplete()));
  }

  private void tell(SessionTable.Entry<S> entry, FoundConversations found) {
    var user = entry.name;
    var list = new LinkedHashMap<UserName, ListedConversation>();
    for (var mail : found.last()) {
      boolean isFirst = Conversation.of(mail).first().equals(user);
      var with = isFirst ? Conversation.of(mail).second() : Conversation.of(mail).first();
      // One with whoever had the name before is shown to nobody.
      if (isHeld(mail)) list.putIfAbsent(with, listed(mail, spelled(with), user));
    }
    sessions.tell(
        entry,
        new ConversationsTold(List.copyOf(list.values()), found.hasMore(), found.isComplete()));
  }

  private void tell(SessionTable.Entry<S> entry, FoundMessages found) {
    var messages =
        found.messages().stream().filter(this::isHeld).map(m -> kept(m, entry.name)).toList();
    sessions.tell(entry, new MessagesFound(messages, found.hasMore(), found.isComplete()));
  }

  private boolean isHeld(Mail mail) {
    if (RoomPost.is(mail)) return true;
    var parties = mail.parties();
    return isHeld(mail.from(), parties.sender()) && isHeld(mail.to(), parties.receiver());
  }

  private boolean isHeld(UserName name, long claim) {
    return claim == ClaimPair.ANY || claim == state.claim(name);
  }

  private ListedConversation listed(Mail last, UserName with, UserName user) {
    boolean isOnline = sessions.watchers().online().contains(with) || !sessions.of(with).isEmpty();
    return new ListedConversation(
        with, kept(last, user), state.unread(with, user), isOnline && !state.blocks(with, user));
  }

  /** A row has no spelling of names: all servers must show the same one. */
  private Kept kept(Mail mail, UserName asker) {
    boolean isOwn = mail.from().equals(asker);
    // Who is blocked must not learn that the other one was there.
    boolean isHidden = isOwn && state.blocks(mail.to(), asker);
    boolean isDelivered = !isHidden && !state.isUnread(mail);
    return new Kept(mail, spelled(mail.from()), spelled(mail.to()), isDelivered);
  }

  private UserName spelled(UserName name) {
    return state.account(name).map(Account::name).orElse(name);
  }

  private void refuse(SessionTable.Entry<S> entry, Refusal refusal) {
    sessions.tell(entry, new ReplicaProtocol.HistoryRefused(refusal));
  }
}
