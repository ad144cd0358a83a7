package dev.parley.bench;

import dev.parley.chat.accounts.SaltedPassword;
import dev.parley.it.Cluster;
import dev.parley.it.NodeProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.regex.Pattern;

/**
 * Logins by password, by ticket and by proof, each over a connection of its own; and what a
 * connection costs that is logged in and says nothing. Two nodes; the clients are spread over them.
 */
final class LoginFigure {
  private static final int PASSWORD_LOGINS = 60;
  private static final int PROOF_LOGINS = 2_000;
  private static final int TICKET_LOGINS = 10_000;

  /** A little below the limit, for connections end a moment after their clients. */
  private static final int IDLE = Integer.getInteger("parley.bench.idle", 9_900);

  private static final Pattern USED = Pattern.compile("(?:total \\d+K, |heap.*?)used (\\d+)K");

  private LoginFigure() {}

  static void logins(Path directory) throws IOException {
    try (var cluster = new Cluster(directory, "-Dparley.passwords.iterations=600000")) {
      int[] ports = {cluster.start().port(), cluster.start().port()};
      double registering =
          Crowd.each(PASSWORD_LOGINS, i -> RawClient.register(ports[i % 2], "u" + i));
      var tickets = new AtomicReferenceArray<String>(PASSWORD_LOGINS);
      double byPassword =
          Crowd.each(
              PASSWORD_LOGINS,
              i -> {
                try (var client = new RawClient(ports[i % 2])) {
                  tickets.set(i, client.login("u" + i));
                }
              });
      // Once to warm up.
      byTicket(ports, tickets);
      double seconds = byTicket(ports, tickets);
      var salted = new ConcurrentHashMap<String, SaltedPassword>();
      byProof(ports, salted, PASSWORD_LOGINS);
      byProof(ports, salted, PROOF_LOGINS);
      double proving = byProof(ports, salted, PROOF_LOGINS);
      Samples.print(
          "logins, 600,000 iterations, 16 at once over 2 servers",
          String.format(
              Locale.ROOT,
              "\"registrationsPerSecond\":%.1f,\"byPasswordPerSecond\":%.1f,"
                  + "\"byTicketPerSecond\":%.0f,\"byProofPerSecond\":%.0f",
              PASSWORD_LOGINS / registering,
              PASSWORD_LOGINS / byPassword,
              TICKET_LOGINS / seconds,
              PROOF_LOGINS / proving));
    }
  }

  private static double byProof(int[] ports, Map<String, SaltedPassword> salted, int logins) {
    return Crowd.each(
        logins,
        i -> {
          try (var client = new RawClient(ports[i % 2])) {
            client.loginByProof("u" + i % PASSWORD_LOGINS, salted);
          }
        });
  }

  private static double byTicket(int[] ports, AtomicReferenceArray<String> tickets) {
    return Crowd.each(
        TICKET_LOGINS,
        i -> {
          int user = i % PASSWORD_LOGINS;
          try (var client = new RawClient(ports[i % 2])) {
            client.loginByTicket("u" + user, tickets.get(user));
          }
        });
  }

  static void idle(Path directory) throws IOException {
    try (var cluster =
        new Cluster(
            directory, "-Dparley.client.greet-after=60s", "-Dparley.client.address-share=1")) {
      var node = cluster.start();
      Crowd.each(IDLE, i -> RawClient.register(node.port(), "u" + i));
      var tickets = new AtomicReferenceArray<String>(IDLE);
      Crowd.each(
          IDLE,
          i -> {
            try (var client = new RawClient(node.port())) {
              tickets.set(i, client.login("u" + i));
            }
          });
      TimeUnit.SECONDS.sleep(3);
      long heapBefore = heapKib(node);
      long residentBefore = residentKib(node);
      var open = new ConcurrentLinkedQueue<RawClient>();
      double seconds =
          Crowd.each(
              IDLE,
              i -> {
                var client = new RawClient(node.port());
                open.add(client);
                client.loginByTicket("u" + i, tickets.get(i));
              });
      TimeUnit.SECONDS.sleep(5);
      Samples.print(
          "idle connections, logged in, " + IDLE,
          String.format(
              Locale.ROOT,
              "\"heapKibEach\":%.1f,\"residentKibEach\":%.1f,\"secondsToConnect\":%.1f",
              (heapKib(node) - heapBefore) / (double) IDLE,
              (residentKib(node) - residentBefore) / (double) IDLE,
              seconds));
      for (var client : open) client.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is in use after a collection. */
  private static long heapKib(NodeProcess node) throws IOException {
    jcmd(node, "GC.run");
    var matcher = USED.matcher(jcmd(node, "GC.heap_info"));
    long used = 0;
    while (matcher.find()) used += Long.parseLong(matcher.group(1));
    return used;
  }

  private static String jcmd(NodeProcess node, String command) throws IOException {
    var tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var process =
        new ProcessBuilder(tool, Long.toString(node.pid()), command)
            .redirectErrorStream(true)
            .start();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      var text = new StringBuilder();
      for (var line = lines.readLine(); line != null; line = lines.readLine())
        if (!line.contains("Metaspace") && !line.contains("class space"))
          text.append(line).append('\n');
      return text.toString();
    }
  }

  private static long residentKib(NodeProcess node) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(node.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
