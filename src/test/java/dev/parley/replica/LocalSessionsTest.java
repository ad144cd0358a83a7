package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.DeviceEnded;
import dev.parley.chat.ChatEvent.DeviceOpened;
import dev.parley.chat.ChatEvent.LoggedOut;
import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.PostSent;
import dev.parley.chat.ChatEvent.SessionClosed;
import dev.parley.chat.ChatEvent.SessionId;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.ChatEvent.StreamMark;
import dev.parley.chat.ChatEvent.UserKicked;
import dev.parley.chat.ChatState;
import dev.parley.chat.PushWindow;
import dev.parley.chat.RoomReceipts;
import dev.parley.chat.SendAdmission;
import dev.parley.chat.Watchers;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.AccountChange.PasswordChanged;
import dev.parley.chat.accounts.ClientNumber;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.Device;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.NodeState;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.SendQueue;
import dev.parley.replica.ReplicaOutput.Submit;
import dev.parley.replica.ReplicaOutput.Tell;
import dev.parley.replica.ReplicaProtocol.AccountsStatus;
import dev.parley.replica.ReplicaProtocol.CameOnline;
import dev.parley.replica.ReplicaProtocol.Closing;
import dev.parley.replica.ReplicaProtocol.MailPushed;
import dev.parley.replica.ReplicaProtocol.MemberStatus;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import dev.parley.replica.ReplicaProtocol.OnlineList;
import dev.parley.replica.ReplicaProtocol.Opened;
import dev.parley.replica.ReplicaProtocol.ReadElsewhere;
import dev.parley.replica.ReplicaProtocol.SentPushed;
import dev.parley.replica.ReplicaProtocol.WentOffline;
import dev.parley.wire.VersionedCbor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

class LocalSessionsTest {
  private static final MemberId SELF = new MemberId("a", 1);
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final Account ACCOUNT =
      Account.register(FANG, new ScramVerifier("salt", 1, "k", "v"), 1);
  private static final ScramVerifier NEW_VERIFIER = new ScramVerifier("other", 1, "k2", "v2");
  private static final long CLIENT = ClientNumber.of(Optional.of("phone"));
  private static final long AWAY_MS = 5_000;
  private static final Endpoint ELSEWHERE = Endpoint.parse("h:2");

  private VersionVector delivered = VersionVector.EMPTY;
  private final ReplicaOutputs outputs = new ReplicaOutputs();
  private final ChatState state = new ChatState();
  private final OwnEvents ownEvents = new OwnEvents(outputs);
  private final Durability durability = new Durability(state, () -> delivered, true, outputs);
  private final LocalSessions<String> sessions =
      new LocalSessions<>(
          new SessionTable<>(durability),
          new LocalSessions.Lookups(state, LocalSessionsTest::status, () -> delivered, 0, 2),
          new SendAdmission(state),
          ownEvents,
          outputs);
  private final List<Tell<?>> told = new ArrayList<>();
  private final List<ChatEvent> submitted = new ArrayList<>();
  private int delivery;

  LocalSessionsTest() {
    state.apply(new AccountRegistered(ACCOUNT));
    var address = new Endpoint("h", 1);
    sessions.onGroupStarting(new Member(SELF, address, address));
    ownEvents.onStarted();
  }

  @Test
  void welcomes_a_client_and_tells_the_others_of_it() {
    open("s", ReadPosition.NOTHING);

    assertThat(events("s")).hasSize(1).allMatch(Opened.class::isInstance);
    assertThat(submitted)
        .as("members of the version before know the second one only")
        .containsExactly(
            new DeviceOpened(
                FANG, new SessionId(SELF, 1), 2, ClaimPair.ANY, device("client", "client")),
            new SessionOpened(FANG, new SessionId(SELF, 1), 2, ClaimPair.ANY));
    assertThat(online(SHAO)).containsExactly(FANG);
  }

  @Test
  void lets_a_client_that_saw_more_wait_until_this_node_knows_it() {
    var ahead = new ReadPosition(VersionVector.EMPTY.with(SELF, 9));
    open("s", ahead);
    assertThat(events("s")).isEmpty();

    delivered = ahead.seen();
    sessions.onTick(20);
    take();
    assertThat(events("s")).extracting(event -> ((Opened) event).isBehind()).containsExactly(false);
  }

  @Test
  void lets_it_in_behind_what_it_saw_when_it_has_waited_for_long() {
    open("s", new ReadPosition(VersionVector.EMPTY.with(SELF, 9)));

    sessions.onTick(ReadPosition.PATIENCE_MS - 1);
    take();
    assertThat(events("s")).isEmpty();
    sessions.onTick(ReadPosition.PATIENCE_MS);
    take();
    assertThat(events("s")).extracting(event -> ((Opened) event).isBehind()).containsExactly(true);
  }

  @Test
  void refuses_in_the_end_whose_account_has_lost_the_name() {
    var request =
        new SessionRequest(
            FANG, ACCOUNT.claim().number() + 1, ScramVerifier.ANY, "client", ReadPosition.NOTHING);
    sessions.onOpen("s", request, 0);
    sessions.onTick(ReadPosition.PATIENCE_MS);
    take();

    assertThat(events("s"))
        .extracting(event -> ((Closing) event).code())
        .containsExactly(ClosingCode.KICKED);
    assertThat(online(SHAO)).isEmpty();
  }

  @Test
  void a_new_password_ends_the_sessions_of_the_old_one_and_not_the_one_that_chose_it() {
    open("thief", ACCOUNT.verifier());
    open("owner", ACCOUNT.verifier());
    sessions.onPasswordChosen("owner", NEW_VERIFIER);
    changePassword(NEW_VERIFIER, 2);

    assertThat(last("thief"))
        .isInstanceOfSatisfying(
            Closing.class,
            closing -> {
              assertThat(closing.code()).isEqualTo(ClosingCode.KICKED);
              assertThat(closing.text()).contains("password");
            });
    assertThat(last("owner")).isInstanceOf(Opened.class);

    changePassword(new ScramVerifier("of the operator", 1, "k3", "v3"), 3);
    assertThat(last("owner")).isInstanceOf(Closing.class);
    assertThat(online(SHAO)).isEmpty();
  }

  @Test
  void lets_nobody_in_whose_proof_was_of_an_earlier_password() {
    changePassword(NEW_VERIFIER, 2);
    open("late", ACCOUNT.verifier());
    assertThat(events("late")).isEmpty();

    sessions.onTick(ReadPosition.PATIENCE_MS);
    take();
    assertThat(events("late"))
        .extracting(event -> ((Closing) event).code())
        .containsExactly(ClosingCode.KICKED);
    assertThat(online(SHAO)).isEmpty();
  }

  @Test
  void lets_a_client_wait_whose_password_is_newer_than_this_node_knows() {
    open("s", NEW_VERIFIER);
    assertThat(events("s")).isEmpty();

    changePassword(NEW_VERIFIER, 2);
    sessions.onTick(20);
    take();
    assertThat(last("s")).isInstanceOf(Opened.class);
  }

  @Test
  void a_logout_ends_the_tickets_of_its_client_at_once_and_is_answered_when_it_is_durable() {
    open("owner", "phone");
    var stolen = new LoginProof(CLIENT, opened("owner").logout());
    sessions.onLogOut("owner", false, 5_000);
    open("thief", stolen);
    assertThat(events("thief")).containsExactly(ReplicaProtocol.TicketEnded.INSTANCE);
    assertThat(online(FANG)).isEmpty();

    assertThat(last("owner")).isInstanceOf(Opened.class);
    deliver(new LoggedOut(FANG, CLIENT, 5_000, ACCOUNT.claim().number()));
    assertThat(last("owner")).isInstanceOf(Opened.class);
    written();
    assertThat(last("owner")).isEqualTo(ReplicaProtocol.LoggedOut.INSTANCE);
    open("thief again", stolen);
    assertThat(last("thief again")).isEqualTo(ReplicaProtocol.TicketEnded.INSTANCE);
  }

  @Test
  void a_client_that_logs_in_again_gets_tickets_that_its_logout_does_not_end() {
    open("s", "phone");
    sessions.onLogOut("s", false, 5_000);
    open("s again", "phone"); // its logout is still under way
    deliver(new LoggedOut(FANG, CLIENT, 5_000, ACCOUNT.claim().number()));
    written();

    assertThat(last("s again")).isInstanceOf(Opened.class);
    open("back", new LoginProof(CLIENT, opened("s again").logout()));
    assertThat(last("back")).isInstanceOf(Opened.class);
  }

  @Test
  void a_logout_elsewhere_ends_the_sessions_of_its_client_and_no_others() {
    open("phone", "phone");
    open("desk", "desk");
    deliver(new LoggedOut(FANG, CLIENT, 5_000, ACCOUNT.claim().number()));
    written();

    assertThat(last("phone"))
        .isInstanceOfSatisfying(
            Closing.class, closing -> assertThat(closing.code()).isEqualTo(ClosingCode.KICKED));
    assertThat(last("desk")).isInstanceOf(Opened.class);
  }

  @Test
  void a_logout_of_one_client_without_an_id_leaves_the_others_in() {
    open("telnet", LoginProof.byPassword(Optional.empty()));
    open("program", LoginProof.byPassword(Optional.empty()));
    open("by ticket", new LoginProof(ClientNumber.NONE, 0));
    sessions.onLogOut("program", false, 5_000);
    deliver(new LoggedOut(FANG, ClientNumber.NONE, 5_000, ACCOUNT.claim().number()));
    written();

    assertThat(last("program")).isEqualTo(ReplicaProtocol.LoggedOut.INSTANCE);
    assertThat(last("telnet")).isInstanceOf(Opened.class);
    assertThat(last("by ticket")).as("their tickets are one client's").isInstanceOf(Closing.class);

    deliver(new LoggedOut(FANG, ClientNumber.ALL, 6_000, ACCOUNT.claim().number()));
    written();
    assertThat(last("telnet")).isInstanceOf(Closing.class);
  }

  @Test
  void a_logout_of_all_ends_every_other_session_and_every_ticket_and_says_bye_to_who_asked() {
    open("phone", "phone");
    open("desk", "desk");
    sessions.onLogOut("desk", true, 5_000);
    deliver(new LoggedOut(FANG, ClientNumber.ALL, 5_000, ACCOUNT.claim().number()));
    written();

    assertThat(last("phone")).isInstanceOf(Closing.class);
    assertThat(last("desk")).isEqualTo(ReplicaProtocol.LoggedOut.INSTANCE);
    for (var client : List.of("phone", "desk", "other")) {
      var proof = new LoginProof(ClientNumber.of(Optional.of(client)), 0);
      open("by ticket of " + client, proof);
      assertThat(last("by ticket of " + client)).isEqualTo(ReplicaProtocol.TicketEnded.INSTANCE);
    }
    open("by password", "phone");
    assertThat(last("by password")).isInstanceOf(Opened.class);
  }

  @Test
  void logs_out_twice_with_two_marks_also_when_the_clock_stands_still() {
    open("phone", "phone");
    open("desk", "desk");
    submitted.clear();
    sessions.onLogOut("phone", false, 5_000);
    sessions.onLogOut("desk", false, 5_000);
    take();

    assertThat(submitted)
        .filteredOn(LoggedOut.class::isInstance)
        .extracting(event -> ((LoggedOut) event).mark())
        .containsExactly(5_000L, 5_001L);
  }

  @Test
  void a_logout_ends_the_ticket_that_it_came_by_also_where_the_clock_is_slow() {
    var ticket = new LoginProof(CLIENT, 125_000); // of a logout that is not known here
    open("s", ticket);
    sessions.onLogOut("s", false, 5_000);
    take();

    var out = (LoggedOut) submitted.get(submitted.size() - 1);
    assertThat(out.mark()).isEqualTo(125_001);
    open("thief", ticket);
    assertThat(last("thief")).isEqualTo(ReplicaProtocol.TicketEnded.INSTANCE);
  }

  @Test
  void a_session_that_was_ended_before_its_logout_gets_its_end_and_no_other_answer() {
    open("s", "phone");
    durability.onChanged();
    sessions.tell(state.apply(new UserKicked(FANG)));
    durability.afterInput();
    sessions.onLogOut("s", false, 5_000);
    take();
    assertThat(last("s")).as("before the end is durable").isInstanceOf(Opened.class);

    written();
    assertThat(last("s")).isInstanceOf(Closing.class);
    assertThat(submitted).noneMatch(LoggedOut.class::isInstance);
  }

  @Test
  void answers_a_logout_of_a_user_who_loses_the_name_meanwhile() {
    open("s", "phone");
    sessions.onLogOut("s", false, 5_000);
    var first = Account.register(FANG, new ScramVerifier("first", 1, "k", "v"), 0);
    sessions.tell(state.apply(new AccountRegistered(first)));
    take();
    assertThat(last("s")).isEqualTo(ReplicaProtocol.LoggedOut.INSTANCE);
  }

  private void written() {
    durability.onWritten();
    take();
  }

  private Opened opened(String session) {
    return (Opened) last(session);
  }

  /** By password, at this client. */
  private void open(String session, String client) {
    var proof = LoginProof.byPassword(Optional.of(client));
    open(session, proof);
  }

  private void open(String session, LoginProof proof) {
    long claim = ACCOUNT.claim().number();
    long verifier = ACCOUNT.verifier().number();
    sessions.onOpen(
        session,
        new SessionRequest(
            FANG,
            claim,
            verifier,
            session,
            ReadPosition.NOTHING,
            proof,
            Arrival.UNKNOWN,
            ClientTraits.NONE),
        0);
    take();
  }

  private void deliver(ChatEvent event) {
    durability.onChanged();
    sessions.tell(state.apply(event));
    durability.afterInput();
    take();
  }

  private void open(String session, ScramVerifier verifier) {
    long claim = ACCOUNT.claim().number();
    var request = new SessionRequest(FANG, claim, verifier.number(), session, ReadPosition.NOTHING);
    sessions.onOpen(session, request, 0);
    take();
  }

  private void changePassword(ScramVerifier verifier, long lamport) {
    sessions.tell(state.apply(new PasswordChanged(FANG, ACCOUNT.claim(), verifier, lamport)));
    take();
  }

  @Test
  void tells_nothing_of_a_change_before_it_is_durable() {
    open("s", ReadPosition.NOTHING);
    arrive(1);
    assertThat(pushes("s")).isEmpty();

    durability.onWritten();
    take();
    assertThat(pushes("s")).containsExactly(1L);
  }

  @Test
  void tells_the_others_what_was_shown_in_groups() {
    open("s", ReadPosition.NOTHING);
    for (int seq = 1; seq <= SessionTable.ACKNOWLEDGEMENTS_TOGETHER; seq++) arrive(seq);
    submitted.clear();

    for (int n = 1; n < SessionTable.ACKNOWLEDGEMENTS_TOGETHER; n++)
      sessions.onAcknowledge("s", n, 0);
    take();
    assertThat(submitted).noneMatch(MailAcknowledged.class::isInstance);
    sessions.onAcknowledge("s", SessionTable.ACKNOWLEDGEMENTS_TOGETHER, 0);
    take();
    var acknowledged = submitted.stream().filter(MailAcknowledged.class::isInstance).toList();
    assertThat(acknowledged).hasSize(1);
    assertThat(((MailAcknowledged) acknowledged.get(0)).marks())
        .extracting(ChatEvent.StreamMark::upTo)
        .containsExactly((long) SessionTable.ACKNOWLEDGEMENTS_TOGETHER);
  }

  @Test
  void ignores_acknowledgements_of_sessions_that_are_not_open() {
    sessions.onAcknowledge("nobody", 1, 0);
    take();
    assertThat(submitted).isEmpty();
  }

  @Test
  void tells_the_others_when_a_session_ends_and_that_once() {
    open("s", ReadPosition.NOTHING);
    submitted.clear();

    sessions.onClose("s");
    sessions.onClose("s");
    take();
    assertThat(submitted).containsExactly(new SessionClosed(FANG, new SessionId(SELF, 1)));
    assertThat(online(SHAO)).isEmpty();
  }

  /** As many as a server takes; one more than the multicast takes would end it. */
  @Test
  void what_all_sessions_of_a_server_publish_has_room_while_nothing_is_sent() {
    int sessionsOfServer = 10_000;
    open("s", ReadPosition.NOTHING);
    int opened = submitted.size();
    var address = new Endpoint("h", 1);
    var newcomer = new Member(new MemberId("b", 1), address, address);
    var view = View.of(new ViewId(1, SELF), List.of(new Member(SELF, address, address), newcomer));
    submitted.clear();
    sessions.onView(null, view, SELF);
    take();
    int again = (int) submitted.stream().filter(event -> !isOfServer(event)).count();
    assertThat(again).as("the opening is told again").isEqualTo(opened);
    submitted.clear();
    sessions.onClose("s");
    take();
    int closed = submitted.size();

    assertThat(again * sessionsOfServer)
        .as("acknowledgements are not left out for that")
        .isLessThan(OwnEvents.MAX_WITH_ACKNOWLEDGEMENTS);
    assertThat((opened + again + closed) * sessionsOfServer)
        .isLessThan(SendQueue.MAX_WAITING - OwnEvents.MAX_WITH_ACKNOWLEDGEMENTS);
  }

  private static boolean isOfServer(ChatEvent event) {
    return event instanceof ChatEvent.SessionsTold || event instanceof ChatEvent.ServerDraining;
  }

  @Test
  void ends_the_session_that_a_newer_one_of_its_client_replaces() {
    open("old", ReadPosition.NOTHING);
    deliver();
    open("new", ReadPosition.NOTHING);
    deliver();

    assertThat(last("old"))
        .isInstanceOfSatisfying(
            Closing.class,
            closing -> {
              assertThat(closing.code()).isEqualTo(ClosingCode.SESSION_REPLACED);
              assertThat(closing.text()).contains("somewhere else");
            });
    assertThat(last("new")).isInstanceOf(Opened.class);
  }

  @Test
  void ends_the_oldest_session_when_there_is_one_too_many() {
    openBy("oldest", "laptop");
    openBy("second", "telephone");
    deliver();
    assertThat(online(SHAO)).containsExactly(FANG);
    assertThat(last("oldest")).isInstanceOf(Opened.class);
    openBy("third", "a client id that is long");
    deliver();

    assertThat(last("oldest"))
        .isInstanceOfSatisfying(
            Closing.class,
            closing -> {
              assertThat(closing.code()).isEqualTo(ClosingCode.SESSION_REPLACED);
              assertThat(closing.text()).contains("the oldest");
            });
    assertThat(last("second")).isInstanceOf(Opened.class);
    assertThat(last("third")).isInstanceOf(Opened.class);
    assertThat(state.presence().count(FANG)).isEqualTo(2);
  }

  @Test
  void leaves_it_to_another_server_to_end_its_own_session() {
    var elsewhere = new SessionId(new MemberId("b", 1), 1);
    sessions.tell(
        state.apply(
            new DeviceOpened(FANG, elsewhere, 1, ClaimPair.ANY, device("laptop", "laptop"))));
    openBy("second", "telephone");
    openBy("third", "tablet");
    deliver();
    assertThat(last("second")).isInstanceOf(Opened.class);
    assertThat(last("third")).isInstanceOf(Opened.class);
    assertThat(sessions.allOf("third"))
        .extracting(info -> info.seen().orElseThrow().client())
        .containsExactly("telephon", "tablet", "laptop");
  }

  @Test
  void pushes_mail_to_every_device_and_publishes_that_it_was_read_once() {
    openBy("laptop", "laptop");
    openBy("telephone", "telephone");
    deliver();
    arrive(1);
    durable();
    assertThat(pushes("laptop")).containsExactly(1L);
    assertThat(pushes("telephone")).containsExactly(1L);

    sessions.onAcknowledge("telephone", 1, 0);
    sessions.onTick(20);
    deliver();
    assertThat(state.waiting(FANG)).isEmpty();
    sessions.onAcknowledge("laptop", 1, 0);
    sessions.onTick(40);
    submitted.clear();
    take();
    assertThat(submitted).as("its sender was told").isEmpty();

    arrive(2);
    durable();
    assertThat(pushes("laptop")).containsExactly(1L, 2L);
  }

  /** It comes while what the receiver's servers said of one who was offline is under way. */
  @Test
  void tells_a_sender_who_comes_meanwhile_once_that_the_message_was_shown() {
    open("s", ReadPosition.NOTHING);
    deliver();
    sends("c", 1, SHAO);
    var mark = new StreamMark(new ClientStream(FANG, "c"), 1, ClaimPair.ANY);
    sessions.tell(state.apply(new MailAcknowledged(SHAO, List.of(mark))));
    receiptsArrive();
    sessions.onTick(20);
    deliver();
    assertThat(events("s")).filteredOn(ReplicaProtocol.Delivered.class::isInstance).hasSize(1);
    assertThat(state.waiting(FANG)).as("the receipts are gone").isEmpty();
  }

  /** As of two servers at which shao's clients have acknowledged fang's message at once. */
  private void receiptsArrive() {
    for (var server : List.of("b", "c")) {
      var mail = new Mail(new MessageId(new ClientStream(FANG, "c"), 1), SHAO, "text", 0, 1);
      var stream = DeliveryReceipt.stream(SHAO, new MemberId(server, 1));
      var id = new MessageId(stream, 1);
      var receipt = new Mail(id, FANG, DeliveryReceipt.text(mail), 0, 10);
      sessions.tell(state.apply(new MailSent(receipt)));
    }
    take();
  }

  @Test
  void tells_of_one_message_once_that_it_was_shown_at_two_servers_at_once() {
    receiptsArrive();
    assertThat(state.waiting(FANG)).hasSize(2);
    open("s", ReadPosition.NOTHING);
    sessions.onTick(20);
    deliver();
    assertThat(events("s")).filteredOn(ReplicaProtocol.Delivered.class::isInstance).hasSize(1);
    assertThat(state.waiting(FANG)).isEmpty();
  }

  @Test
  void ends_the_device_that_its_user_has_ended_and_no_other_one() {
    openBy("laptop", "laptop");
    openBy("telephone", "telephone");
    deliver();
    sessions.tell(state.apply(new DeviceEnded(SHAO, ClaimPair.ANY, "telephon")));
    take();
    assertThat(last("telephone")).isInstanceOf(Opened.class);
    sessions.tell(state.apply(new DeviceEnded(FANG, ClaimPair.ANY, "telephon")));
    take();
    assertThat(last("telephone"))
        .isInstanceOfSatisfying(
            Closing.class,
            closing -> {
              assertThat(closing.code()).isEqualTo(ClosingCode.KICKED);
              assertThat(closing.text()).contains("You ended this device");
            });
    assertThat(last("laptop")).isInstanceOf(Opened.class);
  }

  @Test
  void shows_what_one_device_sends_to_the_others_that_know_of_it() {
    openBy("laptop", "laptop", 2);
    openBy("telephone", "telephone", 2);
    deliver();
    sends("laptop", 1, SHAO);

    assertThat(events("laptop")).noneMatch(SentPushed.class::isInstance);
    assertThat(last("telephone"))
        .isInstanceOfSatisfying(
            SentPushed.class,
            sent -> {
              assertThat(sent.n()).isEqualTo(1);
              assertThat(sent.mail().to()).isEqualTo(SHAO);
            });

    sends("laptop", 2, FANG);
    assertThat(last("telephone")).as("a message to oneself").isInstanceOf(MailPushed.class);
    assertThat(last("laptop")).isInstanceOf(MailPushed.class);
  }

  @Test
  void shows_a_client_of_the_first_version_no_copies_and_nothing_that_was_read() {
    openBy("old", "old", 1);
    openBy("telephone", "telephone", 2);
    deliver();
    sends("telephone", 1, SHAO);
    arrive(1);
    durable();
    sessions.onAcknowledge("telephone", 1, 0);
    sessions.onTick(20);
    deliver();
    assertThat(state.waiting(FANG)).isEmpty();
    assertThat(events("old"))
        .noneMatch(event -> event instanceof SentPushed || event instanceof ReadElsewhere);
  }

  @Test
  void tells_clients_of_version_four_how_many_have_seen_what_their_user_wrote_to_a_room() {
    state.apply(new AccountRegistered(Account.register(SHAO, ScramVerifier.NONE, 1)));
    openBy("laptop", "laptop", 4);
    openBy("telephone", "telephone", 3);
    var room = RoomName.of("#tea");
    var id = new MessageId(new ClientStream(FANG, "laptop"), 1);
    var seenBy = List.of(state.claim(FANG), state.claim(SHAO));
    var post = RoomPost.of(id, room, 7, seenBy, "hello", new RoomPost.Times(0, 11));
    var to = List.of(new RoomPost.Receiver(SHAO, state.claim(SHAO)));
    sessions.tell(state.apply(new PostSent(post, to)));
    var copy = RoomPost.copies(post, to).get(0).id();
    sessions.tell(
        state.apply(
            new MailAcknowledged(
                SHAO, List.of(new StreamMark(copy.stream(), copy.seq(), ClaimPair.ANY)))));
    sessions.onTick(20);
    take();
    assertThat(last("laptop"))
        .isEqualTo(
            new ReplicaProtocol.SeenInRoom(
                room, List.of(new RoomReceipts.Count(post.uuid(), 1, 1))));
    assertThat(events("telephone")).noneMatch(ReplicaProtocol.SeenInRoom.class::isInstance);
  }

  @Test
  void tells_the_other_devices_once_what_one_has_read() {
    openBy("laptop", "laptop", 2);
    openBy("telephone", "telephone", 2);
    deliver();
    for (int seq = 1; seq <= 3; seq++) arrive(seq);
    durable();
    durable();
    sessions.onAcknowledge("telephone", 2, 0);
    sessions.onTick(20);
    deliver();

    var upTo = events("laptop").stream().filter(MailPushed.class::isInstance).skip(1).findFirst();
    assertThat(events("laptop"))
        .filteredOn(ReadElsewhere.class::isInstance)
        .containsExactly(
            new ReadElsewhere(
                SHAO.spelling(), ((MailPushed) upTo.orElseThrow()).mail().uuid(), false));
    assertThat(events("telephone")).noneMatch(ReadElsewhere.class::isInstance);
  }

  @Test
  void pushes_what_waits_when_copies_are_acknowledged() {
    openBy("laptop", "laptop", 2);
    openBy("telephone", "telephone", 2);
    deliver();
    for (int seq = 1; seq <= PushWindow.MAX_UNACKNOWLEDGED; seq++) sends("laptop", seq, SHAO);
    arrive(1);
    durable();
    assertThat(pushes("telephone")).isEmpty();
    sessions.onAcknowledge("telephone", 1, 0);
    take();
    assertThat(pushes("telephone")).containsExactly(PushWindow.MAX_UNACKNOWLEDGED + 1L);
    assertThat(submitted).as("copies are in no mailbox").isEmpty();
  }

  /** As the delivery of a message that the client has numbered. */
  private void sends(String client, long seq, UserName to) {
    var id = new MessageId(new ClientStream(FANG, client), seq);
    sessions.tell(state.apply(new MailSent(new Mail(id, to, "text", 0, seq + 10))));
    take();
  }

  private void openBy(String session, String client) {
    openBy(session, client, 1);
  }

  private void openBy(String session, String client, int version) {
    var request =
        new SessionRequest(
            FANG,
            ClaimPair.ANY,
            ScramVerifier.ANY,
            client,
            ReadPosition.NOTHING,
            LoginProof.byPassword(Optional.of(client)),
            Arrival.UNKNOWN,
            new ClientTraits(version, ""));
    sessions.onOpen(session, request, 0);
    take();
  }

  private static Device device(String client, String shown) {
    long number = ClientNumber.of(Optional.of(client));
    return new Device(number, shown, "", number, 0);
  }

  /** What this node has submitted comes back by the multicast, with all that this leads to. */
  private void deliver() {
    take();
    while (!submitted.isEmpty()) {
      var next = submitted.remove(0);
      sessions.tell(state.apply(next));
      take();
    }
  }

  private void durable() {
    durability.onWritten();
    take();
  }

  @Test
  void tells_everybody_but_the_user_who_comes_online() {
    state.apply(new AccountRegistered(Account.register(SHAO, ScramVerifier.NONE, 1)));
    open("s", ReadPosition.NOTHING);
    submitted.clear();
    sessions.onOpen(
        "t",
        new SessionRequest(SHAO, ClaimPair.ANY, ScramVerifier.ANY, "c", ReadPosition.NOTHING),
        0);
    deliver();

    assertThat(last("s")).isEqualTo(new CameOnline(SHAO));
    assertThat(last("t")).isInstanceOf(Opened.class);
  }

  @Test
  void somebody_who_is_blocked_sees_the_other_one_go_and_not_come_back() {
    openBoth();
    block(true, 10);
    assertThat(last("t")).isEqualTo(new WentOffline(FANG));
    assertThat(online(SHAO)).containsExactly(SHAO);
    assertThat(online(FANG)).contains(FANG, SHAO);

    sessions.onClose("s");
    deliverNew();
    open("s", ReadPosition.NOTHING);
    deliverNew();
    assertThat(last("t")).isEqualTo(new WentOffline(FANG));
    assertThat(events("t")).filteredOn(WentOffline.class::isInstance).hasSize(1);

    block(false, 11);
    assertThat(last("t")).isEqualTo(new CameOnline(FANG));
    assertThat(online(SHAO)).contains(FANG);
  }

  @Test
  void the_one_who_blocks_sees_the_other_as_before() {
    openBoth();
    block(true, 10);
    sessions.onClose("t");
    deliverNew();
    assertThat(last("s")).isEqualTo(new WentOffline(SHAO));
  }

  @Test
  void a_block_of_somebody_who_is_offline_tells_nobody_anything() {
    openBoth();
    sessions.onClose("s");
    deliverNew();
    int before = events("t").size();
    block(true, 10);
    block(false, 11);
    assertThat(events("t")).hasSize(before);
  }

  @Test
  void somebody_whose_block_arrives_with_the_blockers_session_is_told_of_neither() {
    openBoth();
    sessions.onClose("s");
    deliverNew();
    int before = events("t").size();
    var other = new ChatState();
    for (var name : List.of(FANG, SHAO))
      other.apply(new AccountRegistered(state.account(name).orElseThrow()));
    var change = new ChatEvent.BlockChange(SHAO, true, ClaimPair.ANY);
    other.apply(new ChatEvent.BlocksChanged(FANG, ClaimPair.ANY, 10, false, List.of(change)));
    var elsewhere = new SessionId(new MemberId("b", 1), 1);
    other.apply(new SessionOpened(FANG, elsewhere, 11, ClaimPair.ANY));

    sessions.onTick(PresenceDamping.PERIOD_MS); // nothing is remembered of fang's changes
    sessions.tell(state.merge(other.snapshot()));
    take();
    assertThat(state.presence().isOnline(FANG)).isTrue();
    assertThat(events("t")).hasSize(before);
  }

  @Test
  void a_sender_who_is_blocked_is_not_told_that_their_message_was_read() {
    openBoth();
    durability.onWritten();
    arrive(1);
    block(true, 20);
    durability.onWritten();
    take();
    sessions.onAcknowledge("s", 1, 0);
    sessions.onClose("s");
    deliverNew();
    assertThat(state.waiting(FANG)).isEmpty();
    assertThat(events("t")).noneMatch(ReplicaProtocol.Delivered.class::isInstance);

    block(false, 21);
    open("s", ReadPosition.NOTHING);
    arrive(2);
    durability.onWritten();
    take();
    sessions.onAcknowledge("s", 1, 0);
    sessions.onClose("s");
    deliverNew();
    assertThat(events("t")).anyMatch(ReplicaProtocol.Delivered.class::isInstance);
  }

  @Test
  void no_receipt_is_kept_for_a_sender_who_is_blocked() {
    open("s", ReadPosition.NOTHING);
    state.apply(new AccountRegistered(Account.register(SHAO, ScramVerifier.NONE, 1)));
    arrive(1);
    block(true, 20);
    durability.onWritten();
    take();
    submitted.clear();
    sessions.onAcknowledge("s", 1, 0);
    take();
    assertThat(submitted).noneMatch(MailSent.class::isInstance);
  }

  /** fang at s, and shao at t. */
  private void openBoth() {
    state.apply(new AccountRegistered(Account.register(SHAO, ScramVerifier.NONE, 1)));
    open("s", ReadPosition.NOTHING);
    sessions.onOpen(
        "t",
        new SessionRequest(SHAO, ClaimPair.ANY, ScramVerifier.ANY, "c", ReadPosition.NOTHING),
        0);
    take();
    deliverNew();
  }

  private void block(boolean isBlocked, long lamport) {
    var change = new ChatEvent.BlockChange(SHAO, isBlocked, ClaimPair.ANY);
    var event = new ChatEvent.BlocksChanged(FANG, ClaimPair.ANY, lamport, false, List.of(change));
    sessions.tell(state.apply(event));
    take();
  }

  /** As the delivery of all that was submitted since the last time. */
  private void deliverNew() {
    take();
    for (; delivery < submitted.size(); delivery++) {
      sessions.tell(state.apply(submitted.get(delivery)));
    }
    take();
  }

  @Test
  void ends_a_users_sessions_when_the_operators_word_is_delivered() {
    open("s", ReadPosition.NOTHING);
    sessions.onKick(FANG);
    take();
    assertThat(submitted).contains(new UserKicked(FANG));
    assertThat(last("s")).isInstanceOf(Opened.class);

    sessions.tell(state.apply(new UserKicked(FANG)));
    take();
    assertThat(last("s"))
        .isInstanceOfSatisfying(
            Closing.class, closing -> assertThat(closing.code()).isEqualTo(ClosingCode.KICKED));
  }

  @Test
  void sends_clients_away_while_it_is_emptied_and_those_that_come_then() {
    open("s", ReadPosition.NOTHING);
    sessions.onDrain(true);
    open("t", ReadPosition.NOTHING);

    for (var session : List.of("s", "t"))
      assertThat(last(session))
          .isInstanceOfSatisfying(
              Closing.class, closing -> assertThat(closing.server()).contains(ELSEWHERE));
    sessions.onDrain(false);
    open("u", ReadPosition.NOTHING);
    assertThat(last("u")).isInstanceOf(Opened.class);
  }

  @Test
  void a_user_who_is_back_soon_was_never_away() {
    var delayed = delayed();
    var shao = elsewhere("u1");
    delayed.tell(state.apply(new SessionOpened(SHAO, shao, 1, ClaimPair.ANY)));
    delayed.onTick(1_000);
    delayed.tell(state.apply(new SessionClosed(SHAO, shao)));
    assertThat(state.presence().isOnline(SHAO)).as("receipts and limits know it").isFalse();
    assertThat(delayed.online(FANG, Optional.empty()).names()).containsExactly(FANG, SHAO);
    delayed.onTick(1_000 + AWAY_MS - 1);
    delayed.tell(state.apply(new SessionOpened(SHAO, elsewhere("u2"), 2, ClaimPair.ANY)));
    delayed.onTick(1_000 + 3 * AWAY_MS);
    take();
    assertThat(events("s")).filteredOn(WentOffline.class::isInstance).isEmpty();
    assertThat(events("s")).filteredOn(CameOnline.class::isInstance).hasSize(1);
  }

  @Test
  void a_user_who_stays_away_is_offline_for_others_after_a_while() {
    var delayed = delayed();
    var shao = elsewhere("u1");
    delayed.tell(state.apply(new SessionOpened(SHAO, shao, 1, ClaimPair.ANY)));
    delayed.onTick(1_000);
    delayed.tell(state.apply(new SessionClosed(SHAO, shao)));
    delayed.onTick(1_000 + AWAY_MS - 1);
    take();
    assertThat(last("s")).isEqualTo(new CameOnline(SHAO));
    delayed.onTick(1_000 + AWAY_MS + PresenceDamping.TICK_MS);
    take();
    assertThat(last("s")).isEqualTo(new WentOffline(SHAO));
    assertThat(delayed.online(FANG, Optional.empty()).names()).containsExactly(FANG);
  }

  @Test
  void a_user_who_has_just_gone_and_blocks_another_is_offline_for_them_at_once() {
    var delayed = delayed();
    var shao = elsewhere("u1");
    delayed.tell(state.apply(new SessionOpened(SHAO, shao, 1, ClaimPair.ANY)));
    delayed.onTick(1_000);
    delayed.tell(state.apply(new SessionClosed(SHAO, shao)));
    var change = new ChatEvent.BlockChange(FANG, true, ClaimPair.ANY);
    var event = new ChatEvent.BlocksChanged(SHAO, ClaimPair.ANY, 9, false, List.of(change));
    delayed.tell(state.apply(event));
    take();
    assertThat(last("s")).isEqualTo(new WentOffline(SHAO));
    delayed.onTick(1_000 + 2 * AWAY_MS);
    take();
    assertThat(events("s")).filteredOn(WentOffline.class::isInstance).hasSize(1);
  }

  /** With the product's delay, and FANG here. */
  private LocalSessions<String> delayed() {
    state.apply(new AccountRegistered(Account.register(SHAO, ScramVerifier.NONE, 1)));
    var lookups =
        new LocalSessions.Lookups(state, LocalSessionsTest::status, () -> delivered, AWAY_MS, 2);
    var delayed =
        new LocalSessions<>(
            new SessionTable<String>(durability),
            lookups,
            new SendAdmission(state),
            ownEvents,
            outputs);
    var request =
        new SessionRequest(FANG, ClaimPair.ANY, ScramVerifier.ANY, "client", ReadPosition.NOTHING);
    delayed.onOpen("s", request, 0);
    return delayed;
  }

  @Test
  void who_asks_about_one_of_many_users_is_told_when_that_one_goes() {
    open("s", ReadPosition.NOTHING);
    for (int i = 0; i < Watchers.EVERYBODY_UP_TO + 9; i++) comes("u" + i);
    sessions.online(FANG, Optional.of(List.of(UserName.of("u1"))));
    sessions.online(FANG, Optional.of(List.of(UserName.of("u2"), UserName.of("u3"))));
    take();
    told.clear();
    for (int i = 1; i <= 3; i++)
      sessions.tell(state.apply(new SessionClosed(UserName.of("u" + i), elsewhere("u" + i))));
    take();
    assertThat(events("s")).containsExactly(new WentOffline(UserName.of("u1")));
  }

  private void comes(String name) {
    var opened = new SessionOpened(UserName.of(name), elsewhere(name), 1, ClaimPair.ANY);
    sessions.tell(state.apply(opened));
  }

  private static SessionId elsewhere(String name) {
    return new SessionId(new MemberId("b", 1), Long.parseLong(name.substring(1)) + 1);
  }

  private SortedSet<UserName> online(UserName asker) {
    return sessions.online(asker, Optional.empty()).names();
  }

  @Test
  void names_the_first_of_many_users_and_counts_the_others() {
    var gateway = new MemberId("b", 1);
    for (int i = 0; i < OnlineList.MAX_NAMES; i++) {
      var id = new SessionId(gateway, i + 1);
      var opened = new SessionOpened(UserName.of("u" + (10_000 + i)), id, i, ClaimPair.ANY);
      sessions.tell(state.apply(opened));
    }
    assertThat(sessions.online(SHAO, Optional.empty()))
        .satisfies(list -> assertThat(list.names()).hasSize(OnlineList.MAX_NAMES))
        .satisfies(list -> assertThat(list.count()).isEqualTo(OnlineList.MAX_NAMES));
    open("s", ReadPosition.NOTHING);
    var list = sessions.online(SHAO, Optional.empty());
    assertThat(list.names()).hasSize(OnlineList.MAX_NAMES).contains(FANG, UserName.of("u10998"));
    assertThat(list.names()).doesNotContain(UserName.of("u10999"));
    assertThat(list.count()).isEqualTo(OnlineList.MAX_NAMES + 1);

    var about = List.of(UserName.of("U10999"), UserName.of("nobody"));
    var asked = sessions.online(SHAO, Optional.of(about));
    assertThat(asked.names()).extracting(UserName::spelling).containsExactly("u10999");
    assertThat(asked.count()).isEqualTo(OnlineList.MAX_NAMES + 1);
    assertThat(sessions.online(SHAO, Optional.of(List.of())).names()).isEmpty();
  }

  private void open(String session, ReadPosition after) {
    sessions.onOpen(
        session, new SessionRequest(FANG, ClaimPair.ANY, ScramVerifier.ANY, "client", after), 0);
    take();
  }

  /** As the delivery of shao's message of that number; its commit begins, if none is written. */
  private void arrive(long seq) {
    durability.onChanged();
    var mail = new Mail(new MessageId(new ClientStream(SHAO, "c"), seq), FANG, "text", 0, seq + 10);
    sessions.tell(state.apply(new MailSent(mail)));
    durability.afterInput();
    take();
  }

  private void take() {
    for (var output : outputs.take()) {
      if (output instanceof Tell<?> tell) told.add(tell);
      else if (output instanceof Submit submit)
        submitted.add(VersionedCbor.EVENT.decode(submit.payload().unsafeArray()).orElseThrow());
    }
  }

  private List<ReplicaProtocol.Event> events(String session) {
    return told.stream()
        .filter(tell -> tell.session().equals(session))
        .<ReplicaProtocol.Event>map(Tell::event)
        .toList();
  }

  private ReplicaProtocol.Event last(String session) {
    var events = events(session);
    return events.get(events.size() - 1);
  }

  private List<Long> pushes(String session) {
    return events(session).stream()
        .filter(MailPushed.class::isInstance)
        .map(event -> ((MailPushed) event).n())
        .toList();
  }

  static NodeStatus status() {
    return new NodeStatus(
        "a",
        NodeState.MEMBER,
        Optional.of(Endpoint.parse("h:1")),
        Optional.empty(),
        Optional.empty(),
        1,
        List.of(
            new MemberStatus(
                "a", 1, Endpoint.parse("h:1"), Endpoint.parse("127.0.0.1:11111"), 0, false),
            new MemberStatus("b", 1, ELSEWHERE, Endpoint.parse("127.0.0.1:11111"), 0, false)),
        AccountsStatus.NONE);
  }
}
