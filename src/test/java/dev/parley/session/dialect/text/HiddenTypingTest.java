package dev.parley.session.dialect.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.RoomPost;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.DialectOutput;
import dev.parley.testing.Seed;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Random conversations in the text dialect, as the client sees them: what is typed is hidden
 * exactly while the last line on the screen asks for a password, or a typed one has not been
 * answered yet.
 */
class HiddenTypingTest extends TextFixture {
  private static final int RUNS = 2_000;
  private static final int LINES = 40;

  private static final List<String> TYPED =
      List.of(
          "fang",
          "y",
          "n",
          "1",
          "2",
          "quit",
          "shao",
          "",
          "short",
          "correct horse",
          "another horse",
          "/password",
          "/list",
          "/status",
          "/help",
          "/chat shao",
          "hello",
          "\u0015");

  private static final List<String> PASSWORD_QUESTIONS =
      List.of(
          "Please choose a password (8 to 128 characters):",
          "Please type your password:",
          "Please type your present password:",
          "Please choose a new password (8 to 128 characters):");

  @Test
  void typing_is_hidden_exactly_while_a_password_is_asked() {
    var seed = Seed.next();
    var random = seed.random();
    int hidden = 0;
    for (int run = 0; run < RUNS; run++) hidden += new Walk(random, seed.toString()).run();
    assertThat(hidden).as("lines that were typed hidden").isGreaterThan(RUNS);
  }

  private static final class Walk {
    private final TextDialect walked = new TextDialect();
    private final RandomGenerator random;
    private final String seed;
    private boolean isHidden;
    private boolean isAnswered; // a password was typed, and its outcome is not known
    private String lastLine = "";
    private Optional<ClientCommand> pending = Optional.empty();
    private boolean isLoggedIn;
    private boolean isOver;

    Walk(RandomGenerator random, String seed) {
      this.random = random;
      this.seed = seed;
    }

    int run() {
      int hidden = 0;
      take(walked.onStart());
      for (int i = 0; i < LINES && !isOver; i++) {
        if (isHidden) hidden++;
        isAnswered = isHidden;
        take(walked.onLine(TYPED.get(random.nextInt(TYPED.size()))));
        while (pending.isPresent() && !isOver) {
          if (isLoggedIn && random.nextInt(4) == 0) take(walked.onEvent(pushed(i, "hello")));
          if (random.nextInt(4) == 0) take(walked.onReply(new ClientReply.LeaderAwaited(NO_ID)));
          var command = pending.get();
          pending = Optional.empty();
          isAnswered &= command instanceof ClientCommand.Register; // which leads to a login
          var reply = reply(command);
          isLoggedIn |= reply instanceof ClientReply.Welcome;
          take(walked.onReply(reply));
        }
        if (isLoggedIn && random.nextInt(4) == 0)
          take(walked.onEvent(new ReplicaProtocol.CameOnline(SHAO)));
      }
      return hidden;
    }

    private void take(List<DialectOutput> steps) {
      for (var step : steps) {
        if (step == DialectOutput.Echo.HIDDEN || step == DialectOutput.Echo.SHOWN) {
          assertThat(step == DialectOutput.Echo.HIDDEN)
              .as(seed + ": told twice")
              .isNotEqualTo(isHidden);
          isHidden = step == DialectOutput.Echo.HIDDEN;
        }
        if (step instanceof DialectOutput.Say say) onText(say.text());
        if (step instanceof DialectOutput.Show show) onText(show.text());
        if (step instanceof DialectOutput.Perform perform) pending = Optional.of(perform.command());
        isOver |= step == DialectOutput.HangUp.INSTANCE;
      }
      boolean isAsked = PASSWORD_QUESTIONS.contains(lastLine);
      boolean isOpen = isAnswered && pending.isPresent();
      assertThat(isHidden)
          .as("%s: hidden below '%s', waiting for %s", seed, lastLine, pending)
          .isEqualTo(isAsked || isOpen);
    }

    private void onText(String text) {
      var lines = text.lines().toList();
      lastLine = lines.get(lines.size() - 1);
    }

    private ClientReply reply(ClientCommand command) {
      if (random.nextInt(3) == 0) {
        var codes = List.of(Code.values());
        var code = codes.get(random.nextInt(codes.size()));
        boolean isPossible = code != Code.NO_SUCH_USER || command instanceof ClientCommand.FindUser;
        return refused(Refusal.of(isPossible ? code : Code.UNAVAILABLE, "No."));
      }
      if (command instanceof ClientCommand.Register) return new ClientReply.Registered(NO_ID, FANG);
      if (command instanceof ClientCommand.MayRegister)
        return new ClientReply.RegistrationAllowed(NO_ID);
      if (command instanceof ClientCommand.Login) return welcome(0);
      if (command instanceof ClientCommand.FindUser) return new ClientReply.UserFound(NO_ID, SHAO);
      if (command instanceof ClientCommand.ListUsers) return online();
      if (command instanceof ClientCommand.Status)
        return new ClientReply.StatusTold(NO_ID, STATUS, 9);
      if (command instanceof ClientCommand.ChangePassword)
        return new ClientReply.PasswordChanged(NO_ID, "t");
      return new ClientReply.SendAccepted(
          NO_ID,
          new ReplicaProtocol.Accepted(
              message(), UUID.randomUUID(), 2, false, "", new RoomPost.Times(1_000, 1)));
    }
  }
}
