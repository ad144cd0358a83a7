package dev.parley.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The client without a terminal: lines in, lines out, an exit code at the end. */
final class PipeClient {
  /** What may be written ahead of the servers; the reading of the input waits then. */
  static final int MAX_AHEAD = 256;

  private static final int PASSWORD_BYTES = 24;

  private final ClientMain options;
  private final Speech speech;
  private final Setup setup;
  private final Program program;
  private final Semaphore ahead = new Semaphore(MAX_AHEAD);
  private final CompletableFuture<String> problem = new CompletableFuture<>();
  private final CompletableFuture<Boolean> settled = new CompletableFuture<>();
  private volatile boolean isInputOver;
  private boolean isMailRead;
  private boolean isRegistering;
  private boolean hasFailed;
  private String password = "";

  private PipeClient(ClientMain options, String name) throws IOException {
    this.options = options;
    speech = options.json ? new JsonSpeech() : new PlainSpeech(Optional.ofNullable(options.to));
    setup = Setup.open(options, name);
    password = Optional.ofNullable(System.getenv("PARLEY_PASSWORD")).orElse("");
    Optional<String> made = Optional.empty();
    if (!setup.hasCredentials() && password.isEmpty()) {
      made = Optional.of(newPassword());
      password = made.get();
      isRegistering = true;
    }
    program = setup.program(this::onHappening, made);
  }

  static int run(ClientMain options) throws IOException {
    if (options.name == null)
      return ClientMain.complain("Say who you are: --name NAME. (This is not a terminal.)");
    return new PipeClient(options, options.name).run();
  }

  private static String newPassword() {
    var bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private int run() throws IOException {
    try (program) {
      program.start();
      if (!password.isEmpty()) program.tell((c, now) -> c.onPassword(password, isRegistering, now));
      var input = new Thread(this::read, "input");
      input.setDaemon(true);
      input.start();
      CompletableFuture.anyOf(settled, problem, program.over()).join();
      return end();
    }
  }

  private int end() {
    if (problem.isDone()) return ClientMain.complain(problem.join());
    program.over().getNow(Optional.empty()).ifPresent(ClientMain::complain);
    program.tell((courier, now) -> courier.onQuit());
    program.over().join();
    int waiting = program.waiting();
    if (waiting > 0)
      System.err.println(
          "parley: no server took it in time: "
              + Lines.waiting(waiting)
              + ", and will be sent at the next start.");
    return waiting > 0 || hasFailed ? ClientMain.FAILED : ClientMain.DONE;
  }

  // The input.

  private void read() {
    try (var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (var line = input.readLine(); line != null; line = input.readLine()) onInput(line);
      isInputOver = true;
      program.tell((courier, now) -> settle());
      settled.completeOnTimeout(false, options.patienceSeconds, TimeUnit.SECONDS);
    } catch (IOException | InterruptedException e) {
      problem.complete("The input cannot be read: " + e.getMessage());
    }
  }

  private void onInput(String line) throws InterruptedException {
    var acts = speech.onInput(line);
    for (var act : acts) {
      if (act instanceof Act.Send send) {
        ahead.acquire();
        var draft = send.draft(Instant.now().toString());
        program.tell((courier, now) -> courier.onWritten(draft, now));
      } else if (act instanceof Act.Ask ask) {
        program.tell((courier, now) -> courier.onAsked(ask.request()));
      } else if (act instanceof Act.Say say) {
        hasFailed = true;
        say.lines().forEach(System.err::println);
      }
    }
  }

  // On the program's thread.

  private void onHappening(Happening happening) {
    speech.onHappening(happening).forEach(System.out::println);
    System.out.flush();
    if (happening instanceof Happening.Connected connected) isMailRead = connected.unread() == 0;
    else if (happening instanceof Happening.UnreadEnds) isMailRead = true;
    else if (happening instanceof Happening.CredentialsRefused refused) onRefused(refused);
    else if (happening instanceof Happening.Accepted) ahead.release();
    else if (happening instanceof Happening.Refused refused) onRefused(refused);
    else if (happening instanceof Happening.Told told) System.err.println(told.sentence());
    program.tell((courier, now) -> settle());
  }

  private void onRefused(Happening.Refused refused) {
    ahead.release();
    hasFailed = true;
    System.err.println(
        "parley: the message to " + refused.draft().to() + " was not sent: " + refused.reason());
  }

  private void onRefused(Happening.CredentialsRefused refused) {
    if (refused.code().equals("NONE")) return; // the password is on its way
    if (refused.code().equals("BAD_CREDENTIALS") && !password.isEmpty() && !isRegistering) {
      // A wrong password, or a name that nobody has yet: the servers do not say which.
      isRegistering = true;
      program.tell((courier, now) -> courier.onPassword(password, true, now));
    } else {
      problem.complete(
          refused.reason() + " (Set PARLEY_PASSWORD to the password of " + options.name + ".)");
    }
  }

  private List<Output> settle() {
    boolean isSettled = isInputOver && program.waiting() == 0 && isMailRead;
    if (isSettled) settled.complete(true);
    return List.of();
  }
}
