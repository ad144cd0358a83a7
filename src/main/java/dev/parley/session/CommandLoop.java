package dev.parley.session;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ClosingCode;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientCommand.Logout.Scope;
import dev.parley.session.dialect.ClientCommand.Send;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.KeepAlive;
import dev.parley.session.dialect.Refusals;
import dev.parley.session.limits.RateLimit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Carries out the commands of one client in order: the next line is taken when the command before
 * is answered. Only sends need not wait for each other's answers, so that a fast sender does not
 * wait for each copy.
 */
final class CommandLoop {
  /** Far above the time of an election: reached only if the answer was lost with the replica. */
  static final Duration ANSWER_PATIENCE = Duration.ofSeconds(60);

  /** A client that logs out waits at most this long until its sends are accepted. */
  static final Duration LOGOUT_PATIENCE = Duration.ofSeconds(5);

  private static final ReplicaProtocol.Closing TOO_MANY_TRIES =
      new ReplicaProtocol.Closing(
          ClosingCode.KICKED,
          "Too many wrong passwords. Connect again to keep trying.",
          Optional.empty(),
          0);

  private final ActorRef<ReplicaProtocol.Command> replica;
  private final ActorRef<ReplicaProtocol.Event> events;
  private final TimerScheduler<Session.Command> timers;
  private final DialectDriver client;
  private final ClientMeters meters;
  private final AccountFlow accountFlow;
  private final SessionEffects effects;
  private final InFlightSends sending;
  private final LivenessCheck liveness;
  private final Entrance entrance;
  private final boolean isStatusPublic;
  private final int iterations;
  private final String address; // of the client

  private Optional<UserName> user = Optional.empty();
  private Optional<ClientCommand> running =
      Optional.empty(); // must be answered before the next line
  private Optional<ClientCommand> held = Optional.empty(); // waits for the sends in flight
  private Optional<AccountFlow.Admit> admitted = Optional.empty(); // until the session is opened
  private final UnreadProgress unread = new UnreadProgress();
  private final LoginHistory logins;
  private Optional<ClientCommand.Login> login = Optional.empty(); // of the user
  private long openedMs;

  CommandLoop(
      ActorContext<Session.Command> context,
      TimerScheduler<Session.Command> timers,
      SessionSettings settings,
      ActorRef<ReplicaProtocol.Command> replica,
      Session.Origin origin,
      DialectDriver client,
      ClientMeters meters) {
    this.replica = replica;
    this.timers = timers;
    this.client = client;
    this.meters = meters;
    events = context.messageAdapter(ReplicaProtocol.Event.class, Session.Happened::new);
    logins = LoginHistory.of(context.getSystem());
    address = origin.address().host();
    isStatusPublic = settings.isStatusPublic() || origin.address().isLoopback();
    accountFlow =
        new AccountFlow(
            settings.server(),
            new Tickets(settings.tickets().seal(), settings.tickets().renewable()),
            settings.verifiers(),
            SessionEffects.RANDOM);
    iterations = settings.verifiers().iterations();
    effects = new SessionEffects(context, events, replica, iterations);
    sending =
        new InFlightSends(
            client, meters, effects, timers, settings.acceptPatience(), pace(settings, origin));
    entrance = new Entrance(context, timers, settings.throttles(), origin, client);
    liveness = new LivenessCheck(timers, settings.patience(), client, this::onShown);
  }

  private static Optional<RateLimit> pace(SessionSettings settings, Session.Origin origin) {
    var rate = settings.throttles().sends();
    return rate.isUnlimited() || origin.address().isLoopback()
        ? Optional.empty()
        : Optional.of(rate.limit(nowMs()));
  }

  void onLine(String line) {
    liveness.onHeard();
    entrance.onLine();
    var command = isLeaving() ? client.onLineWhileLeaving(line) : client.onLine(line);
    command.ifPresent(this::begin);
  }

  void onUnreadable(Refusal refusal) {
    liveness.onHeard();
    entrance.onLine();
    client.onUnreadable(refusal);
  }

  /**
   * To be called after each message: starts the held command, takes the next line, or ends the
   * session.
   */
  void settle() {
    if (held.isPresent() && mayStart(held.get())) {
      var command = held.get();
      held = Optional.empty();
      start(command);
    }
    if (user.isPresent() && !isBusy()) client.onIdle().ifPresent(this::begin);
    boolean isIdle = !isBusy();
    if (isIdle
        && client.hasInputEnded()
        && sending.isNoneInFlight()
        && !unread.isComing(canAcknowledge())
        && client.isAllTaken()) client.close("");
    if ((isIdle && sending.hasRoom()) || isLeaving()) client.askForLine();
    liveness.settle();
  }

  private boolean isBusy() {
    return running.isPresent() || held.isPresent();
  }

  /**
   * The next of the client's lines, if one may be taken. The dialect may have asked for something
   * while the client was silent.
   */
  Optional<Session.Input> nextLine() {
    return isBusy() && !isLeaving() ? Optional.empty() : client.nextLine();
  }

  /**
   * Whether the client can still acknowledge mail. A client that has ended its input cannot, unless
   * it is one that is believed without an answer.
   */
  private boolean canAcknowledge() {
    return !client.hasInputEnded() || !(client.isProgram() || liveness.awaitsReceipts());
  }

  /**
   * Whether the client waits for its farewell, and its lines must still be read for
   * acknowledgements.
   */
  private boolean isLeaving() {
    return held.filter(ClientCommand.Logout.class::isInstance).isPresent()
        && liveness.awaitsReceipts();
  }

  private void begin(ClientCommand command) {
    if (mayStart(command)) {
      start(command);
      return;
    }
    held = Optional.of(command);
    if (!(command instanceof ClientCommand.Logout)) return;
    timers.startSingleTimer(Session.LogoutOverdue.INSTANCE, LOGOUT_PATIENCE);
    liveness.onLeaving();
  }

  /**
   * A client that logs out has waited long enough for its unanswered sends; each is answered with
   * 'not known'.
   */
  void onLogoutOverdue() {
    if (held.filter(ClientCommand.Logout.class::isInstance).isEmpty()) return;
    sending.giveUpOnAll();
    var logout = held.get();
    held = Optional.empty();
    start(logout);
  }

  private boolean mayStart(ClientCommand command) {
    // A question to this node alone need not wait until other nodes have a message.
    if (command instanceof Send
        || command instanceof ClientCommand.Ack
        || command instanceof ClientCommand.Type
        || command instanceof ClientCommand.TypeInRoom
        || command instanceof ClientCommand.Ping
        || command instanceof ClientCommand.Pong
        || command instanceof ClientCommand.ListUsers
        || isAboutBlocks(command)
        || command instanceof ClientCommand.SetWatch
        || isAboutHistory(command)
        || isAskingAboutRooms(command)
        || command instanceof ClientCommand.ListSessions
        || isAboutDevices(command)
        || command instanceof ClientCommand.Status
        || command instanceof ClientCommand.FindUser) return true;
    // Mail that was shown must be acknowledged before the user is logged out, or it would be shown
    // again.
    return sending.isNoneInFlight()
        && (!(command instanceof ClientCommand.Logout) || hasShownAll());
  }

  /** Whether everything that was written has been shown, or nothing more can be learnt about it. */
  private boolean hasShownAll() {
    return client.isAllTaken() && (liveness.isAllShown() || client.hasInputEnded());
  }

  private void start(ClientCommand command) {
    if (command instanceof Send send) send(send);
    else if (command instanceof ClientCommand.Ack ack) acknowledge(ack);
    else if (command instanceof ClientCommand.Type type)
      type(type.id(), new ReplicaProtocol.Type(events, type.to()));
    else if (command instanceof ClientCommand.TypeInRoom type)
      type(type.id(), new ReplicaProtocol.TypeInRoom(events, type.to()));
    else if (command instanceof ClientCommand.Ping) reply(new ClientReply.Pong(command.id()));
    else if (command instanceof ClientCommand.Pong pong) liveness.onPong(pong);
    else if (command instanceof ClientCommand.Logout logout) logOut(logout);
    else run(command);
  }

  private void run(ClientCommand command) {
    boolean needsUser =
        command instanceof ClientCommand.ListUsers
            || command instanceof ClientCommand.ListSessions
            || command instanceof ClientCommand.SetWatch
            || isAboutDevices(command)
            || isAboutHistory(command)
            || isAskingAboutRooms(command)
            || command instanceof ClientCommand.ChangeRoom
            || isAboutBlocks(command);
    if (needsUser && user.isEmpty()) {
      reply(new ClientReply.Refused(command.id(), Refusals.notLoggedIn()));
      return;
    }
    var refusal = refusal(command);
    if (refusal.isPresent()) {
      reply(new ClientReply.Refused(command.id(), refusal.get()));
      return;
    }
    running = Optional.of(command);
    timers.startSingleTimer(Session.AnswerOverdue.INSTANCE, ANSWER_PATIENCE);
    if (command instanceof ClientCommand.ListUsers list)
      effects.listOnline(user.orElseThrow(), list.about());
    else if (command instanceof ClientCommand.SetBlock set) setBlock(set);
    else if (command instanceof ClientCommand.ListBlocks)
      replica.tell(new ReplicaProtocol.ListBlocks(events));
    else if (command instanceof ClientCommand.SetWatch watch)
      replica.tell(new ReplicaProtocol.SetWatch(events, watch.names(), watch.isWatched()));
    else if (command instanceof ClientCommand.AskHistory ask)
      replica.tell(new ReplicaProtocol.AskHistory(events, ask.with(), ask.place(), ask.limit()));
    else if (command instanceof ClientCommand.AskRoomHistory ask)
      replica.tell(
          new ReplicaProtocol.AskRoomHistory(events, ask.room(), ask.place(), ask.limit()));
    else if (command instanceof ClientCommand.SearchRoom search)
      replica.tell(
          new ReplicaProtocol.SearchRoom(events, search.words(), search.room(), search.limit()));
    else if (command instanceof ClientCommand.AskConversations ask)
      replica.tell(new ReplicaProtocol.AskConversations(events, ask.before(), ask.limit()));
    else if (command instanceof ClientCommand.Search search)
      replica.tell(
          new ReplicaProtocol.Search(events, search.words(), search.with(), search.limit()));
    else if (command instanceof ClientCommand.ListRooms list)
      replica.tell(new ReplicaProtocol.ListRooms(events, list.areOpen()));
    else if (command instanceof ClientCommand.AskRoom ask)
      replica.tell(new ReplicaProtocol.AskRoom(events, ask.room()));
    else if (command instanceof ClientCommand.ChangeRoom change) effects.changeRoom(change.wish());
    else if (command instanceof ClientCommand.ListSessions) effects.listSessions();
    else if (command instanceof ClientCommand.ListDevices)
      replica.tell(new ReplicaProtocol.ListDevices(events));
    else if (command instanceof ClientCommand.EndDevice end)
      replica.tell(new ReplicaProtocol.EndDevice(events, end.device()));
    else if (command instanceof ClientCommand.Status) effects.askStatus();
    else if (command instanceof ClientCommand.Prove proof)
      perform(accountFlow.onProof(proof, user, wallMs()));
    else perform(accountFlow.onCommand(command, user));
  }

  private Optional<Refusal> refusal(ClientCommand command) {
    if (command instanceof ClientCommand.SetBlock) return logins.onBlock(user.orElseThrow());
    if (command instanceof ClientCommand.Search || command instanceof ClientCommand.SearchRoom)
      return logins.onSearch(user.orElseThrow());
    if (isAboutHistory(command)) return logins.onHistory(user.orElseThrow());
    if (command instanceof ClientCommand.ChangeRoom) return logins.onRoomChange(user.orElseThrow());
    if (isAskingAboutRooms(command)) return logins.onRoomLook(user.orElseThrow());
    return entrance.onStart(command, user, accountFlow.challenged(user));
  }

  private static boolean isAboutHistory(ClientCommand command) {
    return command instanceof ClientCommand.AskHistory
        || command instanceof ClientCommand.AskConversations
        || command instanceof ClientCommand.AskRoomHistory
        || command instanceof ClientCommand.SearchRoom
        || command instanceof ClientCommand.Search;
  }

  private static boolean isAskingAboutRooms(ClientCommand command) {
    return command instanceof ClientCommand.ListRooms || command instanceof ClientCommand.AskRoom;
  }

  private void onRoomAnswer(ReplicaProtocol.RoomAnswer answer) {
    var asked = running.filter(CommandLoop::isAskingAboutRooms);
    if (asked.isPresent()) finish(reply(asked.get().id(), answer));
  }

  private static ClientReply reply(Optional<String> id, ReplicaProtocol.RoomAnswer answer) {
    if (answer instanceof ReplicaProtocol.RoomsListed listed)
      return new ClientReply.Rooms(id, listed);
    if (answer instanceof ReplicaProtocol.RoomTold told) return new ClientReply.RoomShown(id, told);
    if (answer instanceof ReplicaProtocol.RoomRefused refused)
      return new ClientReply.Refused(id, refused.refusal());
    throw new AssertionError("no reply for " + answer);
  }

  private static boolean isAboutBlocks(ClientCommand command) {
    return command instanceof ClientCommand.SetBlock || command instanceof ClientCommand.ListBlocks;
  }

  private static boolean isAboutDevices(ClientCommand command) {
    return command instanceof ClientCommand.ListDevices
        || command instanceof ClientCommand.EndDevice;
  }

  private void onDeviceAnswer(ReplicaProtocol.DeviceAnswer answer) {
    var asked = running.filter(CommandLoop::isAboutDevices);
    if (asked.isPresent()) finish(reply(asked.get().id(), answer));
  }

  private static ClientReply reply(Optional<String> id, ReplicaProtocol.DeviceAnswer answer) {
    if (answer instanceof ReplicaProtocol.DevicesListed listed)
      return new ClientReply.Devices(id, listed.devices());
    if (answer instanceof ReplicaProtocol.DeviceEnded ended)
      return new ClientReply.DeviceEnded(id, ended.device());
    if (answer instanceof ReplicaProtocol.DeviceRefused refused)
      return new ClientReply.Refused(id, refused.refusal());
    throw new AssertionError("no reply for " + answer);
  }

  private void setBlock(ClientCommand.SetBlock set) {
    replica.tell(new ReplicaProtocol.SetBlock(events, set.name(), set.isBlocked()));
  }

  private void onBlockAnswer(ReplicaProtocol.BlockAnswer answer) {
    // An answer to a user who has logged out since is for nobody.
    var asked = running.filter(CommandLoop::isAboutBlocks);
    if (asked.isPresent()) finish(reply(asked.get().id(), answer));
  }

  private static ClientReply reply(Optional<String> id, ReplicaProtocol.BlockAnswer answer) {
    if (answer instanceof ReplicaProtocol.BlockSet set)
      return new ClientReply.BlockSet(id, set.name(), set.isBlocked());
    if (answer instanceof ReplicaProtocol.BlocksListed listed)
      return new ClientReply.BlocksListed(id, listed.names());
    if (answer instanceof ReplicaProtocol.BlockRefused refused)
      return new ClientReply.Refused(id, refused.refusal());
    throw new AssertionError("no reply for " + answer);
  }

  private void onWatchAnswer(ReplicaProtocol.WatchAnswer answer) {
    var asked = running.filter(ClientCommand.SetWatch.class::isInstance);
    if (asked.isPresent()) finish(reply(asked.get().id(), answer));
  }

  private static ClientReply reply(Optional<String> id, ReplicaProtocol.WatchAnswer answer) {
    if (answer instanceof ReplicaProtocol.Watched watched)
      return new ClientReply.Watched(id, watched.online(), watched.offline());
    if (answer instanceof ReplicaProtocol.Unwatched unwatched)
      return new ClientReply.Unwatched(id, unwatched.names());
    if (answer instanceof ReplicaProtocol.WatchRefused refused)
      return new ClientReply.Refused(id, refused.refusal());
    throw new AssertionError("no reply for " + answer);
  }

  private void onHistoryAnswer(ReplicaProtocol.HistoryAnswer answer) {
    var asked = running.filter(CommandLoop::isAboutHistory);
    if (asked.isPresent()) finish(reply(asked.get().id(), answer));
  }

  private static ClientReply reply(Optional<String> id, ReplicaProtocol.HistoryAnswer answer) {
    if (answer instanceof ReplicaProtocol.HistoryTold told)
      return new ClientReply.History(id, told);
    if (answer instanceof ReplicaProtocol.ConversationsTold told)
      return new ClientReply.Conversations(id, told);
    if (answer instanceof ReplicaProtocol.MessagesFound found)
      return new ClientReply.Found(id, found);
    if (answer instanceof ReplicaProtocol.HistoryRefused refused)
      return new ClientReply.Refused(id, refused.refusal());
    throw new AssertionError("no reply for " + answer);
  }

  /** Replies to the running command; the next line may come. */
  private void finish(ClientReply reply) {
    running = Optional.empty();
    timers.cancel(Session.AnswerOverdue.INSTANCE);
    reply(reply);
  }

  private void reply(ClientReply reply) {
    client.reply(reply).ifPresent(this::begin);
  }

  private void perform(List<AccountFlow.Output> outputs) {
    for (var output : outputs) {
      if (output instanceof AccountFlow.Reply reply) {
        onAccountReply(reply.reply());
      } else if (output instanceof AccountFlow.Admit admit) {
        admit(admit);
      } else if (output instanceof AccountFlow.TooManyTries) {
        client.close(TOO_MANY_TRIES);
      } else if (output instanceof AccountFlow.Wait wait) {
        timers.startSingleTimer(Session.ChallengeOverdue.INSTANCE, wait.challenge());
      } else {
        effects.run(output, entrance.place(user));
      }
    }
  }

  private void onAccountReply(ClientReply reply) {
    if (reply instanceof ClientReply.LeaderAwaited) {
      reply(reply);
      return;
    }
    entrance.onReply(reply);
    finish(reply);
  }

  void onVerdict(LeaderMessage.Verdict verdict) {
    if (running.isPresent() && running.get() instanceof ClientCommand.ChangeRoom change) {
      finish(
          verdict instanceof LeaderMessage.Denied denied
              ? new ClientReply.Refused(change.id(), denied.refusal())
              : new ClientReply.RoomDone(change.id(), change.wish()));
      return;
    }
    perform(accountFlow.onVerdict(verdict, wallMs()));
  }

  private void admit(AccountFlow.Admit admit) {
    admitted = Optional.of(admit);
    entrance.onRight();
    var clientId = admit.login().ownClient().orElseGet(() -> UUID.randomUUID().toString());
    replica.tell(
        new ReplicaProtocol.OpenSession(
            admit.name(),
            admit.claim(),
            admit.verifier(),
            clientId,
            admit.login().after(),
            admit.proof(),
            address,
            admit.login().traits(),
            events));
  }

  void onEvent(ReplicaProtocol.Event event) {
    if (event instanceof ReplicaProtocol.Closing closing) onClosing(closing);
    else if (event instanceof ReplicaProtocol.Opened opened) onOpened(opened);
    else if (event instanceof ReplicaProtocol.BlockAnswer answer) onBlockAnswer(answer);
    else if (event instanceof ReplicaProtocol.WatchAnswer answer) onWatchAnswer(answer);
    else if (event instanceof ReplicaProtocol.HistoryAnswer answer) onHistoryAnswer(answer);
    else if (event instanceof ReplicaProtocol.RoomAnswer answer) onRoomAnswer(answer);
    else if (event instanceof ReplicaProtocol.DeviceAnswer answer) onDeviceAnswer(answer);
    else if (event instanceof ReplicaProtocol.TicketEnded) onTicketEnded();
    else if (event instanceof ReplicaProtocol.LoggedOut) onLoggedOut();
    else if (event instanceof ReplicaProtocol.LogoutRefused no) refuse(no.refusal());
    else if (event instanceof ReplicaProtocol.LeaderAwaited) perform(accountFlow.onLeaderAwaited());
    // Otherwise this is an event that was still under way to a session of this connection that has
    // logged out.
    else if (user.isPresent()) onChatEvent(event);
  }

  private void onClosing(ReplicaProtocol.Closing closing) {
    if (closing.code() == ClosingCode.SESSION_REPLACED)
      login.ifPresent(l -> logins.onReplaced(l, user.orElseThrow(), nowMs() - openedMs));
    else onEnded();
    meters.onEnded();
    login = Optional.empty();
    client.close(closing);
  }

  /**
   * A client may have logged in while this was under way, and then needs no place before the login.
   */
  void onCrowdedOut(ReplicaProtocol.Closing closing) {
    if (user.isEmpty()) client.close(closing);
  }

  /** The session ended, and no other client took its place. */
  private void onEnded() {
    if (login.isPresent()) logins.onEnded(user.orElseThrow());
    login = Optional.empty();
  }

  private void onOpened(ReplicaProtocol.Opened opened) {
    var admit = admitted.orElseThrow();
    login = Optional.of(admit.login());
    openedMs = nowMs();
    logins.onOpened(admit.login(), opened.name());
    meters.onOpened(client, admit.login());
    admitted = Optional.empty();
    user = Optional.of(opened.name());
    int wrongPasswords = entrance.onLoggedIn(opened.name());
    unread.onOpened(opened.unread());
    liveness.onSession(client.answers(admit.login()));
    var ticket = accountFlow.onOpened(opened.logout(), wallMs());
    finish(
        new ClientReply.Welcome(admit.login().id(), opened, ticket, wrongPasswords, admit.scram()));
  }

  private void onTicketEnded() {
    var login = admitted.orElseThrow().login();
    admitted = Optional.empty();
    perform(accountFlow.onTicketEnded(login));
  }

  private void refuse(Refusal refusal) {
    finish(new ClientReply.Refused(running.orElseThrow().id(), refusal));
  }

  private void onChatEvent(ReplicaProtocol.Event event) {
    if (event instanceof ReplicaProtocol.UnreadEnd) unread.onEnd();
    if (event instanceof ReplicaProtocol.MailPushed pushed) {
      unread.onPushed(pushed.n());
      meters.onPushed(pushed.n(), pushed.mail().sentAtMs());
    }
    if (event instanceof ReplicaProtocol.SentPushed sent) {
      unread.onPushed(sent.n());
      meters.onPushed(sent.n(), sent.mail().sentAtMs());
    }
    client.tell(event);
  }

  private void send(Send send) {
    var refusal =
        user.isEmpty() ? Optional.of(Refusals.notLoggedIn()) : TextRules.checkText(send.text());
    if (refusal.isPresent()) {
      reply(new ClientReply.SendRefused(send.id(), send.to(), refusal.get()));
      return;
    }
    sending.start(send, events);
  }

  private void acknowledge(ClientCommand.Ack ack) {
    onShown(ack.n());
    if (user.isEmpty()) reply(new ClientReply.Refused(ack.id(), Refusals.notLoggedIn()));
  }

  private void type(Optional<String> id, ReplicaProtocol.Command hint) {
    if (user.isPresent()) replica.tell(hint);
    else reply(new ClientReply.Refused(id, Refusals.notLoggedIn()));
  }

  private void onShown(long n) {
    unread.onAcknowledged(n);
    meters.onDisplayed(n, wallMs());
    if (user.isPresent()) replica.tell(new ReplicaProtocol.Acknowledge(events, n));
  }

  void onTaken(long mark) {
    liveness.onTaken(client.onTaken(mark));
  }

  void onMoving() {
    liveness.onUnheard();
  }

  void onNegotiated() {
    liveness.onNegotiated();
  }

  void onTimingMark() {
    liveness.onTimingMark();
  }

  void onChallengeOverdue() {
    accountFlow.onChallengeOverdue();
  }

  void onLoginLook() {
    entrance.onLook();
  }

  void onLivenessLook() {
    liveness.onLook();
  }

  private void logOut(ClientCommand.Logout command) {
    if (user.isEmpty()) {
      reply(new ClientReply.Refused(command.id(), Refusals.notLoggedIn()));
    } else if (command.scope() == Scope.SESSION) {
      replica.tell(new ReplicaProtocol.CloseSession(events));
      sayBye(command.id());
    } else {
      // Answered when it is on the disk: a ticket that was said to be of no use must not be again.
      running = Optional.of(command);
      timers.startSingleTimer(Session.AnswerOverdue.INSTANCE, ANSWER_PATIENCE);
      replica.tell(new ReplicaProtocol.LogOut(events, command.scope() == Scope.ALL));
    }
  }

  private void onLoggedOut() {
    var id = running.orElseThrow().id();
    running = Optional.empty();
    timers.cancel(Session.AnswerOverdue.INSTANCE);
    sayBye(id);
  }

  private void sayBye(Optional<String> id) {
    onEnded();
    meters.onEnded();
    user = Optional.empty();
    entrance.onLoggedOut();
    unread.onEnd();
    liveness.onSession(KeepAlive.Answers.NONE);
    reply(new ClientReply.Bye(id));
  }

  void onListed(Session.Listed listed) {
    var id = running.orElseThrow().id();
    finish(
        listed
            .list()
            .<ClientReply>map(list -> new ClientReply.Online(id, list.names(), list.count()))
            .orElseGet(() -> noAnswer(id)));
  }

  void onSessionsListed(Session.SessionsListed listed) {
    var id = running.orElseThrow().id();
    finish(
        listed
            .list()
            .<ClientReply>map(list -> new ClientReply.Sessions(id, list.sessions()))
            .orElseGet(() -> noAnswer(id)));
  }

  void onStatusTold(Session.StatusTold told) {
    var id = running.orElseThrow().id();
    finish(told.status().map(status -> statusFor(id, status)).orElseGet(() -> noAnswer(id)));
  }

  /**
   * Addresses and numbers of servers are for users and for this machine, as in reports: a stranger
   * could use them against these.
   */
  private ClientReply statusFor(Optional<String> id, ReplicaProtocol.NodeStatus status) {
    return user.isPresent() || isStatusPublic
        ? new ClientReply.StatusTold(id, status, iterations)
        : new ClientReply.StateTold(id, status.state(), iterations);
  }

  void onAnswerOverdue() {
    var none = noAnswer(running.orElseThrow().id());
    entrance.onReply(none);
    reply(none);
    client.close(""); // a later answer would be taken for that of the next command
  }

  private static ClientReply noAnswer(Optional<String> id) {
    return new ClientReply.Refused(id, Refusals.noAnswer());
  }

  /** Tickets are of a time of day that all nodes share. */
  private static long wallMs() {
    return System.currentTimeMillis();
  }

  void onPasswordChecked(boolean matches) {
    effects.onHashed();
    perform(accountFlow.onChecked(matches, wallMs()));
  }

  void onPasswordDerived(ScramVerifier verifier) {
    effects.onHashed();
    perform(accountFlow.onDerived(verifier));
  }

  void onPasswordRefused(Refusal refusal) {
    effects.onHashed();
    perform(accountFlow.onHashRefused(refusal));
  }

  void onInputEnding() {
    effects.onInputEnding();
  }

  /** The session is over, however it ended. */
  void onStopped() {
    onEnded();
    meters.onDisconnected();
    effects.onStopped();
  }

  void onSendAnswered(ReplicaProtocol.SendAnswered answered) {
    sending.onAnswered(answered);
  }

  void onSendsUnanswered() {
    sending.giveUpOnUnanswered();
  }

  void onSendOverdue(Send send) {
    sending.onOverdue(send);
  }
}
