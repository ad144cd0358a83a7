package dev.parley.client;

import dev.parley.client.Output.HangUp;
import dev.parley.client.Output.Save;
import dev.parley.client.Output.Tell;
import dev.parley.client.Output.Write;
import dev.parley.client.Voyage.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Carries one user's messages, whichever server is alive: logs in where the leader says, moves when
 * the server dies, sends again what was not accepted, tells nothing twice (client protocol). Knows
 * no socket, clock, file or screen: it is told what happens and says what is to be done.
 */
public final class Courier {
  private final Itinerary itinerary;
  private final Mailbag bag;
  private final Identification identification;
  private final Supplier<String> clientIds;
  private final List<Output> outputs = new ArrayList<>();
  private final Voyage voyage;
  private boolean wasOnline;

  /**
   * {@code servers}: given by the user, in addition to those that the profile remembers; {@code
   * clientIds}: ids that nobody has used.
   */
  public Courier(
      Profile profile, History history, List<String> servers, Supplier<String> clientIds) {
    this.clientIds = clientIds;
    itinerary = new Itinerary(servers, profile.servers());
    voyage = new Voyage(itinerary);
    bag = new Mailbag(profile, history, itinerary);
    identification = new Identification(profile);
  }

  /** Begins. */
  public List<Output> onStart(long nowMs) {
    voyage.apartFrom(nowMs);
    if (identification.isReady()) travel(nowMs);
    else outputs.add(new Tell(new Happening.CredentialsRefused("NONE", "")));
    return taken();
  }

  /** The user has said who he is; {@code register} makes a new account first. */
  public List<Output> onPassword(String password, boolean register, long nowMs) {
    identification.onPassword(password, register);
    voyage.apartFrom(nowMs);
    if (voyage.is(Phase.WAITING)) travel(nowMs);
    return taken();
  }

  // The way to a server.

  private void travel(long nowMs) {
    outputs.addAll(voyage.travel(bag.waiting(), nowMs));
  }

  /** A datagram said where to go. */
  public List<Output> onFound(String assigned, List<String> servers, long nowMs) {
    if (!voyage.is(Phase.APART)) return List.of();
    itinerary.learn(servers);
    itinerary.prefer(assigned);
    travel(nowMs);
    return taken();
  }

  public List<Output> onConnected(long nowMs) {
    if (voyage.is(Phase.DIALLING)) identify(nowMs);
    return taken();
  }

  private void identify(long nowMs) {
    voyage.onIdentified(nowMs);
    identification.request(bag.profile(), !wasOnline, bag.lastAt()).ifPresent(this::write);
  }

  /** The connection is gone, or did not come about. */
  public List<Output> onLinkLost(long nowMs) {
    if (voyage.is(Phase.OVER) || voyage.is(Phase.WAITING) || voyage.is(Phase.APART))
      return List.of();
    part("The connection to " + voyage.server() + " is gone.", nowMs);
    itinerary.avoid(voyage.server());
    travel(nowMs);
    return taken();
  }

  private void leave(String reason) {
    if (isOnline()) outputs.add(new Tell(new Happening.Disconnected(reason)));
    bag.interrupted();
    identification.interrupted();
  }

  private void part(String reason, long nowMs) {
    if (isOnline()) voyage.apartFrom(nowMs);
    leave(reason);
  }

  private void abandon(String reason, long nowMs) {
    outputs.add(HangUp.INSTANCE);
    part(reason, nowMs);
    itinerary.avoid(voyage.server());
    travel(nowMs);
  }

  /** To be called several times a second. */
  public List<Output> onTick(long nowMs) {
    switch (voyage.due(nowMs)) {
      case TRAVEL -> travel(nowMs);
      case GIVE_UP -> abandon("The server " + voyage.server() + " does not answer.", nowMs);
      case ASK -> {
        voyage.onAsked(nowMs);
        write(Requests.plain("ping"));
      }
      case NOTHING -> {
        if (isOnline()) outputs.addAll(bag.onTurn(nowMs));
      }
    }
    return taken();
  }

  // What the server says.

  /** A line from the server that the courier is connected to. */
  public List<Output> onLine(String text, long nowMs) {
    var line = ServerLine.parse(text);
    if (line.isEmpty() || !(voyage.is(Phase.LOGGING_IN) || isOnline())) return List.of();
    voyage.onHeard(nowMs);
    on(line.get(), nowMs);
    return taken();
  }

  private void on(ServerLine line, long nowMs) {
    switch (line.ev()) {
      case "registered" -> {
        identification.onRegistered();
        identify(nowMs);
      }
      case "redirect" -> redirect(line.text("server"), nowMs);
      case "welcome" -> welcome(line, nowMs);
      case "closing" -> closing(line, nowMs);
      case "bye" -> finish();
      case "servers" -> {
        itinerary.learn(line.texts("servers"));
        outputs.add(new Save(bag.profile()));
        outputs.add(new Tell(new Happening.ServersChanged(itinerary.known())));
      }
      case "error" -> error(line, nowMs);
      default -> outputs.addAll(bag.onLine(line, nowMs));
    }
  }

  private void redirect(String to, long nowMs) {
    outputs.add(HangUp.INSTANCE);
    identification.onRedirected();
    itinerary.prefer(to);
    travel(nowMs);
  }

  private void welcome(ServerLine line, long nowMs) {
    itinerary.learn(line.texts("servers"));
    voyage.onWelcome(nowMs);
    identification.onWelcome(line.text("ticket"));
    bag.onWelcome(line, identification.ticket());
    outputs.add(new Save(bag.profile()));
    outputs.add(
        new Tell(
            new Happening.Connected(
                line.text("name"),
                line.text("server"),
                line.text("leader"),
                line.number("unread"),
                !wasOnline)));
    wasOnline = true;
    outputs.addAll(bag.onTurn(nowMs));
  }

  private void closing(ServerLine line, long nowMs) {
    var code = line.text("code");
    if (code.equals("SESSION_REPLACED") || code.equals("KICKED")) {
      leave(line.text("text"));
      outputs.add(HangUp.INSTANCE);
      outputs.add(new Tell(new Happening.Told(line.text("text"))));
      finish();
      return;
    }
    var next = line.text("server");
    outputs.add(HangUp.INSTANCE);
    part(line.text("text"), nowMs);
    itinerary.avoid(voyage.server());
    if (!next.isEmpty()) itinerary.prefer(next);
    voyage.restUntil(nowMs + Math.min(line.number("afterMs"), Itinerary.MAX_PAUSE_MS));
  }

  private void error(ServerLine line, long nowMs) {
    var code = line.text("code");
    if (code.equals("SEQ_REUSED")) {
      renew(nowMs);
      return;
    }
    if (isOnline()) {
      outputs.addAll(bag.onError(line, nowMs));
      return;
    }
    boolean isPassing = code.equals("UNAVAILABLE") || code.equals("INTERNAL");
    if (isPassing) {
      outputs.add(HangUp.INSTANCE);
      leave("");
      itinerary.avoid(voyage.server());
      voyage.restUntil(nowMs + Math.max(Itinerary.FIRST_PAUSE_MS, line.number("retryAfterMs")));
      outputs.add(new Tell(new Happening.Told(line.text("text"))));
    } else if (identification.onRefused()) {
      identify(nowMs);
    } else {
      outputs.add(HangUp.INSTANCE);
      voyage.stop();
      outputs.add(new Tell(new Happening.CredentialsRefused(code, line.text("text"))));
    }
  }

  // The profile on disk is older than what was sent with it, for example from a backup.
  private void renew(long nowMs) {
    bag.renew(clientIds.get());
    outputs.add(new Save(bag.profile()));
    outputs.add(HangUp.INSTANCE);
    itinerary.prefer(voyage.server());
    travel(nowMs);
  }

  private void finish() {
    voyage.end();
  }

  // What the user wants.

  /** Sends this, now or as soon as a server is there. The draft is given its number. */
  public List<Output> onWritten(Draft unnumbered, long nowMs) {
    outputs.addAll(bag.onWritten(unnumbered));
    if (isOnline()) outputs.addAll(bag.onTurn(nowMs));
    return taken();
  }

  /** A request that only a connected client can make. */
  public List<Output> onAsked(String request) {
    if (isOnline()) write(request);
    else outputs.add(new Tell(new Happening.Told("Not connected at the moment: try it again.")));
    return taken();
  }

  /** Goes, and says so if it can. */
  public List<Output> onQuit() {
    if (isOnline()) write(Requests.plain("logout"));
    finish();
    return taken();
  }

  public boolean isOnline() {
    return voyage.is(Phase.ONLINE);
  }

  public boolean isOver() {
    return voyage.is(Phase.OVER);
  }

  /** Messages that no server has accepted yet. */
  public List<Draft> waiting() {
    return bag.drafts();
  }

  private void write(String line) {
    outputs.add(new Write(line));
  }

  private List<Output> taken() {
    var taken = List.copyOf(outputs);
    outputs.clear();
    return taken;
  }
}
