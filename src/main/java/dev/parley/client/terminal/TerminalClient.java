package dev.parley.client.terminal;

import static dev.parley.time.MonotonicClock.nowMs;

import dev.parley.chat.model.TextRules;
import dev.parley.client.core.ChatClient;
import dev.parley.client.core.ClientEvent;
import dev.parley.client.core.ClientEvent.HistoryTold.Past;
import dev.parley.client.core.ClientOutput;
import dev.parley.client.core.History;
import dev.parley.client.core.InputInterpreter;
import dev.parley.client.core.PastMessages;
import dev.parley.client.core.Requests;
import dev.parley.client.core.RoomRequest;
import dev.parley.client.core.ScreenRooms;
import dev.parley.client.core.ScreenText;
import dev.parley.client.core.UserAction;
import dev.parley.client.io.ClientRuntime;
import dev.parley.client.io.ClientSetup;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jspecify.annotations.Nullable;

/** The client for a person at a terminal. */
public final class TerminalClient {
  /** The answer to a user's request appears before the next prompt, if the server is quick. */
  private static final long ANSWER_PATIENCE_MS = 1_000;

  /** A first login waits for the password to be checked; then the user may write at any rate. */
  private static final long LOGIN_PATIENCE_MS = 15_000;

  /** A change of a room waits for the leader; where that one died, for the next one. */
  private static final long ROOM_PATIENCE_MS = 5_000;

  private static final String PASSWORD = "Please type your password: ";
  private static final String NEW_PASSWORD = "Please choose a password (8 to 128 characters): ";

  private final LineInput lineInput;
  private final TerminalScreen screen;
  private final History history;
  private final ClientRuntime runtime;
  private final Thread reading = Thread.currentThread();
  private final LinkedBlockingQueue<ClientEvent> logins = new LinkedBlockingQueue<>();
  private final Set<String> peers = new ConcurrentSkipListSet<>(String.CASE_INSENSITIVE_ORDER);
  private volatile @Nullable CompletableFuture<ClientEvent> answer;
  private volatile boolean isConversing;
  private volatile boolean wasConnected;

  /** {@code peer}: the user of the first chat. */
  public TerminalClient(LineInput lineInput, ClientSetup setup, Optional<String> peer) {
    this.lineInput = lineInput;
    history = setup.history();
    peers.addAll(history.peers());
    lineInput.begin(InputInterpreter.with(peer));
    screen = new TerminalScreen(lineInput.terminal(), lineInput.reader());
    lineInput.onCleared(screen::cleared);
    runtime = setup.runtime(this::onEvent);
    lineInput.completeNames(this::names);
  }

  /** Returns when the user has left: nothing, or the reason why they had to. */
  public Optional<String> run() throws IOException {
    try (runtime) {
      var unused = runtime.over().thenRun(reading::interrupt);
      runtime.start(ChatClient::onStart);
      identify();
      welcome();
      converse();
      return runtime.over().getNow(Optional.empty());
    }
  }

  // Called while the line is being edited, when nothing may wait for the code that prints above it.
  private Set<String> names() {
    var names = new HashSet<>(peers);
    names.addAll(screen.online());
    return names;
  }

  // On the program's thread.

  private void onEvent(ClientEvent event) {
    screen.onEvent(event, runtime.waiting());
    if (event instanceof ClientEvent.Connected || event instanceof ClientEvent.ServersChanged)
      runtime.tell((chatClient, now) -> chatClient.onRefresh());
    if (event instanceof ClientEvent.Received received) peers.add(received.message().peer());
    if (event instanceof ClientEvent.SentElsewhere sent) peers.add(sent.message().peer());
    if (event instanceof ClientEvent.RoomsTold told) addRooms(told);
    if (event instanceof ClientEvent.RoomDone done) peers.add(done.room());
    if (event instanceof ClientEvent.RoomHappened happened && happened.isAboutUser())
      peers.add(happened.room());
    if (event instanceof ClientEvent.Written written) peers.add(written.draft().to());
    if (event instanceof ClientEvent.Connected) wasConnected = true;
    if (event instanceof ClientEvent.Connected
        || event instanceof ClientEvent.CredentialsRefused
        || event instanceof ClientEvent.NobodyAnswers) logins.add(event);
    // Interrupts the typing of a message by a question for the password.
    if (isConversing && event instanceof ClientEvent.CredentialsRefused) reading.interrupt();
    var asked = answer;
    if (asked != null && isAnswer(event)) asked.complete(event);
    else if (event instanceof ClientEvent.RoomDone late) screen.say(ScreenRooms.done(late));
  }

  /** Names of rooms can be completed from now on. */
  private void addRooms(ClientEvent.RoomsTold told) {
    for (var room : told.rooms().path("list")) peers.add(room.path("room").asText());
  }

  private static boolean isAnswer(ClientEvent event) {
    return (event instanceof ClientEvent.Listed listed && listed.isAsked())
        || (event instanceof ClientEvent.StatusTold told && told.isAsked())
        || event instanceof ClientEvent.SessionsTold
        || event instanceof ClientEvent.HistoryTold
        || event instanceof ClientEvent.DevicesTold
        || event instanceof ClientEvent.DeviceEnded
        || (event instanceof ClientEvent.RoomsTold rooms && rooms.isAsked())
        || event instanceof ClientEvent.RoomTold
        || event instanceof ClientEvent.RoomDone
        || event instanceof ClientEvent.PasswordChanged
        || TerminalScreen.isAboutBlocks(event)
        || event instanceof ClientEvent.Told;
  }

  // Logging in.

  private void identify() {
    try {
      long endMs = nowMs() + LOGIN_PATIENCE_MS;
      while (nowMs() < endMs) {
        var next = logins.poll(endMs - nowMs(), TimeUnit.MILLISECONDS);
        if (next instanceof ClientEvent.Connected) return;
        if (next == null) break;
        if (next instanceof ClientEvent.CredentialsRefused refused) {
          askForPassword(refused);
          endMs = nowMs() + LOGIN_PATIENCE_MS;
        } else {
          screen.warn(
              "No server answers. Still looking: you can write already, and messages wait "
                  + "here. (Name a server with --server HOST:PORT if yours is not on this "
                  + "network.)");
          return;
        }
      }
      screen.warn("You are not logged in yet: you can write already, and messages wait here.");
    } catch (InterruptedException | UserInterruptException | EndOfFileException e) {
      quit();
    }
  }

  private void askForCode() {
    var code = lineInput.line("Please type your invitation code, or just press Enter: ").strip();
    runtime.tell((chatClient, now) -> chatClient.onInvite(code, now));
  }

  private void askForPassword(ClientEvent.CredentialsRefused refused) {
    if (ClientEvent.isAboutInvitation(refused.code())) {
      askForCode();
      return;
    }
    boolean mayBeNew = refused.code().equals("BAD_CREDENTIALS") && !wasConnected;
    boolean register = refused.code().equals("PASSWORD_INVALID") || (mayBeNew && isNew());
    var password = register ? newPassword(NEW_PASSWORD) : lineInput.secret(PASSWORD);
    runtime.tell((chatClient, now) -> chatClient.onPassword(password, register, now));
  }

  /** One that may be a password, or nothing. */
  private String newPassword(String question) {
    while (true) {
      var typed = lineInput.secret(question);
      var refusal = TextRules.checkPassword(typed);
      if (typed.isEmpty() || refusal.isEmpty()) return typed;
      screen.warn(refusal.get().text());
    }
  }

  private boolean isNew() {
    var typed =
        lineInput.line("New here? Type y to register this name, or press Enter to try again: ");
    return typed.strip().toLowerCase(Locale.ROOT).startsWith("y");
  }

  private void welcome() {
    for (var draft : runtime.ask(ChatClient::waiting)) screen.written(draft);
    var peer = lineInput.interpreter().peer();
    if (peer.isEmpty()) screen.say(InputInterpreter.menu());
    else screen.say(List.of(InputInterpreter.chattingWith(peer.get())));
    peer.ifPresent(name -> recall(new UserAction.Recall(name, InputInterpreter.RECALLED, false)));
  }

  // The conversation.

  private void converse() {
    var begun = "";
    while (!runtime.over().isDone()) {
      try {
        isConversing = true;
        if (isRefused()) identify();
        if (lineInput.isAhead()) {
          onAhead(lineInput.nextHidden());
          continue;
        }
        var typed = lineInput.next(begun);
        isConversing = false;
        begun = "";
        // A paste may be of several lines.
        for (var line : typed.lines().toList())
          for (var action : lineInput.interpreter().onTyped(line)) perform(action);
        if (lineInput.interpreter().peer().isEmpty())
          runtime.tell((chatClient, now) -> chatClient.onLookedAway());
      } catch (UserInterruptException e) {
        begun = interrupted(e.getPartialLine());
      } catch (EndOfFileException e) {
        quit();
      }
    }
  }

  /** A line that was begun before there was anything to answer: meant for a password, perhaps. */
  private void onAhead(String line) {
    isConversing = false;
    if (lineInput.interpreter().isCommand(line))
      for (var action : lineInput.interpreter().onTyped(line)) perform(action);
    else if (!line.isEmpty())
      screen.warn(
          "Your input from before this client was ready was not used, as it may have "
              + "been a password: type it again.");
  }

  /**
   * Interrupted by the user, who leaves if they have typed nothing, or by a question: the typed
   * text stays.
   */
  private String interrupted(@Nullable String partial) {
    isConversing = false;
    if (runtime.over().isDone()) return "";
    boolean isAsked = isRefused();
    if (isAsked) identify();
    else if (partial == null || partial.isEmpty()) quit();
    return isAsked && partial != null ? partial : "";
  }

  /**
   * Returns true if the user must give their credentials again; all other events about logins are
   * dropped.
   */
  private boolean isRefused() {
    logins.removeIf(event -> !(event instanceof ClientEvent.CredentialsRefused));
    return !logins.isEmpty();
  }

  private void perform(UserAction action) {
    if (action instanceof UserAction.Say say) screen.say(say.lines());
    else if (action instanceof UserAction.Send send) send(send);
    else if (action instanceof UserAction.Reject reject) screen.say(List.of(reject.reason()));
    else if (action instanceof UserAction.Ask ask) ask(ask.request());
    else if (action instanceof UserAction.AskRooms ask) askRooms(ask.request());
    else if (action instanceof UserAction.Recall recall) recall(recall);
    else if (action == UserAction.Special.SHOW_ROOMS) showRooms();
    else if (action == UserAction.Special.SHOW_WAITING) showWaiting();
    else if (action == UserAction.Special.CHANGE_PASSWORD) changePassword();
    else if (action == UserAction.Special.LOG_IN_AGAIN) logInAgain();
    else quit();
  }

  private void send(UserAction.Send send) {
    var draft = send.draft(Instant.now().toString());
    runtime.tell((chatClient, now) -> chatClient.onWritten(draft, now));
  }

  private void ask(String request) {
    var unused = ask(chatClient -> chatClient.onAsked(request), ANSWER_PATIENCE_MS);
  }

  private void askRooms(RoomRequest request) {
    var answered = ask(chatClient -> chatClient.onAsked(request), ROOM_PATIENCE_MS).orElse(null);
    if (answered instanceof ClientEvent.RoomsTold told)
      screen.say(runtime.ask(c -> ScreenRooms.list(told.rooms(), c::unreadOf)));
    if (answered instanceof ClientEvent.RoomTold told)
      screen.say(runtime.ask(c -> ScreenRooms.members(told.room(), c::unreadOf)));
    if (answered instanceof ClientEvent.RoomDone done)
      for (var action : lineInput.interpreter().onDone(done)) perform(action);
  }

  /** Nothing is shown where there is none. */
  private void showRooms() {
    if (!runtime.ask(ChatClient::knowsRooms)) return;
    var own = Requests.rooms(false);
    var answered = ask(chatClient -> chatClient.onAsked(own), ANSWER_PATIENCE_MS).orElse(null);
    if (answered instanceof ClientEvent.RoomsTold told)
      screen.say(runtime.ask(c -> ScreenRooms.lines(told.rooms(), c::unreadOf)));
  }

  /** Returns the answer, once it is shown; nothing if there was none. */
  private Optional<ClientEvent> ask(
      Function<ChatClient, List<ClientOutput>> question, long patienceMs) {
    var asked = new CompletableFuture<ClientEvent>();
    answer = asked;
    runtime.tell((chatClient, now) -> question.apply(chatClient));
    try {
      var event = asked.get(patienceMs, TimeUnit.MILLISECONDS);
      if (event instanceof ClientEvent.Listed) screen.showOnline();
      if (event instanceof ClientEvent.StatusTold told)
        screen.say(ScreenText.status(told.status()));
      if (event instanceof ClientEvent.SessionsTold told)
        screen.say(ScreenText.sessions(told.sessions()));
      if (event instanceof ClientEvent.DevicesTold told)
        screen.say(ScreenText.devices(told.devices()));
      if (event instanceof ClientEvent.DeviceEnded ended)
        screen.say(ScreenText.safe(List.of("You have ended " + ended.device() + ".")));
      return Optional.of(event);
    } catch (TimeoutException e) {
      screen.warn("The server does not answer: try again.");
    } catch (InterruptedException | ExecutionException e) {
      quit();
    } finally {
      answer = null;
    }
    return Optional.empty();
  }

  private void recall(UserAction.Recall wish) {
    if (!wish.isAsked()) runtime.tell((chatClient, now) -> chatClient.onLookedAt(wish.peer()));
    var told = historyOf(wish);
    // On the program's thread: none of them can come, and be shown as new, before that is done.
    var noted =
        runtime.ask(
            chatClient -> {
              var recalled = PastMessages.of(history, wish.peer(), told, wish.count());
              show(wish, recalled);
              return chatClient.onShown(recalled.stream().map(Past::message).toList());
            });
    runtime.tell((chatClient, now) -> noted);
  }

  private void show(UserAction.Recall wish, List<Past> recalled) {
    if (wish.isAsked() && recalled.isEmpty())
      screen.say(List.of("No conversation is remembered with " + wish.peer() + "."));
    for (var past : recalled) {
      if (wish.isAsked() || !screen.shows(past.message().msg()))
        screen.recall(past.message(), ScreenText.mark(past, history));
    }
    screen.checkShown();
  }

  /** What the servers have of it; nothing if there is none to ask, or it does not answer soon. */
  private Optional<ClientEvent.HistoryTold> historyOf(UserAction.Recall wish) {
    if (!runtime.ask(ChatClient::isOnline)) return Optional.empty();
    var asked = new CompletableFuture<ClientEvent>();
    answer = asked;
    var request = Requests.history(wish.peer(), wish.count());
    runtime.tell((chatClient, now) -> chatClient.onAsked(request));
    try {
      return asked.get(ANSWER_PATIENCE_MS, TimeUnit.MILLISECONDS)
              instanceof ClientEvent.HistoryTold told
          ? Optional.of(told)
          : Optional.empty();
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException | ExecutionException e) {
      quit();
      return Optional.empty();
    } finally {
      answer = null;
    }
  }

  private void showWaiting() {
    var drafts = runtime.ask(ChatClient::waiting);
    screen.say(
        List.of(drafts.isEmpty() ? "No message waits." : ScreenText.waiting(drafts.size()) + ":"));
    for (var draft : drafts) screen.written(draft);
  }

  /** Input stays hidden until a password is accepted, or the user leaves the question. */
  private void changePassword() {
    while (true) {
      var old = lineInput.secret("Please type your present password: ");
      var next =
          old.isEmpty() ? "" : newPassword("Please choose a new password (8 to 128 characters): ");
      if (next.isEmpty()) {
        screen.say(List.of("Your password is not changed."));
        return;
      }
      var answered = ask(chatClient -> chatClient.onPasswordChange(old, next), LOGIN_PATIENCE_MS);
      boolean isRefused =
          answered.isPresent()
              && answered.get() instanceof ClientEvent.Told told
              && told.re().equals("password");
      if (!isRefused) return;
    }
  }

  private void logInAgain() {
    var password = lineInput.secret(PASSWORD);
    runtime.tell((chatClient, now) -> chatClient.onPassword(password, false, now));
    if (!password.isEmpty())
      screen.say(List.of("The password will be used when your login expires."));
  }

  private void quit() {
    int waiting = runtime.waiting();
    if (waiting > 0)
      screen.warn(ScreenText.waiting(waiting) + " and will be sent when you come back.");
    runtime.tell((chatClient, now) -> chatClient.onQuit());
    runtime.over().join();
  }
}
