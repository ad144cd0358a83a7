package dev.parley.client.core;

import dev.parley.client.core.Output.HangUp;
import dev.parley.client.core.Output.Save;
import dev.parley.client.core.Output.Tell;
import dev.parley.client.core.Output.Write;
import dev.parley.client.core.Voyage.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Carries one user's messages, whichever server is alive: logs in where the leader says, moves when
 * the server dies, sends again what was not accepted, tells nothing twice (client protocol). Knows
 * no socket, clock, file or screen: it is told what happens and says what is to be done.
 */
public final class Courier {
  private final List<Output> outputs = new ArrayList<>();
  private final Itinerary itinerary;
  private final Voyage voyage;
  private final Mailbag bag;
  private final Entrance entrance;

  /**
   * {@code servers}: given by the user, in addition to those that the profile remembers; {@code
   * clientIds}: ids that nobody has used.
   */
  public Courier(
      Profile profile, History history, List<String> servers, Supplier<String> clientIds) {
    itinerary = new Itinerary(servers, profile.servers());
    voyage = new Voyage(itinerary);
    bag = new Mailbag(profile, history, itinerary);
    entrance = new Entrance(profile, bag, itinerary, voyage, clientIds, outputs);
  }

  /** Begins. */
  public List<Output> onStart(long nowMs) {
    voyage.apartFrom(nowMs);
    if (entrance.isReady()) entrance.travel(nowMs);
    else outputs.add(Entrance.UNKNOWN);
    return taken();
  }

  /** The user has said who he is; {@code register} makes a new account first. */
  public List<Output> onPassword(String password, boolean register, long nowMs) {
    boolean isAwaited = voyage.is(Phase.WAITING);
    if (password.isEmpty()) return isAwaited ? List.of(Entrance.UNKNOWN) : List.of();
    entrance.onPassword(password, register);
    if (!isAwaited) return List.of(); // it is shown when the ticket has run out
    voyage.apartFrom(nowMs);
    entrance.travel(nowMs);
    return taken();
  }

  // The way to a server.

  /** A datagram said where to go. */
  public List<Output> onFound(String assigned, List<String> servers, long nowMs) {
    if (!voyage.is(Phase.APART) && !voyage.is(Phase.DIALLING)) return List.of();
    itinerary.learn(servers);
    itinerary.prefer(assigned);
    if (voyage.is(Phase.APART)) entrance.travel(nowMs);
    return taken();
  }

  public List<Output> onConnected(long nowMs) {
    if (voyage.is(Phase.DIALLING)) entrance.onConnected(nowMs);
    return taken();
  }

  /** The connection is gone, or did not come about. */
  public List<Output> onLinkLost(long nowMs) {
    if (voyage.is(Phase.OVER) || voyage.is(Phase.WAITING) || voyage.is(Phase.APART))
      return List.of();
    depart("The connection to " + voyage.server() + " is gone.", nowMs);
    entrance.travel(nowMs);
    return taken();
  }

  // Only who was online begins a new round: servers that refuse one after the other end the round.
  private void depart(String reason, long nowMs) {
    if (isOnline()) {
      voyage.apartFrom(nowMs);
      itinerary.avoid(voyage.server());
      outputs.add(new Tell(new Happening.Disconnected(reason)));
    }
    bag.interrupted();
    entrance.interrupted();
  }

  /** To be called several times a second. */
  public List<Output> onTick(long nowMs) {
    switch (voyage.due(nowMs)) {
      case TRAVEL -> entrance.travel(nowMs);
      case GIVE_UP -> {
        outputs.add(HangUp.INSTANCE);
        depart("The server " + voyage.server() + " does not answer.", nowMs);
        entrance.travel(nowMs);
      }
      case ASK -> {
        voyage.onAsked(nowMs);
        write(Requests.plain("ping"));
      }
      case NOTHING -> onTurn(nowMs);
    }
    return taken();
  }

  private void onTurn(long nowMs) {
    if (!isOnline()) return;
    outputs.addAll(bag.onTurn(nowMs));
    if (bag.isMessageAwaited()) voyage.onMessageAwaited(nowMs);
    entrance.onTurn(nowMs);
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
      case "registered" -> entrance.onRegistered();
      case "redirect" -> entrance.onRedirect(line.text("server"), nowMs);
      case "welcome" -> {
        entrance.onWelcome(line, nowMs);
        onTurn(nowMs);
      }
      case "renewed" -> entrance.onTicket(line.text("ticket"), nowMs);
      case "changed" -> entrance.onPasswordChanged(line.text("ticket"), nowMs);
      case "closing" -> closing(line, nowMs);
      case "bye" -> voyage.end();
      case "servers" -> {
        itinerary.learn(line.texts("servers"));
        outputs.add(new Save(bag.profile()));
        outputs.add(new Tell(new Happening.ServersChanged(itinerary.known())));
      }
      case "ping" -> write(Requests.pong(line.number("token")));
      case "error" -> error(line, nowMs);
      default -> outputs.addAll(bag.onLine(line, nowMs));
    }
  }

  private void closing(ServerLine line, long nowMs) {
    var code = line.text("code");
    outputs.add(HangUp.INSTANCE);
    depart(line.text("text"), nowMs);
    if (code.equals("SESSION_REPLACED") || code.equals("KICKED")) {
      outputs.add(new Tell(new Happening.Told(line.text("text"))));
      voyage.end();
      return;
    }
    var next = line.text("server");
    if (!next.isEmpty()) itinerary.prefer(next);
    voyage.restUntil(nowMs + Math.min(line.number("afterMs"), Itinerary.MAX_PAUSE_MS));
  }

  private void error(ServerLine line, long nowMs) {
    if (line.re().equals("renew")) return; // a server that does not know it yet
    if (bag.mustRenew(line)) entrance.renew(nowMs);
    else if (isOnline()) outputs.addAll(bag.onError(line, nowMs));
    else
      entrance.onRefused(line.text("code"), line.text("text"), line.number("retryAfterMs"), nowMs);
  }

  // What the user wants.

  /** Sends this, now or as soon as a server is there. The draft is given its number. */
  public List<Output> onWritten(Draft unnumbered, long nowMs) {
    outputs.addAll(bag.onWritten(unnumbered));
    onTurn(nowMs);
    return taken();
  }

  /** The user wants another password. */
  public List<Output> onPasswordChange(String old, String next) {
    entrance.onChangeAsked(next);
    return onAsked(Requests.changePassword(old, next));
  }

  /** What the screen shows of the cluster is asked for anew, if there is somebody to ask. */
  public List<Output> onRefresh() {
    if (!isOnline()) return List.of();
    write(Requests.refresh("list"));
    write(Requests.refresh("status"));
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
    voyage.end();
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
