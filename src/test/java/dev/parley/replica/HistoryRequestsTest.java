package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatState;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.AccountLogEntry.Position;
import dev.parley.chat.accounts.RegistrationRules;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.history.Conversation;
import dev.parley.chat.history.ConversationsRequest;
import dev.parley.chat.history.FoundConversations;
import dev.parley.chat.history.FoundHistory;
import dev.parley.chat.history.FoundMessages;
import dev.parley.chat.history.HistoryRequest;
import dev.parley.chat.history.RoomViewer;
import dev.parley.chat.history.SearchRequest;
import dev.parley.chat.history.SearchWords;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.chat.rooms.RoomMember;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.chat.rooms.RoomRules;
import dev.parley.chat.rooms.Rooms;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ReplicaProtocol.ConversationsTold;
import dev.parley.replica.ReplicaProtocol.HistoryRefused;
import dev.parley.replica.ReplicaProtocol.HistoryTold;
import dev.parley.replica.ReplicaProtocol.Kept;
import dev.parley.replica.ReplicaProtocol.ListedConversation;
import dev.parley.replica.ReplicaProtocol.MessagesFound;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryRequestsTest {
  private static final UserName FANG = UserName.of("Fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final ScramVerifier VERIFIER = new ScramVerifier("salt", 1, "k", "v");

  private static final RoomName TEA = RoomName.of("#tea");

  private final ChatState state = new ChatState();
  private final ReplicaOutputs outputs = new ReplicaOutputs();
  private final SessionTable<String> table =
      new SessionTable<>(new Durability(state, () -> VersionVector.EMPTY, false, outputs));
  private final HistoryRequests<String> requests =
      new HistoryRequests<>(state, table, outputs, true);

  HistoryRequestsTest() {
    for (var name : List.of(FANG, SHAO)) state.apply(new AccountRegistered(account(name)));
    open("of fang", FANG);
    open("of shao", SHAO);
    outputs.take();
  }

  @Test
  void a_question_is_about_the_conversation_of_the_askers_own_account() {
    requests.onHistory("of fang", SHAO, Optional.empty(), 50);
    assertThat(outputs.take())
        .containsExactly(new ReplicaOutput.ReadArchive<>("of fang", request(50)));
    requests.onHistory("of shao", UserName.of("FANG"), Optional.empty(), 7);
    assertThat(outputs.take())
        .containsExactly(new ReplicaOutput.ReadArchive<>("of shao", request(7)));
  }

  @Test
  void a_name_that_nobody_has_is_refused() {
    requests.onHistory("of fang", UserName.of("nobody"), Optional.empty(), 50);
    assertThat(refusal().code()).isEqualTo(Refusal.Code.NO_SUCH_USER);
  }

  @Test
  void a_message_is_delivered_when_it_waits_no_more_and_has_the_names_of_the_accounts() {
    var read = mail(1, UserName.of("fang"), SHAO);
    var unread = mail(2, FANG, SHAO);
    state.apply(new MailSent(unread));
    assertThat(answer("of fang", read, unread).messages())
        .containsExactly(new Kept(read, FANG, SHAO, true), new Kept(unread, FANG, SHAO, false));
    assertThat(answer("of fang", read).messages().get(0).from().spelling()).isEqualTo("Fang");
  }

  @Test
  void whoever_is_blocked_does_not_learn_what_was_read() {
    var sent = mail(1, FANG, SHAO);
    var answer = mail(1, SHAO, FANG);
    var block = new ChatEvent.BlockChange(FANG, true, claim(FANG));
    state.apply(new ChatEvent.BlocksChanged(SHAO, claim(SHAO), 5, false, List.of(block)));
    assertThat(answer("of fang", sent, answer).messages())
        .extracting(Kept::isDelivered)
        .containsExactly(false, true);
    assertThat(answer("of shao", sent, answer).messages())
        .extracting(Kept::isDelivered)
        .containsExactly(true, true);
  }

  @Test
  void
      members_of_a_room_whose_history_is_for_all_read_what_was_sent_before_but_by_who_is_blocked() {
    var rules = new RoomRules(List.of(), List.of(), true);
    found(rules);
    assertThat(viewer("of fang").readsAll()).isTrue();
    assertThat(viewer("of shao").readsAll()).as("no member").isFalse();
    var block = new ChatEvent.BlockChange(SHAO, true, claim(SHAO));
    state.apply(new ChatEvent.BlocksChanged(FANG, claim(FANG), 5, false, List.of(block)));
    assertThat(viewer("of fang").blocked()).containsExactly(SHAO);
    requests.onRoomSearch("of fang", SearchWords.of("tea").orElseThrow(), TEA, 9);
    var read = (ReplicaOutput.ReadArchive<?>) outputs.take().get(0);
    assertThat(((SearchRequest) read.question()).viewer().readsAll()).isTrue();
  }

  @Test
  void members_read_of_a_room_what_was_sent_since_they_joined() {
    found(RoomRules.NONE);
    assertThat(viewer("of fang")).isEqualTo(new RoomViewer(claim(FANG)));
  }

  private RoomViewer viewer(String session) {
    requests.onRoomHistory(session, TEA, Optional.empty(), 50);
    var read = (ReplicaOutput.ReadArchive<?>) outputs.take().get(0);
    return ((HistoryRequest) read.question()).viewer();
  }

  /** There is a room with fang in it. */
  private void found(RoomRules rules) {
    var member = new RoomMember(new RoomAccount(FANG, claim(FANG)), RoomRole.OWNER);
    var room = new Room(TEA, 7, "", false, List.of(member), List.of(), rules);
    var log =
        new AccountLog(
            Founding.first(1, new MemberId("n", 1)),
            new Position(1, 1),
            List.of("n"),
            List.of(),
            List.of(),
            List.of(),
            RegistrationRules.NONE,
            new Rooms(List.of(room)));
    state.merge(
        new ChatSnapshot(1, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(log)));
  }

  @Test
  void one_question_more_than_may_wait_is_refused_and_room_comes_with_each_answer() {
    for (int i = 0; i < HistoryRequests.MAX_UNDER_WAY; i++)
      requests.onHistory("of fang", SHAO, Optional.empty(), 50);
    assertThat(outputs.take()).hasOnlyElementsOfType(ReplicaOutput.ReadArchive.class);
    requests.onHistory("of shao", FANG, Optional.empty(), 50);
    var refusal = refusal();
    assertThat(refusal.code()).isEqualTo(Refusal.Code.UNAVAILABLE);
    assertThat(refusal.retryAfterMs()).isPositive();
    answer("of fang");
    requests.onHistory("of shao", FANG, Optional.empty(), 50);
    assertThat(outputs.take()).hasOnlyElementsOfType(ReplicaOutput.ReadArchive.class);
  }

  @Test
  void an_archive_that_cannot_be_read_is_a_refusal() {
    requests.onRead("of fang", request(50), Optional.empty());
    assertThat(refusal().code()).isEqualTo(Refusal.Code.UNAVAILABLE);
  }

  @Test
  void an_answer_to_a_session_that_has_ended_is_dropped() {
    table.close("of fang");
    requests.onRead("of fang", request(50), Optional.empty());
    requests.onHistory("of fang", SHAO, Optional.empty(), 50);
    assertThat(outputs.take()).isEmpty();
  }

  @Test
  void where_nothing_is_kept_that_was_read_a_page_has_what_waits() {
    var keepsNothing = new HistoryRequests<>(state, table, outputs, false);
    var sent = mail(1, FANG, SHAO);
    var answer = mail(1, SHAO, FANG);
    var toSelf = mail(2, FANG, FANG);
    for (var mail : List.of(sent, answer, toSelf)) state.apply(new MailSent(mail));
    keepsNothing.onHistory("of fang", SHAO, Optional.empty(), 50);
    assertThat(told()).extracting(Kept::mail).containsExactly(sent, answer);
    keepsNothing.onHistory("of fang", FANG, Optional.empty(), 50);
    assertThat(told()).extracting(Kept::mail).containsExactly(toSelf);
    keepsNothing.onConversations("of fang", Optional.empty(), 50);
    assertThat(((ConversationsTold) event()).list())
        .extracting(listed -> listed.last().mail())
        .containsExactly(toSelf, answer);
    var words = SearchWords.of("TEX").orElseThrow();
    keepsNothing.onSearch("of fang", words, Optional.empty(), 50);
    assertThat(((MessagesFound) event()).messages())
        .extracting(Kept::mail)
        .containsExactly(toSelf, answer);
    keepsNothing.onSearch("of fang", words, Optional.of(SHAO), 1);
    assertThat(((MessagesFound) event()).messages()).extracting(Kept::mail).containsExactly(answer);
  }

  @Test
  void conversations_are_those_of_present_accounts_with_what_is_unread_and_who_is_online() {
    var unread = mail(1, SHAO, FANG);
    var lee = UserName.of("lee");
    state.apply(new AccountRegistered(account(lee)));
    var own = mail(1, FANG, lee);
    var ofAnother = new Mail(own.id(), lee, "text", 1, 1, new ClaimPair(claim(FANG), 99));
    state.apply(new MailSent(unread));
    requests.onConversations("of fang", Optional.empty(), 50);
    var asked = new ConversationsRequest(FANG, claim(FANG), Optional.empty(), 50);
    assertThat(outputs.take()).containsExactly(new ReplicaOutput.ReadArchive<>("of fang", asked));
    var found = new FoundConversations(List.of(unread, own, ofAnother), true, false);
    requests.onRead("of fang", asked, Optional.of(found));
    var told = (ConversationsTold) event();
    assertThat(told.list())
        .containsExactly(
            new ListedConversation(SHAO, new Kept(unread, SHAO, FANG, false), 1, true),
            new ListedConversation(lee, new Kept(own, FANG, lee, true), 0, false));
    assertThat(told.hasMore()).isTrue();
    assertThat(told.isComplete()).isFalse();
  }

  @Test
  void a_search_is_in_the_askers_own_conversations_and_a_bounded_number_is_under_way() {
    var words = SearchWords.of("text").orElseThrow();
    requests.onSearch("of fang", words, Optional.of(UserName.of("nobody")), 50);
    assertThat(refusal().code()).isEqualTo(Refusal.Code.NO_SUCH_USER);
    requests.onSearch("of fang", words, Optional.empty(), 50);
    var all = new SearchRequest(FANG, claim(FANG), Optional.empty(), words, 50);
    assertThat(outputs.take()).containsExactly(new ReplicaOutput.ReadArchive<>("of fang", all));
    requests.onSearch("of fang", words, Optional.of(SHAO), 50);
    var between = Conversation.between(FANG, claim(FANG), SHAO, claim(SHAO));
    var one = new SearchRequest(FANG, claim(FANG), Optional.of(between), words, 50);
    assertThat(outputs.take()).containsExactly(new ReplicaOutput.ReadArchive<>("of fang", one));
    for (int i = 2; i < HistoryRequests.MAX_SEARCHES; i++)
      requests.onSearch("of fang", words, Optional.empty(), 50);
    outputs.take();
    requests.onSearch("of shao", words, Optional.empty(), 50);
    assertThat(refusal().code()).isEqualTo(Refusal.Code.UNAVAILABLE);
    requests.onHistory("of shao", FANG, Optional.empty(), 50);
    assertThat(outputs.take()).as("pages do not wait for searches").hasSize(1);
    var mail = mail(1, FANG, SHAO);
    var ofAnother = new Mail(mail(2, FANG, SHAO).id(), SHAO, "text", 1, 2, new ClaimPair(9, 9));
    var found = new FoundMessages(List.of(mail, ofAnother), true, true);
    requests.onRead("of fang", all, Optional.of(found));
    assertThat(((MessagesFound) event()).messages())
        .containsExactly(new Kept(mail, FANG, SHAO, true));
    requests.onSearch("of shao", words, Optional.empty(), 50);
    assertThat(outputs.take()).hasOnlyElementsOfType(ReplicaOutput.ReadArchive.class);
  }

  private HistoryTold answer(String session, Mail... mails) {
    var found = new FoundHistory(List.of(mails), false, false, true);
    requests.onRead(session, request(50), Optional.of(found));
    return (HistoryTold) event();
  }

  private List<Kept> told() {
    return ((HistoryTold) event()).messages();
  }

  private Refusal refusal() {
    return ((HistoryRefused) event()).refusal();
  }

  private ReplicaProtocol.Event event() {
    var told = outputs.take();
    assertThat(told).hasSize(1);
    return ((ReplicaOutput.Tell<?>) told.get(0)).event();
  }

  private HistoryRequest request(int limit) {
    var conversation = Conversation.between(FANG, claim(FANG), SHAO, claim(SHAO));
    return new HistoryRequest(conversation, Optional.empty(), limit);
  }

  private long claim(UserName name) {
    return state.claim(name);
  }

  private Mail mail(long seq, UserName from, UserName to) {
    var id = new MessageId(new ClientStream(from, "c"), seq);
    return new Mail(id, to, "text", 1, seq, new ClaimPair(claim(from), claim(to)));
  }

  private static Account account(UserName name) {
    return Account.register(name, VERIFIER, 1);
  }

  private void open(String session, UserName name) {
    var request =
        new SessionRequest(name, claim(name), ScramVerifier.ANY, "c", ReadPosition.NOTHING);
    table.open(session, request, name, 0, List.of());
  }
}
