package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lines that conf/logback.xml makes. */
class LogPatternTest {
  private final LoggerContext context = new LoggerContext();
  private Encoder<ILoggingEvent> encoder;

  @BeforeEach
  void configure() throws Exception {
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Path.of("conf", "logback.xml").toFile());
    var console = context.getLogger("ROOT").getAppender("log");
    encoder = ((ConsoleAppender<ILoggingEvent>) console).getEncoder();
  }

  @Test
  void have_the_message_as_it_is() {
    assertThat(line("session opened: fang at n-1111-0badcafe", null))
        .endsWith(" WARN  LogPatternTest - session opened: fang at n-1111-0badcafe\n");
  }

  @Test
  void begin_with_the_date_and_the_zone() {
    assertThat(line("x", null))
        .containsPattern(
            "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) WARN ");
  }

  @Test
  void are_one_for_a_message_whatever_is_in_it() {
    var forged = "bad\r\n05:16:00.000 INFO  Election - leader elected\u2028\u0085x";
    assertThat(line(forged, null)).containsOnlyOnce("\n").endsWith("\n").doesNotContain("\r");
  }

  @Test
  void steer_no_terminal_and_turn_no_text() {
    assertThat(line("\u001b[2J\u009b2J\u0007\u202e\u200b\ttab", null))
        .endsWith("- \ufffd[2J\ufffd2J\ufffd\ufffd\ufffd\ttab\n");
  }

  @Test
  void of_an_exception_have_its_trace_and_none_that_looks_like_another_message() {
    var cause = new IllegalStateException("inner\n05:16:00.000 INFO  Election - forged\u001b[2J");
    var text = line("failed", new IllegalArgumentException("outer", cause));
    assertThat(text)
        .contains("\nCaused by: java.lang.IllegalStateException: inner\ufffd05:16")
        .contains("\n\tat dev.parley.LogPatternTest")
        .doesNotContain("\u001b")
        .endsWith("\n");
    assertThat(text.lines().skip(2))
        .allMatch(line -> line.startsWith("\t") || line.startsWith("Caused by: "));
  }

  private String line(String message, @Nullable Throwable thrown) {
    var logger = context.getLogger(LogPatternTest.class);
    var event = new LoggingEvent("", logger, Level.WARN, message, thrown, null);
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }
}
