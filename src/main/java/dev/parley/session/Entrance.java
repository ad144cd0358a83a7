package dev.parley.session;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ClosingCode;
import dev.parley.replica.ReplicaProtocol.Closing;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientCommand.ByPassword;
import dev.parley.session.dialect.ClientCommand.ByScram;
import dev.parley.session.dialect.ClientCommand.ChangePassword;
import dev.parley.session.dialect.ClientCommand.FindUser;
import dev.parley.session.dialect.ClientCommand.Login;
import dev.parley.session.dialect.ClientCommand.MayRegister;
import dev.parley.session.dialect.ClientCommand.Proof;
import dev.parley.session.dialect.ClientCommand.Prove;
import dev.parley.session.dialect.ClientCommand.Register;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.limits.LoginPatience;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in for one client: closes a connection that is silent for too long before its login, asks
 * whether a password may be tried or an account registered from its address now, reports logins to
 * those that count them, and logs who comes from where.
 */
final class Entrance {
  private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

  /** A password, or a proof of one, to log in or to choose another. */
  private record Try(UserName name, boolean isLogin, boolean isProof) {}

  private final ActorContext<Session.Command> session;
  private final TimerScheduler<Session.Command> timers;
  private final SessionSettings.Throttles throttles;
  private final Session.Origin origin;
  private final DialectDriver client;
  private final LoginPatience patience;
  private final LoginHistory history;
  private Optional<Try> tried = Optional.empty(); // whose password is being checked
  private Optional<UserName> registering = Optional.empty();
  private boolean isTryingCode;
  private int wrongHere; // passwords that this client tried since its last login

  Entrance(
      ActorContext<Session.Command> session,
      TimerScheduler<Session.Command> timers,
      SessionSettings.Throttles throttles,
      Session.Origin origin,
      DialectDriver client) {
    this.session = session;
    this.timers = timers;
    this.throttles = throttles;
    this.origin = origin;
    this.client = client;
    history = LoginHistory.of(session.getSystem());
    long nowMs = nowMs();
    patience =
        new LoginPatience(
            throttles.firstLine().toMillis(), throttles.betweenLines().toMillis(), nowMs);
    lookInTime(nowMs);
  }

  void onLine() {
    patience.onLine(nowMs());
  }

  /**
   * The reason why a command of {@code user}, if that is known, may not start now. {@code
   * challenged}: what waits for its proof.
   */
  Optional<Refusal> onStart(
      ClientCommand command, Optional<UserName> user, Optional<ClientCommand> challenged) {
    if (command instanceof Register register) return onRegister(register);
    if (command instanceof MayRegister may && may.invite().isPresent()) {
      var refusal = onRegistering();
      isTryingCode = refusal.isEmpty();
      return refusal;
    }
    if (command instanceof Prove) return challenged.flatMap(waits -> onProof(waits, user));
    if (command instanceof ChangePassword change)
      return user.flatMap(name -> onChange(change, name));
    if (user.isPresent()) return Optional.empty();
    if (command instanceof Login login) return onLogin(login);
    if (command instanceof FindUser) return history.onNameQuestion(origin.address());
    return Optional.empty();
  }

  private Optional<Refusal> onLogin(Login login) {
    var from = origin.address();
    var refusal = history.rateRefusal(login, from);
    if (refusal.isPresent()) return refusal;
    // A challenge reveals nothing: the try is the proof.
    if (login.proof() instanceof ByScram) return history.onBegin(login, from);
    // No try, as it is refused without a look: such ones must not make the node forget others.
    if (!isByPassword(login.proof())) return refusal;
    refusal = history.onTry(login, from);
    if (refusal.isEmpty()) tried = Optional.of(new Try(login.name(), true, false));
    return refusal;
  }

  /** Who is logged in may be somebody who found an open session, and guesses. */
  private Optional<Refusal> onChange(ChangePassword change, UserName user) {
    if (!isByPassword(change.old())) return Optional.empty();
    var refusal = history.onPresentPassword(user, origin.address());
    if (refusal.isEmpty()) tried = Optional.of(new Try(user, false, false));
    return refusal;
  }

  private Optional<Refusal> onProof(ClientCommand challenged, Optional<UserName> user) {
    var from = origin.address();
    if (challenged instanceof Login login) {
      var refusal = history.onProof(login, from);
      if (refusal.isEmpty()) tried = Optional.of(new Try(login.name(), true, true));
      return refusal;
    }
    var name = user.orElseThrow();
    var refusal = history.onPresentProof(name, from);
    if (refusal.isEmpty()) tried = Optional.of(new Try(name, false, true));
    return refusal;
  }

  /**
   * A refusal may tell that the name is taken, and the maker of a verifier has not even hashed: it
   * is a question about the name as well.
   */
  private Optional<Refusal> onRegister(Register register) {
    var from = origin.address();
    var refusal = history.onNameQuestion(from);
    if (refusal.isPresent()) return refusal;
    refusal = onRegistering();
    if (refusal.isPresent()) history.onNameNotTold(from);
    else registering = Optional.of(register.name());
    return refusal;
  }

  private Optional<Refusal> onRegistering() {
    return history.onRegistering(origin.address(), throttles.registrations());
  }

  private static boolean isByPassword(Proof proof) {
    return proof instanceof ByPassword by && !TextRules.isTooLongForPassword(by.password().text());
  }

  /**
   * Where the client is in the queue for passwords: at its address, but apart from all others there
   * if it is known there, so that these do not keep it waiting.
   */
  String place(Optional<UserName> user) {
    var from = origin.address();
    var known = user.or(() -> tried.map(Try::name).filter(name -> history.isKnown(name, from)));
    return from.share() + known.map(name -> "/" + name).orElse("");
  }

  /** The reply to the command that was started last. */
  void onReply(ClientReply reply) {
    var refusal =
        reply instanceof ClientReply.Refused refused
            ? Optional.of(refused.refusal())
            : Optional.<Refusal>empty();
    if (refusal.isEmpty()) onRight(); // redirected, or another password is stored
    tried.ifPresent(password -> onRefused(password, refusal.orElseThrow()));
    tried = Optional.empty();
    registering.ifPresent(name -> onRegistration(name, refusal));
    registering = Optional.empty();
    if (isTryingCode) onCodeTried(refusal);
    isTryingCode = false;
  }

  /** A wrong code counts as a registration, or codes could be tried at any rate. */
  private void onCodeTried(Optional<Refusal> refusal) {
    boolean isWrong = refusal.filter(r -> r.code() == Refusal.Code.INVITE_WRONG).isPresent();
    if (isWrong) LOG.info("invitation refused: from {}", origin.address().host());
    else history.onNotRegistered(origin.address());
  }

  private void onRefused(Try password, Refusal refusal) {
    var name = password.name();
    if (refusal.code() != Refusal.Code.BAD_CREDENTIALS) {
      history.onUndecided(name, origin.address());
      return;
    }
    wrongHere++;
    if (password.isProof()) history.onWrongProof(origin.address());
    if (password.isLogin()) LOG.info("login refused: {} from {}", name, origin.address().host());
    else LOG.info("old password refused: {} from {}", name, origin.address().host());
  }

  private void onRegistration(UserName name, Optional<Refusal> refusal) {
    if (!tellsOfName(refusal)) history.onNameNotTold(origin.address());
    if (refusal.isPresent()) {
      onCodeTried(refusal);
      return;
    }
    history.onRegistered(name, origin.address());
    LOG.info("registered: {} from {}", name, origin.address().host());
  }

  /**
   * Whether who was answered so has learnt about a name. An account costs a registration, and a bad
   * password, or one too many, is refused without a look at the name. All others are not: where
   * nothing can be decided, names that are taken are refused as ever, and free ones so.
   */
  private static boolean tellsOfName(Optional<Refusal> refusal) {
    return refusal
        .map(Refusal::code)
        .filter(code -> code != Refusal.Code.PASSWORD_INVALID)
        .filter(code -> code != Refusal.Code.RATE_LIMITED)
        .isPresent();
  }

  /** The password that was tried is right. */
  void onRight() {
    tried.ifPresent(password -> history.onRight(password.name(), origin.address()));
    tried = Optional.empty();
  }

  /** Returns how many wrong passwords other clients have tried since the user's last login here. */
  int onLoggedIn(UserName name) {
    patience.onLoggedIn();
    timers.cancel(Session.LoginLook.INSTANCE);
    client.admit(true);
    LOG.info("logged in: {} from {}", name, origin.address().host());
    tell(true);
    int wrong = history.onLoggedIn(name, origin.address(), throttles.logins());
    int wrongElsewhere = Math.max(0, wrong - wrongHere);
    wrongHere = 0;
    return wrongElsewhere;
  }

  void onLoggedOut() {
    long nowMs = nowMs();
    patience.onLoggedOut(nowMs);
    client.admit(false);
    tell(false);
    lookInTime(nowMs);
  }

  private void tell(boolean isLoggedIn) {
    origin
        .sessions()
        .tell(new Sessions.LoginChanged(session.getSelf(), origin.address(), isLoggedIn));
  }

  void onLook() {
    long nowMs = nowMs();
    if (patience.isOver(nowMs)) client.close(tooSilent());
    else lookInTime(nowMs);
  }

  private Closing tooSilent() {
    var limit = patience.hasWritten() ? throttles.betweenLines() : throttles.firstLine();
    var text =
        "You did not log in, and sent nothing for "
            + limit.toSeconds()
            + " seconds: connect again to log in.";
    return new Closing(ClosingCode.NO_ANSWER, text, Optional.empty(), 0);
  }

  // One timer that runs on: a client that talks costs none for each line.
  private void lookInTime(long nowMs) {
    if (patience.dueMs() == LoginPatience.NEVER) return;
    var in = Duration.ofMillis(Math.max(1, patience.dueMs() - nowMs));
    timers.startSingleTimer(Session.LoginLook.INSTANCE, in);
  }
}
