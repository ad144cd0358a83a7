package dev.parley.client.core;

import java.util.Optional;

/**
 * The user's credentials: a ticket if there is one, or else the password that they typed in this
 * process. A refused ticket is dropped.
 */
public final class CredentialState {
  /** A ticket is good for a day; one that is renewed so often outlives any journey. */
  static final long RENEW_EVERY_MS = 3_600_000;

  private String ticket;
  private String password;
  private String nextPassword = ""; // asked for, and not granted yet
  private String invite = ""; // the code of an invitation
  private boolean mustRegister;
  private boolean isRegistering;
  private boolean wasInterrupted;
  private boolean byTicket;
  private boolean isRedirected;
  private long renewAtMs;

  public CredentialState(Profile profile) {
    ticket = profile.ticket();
    password = profile.password();
  }

  public boolean isReady() {
    return !ticket.isEmpty() || !password.isEmpty();
  }

  /** Typed by the user; a ticket that is still good is shown before it. */
  void onPassword(String typed, boolean register) {
    password = typed;
    mustRegister = register;
    wasInterrupted = false;
  }

  /** Whether a password must be shown to the server, since there is no ticket for it. */
  boolean needsPassword() {
    return isReady() && (mustRegister || ticket.isEmpty());
  }

  boolean mustRegister() {
    return mustRegister;
  }

  String password() {
    return password;
  }

  /** The code of the user's invitation, or empty. */
  String invite() {
    return invite;
  }

  /** A registration is under way. */
  void onRegistering() {
    isRegistering = true;
  }

  /** A login with the password is under way; returns whether the leader may choose the server. */
  boolean onPasswordShown(boolean isFirst) {
    isRegistering = false;
    byTicket = false;
    return isFirst && !isRedirected;
  }

  /** The user has an invitation with this code. */
  void onInvite(String code) {
    invite = code;
  }

  /** The request to make now; nothing if there is nothing to show. */
  Optional<String> request(Profile profile, boolean isFirst, String after, int version) {
    if (!isReady()) return Optional.empty();
    isRegistering = mustRegister;
    if (mustRegister) return Optional.of(Requests.register(profile.name(), password, invite));
    byTicket = !ticket.isEmpty();
    var by = byTicket ? new Credentials(ticket, true) : new Credentials(password, false);
    return Optional.of(Requests.login(profile, by, isFirst && !isRedirected, after, version));
  }

  void onRegistered() {
    mustRegister = false;
    isRegistering = false;
  }

  /** At a server that the leader chose, the leader is not asked again. */
  void onRedirected() {
    isRedirected = true;
  }

  /** Logged in, or the ticket was renewed. */
  void onTicket(String issued, long nowMs) {
    ticket = issued;
    renewAtMs = nowMs + RENEW_EVERY_MS;
  }

  boolean isRenewalDue(long nowMs) {
    return nowMs >= renewAtMs;
  }

  /** The next one comes later, whatever becomes of this one. */
  void onRenewalAsked(long nowMs) {
    renewAtMs = nowMs + RENEW_EVERY_MS;
  }

  /** The user has asked for another password. */
  void onChangeAsked(String next) {
    nextPassword = next;
  }

  /** The other password is in force, and has ended the old tickets. Returns that password. */
  String onChanged() {
    password = nextPassword;
    return password;
  }

  /** The login was refused; returns true if there is another way to try. */
  boolean onRefused(String code) {
    if (isRegistering && ClientEvent.isAboutInvitation(code)) {
      // The password is shown again, with a code.
      isRegistering = false;
      return false;
    }
    if (isRegistering) {
      // Granted before the connection broke, perhaps: then the name is the user's own.
      boolean mayBeOurs = wasInterrupted && code.equals("NAME_TAKEN");
      onRegistered();
      wasInterrupted = false;
      if (!mayBeOurs) password = "";
      return mayBeOurs;
    }
    if (byTicket) ticket = "";
    else password = "";
    return byTicket && !password.isEmpty();
  }

  /** The connection is gone, and the answer with it. */
  void interrupted() {
    wasInterrupted |= isRegistering;
    isRegistering = false;
  }

  void forget() {
    ticket = "";
    password = "";
  }

  String ticket() {
    return ticket;
  }
}
