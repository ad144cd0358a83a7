package dev.parley.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
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

  private final List<RunEvent> events = RunEvent.of(RUN.lines());

  @Test
  void shows_what_is_of_members_in_the_order_of_time() {
    var torn = Stream.concat(RUN.lines().skip(4), RUN.lines().limit(4));
    assertThat(RunEvent.of(torn)).isEqualTo(events);
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
  void draws_no_more_events_than_the_limit_and_says_so() {
    var most = Collections.nCopies(RunDiagram.MAX_POINTS, events.get(1));
    assertThat(new RunDiagram(most).summary(most.size())).doesNotContain("left out");
    var more = Collections.nCopies(RunDiagram.MAX_POINTS + 1, events.get(1));
    var diagram = new RunDiagram(more);
    assertThat(diagram.summary(more.size())).contains("1 later ones are left out");
    assertThat(diagram.svg().split("<circle", -1)).hasSize(1 + RunDiagram.MAX_POINTS);
  }

  @Test
  void escapes_what_a_record_has_of_a_page() {
    var foreign = new RunEvent(1, "<b>", "sent", "\"&:1", "");
    assertThat(new RunDiagram(List.of(foreign)).svg())
        .contains("&lt;b>", "&quot;&amp;:1")
        .doesNotContain("<b>");
  }
}
