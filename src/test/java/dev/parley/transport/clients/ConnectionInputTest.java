package dev.parley.transport.clients;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.session.Session;
import dev.parley.session.dialect.DialectChooser.Choice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectionInputTest {
  private final InboundBudget budget = new InboundBudget(1 << 20);
  private final RecordingWire wire = new RecordingWire();
  private final List<Session.Command> told = new ArrayList<>();
  private final ConnectionInput<byte[]> incoming =
      new ConnectionInput<>(new LineProtocol(Optional.of(Choice.JSON)), wire, budget, told::add);

  ConnectionInputTest() {
    incoming.admit(true);
  }

  @Test
  void gives_one_line_at_a_time_before_the_login_so_that_the_next_may_be_longer() {
    incoming.admit(false);
    var longer = "x".repeat(LineSplitter.MAX_BYTES_BEFORE_LOGIN + 1);
    ask();
    arrives("login\n" + longer + "\n");
    assertThat(told).containsExactly(lines("login"));
    assertThat(wire.reads).as("some waits").isEqualTo(1);

    incoming.admit(true);
    ask();
    assertThat(told).containsExactly(lines("login"), lines(longer));
  }

  @Test
  void reads_no_more_while_it_holds_much_and_others_have_used_up_the_budget() {
    arrives("x".repeat(InboundBudget.FLOOR_BYTES + 1));
    budget.change(1 << 20);
    ask();
    assertThat(wire.reads).isZero();
    assertThat(incoming.isHeldBack()).isTrue();

    budget.change(-(1 << 20));
    incoming.giveLines();
    assertThat(wire.reads).isEqualTo(1);
    assertThat(incoming.isHeldBack()).isFalse();
  }

  @Test
  void counts_what_it_holds_until_the_session_has_done_with_it() {
    ask();
    arrives("a long line\n");
    assertThat(budget.used()).isGreaterThan("a long line".length());

    incoming.discard();
    assertThat(budget.used()).isZero();
  }

  @Test
  void gives_all_lines_of_a_read_at_once_and_reads_once_ahead() {
    ask();
    assertThat(wire.reads).isEqualTo(1);
    arrives("a\nb\nc");
    assertThat(told).containsExactly(lines("a", "b"));
    assertThat(wire.reads).isEqualTo(2);

    arrives("d\ne\n");
    assertThat(wire.reads).as("what came is not asked for yet").isEqualTo(2);
    ask();
    assertThat(told).containsExactly(lines("a", "b"), lines("cd", "e"));
    assertThat(wire.reads).isEqualTo(3);
  }

  @Test
  void gives_as_many_lines_as_it_may_and_the_next_when_they_are_asked_for() {
    ask();
    arrives("x\n".repeat(ConnectionInput.MAX_LINES + 1));
    assertThat(told).containsExactly(lines(times("x", ConnectionInput.MAX_LINES)));
    assertThat(wire.reads).as("some wait").isEqualTo(1);

    ask();
    assertThat(told).hasSize(2).last().isEqualTo(lines("x"));
    assertThat(wire.reads).isEqualTo(2);
  }

  @Test
  void gives_the_end_of_the_input_behind_its_last_line() {
    ask();
    arrives("a\nb");
    incoming.onEnd();
    incoming.giveLines();
    assertThat(told).containsExactly(lines("a"), Session.InputEnding.INSTANCE);

    ask();
    ask();
    assertThat(told.subList(2, told.size()))
        .containsExactly(lines("b"), received(Session.InputEnded.INSTANCE));
    assertThat(wire.reads).isEqualTo(2);
  }

  private void ask() {
    incoming.onLineWanted();
    incoming.giveLines();
  }

  private void arrives(String bytes) {
    incoming.onArrived(bytes.getBytes(US_ASCII));
    incoming.giveLines();
  }

  private static String[] times(String line, int count) {
    return Collections.nCopies(count, line).toArray(String[]::new);
  }

  private static Session.LinesReceived lines(String... lines) {
    return received(
        List.of(lines).stream().map(Session.LineReceived::new).toArray(Session.Input[]::new));
  }

  private static Session.LinesReceived received(Session.Input... input) {
    return new Session.LinesReceived(List.of(input));
  }
}
