package dev.parley.session;

import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import dev.parley.chat.Passwords;
import dev.parley.chat.UserName;
import dev.parley.chat.Verifier;
import dev.parley.node.ChatService;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What a session has done elsewhere: by the replica, or on the threads for passwords. Each errand
 * ends in one message to the session.
 */
final class Errands {
  /**
   * Hashing a password takes many milliseconds of a processor; this dispatcher's size bounds how
   * many are busy with it.
   */
  static final String PASSWORD_DISPATCHER = "parley.password-dispatcher";

  /** The node answers these from its own memory. */
  static final Duration QUESTION_PATIENCE = Duration.ofSeconds(5);

  private static final SecureRandom SALTS = new SecureRandom();

  private final ActorContext<Session.Command> session;
  private final ActorRef<ChatService.Command> replica;
  private final ActorRef<ChatService.AccountAnswer> accountAnswers;
  private final ActorRef<ChatService.SendAnswered> sendAnswers;
  private final int passwordIterations;
  private final Executor passwordExecutor;

  Errands(
      ActorContext<Session.Command> session,
      ActorRef<ChatService.Command> replica,
      int passwordIterations) {
    this.session = session;
    this.replica = replica;
    this.passwordIterations = passwordIterations;
    accountAnswers =
        session.messageAdapter(ChatService.AccountAnswer.class, Session.AccountAnswered::new);
    sendAnswers = session.messageAdapter(ChatService.SendAnswered.class, Session.SendAnswered::new);
    passwordExecutor =
        session
            .getSystem()
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig(PASSWORD_DISPATCHER));
  }

  /** Carries out what a desk asks of others; {@code output} is one of those. */
  void run(AccountDesk.Output output) {
    if (output instanceof AccountDesk.Find find) {
      replica.tell(new ChatService.FindAccount(find.name(), accountAnswers));
    } else if (output instanceof AccountDesk.Store store) {
      replica.tell(new ChatService.Register(store.name(), store.verifier(), accountAnswers));
    } else if (output instanceof AccountDesk.Replace replace) {
      replica.tell(
          new ChatService.ChangePassword(
              replace.name(), replace.expected(), replace.verifier(), accountAnswers));
    } else if (output instanceof AccountDesk.Check check) {
      check(check.password(), check.verifier());
    } else if (output instanceof AccountDesk.Derive derive) {
      derive(derive.password());
    } else {
      throw new AssertionError("no errand: " + output);
    }
  }

  /** Without a verifier, the same work and a no. */
  private void check(Secret password, Optional<Verifier> verifier) {
    var checked =
        CompletableFuture.supplyAsync(
            () -> {
              if (verifier.isPresent()) return Passwords.matches(password.text(), verifier.get());
              Passwords.derive(password.text(), new byte[Passwords.SALT_BYTES], passwordIterations);
              return false;
            },
            passwordExecutor);
    session.pipeToSelf(
        checked,
        (matches, failure) ->
            matches != null ? new Session.PasswordChecked(matches) : failed(failure));
  }

  private void derive(Secret password) {
    var salt = new byte[Passwords.SALT_BYTES];
    SALTS.nextBytes(salt);
    var derived =
        CompletableFuture.supplyAsync(
            () -> Passwords.derive(password.text(), salt, passwordIterations), passwordExecutor);
    session.pipeToSelf(
        derived,
        (verifier, failure) ->
            verifier != null ? new Session.PasswordDerived(verifier) : failed(failure));
  }

  void send(long number, ClientCommand.Send send, ActorRef<ChatService.Event> opened) {
    var replyTo = new ChatService.SendReply(sendAnswers, number);
    replica.tell(new ChatService.Send(opened, send.to(), send.text(), send.seq(), replyTo));
  }

  @SuppressWarnings("unchecked") // a class literal has no type arguments
  void listOnline() {
    session.ask(
        (Class<SortedSet<UserName>>) (Class<?>) SortedSet.class,
        replica,
        QUESTION_PATIENCE,
        ChatService.ListOnline::new,
        (names, timeout) -> new Session.Listed(Optional.ofNullable(names)));
  }

  void askStatus() {
    session.ask(
        ChatService.NodeStatus.class,
        replica,
        QUESTION_PATIENCE,
        ChatService.AskStatus::new,
        (status, timeout) -> new Session.StatusTold(Optional.ofNullable(status)));
  }

  private static Session.Command failed(Throwable failure) {
    return new Session.Failed(failure);
  }
}
