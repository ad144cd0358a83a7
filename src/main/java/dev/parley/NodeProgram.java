package dev.parley;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.ConfigFactory;
import dev.parley.chat.accounts.Registration;
import dev.parley.config.NodeSettings;
import dev.parley.config.SettingsSources;
import dev.parley.protocol.Endpoint;
import dev.parley.security.SealMode;
import dev.parley.store.AdminToken;
import dev.parley.store.KeyStore;
import dev.parley.store.NodeIdentity;
import dev.parley.store.RunningNode;
import dev.parley.store.record.RecordFile;
import dev.parley.transport.clients.Descriptors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a node from its settings to its exit code. */
final class NodeProgram {
  private static final int STOPPED = 0;
  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;

  /** A stop that takes longer than this is cut short: an operator waits for it. */
  private static final long STOP_SECONDS = 4;

  private static final String HTTP_MAX_CONNECTIONS = "akka.http.server.max-connections";
  private static final Logger LOG = LoggerFactory.getLogger(NodeProgram.class);
  private static final long WARM_UP_SECONDS = 20;

  private NodeProgram() {}

  /**
   * Returns when the node has ended. {@code started}: is given the node before it does anything.
   */
  static int run(NodeSettings settings, Consumer<ActorSystem<?>> started) {
    // A node that lacks its key leaves no data directory behind.
    var place =
        settings.key().insecure()
            ? Optional.<KeyStore>empty()
            : Optional.of(NodeKey.place(settings));
    var identity =
        NodeIdentity.open(
            settings.data(), settings.cluster(), settings.ports().client(), new SecureRandom());
    var key = place.map(found -> NodeKey.open(found, settings, identity));
    // Others of its cluster have no key either: when they get one, no message may be lost.
    if (key.isEmpty()) identity.sealed(SealMode.ACCEPT);
    boolean isFirstStart = identity.promisedEpoch() == 0 && !identity.isNewcomer();
    identity
        .clockWarning(System.currentTimeMillis())
        .ifPresent(LoggerFactory.getLogger(NodeProgram.class)::warn);
    var files = NodeFiles.open(settings, identity, key, record(settings));
    var outcome = new StartResult();
    var system = start(settings, files, outcome);
    started.accept(system);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stopCleanly(system, outcome, files.record()), "stop"));
    var problem = outcome.started().join();
    if (problem.isEmpty()) {
      note(settings, key);
      System.out.println(readyLine(settings, identity, key));
      Supervisor.ready();
      key.flatMap(own -> invitation(settings, own)).ifPresent(System.out::println);
      if (isFirstStart && settings.registration() == Registration.INVITE)
        System.out.println(inviting(settings, key));
    } else {
      System.err.println("parley: " + problem.get());
    }
    system.getWhenTerminated().toCompletableFuture().join();
    files.record().close();
    if (outcome.isUnbound()) return FAILED;
    if (outcome.isBroken()) {
      if (problem.isEmpty()) System.err.println("parley: " + outcome.lastWords());
      return FAILED;
    }
    return problem.isPresent() ? BAD_USAGE : STOPPED;
  }

  private static ActorSystem<NodeGuardian.Command> start(
      NodeSettings settings, NodeFiles files, StartResult outcome) {
    var config = ConfigFactory.load();
    var connections =
        DescriptorBudget.of(
            Descriptors.now(),
            settings.limits().maxConnections(),
            config.getInt(HTTP_MAX_CONNECTIONS));
    connections.warning().ifPresent(LOG::warn);
    return ActorSystem.create(
        NodeGuardian.create(settings, files, connections.clients(), outcome),
        "parley",
        ConfigFactory.parseMap(Map.of(HTTP_MAX_CONNECTIONS, connections.http()))
            .withFallback(config));
  }

  /** For the commands of the operator; without it they do not find this node. */
  private static void note(NodeSettings settings, Optional<NodeKey> key) {
    boolean isEncrypted = NodeKey.isPageEncrypted(key, settings);
    var page = (isEncrypted ? "https://" : "http://") + pageAddress(settings);
    var fingerprint =
        isEncrypted ? key.map(own -> own.tls().fingerprint()) : Optional.<String>empty();
    try {
      new RunningNode(URI.create(page), settings.client().toString(), fingerprint)
          .write(settings.data());
    } catch (IOException e) {
      LOG.warn(
          "commands will not find this node: {} cannot be written: {}",
          RunningNode.FILE,
          e.getMessage());
    }
  }

  private static Endpoint pageAddress(NodeSettings settings) {
    return new Endpoint(settings.addresses().own().host(), settings.ports().http());
  }

  private static RecordFile record(NodeSettings settings) {
    return settings.runRecord().map(RecordFile::open).orElseGet(RecordFile::none);
  }

  private static String readyLine(
      NodeSettings settings, NodeIdentity identity, Optional<NodeKey> key) {
    return "Parley node %s is ready: telnet %s %d, page %s://%s/, cluster %s"
        .formatted(
            identity.node(),
            settings.client().host(),
            settings.client().port(),
            NodeKey.isPageEncrypted(key, settings) ? "https" : "http",
            pageAddress(settings),
            settings.cluster());
  }

  /** What users of other machines are told, so that they know whom they speak to. */
  private static Optional<String> invitation(NodeSettings settings, NodeKey key) {
    if (settings.isOnLoopback()) return Optional.empty();
    return Optional.of(
        "Clients of other machines: ./run-client.sh parley://%s#%s"
            .formatted(settings.client(), key.tls().fingerprint()));
  }

  /** Without that, nobody could register in a cluster that has just been founded. */
  private static String inviting(NodeSettings settings, Optional<NodeKey> key) {
    boolean isEncrypted = NodeKey.isPageEncrypted(key, settings);
    return "New users need a code: curl %s-X POST -H \"Authorization: Bearer $(cat %s)\" %s://%s/api/invitations"
        .formatted(
            isEncrypted ? "-k " : "",
            settings.data().resolve(AdminToken.FILE),
            isEncrypted ? "https" : "http",
            pageAddress(settings));
  }

  /**
   * Runs on SIGTERM and Ctrl-C. The exit code of a clean stop is 0, which only a halt can say here.
   */
  private static void stopCleanly(
      ActorSystem<NodeGuardian.Command> system, StartResult outcome, RecordFile record) {
    if (system.whenTerminated().isCompleted()) return;
    boolean isFromWithin = isExitFromWithin();
    system.tell(NodeGuardian.Stop.INSTANCE);
    try {
      system.getWhenTerminated().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // The others will notice the silence.
    } catch (ExecutionException | InterruptedException e) {
      Runtime.getRuntime().halt(FAILED);
    }
    record.close();
    Console.flushInstalled();
    boolean hasFailed = isFromWithin || outcome.isBroken();
    Runtime.getRuntime().halt(hasFailed ? FAILED : STOPPED);
  }

  /**
   * Whether the program ends itself. Akka does that after an error that no actor survives, such as
   * a class that cannot be loaded; a signal comes by another way.
   */
  private static boolean isExitFromWithin() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .anyMatch(
            f -> f.getClassName().equals("java.lang.Runtime") && f.getMethodName().equals("exit"));
  }

  /** Starts a node by itself on free ports and ends it: loads the classes that a start needs. */
  static int warmUp() {
    try {
      var data = Files.createTempDirectory("parley-warm-up");
      try {
        return warmUp(data);
      } finally {
        delete(data);
      }
    } catch (IOException e) {
      return FAILED;
    }
  }

  private static int warmUp(Path data) throws IOException {
    var flags =
        Map.<String, Object>of(
            "parley.client.port", freePort(),
            "parley.bus.port", freePort(),
            "parley.http.port", freePort(),
            "parley.multicast.enabled", false,
            "parley.data", data.toString());
    var config = new SettingsSources(flags, new Properties(), Map.of()).load(Optional.empty());
    var settings = NodeSettings.read(config, data);
    var outcome = new StartResult();
    try (var identity =
        NodeIdentity.open(
            data, settings.cluster(), settings.ports().client(), new SecureRandom())) {
      var key = Optional.of(NodeKey.temporary(settings, identity));
      var files = NodeFiles.open(settings, identity, key, RecordFile.none());
      var system = start(settings, files, outcome);
      var problem =
          outcome
              .started()
              .completeOnTimeout(Optional.of("late"), WARM_UP_SECONDS, TimeUnit.SECONDS)
              .join();
      system.tell(NodeGuardian.Stop.INSTANCE);
      system.getWhenTerminated().toCompletableFuture().join();
      return problem.isEmpty() ? STOPPED : FAILED;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }
}
