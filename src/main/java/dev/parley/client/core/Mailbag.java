package dev.parley.client.core;

import dev.parley.client.core.Output.Remember;
import dev.parley.client.core.Output.RememberDelivered;
import dev.parley.client.core.Output.RememberReturned;
import dev.parley.client.core.Output.Save;
import dev.parley.client.core.Output.Tell;
import dev.parley.client.core.Output.Write;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of a connection, both ways: what goes out is numbered, what comes in is told, then
 * remembered, and acknowledged after that.
 */
final class Mailbag {
  /** Messages of a client that a server knows again by their text: half of what it keeps. */
  static final long REMEMBERED = 32;

  /** When a server gives no time of its own. */
  static final long RETRY_MS = 500;

  private final History history;
  private final Itinerary itinerary;
  private Profile profile;
  private final Outbox outbox;
  private String client;
  private String ticket;
  private boolean isBehind;

  Mailbag(Profile profile, History history, Itinerary itinerary) {
    this.profile = profile;
    this.history = history;
    this.itinerary = itinerary;
    outbox = new Outbox(profile);
    client = profile.client();
    ticket = profile.ticket();
  }

  Profile profile() {
    profile = outbox.in(profile, client, ticket, itinerary.known());
    return profile;
  }

  String lastAt() {
    return history.lastAt();
  }

  int waiting() {
    return outbox.size();
  }

  List<Draft> drafts() {
    return outbox.drafts();
  }

  /** Says whether the server has a message that it has not accepted yet. */
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
   * Says whether this client's numbers go on from what the servers have of it: at most one message
   * was under way. A client whose memory is older than that cannot say which of its messages they
   * have.
   */
  boolean onWelcome(ServerLine welcome) {
    isBehind = welcome.flag("behind");
    long ahead = welcome.number("nextSeq") - outbox.seq();
    if (outbox.size() == 0 && ahead > 0) outbox.renumber(welcome.number("nextSeq"));
    return outbox.size() == 0 || ahead <= REMEMBERED;
  }

  List<Output> onWritten(Draft unnumbered) {
    var draft = outbox.add(unnumbered);
    if (draft.isPresent())
      return List.of(new Save(profile()), new Tell(new Happening.Written(draft.get())));
    var full = "Too many messages wait for a server: write this one again later.";
    return List.of(new Tell(new Happening.Refused(unnumbered, full)));
  }

  /** Sends what may be sent. */
  List<Output> onTurn(long nowMs) {
    return outbox
        .takeNext(nowMs)
        .<List<Output>>map(draft -> List.of(new Write(Requests.send(draft, outbox.seq()))))
        .orElse(List.of());
  }

  List<Output> onLine(ServerLine line, long nowMs) {
    return switch (line.ev()) {
      case "message" -> onMessage(line);
      case "accepted" -> onAccepted(line, nowMs);
      case "delivered" -> onDelivered(line);
      case "returned" -> onReturned(line);
      case "unread-begin" -> told(new Happening.UnreadBegins(line.number("count")));
      case "unread-end" -> told(Happening.UnreadEnds.INSTANCE);
      case "online" -> told(new Happening.Came(line.text("name")));
      case "offline" -> told(new Happening.Went(line.text("name")));
      case "users" -> told(new Happening.Listed(line.texts("online"), line.re().equals("list")));
      case "status" -> told(new Happening.StatusTold(line.fields(), line.re().equals("status")));
      default -> List.of();
    };
  }

  private static List<Output> told(Happening happening) {
    return List.of(new Tell(happening));
  }

  /**
   * Told first: showing may block or fail, and what was remembered without being shown would be
   * acknowledged at the next start. A process that dies between showing and remembering shows the
   * message twice, rather than never.
   */
  private List<Output> onMessage(ServerLine line) {
    var outputs = new ArrayList<Output>();
    var letter = letter(line.text("from"), false, line.text("text"), line, line.text("sentAt"));
    if (history.isNew(letter.msg())) {
      history.add(letter);
      outputs.add(new Tell(new Happening.Received(letter, line.flag("stored"))));
      outputs.add(new Remember(letter));
    }
    outputs.add(new Write(Requests.ack(line.number("n"))));
    return outputs;
  }

  private List<Output> onAccepted(ServerLine line, long nowMs) {
    if (!outbox.isOnItsWay() || line.number("seq") != outbox.seq()) return List.of();
    var draft = outbox.accepted();
    var letter = letter(draft.to(), true, draft.text(), line, draft.writtenAt());
    history.add(letter);
    var outputs = new ArrayList<Output>();
    outputs.add(new Save(profile()));
    outputs.add(new Remember(letter));
    boolean isReturned = history.isReturned(letter.msg());
    outputs.add(new Tell(new Happening.Accepted(draft, letter, line.number("copies"), isReturned)));
    // Its reader may have been quicker than the word that it is accepted, if that came twice.
    if (history.isDelivered(letter.msg()))
      outputs.add(new Tell(new Happening.Delivered(letter.msg(), letter.peer())));
    outputs.addAll(onTurn(nowMs));
    return outputs;
  }

  private static Letter letter(
      String peer, boolean own, String text, ServerLine line, String sentAt) {
    return new Letter(peer, own, text, line.text("msg"), sentAt, line.text("at"));
  }

  private List<Output> onDelivered(ServerLine line) {
    history.delivered(line.text("msg"));
    return List.of(
        new RememberDelivered(line.text("msg")),
        new Tell(new Happening.Delivered(line.text("msg"), line.text("to"))));
  }

  private List<Output> onReturned(ServerLine line) {
    history.returned(line.text("msg"));
    return List.of(
        new RememberReturned(line.text("msg")),
        new Tell(new Happening.Returned(line.text("msg"), line.text("to"), line.text("text"))));
  }

  /**
   * Says whether the servers and this client count differently for good. One that is behind learns
   * of what this client sent elsewhere; it is waited for if the message may be among that.
   */
  boolean mustRenew(ServerLine error) {
    var code = error.text("code");
    boolean isLower = code.equals("SEQ_GAP") && error.number("expected") < outbox.seq();
    return code.equals("SEQ_REUSED") || (isLower && !(isBehind && outbox.mayBeAccepted()));
  }

  List<Output> onError(ServerLine line, long nowMs) {
    if (!line.re().startsWith("send-"))
      return line.re().equals("refresh")
          ? List.of()
          : told(new Happening.Told(line.text("text"), line.re()));
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

  private List<Output> again(ServerLine line, long nowMs) {
    long wait = line.number("retryAfterMs");
    outbox.retry(nowMs + (wait > 0 ? wait : RETRY_MS));
    return List.of(new Save(profile()));
  }

  private List<Output> refused(ServerLine line, long nowMs) {
    var outputs = new ArrayList<Output>();
    var draft = outbox.refused();
    outputs.add(new Save(profile()));
    outputs.add(new Tell(new Happening.Refused(draft, line.text("text"))));
    outputs.addAll(onTurn(nowMs));
    return outputs;
  }
}
