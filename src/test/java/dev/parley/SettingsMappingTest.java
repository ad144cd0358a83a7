package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.NodeSettings;
import dev.parley.config.SettingsSources;
import dev.parley.protocol.membership.SharedSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SettingsMappingTest {
  @Test
  void members_that_are_set_alike_have_the_same_terms_wherever_they_listen() {
    var first = terms(Map.of("parley.client.port", 1111));
    var second = terms(Map.of("parley.client.port", 1112, "parley.bind", "127.0.0.2"));

    assertThat(first).isEqualTo(second);
    assertThat(first.profile()).isEqualTo("lan");
  }

  @Test
  void every_timer_and_the_mode_make_other_terms() {
    var lan = terms(Map.of("parley.client.port", 1111));
    for (var timer :
        List.of(
            "heartbeat-interval",
            "suspect-after",
            "confirm-timeout",
            "prepare-timeout",
            "flush-timeout",
            "hop-timeout",
            "alone-after",
            "announce-interval")) {
      var key = "parley.group." + timer;
      // A little shorter or longer, as the others allow it.
      var value = timer.equals("heartbeat-interval") || timer.equals("hop-timeout") ? 15 : 1_260;
      if (timer.equals("prepare-timeout") || timer.equals("confirm-timeout")) value = 250;
      var changed = terms(Map.of("parley.client.port", 1111, key, value + "ms"));
      assertThat(changed.digest()).as(timer).isNotEqualTo(lan.digest());
      assertThat(changed.profile()).isEqualTo("lan");
    }
    assertThat(terms(Map.of("parley.client.port", 1111, "parley.profile", "seed")).digest())
        .isNotEqualTo(lan.digest());
    var modes =
        List.of("classic", "eager").stream()
            .map(mode -> terms(Map.of("parley.client.port", 1111, "parley.election.mode", mode)))
            .map(SharedSettings::digest)
            .distinct();
    assertThat(modes).hasSize(2);
  }

  private static SharedSettings terms(Map<String, Object> flags) {
    var config = new SettingsSources(flags, new Properties(), Map.of()).load(Optional.empty());
    return SettingsMapping.terms(NodeSettings.read(config, Path.of("/home")));
  }
}
