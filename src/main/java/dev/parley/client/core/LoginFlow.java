package dev.parley.client.core;

import dev.parley.chat.accounts.SaltedPassword;
import dev.parley.chat.model.TextRules;
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

  private static final String LOGGED_OUT =
      "You are logged out: the next start asks for your password.";

  private final List<ClientOutput> outputs;
  private final ServerRotation rotation;
  private final ConnectionState connection;
  private final MessageExchange bag;
  private final CredentialState credentials;
  private final Supplier<String> clientIds;
  private final ScramLogin scram;
  private final PasswordChange change = new PasswordChange();
  private final int version;
  private boolean isPrivate;
  private boolean wasOnline;
  private String lastTold = "";

  /**
   * {@code outputs}: the list to which outputs are added; {@code clientIds}: unused ids; {@code
   * version}: of the protocol, as the client says it knows.
   */
  LoginFlow(
      Profile profile,
      MessageExchange bag,
      ServerRotation rotation,
      ConnectionState connection,
      Supplier<String> clientIds,
      List<ClientOutput> outputs,
      int version) {
    credentials = new CredentialState(profile);
    scram = new ScramLogin(clientIds);
    this.bag = bag;
    this.rotation = rotation;
    this.connection = connection;
    this.clientIds = clientIds;
    this.outputs = outputs;
    this.version = version;
  }

  boolean isReady() {
    return credentials.isReady();
  }

  void onPassword(String password, boolean register) {
    credentials.onPassword(password, register);
  }

  void onInvite(String code) {
    credentials.onInvite(code);
  }

  /** The user wants another password; there must be a connection. */
  void changePassword(String old, String next) {
    credentials.onChangeAsked(next);
    change.begin(old, next);
    if (scram.isOffered()) goOnChanging();
    else ask();
  }

  private void goOnChanging() {
    if (scram.isPossible()) {
      var problem = scram.problem();
      if (problem.isPresent()) refuseChange(problem.get());
      else outputs.add(change.hash(scram.iterations()));
    } else if (isPrivate) {
      outputs.add(change.plain());
    } else {
      refuseChange(ScramLogin.PLAIN);
    }
  }

  private void refuseChange(String reason) {
    change.end();
    outputs.add(new Tell(new ClientEvent.Told(reason)));
  }

  void interrupted() {
    change.end();
    scram.interrupted();
    credentials.interrupted();
  }

  void travel(long nowMs) {
    outputs.addAll(connection.travel(bag.waiting(), nowMs));
  }

  /** Connected: the next step is to log in. {@code isPrivate}: nobody can read on the way. */
  void onConnected(boolean isPrivate, long nowMs) {
    this.isPrivate = isPrivate;
    scram.interrupted();
    connection.onReached(nowMs);
    // Answered at once, while a password takes time: so a server that is paused is detected.
    write(Requests.plain("ping"));
    identify();
  }

  private void identify() {
    if (credentials.needsPassword() && !scram.isOffered()) ask();
    else if (credentials.needsPassword() && scram.isPossible()) identifyByScram();
    else if (credentials.needsPassword() && !isPrivate) distrust(ScramLogin.PLAIN);
    else identifyBySecret();
  }

  private void ask() {
    scram.onAsked();
    write(Requests.terms());
  }

  private void identifyByScram() {
    if (credentials.mustRegister()) {
      registerVerifier();
      return;
    }
    boolean redirect = credentials.onPasswordShown(!wasOnline);
    var profile = bag.profile();
    var first = scram.begin(profile.name());
    write(Requests.loginByScram(profile, first, redirect, bag.lastAt(), version));
  }

  private void registerVerifier() {
    var password = credentials.password();
    var problem = scram.problem();
    // The server sees no password whose length it could check.
    var invalid = TextRules.checkPassword(password);
    if (problem.isPresent()) distrust(problem.get());
    else if (invalid.isPresent()) stop(invalid.get().code().name(), invalid.get().text());
    else outputs.add(scram.register(password));
  }

  /** The server is not shown the password; the user must say what to do. */
  private void distrust(String reason) {
    stop(ClientEvent.CredentialsRefused.DISTRUSTED, reason);
  }

  private void stop(String code, String reason) {
    scram.end();
    outputs.add(HangUp.INSTANCE);
    connection.stop();
    outputs.add(new Tell(new ClientEvent.CredentialsRefused(code, reason)));
  }

  /** The server has said how it takes passwords. */
  void onTerms(long iterations) {
    if (!scram.onTerms(iterations)) return;
    if (change.isBegun()) goOnChanging();
    else identify();
  }

  void onChallenge(String text) {
    if (connection.is(ConnectionState.Phase.ONLINE)) {
      change
          .onChallenge(text)
          .ifPresentOrElse(outputs::add, () -> refuseChange(ScramLogin.UNPROVEN));
      return;
    }
    scram.onChallenge(text, credentials.password()).ifPresent(this::goOn);
  }

  private void goOn(ScramLogin.Step step) {
    if (step instanceof ScramLogin.Send send) write(Requests.proof(send.last()));
    else if (step instanceof ScramLogin.Wait wait) outputs.add(wait.hash());
    else distrust(((ScramLogin.Refuse) step).reason());
  }

  /** The shell has hashed a password. */
  void onHashed(ClientOutput.Hash hash, SaltedPassword password) {
    if (connection.is(ConnectionState.Phase.ONLINE)) {
      change
          .onHashed(hash, password, bag.profile().name(), clientIds.get())
          .ifPresent(outputs::add);
      return;
    }
    var verifier = scram.verifier(hash, password);
    if (verifier.isPresent()) {
      credentials.onRegistering();
      var name = bag.profile().name();
      write(Requests.registerVerifier(name, verifier.get(), credentials.invite()));
    }
    scram.onHashed(hash, password).map(Requests::proof).ifPresent(this::write);
  }

  private void identifyBySecret() {
    var request = credentials.request(bag.profile(), !wasOnline, bag.lastAt(), version);
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

  /** Returns false if the server is not believed. */
  boolean onWelcome(ServerLine line, long nowMs) {
    if (!scram.isProven(line.text("scram"))) {
      distrust(ScramLogin.UNPROVEN);
      return false;
    }
    rotation.learn(line.texts("servers"));
    connection.onWelcome(nowMs);
    if (!bag.onWelcome(line)) {
      renew(nowMs);
      return true;
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
    return true;
  }

  void onTicket(String issued, long nowMs) {
    credentials.onTicket(issued, nowMs);
    bag.onTicket(issued);
    outputs.add(new Save(bag.profile()));
  }

  /** The user has logged out: they type their password the next time. */
  void onLoggedOut() {
    credentials.forget();
    bag.onTicket("");
    outputs.add(new Save(bag.profile()));
    outputs.add(new Tell(new ClientEvent.Told(LOGGED_OUT)));
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
      stop(code, text);
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
