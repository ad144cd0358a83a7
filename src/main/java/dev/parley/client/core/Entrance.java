package dev.parley.client.core;

import dev.parley.client.core.Output.HangUp;
import dev.parley.client.core.Output.Save;
import dev.parley.client.core.Output.Tell;
import dev.parley.client.core.Output.Write;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** How the user comes in at a server, and stays known there: login, registration, tickets. */
final class Entrance {
  /** Nothing is there that would show who the user is. */
  static final Tell UNKNOWN = new Tell(new Happening.CredentialsRefused("NONE", ""));

  /** Refusals of a login that pass by themselves. */
  private static final Set<String> PASSING =
      Set.of("UNAVAILABLE", "INTERNAL", "NO_QUORUM", "RATE_LIMITED");

  private final List<Output> outputs;
  private final Itinerary itinerary;
  private final Voyage voyage;
  private final Mailbag bag;
  private final Identification identification;
  private final Supplier<String> clientIds;
  private boolean wasOnline;
  private String lastTold = "";

  /** {@code outputs}: where what is to be done is added; {@code clientIds}: unused ids. */
  Entrance(
      Profile profile,
      Mailbag bag,
      Itinerary itinerary,
      Voyage voyage,
      Supplier<String> clientIds,
      List<Output> outputs) {
    identification = new Identification(profile);
    this.bag = bag;
    this.itinerary = itinerary;
    this.voyage = voyage;
    this.clientIds = clientIds;
    this.outputs = outputs;
  }

  boolean isReady() {
    return identification.isReady();
  }

  void onPassword(String password, boolean register) {
    identification.onPassword(password, register);
  }

  void onChangeAsked(String next) {
    identification.onChangeAsked(next);
  }

  void interrupted() {
    identification.interrupted();
  }

  void travel(long nowMs) {
    outputs.addAll(voyage.travel(bag.waiting(), nowMs));
  }

  /** Connected: who is there? */
  void onConnected(long nowMs) {
    voyage.onReached(nowMs);
    // Answered at once, while a password takes its time: so one that stands still is found out.
    write(Requests.plain("ping"));
    identify();
  }

  private void identify() {
    var request = identification.request(bag.profile(), !wasOnline, bag.lastAt());
    request.ifPresent(this::write);
    if (request.isPresent()) return;
    outputs.add(HangUp.INSTANCE);
    voyage.stop();
    outputs.add(UNKNOWN);
  }

  /** A ticket runs out unless it is renewed in time. */
  void onTurn(long nowMs) {
    if (!identification.isRenewalDue(nowMs)) return;
    identification.onRenewalAsked(nowMs);
    write(Requests.plain("renew"));
  }

  // What the server says.

  void onRegistered() {
    identification.onRegistered();
    identify();
  }

  /** The leader's word: another server has fewer users. */
  void onRedirect(String server, long nowMs) {
    outputs.add(HangUp.INSTANCE);
    identification.onRedirected();
    itinerary.prefer(server);
    travel(nowMs);
  }

  void onWelcome(ServerLine line, long nowMs) {
    itinerary.learn(line.texts("servers"));
    voyage.onWelcome(nowMs);
    if (!bag.onWelcome(line)) {
      renew(nowMs);
      return;
    }
    onTicket(line.text("ticket"), nowMs);
    outputs.add(
        new Tell(
            new Happening.Connected(
                line.text("name"),
                line.text("server"),
                line.text("leader"),
                line.number("unread"),
                !wasOnline)));
    wasOnline = true;
    lastTold = "";
  }

  void onTicket(String issued, long nowMs) {
    identification.onTicket(issued, nowMs);
    bag.onTicket(issued);
    outputs.add(new Save(bag.profile()));
  }

  void onPasswordChanged(String issued, long nowMs) {
    bag.onPasswordChanged(identification.onChanged());
    onTicket(issued, nowMs);
    outputs.add(new Tell(Happening.PasswordChanged.INSTANCE));
  }

  /** Not let in, for now or as he is. */
  void onRefused(String code, String text, long retryAfterMs, long nowMs) {
    if (PASSING.contains(code)) {
      outputs.add(HangUp.INSTANCE);
      bag.interrupted();
      interrupted();
      itinerary.again(voyage.server());
      voyage.rest(retryAfterMs, nowMs);
      if (!text.equals(lastTold)) outputs.add(new Tell(new Happening.Told(text)));
      lastTold = text;
    } else if (identification.onRefused(code)) {
      identify();
    } else {
      outputs.add(HangUp.INSTANCE);
      voyage.stop();
      outputs.add(new Tell(new Happening.CredentialsRefused(code, text)));
    }
  }

  /** The numbers of this client cannot be used any more: another client id counts from 1. */
  void renew(long nowMs) {
    bag.renew(clientIds.get());
    outputs.add(new Save(bag.profile()));
    outputs.add(HangUp.INSTANCE);
    itinerary.prefer(voyage.server());
    travel(nowMs);
  }

  private void write(String line) {
    outputs.add(new Write(line));
  }
}
