package dev.parley.session.dialect.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.TextRules;
import dev.parley.protocol.NodeState;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.DialectOutput;
import dev.parley.session.dialect.Refusals;
import dev.parley.session.dialect.Secret;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextLoginTest extends TextFixture {
  @Test
  void greets_and_asks_for_the_name() {
    assertThat(dialect.onStart())
        .containsExactly(
            say("Welcome to Parley. Type /help for help, /quit to leave.\r\n" + ASK_NAME));
  }

  @Test
  void says_what_a_name_is_to_who_types_none() {
    assertThat(dialect.onLine("no name!"))
        .containsExactly(say(TextRules.nameRefusal().text() + "\r\n" + ASK_NAME));
    assertThat(dialect.onLine("  ")).containsExactly(say(ASK_NAME));
  }

  @Test
  void asks_a_known_user_for_the_password_without_echo() {
    assertThat(dialect.onLine(" Fang "))
        .containsExactly(perform(new ClientCommand.FindUser(NO_ID, FANG)));
    assertThat(dialect.onReply(new ClientReply.UserFound(NO_ID, FANG)))
        .containsExactly(DialectOutput.Echo.HIDDEN, say("Please type your password:\r\n"));
    assertThat(dialect.onLine("correct horse")).containsExactly(perform(login("correct horse")));
    assertThat(dialect.onReply(welcome(0)))
        .containsExactly(DialectOutput.Echo.SHOWN, say("Welcome, fang.\r\n" + MENU));
  }

  @Test
  void asks_again_after_a_wrong_password() {
    typeName();

    dialect.onLine("wrong one");
    assertThat(dialect.onReply(refused(Refusals.badCredentials())))
        .containsExactly(
            say(Refusals.badCredentials().text() + "\r\nPlease type your password:\r\n"));
    assertThat(dialect.onLine("right one")).contains(perform(login("right one")));
  }

  @Test
  void begins_again_when_nobody_can_log_in() {
    typeName();

    dialect.onLine("correct horse");
    assertThat(dialect.onReply(refused(Refusal.of(Code.UNAVAILABLE, "Later."))))
        .containsExactly(DialectOutput.Echo.SHOWN, say("Later.\r\n" + ASK_NAME));
  }

  @Test
  void offers_registration_to_a_new_name_and_logs_it_in() {
    dialect.onLine("fang");
    assertThat(dialect.onReply(refused(Refusal.of(Code.NO_SUCH_USER, "Nobody."))))
        .containsExactly(
            say(
                "There is no user called fang.\r\nPlease type y to register it, or n to type another name:\r\n"));
    assertThat(dialect.onLine("maybe"))
        .containsExactly(
            say(
                "That is neither y nor n.\r\nPlease type y to register it, or n to type another name:\r\n"));
    assertThat(dialect.onLine("Y"))
        .containsExactly(perform(new ClientCommand.MayRegister(NO_ID, Optional.empty())));
    assertThat(dialect.onReply(new ClientReply.RegistrationAllowed(NO_ID)))
        .containsExactly(
            DialectOutput.Echo.HIDDEN, say("Please choose a password (8 to 128 characters):\r\n"));
    assertThat(dialect.onLine("correct horse"))
        .containsExactly(
            perform(new ClientCommand.Register(NO_ID, FANG, new Secret("correct horse"))));
    assertThat(dialect.onReply(new ClientReply.Registered(NO_ID, FANG)))
        .containsExactly(say("fang is registered.\r\n"), perform(login("correct horse")));
    assertThat(dialect.onReply(welcome(0)))
        .containsExactly(DialectOutput.Echo.SHOWN, say("Welcome, fang.\r\n" + MENU));
  }

  @Test
  void asks_for_another_name_when_registration_is_declined_or_came_too_late() {
    offerRegistration();
    assertThat(dialect.onLine("n")).containsExactly(say(ASK_NAME));

    chooseToRegister();
    dialect.onLine("correct horse");
    assertThat(dialect.onReply(refused(Refusal.of(Code.NAME_TAKEN, "Taken."))))
        .containsExactly(DialectOutput.Echo.SHOWN, say("Taken.\r\n" + ASK_NAME));
  }

  @Test
  void asks_for_the_code_of_an_invitation_before_the_password_where_one_is_needed() {
    offerRegistration();
    dialect.onLine("y");
    var askCode = "Please type your invitation code, or just press Enter to type another name:\r\n";
    assertThat(dialect.onReply(refused(Refusal.of(Code.INVITE_NEEDED, "Ask for a code."))))
        .containsExactly(say("Ask for a code.\r\n" + askCode));
    assertThat(dialect.onLine("WRNG-CODE")).containsExactly(mayRegister("WRNG-CODE"));
    assertThat(dialect.onReply(refused(Refusal.of(Code.INVITE_WRONG, "Not valid."))))
        .containsExactly(say("Not valid.\r\n" + askCode));
    assertThat(dialect.onLine(" 7KQM-2XWD ")).containsExactly(mayRegister("7KQM-2XWD"));
    assertThat(dialect.onReply(new ClientReply.RegistrationAllowed(NO_ID)))
        .containsExactly(
            DialectOutput.Echo.HIDDEN, say("Please choose a password (8 to 128 characters):\r\n"));
    assertThat(dialect.onLine("correct horse"))
        .containsExactly(
            perform(
                new ClientCommand.Register(
                    NO_ID,
                    FANG,
                    new ClientCommand.ByPassword(new Secret("correct horse")),
                    Optional.of(new Secret("7KQM-2XWD")))));
    assertThat(dialect.onReply(refused(Refusal.of(Code.INVITE_WRONG, "Used meanwhile."))))
        .containsExactly(DialectOutput.Echo.SHOWN, say("Used meanwhile.\r\n" + askCode));
    assertThat(dialect.onLine("")).containsExactly(say(ASK_NAME));
  }

  @Test
  void asks_for_no_code_before_there_is_a_name_to_register() {
    dialect.onLine("/status");
    assertThat(dialect.onReply(refused(Refusal.of(Code.INVITE_NEEDED, "A code?"))))
        .containsExactly(say("A code?\r\n" + ASK_NAME));
  }

  private static DialectOutput mayRegister(String code) {
    return perform(new ClientCommand.MayRegister(NO_ID, Optional.of(new Secret(code))));
  }

  @Test
  void asks_for_another_name_where_nobody_may_register() {
    offerRegistration();
    dialect.onLine("y");
    assertThat(dialect.onReply(refused(Refusal.of(Code.REGISTRATION_CLOSED, "Closed."))))
        .containsExactly(say("Closed.\r\n" + ASK_NAME));
  }

  @Test
  void asks_for_another_password_when_it_is_no_good() {
    chooseToRegister();
    dialect.onLine("short");
    assertThat(dialect.onReply(refused(Refusal.of(Code.PASSWORD_INVALID, "Too short."))))
        .containsExactly(say("Too short.\r\nPlease choose a password (8 to 128 characters):\r\n"));
  }

  @Test
  void says_that_a_request_waits_for_a_leader() {
    assertThat(dialect.onReply(new ClientReply.LeaderAwaited(NO_ID)))
        .containsExactly(say("No leader at the moment: your request waits for the next one.\r\n"));
  }

  @Test
  void asks_for_the_login_before_what_needs_one() {
    for (var line : new String[] {"/list", "/msg shao hi", "/chat shao", "/password"}) {
      assertThat(dialect.onLine(line))
          .containsExactly(say("You are not logged in: log in first.\r\n" + ASK_NAME));
    }
    assertThat(dialect.onLine("/status")).containsExactly(perform(new ClientCommand.Status(NO_ID)));
    assertThat(dialect.onReply(new ClientReply.StateTold(NO_ID, NodeState.MEMBER, 9)))
        .containsExactly(
            say(
                "This server is in state member, version 0.1.0. Log in to see the cluster.\r\n"
                    + ASK_NAME));
    assertThat(dialect.onLine("/quit"))
        .containsExactly(say("Bye.\r\n"), DialectOutput.HangUp.INSTANCE);
  }

  @Test
  void takes_short_commands_at_a_password_question_and_anything_longer_for_the_password() {
    typeName();

    assertThat(dialect.onLine("/list"))
        .containsExactly(
            say("You are not logged in: log in first.\r\nPlease type your password:\r\n"));
    assertThat(dialect.onLine("/password")).containsExactly(perform(login("/password")));
    assertThat(dialect.onLine("/quit me")).containsExactly(perform(login("/quit me")));
    assertThat(dialect.onLine("/quit"))
        .containsExactly(DialectOutput.Echo.SHOWN, say("Bye.\r\n"), DialectOutput.HangUp.INSTANCE);
  }

  @Test
  void changes_the_password_and_goes_on_where_it_was() {
    logIn();
    dialect.onLine("/chat shao");
    dialect.onReply(new ClientReply.UserFound(NO_ID, SHAO));

    assertThat(dialect.onLine("/password"))
        .containsExactly(DialectOutput.Echo.HIDDEN, say("Please type your present password:\r\n"));
    assertThat(dialect.onLine("old secret"))
        .containsExactly(say("Please choose a new password (8 to 128 characters):\r\n"));
    assertThat(dialect.onLine("new secret"))
        .containsExactly(
            perform(
                new ClientCommand.ChangePassword(
                    NO_ID, new Secret("old secret"), new Secret("new secret"))));
    assertThat(dialect.onReply(new ClientReply.PasswordChanged(NO_ID, "t")))
        .containsExactly(DialectOutput.Echo.SHOWN, say("Your password is changed.\r\n"));
    assertThat(dialect.onLine("hi")).containsExactly(sendToShao("hi"));
  }

  @Test
  void asks_for_the_new_password_again_while_it_is_no_good() {
    logIn();
    dialect.onLine("/password");
    dialect.onLine("old secret");
    for (int i = 0; i < 3; i++) {
      dialect.onLine("short");
      assertThat(dialect.onReply(refused(Refusal.of(Code.PASSWORD_INVALID, "Too short."))))
          .containsExactly(
              say("Too short.\r\nPlease choose a new password (8 to 128 characters):\r\n"));
    }
    assertThat(dialect.onLine("new secret"))
        .containsExactly(
            perform(
                new ClientCommand.ChangePassword(
                    NO_ID, new Secret("old secret"), new Secret("new secret"))));
  }

  @Test
  void asks_for_the_present_password_again_when_it_is_wrong() {
    logIn();
    dialect.onLine("/password");
    dialect.onLine("wrong one");
    dialect.onLine("new secret");

    assertThat(dialect.onReply(refused(Refusals.badCredentials())))
        .containsExactly(
            say(Refusals.badCredentials().text() + "\r\nPlease type your present password:\r\n"));
  }

  @Test
  void goes_back_and_says_so_when_the_password_cannot_be_changed_at_the_moment() {
    logIn();
    dialect.onLine("/password");
    dialect.onLine("old secret");
    dialect.onLine("new secret");

    assertThat(dialect.onReply(refused(Refusal.of(Code.NO_QUORUM, "Later."))))
        .containsExactly(
            DialectOutput.Echo.SHOWN,
            say("Later.\r\nTo try again, type /password first.\r\n" + MENU_QUESTION));
  }

  @Test
  void an_empty_line_is_the_way_out_of_a_password_question() {
    typeName();
    assertThat(dialect.onLine("")).containsExactly(DialectOutput.Echo.SHOWN, say(ASK_NAME));
    chooseToRegister();
    assertThat(dialect.onLine("xy\u0015")).containsExactly(DialectOutput.Echo.SHOWN, say(ASK_NAME));

    logIn();
    var unchanged = say("Your password is not changed.\r\n" + MENU_QUESTION);
    dialect.onLine("/password");
    assertThat(dialect.onLine("")).containsExactly(DialectOutput.Echo.SHOWN, unchanged);
    dialect.onLine("/password");
    dialect.onLine("old secret");
    assertThat(dialect.onLine("")).containsExactly(DialectOutput.Echo.SHOWN, unchanged);
  }

  @Test
  void nothing_is_asked_again_below_a_message_while_a_password_is_changed() {
    logIn();
    dialect.onLine("/password");
    dialect.onLine("old secret");
    dialect.onLine("new secret");
    assertThat(dialect.onEvent(pushed(7, "hello")))
        .containsExactly(new DialectOutput.Show("shao: hello\r\n", 7));
  }

  @Test
  void takes_back_what_was_erased() {
    assertThat(dialect.onLine("\bfanx\bg😀\u007f"))
        .containsExactly(perform(new ClientCommand.FindUser(NO_ID, FANG)));
  }
}
