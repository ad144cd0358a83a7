package dev.parley.client.pipe;

import dev.parley.client.io.ClientSetup;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The account of a client without a terminal: with the password that it is given, or with one that
 * it makes and keeps. The name is registered if it is not yet.
 */
final class PipeAccount {
  private static final int PASSWORD_BYTES = 24;

  private final Optional<String> invite;
  private final String password;
  private final Optional<String> made;
  private final boolean isGiven;
  private final boolean isLocked;
  private boolean isRegistering;

  /** {@code given} and {@code invite}: password and code in the environment, if there are any. */
  PipeAccount(ClientSetup setup, @Nullable String given, @Nullable String invite) {
    this.invite = Optional.ofNullable(invite).filter(code -> !code.isBlank());
    isGiven = given != null && !given.isEmpty();
    boolean isNew = !isGiven && !setup.hasCredentials();
    // A password that cannot be kept would be lost with this process, and the account with it.
    isLocked = isNew && !setup.profiles().isOurs();
    made = isNew && !isLocked ? Optional.of(newPassword()) : Optional.empty();
    password = isGiven ? String.valueOf(given) : made.orElse(setup.keptPassword());
    isRegistering = isNew;
  }

  private static String newPassword() {
    var bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Nothing is known of the account, and another process is about to make it. */
  boolean isLocked() {
    return isLocked;
  }

  /** A password to keep before an account has it. */
  Optional<String> made() {
    return made;
  }

  /** The code of an invitation, for a registration. */
  Optional<String> invite() {
    return invite;
  }

  String password() {
    return password;
  }

  /**
   * Returns true if the password must be passed to the client before it knows that it is needed.
   */
  boolean isFirstToSpeak() {
    return isGiven || isRegistering;
  }

  boolean mustRegister() {
    return isRegistering;
  }

  /**
   * Returns true if a registration should be tried after this refusal of a login, once: the servers
   * do not reveal whether a password is wrong or a name is not registered.
   */
  boolean mayRegisterAfter(String code) {
    boolean mayBeNew = code.equals("BAD_CREDENTIALS") && !password.isEmpty() && !isRegistering;
    isRegistering |= mayBeNew;
    return mayBeNew;
  }
}
