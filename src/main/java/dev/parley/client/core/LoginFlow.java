package dev.parley.client.core;

import dev.parley.client.core.ClientOutput.HangUp;
import dev.parley.client.core.ClientOutput.Save;
import dev.parley.client.core.ClientOutput.Tell;
import dev.parley.client.core.ClientOutput.Write;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** How the user comes in at a server, and stays known there: login, registration, tickets. */
final class LoginFlow {
  /** There are no credentials. */
  static final Tell UNKNOWN = new Tell(new ClientEvent.CredentialsRefused("NONE", ""));

  /** Refusals of a login that pass by themselves. */
  private static final Set<String> PASSING =
      Set.of("UNAVAILABLE", "INTERNAL", "NO_QUORUM", "RATE_LIMITED");

  private final List<ClientOutput> outputs;
  private final ServerRotation rotation;
  private final ConnectionState connection;
  private final MessageExchange bag;
  private final CredentialState credentials;
  private final Supplier<String> clientIds;
  private boolean wasOnline;
  private String lastTold = "";

  /** {@code outputs}: the list to which outputs are added; {@code clientIds}: unused ids. */
  LoginFlow(
      Profile profile,
      MessageExchange bag,
      ServerRotation rotation,
      ConnectionState connection,
      Supplier<String> clientIds,
      List<ClientOutput> outputs) {
    credentials = new CredentialState(profile);
    this.bag = bag;
    this.rotation = rotation;
    this.connection = connection;
    this.clientIds = clientIds;
    this.outputs = outputs;
  }

  boolean isReady() {
    return credentials.isReady();
  }

  void onPassword(String password, boolean register) {
    credentials.onPassword(password, register);
  }

  void onChangeAsked(String next) {
    credentials.onChangeAsked(next);
  }

  void interrupted() {
    credentials.interrupted();
  }

  void travel(long nowMs) {
    outputs.addAll(connection.travel(bag.waiting(), nowMs));
  }

  /** Connected: the next step is to log in. */
  void onConnected(long nowMs) {
    connection.onReached(nowMs);
    // Answered at once, while a password takes time: so a server that is paused is detected.
    write(Requests.plain("ping"));
    identify();
  }

  private void identify() {
    var request = credentials.request(bag.profile(), !wasOnline, bag.lastAt());
    request.ifPresent(this::write);
    if (request.isPresent()) return;
    outputs.add(HangUp.INSTANCE);
    connection.stop();
    outputs.add(UNKNOWN);
  }

  /** A ticket runs out unless it is renewed in time. */
  void onTurn(long nowMs) {
    if (!credentials.isRenewalDue(nowMs)) return;
    credentials.onRenewalAsked(nowMs);
    write(Requests.plain("renew"));
  }

  // Lines of the server.

  void onRegistered() {
    credentials.onRegistered();
    identify();
  }

  /** The leader's choice: another server has fewer users. */
  void onRedirect(String server, long nowMs) {
    outputs.add(HangUp.INSTANCE);
    credentials.onRedirected();
    rotation.prefer(server);
    travel(nowMs);
  }

  void onWelcome(ServerLine line, long nowMs) {
    rotation.learn(line.texts("servers"));
    connection.onWelcome(nowMs);
    if (!bag.onWelcome(line)) {
      renew(nowMs);
      return;
    }
    onTicket(line.text("ticket"), nowMs);
    outputs.add(
        new Tell(
            new ClientEvent.Connected(
                line.text("name"),
                line.text("server"),
                line.text("leader"),
                line.number("unread"),
                !wasOnline)));
    wasOnline = true;
    lastTold = "";
  }

  void onTicket(String issued, long nowMs) {
    credentials.onTicket(issued, nowMs);
    bag.onTicket(issued);
    outputs.add(new Save(bag.profile()));
  }

  void onPasswordChanged(String issued, long nowMs) {
    bag.onPasswordChanged(credentials.onChanged());
    onTicket(issued, nowMs);
    outputs.add(new Tell(ClientEvent.PasswordChanged.INSTANCE));
  }

  /** Not admitted, for now or with these credentials. */
  void onRefused(String code, String text, long retryAfterMs, long nowMs) {
    if (PASSING.contains(code)) {
      outputs.add(HangUp.INSTANCE);
      bag.interrupted();
      interrupted();
      rotation.again(connection.server());
      connection.rest(retryAfterMs, nowMs);
      if (!text.equals(lastTold)) outputs.add(new Tell(new ClientEvent.Told(text)));
      lastTold = text;
    } else if (credentials.onRefused(code)) {
      identify();
    } else {
      outputs.add(HangUp.INSTANCE);
      connection.stop();
      outputs.add(new Tell(new ClientEvent.CredentialsRefused(code, text)));
    }
  }

  /** The numbers of this client cannot be used any more: another client id counts from 1. */
  void renew(long nowMs) {
    bag.renew(clientIds.get());
    outputs.add(new Save(bag.profile()));
    outputs.add(HangUp.INSTANCE);
    rotation.prefer(connection.server());
    travel(nowMs);
  }

  private void write(String line) {
    outputs.add(new Write(line));
  }
}
