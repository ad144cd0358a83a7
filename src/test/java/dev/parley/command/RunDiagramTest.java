package dev.parley.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunDiagramTest {
  private static final String RUN =
      """
      {"t":10,"ev":"started","pid":1,"wallMs":2}
      {"t":20,"ev":"view","m":"n-a.1","view":"3/n-a.1","members":["n-a.1","n-b.2"],"base":{}}
      {"t":30,"ev":"sent","m":"n-a.1","dot":"n-a.1:1"}
      {"t":31,"ev":"delivered","m":"n-a.1","dot":"n-a.1:1","sum":7,"clock":{"n-a.1":1}}
      {"t":40,"ev":"delivered","m":"n-b.2","dot":"n-a.1:1","sum":7}
      {"t":45,"ev":"held","m":"n-b.2","dot":"n-a.1:3"}
      {"t":50,"ev":"prom""";

  private final List<RunEvent> events = events(RUN.lines());

  @Test
  void shows_what_is_of_members_in_the_order_of_time() {
    var torn = Stream.concat(RUN.lines().skip(4), RUN.lines().limit(4));
    assertThat(events(torn)).isEqualTo(events);
    assertThat(events)
        .extracting(RunEvent::kind)
        .containsExactly("view", "sent", "delivered", "delivered", "held");
    assertThat(events.get(1).isOwn()).isTrue();
    assertThat(events.get(4).origin()).isEqualTo("n-a");
  }

  @Test
  void draws_a_way_from_where_a_message_was_sent_to_where_it_was_delivered() {
    var svg = new RunDiagram(events).svg();
    assertThat(svg)
        .startsWith("<svg xmlns=")
        .contains(">view 3<", "n-b: held n-a.1:3", "n-b: delivered n-a.1:1");
    assertThat(svg.split("<line ", -1)).as("two lanes and one way").hasSize(1 + 3);
  }

  @Test
  void gives_shiviz_clocks_that_grow_with_each_event_and_know_what_was_sent() {
    assertThat(new RunDiagram(events).shiviz())
        .contains("n-a {\"n-a\":2}\nsent n-a.1:1\n")
        .contains("n-b {\"n-a\":2,\"n-b\":1}\ndelivered n-a.1:1\n")
        .contains("n-b {\"n-a\":2,\"n-b\":2}\nheld n-a.1:3\n");
  }

  @Test
  void keeps_the_earliest_events_that_a_diagram_shows_in_whatever_order_they_come() {
    var most = new RunWindow(0, 0, 1e9);
    for (int at = RunDiagram.MAX_POINTS; at > 0; at--) most.add(sent(at));
    assertThat(new RunDiagram(most.earliest()).summary(most.count())).doesNotContain("left out");

    most.add(sent(RunDiagram.MAX_POINTS + 1));
    most.add(sent(0));
    assertThat(most.earliest())
        .hasSize(RunDiagram.MAX_POINTS)
        .startsWith(sent(0), sent(1))
        .endsWith(sent(RunDiagram.MAX_POINTS - 1));
    var diagram = new RunDiagram(most.earliest());
    assertThat(diagram.summary(most.count())).contains("2 later ones are left out");
    assertThat(diagram.svg().split("<circle", -1)).hasSize(1 + RunDiagram.MAX_POINTS);
  }

  @Test
  void keeps_the_events_of_the_seconds_that_are_asked_for_with_both_ends() {
    var window = new RunWindow(1_000_000_000L, 1, 2);
    for (long at : new long[] {1_999_999_999L, 2_000_000_000L, 3_000_000_000L, 3_000_000_001L})
      window.add(sent(at));
    assertThat(window.earliest()).containsExactly(sent(2_000_000_000L), sent(3_000_000_000L));
    assertThat(window.count()).isEqualTo(2);
  }

  @Test
  void passes_over_a_line_that_is_longer_than_any_of_a_record() throws IOException {
    var longest = "x".repeat(RecordReader.MAX_LINE_BYTES);
    var text = "first\n" + longest + "\n" + longest + "y\n\nlast";
    var read = new ArrayList<String>();
    RecordReader.lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), read::add);
    assertThat(read).containsExactly("first", longest, "", "last");
  }

  private static RunEvent sent(long at) {
    return new RunEvent(at, "n-a", "sent", "n-a.1:" + at, "");
  }

  private static List<RunEvent> events(Stream<String> lines) {
    var window = new RunWindow(0, 0, 1e9);
    lines.flatMap(line -> RunEvent.of(line).stream()).forEach(window::add);
    return window.earliest();
  }

  @Test
  void escapes_what_a_record_has_of_a_page() {
    var foreign = new RunEvent(1, "<b>", "sent", "\"&:1", "");
    assertThat(new RunDiagram(List.of(foreign)).svg())
        .contains("&lt;b>", "&quot;&amp;:1")
        .doesNotContain("<b>");
  }
}
