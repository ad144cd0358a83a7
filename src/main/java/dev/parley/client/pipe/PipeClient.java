package dev.parley.client.pipe;

import dev.parley.client.core.ChatClient;
import dev.parley.client.core.ClientEvent;
import dev.parley.client.core.ClientOutput;
import dev.parley.client.core.ScreenText;
import dev.parley.client.core.UnsentMessage;
import dev.parley.client.core.UserAction;
import dev.parley.client.io.ClientOptions;
import dev.parley.client.io.ClientRuntime;
import dev.parley.client.io.ClientSetup;
import dev.parley.client.io.Outcome;
import dev.parley.session.dialect.TextSafety;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The client without a terminal: lines in, lines out, an exit code at the end. */
public final class PipeClient {
  /**
   * The number of messages that may be written ahead of the servers; beyond it the reading of the
   * input waits.
   */
  static final int MAX_AHEAD = 256;

  // Independent of the locale: programs read and write UTF-8.
  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
  private final PrintStream err =
      new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
  private final ClientOptions options;
  private final PipeFormat format;
  private final ClientRuntime runtime;
  private final PipeAccount account;
  private final Semaphore ahead = new Semaphore(MAX_AHEAD);
  private final CompletableFuture<String> problem = new CompletableFuture<>();
  private final CompletableFuture<Boolean> settled = new CompletableFuture<>();
  private final ArrayDeque<Function<ChatClient, List<ClientOutput>>> questions =
      new ArrayDeque<>(); // not answered yet
  private volatile boolean isInputOver;
  private volatile boolean hasFailed;
  private boolean isConnected;
  private boolean isMailRead;

  private PipeClient(ClientOptions options, PipeAccount account, ClientSetup setup) {
    this.options = options;
    this.account = account;
    format =
        options.json ? new JsonPipeFormat() : new PlainPipeFormat(Optional.ofNullable(options.to));
    runtime = setup.runtime(this::onEvent, account.made(), options.isShownRooms());
  }

  public static int run(ClientOptions options) throws IOException {
    if (options.name == null)
      return Outcome.complain("The user name is missing: without a terminal, give --name NAME.");
    var setup = ClientSetup.open(options, options.name);
    var account =
        new PipeAccount(setup, System.getenv("PARLEY_PASSWORD"), System.getenv("PARLEY_INVITE"));
    setup.profiles().warning().ifPresent(Outcome::complain);
    for (var server : setup.firstServers()) {
      var question = setup.encryption().introduce(server);
      if (question.isPresent()) return Outcome.complain(question.get().sentence());
    }
    return account.isLocked()
        ? Outcome.complain(
            "Another client of "
                + options.name
                + " is registering this name: wait until it has finished, or set PARLEY_PASSWORD.")
        : new PipeClient(options, account, setup).run();
  }

  private int run() throws IOException {
    try (runtime) {
      runtime.start(this::begin);
      var input = new Thread(this::read, "input");
      input.setDaemon(true);
      input.start();
      CompletableFuture.anyOf(settled, problem, runtime.over()).join();
      return end();
    }
  }

  private List<ClientOutput> begin(ChatClient chatClient, long nowMs) {
    account.invite().ifPresent(chatClient::invitedBy);
    return account.isFirstToSpeak()
        ? chatClient.onPassword(account.password(), account.mustRegister(), nowMs)
        : chatClient.onStart(nowMs);
  }

  private int end() {
    if (problem.isDone()) return Outcome.complain(problem.join());
    if (!settled.isDone()) hasFailed = true; // sent away, or unable to go on
    runtime.over().getNow(Optional.empty()).ifPresent(Outcome::complain);
    runtime.tell((chatClient, now) -> chatClient.onQuit());
    runtime.over().join();
    int waiting = runtime.waiting();
    if (waiting > 0)
      err.println(
          "parley: no server accepted everything in time: "
              + ScreenText.waiting(waiting)
              + " and will be sent at the next start.");
    return waiting > 0 || hasFailed ? Outcome.FAILED : Outcome.DONE;
  }

  // The input.

  private void read() {
    try (var input = new BufferedInputStream(System.in)) {
      var lines = new PipeInput(input);
      var line = lines.next();
      // The next line may be long in coming: it is not awaited after one that ends everything.
      while (line.isPresent() && onLine(line.get())) line = lines.next();
      isInputOver = true;
      runtime.tell((chatClient, now) -> settle());
      settled.completeOnTimeout(false, options.patienceSeconds, TimeUnit.SECONDS);
    } catch (IOException | InterruptedException e) {
      problem.complete("The input cannot be read: " + e.getMessage());
    }
  }

  /**
   * Returns false if nothing that follows may be sent: without it, that may mean something else.
   */
  private boolean onLine(PipeInput.Line line) throws InterruptedException {
    if (line.problem().isEmpty()) {
      onInput(line.text());
    } else if (format.saysRefusals()) {
      var refused =
          new UserAction.Reject(new UnsentMessage(0, "", "", "", ""), line.problem() + ".");
      runtime.tell((chatClient, now) -> reject(refused));
    } else {
      hasFailed = true;
      err.println("parley: " + line.problem() + ": neither it nor any line after it was sent.");
      return false;
    }
    return true;
  }

  private void onInput(String line) throws InterruptedException {
    for (var action : format.onInput(line)) {
      if (action instanceof UserAction.Send send) {
        ahead.acquire();
        var draft = send.draft(Instant.now().toString());
        runtime.tell((chatClient, now) -> chatClient.onWritten(draft, now));
      } else if (action instanceof UserAction.Ask ask) {
        ask(chatClient -> chatClient.onAsked(ask.request()));
      } else if (action instanceof UserAction.AskRooms ask) {
        askInOrder(chatClient -> chatClient.onAsked(ask.request()));
      } else if (action instanceof UserAction.Reject reject) {
        runtime.tell((chatClient, now) -> reject(reject));
      } else if (action instanceof UserAction.Say say) {
        hasFailed = true;
        say.lines().forEach(err::println);
      }
    }
  }

  private void ask(Function<ChatClient, List<ClientOutput>> question) throws InterruptedException {
    ahead.acquire();
    runtime.tell((chatClient, now) -> asked(chatClient, question));
  }

  /**
   * Messages before a request about a room and after it may need the room as it is then: they do
   * not overtake each other, unless no server answers for as long as the user waits for one.
   */
  private void askInOrder(Function<ChatClient, List<ClientOutput>> question)
      throws InterruptedException {
    awaitAnswers();
    ask(question);
    awaitAnswers();
  }

  private void awaitAnswers() throws InterruptedException {
    if (ahead.tryAcquire(MAX_AHEAD, options.patienceSeconds, TimeUnit.SECONDS))
      ahead.release(MAX_AHEAD);
  }

  // On the program's thread.

  private List<ClientOutput> asked(
      ChatClient chatClient, Function<ChatClient, List<ClientOutput>> question) {
    questions.addLast(question);
    return isConnected ? question.apply(chatClient) : List.of();
  }

  private void answered() {
    if (questions.pollFirst() != null) ahead.release();
  }

  private List<ClientOutput> reject(UserAction.Reject reject) {
    refused(new ClientEvent.Refused(reject.draft(), reject.reason()));
    return List.of();
  }

  private void onEvent(ClientEvent event) {
    if (event instanceof ClientEvent.Refused refused) {
      ahead.release();
      refused(refused);
    } else {
      say(event);
    }
    if (event instanceof ClientEvent.Connected connected) onConnected(connected);
    else if (event instanceof ClientEvent.Disconnected) isConnected = false;
    else if (event instanceof ClientEvent.UnreadEnds) isMailRead = true;
    else if (event instanceof ClientEvent.CredentialsRefused refused) onRefused(refused);
    else if (event instanceof ClientEvent.Accepted) ahead.release();
    else if (isAnswer(event)) answered();
    else if (event instanceof ClientEvent.Told told) onTold(told);
    else if (event instanceof ClientEvent.Returned returned)
      err.println("parley: " + TextSafety.safe(returned.sentence()));
    else if (event instanceof ClientEvent.NobodyAnswers)
      err.println("parley: no server answers; still looking.");
    runtime.tell((chatClient, now) -> settle());
  }

  private static boolean isAnswer(ClientEvent event) {
    return event instanceof ClientEvent.Listed
        || event instanceof ClientEvent.StatusTold
        || event instanceof ClientEvent.BlockSet
        || event instanceof ClientEvent.BlocksListed
        || event instanceof ClientEvent.RoomsTold
        || event instanceof ClientEvent.RoomTold
        || event instanceof ClientEvent.RoomDone;
  }

  /**
   * A message that cannot be shown is not acknowledged: an exception ends the program before that.
   */
  private void say(ClientEvent event) {
    format.onEvent(event).forEach(line -> out.print(line + "\n"));
    if (out.checkError()) throw new IllegalStateException("nobody reads the output");
  }

  private void onConnected(ClientEvent.Connected connected) {
    isConnected = true;
    isMailRead = connected.unread() == 0;
    for (var question : questions) runtime.tell((chatClient, now) -> question.apply(chatClient));
  }

  private void onTold(ClientEvent.Told told) {
    err.println(told.sentence());
    if (told.re().isEmpty()) return;
    if (!told.re().equals("list") && !told.re().equals("status")) hasFailed = true;
    answered();
  }

  private void refused(ClientEvent.Refused refused) {
    hasFailed = true;
    say(refused);
    if (format.saysRefusals()) return;
    err.println(
        "parley: the message to " + refused.draft().to() + " was not sent: " + refused.reason());
  }

  private void onRefused(ClientEvent.CredentialsRefused refused) {
    if (account.mayRegisterAfter(refused.code())) {
      runtime.tell((chatClient, now) -> chatClient.onPassword(account.password(), true, now));
    } else if (refused.code().equals(ClientEvent.CredentialsRefused.DISTRUSTED)) {
      problem.complete(refused.reason());
    } else {
      var wanted =
          ClientEvent.isAboutInvitation(refused.code())
              ? "PARLEY_INVITE to the code of an invitation"
              : "PARLEY_PASSWORD to the password of " + options.name;
      problem.complete(refused.reason() + " (Set " + wanted + ".)");
    }
  }

  private List<ClientOutput> settle() {
    boolean isSettled = isInputOver && runtime.waiting() == 0 && isMailRead && questions.isEmpty();
    if (isSettled) settled.complete(true);
    return List.of();
  }
}
