package dev.parley.session;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.Scram;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.replica.RoomWish;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The work of a session that is done elsewhere: by the replica, or on the threads for passwords.
 * Each request ends in one message to the session.
 */
final class SessionEffects {
  /** How long the session waits for answers that the node gives from its own memory. */
  static final Duration QUESTION_PATIENCE = Duration.ofSeconds(5);

  /** For salts and nonces. */
  static final SecureRandom RANDOM = new SecureRandom();

  private final ActorContext<Session.Command> session;
  private final ActorRef<ReplicaProtocol.Command> replica;
  private final ActorRef<ReplicaProtocol.Event> events;
  private final ActorRef<Verdict> verdicts;
  private final ActorRef<ReplicaProtocol.SendAnswered> sendAnswers;
  private final int passwordIterations;
  private final PasswordWorkers passwords;
  private Optional<PasswordWorkers.Job> hashing = Optional.empty();
  private boolean isInputEnding;

  /** {@code events} go to the session. */
  SessionEffects(
      ActorContext<Session.Command> session,
      ActorRef<ReplicaProtocol.Event> events,
      ActorRef<ReplicaProtocol.Command> replica,
      int passwordIterations) {
    this.session = session;
    this.events = events;
    this.replica = replica;
    this.passwordIterations = passwordIterations;
    verdicts = session.messageAdapter(Verdict.class, Session.VerdictGiven::new);
    sendAnswers =
        session.messageAdapter(ReplicaProtocol.SendAnswered.class, Session.SendAnswered::new);
    passwords = PasswordWorkers.of(session.getSystem());
  }

  /**
   * Carries out a request of the account flow to other parts; {@code output} must be such a
   * request. {@code place}: where its client is in the queue for passwords.
   */
  void run(AccountFlow.Output output, String place) {
    if (output instanceof AccountFlow.Ask ask) {
      replica.tell(new ReplicaProtocol.AskLeader(ask.question(), verdicts, Optional.of(events)));
    } else if (output instanceof AccountFlow.Check check) {
      check(check.password(), check.verifier(), place);
    } else if (output instanceof AccountFlow.Derive derive) {
      derive(derive.password(), place);
    } else {
      throw new AssertionError("no output: " + output);
    }
  }

  /** Without a verifier, does the same work and finds no match. */
  private void check(Secret password, Optional<ScramVerifier> verifier, String place) {
    hash(
        () -> {
          if (verifier.isPresent()) return Scram.matches(password.text(), verifier.get());
          Scram.derive(password.text(), new byte[Scram.SALT_BYTES], passwordIterations);
          return false;
        },
        Session.PasswordChecked::new,
        place);
  }

  private void derive(Secret password, String place) {
    var salt = new byte[Scram.SALT_BYTES];
    RANDOM.nextBytes(salt);
    hash(
        () -> Scram.derive(password.text(), salt, passwordIterations),
        Session.PasswordDerived::new,
        place);
  }

  private <T> void hash(Supplier<T> work, Function<T, Session.Command> told, String place) {
    var self = session.getSelf();
    var job =
        new PasswordWorkers.Job(
            () -> self.tell(done(work, told)),
            refusal -> self.tell(new Session.PasswordRefused(refusal)));
    hashing = Optional.of(job);
    passwords.submit(job, place, isInputEnding);
  }

  private static <T> Session.Command done(Supplier<T> work, Function<T, Session.Command> told) {
    try {
      return told.apply(work.get());
    } catch (RuntimeException bug) {
      return new Session.Failed(bug);
    }
  }

  /** The password is hashed, or refused, and need not be kept. */
  void onHashed() {
    hashing = Optional.empty();
  }

  /** The client has ended its input, or is gone: other clients come first. */
  void onInputEnding() {
    isInputEnding = true;
    hashing.ifPresent(passwords::onInputEnded);
  }

  /** The session has stopped: no result is needed any more. */
  void onStopped() {
    hashing.ifPresent(passwords::cancel);
  }

  void send(long number, ClientCommand.Send send, ActorRef<ReplicaProtocol.Event> opened) {
    var replyTo = new ReplicaProtocol.SendReply(sendAnswers, number);
    if (send.room().isPresent()) {
      var room = send.room().get();
      replica.tell(new ReplicaProtocol.Post(opened, room, send.text(), send.seq(), replyTo));
      return;
    }
    replica.tell(new ReplicaProtocol.Send(opened, send.to(), send.text(), send.seq(), replyTo));
  }

  void listOnline(UserName asker, Optional<List<UserName>> about) {
    session.ask(
        ReplicaProtocol.OnlineList.class,
        replica,
        QUESTION_PATIENCE,
        replyTo -> new ReplicaProtocol.ListOnline(asker, about, replyTo),
        (list, timeout) -> new Session.Listed(Optional.ofNullable(list)));
  }

  void changeRoom(RoomWish wish) {
    replica.tell(new ReplicaProtocol.ChangeRoom(events, wish, verdicts));
  }

  void listSessions() {
    session.ask(
        ReplicaProtocol.SessionList.class,
        replica,
        QUESTION_PATIENCE,
        replyTo -> new ReplicaProtocol.ListSessions(events, replyTo),
        (list, timeout) -> new Session.SessionsListed(Optional.ofNullable(list)));
  }

  void askStatus() {
    session.ask(
        ReplicaProtocol.NodeStatus.class,
        replica,
        QUESTION_PATIENCE,
        ReplicaProtocol.AskStatus::new,
        (status, timeout) -> new Session.StatusTold(Optional.ofNullable(status)));
  }
}
