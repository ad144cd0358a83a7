package dev.parley.session.dialect.irc;

import dev.parley.chat.model.ChatLimits;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.replica.RoomWish;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.Dialect;
import dev.parley.session.dialect.DialectOutput;
import dev.parley.session.dialect.KeepAlive;
import dev.parley.session.dialect.Refusals;
import dev.parley.session.dialect.irc.IrcPending.AboutRooms;
import dev.parley.session.dialect.irc.IrcPending.Collecting;
import dev.parley.session.dialect.irc.IrcPending.Creating;
import dev.parley.session.dialect.irc.IrcPending.Entering;
import dev.parley.session.dialect.irc.IrcPending.Finding;
import dev.parley.session.dialect.irc.IrcPending.Leaving;
import dev.parley.session.dialect.irc.IrcPending.Listing;
import dev.parley.session.dialect.irc.IrcPending.Recalling;
import dev.parley.session.dialect.irc.IrcPending.Refreshing;
import dev.parley.session.dialect.irc.IrcPending.Request;
import dev.parley.session.dialect.irc.IrcPending.Sending;
import dev.parley.session.dialect.irc.IrcPending.Silencing;
import dev.parley.session.dialect.irc.IrcPending.Watching;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A part of IRC (RFC 2812 and modern.ircdocs.horse): nicks are accounts, and channels are rooms.
 * The client is welcomed when it is logged in, by SASL or PASS.
 */
public final class IrcDialect implements Dialect {
  /**
   * At most this much mail waits until the client is welcomed: a full mailbox, and as much again
   * that arrives meanwhile. A client that never finishes its login is disconnected.
   */
  static final int MAX_HELD = 2 * ChatLimits.MAX_MAIL_PER_MAILBOX;

  private static final String TOO_LONG =
      (" :A line has at most %d bytes, and its tags %d; this one was dropped. Send it "
              + "in parts")
          .formatted(IrcLine.MAX_BYTES + 2, IrcLine.MAX_TAG_BYTES);

  static final String NOT_WELCOMED =
      "You did not finish logging in while your mail waited: connect again, and send " + "CAP END";

  private final IrcCapabilities capabilities = new IrcCapabilities();
  private final IrcReplies replies;
  private final IrcRegistration entrance;
  private final AwayTracker peers = new AwayTracker();
  private final IrcMessages messages;
  private final IrcMonitor monitor = new IrcMonitor();
  private final IrcPeople people = new IrcPeople(monitor);
  private final IrcQueries queries = new IrcQueries(monitor);
  private final IrcRooms rooms;
  private final IrcPending pending = new IrcPending();
  private final IrcPongs pongs = new IrcPongs(pending);
  private final IrcHistory history;
  private final ArrayDeque<ReplicaProtocol.Event> held = new ArrayDeque<>();
  private int wrongPasswords; // to be told after the welcome

  public IrcDialect() {
    replies = new IrcReplies(capabilities);
    rooms = new IrcRooms(replies, capabilities);
    history = new IrcHistory(replies, pending, rooms);
    entrance = new IrcRegistration(capabilities, replies);
    messages = new IrcMessages(capabilities, replies, peers);
  }

  @Override
  public List<DialectOutput> onStart() {
    return List.of();
  }

  @Override
  public List<DialectOutput> onLine(String text) {
    var parsed =
        IrcLine.parse(text).map(line -> capabilities.hasLabels() ? line : line.withoutLabel());
    if (!IrcLine.isTooLong(text))
      return andNext(parsed.map(this::onLine).orElse(List.<DialectOutput>of()));
    var numeric = "417 " + nick() + TOO_LONG;
    return parsed
        .map(line -> DialectOutput.say(replies.refusal(line, numeric)))
        .orElseGet(() -> say(List.of(numeric)));
  }

  @Override
  public List<DialectOutput> onLineWhileLeaving(String text) {
    if (IrcLine.isTooLong(text)) return List.of();
    return IrcLine.parse(text)
        .filter(line -> line.command().equals("PONG"))
        .map(line -> pong(line.withoutLabel()))
        .orElse(List.of());
  }

  private List<DialectOutput> onLine(IrcLine line) {
    var label = line.label();
    if (line.command().equals("PING")) return ping(line);
    if (line.command().equals("PONG")) return pong(line);
    if (line.command().equals("QUIT")) return quit(line);
    if (!entrance.isWelcomed()) return then(entrance.onLine(line));
    return switch (line.command()) {
      case "PRIVMSG", "NOTICE" -> onMessage(line);
      case "SILENCE" -> onSilence(line);
      case "CAP" -> say(label, capabilities.onCap(line, nick()));
      case "MONITOR" -> onMonitor(line);
      case "CHATHISTORY" -> history.onLine(line);
      default -> IrcRoomCommands.isAboutRooms(line) ? onRoomLine(line) : onQuestion(line);
    };
  }

  private List<DialectOutput> ping(IrcLine line) {
    if (line.parameters().isEmpty())
      return say(line.label(), List.of("461 " + nick() + " PING :Type PING TOKEN"));
    pongs.add(line);
    return pongs();
  }

  /** The answers to PINGs that wait for nothing any more. */
  private List<DialectOutput> pongs() {
    var all = new ArrayList<DialectOutput>();
    for (var ping : pongs.due())
      all.addAll(
          say(ping.label(), List.of("PONG " + IrcReplies.SERVER + " :" + ping.parameter(0))));
    return all;
  }

  private List<DialectOutput> onRoomLine(IrcLine line) {
    var lines = IrcRoomCommands.each(line);
    for (var other : lines.subList(1, lines.size())) rooms.add(new IrcRooms.Later(other, true));
    return change(lines.get(0));
  }

  private List<DialectOutput> change(IrcLine line) {
    var room = IrcRoomCommands.room(line);
    if (line.command().equals("JOIN") && room.filter(rooms::isIn).isPresent())
      return say(line.label(), List.of());
    var id = pending.begin(new AboutRooms(line, room.filter(rooms::isIn).isPresent()));
    var command = IrcRoomCommands.command(line, id);
    if (command.isPresent()) {
      if (line.command().equals("JOIN") && line.label().isPresent())
        rooms.enter(room.orElseThrow());
      return DialectOutput.perform(command.get());
    }
    pending.end(id);
    return say(line.label(), IrcRoomCommands.invalid(line, nick()));
  }

  /**
   * The steps, and the next request that waits for a turn: a session makes one at a time. Not to be
   * used where a request may be under way.
   */
  private List<DialectOutput> andNext(List<DialectOutput> steps) {
    var all = new ArrayList<>(steps);
    while (all.stream().noneMatch(DialectOutput.Perform.class::isInstance)) {
      var next = rooms.next();
      if (next.isEmpty()) return all;
      all.addAll(next.get().isTyped() ? change(next.get().line()) : refresh(next.get().line()));
    }
    return all;
  }

  private List<DialectOutput> refresh(IrcLine line) {
    return askRoom(line, new Refreshing(line));
  }

  private List<DialectOutput> askRoom(IrcLine line, Request request) {
    var room = IrcRoomCommands.room(line).orElseThrow();
    return DialectOutput.perform(new ClientCommand.AskRoom(pending.begin(request), room));
  }

  private List<DialectOutput> rendered(Optional<String> label, List<IrcReplies.Line> lines) {
    return DialectOutput.say(replies.rendered(label, lines));
  }

  private List<DialectOutput> onQuestion(IrcLine line) {
    return people
        .asksAbout(line)
        .map(names -> ask(line, names))
        .orElseGet(() -> say(line.label(), queries.answer(line, nick())));
  }

  private List<DialectOutput> onMonitor(IrcLine line) {
    var change = monitor.change(line);
    if (change.isEmpty()) return onQuestion(line);
    var id = pending.begin(new Watching(line));
    return DialectOutput.perform(
        new ClientCommand.SetWatch(id, change.get().names(), change.get().isWatched()));
  }

  private List<DialectOutput> pong(IrcLine line) {
    var token = IrcPing.token(line);
    var answered = DialectOutput.perform(new ClientCommand.Pong(Optional.empty(), token));
    return line.label().isEmpty()
        ? answered
        : DialectOutput.concat(
            new DialectOutput.Say(replies.answer(line.label(), List.of())), answered);
  }

  private List<DialectOutput> then(List<DialectOutput> steps) {
    if (!entrance.isWelcomed()) return steps;
    var all = new ArrayList<>(steps);
    if (wrongPasswords > 0)
      all.addAll(say(List.of("NOTICE " + nick() + " :" + Refusals.wrongPasswords(wrongPasswords))));
    wrongPasswords = 0;
    var id = pending.begin(new Entering(IrcRooms.ENTRY));
    all.addAll(DialectOutput.perform(new ClientCommand.ListRooms(id, false)));
    return all;
  }

  /** What came before the client was in its rooms is written now. */
  private List<DialectOutput> onEntered(List<IrcReplies.Line> lines) {
    var all = new ArrayList<>(rendered(Optional.empty(), lines));
    while (!held.isEmpty()) all.addAll(onEvent(held.removeFirst()));
    return all;
  }

  private List<DialectOutput> onRooms(ClientReply.Rooms reply) {
    var request = pending.end(reply.re());
    var line = request.line();
    return request instanceof Entering
        ? onEntered(rooms.onEntry(reply.listed(), nick()))
        : say(line.label(), listed(line, reply));
  }

  private List<String> listed(IrcLine line, ClientReply.Rooms reply) {
    return line.command().equals("INVITE")
        ? IrcRooms.invitations(reply.listed(), nick())
        : IrcRooms.listed(line, reply.listed(), nick());
  }

  private List<DialectOutput> onRoomDone(Request request) {
    var line = request.line();
    return switch (line.command()) {
      // The client joins when the cluster says that the user did: now it may ask who is there.
      case "JOIN" -> askRoom(line, new Refreshing(line));
      case "INVITE" ->
          say(
              line.label(),
              List.of("341 %s %s %s".formatted(nick(), line.parameter(0), line.parameter(1))));
      case "PART" -> onLeft(line, request instanceof AboutRooms about && about.wasIn());
      default -> say(line.label(), List.of());
    };
  }

  /** Who has not been in a room leaves it as well, for the servers; a client is told otherwise. */
  private List<DialectOutput> onLeft(IrcLine line, boolean wasIn) {
    var room = IrcRoomCommands.room(line).orElseThrow();
    return wasIn
        ? rendered(line.label(), rooms.part(room, nick()))
        : say(line.label(), List.of(IrcRoomCommands.notIn(room, nick())));
  }

  private List<DialectOutput> onRoomRefused(Request request, Refusal refusal) {
    var line = request.line();
    if (request instanceof Entering) {
      rooms.onNoEntry();
      var notice = "NOTICE " + nick() + " :" + refusal.text();
      return onEntered(IrcReplies.own(List.of(notice)));
    }
    var room = IrcRoomCommands.room(line);
    boolean isJoin = request instanceof AboutRooms && line.command().equals("JOIN");
    // Whoever joins a channel that nobody is in creates it, for all who want to come.
    if (isJoin && refusal.code() == Refusal.Code.NO_SUCH_ROOM)
      return DialectOutput.perform(
          new ClientCommand.ChangeRoom(
              pending.begin(new Creating(line)),
              new RoomWish.Create(room.orElseThrow(), "", true)));
    // The user is in the room already, which this client did not know.
    if (isJoin && refusal.code() == Refusal.Code.NOT_ALLOWED)
      return askRoom(line, new Refreshing(line));
    if (line.command().equals("JOIN")) room.ifPresent(rooms::notEntered);
    boolean isOut =
        refusal.code() == Refusal.Code.NO_SUCH_ROOM
            || (refusal.code() == Refusal.Code.NOT_A_MEMBER && asksOnly(line));
    boolean wasIn = room.filter(rooms::isIn).isPresent();
    var lines = new ArrayList<IrcReplies.Line>();
    if (isOut && wasIn) lines.addAll(rooms.part(room.orElseThrow(), nick()));
    lines.addAll(
        IrcReplies.own(
            request instanceof Refreshing
                ? IrcRoomCommands.end(line, nick())
                : IrcRoomCommands.refused(line, refusal, wasIn, nick())));
    return rendered(line.label(), lines);
  }

  /** Whether a refusal of the line with {@code NOT_A_MEMBER} can only be about the user. */
  private static boolean asksOnly(IrcLine line) {
    return switch (line.command()) {
      case "KICK", "MODE" -> false;
      default -> true;
    };
  }

  private List<DialectOutput> onWelcome(ClientReply.Welcome reply) {
    wrongPasswords = reply.wrongPasswords();
    return then(entrance.onAdmitted(reply));
  }

  private List<DialectOutput> quit(IrcLine line) {
    return entrance.user().isPresent()
        ? DialectOutput.perform(new ClientCommand.Logout(pending.begin(new Leaving(line))))
        : hangUp(line.label(), "Bye");
  }

  private List<DialectOutput> hangUp(Optional<String> label, String reason) {
    var farewell = replies.rendered(label, List.of(IrcReplies.error(reason)));
    return List.of(new DialectOutput.Say(farewell), DialectOutput.HangUp.INSTANCE);
  }

  private String nick() {
    return entrance.nick();
  }

  private List<DialectOutput> say(Optional<String> label, List<String> lines) {
    return DialectOutput.say(replies.answer(label, lines));
  }

  private List<DialectOutput> say(List<String> lines) {
    return say(Optional.empty(), lines);
  }

  @Override
  public List<DialectOutput> onUnreadable(Refusal refusal) {
    boolean isTooLong = refusal.code() == Refusal.Code.LINE_TOO_LONG;
    return say(
        List.of(isTooLong ? "417 " + nick() + TOO_LONG : "FAIL * INVALID_UTF8 :" + refusal.text()));
  }

  private List<DialectOutput> onMessage(IrcLine line) {
    var problem = messages.problem(line, nick());
    if (problem.isPresent()) return DialectOutput.say(replies.refusal(line, problem.get()));
    if (RoomName.isMarked(line.parameter(0))) return send(line);
    var to = UserName.of(line.parameter(0));
    // A NOTICE is never answered, not even with the notice that its receiver is away.
    return line.isNotice() || peers.use(to).isPresent() ? send(line) : ask(line, List.of(to));
  }

  private List<DialectOutput> send(IrcLine line) {
    var target = line.parameter(0);
    var text = IrcText.typed(line.parameter(1), nick()).orElseThrow();
    var id = pending.begin(new Sending(line, target, text));
    return DialectOutput.perform(
        RoomName.parse(target)
            .map(room -> ClientCommand.Send.toRoom(id, room, text, Optional.empty()))
            .orElseGet(
                () -> new ClientCommand.Send(id, UserName.of(target), text, Optional.empty())));
  }

  private List<DialectOutput> onSilence(IrcLine line) {
    var id = pending.begin(new Silencing(line));
    var command = IrcSilence.command(line, nick(), id);
    if (command.isPresent()) return DialectOutput.perform(command.get());
    pending.end(id);
    return say(line.label(), IrcSilence.invalid(line, nick()));
  }

  /** Asks who is online; the line is continued with the answer. */
  private List<DialectOutput> ask(IrcLine line, Collection<UserName> about) {
    var id = pending.begin(new Listing(new IrcQuestion(line, about)));
    return DialectOutput.perform(new ClientCommand.ListUsers(id, Optional.of(List.copyOf(about))));
  }

  private List<DialectOutput> onListed(IrcQuestion question, ClientReply.Online online) {
    var line = question.line();
    var present = question.answer(online);
    switch (line.command()) {
      case "PRIVMSG" -> {
        var to = UserName.of(line.parameter(0));
        peers.learn(to, present.has(to));
        return send(line);
      }
      case "WHOIS" -> {
        var id = pending.begin(new Finding(line, present));
        return DialectOutput.perform(
            new ClientCommand.FindUser(id, UserName.of(IrcPeople.whom(line))));
      }
      default -> {
        return say(line.label(), people.answer(line, present, nick()));
      }
    }
  }

  private List<DialectOutput> onRefused(Request request, Refusal refusal) {
    var line = request.line();
    // Then the sender is not notified if the receiver is away; the next message asks for the
    // receiver again.
    if (line.command().equals("PRIVMSG")) return send(line);
    if (request instanceof Entering
        || request instanceof AboutRooms
        || request instanceof Creating
        || request instanceof Refreshing) return onRoomRefused(request, refusal);
    if (request instanceof Recalling || request instanceof Collecting)
      return history.onRefused(request, refusal);
    if (request instanceof Silencing)
      return say(line.label(), IrcSilence.refused(line, refusal, nick()));
    boolean isNobody = request instanceof Finding && refusal.code() == Refusal.Code.NO_SUCH_USER;
    return say(
        line.label(),
        isNobody ? IrcPeople.notFound(line, nick()) : IrcPeople.tryAgain(line, refusal, nick()));
  }

  @Override
  public List<DialectOutput> onIdle() {
    return andNext(List.of());
  }

  @Override
  public List<DialectOutput> onReply(ClientReply reply) {
    // The first ones end no request but a message, the last one nothing at all.
    boolean mayAsk =
        !(reply instanceof ClientReply.SendAccepted
            || reply instanceof ClientReply.SendRefused
            || reply instanceof ClientReply.SendDelayed
            || reply instanceof ClientReply.Bye
            || reply instanceof ClientReply.LeaderAwaited);
    var steps = new ArrayList<>(answer(reply));
    steps.addAll(pongs());
    return mayAsk ? andNext(steps) : steps;
  }

  private List<DialectOutput> answer(ClientReply reply) {
    if (reply instanceof ClientReply.SendAccepted r)
      return DialectOutput.say(
          messages.accepted((Sending) pending.end(r.re()), r.accepted(), nick()));
    if (reply instanceof ClientReply.SendRefused r)
      return DialectOutput.say(
          messages.refused((Sending) pending.end(r.re()), r.refusal(), nick()));
    if (reply instanceof ClientReply.Challenged r) return entrance.onChallenged(r.scram());
    if (reply instanceof ClientReply.Welcome r) return onWelcome(r);
    if (reply instanceof ClientReply.Online r)
      return onListed(((Listing) pending.end(r.re())).question(), r);
    if (reply instanceof ClientReply.UserFound r) {
      var finding = (Finding) pending.end(r.re());
      var line = finding.line();
      return say(line.label(), people.found(line, r.name(), finding.present(), nick()));
    }
    if (reply instanceof ClientReply.BlockSet r) {
      var own = IrcSilence.set(r, nick());
      return DialectOutput.say(replies.rendered(pending.end(r.re()).line().label(), List.of(own)));
    }
    if (reply instanceof ClientReply.BlocksListed r)
      return say(pending.end(r.re()).line().label(), IrcSilence.listed(r, nick()));
    if (reply instanceof ClientReply.Watched r) {
      var line = pending.end(r.re()).line();
      return say(line.label(), monitor.watched(line, r, nick()));
    }
    if (reply instanceof ClientReply.Unwatched r)
      return say(pending.end(r.re()).line().label(), List.of());
    if (reply instanceof ClientReply.Rooms r) return onRooms(r);
    if (reply instanceof ClientReply.RoomShown r) {
      var line = pending.end(r.re()).line();
      return rendered(line.label(), rooms.shown(line, r.told(), nick()));
    }
    if (reply instanceof ClientReply.RoomDone r) {
      var request = pending.end(r.re());
      var line = request.line();
      return r.wish() instanceof RoomWish.SetTopic set
          ? rendered(line.label(), rooms.onTopicSet(set.room(), set.topic(), nick()))
          : onRoomDone(request);
    }
    if (reply instanceof ClientReply.History r) return history.onPage(r);
    if (reply instanceof ClientReply.Conversations r) return history.onUsers(r);
    if (reply instanceof ClientReply.Bye r)
      return hangUp(pending.end(r.re()).line().label(), "Bye");
    if (reply instanceof ClientReply.LeaderAwaited)
      return say(
          List.of(
              "NOTICE "
                  + nick()
                  + " :No leader at the moment: your request waits for the next one."));
    if (reply instanceof ClientReply.Refused r)
      return r.re().isPresent()
          ? onRefused(pending.end(r.re()), r.refusal())
          : entrance.onRefused(r.refusal());
    return List.of();
  }

  @Override
  public List<DialectOutput> onEvent(ReplicaProtocol.Event event) {
    if (event instanceof ReplicaProtocol.Closing e)
      return DialectOutput.say(replies.rendered(Optional.empty(), List.of(farewell(e))));
    if (event instanceof ReplicaProtocol.MailPushed || event instanceof ReplicaProtocol.SentPushed)
      return onMail(event);
    if (event instanceof ReplicaProtocol.CameOnline e) return onNews(e.name(), true);
    if (event instanceof ReplicaProtocol.WentOffline e) return onNews(e.name(), false);
    if (event instanceof ReplicaProtocol.Returned e)
      return say(List.of("NOTICE " + nick() + " :" + Refusals.returned(e.to())));
    if (event instanceof ReplicaProtocol.RoomEvent e)
      return rendered(Optional.empty(), rooms.onEvent(e, nick()));
    return List.of(); // IRC has no lines for the other events
  }

  /**
   * The last line of a connection. It names no port: servers know each other's ports only for the
   * other dialects.
   */
  private static IrcReplies.Line farewell(ReplicaProtocol.Closing closing) {
    var where =
        closing
            .server()
            .map(server -> " Your next server is " + server.host() + ", at its IRC port.")
            .orElse("");
    return IrcReplies.error(closing.text() + where);
  }

  @Override
  public KeepAlive.Answers answers(ClientCommand.Login login) {
    return KeepAlive.Answers.RECEIPTS;
  }

  @Override
  public DialectOutput onAsk(long token) {
    return new DialectOutput.Ask(replies.rendered(Optional.empty(), List.of(IrcPing.line(token))));
  }

  private List<DialectOutput> onMail(ReplicaProtocol.Event event) {
    if (rooms.isReady()) {
      if (event instanceof ReplicaProtocol.MailPushed e) {
        var before = new ArrayList<>(rendered(Optional.empty(), beforePost(e.mail())));
        before.add(new DialectOutput.Show(replies.message(e.mail()), e.n()));
        return before;
      }
      if (event instanceof ReplicaProtocol.SentPushed e)
        return List.of(new DialectOutput.Show(sent(e.mail()), e.n()));
    }
    held.addLast(event);
    return held.size() > MAX_HELD ? hangUp(Optional.empty(), NOT_WELCOMED) : List.of();
  }

  private List<IrcReplies.Line> beforePost(Mail mail) {
    return RoomPost.is(mail) ? rooms.beforePost(RoomPost.room(mail), nick()) : List.of();
  }

  /** A message of one's own in a channel is known to every client, from bouncers. */
  private String sent(Mail mail) {
    boolean isKnown = capabilities.hasOwnMessages() || RoomPost.is(mail);
    return isKnown ? replies.message(mail) : replies.sentElsewhere(mail);
  }

  private List<DialectOutput> onNews(UserName name, boolean isOnline) {
    peers.onNews(name, isOnline);
    pending.onNews(name, isOnline);
    return say(monitor.onNews(name, isOnline, nick()));
  }
}
