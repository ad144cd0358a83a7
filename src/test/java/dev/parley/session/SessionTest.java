package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.PushWindow;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.RoomPost;
import dev.parley.replica.ClosingCode;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.ConnectionCommand.NextLine;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.session.dialect.Refusals;
import dev.parley.session.limits.BlockChanges;
import dev.parley.session.limits.ClientAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SessionTest extends SessionFixture {
  @Test
  void asks_for_the_next_line_only_when_the_last_one_is_answered() {
    speakJson("{'op':'status','id':'1'}");
    var status = replica.expectMessageClass(ReplicaProtocol.AskStatus.class);
    link.expectNoMessage(Duration.ZERO);

    status.replyTo().tell(STATUS);
    expectLine("{'ev':'status','re':'1',");
    link.expectMessage(NextLine.INSTANCE);
  }

  @Test
  void tells_a_stranger_on_another_machine_the_state_and_the_version_and_a_user_the_view() {
    session = startFor(ClientAddress.of(new byte[] {10, 0, 0, 1}));
    speakJson("{'op':'status','id':'1'}");
    replica.expectMessageClass(ReplicaProtocol.AskStatus.class).replyTo().tell(STATUS);
    expectLine("{'ev':'status','re':'1','state':'member','version':");

    nextLine("{'op':'login','name':'fang','password':'correct horse'}");
    admit();
    nextLine(STATUS_2);
    replica.expectMessageClass(ReplicaProtocol.AskStatus.class).replyTo().tell(STATUS);
    expectLine("{'ev':'status','re':'2','node':");
  }

  @Test
  void a_line_that_must_wait_makes_those_behind_it_wait_though_they_came_with_it() {
    logIn();
    link.expectMessage(NextLine.INSTANCE);
    session.tell(lines(PING_1, STATUS_2, PING_3));
    expectLine("{'ev':'pong','re':'1'}");
    var status = replica.expectMessageClass(ReplicaProtocol.AskStatus.class);
    link.expectNoMessage(Duration.ofMillis(50));

    status.replyTo().tell(STATUS);
    expectLine("{'ev':'status','re':'2',");
    expectLine("{'ev':'pong','re':'3'}");
    link.expectMessage(NextLine.INSTANCE);
  }

  @Test
  void tells_whoever_is_on_this_machine_the_view() {
    session = startFor(ADDRESS);
    speakJson("{'op':'status','id':'1'}");
    replica.expectMessageClass(ReplicaProtocol.AskStatus.class).replyTo().tell(STATUS);
    expectLine("{'ev':'status','re':'1','node':");
  }

  private static final String PING_1 = "{\"op\":\"ping\",\"id\":\"1\"}";
  private static final String STATUS_2 = "{\"op\":\"status\",\"id\":\"2\"}";
  private static final String PING_3 = "{\"op\":\"ping\",\"id\":\"3\"}";

  @Test
  void says_in_one_turn_what_the_lines_of_one_read_are_answered() {
    var turns = kit.createTestProbe(ConnectionCommand.Turn.class);
    var other =
        kit.spawn(Session.create(settings(NEVER, NEVER), replica.getRef(), origin(turns.getRef())));
    turns.expectMessage(new ConnectionCommand.Turn(List.of(NextLine.INSTANCE)));
    other.tell(new Session.FirstByte(Choice.JSON));

    other.tell(lines(PING_1, PING_3));
    turns.expectMessage(
        new ConnectionCommand.Turn(
            List.of(
                new ConnectionCommand.Write("{\"ev\":\"pong\",\"re\":\"1\"}\n", 0),
                new ConnectionCommand.Write("{\"ev\":\"pong\",\"re\":\"3\"}\n", 0),
                NextLine.INSTANCE)));
  }

  @Test
  void takes_no_line_that_came_already_while_too_many_sends_wait() {
    logIn();
    link.expectMessage(NextLine.INSTANCE);
    var sends = new String[InFlightSends.MAX_IN_FLIGHT + 1];
    Arrays.fill(sends, "{\"op\":\"send\",\"to\":\"shao\",\"text\":\"x\"}");
    session.tell(lines(sends));
    link.expectNoMessage(Duration.ofMillis(100));

    var first = replica.expectMessageClass(ReplicaProtocol.Send.class);
    for (int i = 1; i < InFlightSends.MAX_IN_FLIGHT; i++)
      replica.expectMessageClass(ReplicaProtocol.Send.class);
    replica.expectNoMessage(Duration.ZERO);
    first.replyTo().tell(new ReplicaProtocol.Refused(Refusal.of(Code.MAILBOX_FULL, "Full.")));
    replica.expectMessageClass(ReplicaProtocol.Send.class);
  }

  @Test
  void takes_no_line_that_came_already_while_much_waits_for_the_client() {
    logIn();
    link.expectMessage(NextLine.INSTANCE);
    session.tell(Session.InputPaused.INSTANCE);
    session.tell(lines(PING_1, PING_3));
    link.expectNoMessage(Duration.ofMillis(50));

    session.tell(Session.InputResumed.INSTANCE);
    expectLine("{'ev':'pong','re':'1'}");
    expectLine("{'ev':'pong','re':'3'}");
  }

  @Test
  void ends_with_the_end_of_the_input_behind_the_lines_that_came_before_it() {
    speakJson("{'op':'status','id':'1'}");
    var status = replica.expectMessageClass(ReplicaProtocol.AskStatus.class);
    status.replyTo().tell(STATUS);
    expectLine("{'ev':'status'");
    link.expectMessage(NextLine.INSTANCE);
    session.tell(
        new Session.LinesReceived(
            List.of(new Session.LineReceived(PING_3), Session.InputEnded.INSTANCE)));

    expectLine("{'ev':'pong','re':'3'}");
    link.expectMessage(new ConnectionCommand.Close(""));
  }

  @Test
  void tells_what_it_answered_before_it_failed() {
    var events = logIn();
    link.expectMessage(NextLine.INSTANCE);
    // Nobody asked for it.
    session.tell(lines(PING_1));
    events.tell(new ReplicaProtocol.Opened(SHAO, STATUS, 0, 0, 1, false));

    expectLine("{'ev':'pong','re':'1'}");
    link.expectTerminated(session);
  }

  @Test
  void refuses_a_second_login_and_commands_before_the_first() {
    speakJson("{'op':'list','id':'1'}");
    expectLine("{'ev':'error','re':'1','code':'NOT_LOGGED_IN'");
    for (var line :
        List.of(
            "{'op':'send','to':'shao','text':'x'}",
            "{'op':'ack','n':1}",
            "{'op':'logout'}",
            "{'op':'password','old':'x','new':'y'}")) {
      nextLine(line);
      expectLine("{'ev':'error','code':'NOT_LOGGED_IN'");
    }
    nextLine("{'op':'ping'}");
    expectLine("{'ev':'pong'}");
    nextLine("{'op':'login','name':'fang','password':'correct horse'}");
    admit();
    nextLine("{'op':'login','id':'2','name':'fang','password':'correct horse'}");
    expectLine("{'ev':'error','re':'2','code':'ALREADY_LOGGED_IN'");
    replica.expectNoMessage(Duration.ZERO);
  }

  @Test
  void sends_without_waiting_for_the_answer_before() {
    logIn();
    nextLine("{'op':'send','id':'a','to':'shao','text':'one','seq':1}");
    nextLine("{'op':'send','id':'b','to':'shao','text':'two','seq':2}");
    var first = replica.expectMessageClass(ReplicaProtocol.Send.class);
    var second = replica.expectMessageClass(ReplicaProtocol.Send.class);
    assertThat(first.text()).isEqualTo("one");
    assertThat(second.seq()).contains(2L);

    second
        .replyTo()
        .tell(
            new ReplicaProtocol.Accepted(
                new MessageId(new ClientStream(FANG, "c"), 2),
                new UUID(1, 2),
                2,
                false,
                "x",
                new RoomPost.Times(1_000, 1)));
    link.expectMessage(NextLine.INSTANCE);
    expectLine("{'ev':'accepted','re':'b',");
    first.replyTo().tell(new ReplicaProtocol.Refused(Refusal.of(Code.MAILBOX_FULL, "Full.")));
    expectLine("{'ev':'error','re':'a','code':'MAILBOX_FULL','text':'Full.'}");
  }

  @Test
  void takes_no_more_lines_while_too_many_sends_wait() {
    logIn();
    for (int i = 0; i < InFlightSends.MAX_IN_FLIGHT; i++)
      nextLine("{'op':'send','to':'shao','text':'x'}");
    link.expectNoMessage(Duration.ofMillis(100));

    replica
        .expectMessageClass(ReplicaProtocol.Send.class)
        .replyTo()
        .tell(new ReplicaProtocol.Refused(Refusal.of(Code.MAILBOX_FULL, "Full.")));
    expectLine("{'ev':'error','code':'MAILBOX_FULL'");
    link.expectMessage(NextLine.INSTANCE);
  }

  @Test
  void logs_out_after_the_answers_to_what_was_sent() {
    logIn();
    nextLine("{'op':'send','id':'a','to':'shao','text':'x'}");
    nextLine("{'op':'logout','id':'b'}");
    var send = replica.expectMessageClass(ReplicaProtocol.Send.class);
    replica.expectNoMessage(Duration.ZERO);

    send.replyTo().tell(new ReplicaProtocol.Refused(Refusal.of(Code.MAILBOX_FULL, "Full.")));
    expectLine("{'ev':'error','re':'a'");
    loggedOut();
    expectLine("{'ev':'bye','re':'b'}");
  }

  @Test
  void refuses_text_that_breaks_the_rules_without_asking_the_replica() {
    logIn();
    nextLine("{'op':'send','id':'a','to':'shao','text':'a\\u001bb'}");
    expectLine("{'ev':'error','re':'a','code':'TEXT_INVALID'");
    nextLine(
        "{'op':'send','id':'b','to':'shao','text':'" + "x".repeat(Mail.MAX_TEXT_BYTES + 1) + "'}");
    expectLine("{'ev':'error','re':'b','code':'TEXT_TOO_LONG'");
    replica.expectNoMessage(Duration.ZERO);
  }

  @Test
  void passes_on_acknowledgements_and_lists() {
    var events = logIn();
    nextLine("{'op':'ack','n':3}");
    assertThat(replica.expectMessageClass(ReplicaProtocol.Acknowledge.class))
        .isEqualTo(new ReplicaProtocol.Acknowledge(events, 3));

    nextLine("{'op':'list','id':'1'}");
    replica
        .expectMessageClass(ReplicaProtocol.ListOnline.class)
        .replyTo()
        .tell(new ReplicaProtocol.OnlineList(new TreeSet<>(List.of(SHAO, FANG)), 3));
    expectLine("{'ev':'users','re':'1','online':['fang','shao'],'more':1}");
  }

  @Test
  void blocks_users_for_who_is_logged_in_only() {
    speakJson("{'op':'block','id':'0','name':'shao'}");
    expectLine("{'ev':'error','re':'0','code':'NOT_LOGGED_IN'");
    nextLine("{'op':'login','name':'fang','password':'correct horse'}");
    var events = admit();
    nextLine("{'op':'block','id':'1','name':'shao'}");
    replica.expectMessage(new ReplicaProtocol.SetBlock(events, SHAO, true));
    events.tell(new ReplicaProtocol.BlockSet(SHAO, true));
    expectLine("{'ev':'blocked','re':'1','name':'shao'}");

    nextLine("{'op':'blocks','id':'2'}");
    replica.expectMessage(new ReplicaProtocol.ListBlocks(events));
    events.tell(new ReplicaProtocol.BlocksListed(new TreeSet<>(List.of(SHAO))));
    expectLine("{'ev':'blocks','re':'2','names':['shao']}");

    nextLine("{'op':'unblock','id':'3','name':'shao'}");
    replica.expectMessage(new ReplicaProtocol.SetBlock(events, SHAO, false));
    events.tell(new ReplicaProtocol.BlockRefused(Refusal.of(Refusal.Code.NO_SUCH_USER, "Nobody.")));
    expectLine("{'ev':'error','re':'3','code':'NO_SUCH_USER'");
  }

  @Test
  void watches_users_for_who_is_logged_in_only() {
    speakJson("{'op':'watch','id':'0','names':['shao']}");
    expectLine("{'ev':'error','re':'0','code':'NOT_LOGGED_IN'");
    nextLine("{'op':'login','name':'fang','password':'correct horse'}");
    var events = admit();
    nextLine("{'op':'watch','id':'1','names':['shao']}");
    replica.expectMessage(new ReplicaProtocol.SetWatch(events, List.of(SHAO), true));
    events.tell(new ReplicaProtocol.Watched(new TreeSet<>(List.of(SHAO)), new TreeSet<>()));
    expectLine("{'ev':'watched','re':'1','online':['shao'],'offline':[]}");

    nextLine("{'op':'unwatch','id':'2','names':['shao']}");
    replica.expectMessage(new ReplicaProtocol.SetWatch(events, List.of(SHAO), false));
    events.tell(new ReplicaProtocol.Unwatched(new TreeSet<>(List.of(SHAO))));
    expectLine("{'ev':'unwatched','re':'2','names':['shao']}");

    nextLine("{'op':'watch','id':'3','names':['shao']}");
    replica.expectMessageClass(ReplicaProtocol.SetWatch.class);
    events.tell(
        new ReplicaProtocol.WatchRefused(Refusal.of(Refusal.Code.RATE_LIMITED, "Too many.")));
    expectLine("{'ev':'error','re':'3','code':'RATE_LIMITED'");
  }

  @Test
  void refuses_one_change_of_blocks_more_than_is_taken_in_a_row() {
    var events = logIn();
    for (int i = 0; i < BlockChanges.RATE.times(); i++) {
      nextLine("{'op':'block','name':'shao'}");
      replica.expectMessageClass(ReplicaProtocol.SetBlock.class);
      events.tell(new ReplicaProtocol.BlockSet(SHAO, true));
      expectLine("{'ev':'blocked'");
    }
    nextLine("{'op':'block','id':'1','name':'shao'}");
    expectLine("{'ev':'error','re':'1','code':'RATE_LIMITED'");
    nextLine("{'op':'blocks'}");
    replica.expectMessageClass(ReplicaProtocol.ListBlocks.class);

    session = start(NEVER, NEVER);
    logIn();
    nextLine("{'op':'block','id':'2','name':'shao'}");
    assertThat(line()).as("in another session").contains("RATE_LIMITED");
  }

  @Test
  void is_seen_to_stop_by_the_replica_that_watches_it() {
    var events = logIn();
    link.expectMessage(NextLine.INSTANCE);

    session.tell(
        new Session.End(
            new ReplicaProtocol.Closing(ClosingCode.KICKED, "Bye.", Optional.empty(), 0)));
    assertThat(link.expectMessageClass(ConnectionCommand.Close.class).lastWords())
        .startsWith("{\"ev\":\"closing\",\"code\":\"KICKED\"");
    replica.expectTerminated(events);
  }

  @Test
  void stops_with_its_connection() {
    var own = kit.createTestProbe(ConnectionCommand.Turn.class);
    var other =
        kit.spawn(Session.create(settings(NEVER, NEVER), replica.getRef(), origin(own.getRef())));

    own.stop();
    replica.expectTerminated(other);
  }

  @Test
  void closes_when_another_session_takes_its_place() {
    var events = logIn();
    link.expectMessage(NextLine.INSTANCE);

    events.tell(
        new ReplicaProtocol.Closing(
            ClosingCode.SESSION_REPLACED, "You are here from elsewhere.", Optional.empty(), 0));
    assertThat(link.expectMessageClass(ConnectionCommand.Close.class).lastWords())
        .contains("SESSION_REPLACED");
    link.expectTerminated(session);
  }

  @Test
  void refuses_lines_that_could_not_be_read() {
    session.tell(new Session.FirstByte(Choice.JSON));
    link.expectMessage(NextLine.INSTANCE);

    session.tell(input(new Session.LineRefused(Refusals.lineTooLong(65_536))));
    expectLine("{'ev':'error','code':'LINE_TOO_LONG'");
    link.expectMessage(NextLine.INSTANCE);
  }

  @Test
  void answers_what_is_under_way_before_it_closes_on_a_client_that_ended_its_input() {
    logIn();
    nextLine("{'op':'send','id':'a','to':'shao','text':'x'}");
    link.expectMessage(NextLine.INSTANCE);
    session.tell(input(Session.InputEnded.INSTANCE));
    link.expectNoMessage(Duration.ZERO);

    replica
        .expectMessageClass(ReplicaProtocol.Send.class)
        .replyTo()
        .tell(new ReplicaProtocol.Refused(Refusal.of(Code.MAILBOX_FULL, "Full.")));
    expectLine("{'ev':'error','re':'a'");
    link.expectMessage(new ConnectionCommand.Close(""));
    link.expectTerminated(session);
  }

  @Test
  void closes_on_a_client_that_ended_its_input_when_it_has_what_it_may_have() {
    speakJson("{'op':'login','name':'fang','password':'correct horse'}");
    found();
    var events = replica.expectMessageClass(ReplicaProtocol.OpenSession.class).session();
    events.tell(new ReplicaProtocol.Opened(FANG, STATUS, 300, 0, 1, false));
    line();
    link.expectMessage(NextLine.INSTANCE);
    session.tell(input(Session.InputEnded.INSTANCE));
    var mail = new Mail(new MessageId(new ClientStream(SHAO, "c"), 1), FANG, "hello", 0, 1);
    for (int n = 1; n <= PushWindow.MAX_UNACKNOWLEDGED; n++) {
      events.tell(new ReplicaProtocol.MailPushed(n, mail, "", true, Map.of()));
      expectLine("{'ev':'message'");
    }
    link.expectMessage(new ConnectionCommand.Close(""));
    link.expectTerminated(session);
  }

  @Test
  void handles_everything_it_is_told() {
    var events = logIn();
    link.expectMessage(NextLine.INSTANCE);
    events.tell(new ReplicaProtocol.ServersChanged(List.of(SERVER)));
    expectLine("{'ev':'servers','servers':['127.0.0.1:1111']}");
    session.tell(new Session.Taken(0));

    unhandled.expectNoMessage(Duration.ZERO);
  }
}
