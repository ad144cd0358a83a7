package dev.parley.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.core.ClientEvent.HistoryTold;
import dev.parley.client.core.ClientEvent.HistoryTold.Past;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PastMessagesTest {
  private final History history = new History();

  @Test
  void without_an_answer_it_is_what_this_client_remembers() {
    remember(own("m-1"), from("m-2"), own("m-3"));
    assertThat(shown(Optional.empty(), 2)).containsExactly("m-2", "m-3");
  }

  @Test
  void what_the_servers_have_of_other_clients_is_among_what_this_one_remembers() {
    remember(own("m-1"), from("m-2"), own("m-5"));
    var told = told(own("m-1"), from("m-2"), own("m-3"), from("m-4"), own("m-5"));
    assertThat(shown(told, 10)).containsExactly("m-1", "m-2", "m-3", "m-4", "m-5");
    assertThat(shown(told, 2)).containsExactly("m-4", "m-5");
  }

  @Test
  void what_the_servers_have_forgotten_or_do_not_know_yet_stays_at_its_place() {
    remember(own("m-1"), from("m-2"), own("m-3"), own("m-5"));
    assertThat(shown(told(from("m-2"), own("m-3"), from("m-4")), 10))
        .containsExactly("m-1", "m-2", "m-3", "m-5", "m-4");
    assertThat(shown(told(), 10)).containsExactly("m-1", "m-2", "m-3", "m-5");
  }

  @Test
  void what_is_unread_is_left_out_since_it_comes_by_itself() {
    remember(from("m-1"));
    var told =
        new HistoryTold(
            List.of(
                new Past(from("m-1"), false),
                new Past(from("m-2"), false),
                new Past(own("m-3"), false)));
    assertThat(shown(Optional.of(told), 10)).containsExactly("m-1", "m-3");
  }

  @Test
  void all_of_a_room_is_shown_since_nobody_is_told_what_of_it_is_unread() {
    var message = new StoredMessage("#tea", false, "text", "m-1", "", "", "shao");
    var told = new HistoryTold(List.of(new Past(message, false)));
    assertThat(PastMessages.of(history, "#tea", Optional.of(told), 10))
        .containsExactly(new Past(message, false));
  }

  private void remember(StoredMessage... messages) {
    for (var message : messages) history.add(message);
  }

  private List<String> shown(Optional<HistoryTold> told, int count) {
    return PastMessages.of(history, "shao", told, count).stream()
        .map(past -> past.message().msg())
        .toList();
  }

  private static Optional<HistoryTold> told(StoredMessage... messages) {
    var past = new ArrayList<Past>();
    for (var message : messages) past.add(new Past(message, true));
    return Optional.of(new HistoryTold(past));
  }

  private static StoredMessage own(String msg) {
    return new StoredMessage("shao", true, "text", msg, "", "");
  }

  private static StoredMessage from(String msg) {
    return new StoredMessage("shao", false, "text", msg, "", "");
  }
}
