package dev.parley.client;

import java.util.Optional;

/**
 * With what the user is shown to be who he is: a ticket where there is one, or else the password
 * that he typed in this process. A refused ticket is thrown away.
 */
final class Identification {
  private String ticket;
  private String password;
  private boolean mustRegister;
  private boolean isRegistering;
  private boolean byTicket;
  private boolean isRedirected;

  Identification(Profile profile) {
    ticket = profile.ticket();
    password = profile.password();
  }

  boolean isReady() {
    return !ticket.isEmpty() || !password.isEmpty();
  }

  void onPassword(String typed, boolean register) {
    password = typed;
    mustRegister = register;
    ticket = "";
  }

  /** The request to make now; nothing if there is nothing to show. */
  Optional<String> request(Profile profile, boolean isFirst, String after) {
    isRegistering = mustRegister;
    if (mustRegister) return Optional.of(Requests.register(profile.name(), password));
    if (!isReady()) return Optional.empty();
    byTicket = !ticket.isEmpty();
    var by = byTicket ? new Credentials(ticket, true) : new Credentials(password, false);
    return Optional.of(Requests.login(profile, by, isFirst && !isRedirected, after));
  }

  void onRegistered() {
    mustRegister = false;
  }

  /** Where the leader sent us, its word is not asked for again. */
  void onRedirected() {
    isRedirected = true;
  }

  void onWelcome(String issued) {
    ticket = issued;
  }

  /** The answer was no; says whether there is something else to try. */
  boolean onRefused() {
    if (isRegistering) {
      mustRegister = false;
      password = "";
      return false;
    }
    if (byTicket) ticket = "";
    else password = "";
    return byTicket && !password.isEmpty();
  }

  void interrupted() {
    isRegistering = false;
  }

  String ticket() {
    return ticket;
  }
}
