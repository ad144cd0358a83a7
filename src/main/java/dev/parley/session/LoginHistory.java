package dev.parley.session;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.session.dialect.ClientCommand.Login;
import dev.parley.session.dialect.Refusals;
import dev.parley.session.limits.BlockChanges;
import dev.parley.session.limits.ClientAddress;
import dev.parley.session.limits.HistoryReads;
import dev.parley.session.limits.LoginRates;
import dev.parley.session.limits.NameQuestions;
import dev.parley.session.limits.PasswordGuesses;
import dev.parley.session.limits.Rate;
import dev.parley.session.limits.Registrations;
import dev.parley.session.limits.RoomRates;
import dev.parley.session.limits.WrongProofs;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What users and addresses have done at a node, over all its sessions: {@link LoginDamping}, {@link
 * PasswordGuesses}, {@link WrongProofs}, {@link LoginRates}, {@link NameQuestions}, {@link
 * Registrations}, {@link BlockChanges}, {@link HistoryReads} and {@link RoomRates}. Safe for
 * several threads.
 */
final class LoginHistory implements Extension {
  private static final class Id extends ExtensionId<LoginHistory> {
    @Override
    public LoginHistory createExtension(ActorSystem<?> system) {
      return new LoginHistory();
    }
  }

  private static final Id ID = new Id();

  private final LoginDamping damping = new LoginDamping();
  private final PasswordGuesses guesses = new PasswordGuesses();
  private final Registrations registrations = new Registrations();
  private final NameQuestions names = new NameQuestions();
  private final WrongProofs proofs = new WrongProofs();
  private final LoginRates rates = new LoginRates();
  private final BlockChanges blocks = new BlockChanges();
  private final HistoryReads reads = new HistoryReads();
  private final RoomRates rooms = new RoomRates();

  /** The login history of the node that {@code system} is. */
  static LoginHistory of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /**
   * The reason why {@code login} by password may not proceed now; if there is none, its password
   * counts as tried.
   */
  synchronized Optional<Refusal> onTry(Login login, ClientAddress from) {
    long nowMs = nowMs();
    var refusal = refusal(login, from, nowMs);
    if (refusal.isEmpty()) guesses.onTried(login.name(), from, nowMs);
    return refusal;
  }

  /** The reason why {@code login} by SCRAM may not be challenged now. */
  synchronized Optional<Refusal> onBegin(Login login, ClientAddress from) {
    return refusal(login, from, nowMs());
  }

  /** As {@link #onTry}, for a proof; challenges may have been collected before. */
  synchronized Optional<Refusal> onProof(Login login, ClientAddress from) {
    var refusal = rateRefusal(login, from);
    if (refusal.isPresent()) return refusal;
    long retryAfterMs = proofs.waitMs(from, nowMs());
    return retryAfterMs == 0
        ? onTry(login, from)
        : Optional.of(Refusals.tooManyWrongPasswordsOfAddress(retryAfterMs));
  }

  /**
   * The reason why who is logged in as {@code name} may not show its password now; if there is
   * none, it counts as tried. There may be a guess in somebody else's session as well.
   */
  synchronized Optional<Refusal> onPresentPassword(UserName name, ClientAddress from) {
    long nowMs = nowMs();
    long retryAfterMs = guesses.retryAfterMs(name, from, nowMs);
    if (retryAfterMs > 0) return Optional.of(Refusals.tooManyWrongPasswords(retryAfterMs));
    guesses.onTried(name, from, nowMs);
    return Optional.empty();
  }

  /** As {@link #onPresentPassword}, for a proof. */
  synchronized Optional<Refusal> onPresentProof(UserName name, ClientAddress from) {
    long retryAfterMs = proofs.waitMs(from, nowMs());
    return retryAfterMs == 0
        ? onPresentPassword(name, from)
        : Optional.of(Refusals.tooManyWrongPasswordsOfAddress(retryAfterMs));
  }

  /** The proof that was tried last was wrong. */
  synchronized void onWrongProof(ClientAddress from) {
    proofs.onWrong(from, nowMs());
  }

  private Optional<Refusal> refusal(Login login, ClientAddress from, long nowMs) {
    long retryAfterMs = damping.retryAfterMs(login.name(), nowMs);
    if (retryAfterMs > 0) return Optional.of(Refusals.clientsAlternate(retryAfterMs));
    retryAfterMs = guesses.retryAfterMs(login.name(), from, nowMs);
    if (retryAfterMs > 0) return Optional.of(Refusals.tooManyWrongPasswords(retryAfterMs));
    return Optional.empty();
  }

  /** The password that was tried last was right. */
  synchronized void onRight(UserName name, ClientAddress from) {
    guesses.onRight(name, from);
  }

  /** The password that was tried last was not compared. */
  synchronized void onUndecided(UserName name, ClientAddress from) {
    guesses.onUndecided(name, from);
  }

  /** Whether the account was logged in to from there, by its password. */
  synchronized boolean isKnown(UserName name, ClientAddress from) {
    return guesses.isKnown(name, from);
  }

  /** The reason why {@code login} may not proceed now: the account has logged in too often. */
  synchronized Optional<Refusal> rateRefusal(Login login, ClientAddress from) {
    return tooSoon(rates.waitMs(login.name(), from, nowMs()), Refusals::tooManyLogins);
  }

  /**
   * The account has logged in, at most at {@code rate}; returns the number of wrong passwords for
   * it since the last login.
   */
  synchronized int onLoggedIn(UserName name, ClientAddress from, Rate rate) {
    rates.onLoggedIn(name, from, rate, nowMs());
    return guesses.takeWrong(name);
  }

  /** The reason why a client there is not told whether a name is registered. */
  synchronized Optional<Refusal> onNameQuestion(ClientAddress from) {
    return tooSoon(names.take(from, nowMs()), Refusals::tooManyNames);
  }

  /** The reason why no account may be registered from there; if there is none, it counts as one. */
  synchronized Optional<Refusal> onRegistering(ClientAddress from, Registrations.Limits limits) {
    return tooSoon(registrations.take(from, limits, nowMs()), Refusals::tooManyRegistrations);
  }

  synchronized void onRegistered(UserName name, ClientAddress from) {
    guesses.onRegistered(name, from);
  }

  synchronized void onNotRegistered(ClientAddress from) {
    registrations.giveBack(from);
  }

  /** The registration that was counted last has not told whether its name is free. */
  synchronized void onNameNotTold(ClientAddress from) {
    names.giveBack(from);
  }

  /** The reason why the user may not change a block now; if there is none, it counts as changed. */
  synchronized Optional<Refusal> onBlock(UserName user) {
    return tooSoon(blocks.take(user, nowMs()), Refusals::tooManyBlocks);
  }

  /**
   * The reason why the user may not read their history now; if there is none, it counts as read.
   */
  synchronized Optional<Refusal> onHistory(UserName user) {
    return tooSoon(reads.take(user, nowMs()), Refusals::tooMuchHistory);
  }

  /** As {@link #onHistory}, for a search. */
  synchronized Optional<Refusal> onSearch(UserName user) {
    return tooSoon(reads.takeSearch(user, nowMs()), Refusals::tooManySearches);
  }

  /** The reason why the user may not change a room now; if there is none, it counts as changed. */
  synchronized Optional<Refusal> onRoomChange(UserName user) {
    return tooSoon(rooms.takeChange(user, nowMs()), Refusals::tooManyRoomChanges);
  }

  /** As {@link #onRoomChange}, for a list of rooms or of a room's members. */
  synchronized Optional<Refusal> onRoomLook(UserName user) {
    return tooSoon(rooms.takeLook(user, nowMs()), Refusals::tooManyRoomLooks);
  }

  /** {@code reason}: why something must wait for so long; nothing if it need not wait. */
  private static Optional<Refusal> tooSoon(long waitMs, LongFunction<Refusal> reason) {
    return waitMs == 0 ? Optional.empty() : Optional.of(reason.apply(waitMs));
  }

  synchronized void onOpened(Login login, UserName name) {
    damping.onLogin(name, login.ownClient());
  }

  synchronized void onReplaced(Login login, UserName name, long livedMs) {
    if (login.isByPassword()) damping.onReplaced(name, login.ownClient(), livedMs, nowMs());
  }

  synchronized void onEnded(UserName name) {
    damping.onEnded(name);
  }
}
