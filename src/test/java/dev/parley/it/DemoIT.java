package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code parley demo}, and somebody who goes through its guide. */
class DemoIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern GUIDE = Pattern.compile("a guide: +(http\\S+)#(\\S+)");
  private static final int READY_SECONDS = 120;

  @TempDir Path directory;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private @Nullable Process demo;

  @AfterEach
  void stop() {
    var running = demo;
    if (running != null) running.destroyForcibly();
  }

  private String guide() throws IOException {
    var command = new ArrayList<>(NodeProcess.program("dev.parley.Parley", "-Xmx64m"));
    command.add("demo");
    var started = new ProcessBuilder(command).redirectErrorStream(true).start();
    demo = started;
    var lines =
        new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
    var reader = new Thread(() -> lines.lines().forEach(output::add), "output of the demo");
    reader.setDaemon(true);
    reader.start();
    Awaitility.await("the guide's address in " + output)
        .atMost(READY_SECONDS, TimeUnit.SECONDS)
        .until(() -> output.stream().anyMatch(line -> GUIDE.matcher(line).find()));
    return output.stream().filter(l -> GUIDE.matcher(l).find()).findFirst().orElseThrow();
  }

  @Test
  void somebody_goes_through_the_guide_and_nobody_else_makes_faults() throws Exception {
    Programs.assume("chromium", "chromedriver");
    var line = GUIDE.matcher(guide());
    assertThat(line.find()).isTrue();
    var page = URI.create(line.group(1));
    var servers = JSON.readTree(get(page.resolve("/api/demo")).body()).path("servers");
    int first = servers.path(0).path("port").asInt();
    assertThat(servers.findValuesAsText("state")).containsOnly("running").hasSize(3);
    assertThat(post(page, "stop/" + first, "wrong").statusCode()).isEqualTo(401);
    assertThat(get(Operator.page(first, "/api/demo")).statusCode()).as("a node").isEqualTo(404);

    try (var reader = new Browser(line.group(1) + "#" + line.group(2), directory)) {
      goThrough(reader);
    }
    var running = Objects.requireNonNull(demo);
    running.destroy();
    assertThat(running.waitFor(30, TimeUnit.SECONDS)).isTrue();
    Awaitility.await("its servers have ended").until(() -> isGone(Operator.page(first, "/alive")));
  }

  private static Browser unfold(Browser reader, int step) {
    return reader.unfold("#steps > li:nth-child(" + step + ") details");
  }

  private static void goThrough(Browser reader) {
    reader.resize(1280, 1400);
    reader.click("[data-do=ask]").awaitWords("#steps > li:nth-child(1) .is-seen", "delivered");
    unfold(reader, 2).click("[data-do=answer]");
    reader.awaitWords("#steps > li:nth-child(2) .is-seen", "delivered").photograph("guide");
    unfold(reader, 3).click("[data-do=kill]");
    for (var seen : List.of("suspected", "excluded", "a new view", "a leader"))
      reader.awaitWords("#steps > li:nth-child(3) .is-seen", seen);
    reader.photograph("guide-killed").click("[data-do=start]");
    reader.awaitWords("#steps > li:nth-child(3) .is-seen", "it is back");
    unfold(reader, 4).click("[data-do=cut]");
    reader.awaitWords("#steps > li:nth-child(4) .is-seen", "excluded").photograph("guide-cut");
    unfold(reader, 5).click("[data-do=heal]");
    reader.awaitWords("#steps > li:nth-child(5) .is-seen", "merged").resize(390, 844);
    reader.photograph("guide-phone");
    assertThat(reader.isWiderThanItsWindow()).isFalse();
    // The page's own streams have ended with the servers that gave them.
    assertThat(reader.complaints()).isEmpty();
  }

  private static boolean isGone(URI page) throws Exception {
    try {
      get(page);
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  private static HttpResponse<String> get(URI page) throws Exception {
    return send(HttpRequest.newBuilder(page).build());
  }

  private static HttpResponse<String> post(URI page, String act, String token) throws Exception {
    return send(
        HttpRequest.newBuilder(page.resolve("/api/demo/" + act))
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build());
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
