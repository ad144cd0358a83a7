package dev.parley.client.io;

import static dev.parley.time.MonotonicClock.nowMs;

import dev.parley.chat.accounts.SaltedPassword;
import dev.parley.chat.accounts.Scram;
import dev.parley.client.core.ChatClient;
import dev.parley.client.core.ClientEvent;
import dev.parley.client.core.ClientEvent.Told;
import dev.parley.client.core.ClientOutput;
import dev.parley.wire.ClientDiscoveryCodec.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link ChatClient}: one thread passes it the events of the socket, the clock and the user,
 * and performs its outputs. Methods may be called from any thread.
 */
public final class ClientRuntime implements ServerConnection.Listener, AutoCloseable {
  private static final long TICK_MS = 50;

  // After the end a link has no listener any more: its events are dropped.
  private final ScheduledExecutorService loop =
      new ScheduledThreadPoolExecutor(
          1, ClientRuntime::daemon, new ThreadPoolExecutor.DiscardPolicy());
  private final ChatClient chatClient;
  private final ProfileStore profiles;
  private final ServerDiscovery discovery;
  private final Encryption encryption;
  private final Consumer<ClientEvent> screen;
  private final CompletableFuture<Optional<String>> over = new CompletableFuture<>();
  private final Set<String> refusals = new HashSet<>(); // each is told once
  private @Nullable ServerConnection link;
  private volatile int waiting;

  /** {@code screen} is called on the program's thread. */
  ClientRuntime(
      ChatClient chatClient,
      ProfileStore profiles,
      ServerDiscovery discovery,
      Encryption encryption,
      Consumer<ClientEvent> screen) {
    this.chatClient = chatClient;
    this.profiles = profiles;
    this.discovery = discovery;
    this.encryption = encryption;
    this.screen = screen;
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "client");
    thread.setDaemon(true);
    return thread;
  }

  /** {@code beginning}: the first input of the client. */
  public void start(BiFunction<ChatClient, Long, List<ClientOutput>> beginning) {
    tell(beginning);
    var unused =
        loop.scheduleWithFixedDelay(
            () -> guarded(() -> perform(chatClient.onTick(nowMs()))),
            TICK_MS,
            TICK_MS,
            TimeUnit.MILLISECONDS);
  }

  /** Passes an input to the client, and performs its outputs. */
  public void tell(BiFunction<ChatClient, Long, List<ClientOutput>> input) {
    loop.execute(() -> guarded(() -> perform(input.apply(chatClient, nowMs()))));
  }

  /** Asks the client, or anything else that only the program's thread may touch. */
  public <T> T ask(Function<ChatClient, T> question) {
    return CompletableFuture.supplyAsync(() -> question.apply(chatClient), loop).join();
  }

  /**
   * The number of messages that no server has accepted yet; also for the screen, while it handles
   * an event.
   */
  public int waiting() {
    return waiting;
  }

  /** Completes when the client has ended, with a sentence if that was not the user's wish. */
  public CompletableFuture<Optional<String>> over() {
    return over;
  }

  private void guarded(Runnable task) {
    // A message that was not shown, or not stored, must not be acknowledged by a later one.
    if (over.isDone()) return;
    try {
      task.run();
      if (chatClient.isOver()) over.complete(Optional.empty());
    } catch (UncheckedIOException e) {
      over.complete(
          Optional.of(
              "The client's state in "
                  + profiles.directory()
                  + " cannot be written ("
                  + e.getMessage()
                  + "): make room there, and start the client again."));
    } catch (RuntimeException e) {
      over.complete(Optional.of("The client cannot continue: " + e.getMessage() + "."));
    }
  }

  private void perform(List<ClientOutput> outputs) {
    waiting = chatClient.waiting().size();
    for (var output : outputs) {
      if (output instanceof ClientOutput.Dial dial) redial(dial.server());
      else if (output instanceof ClientOutput.HangUp) hangUp();
      else if (output instanceof ClientOutput.Write write) write(write.line());
      else if (output instanceof ClientOutput.Hash hash) hash(hash);
      else if (output instanceof ClientOutput.Seek) discovery.seek(this::found);
      else if (output instanceof ClientOutput.Save save) profiles.save(save.profile());
      else if (output instanceof ClientOutput.Remember message) profiles.add(message.message());
      else if (output instanceof ClientOutput.RememberReceived r) profiles.addReceived(r.msg());
      else if (output instanceof ClientOutput.RememberDelivered d) profiles.addDelivered(d.msg());
      else if (output instanceof ClientOutput.RememberReturned r) profiles.addReturned(r.msg());
      else if (output instanceof ClientOutput.Tell tell) screen.accept(tell.event());
      else throw new AssertionError("no effect for " + output);
    }
  }

  /** On a thread of its own: the user goes on typing, and the server is answered meanwhile. */
  private void hash(ClientOutput.Hash wanted) {
    var salt = wanted.salt().isEmpty() ? newSalt() : wanted.salt();
    var thread =
        new Thread(
            () ->
                SaltedPassword.of(wanted.password(), salt, wanted.iterations())
                    .ifPresent(salted -> tell((c, now) -> c.onHashed(wanted, salted))),
            "password");
    thread.setDaemon(true);
    thread.start();
  }

  private static String newSalt() {
    var bytes = new byte[Scram.SALT_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private void found(Answer answer) {
    encryption.hint(answer);
    tell((c, now) -> c.onFound(answer.server(), answer.servers(), now));
  }

  private void redial(String server) {
    hangUp();
    link = ServerConnection.dial(server, encryption, this);
  }

  private void hangUp() {
    if (link != null) link.close();
    link = null;
  }

  private void write(String line) {
    if (link != null) link.write(line);
  }

  @Override
  public void onConnected(ServerConnection from) {
    tell((c, now) -> from == link ? c.onConnected(from.isPrivate(), now) : List.of());
  }

  @Override
  public void onLine(ServerConnection from, String line) {
    tell((c, now) -> from == link ? c.onLine(line, now) : List.of());
  }

  @Override
  public void onRefused(ServerConnection from, String sentence) {
    loop.execute(
        () -> {
          if (refusals.add(sentence)) guarded(() -> screen.accept(new Told(sentence, "")));
        });
  }

  @Override
  public void onLost(ServerConnection from) {
    tell((c, now) -> from == link ? c.onLinkLost(now) : List.of());
  }

  @Override
  public void close() throws IOException {
    loop.shutdown();
    if (link != null) link.close();
    profiles.close();
  }
}
