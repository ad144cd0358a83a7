package dev.parley.client.core;

import dev.parley.chat.model.RoomName;
import dev.parley.client.core.ClientOutput.Remember;
import dev.parley.client.core.ClientOutput.RememberDelivered;
import dev.parley.client.core.ClientOutput.RememberReceived;
import dev.parley.client.core.ClientOutput.RememberReturned;
import dev.parley.client.core.ClientOutput.Save;
import dev.parley.client.core.ClientOutput.Tell;
import dev.parley.client.core.ClientOutput.Write;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of a connection, both ways: outgoing ones are numbered; incoming ones are shown,
 * then stored, then acknowledged.
 */
final class MessageExchange {
  /**
   * Messages of a client that a server can recognise again by their text: half of the number that
   * it keeps.
   */
  static final long REMEMBERED = 32;

  private static final String SKIPPED =
      "You sent more messages with another client than this one was able to take: some of them are"
          + " not shown here.";

  /** When a server gives no time of its own. */
  static final long RETRY_MS = 500;

  private final History history;
  private final ServerRotation rotation;
  private Profile profile;
  private final Outbox outbox;
  private String client;
  private String ticket;
  private boolean isBehind;

  MessageExchange(Profile profile, History history, ServerRotation rotation) {
    this.profile = profile;
    this.history = history;
    this.rotation = rotation;
    outbox = new Outbox(profile);
    client = profile.client();
    ticket = profile.ticket();
  }

  Profile profile() {
    profile = outbox.in(profile, client, ticket, rotation.known());
    return profile;
  }

  String lastAt() {
    return history.lastAt();
  }

  int waiting() {
    return outbox.size();
  }

  List<UnsentMessage> drafts() {
    return outbox.drafts();
  }

  /** Returns true if the server has a message that it has not accepted yet. */
  boolean isMessageAwaited() {
    return outbox.isOnItsWay();
  }

  void interrupted() {
    outbox.interrupted();
  }

  void onTicket(String issued) {
    ticket = issued;
  }

  /** A password that the client made itself is kept; one that the user typed is not. */
  void onPasswordChanged(String next) {
    if (!profile.password().isEmpty()) profile = profile.with(next);
  }

  /**
   * Returns true if this client's numbers continue those that the servers have of it: at most one
   * message was under way. A client whose memory is older than that cannot know which of its
   * messages they have.
   */
  boolean onWelcome(ServerLine welcome) {
    isBehind = welcome.flag("behind");
    long ahead = welcome.number("nextSeq") - outbox.seq();
    if (outbox.size() == 0 && ahead > 0) outbox.renumber(welcome.number("nextSeq"));
    return outbox.size() == 0 || ahead <= REMEMBERED;
  }

  List<ClientOutput> onWritten(UnsentMessage unnumbered) {
    var draft = outbox.add(unnumbered);
    if (draft.isPresent())
      return List.of(new Save(profile()), new Tell(new ClientEvent.Written(draft.get())));
    var full = "Too many messages wait for a server: send this one again later.";
    return List.of(new Tell(new ClientEvent.Refused(unnumbered, full)));
  }

  /** Sends the next message if it may be sent. */
  List<ClientOutput> onTurn(long nowMs) {
    return outbox
        .takeNext(nowMs)
        .<List<ClientOutput>>map(draft -> List.of(new Write(Requests.send(draft, outbox.seq()))))
        .orElse(List.of());
  }

  List<ClientOutput> onLine(ServerLine line, long nowMs) {
    return switch (line.ev()) {
      case "message" -> onMessage(line);
      case "sent" -> onSent(line);
      case "read" -> line.flag("skipped") ? told(readElsewhere(line)) : List.of();
      case "skipped" -> told(new ClientEvent.NotShown(SKIPPED));
      case "accepted" -> onAccepted(line, nowMs);
      case "delivered" -> onDelivered(line);
      case "returned" -> onReturned(line);
      case "unread-begin" -> told(new ClientEvent.UnreadBegins(line.number("count")));
      case "unread-end" -> told(ClientEvent.UnreadEnds.INSTANCE);
      case "online" -> told(new ClientEvent.Came(line.text("name")));
      case "offline" -> told(new ClientEvent.Went(line.text("name")));
      case "users" -> told(listed(line));
      case "watched" -> told(new ClientEvent.Watched(line.texts("online"), line.texts("offline")));
      case "blocked", "unblocked" ->
          told(new ClientEvent.BlockSet(line.text("name"), line.ev().equals("blocked")));
      case "blocks" -> told(new ClientEvent.BlocksListed(line.texts("names")));
      case "status" -> told(new ClientEvent.StatusTold(line.fields(), line.re().equals("status")));
      case "history" -> told(historyOf(line));
      case "sessions" -> told(new ClientEvent.SessionsTold(line.fields()));
      case "devices" -> told(new ClientEvent.DevicesTold(line.fields()));
      case "ended" -> told(new ClientEvent.DeviceEnded(line.text("device")));
      default -> List.of();
    };
  }

  private static ClientEvent listed(ServerLine line) {
    return new ClientEvent.Listed(
        line.texts("online"), Math.max(0, line.number("more")), line.re().equals("list"));
  }

  private ClientEvent historyOf(ServerLine page) {
    var past = new ArrayList<ClientEvent.HistoryTold.Past>();
    for (var fields : page.fields().path("messages")) {
      if (past.size() == ClientEvent.HistoryTold.MAX_MESSAGES) break;
      var line = new ServerLine("message", "", fields);
      boolean isOwn = line.text("from").equalsIgnoreCase(profile.name());
      past.add(new ClientEvent.HistoryTold.Past(message(line, isOwn), line.flag("delivered")));
    }
    return new ClientEvent.HistoryTold(past);
  }

  /** Whether the message of this line was not shown yet. */
  boolean isNew(ServerLine message) {
    return history.isNew(message.text("msg"));
  }

  private static List<ClientOutput> told(ClientEvent event) {
    return List.of(new Tell(event));
  }

  /**
   * Shown first: showing may block or fail, and a message that was stored without being shown would
   * be acknowledged at the next start. A process that dies between showing and storing shows the
   * message twice, rather than never.
   */
  private List<ClientOutput> onMessage(ServerLine line) {
    var outputs = new ArrayList<ClientOutput>();
    var message = message(line, false);
    if (history.isNew(message.msg())) {
      history.add(message);
      outputs.add(new Tell(new ClientEvent.Received(message, line.flag("stored"))));
      outputs.add(new Remember(message));
    }
    outputs.add(new Write(Requests.ack(line.number("n"))));
    return outputs;
  }

  /**
   * These are shown, as a part of a page. What came so of a room may wait, and come again: it is
   * acknowledged then without being shown.
   */
  List<ClientOutput> onShown(List<StoredMessage> messages) {
    var outputs = new ArrayList<ClientOutput>();
    for (var message : messages) {
      if (!message.isOfRoom() || !history.isNew(message.msg())) continue;
      history.received(message.msg());
      outputs.add(new RememberReceived(message.msg()));
    }
    return outputs;
  }

  private static ClientEvent readElsewhere(ServerLine line) {
    return new ClientEvent.NotShown(
        "Another client of yours has shown messages of "
            + line.text("with")
            + " that are not shown here.");
  }

  /** What the user has sent with another client. */
  private List<ClientOutput> onSent(ServerLine line) {
    var outputs = new ArrayList<ClientOutput>();
    var message = message(line, true);
    if (history.isNew(message.msg())) {
      history.add(message);
      history.received(message.msg());
      outputs.add(new Tell(new ClientEvent.SentElsewhere(message)));
      outputs.add(new Remember(message));
    }
    outputs.add(new Write(Requests.ack(line.number("n"))));
    return outputs;
  }

  private List<ClientOutput> onAccepted(ServerLine line, long nowMs) {
    if (!outbox.isOnItsWay() || line.number("seq") != outbox.seq()) return List.of();
    var draft = outbox.accepted();
    var message = message(draft, line);
    history.add(message);
    var outputs = new ArrayList<ClientOutput>();
    outputs.add(new Save(profile()));
    outputs.add(new Remember(message));
    boolean isReturned = history.isReturned(message.msg());
    outputs.add(
        new Tell(new ClientEvent.Accepted(draft, message, line.number("copies"), isReturned)));
    // Its reader may have been quicker than the answer that it is accepted, if that came twice.
    if (history.isDelivered(message.msg()))
      outputs.add(new Tell(new ClientEvent.Delivered(message.msg(), message.peer())));
    outputs.addAll(onTurn(nowMs));
    return outputs;
  }

  /** What was sent to a room has that in the place of a receiver. */
  private static StoredMessage message(ServerLine line, boolean isOwn) {
    var room = line.text("room");
    return new StoredMessage(
        room.isEmpty() ? line.text(isOwn ? "to" : "from") : room,
        isOwn,
        line.text("text"),
        line.text("msg"),
        line.text("sentAt"),
        line.text("at"),
        room.isEmpty() ? "" : line.text("from"));
  }

  private StoredMessage message(UnsentMessage draft, ServerLine accepted) {
    return new StoredMessage(
        draft.to(),
        true,
        draft.text(),
        accepted.text("msg"),
        draft.writtenAt(),
        accepted.text("at"),
        RoomName.isMarked(draft.to()) ? profile.name() : "");
  }

  private List<ClientOutput> onDelivered(ServerLine line) {
    history.delivered(line.text("msg"));
    return List.of(
        new RememberDelivered(line.text("msg")),
        new Tell(new ClientEvent.Delivered(line.text("msg"), line.text("to"))));
  }

  private List<ClientOutput> onReturned(ServerLine line) {
    history.returned(line.text("msg"));
    return List.of(
        new RememberReturned(line.text("msg")),
        new Tell(new ClientEvent.Returned(line.text("msg"), line.text("to"), line.text("text"))));
  }

  /**
   * Returns true if the servers and this client count differently for good. A server that is behind
   * will learn of messages that this client sent elsewhere; the client waits if the message may be
   * among them.
   */
  boolean mustRenew(ServerLine error) {
    var code = error.text("code");
    boolean isLower = code.equals("SEQ_GAP") && error.number("expected") < outbox.seq();
    return code.equals("SEQ_REUSED") || (isLower && !(isBehind && outbox.mayBeAccepted()));
  }

  List<ClientOutput> onError(ServerLine line, long nowMs) {
    if (!line.re().startsWith("send-"))
      return line.re().equals("refresh")
          ? List.of()
          : told(new ClientEvent.Told(line.text("text"), line.re()));
    if (!outbox.isOnItsWay()) return List.of();
    return switch (line.text("code")) {
      case "UNAVAILABLE", "INTERNAL", "SEQ_GAP" -> again(line, nowMs);
      case "RATE_LIMITED" ->
          line.number("retryAfterMs") > 0 ? again(line, nowMs) : refused(line, nowMs);
      default -> refused(line, nowMs);
    };
  }

  /** A new client id counts from 1. */
  void renew(String newClient) {
    client = newClient;
    outbox.interrupted();
    outbox.renumber(1);
  }

  private List<ClientOutput> again(ServerLine line, long nowMs) {
    long wait = line.number("retryAfterMs");
    outbox.retry(nowMs + (wait > 0 ? wait : RETRY_MS));
    return List.of(new Save(profile()));
  }

  private List<ClientOutput> refused(ServerLine line, long nowMs) {
    var outputs = new ArrayList<ClientOutput>();
    var draft = outbox.refused();
    outputs.add(new Save(profile()));
    outputs.add(new Tell(new ClientEvent.Refused(draft, line.text("text"))));
    outputs.addAll(onTurn(nowMs));
    return outputs;
  }
}
