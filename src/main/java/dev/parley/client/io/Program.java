package dev.parley.client.io;

import dev.parley.client.core.Courier;
import dev.parley.client.core.Happening;
import dev.parley.client.core.Output;
import dev.parley.wire.ClientDiscoveryCodec.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
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
 * Runs a {@link Courier}: one thread tells it of the socket, the clock and the user, and performs
 * what it answers. Methods may be called from any thread.
 */
public final class Program implements Link.Listener, AutoCloseable {
  private static final long TICK_MS = 50;

  // After the end nobody listens to a link any more: what it tells is thrown away.
  private final ScheduledExecutorService loop =
      new ScheduledThreadPoolExecutor(1, Program::daemon, new ThreadPoolExecutor.DiscardPolicy());
  private final Courier courier;
  private final Notebook notebook;
  private final Discovery discovery;
  private final Consumer<Happening> screen;
  private final CompletableFuture<Optional<String>> over = new CompletableFuture<>();
  private @Nullable Link link;
  private volatile int waiting;

  /** {@code screen} is called on the program's thread. */
  Program(Courier courier, Notebook notebook, Discovery discovery, Consumer<Happening> screen) {
    this.courier = courier;
    this.notebook = notebook;
    this.discovery = discovery;
    this.screen = screen;
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "courier");
    thread.setDaemon(true);
    return thread;
  }

  /** {@code beginning}: the first that the courier is told. */
  public void start(BiFunction<Courier, Long, List<Output>> beginning) {
    tell(beginning);
    var unused =
        loop.scheduleWithFixedDelay(
            () -> guarded(() -> perform(courier.onTick(nowMs()))),
            TICK_MS,
            TICK_MS,
            TimeUnit.MILLISECONDS);
  }

  /** Has the courier told something; what it answers is performed. */
  public void tell(BiFunction<Courier, Long, List<Output>> input) {
    loop.execute(() -> guarded(() -> perform(input.apply(courier, nowMs()))));
  }

  /** Asks the courier, or anything else that only the program's thread may touch. */
  public <T> T ask(Function<Courier, T> question) {
    return CompletableFuture.supplyAsync(() -> question.apply(courier), loop).join();
  }

  /** Messages that no server has accepted yet; also for the screen, while it is told something. */
  public int waiting() {
    return waiting;
  }

  /** Completes when the user is gone, with a sentence if it was not his wish. */
  public CompletableFuture<Optional<String>> over() {
    return over;
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }

  private void guarded(Runnable task) {
    // What was not shown, or not written down, must not be acknowledged by what comes after it.
    if (over.isDone()) return;
    try {
      task.run();
      if (courier.isOver()) over.complete(Optional.empty());
    } catch (UncheckedIOException e) {
      over.complete(
          Optional.of(
              "What is to be kept in "
                  + notebook.directory()
                  + " cannot be written ("
                  + e.getMessage()
                  + "): make room there, and start the client again."));
    } catch (RuntimeException e) {
      over.complete(Optional.of("The client cannot go on: " + e.getMessage() + "."));
    }
  }

  private void perform(List<Output> outputs) {
    waiting = courier.waiting().size();
    for (var output : outputs) {
      if (output instanceof Output.Dial dial) redial(dial.server());
      else if (output instanceof Output.HangUp) hangUp();
      else if (output instanceof Output.Write write) write(write.line());
      else if (output instanceof Output.Seek) discovery.seek(this::found);
      else if (output instanceof Output.Save save) notebook.save(save.profile());
      else if (output instanceof Output.Remember letter) notebook.add(letter.letter());
      else if (output instanceof Output.RememberDelivered d) notebook.addDelivered(d.msg());
      else if (output instanceof Output.RememberReturned r) notebook.addReturned(r.msg());
      else if (output instanceof Output.Tell tell) screen.accept(tell.happening());
      else throw new AssertionError("no effect for " + output);
    }
  }

  private void found(Answer answer) {
    tell((c, now) -> c.onFound(answer.server(), answer.servers(), now));
  }

  private void redial(String server) {
    hangUp();
    link = Link.dial(server, this);
  }

  private void hangUp() {
    if (link != null) link.close();
    link = null;
  }

  private void write(String line) {
    if (link != null) link.write(line);
  }

  @Override
  public void onConnected(Link from) {
    tell((c, now) -> from == link ? c.onConnected(now) : List.of());
  }

  @Override
  public void onLine(Link from, String line) {
    tell((c, now) -> from == link ? c.onLine(line, now) : List.of());
  }

  @Override
  public void onLost(Link from) {
    tell((c, now) -> from == link ? c.onLinkLost(now) : List.of());
  }

  @Override
  public void close() throws IOException {
    loop.shutdown();
    if (link != null) link.close();
    notebook.close();
  }
}
