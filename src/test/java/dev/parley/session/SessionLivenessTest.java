package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.ConnectionCommand.Close;
import dev.parley.session.ConnectionCommand.NextLine;
import dev.parley.session.ConnectionCommand.TimingMark;
import dev.parley.session.ConnectionCommand.Write;
import dev.parley.session.SessionSettings.Patience;
import dev.parley.session.dialect.DialectChooser.Choice;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sessions whose clients are asked whether they are there. */
class SessionLivenessTest extends SessionFixture {
  private static final Duration SOON = Duration.ofMillis(100);
  private static final Patience IMPATIENT = new Patience(SOON, SOON);
  private static final Pattern PING = Pattern.compile("PING :(parley-\\d+)\r\n");

  private void startWith(Patience patience) {
    link.expectMessage(NextLine.INSTANCE); // of the session that every test has
    var settings = new SessionSettings(SERVER, 21_111, 10, ITERATIONS, NEVER, NEVER, patience);
    session = kit.spawn(Session.create(settings, replica.getRef(), origin(kit, link)));
  }

  @Test
  void asks_a_silent_program_that_announced_it_and_lets_it_go_without_an_answer() {
    startWith(IMPATIENT);
    speakJson("{'op':'login','name':'fang','password':'correct horse','pings':true}");
    var events = admit();
    link.expectMessage(NextLine.INSTANCE);

    var ping = link.expectMessageClass(Write.class);
    assertThat(ping.text()).isEqualTo("{\"ev\":\"ping\",\"token\":1}\n");
    session.tell(new Session.Taken(ping.mark()));
    assertThat(link.expectMessageClass(Close.class).lastWords()).contains("\"code\":\"NO_ANSWER\"");
    replica.expectTerminated(events);
  }

  @Test
  void keeps_a_program_that_answers() {
    startWith(new Patience(SOON, Duration.ofSeconds(20)));
    speakJson("{'op':'login','name':'fang','password':'correct horse','pings':true}");
    admit();
    link.expectMessage(NextLine.INSTANCE);
    for (int token = 1; token <= 3; token++) {
      var ping = link.expectMessageClass(Write.class);
      assertThat(ping.text()).isEqualTo("{\"ev\":\"ping\",\"token\":" + token + "}\n");
      session.tell(new Session.Taken(ping.mark()));
      session.tell(lines("{\"op\":\"pong\",\"token\":" + token + "}"));
      link.expectMessage(NextLine.INSTANCE);
    }
  }

  @Test
  void asks_no_program_that_did_not_announce_it_and_none_that_is_not_logged_in() {
    startWith(IMPATIENT);
    speakJson("{'op':'login','name':'fang','password':'correct horse'}");
    admit();
    link.expectMessage(NextLine.INSTANCE);
    link.expectNoMessage(SOON.multipliedBy(4));

    nextAfter("{\"op\":\"logout\"}");
    loggedOut();
    assertThat(line()).startsWith("{\"ev\":\"bye\"");
    link.expectMessage(NextLine.INSTANCE);
    link.expectNoMessage(SOON.multipliedBy(4));
  }

  private void nextAfter(String line) {
    session.tell(lines(line));
  }

  @Test
  void a_message_to_irc_is_shown_when_the_pong_to_the_ping_behind_it_comes() {
    startWith(DefaultSettings.PATIENCE);
    var events = logInIrc();
    events.tell(mail(1, "hello"));
    var message = link.expectMessageClass(Write.class);
    assertThat(message.text()).contains("PRIVMSG fang :hello");
    var ping = link.expectMessageClass(Write.class);
    session.tell(new Session.Taken(ping.mark()));
    replica.expectNoMessage(Duration.ofMillis(100));

    nextAfter("PONG " + token(ping));
    assertThat(replica.expectMessageClass(ReplicaProtocol.Acknowledge.class))
        .isEqualTo(new ReplicaProtocol.Acknowledge(events, 1));
  }

  @Test
  void
      an_irc_client_that_hung_up_or_ended_its_input_has_shown_nothing_that_it_did_not_answer_for() {
    startWith(DefaultSettings.PATIENCE);
    var events = logInIrc();
    events.tell(mail(1, "hello"));
    link.expectMessageClass(Write.class);
    session.tell(new Session.Taken(link.expectMessageClass(Write.class).mark()));

    session.tell(input(Session.InputEnded.INSTANCE));
    link.expectMessage(new Close(""));
    replica.expectNoMessage(Duration.ofMillis(100));
  }

  @Test
  void an_irc_client_that_quits_is_heard_on_its_last_message_first() {
    startWith(DefaultSettings.PATIENCE);
    var events = logInIrc();
    events.tell(mail(1, "hello"));
    link.expectMessageClass(Write.class);
    var ping = link.expectMessageClass(Write.class);
    nextAfter("QUIT");
    session.tell(new Session.Taken(ping.mark()));
    link.expectMessage(NextLine.INSTANCE);
    nextAfter("PRIVMSG shao :too late");
    link.expectMessage(NextLine.INSTANCE);
    nextAfter("PONG :" + token(ping));

    assertThat(replica.expectMessageClass(ReplicaProtocol.Acknowledge.class))
        .isEqualTo(new ReplicaProtocol.Acknowledge(events, 1));
    replica.expectMessageClass(ReplicaProtocol.CloseSession.class);
    assertThat(line()).isEqualTo("ERROR :Bye\r\n");
  }

  @Tag("slow")
  @Test
  void an_irc_client_that_quits_without_an_answer_is_not_waited_for_for_ever() {
    startWith(DefaultSettings.PATIENCE);
    var events = logInIrc();
    events.tell(mail(1, "hello"));
    link.expectMessageClass(Write.class);
    link.expectMessageClass(Write.class);
    nextAfter("QUIT");

    assertThat(replica.expectMessageClass(ReplicaProtocol.CloseSession.class, PATIENCE).session())
        .isEqualTo(events);
  }

  private static final Duration PATIENCE = CommandLoop.LOGOUT_PATIENCE.plusSeconds(5);

  @Test
  void an_irc_client_that_quits_and_hangs_up_at_once_is_not_waited_for() {
    startWith(DefaultSettings.PATIENCE);
    logInIrc().tell(mail(1, "hello"));
    link.expectMessageClass(Write.class);
    var ping = link.expectMessageClass(Write.class);
    nextAfter("QUIT");
    link.expectMessage(NextLine.INSTANCE);
    session.tell(new Session.Taken(ping.mark()));
    session.tell(input(Session.InputEnded.INSTANCE));

    replica.expectMessageClass(ReplicaProtocol.CloseSession.class, Duration.ofSeconds(2));
  }

  @Test
  void a_message_to_telnet_is_shown_when_the_timing_mark_behind_it_comes_back() {
    startWith(DefaultSettings.PATIENCE);
    var events = logInTelnet();
    events.tell(mail(1, "hello"));
    link.expectMessage(new Write("shao: hello\r\n", 2));
    session.tell(new Session.Taken(2));
    replica.expectNoMessage(Duration.ofMillis(100));
    link.expectMessage(Duration.ofSeconds(5), new TimingMark(3));
    session.tell(new Session.Taken(3));
    replica.expectNoMessage(Duration.ofMillis(100));

    session.tell(Session.TimingMarkAnswered.INSTANCE);
    assertThat(replica.expectMessageClass(ReplicaProtocol.Acknowledge.class))
        .isEqualTo(new ReplicaProtocol.Acknowledge(events, 1));
  }

  @Test
  void telnet_that_vanished_is_let_go() {
    startWith(IMPATIENT);
    var events = logInTelnet();
    session.tell(new Session.Taken(link.expectMessageClass(TimingMark.class).mark()));

    assertThat(link.expectMessageClass(Close.class).lastWords()).startsWith("System: You did not");
    replica.expectTerminated(events);
  }

  private ActorRef<ReplicaProtocol.Event> logInIrc() {
    link.expectMessage(NextLine.INSTANCE);
    session.tell(new Session.FirstByte(Choice.IRC));
    for (var line : new String[] {"PASS :correct horse", "NICK fang", "USER f 0 * :F"}) {
      nextAfter(line);
      if (!line.startsWith("USER")) link.expectMessage(NextLine.INSTANCE);
    }
    var events = admit();
    assertThat(lastLine).contains(" 001 fang ");
    var rooms = replica.expectMessageClass(ReplicaProtocol.ListRooms.class);
    rooms.session().tell(new ReplicaProtocol.RoomsListed(List.of(), 0));
    link.expectMessage(NextLine.INSTANCE);
    return events;
  }

  /** It answers the first mark, which comes when it negotiates. */
  private ActorRef<ReplicaProtocol.Event> logInTelnet() {
    session.tell(Session.Negotiated.INSTANCE);
    link.expectMessage(NextLine.INSTANCE);
    link.expectMessage(new TimingMark(1));
    session.tell(new Session.Taken(1));
    session.tell(Session.TimingMarkAnswered.INSTANCE);
    session.tell(lines("fang"));
    line();
    found();
    link.expectMessage(new ConnectionCommand.Echo(true));
    line();
    link.expectMessage(NextLine.INSTANCE);
    session.tell(lines(PASSWORD));
    var events = open();
    link.expectMessage(new ConnectionCommand.Echo(false));
    line();
    link.expectMessage(NextLine.INSTANCE);
    return events;
  }

  private static String token(Write ping) {
    var matcher = PING.matcher(ping.text());
    assertThat(matcher.matches()).as(ping.text()).isTrue();
    return matcher.group(1);
  }
}
