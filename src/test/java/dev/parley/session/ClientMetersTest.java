package dev.parley.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.Refusal;
import dev.parley.metrics.Meters;
import dev.parley.session.SessionMeters.Kind;
import dev.parley.session.SessionMeters.Shown;
import dev.parley.session.dialect.ClientReply;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClientMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SessionMeters all = new SessionMeters(new Meters(registry));
  private final ClientMeters fang = new ClientMeters(all);
  private final ClientMeters lee = new ClientMeters(all);

  private double sessions(String dialect) {
    return registry.get("parley.sessions").tag("dialect", dialect).gauge().value();
  }

  private double displayed() {
    return registry.get("parley.messages.displayed").counter().count();
  }

  @Test
  void sessions_are_counted_by_dialect_until_they_end_however_often_that_is_said() {
    fang.onOpened(Kind.TEXT, Shown.PASSWORD);
    lee.onOpened(Kind.TEXT, Shown.TICKET);
    assertThat(sessions("text")).isEqualTo(2);
    assertThat(sessions("json")).isZero();

    fang.onEnded();
    fang.onEnded();
    assertThat(sessions("text")).isEqualTo(1);
    assertThat(registry.get("parley.logins").tag("by", "ticket").counter().count()).isEqualTo(1);
  }

  @Test
  void a_session_that_follows_another_of_its_connection_is_one_session() {
    fang.onOpened(Kind.IRC, Shown.PASSWORD);
    fang.onOpened(Kind.IRC, Shown.PASSWORD);
    assertThat(sessions("irc")).isEqualTo(1);
    assertThat(registry.get("parley.logins").tag("by", "password").counter().count()).isEqualTo(2);
  }

  @Test
  void a_message_is_displayed_once_and_never_before_it_was_pushed() {
    fang.onDisplayed(7, 0);
    fang.onOpened(Kind.JSON, Shown.PROOF);
    fang.onPushed(3, 0);
    fang.onDisplayed(2, 0);
    fang.onDisplayed(2, 0);
    fang.onDisplayed(1, 0);
    assertThat(displayed()).isEqualTo(2);

    fang.onDisplayed(Long.MAX_VALUE, 0);
    assertThat(displayed()).isEqualTo(3);

    fang.onOpened(Kind.JSON, Shown.PROOF);
    fang.onPushed(1, 0);
    fang.onDisplayed(1, 0);
    assertThat(displayed()).as("numbers begin again with a session").isEqualTo(4);
  }

  @Test
  void refusals_are_counted_by_their_code() {
    var refusal = Refusal.of(Refusal.Code.MAILBOX_FULL, "Wait.");
    fang.onReply(new ClientReply.Refused(Optional.empty(), refusal));
    lee.onReply(new ClientReply.Bye(Optional.empty()));
    assertThat(registry.get("parley.refused").tag("code", "MAILBOX_FULL").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("parley.refused").tag("code", "NO_QUORUM").counter().count()).isZero();
  }

  private double connections(String dialect) {
    return registry.get("parley.connections").tag("dialect", dialect).gauge().value();
  }

  @Test
  void connections_are_counted_by_dialect_from_their_beginning_to_their_end() {
    assertThat(connections("none")).isEqualTo(2);
    fang.onSpoken(Kind.IRC);
    fang.onSpoken(Kind.IRC);
    assertThat(connections("none")).isEqualTo(1);
    assertThat(connections("irc")).isEqualTo(1);

    fang.onDisconnected();
    fang.onDisconnected();
    lee.onDisconnected();
    assertThat(connections("irc")).isZero();
    assertThat(connections("none")).isZero();
  }

  @Test
  void the_time_to_display_is_measured_once_for_each_message_that_was_displayed() {
    fang.onOpened(Kind.JSON, Shown.PROOF);
    fang.onPushed(1, 10_000);
    fang.onPushed(2, 10_500);
    fang.onPushed(3, 20_000);
    fang.onDisplayed(2, 11_000);
    fang.onDisplayed(2, 12_000);
    assertThat(delivered().count()).isEqualTo(2);
    assertThat(delivered().totalTime(TimeUnit.MILLISECONDS)).isEqualTo(1_500);

    fang.onDisplayed(3, 19_000);
    assertThat(delivered().count()).isEqualTo(3);
    assertThat(delivered().totalTime(TimeUnit.MILLISECONDS))
        .as("the clock of another server may be ahead")
        .isEqualTo(1_500);
  }

  @Test
  void the_times_of_messages_beyond_a_limit_are_not_measured() {
    fang.onOpened(Kind.JSON, Shown.PROOF);
    for (int n = 1; n <= ClientMeters.MAX_PUSHED + 1; n++) fang.onPushed(n, 0);
    fang.onDisplayed(ClientMeters.MAX_PUSHED + 1, 1);
    assertThat(delivered().count()).isEqualTo(ClientMeters.MAX_PUSHED);
    assertThat(displayed()).isEqualTo(ClientMeters.MAX_PUSHED + 1);
  }

  private Timer delivered() {
    return registry.get("parley.delivery").timer();
  }
}
