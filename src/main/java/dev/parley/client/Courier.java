package dev.parley.client;

import dev.parley.client.Output.Dial;
import dev.parley.client.Output.HangUp;
import dev.parley.client.Output.Save;
import dev.parley.client.Output.Seek;
import dev.parley.client.Output.Tell;
import dev.parley.client.Output.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Carries one user's messages, whichever server is alive: logs in where the leader says, moves when
 * the server dies, sends again what was not accepted, tells nothing twice (client protocol). Knows
 * no socket, clock, file or screen: it is told what happens and says what is to be done.
 */
public final class Courier {
  /** A server that has said nothing for so long is asked whether it is there. */
  static final long QUIET_MS = 3_000;

  /** After the question, or while connecting and logging in, it has this long. */
  static final long PATIENCE_MS = 3_000;

  /** Hashing a password may wait behind others. */
  static final long LOGIN_PATIENCE_MS = 20_000;

  /** How often the multicast group is asked for servers while none answers. */
  static final long SEEK_EVERY_MS = 3_000;

  /** The user is told that nobody answers after so long: above what a datagram's answer takes. */
  static final long TELL_AFTER_MS = 1_500;

  private enum Phase {
    /** There are no credentials to log in with. */
    WAITING,
    /** No connection; the next attempt is due at {@code dueMs}. */
    APART,
    DIALLING,
    LOGGING_IN,
    ONLINE,
    /** The user has left. */
    OVER
  }

  private final Itinerary itinerary;
  private final Mailbag bag;
  private final Identification identification;
  private final Supplier<String> clientIds;
  private final List<Output> outputs = new ArrayList<>();
  private Phase phase = Phase.WAITING;
  private String server = "";
  private long dueMs;
  private long seekDueMs;
  private boolean isPinged;
  private boolean wasOnline;
  private boolean isTold;
  private long apartSinceMs;

  /**
   * {@code servers}: given by the user, in addition to those that the profile remembers; {@code
   * clientIds}: ids that nobody has used.
   */
  public Courier(
      Profile profile, History history, List<String> servers, Supplier<String> clientIds) {
    this.clientIds = clientIds;
    itinerary = new Itinerary(servers, profile.servers());
    bag = new Mailbag(profile, history, itinerary);
    identification = new Identification(profile);
  }

  /** Begins. */
  public List<Output> onStart(long nowMs) {
    apartSinceMs = nowMs;
    if (identification.isReady()) travel(nowMs);
    else outputs.add(new Tell(new Happening.CredentialsRefused("NONE", "")));
    return taken();
  }

  /** The user has said who he is; {@code register} makes a new account first. */
  public List<Output> onPassword(String password, boolean register, long nowMs) {
    identification.onPassword(password, register);
    apartSinceMs = nowMs;
    if (phase == Phase.WAITING) travel(nowMs);
    return taken();
  }

  // The way to a server.

  private void travel(long nowMs) {
    phase = Phase.APART;
    var next = itinerary.next();
    if (next.isPresent()) {
      server = next.get();
      phase = Phase.DIALLING;
      dueMs = nowMs + PATIENCE_MS;
      outputs.add(new Dial(server));
      return;
    }
    dueMs = nowMs + itinerary.pauseMs();
    if (nowMs >= seekDueMs) {
      seekDueMs = nowMs + SEEK_EVERY_MS;
      outputs.add(Seek.INSTANCE);
    }
    if (!isTold && nowMs - apartSinceMs >= TELL_AFTER_MS) {
      isTold = true;
      outputs.add(new Tell(new Happening.NobodyAnswers(bag.waiting())));
    }
  }

  /** A datagram said where to go. */
  public List<Output> onFound(String assigned, List<String> servers, long nowMs) {
    if (phase != Phase.APART) return List.of();
    itinerary.learn(servers);
    itinerary.prefer(assigned);
    travel(nowMs);
    return taken();
  }

  public List<Output> onConnected(long nowMs) {
    if (phase != Phase.DIALLING) return List.of();
    phase = Phase.LOGGING_IN;
    identify(nowMs);
    return taken();
  }

  private void identify(long nowMs) {
    dueMs = nowMs + LOGIN_PATIENCE_MS;
    identification.request(bag.profile(), !wasOnline, bag.lastAt()).ifPresent(this::write);
  }

  /** The connection is gone, or did not come about. */
  public List<Output> onLinkLost(long nowMs) {
    if (phase == Phase.OVER || phase == Phase.WAITING || phase == Phase.APART) return List.of();
    part("The connection to " + server + " is gone.", nowMs);
    itinerary.avoid(server);
    travel(nowMs);
    return taken();
  }

  private void leave(String reason) {
    if (phase == Phase.ONLINE) outputs.add(new Tell(new Happening.Disconnected(reason)));
    bag.interrupted();
    identification.interrupted();
    isPinged = false;
  }

  private void part(String reason, long nowMs) {
    if (phase == Phase.ONLINE) apartSinceMs = nowMs;
    leave(reason);
  }

  private void abandon(String reason, long nowMs) {
    outputs.add(HangUp.INSTANCE);
    part(reason, nowMs);
    itinerary.avoid(server);
    travel(nowMs);
  }

  /** To be called several times a second. */
  public List<Output> onTick(long nowMs) {
    if (phase == Phase.APART && nowMs >= dueMs) {
      travel(nowMs);
    } else if (phase == Phase.ONLINE && nowMs >= dueMs && !isPinged) {
      isPinged = true;
      dueMs = nowMs + PATIENCE_MS;
      write(Requests.plain("ping"));
    } else if (isConnecting() && nowMs >= dueMs) {
      abandon("The server " + server + " does not answer.", nowMs);
    } else if (phase == Phase.ONLINE) {
      outputs.addAll(bag.onTurn(nowMs));
    }
    return taken();
  }

  private boolean isConnecting() {
    return phase == Phase.DIALLING
        || phase == Phase.LOGGING_IN
        || (phase == Phase.ONLINE && isPinged);
  }

  // What the server says.

  /** A line from the server that the courier is connected to. */
  public List<Output> onLine(String text, long nowMs) {
    var line = ServerLine.parse(text);
    if (line.isEmpty() || (phase != Phase.LOGGING_IN && phase != Phase.ONLINE)) return List.of();
    isPinged = false;
    if (phase == Phase.ONLINE) dueMs = nowMs + QUIET_MS;
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
    phase = Phase.ONLINE;
    dueMs = nowMs + QUIET_MS;
    itinerary.learn(line.texts("servers"));
    itinerary.arrived();
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
    isTold = false;
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
    itinerary.avoid(server);
    if (!next.isEmpty()) itinerary.prefer(next);
    phase = Phase.APART;
    dueMs = nowMs + Math.min(line.number("afterMs"), Itinerary.MAX_PAUSE_MS);
  }

  private void error(ServerLine line, long nowMs) {
    var code = line.text("code");
    if (code.equals("SEQ_REUSED")) {
      renew(nowMs);
      return;
    }
    if (phase != Phase.LOGGING_IN) {
      outputs.addAll(bag.onError(line, nowMs));
      return;
    }
    boolean isPassing = code.equals("UNAVAILABLE") || code.equals("INTERNAL");
    if (isPassing) {
      outputs.add(HangUp.INSTANCE);
      leave("");
      itinerary.avoid(server);
      phase = Phase.APART;
      dueMs = nowMs + Math.max(Itinerary.FIRST_PAUSE_MS, line.number("retryAfterMs"));
      outputs.add(new Tell(new Happening.Told(line.text("text"))));
    } else if (identification.onRefused()) {
      identify(nowMs);
    } else {
      outputs.add(HangUp.INSTANCE);
      phase = Phase.WAITING;
      itinerary.arrived();
      itinerary.prefer(server);
      outputs.add(new Tell(new Happening.CredentialsRefused(code, line.text("text"))));
    }
  }

  // The profile on disk is older than what was sent with it, for example from a backup.
  private void renew(long nowMs) {
    bag.renew(clientIds.get());
    outputs.add(new Save(bag.profile()));
    outputs.add(HangUp.INSTANCE);
    itinerary.prefer(server);
    travel(nowMs);
  }

  private void finish() {
    phase = Phase.OVER;
  }

  // What the user wants.

  /** Sends this, now or as soon as a server is there. The draft is given its number. */
  public List<Output> onWritten(Draft unnumbered, long nowMs) {
    outputs.addAll(bag.onWritten(unnumbered));
    if (phase == Phase.ONLINE) outputs.addAll(bag.onTurn(nowMs));
    return taken();
  }

  /** A request that only a connected client can make. */
  public List<Output> onAsked(String request) {
    if (phase == Phase.ONLINE) write(request);
    else outputs.add(new Tell(new Happening.Told("Not connected at the moment: try it again.")));
    return taken();
  }

  /** Goes, and says so if it can. */
  public List<Output> onQuit() {
    if (phase == Phase.ONLINE) write(Requests.plain("logout"));
    finish();
    return taken();
  }

  public boolean isOnline() {
    return phase == Phase.ONLINE;
  }

  public boolean isOver() {
    return phase == Phase.OVER;
  }

  /** Messages that no server has accepted yet. */
  public List<Draft> waiting() {
    return bag.drafts();
  }

  Optional<String> server() {
    return phase == Phase.ONLINE ? Optional.of(server) : Optional.empty();
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
