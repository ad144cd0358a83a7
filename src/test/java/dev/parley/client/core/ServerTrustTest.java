package dev.parley.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.core.ServerTrust.Shown;
import dev.parley.client.core.ServerTrust.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerTrustTest {
  private static final String SERVER = "chat.example:1111";
  private static final String OTHER = "chat2.example:1111";
  private static final Shown OLD = new Shown("SHA256:old", Set.of());
  private static final Shown NEW = new Shown("SHA256:new", Set.of());
  private static final Shown REPLACED = new Shown("SHA256:new", Set.of("SHA256:old"));

  private final ServerTrust nobody = new ServerTrust(Map.of());

  @Test
  void what_one_server_of_the_last_cluster_showed_is_believed_of_the_others_after_a_restart() {
    known.onServers(List.of(SERVER, OTHER));

    assertThat(known.onShown(OTHER, new Shown("SHA256:old", Set.of()))).isEqualTo(Verdict.ACCEPT);
    assertThat(known.onShown("h:9", new Shown("SHA256:new", Set.of()))).isEqualTo(Verdict.ASK);
  }

  private final ServerTrust known = new ServerTrust(Map.of(SERVER, "SHA256:old"));

  @Test
  void a_server_that_is_new_is_asked_about_and_accepted_when_the_user_says_so() {
    assertThat(nobody.onShown(SERVER, OLD)).isEqualTo(Verdict.ASK);
    assertThat(nobody.pins()).isEmpty();
    nobody.onTold(SERVER, "SHA256:old");
    assertThat(nobody.onShown(SERVER, OLD)).isEqualTo(Verdict.ACCEPT);
    assertThat(nobody.pins()).containsOnly(Map.entry(SERVER, "SHA256:old"));
  }

  @Test
  void what_the_network_says_of_a_server_is_believed_of_none_but_a_contradiction_is_told() {
    nobody.onHinted(SERVER, "SHA256:old");
    assertThat(nobody.onShown(SERVER, OLD)).isEqualTo(Verdict.ASK);
    assertThat(nobody.pins()).isEmpty();
    assertThat(nobody.question(SERVER, OLD)).doesNotContain("another");
    for (var sentence : new String[] {nobody.question(SERVER, NEW), nobody.unknown(SERVER, NEW)})
      assertThat(sentence).contains("SHA256:new", "another one for it, SHA256:old");
    for (int i = 0; i < ServerTrust.MAX_PINS; i++) nobody.onHinted("h:" + i, "SHA256:x");
    assertThat(nobody.question(SERVER, NEW)).as("forgotten").doesNotContain("another");
  }

  @Test
  void a_server_that_shows_another_authority_than_before_is_refused_with_what_to_do() {
    assertThat(known.onShown(SERVER, NEW)).isEqualTo(Verdict.REFUSE);
    assertThat(known.pins()).containsEntry(SERVER, "SHA256:old");
    assertThat(known.refusal(SERVER, NEW))
        .contains("SHA256:new instead of SHA256:old", "nothing was sent", "parley://" + SERVER);
  }

  @Test
  void an_authority_for_which_the_one_before_vouches_takes_its_place() {
    assertThat(known.onShown(SERVER, REPLACED)).isEqualTo(Verdict.ACCEPT);
    assertThat(known.onShown(SERVER, NEW)).isEqualTo(Verdict.ACCEPT);
    assertThat(known.onShown(SERVER, OLD)).isEqualTo(Verdict.REFUSE);
  }

  @Test
  void a_server_that_a_known_one_named_must_show_the_same_authority() {
    assertThat(known.onShown(SERVER, OLD)).isEqualTo(Verdict.ACCEPT);
    assertThat(known.onShown(OTHER, OLD)).isEqualTo(Verdict.ACCEPT);
    assertThat(known.pins()).containsEntry(OTHER, "SHA256:old");
    assertThat(known.onShown("chat3.example:1111", NEW)).isEqualTo(Verdict.ASK);
  }

  @Test
  void what_was_pinned_for_one_server_is_not_believed_of_another_before_it_was_shown() {
    assertThat(known.onShown(OTHER, OLD)).isEqualTo(Verdict.ASK);
  }

  @Test
  void the_name_of_a_server_has_no_case() {
    assertThat(known.onShown("CHAT.example:1111", NEW)).isEqualTo(Verdict.REFUSE);
  }

  @Test
  void as_many_servers_as_the_limit_are_remembered_and_not_one_more() {
    for (int i = 0; i <= ServerTrust.MAX_PINS; i++) nobody.onTold("h" + i + ":1", "SHA256:old");
    assertThat(nobody.pins()).hasSize(ServerTrust.MAX_PINS).doesNotContainKey("h0:1");
  }
}
