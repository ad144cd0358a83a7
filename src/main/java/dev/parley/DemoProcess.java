package dev.parley;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.demo.Faults;
import dev.parley.demo.Stage.Server;
import dev.parley.demo.Stage.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A node of {@link Demo} as a process, which may be started again. Safe for several threads. */
final class DemoProcess {
  private static final Pattern READY = Pattern.compile("Parley node (\\S+) is ready: telnet .*");
  private static final int SIGNAL_SECONDS = 5;

  private final int port;
  private final List<String> command;
  private final CountDownLatch ready = new CountDownLatch(1);
  private @Nullable Process process;
  private String node = "";
  private boolean isFrozen;
  private Faults faults = Faults.NONE;
  private boolean isCut;

  DemoProcess(int port, List<String> command) {
    this.port = port;
    this.command = List.copyOf(command);
  }

  int port() {
    return port;
  }

  synchronized Server server() {
    boolean isUp = process != null && process.isAlive();
    var state = isUp ? isFrozen ? State.FROZEN : State.RUNNING : State.STOPPED;
    return new Server(port, node, state, isCut, faults.lossPercent());
  }

  /** Returns false if it runs still. */
  synchronized boolean start() throws IOException {
    if (process != null && process.isAlive()) return false;
    isFrozen = false;
    var started = new ProcessBuilder(command).redirectErrorStream(true).start();
    process = started;
    var lines = new BufferedReader(new InputStreamReader(started.getInputStream(), UTF_8));
    var reader = new Thread(() -> show(lines), "output of " + port);
    reader.setDaemon(true);
    reader.start();
    return true;
  }

  private void show(BufferedReader lines) {
    try {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(port + " | " + line);
        var found = READY.matcher(line);
        if (found.matches()) onReady(found.group(1));
      }
    } catch (IOException e) {
      // It ended.
    }
  }

  private synchronized void onReady(String name) {
    node = name;
    ready.countDown();
    tell();
  }

  /** Returns whether it was ready for the first time within this many seconds. */
  boolean awaitReady(long seconds) throws InterruptedException {
    return ready.await(seconds, TimeUnit.SECONDS);
  }

  /** As a crash: it says goodbye to nobody. It is dead when this returns, or the system is busy. */
  synchronized void kill() throws InterruptedException {
    if (process != null) process.destroyForcibly().waitFor(SIGNAL_SECONDS, TimeUnit.SECONDS);
  }

  /** Returns why it cannot stand still, or go on. */
  synchronized Optional<String> freeze(boolean isToStand) {
    if (process == null || !process.isAlive()) return Optional.of("This server does not run.");
    try {
      var signal = isToStand ? "-STOP" : "-CONT";
      var kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
      if (!kill.waitFor(SIGNAL_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0)
        return Optional.of("The system does not let this server stand still, or go on.");
      isFrozen = isToStand;
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("This system has no program 'kill', which lets a server stand still.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("It was interrupted: try again.");
    }
  }

  synchronized Faults faults() {
    return faults;
  }

  /** {@code isCutOff}: from all others, and not only one of those. */
  synchronized void become(Faults now, boolean isCutOff) {
    faults = now;
    isCut = isCutOff;
    tell();
  }

  private void tell() {
    if (process == null || !process.isAlive()) return;
    try {
      var in = process.getOutputStream();
      in.write((faults.line() + "\n").getBytes(UTF_8));
      in.flush();
    } catch (IOException e) {
      // It has ended, and hears of it when it is started again.
    }
  }

  synchronized long pid() {
    return process == null ? 0 : process.pid();
  }

  synchronized void end() {
    if (process == null) return;
    if (isFrozen) process.destroyForcibly();
    else process.destroy();
  }

  synchronized void awaitEnd(long seconds) throws InterruptedException {
    var ending = process;
    if (ending != null && !ending.waitFor(seconds, TimeUnit.SECONDS)) ending.destroyForcibly();
  }
}
