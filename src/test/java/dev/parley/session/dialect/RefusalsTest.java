package dev.parley.session.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  @Test
  void each_says_what_happened_and_then_what_to_do_next() {
    var all =
        List.of(
            Refusals.unknownOp(List.of("ping", "status")),
            Refusals.lineTooLong(65_536),
            Refusals.notUtf8(),
            Refusals.notText(),
            Refusals.unfinishedLine(),
            Refusals.disabled(),
            Refusals.badCredentials(),
            Refusals.badTicket(),
            Refusals.notLoggedIn(),
            Refusals.alreadyLoggedIn(),
            Refusals.noAnswer(),
            Refusals.sendUnanswered(true),
            Refusals.sendUnanswered(false),
            Refusals.internal());
    assertThat(all).extracting(Refusal::text).allMatch(text -> text.matches(".+[.:;] .+\\."));
  }
}
