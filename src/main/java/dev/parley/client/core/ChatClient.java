package dev.parley.client.core;

import dev.parley.chat.accounts.SaltedPassword;
import dev.parley.chat.model.RoomName;
import dev.parley.client.core.ClientOutput.HangUp;
import dev.parley.client.core.ClientOutput.Save;
import dev.parley.client.core.ClientOutput.Tell;
import dev.parley.client.core.ClientOutput.Write;
import dev.parley.client.core.ConnectionState.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The core of a client, whichever server is alive: logs in at the server that the leader assigns,
 * moves when that server dies, sends again messages that were not accepted, and shows no message
 * twice (client protocol). Knows no socket, clock, file or screen: it receives events and returns
 * outputs.
 */
public final class ChatClient {
  /** Beyond this many users online, a server tells only of those who are watched. */
  private static final int TOLD_OF_ALL = 200;

  /** How often the list on the screen is requested again while it is not told of all. */
  static final long LIST_EVERY_MS = 60_000;

  private static final long NEVER = Long.MAX_VALUE;
  private static final Tell NOT_CONNECTED =
      new Tell(new ClientEvent.Told("Not connected at the moment: try again."));

  private final List<ClientOutput> outputs = new ArrayList<>();
  private final ServerRotation rotation;
  private final ConnectionState connection;
  private final MessageExchange bag;
  private final LoginFlow loginFlow;
  private final WatchList watched;
  private final RoomExchange rooms;
  private long listDueMs = NEVER;

  /**
   * {@code servers}: given by the user, in addition to those that the profile remembers; {@code
   * clientIds}: ids that were never used.
   */
  public ChatClient(
      Profile profile, History history, List<String> servers, Supplier<String> clientIds) {
    this(profile, history, servers, clientIds, true);
  }

  /** As above; {@code isShownRooms} is false for a client that knows no messages of rooms. */
  public ChatClient(
      Profile profile,
      History history,
      List<String> servers,
      Supplier<String> clientIds,
      boolean isShownRooms) {
    rotation = new ServerRotation(servers, profile.servers());
    connection = new ConnectionState(rotation);
    bag = new MessageExchange(profile, history, rotation);
    watched = new WatchList(history);
    rooms = new RoomExchange(profile.name());
    int version = isShownRooms ? Requests.WITH_ROOMS : Requests.WITHOUT_ROOMS;
    loginFlow = new LoginFlow(profile, bag, rotation, connection, clientIds, outputs, version);
  }

  /** Begins. */
  public List<ClientOutput> onStart(long nowMs) {
    connection.apartFrom(nowMs);
    if (loginFlow.isReady()) loginFlow.travel(nowMs);
    else outputs.add(LoginFlow.UNKNOWN);
    return taken();
  }

  /** The user has given a password; {@code register} makes a new account first. */
  public List<ClientOutput> onPassword(String password, boolean register, long nowMs) {
    boolean isAwaited = connection.is(Phase.WAITING);
    if (password.isEmpty()) return isAwaited ? List.of(LoginFlow.UNKNOWN) : List.of();
    loginFlow.onPassword(password, register);
    if (!isAwaited) return List.of(); // it is shown when the ticket has run out
    connection.apartFrom(nowMs);
    loginFlow.travel(nowMs);
    return taken();
  }

  /** The user has an invitation, which the next registration shows. */
  public void invitedBy(String code) {
    loginFlow.onInvite(code);
  }

  /** The user has typed the code that a registration lacked; without one it is given up. */
  public List<ClientOutput> onInvite(String code, long nowMs) {
    if (!connection.is(Phase.WAITING)) return List.of();
    if (code.isEmpty() || !loginFlow.isReady()) return List.of(LoginFlow.UNKNOWN);
    invitedBy(code);
    connection.apartFrom(nowMs);
    loginFlow.travel(nowMs);
    return taken();
  }

  // The way to a server.

  /** A datagram said where to go. */
  public List<ClientOutput> onFound(String assigned, List<String> servers, long nowMs) {
    if (!connection.is(Phase.APART) && !connection.is(Phase.DIALLING)) return List.of();
    rotation.learn(servers);
    rotation.prefer(assigned);
    if (connection.is(Phase.APART)) loginFlow.travel(nowMs);
    return taken();
  }

  /** Connected by a way on which nobody can read: encrypted, or within this machine. */
  public List<ClientOutput> onConnected(long nowMs) {
    return onConnected(true, nowMs);
  }

  /** {@code isPrivate}: whether nobody can read on the way. */
  public List<ClientOutput> onConnected(boolean isPrivate, long nowMs) {
    if (connection.is(Phase.DIALLING)) loginFlow.onConnected(isPrivate, nowMs);
    return taken();
  }

  /** A password that was to be hashed is. */
  public List<ClientOutput> onHashed(ClientOutput.Hash hash, SaltedPassword password) {
    if (connection.is(Phase.LOGGING_IN) || isOnline()) loginFlow.onHashed(hash, password);
    return taken();
  }

  /** The connection is gone, or did not come about. */
  public List<ClientOutput> onLinkLost(long nowMs) {
    if (connection.is(Phase.OVER) || connection.is(Phase.WAITING) || connection.is(Phase.APART))
      return List.of();
    depart("The connection to " + connection.server() + " is gone.", nowMs);
    loginFlow.travel(nowMs);
    return taken();
  }

  // Only a client that was online begins a new round: servers that refuse one after the other end
  // the round.
  private void depart(String reason, long nowMs) {
    if (isOnline()) {
      connection.apartFrom(nowMs);
      rotation.avoid(connection.server());
      outputs.add(new Tell(new ClientEvent.Disconnected(reason)));
    }
    bag.interrupted();
    loginFlow.interrupted();
  }

  /** To be called several times a second. */
  public List<ClientOutput> onTick(long nowMs) {
    switch (connection.due(nowMs)) {
      case TRAVEL -> loginFlow.travel(nowMs);
      case GIVE_UP -> {
        outputs.add(HangUp.INSTANCE);
        depart("The server " + connection.server() + " does not answer.", nowMs);
        loginFlow.travel(nowMs);
      }
      case ASK -> {
        connection.onAsked(nowMs);
        write(Requests.plain("ping"));
      }
      case NOTHING -> onTurn(nowMs);
    }
    return taken();
  }

  private void onTurn(long nowMs) {
    if (!isOnline()) return;
    outputs.addAll(bag.onTurn(nowMs));
    if (bag.isMessageAwaited()) connection.onMessageAwaited(nowMs);
    loginFlow.onTurn(nowMs);
    if (nowMs < listDueMs) return;
    listDueMs = nowMs + LIST_EVERY_MS;
    write(Requests.refresh("list"));
  }

  // Lines of the server.

  /** A line from the server that the client is connected to. */
  public List<ClientOutput> onLine(String text, long nowMs) {
    var line = ServerLine.parse(text);
    if (line.isEmpty() || !(connection.is(Phase.LOGGING_IN) || isOnline())) return List.of();
    connection.onHeard(nowMs);
    on(line.get(), nowMs);
    return taken();
  }

  private void on(ServerLine line, long nowMs) {
    switch (line.ev()) {
      case "registered" -> loginFlow.onRegistered();
      case "redirect" -> loginFlow.onRedirect(line.text("server"), nowMs);
      case "challenge" -> loginFlow.onChallenge(line.text("scram"));
      case "welcome" -> {
        if (!loginFlow.onWelcome(line, nowMs)) return;
        listDueMs = NEVER;
        rooms.onWelcome(line.number("version"));
        if (!watched.names().isEmpty()) write(Requests.watch(watched.names()));
        onTurn(nowMs);
      }
      case "status" -> status(line, nowMs);
      case "renewed" -> loginFlow.onTicket(line.text("ticket"), nowMs);
      case "changed" -> loginFlow.onPasswordChanged(line.text("ticket"), nowMs);
      case "closing" -> closing(line, nowMs);
      case "bye" -> {
        loginFlow.onLoggedOut();
        connection.end();
      }
      case "servers" -> {
        rotation.learn(line.texts("servers"));
        outputs.add(new Save(bag.profile()));
        outputs.add(new Tell(new ClientEvent.ServersChanged(rotation.known())));
      }
      case "users" -> {
        if (line.re().equals(Requests.REFRESH)) onList(line, nowMs);
        outputs.addAll(bag.onLine(line, nowMs));
      }
      case "message" -> onMessage(line, nowMs);
      case "rooms", "room-info", "room-done", "room" -> outputs.addAll(rooms.onLine(line));
      case "ping" -> write(Requests.pong(line.number("token")));
      case "error" -> error(line, nowMs);
      default -> outputs.addAll(bag.onLine(line, nowMs));
    }
  }

  private void onMessage(ServerLine line, long nowMs) {
    var room = line.text("room");
    if (room.isEmpty()) watched.add(line.text("from"));
    else if (bag.isNew(line)) rooms.onMessage(room);
    outputs.addAll(bag.onLine(line, nowMs));
  }

  private void onList(ServerLine line, long nowMs) {
    long count = line.texts("online").size() + line.number("more");
    listDueMs = count > TOLD_OF_ALL ? nowMs + LIST_EVERY_MS : NEVER;
  }

  private void status(ServerLine line, long nowMs) {
    if (!line.re().equals(Requests.TERMS)) outputs.addAll(bag.onLine(line, nowMs));
    else loginFlow.onTerms(line.number("iterations"));
  }

  private void closing(ServerLine line, long nowMs) {
    var code = line.text("code");
    outputs.add(HangUp.INSTANCE);
    depart(line.text("text"), nowMs);
    if (code.equals("SESSION_REPLACED") || code.equals("KICKED")) {
      outputs.add(new Tell(new ClientEvent.Told(line.text("text"))));
      connection.end();
      return;
    }
    var next = line.text("server");
    if (!next.isEmpty()) rotation.prefer(next);
    connection.restUntil(nowMs + Math.min(line.number("afterMs"), ServerRotation.MAX_PAUSE_MS));
  }

  private void error(ServerLine line, long nowMs) {
    // Of a server that does not know the request yet, or has no room for more.
    if (line.re().equals("renew") || line.re().equals(Requests.WATCH)) return;
    if (Requests.authorOfTopic(line.re()).isPresent()) return; // the room is gone meanwhile
    boolean isOfHistory = line.re().equals(Requests.HISTORY);
    // What this client remembers is shown then.
    if (isOfHistory && !line.text("code").equals("NO_SUCH_ROOM"))
      outputs.add(new Tell(new ClientEvent.HistoryTold(List.of())));
    else if (bag.mustRenew(line)) loginFlow.renew(nowMs);
    else if (isOnline()) outputs.addAll(bag.onError(line, nowMs));
    else
      loginFlow.onRefused(line.text("code"), line.text("text"), line.number("retryAfterMs"), nowMs);
  }

  // Actions of the user.

  /** Sends this, now or as soon as a server is there. The draft is given its number. */
  public List<ClientOutput> onWritten(UnsentMessage unnumbered, long nowMs) {
    watched.add(unnumbered.to());
    outputs.addAll(bag.onWritten(unnumbered));
    onTurn(nowMs);
    return taken();
  }

  /** The user wants another password. */
  public List<ClientOutput> onPasswordChange(String old, String next) {
    if (!isOnline()) return onAsked("");
    loginFlow.changePassword(old, next);
    return taken();
  }

  /** The cluster state on the screen is requested again, if there is a server to ask. */
  public List<ClientOutput> onRefresh() {
    if (!isOnline()) return List.of();
    write(Requests.refresh("list"));
    write(Requests.refresh("status"));
    if (rooms.areKnown()) write(Requests.refreshRooms());
    return taken();
  }

  /**
   * The user has opened a chat with the user {@code name}, and wants to see whether they are there,
   * or in the room of that name.
   */
  public List<ClientOutput> onLookedAt(String name) {
    rooms.onOpened(name);
    watched.add(name);
    if (isOnline() && !RoomName.isMarked(name)) write(Requests.watch(List.of(name)));
    return taken();
  }

  /** The user has left the chat. */
  public List<ClientOutput> onLookedAway() {
    rooms.onOpened("");
    return List.of();
  }

  /** These messages of a page are on the screen. */
  public List<ClientOutput> onShown(List<StoredMessage> messages) {
    return bag.onShown(messages);
  }

  /** A request that only a connected client can make. */
  public List<ClientOutput> onAsked(String request) {
    if (isOnline()) write(request);
    else outputs.add(NOT_CONNECTED);
    return taken();
  }

  /** A request about rooms, which only a connected client can make. */
  public List<ClientOutput> onAsked(RoomRequest request) {
    if (isOnline()) outputs.addAll(rooms.onAsked(request));
    else outputs.add(NOT_CONNECTED);
    return taken();
  }

  /** How many messages of a room were shown while the user looked at another conversation. */
  public int unreadOf(String room) {
    return rooms.unreadOf(room);
  }

  /** Whether the client is at a server that knows rooms. */
  public boolean knowsRooms() {
    return isOnline() && rooms.areKnown();
  }

  /** Leaves, at once for the others if there is a connection; the ticket stays good. */
  public List<ClientOutput> onQuit() {
    if (isOnline()) write(Requests.leave());
    connection.end();
    return taken();
  }

  public boolean isOnline() {
    return connection.is(Phase.ONLINE);
  }

  public boolean isOver() {
    return connection.is(Phase.OVER);
  }

  /** Messages that no server has accepted yet. */
  public List<UnsentMessage> waiting() {
    return bag.drafts();
  }

  private void write(String line) {
    outputs.add(new Write(line));
  }

  private List<ClientOutput> taken() {
    var taken = List.copyOf(outputs);
    outputs.clear();
    return taken;
  }
}
