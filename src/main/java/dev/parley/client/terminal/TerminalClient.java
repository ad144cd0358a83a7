package dev.parley.client.terminal;

import dev.parley.chat.model.TextRules;
import dev.parley.client.core.Act;
import dev.parley.client.core.Courier;
import dev.parley.client.core.Dialogue;
import dev.parley.client.core.Happening;
import dev.parley.client.core.History;
import dev.parley.client.core.Letter;
import dev.parley.client.core.Lines;
import dev.parley.client.core.Output;
import dev.parley.client.io.Program;
import dev.parley.client.io.Setup;
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
  /** What the user asked for appears before the next prompt, if the server is quick. */
  private static final long ANSWER_PATIENCE_MS = 1_000;

  /** A first login waits for the password to be checked; then the user may write at any rate. */
  private static final long LOGIN_PATIENCE_MS = 15_000;

  private static final String PASSWORD = "Please type your password: ";
  private static final String NEW_PASSWORD = "Please choose a password (8 to 128 characters): ";

  private final Typing typing;
  private final TerminalScreen screen;
  private final History history;
  private final Program program;
  private final Thread reading = Thread.currentThread();
  private final LinkedBlockingQueue<Happening> logins = new LinkedBlockingQueue<>();
  private final Set<String> peers = new ConcurrentSkipListSet<>(String.CASE_INSENSITIVE_ORDER);
  private volatile @Nullable CompletableFuture<Happening> answer;
  private volatile boolean isConversing;
  private volatile boolean wasConnected;

  /** {@code peer}: whom to chat with first. */
  public TerminalClient(Typing typing, Setup setup, Optional<String> peer) {
    this.typing = typing;
    history = setup.history();
    peers.addAll(history.peers());
    typing.begin(Dialogue.with(peer));
    screen = new TerminalScreen(typing.terminal(), typing.reader());
    typing.onCleared(screen::cleared);
    program = setup.program(this::onHappening);
    typing.completeNames(this::names);
  }

  /** Returns when the user has left: nothing, or why he had to. */
  public Optional<String> run() throws IOException {
    try (program) {
      var unused = program.over().thenRun(reading::interrupt);
      program.start(Courier::onStart);
      identify();
      welcome();
      converse();
      return program.over().getNow(Optional.empty());
    }
  }

  // Called while the line is being edited, when nothing may wait for what prints above it.
  private Set<String> names() {
    var names = new HashSet<>(peers);
    names.addAll(screen.online());
    return names;
  }

  // On the program's thread.

  private void onHappening(Happening happening) {
    screen.onHappening(happening, program.waiting());
    if (happening instanceof Happening.Connected || happening instanceof Happening.ServersChanged)
      program.tell((courier, now) -> courier.onRefresh());
    if (happening instanceof Happening.Received received) peers.add(received.letter().peer());
    if (happening instanceof Happening.Written written) peers.add(written.draft().to());
    if (happening instanceof Happening.Connected) wasConnected = true;
    if (happening instanceof Happening.Connected
        || happening instanceof Happening.CredentialsRefused
        || happening instanceof Happening.NobodyAnswers) logins.add(happening);
    // While he types a message, the user is asked for his password.
    if (isConversing && happening instanceof Happening.CredentialsRefused) reading.interrupt();
    var asked = answer;
    if (asked != null && isAnswer(happening)) asked.complete(happening);
  }

  private static boolean isAnswer(Happening happening) {
    return (happening instanceof Happening.Listed listed && listed.isAsked())
        || (happening instanceof Happening.StatusTold told && told.isAsked())
        || happening instanceof Happening.PasswordChanged
        || happening instanceof Happening.Told;
  }

  // Logging in.

  private void identify() {
    try {
      long endMs = nowMs() + LOGIN_PATIENCE_MS;
      while (nowMs() < endMs) {
        var next = logins.poll(endMs - nowMs(), TimeUnit.MILLISECONDS);
        if (next instanceof Happening.Connected) return;
        if (next == null) break;
        if (next instanceof Happening.CredentialsRefused refused) {
          askForPassword(refused);
          endMs = nowMs() + LOGIN_PATIENCE_MS;
        } else {
          screen.warn(
              "No server answers. Still looking: you may write at once, it waits here. (Name one"
                  + " with --server HOST:PORT if yours is not on this network.)");
          return;
        }
      }
      screen.warn("You are not logged in yet: you may write at once, it waits here.");
    } catch (InterruptedException | UserInterruptException | EndOfFileException e) {
      quit();
    }
  }

  private void askForPassword(Happening.CredentialsRefused refused) {
    boolean mayBeNew = refused.code().equals("BAD_CREDENTIALS") && !wasConnected;
    boolean register = refused.code().equals("PASSWORD_INVALID") || (mayBeNew && isNew());
    var password = register ? newPassword(NEW_PASSWORD) : typing.secret(PASSWORD);
    program.tell((courier, now) -> courier.onPassword(password, register, now));
  }

  /** One that may be a password, or nothing. */
  private String newPassword(String question) {
    while (true) {
      var typed = typing.secret(question);
      var refusal = TextRules.checkPassword(typed);
      if (typed.isEmpty() || refusal.isEmpty()) return typed;
      screen.warn(refusal.get().text());
    }
  }

  private boolean isNew() {
    var typed =
        typing.line("New here? Type y to register this name, or press Enter to try again: ");
    return typed.strip().toLowerCase(Locale.ROOT).startsWith("y");
  }

  private void welcome() {
    for (var draft : program.ask(Courier::waiting)) screen.written(draft);
    var peer = typing.dialogue().peer();
    if (peer.isEmpty()) screen.say(Dialogue.menu());
    else screen.say(List.of("You are chatting with " + peer.get()));
    peer.ifPresent(name -> recall(new Act.Recall(name, Dialogue.RECALLED, false)));
  }

  // The conversation.

  private void converse() {
    var begun = "";
    while (!program.over().isDone()) {
      try {
        isConversing = true;
        if (isRefused()) identify();
        if (typing.isAhead()) {
          onAhead(typing.nextHidden());
          continue;
        }
        var typed = typing.next(begun);
        isConversing = false;
        begun = "";
        // A paste may be of several lines.
        for (var line : typed.lines().toList())
          for (var act : typing.dialogue().onTyped(line)) perform(act);
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
    if (typing.dialogue().isCommand(line))
      for (var act : typing.dialogue().onTyped(line)) perform(act);
    else if (!line.isEmpty())
      screen.warn(
          "What you typed before this client was ready was not used, as it may have been a"
              + " password: type it again.");
  }

  /** By the user, who leaves if he has typed nothing, or by a question: what he has typed stays. */
  private String interrupted(@Nullable String partial) {
    isConversing = false;
    if (program.over().isDone()) return "";
    boolean isAsked = isRefused();
    if (isAsked) identify();
    else if (partial == null || partial.isEmpty()) quit();
    return isAsked && partial != null ? partial : "";
  }

  /** Says whether the user must say again who he is; what else there was about logins is over. */
  private boolean isRefused() {
    logins.removeIf(happening -> !(happening instanceof Happening.CredentialsRefused));
    return !logins.isEmpty();
  }

  private void perform(Act act) {
    if (act instanceof Act.Say say) screen.say(say.lines());
    else if (act instanceof Act.Send send) send(send);
    else if (act instanceof Act.Reject reject) screen.say(List.of(reject.reason()));
    else if (act instanceof Act.Ask ask) ask(ask.request());
    else if (act instanceof Act.Recall recall) recall(recall);
    else if (act == Act.Special.SHOW_WAITING) showWaiting();
    else if (act == Act.Special.CHANGE_PASSWORD) changePassword();
    else if (act == Act.Special.LOG_IN_AGAIN) logInAgain();
    else quit();
  }

  private void send(Act.Send send) {
    var draft = send.draft(Instant.now().toString());
    program.tell((courier, now) -> courier.onWritten(draft, now));
  }

  private void ask(String request) {
    var unused = ask(courier -> courier.onAsked(request), ANSWER_PATIENCE_MS);
  }

  /** Returns the answer, once it is shown; nothing if there was none. */
  private Optional<Happening> ask(Function<Courier, List<Output>> question, long patienceMs) {
    var asked = new CompletableFuture<Happening>();
    answer = asked;
    program.tell((courier, now) -> question.apply(courier));
    try {
      var happening = asked.get(patienceMs, TimeUnit.MILLISECONDS);
      if (happening instanceof Happening.Listed) screen.showOnline();
      if (happening instanceof Happening.StatusTold told) screen.say(Lines.status(told.status()));
      return Optional.of(happening);
    } catch (TimeoutException e) {
      screen.warn("The server does not answer: try it again.");
    } catch (InterruptedException | ExecutionException e) {
      quit();
    } finally {
      answer = null;
    }
    return Optional.empty();
  }

  private void recall(Act.Recall wish) {
    record Recalled(Letter letter, String mark) {}
    var recalled =
        program.ask(
            courier ->
                history.with(wish.peer(), wish.count()).stream()
                    .map(letter -> new Recalled(letter, Lines.mark(letter, history)))
                    .toList());
    if (wish.isAsked() && recalled.isEmpty())
      screen.say(List.of("Nothing is remembered of a conversation with " + wish.peer() + "."));
    for (var past : recalled) {
      if (wish.isAsked() || !screen.shows(past.letter().msg()))
        screen.recall(past.letter(), past.mark());
    }
  }

  private void showWaiting() {
    var drafts = program.ask(Courier::waiting);
    screen.say(List.of(drafts.isEmpty() ? "Nothing waits." : Lines.waiting(drafts.size()) + ":"));
    for (var draft : drafts) screen.written(draft);
  }

  /** What is typed stays hidden until a password is taken, or the user leaves the question. */
  private void changePassword() {
    while (true) {
      var old = typing.secret("Please type your present password: ");
      var next =
          old.isEmpty() ? "" : newPassword("Please choose a new password (8 to 128 characters): ");
      if (next.isEmpty()) {
        screen.say(List.of("Your password is not changed."));
        return;
      }
      var answered = ask(courier -> courier.onPasswordChange(old, next), LOGIN_PATIENCE_MS);
      boolean isRefused =
          answered.isPresent()
              && answered.get() instanceof Happening.Told told
              && told.re().equals("password");
      if (!isRefused) return;
    }
  }

  private void logInAgain() {
    var password = typing.secret(PASSWORD);
    program.tell((courier, now) -> courier.onPassword(password, false, now));
    if (!password.isEmpty())
      screen.say(List.of("It is shown to the servers when your login has run out."));
  }

  private void quit() {
    int waiting = program.waiting();
    if (waiting > 0) screen.warn(Lines.waiting(waiting) + ", and will be sent when you come back.");
    program.tell((courier, now) -> courier.onQuit());
    program.over().join();
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }
}
