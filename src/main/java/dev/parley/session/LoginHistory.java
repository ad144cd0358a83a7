package dev.parley.session;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientCommand.ByPassword;
import dev.parley.session.dialect.ClientCommand.Login;
import dev.parley.session.dialect.Refusals;
import java.util.Optional;

/** The {@link LoginDamping} of a node, for all its sessions. Safe for several threads. */
final class LoginHistory implements Extension {
  private static final class Id extends ExtensionId<LoginHistory> {
    @Override
    public LoginHistory createExtension(ActorSystem<?> system) {
      return new LoginHistory();
    }
  }

  private static final Id ID = new Id();

  private final LoginDamping damping = new LoginDamping();

  /** The login history of the node that {@code system} is. */
  static LoginHistory of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /**
   * The reason why {@code login} may not proceed now, if any. Logins by ticket always may: tickets
   * are for coming back.
   */
  synchronized Optional<Refusal> refusal(Login login) {
    if (!(login.proof() instanceof ByPassword)) return Optional.empty();
    long retryAfterMs = damping.retryAfterMs(login.name(), nowMs());
    return retryAfterMs == 0
        ? Optional.empty()
        : Optional.of(Refusals.clientsAlternate(retryAfterMs));
  }

  synchronized void onOpened(Login login, UserName name) {
    damping.onLogin(name, ownId(login));
  }

  synchronized void onReplaced(Login login, UserName name, long livedMs) {
    if (login.proof() instanceof ByPassword)
      damping.onReplaced(name, ownId(login), livedMs, nowMs());
  }

  synchronized void onEnded(UserName name) {
    damping.onEnded(name);
  }

  /** All IRC clients of a user share one id. */
  private static Optional<String> ownId(Login login) {
    return login.client().filter(id -> !id.equals(ClientCommand.IRC_CLIENT));
  }
}
