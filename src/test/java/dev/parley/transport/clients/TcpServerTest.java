package dev.parley.transport.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Endpoint;
import dev.parley.replica.ClosingCode;
import dev.parley.replica.RedirectPlan;
import dev.parley.replica.ReplicaProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpServerTest {
  private static final String GREETING =
      "Welcome to Parley. Type /help for help, /quit to leave.\r\n";
  private static final String ASK_NAME = "Please type your user name:\r\n";
  private static final Duration NEVER = Duration.ofMinutes(10);

  private ServerFixture server = new ServerFixture();

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void greets_who_says_nothing_for_a_while() throws Exception {
    var client = server.connect();

    assertThat(client.line()).isEqualTo(GREETING);
    assertThat(client.line()).isEqualTo(ASK_NAME);
  }

  @Test
  void never_greets_a_program_that_speaks_first() throws Exception {
    var client = server.connect().send("{");
    server.connect().skipTo(GREETING.strip()); // the other's time to be greeted has come and gone

    assertThat(client.json("'op':'ping','id':'1'}").line())
        .isEqualTo("{\"ev\":\"pong\",\"re\":\"1\"}\n");
  }

  @Test
  void understands_a_program_that_was_slow_and_met_the_greeting() throws Exception {
    var client = server.connect();
    client.skipTo(ASK_NAME.strip());

    assertThat(client.json("{'op':'ping','id':'1'}").line())
        .isEqualTo("{\"ev\":\"pong\",\"re\":\"1\"}\n");
  }

  @Test
  void tells_a_browser_where_the_web_page_is_and_closes() throws Exception {
    restart(NEVER);

    var answer = server.connect().send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").restAsText();

    assertThat(answer)
        .isEqualTo(
            "This port is for chat clients, not for HTTP: the web page is on port 21111.\r\n");
  }

  @Test
  void answers_what_was_asked_before_the_client_ended_its_input() throws Exception {
    var client =
        server.connect().json("{'op':'ping','id':'1'}").json("{'op':'status','id':'2'}").endInput();

    server.expect(ReplicaProtocol.AskStatus.class).replyTo().tell(ServerFixture.STATUS);

    assertThat(client.line()).isEqualTo("{\"ev\":\"pong\",\"re\":\"1\"}\n");
    assertThat(client.line()).startsWith("{\"ev\":\"status\",\"re\":\"2\",\"node\":\"n-1111\"");
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void gives_the_mail_that_waited_to_a_client_that_ended_its_input_after_login() throws Exception {
    var client = server.jsonClient().endInput();
    var session = server.open(1);
    session.tell(new ReplicaProtocol.UnreadBegin(1));
    session.tell(ServerFixture.mail(1, "hi"));
    session.tell(ReplicaProtocol.UnreadEnd.INSTANCE);

    assertThat(client.restAsText().lines().map(line -> line.substring(7, 14)))
        .containsExactly("welcome", "unread-", "message", "unread-");
  }

  @Test
  void takes_an_unended_last_line_of_a_program_and_refuses_that_of_a_person() throws Exception {
    assertThat(server.connect().send("{\"op\":\"ping\"}").endInput().restAsText())
        .isEqualTo("{\"ev\":\"pong\"}\n");

    restart(Duration.ZERO);
    assertThat(server.connect().send("fang").endInput().restAsText())
        .contains("The last line had no line end and was not used");
  }

  @Test
  void closes_quietly_on_who_comes_and_goes_without_a_word() throws Exception {
    restart(NEVER);

    assertThat(server.connect().endInput().rest()).isEmpty();
  }

  @Test
  void refuses_a_megabyte_without_a_line_end_and_reads_on() throws Exception {
    var client = server.connect().send("{");
    var part = "x".repeat(64 * 1024);
    for (int i = 0; i < 16; i++) client.send(part);

    assertThat(client.line()).startsWith("{\"ev\":\"error\",\"code\":\"LINE_TOO_LONG\"");
    assertThat(client.json("").json("{'op':'ping'}").line()).isEqualTo("{\"ev\":\"pong\"}\n");
  }

  @Test
  void takes_a_line_of_64_kib_and_refuses_one_byte_more() throws Exception {
    var ping = "{\"op\":\"ping\",\"padding\":\"";
    var longest = ping + "x".repeat(LineSplitter.MAX_LINE_BYTES - ping.length() - 2) + "\"}";
    var client = server.jsonClient();
    server.open(0);
    assertThat(client.line()).contains("welcome");

    assertThat(client.send(longest + "\r\n").line()).isEqualTo("{\"ev\":\"pong\"}\n");
    assertThat(client.send(longest + " \n").line()).contains("LINE_TOO_LONG");
  }

  @Test
  void takes_a_line_of_4_kib_before_the_login_and_refuses_one_byte_more() throws Exception {
    var ping = "{\"op\":\"ping\",\"padding\":\"";
    int most = LineSplitter.MAX_BYTES_BEFORE_LOGIN;
    var longest = ping + "x".repeat(most - ping.length() - 2) + "\"}";
    var client = server.connect();

    assertThat(client.send(longest + "\n").line()).isEqualTo("{\"ev\":\"pong\"}\n");
    assertThat(client.send(longest + " \n").line()).contains("LINE_TOO_LONG", "4096 bytes");
  }

  @Test
  void refuses_half_a_character() throws Exception {
    var client = server.connect().json("{'op':'ping'}");
    client.line();

    client.send(new byte[] {'{', '"', (byte) 0xC3, '"', '}', '\n'});
    assertThat(client.line())
        .startsWith("{\"ev\":\"error\",\"code\":\"MALFORMED\",\"text\":\"The line is not UTF-8");
    client.send(new byte[] {'{', (byte) 0xE2, (byte) 0x82}).endInput();
    assertThat(client.restAsText()).contains("The line is not UTF-8");
  }

  @Test
  void joins_a_line_that_comes_byte_by_byte() throws Exception {
    var client = server.connect();
    for (byte b : "{\"op\":\"ping\",\"id\":\"ü\"}\r\n".getBytes(UTF_8)) client.send(new byte[] {b});

    assertThat(client.line()).isEqualTo("{\"ev\":\"pong\",\"re\":\"ü\"}\n");
  }

  @Test
  void stops_the_session_when_the_connection_is_reset() throws Exception {
    var client = server.jsonClient();
    var session = server.open(0);
    client.line();

    client.reset();
    server.replica.expectTerminated(session, Duration.ofSeconds(10));
  }

  @Test
  void tells_the_client_of_a_session_that_failed_and_serves_the_others() throws Exception {
    var client = server.jsonClient();
    var session = server.open(0);
    client.line();

    session.tell(
        new ReplicaProtocol.Opened(
            ServerFixture.SHAO, ServerFixture.STATUS, 0, 0, 1, false)); // nobody asked for it

    assertThat(client.restAsText()).startsWith("{\"ev\":\"error\",\"code\":\"INTERNAL\"");
    assertThat(server.connect().json("{'op':'ping'}").line()).isEqualTo("{\"ev\":\"pong\"}\n");
  }

  @Test
  void refuses_more_connections_than_it_may_have_and_takes_the_next_when_one_has_gone()
      throws Exception {
    server.close();
    server = new ServerFixture(NEVER, 1);
    var first = server.connect().json("{'op':'ping'}");
    first.line();

    assertThat(server.connect().restAsText())
        .isEqualTo(
            "This server is full (1 connections): connect to another one, or try again later.\r\n");
    first.endInput().rest();
    // The client may see its end before the server counts it.
    Awaitility.await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> server.connect().json("{'op':'ping'}").line().equals("{\"ev\":\"pong\"}\n"));
  }

  @Test
  void says_which_port_is_in_use() {
    var outcome = server.kit.createTestProbe(TcpServer.Outcome.class);
    var sessions = server.kit.createTestProbe(dev.parley.session.Sessions.Command.class);

    var second =
        server.kit.spawn(
            TcpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port),
                Optional.empty(),
                ClientMemory.ofHeap(),
                ClientTls.NONE,
                sessions.getRef(),
                outcome.getRef()));

    assertThat(outcome.expectMessageClass(TcpServer.BindFailed.class).sentence())
        .isEqualTo(
            "Port "
                + server.port
                + " is in use: stop the program that listens there, or choose another port.");
    outcome.expectTerminated(second);
  }

  @Test
  void says_goodbye_to_all_when_it_stops_and_listens_no_more() throws Exception {
    var program = server.connect().json("{'op':'ping'}");
    program.line();
    var person = server.connect();
    person.skipTo(ASK_NAME.strip());
    var stopped = server.kit.createTestProbe(TcpServer.Stopped.class);

    var farewell =
        new RedirectPlan(
            ClosingCode.SHUTDOWN, "This server stops.", List.of(Endpoint.parse("h:2")));
    server.server.tell(new TcpServer.Stop(farewell, stopped.getRef()));

    // One after the other, in whatever order.
    assertThat(program.restAsText())
        .startsWith(
            "{\"ev\":\"closing\",\"code\":\"SHUTDOWN\",\"text\":\"This server stops.\",\"server\":\"h:2\",\"afterMs\":")
        .endsWith("}\n");
    assertThat(person.restAsText())
        .isEqualTo("System: This server stops. Your next server is h:2.\r\n");
    program.close();
    person.close();
    stopped.expectMessage(TcpServer.Stopped.INSTANCE);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> new LoopbackClient(server.port))
        .isInstanceOf(IOException.class);
  }

  @Test
  void hides_the_password_of_a_telnet_user_and_shows_nc_no_telnet() throws Exception {
    var telnet = server.connect();
    telnet.skipTo(ASK_NAME.strip());
    telnet.send("fang\r\n");
    server.findFang();
    assertThat(telnet.bytes(3)).containsExactly(0xff, 0xfb, 1);
    assertThat(telnet.line()).isEqualTo("Please type your password:\r\n");
    telnet.send(new byte[] {(byte) 0xff, (byte) 0xfd, 1}).send(ServerFixture.PASSWORD + "\r\n");
    assertThat(telnet.bytes(3)).as("the timing mark").containsExactly(0xff, 0xfd, 6);
    server.findFang();
    server.open(0);
    assertThat(telnet.bytes(5)).as("with the answer").containsExactly(0xff, 0xfc, 1, '\r', '\n');
    telnet.skipTo("please choose one of three options");

    var nc = server.connect().send("fang\n");
    server.findFang();
    nc.skipTo("Please type your password:");
    nc.send("wrong password\n");
    server.findFang();
    assertThat(nc.line()).startsWith("Name and password do not match.");
  }

  private void restart(Duration greetAfter) throws IOException {
    server.close();
    server = new ServerFixture(greetAfter, 100);
  }
}
