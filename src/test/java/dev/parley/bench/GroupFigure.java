package dev.parley.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.it.Cluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The causal multicast of a group by itself: every member a process, all send. Rates are per
 * member; processor time is that of all members together, per million deliveries.
 */
final class GroupFigure {
  private static final int WARM_UP_SECONDS = 10;
  private static final int MEASURED_SECONDS = 8;
  private static final int FORMING_POLLS = 200;
  private static final int SOAK_SECONDS = Integer.getInteger("parley.bench.soak", 600);

  /** Small enough that two cores are never the limit. */
  private static final List<Integer> TOTAL_RATES = List.of(1_000, 5_000, 10_000);

  private GroupFigure() {}

  static void run(int size) throws IOException {
    var members = new ArrayList<Member>();
    try {
      start(members, size);
      for (int bytes : new int[] {100, 1_000}) {
        report(members, bytes, 0);
        if (bytes == 100) for (int rate : TOTAL_RATES) report(members, bytes, rate);
      }
    } finally {
      members.forEach(Member::close);
    }
  }

  /** Suspicions in ten minutes at full load, when nothing is wrong: there should be none. */
  static void falseSuspicions(int size) throws IOException {
    var members = new ArrayList<Member>();
    try {
      start(members, size);
      int before = suspicions(members);
      long start = System.nanoTime();
      all(members, new GroupMember.Load(100, 0, SOAK_SECONDS));
      Samples.print(
          size + " members at full load, false suspicions",
          String.format(
              Locale.ROOT,
              "\"seconds\":%.0f,\"suspicions\":%d",
              (System.nanoTime() - start) / 1e9,
              suspicions(members) - before));
    } finally {
      members.forEach(Member::close);
    }
  }

  private static int suspicions(List<Member> members) {
    return members.stream().mapToInt(Member::suspicions).sum();
  }

  private static void start(List<Member> members, int size) throws IOException {
    int multicastPort = 20_000 + ThreadLocalRandom.current().nextInt(10_000);
    for (int i = 0; i < size; i++) members.add(new Member("group-" + multicastPort, multicastPort));
    for (var member : members) member.awaitView(size);
    all(members, new GroupMember.Load(100, 0, WARM_UP_SECONDS));
  }

  private static void report(List<Member> members, int bytes, int totalRate) throws IOException {
    int rate = totalRate / members.size();
    var answers = all(members, new GroupMember.Load(bytes, rate, MEASURED_SECONDS));
    double cpu = answers.stream().mapToDouble(a -> a.path("cpuSeconds").asDouble()).sum();
    long delivered = answers.stream().mapToLong(a -> a.path("delivered").asLong()).sum();
    var name =
        members.size()
            + " members, "
            + bytes
            + " bytes, "
            + (totalRate == 0 ? "all send at full speed" : totalRate + " messages a second in all");
    Samples.print(
        name,
        String.format(
            Locale.ROOT,
            "\"deliveredPerSecond\":%.0f,\"cpuSecondsPerMillion\":%.1f,\"p50Micros\":%.0f,\"p99Micros\":%.0f",
            average(answers, "deliveredPerSecond"),
            cpu * 1e6 / Math.max(1, delivered),
            average(answers, "p50Micros"),
            average(answers, "p99Micros")));
  }

  private static double average(List<JsonNode> answers, String field) {
    return answers.stream().mapToDouble(a -> a.path(field).asDouble()).average().orElse(0);
  }

  private static List<JsonNode> all(List<Member> members, GroupMember.Load load)
      throws IOException {
    var line = "run " + load.bytes() + " " + load.rate() + " " + load.seconds();
    for (var member : members) member.tell(line);
    var answers = new ArrayList<JsonNode>();
    for (var member : members) answers.add(member.answer());
    return answers;
  }

  /** One process. */
  private static final class Member {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final PrintWriter in;
    private final BufferedReader out;
    private int suspicions;

    Member(String cluster, int multicastPort) throws IOException {
      var command = new ArrayList<String>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of(System.getProperty("parley.it.jvm", "-Xmx256m").split(" ")));
      command.add("-Dlogback.configurationFile=" + Path.of("conf", "logback.xml"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(GroupMember.class.getName(), cluster));
      command.add(Integer.toString(Cluster.freePort()));
      command.add(Integer.toString(multicastPort));
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      in = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
      out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    void tell(String line) {
      in.println(line);
    }

    int suspicions() {
      return suspicions;
    }

    /** The next line that is an answer and not a log line. */
    JsonNode answer() throws IOException {
      for (var line = out.readLine(); line != null; line = out.readLine()) {
        if (line.contains("suspected:")) suspicions++;
        if (line.startsWith("{") || line.matches("\\d+")) return JSON.readTree(line);
        if (line.contains("WARN") || line.contains("ERROR")) System.err.println(line);
      }
      throw new IOException("a member ended");
    }

    void awaitView(int size) throws IOException {
      for (int poll = 0; poll < FORMING_POLLS; poll++) {
        tell("view");
        if (answer().asInt() == size) return;
        java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
      }
      throw new IOException("the group did not form");
    }

    void close() {
      process.destroyForcibly();
    }
  }
}
