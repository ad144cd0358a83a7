package dev.parley.client.pipe;

import dev.parley.client.ClientMain;
import dev.parley.client.core.Act;
import dev.parley.client.core.Courier;
import dev.parley.client.core.Draft;
import dev.parley.client.core.Happening;
import dev.parley.client.core.Lines;
import dev.parley.client.core.Output;
import dev.parley.client.io.Program;
import dev.parley.client.io.Setup;
import dev.parley.session.dialect.text.TextSafety;
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

/** The client without a terminal: lines in, lines out, an exit code at the end. */
public final class PipeClient {
  /** What may be written ahead of the servers; the reading of the input waits then. */
  static final int MAX_AHEAD = 256;

  // Whatever the locale says: programs read and write UTF-8.
  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
  private final PrintStream err =
      new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
  private final ClientMain options;
  private final Speech speech;
  private final Program program;
  private final PipeAccount account;
  private final Semaphore ahead = new Semaphore(MAX_AHEAD);
  private final CompletableFuture<String> problem = new CompletableFuture<>();
  private final CompletableFuture<Boolean> settled = new CompletableFuture<>();
  private final ArrayDeque<String> questions = new ArrayDeque<>(); // not answered yet
  private volatile boolean isInputOver;
  private volatile boolean hasFailed;
  private boolean isConnected;
  private boolean isMailRead;

  private PipeClient(ClientMain options, PipeAccount account, Setup setup) {
    this.options = options;
    this.account = account;
    speech = options.json ? new JsonSpeech() : new PlainSpeech(Optional.ofNullable(options.to));
    program = setup.program(this::onHappening, account.made());
  }

  public static int run(ClientMain options) throws IOException {
    if (options.name == null)
      return ClientMain.complain("Say who you are: --name NAME. (This is not a terminal.)");
    var setup = Setup.open(options, options.name);
    var account = new PipeAccount(setup, System.getenv("PARLEY_PASSWORD"));
    setup.notebook().warning().ifPresent(ClientMain::complain);
    return account.isLocked()
        ? ClientMain.complain(
            "Another client of "
                + options.name
                + " is about to register this name: wait until it has, or set PARLEY_PASSWORD.")
        : new PipeClient(options, account, setup).run();
  }

  private int run() throws IOException {
    try (program) {
      program.start(this::begin);
      var input = new Thread(this::read, "input");
      input.setDaemon(true);
      input.start();
      CompletableFuture.anyOf(settled, problem, program.over()).join();
      return end();
    }
  }

  private List<Output> begin(Courier courier, long nowMs) {
    return account.isFirstToSpeak()
        ? courier.onPassword(account.password(), account.mustRegister(), nowMs)
        : courier.onStart(nowMs);
  }

  private int end() {
    if (problem.isDone()) return ClientMain.complain(problem.join());
    if (!settled.isDone()) hasFailed = true; // sent away, or unable to go on
    program.over().getNow(Optional.empty()).ifPresent(ClientMain::complain);
    program.tell((courier, now) -> courier.onQuit());
    program.over().join();
    int waiting = program.waiting();
    if (waiting > 0)
      err.println(
          "parley: no server took it in time: "
              + Lines.waiting(waiting)
              + ", and will be sent at the next start.");
    return waiting > 0 || hasFailed ? ClientMain.FAILED : ClientMain.DONE;
  }

  // The input.

  private void read() {
    try (var input = new BufferedInputStream(System.in)) {
      var lines = new InputLines(input);
      var line = lines.next();
      // The next line may be long in coming: nobody waits for it after one that ends everything.
      while (line.isPresent() && onLine(line.get())) line = lines.next();
      isInputOver = true;
      program.tell((courier, now) -> settle());
      settled.completeOnTimeout(false, options.patienceSeconds, TimeUnit.SECONDS);
    } catch (IOException | InterruptedException e) {
      problem.complete("The input cannot be read: " + e.getMessage());
    }
  }

  /**
   * Returns false if nothing that follows may be sent: without it, that may mean something else.
   */
  private boolean onLine(InputLines.Line line) throws InterruptedException {
    if (line.problem().isEmpty()) {
      onInput(line.text());
    } else if (speech.saysRefusals()) {
      var refused = new Act.Reject(new Draft(0, "", "", "", ""), line.problem() + ".");
      program.tell((courier, now) -> reject(refused));
    } else {
      hasFailed = true;
      err.println("parley: " + line.problem() + ": neither it nor what follows it was sent.");
      return false;
    }
    return true;
  }

  private void onInput(String line) throws InterruptedException {
    for (var act : speech.onInput(line)) {
      if (act instanceof Act.Send send) {
        ahead.acquire();
        var draft = send.draft(Instant.now().toString());
        program.tell((courier, now) -> courier.onWritten(draft, now));
      } else if (act instanceof Act.Ask ask) {
        ahead.acquire();
        program.tell((courier, now) -> ask(courier, ask.request()));
      } else if (act instanceof Act.Reject reject) {
        program.tell((courier, now) -> reject(reject));
      } else if (act instanceof Act.Say say) {
        hasFailed = true;
        say.lines().forEach(err::println);
      }
    }
  }

  // On the program's thread.

  private List<Output> ask(Courier courier, String request) {
    questions.addLast(request);
    return isConnected ? courier.onAsked(request) : List.of();
  }

  private void answered() {
    questions.pollFirst();
    ahead.release();
  }

  private List<Output> reject(Act.Reject reject) {
    refused(new Happening.Refused(reject.draft(), reject.reason()));
    return List.of();
  }

  private void onHappening(Happening happening) {
    if (happening instanceof Happening.Refused refused) {
      ahead.release();
      refused(refused);
    } else {
      say(happening);
    }
    if (happening instanceof Happening.Connected connected) onConnected(connected);
    else if (happening instanceof Happening.Disconnected) isConnected = false;
    else if (happening instanceof Happening.UnreadEnds) isMailRead = true;
    else if (happening instanceof Happening.CredentialsRefused refused) onRefused(refused);
    else if (happening instanceof Happening.Accepted) ahead.release();
    else if (happening instanceof Happening.Listed || happening instanceof Happening.StatusTold)
      answered();
    else if (happening instanceof Happening.Told told) onTold(told);
    else if (happening instanceof Happening.Returned returned)
      err.println("parley: " + TextSafety.safe(returned.sentence()));
    else if (happening instanceof Happening.NobodyAnswers)
      err.println("parley: no server answers; still looking.");
    program.tell((courier, now) -> settle());
  }

  /** What nobody reads any more is not acknowledged: an exception ends the program before that. */
  private void say(Happening happening) {
    speech.onHappening(happening).forEach(line -> out.print(line + "\n"));
    if (out.checkError()) throw new IllegalStateException("nobody reads its output");
  }

  private void onConnected(Happening.Connected connected) {
    isConnected = true;
    isMailRead = connected.unread() == 0;
    for (var question : questions) program.tell((courier, now) -> courier.onAsked(question));
  }

  private void onTold(Happening.Told told) {
    err.println(told.sentence());
    if (told.re().equals("list") || told.re().equals("status")) answered();
  }

  private void refused(Happening.Refused refused) {
    hasFailed = true;
    say(refused);
    if (speech.saysRefusals()) return;
    err.println(
        "parley: the message to " + refused.draft().to() + " was not sent: " + refused.reason());
  }

  private void onRefused(Happening.CredentialsRefused refused) {
    if (account.mayRegisterAfter(refused.code())) {
      program.tell((courier, now) -> courier.onPassword(account.password(), true, now));
    } else {
      problem.complete(
          refused.reason() + " (Set PARLEY_PASSWORD to the password of " + options.name + ".)");
    }
  }

  private List<Output> settle() {
    boolean isSettled = isInputOver && program.waiting() == 0 && isMailRead && questions.isEmpty();
    if (isSettled) settled.complete(true);
    return List.of();
  }
}
