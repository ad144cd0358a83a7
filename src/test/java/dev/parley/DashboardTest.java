package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The form of the dashboard; what it asks for, {@code OperatorIT} compares with a node. */
class DashboardTest {
  private static final int COLUMNS = 24;

  private final JsonNode dashboard;

  DashboardTest() throws IOException {
    dashboard =
        new ObjectMapper().readTree(Files.readString(Path.of("conf", "grafana", "parley.json")));
  }

  private List<JsonNode> panels() {
    var panels = new ArrayList<JsonNode>();
    dashboard.path("panels").forEach(panels::add);
    return panels;
  }

  @Test
  void panels_have_numbers_of_their_own_and_no_two_take_the_same_place() {
    var ids = new TreeSet<Integer>();
    var taken = new TreeSet<String>();
    for (var panel : panels()) {
      assertThat(ids.add(panel.path("id").asInt())).as("%s", panel.path("title")).isTrue();
      var at = panel.path("gridPos");
      int right = at.path("x").asInt() + at.path("w").asInt();
      assertThat(right).as("%s", panel.path("title")).isBetween(1, COLUMNS);
      for (int x = at.path("x").asInt(); x < right; x++)
        for (int y = at.path("y").asInt(); y < at.path("y").asInt() + at.path("h").asInt(); y++)
          assertThat(taken.add(x + "," + y)).as("%s at %d, %d", panel.path("title"), x, y).isTrue();
    }
    assertThat(ids).isNotEmpty();
  }

  @Test
  void each_figure_is_of_the_chosen_servers_of_the_chosen_source_and_is_explained() {
    for (var panel : panels()) {
      if (panel.path("type").asText().equals("row")) continue;
      assertThat(panel.path("title").asText()).isNotBlank();
      assertThat(panel.path("description").asText()).as("%s", panel.path("title")).isNotBlank();
      assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
      var names = new TreeSet<String>();
      for (var target : panel.path("targets")) {
        assertThat(names.add(target.path("refId").asText())).isTrue();
        assertThat(target.path("expr").asText()).contains("job=~\"$job\", instance=~\"$instance\"");
      }
      assertThat(names).as("%s", panel.path("title")).isNotEmpty();
    }
  }
}
