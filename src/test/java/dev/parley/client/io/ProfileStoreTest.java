package dev.parley.client.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.chat.model.UserName;
import dev.parley.client.core.Profile;
import dev.parley.client.core.StoredMessage;
import dev.parley.client.core.UnsentMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileStoreTest {
  private static final StoredMessage LETTER =
      new StoredMessage("shao", false, "hello", "m-1", "", "at-1");
  private static final Profile SAVED =
      new Profile(
          "id",
          "fang",
          "ticket",
          "",
          7,
          9,
          List.of(new UnsentMessage(8, "shao", "hi", "", "r")),
          List.of("a:1"));

  @TempDir Path home;

  @Test
  void what_was_saved_is_there_after_a_restart() throws IOException {
    try (var profiles = ProfileStore.open(home, "parley", UserName.of("fang"))) {
      profiles.save(SAVED);
      profiles.add(LETTER);
      profiles.addDelivered("m-9");
      profiles.addReturned("m-8");
    }
    try (var profiles = ProfileStore.open(home, "parley", UserName.of("Fang"))) {
      assertThat(profiles.profile("Fang", "new")).isEqualTo(SAVED);
      var history = profiles.history();
      assertThat(history.with("shao", 10)).containsExactly(LETTER);
      assertThat(history.isNew("m-1")).isFalse();
      assertThat(history.isDelivered("m-9")).isTrue();
      assertThat(history.isReturned("m-8")).isTrue();
      assertThat(history.lastAt()).isEqualTo("at-1");
    }
  }

  @Test
  void half_a_line_of_a_killed_process_costs_only_itself() throws IOException {
    Path file;
    try (var profiles = ProfileStore.open(home, "parley", UserName.of("fang"))) {
      profiles.add(LETTER);
      file = profiles.directory().resolve("conversations.jsonl");
    }
    Files.writeString(file, "{\"peer\":\"sh", StandardOpenOption.APPEND);
    try (var profiles = ProfileStore.open(home, "parley", UserName.of("fang"))) {
      profiles.history();
      profiles.add(new StoredMessage("shao", true, "after", "m-2", "", ""));
      assertThat(profiles.history().with("shao", 10))
          .extracting(StoredMessage::text)
          .containsExactly("hello", "after");
    }
  }

  @Test
  void a_second_process_of_the_same_user_takes_the_ticket_and_leaves_the_numbers()
      throws IOException {
    try (var first = ProfileStore.open(home, "parley", UserName.of("fang"));
        var second = ProfileStore.open(home, "parley", UserName.of("fang"))) {
      first.save(SAVED);
      assertThat(second.isOurs()).isFalse();
      var profile = second.profile("fang", "another");
      assertThat(profile.ticket()).isEqualTo("ticket");
      assertThat(profile.client()).isEqualTo("another");
      assertThat(profile.drafts()).isEmpty();
      second.save(profile);
      assertThat(first.profile("fang", "x")).isEqualTo(SAVED);
    }
  }

  @Test
  void an_unreadable_profile_is_put_aside_and_the_user_told() throws IOException {
    try (var profiles = ProfileStore.open(home, "parley", UserName.of("fang"))) {
      Files.writeString(profiles.directory().resolve("client.json"), "not json");
      assertThat(profiles.profile("fang", "new")).isEqualTo(Profile.fresh("fang", "new"));
      assertThat(profiles.warning()).hasValueSatisfying(w -> assertThat(w).contains("put aside"));
      assertThat(profiles.directory().resolve("client.json.unreadable")).hasContent("not json");
    }
  }

  @Test
  void half_a_character_costs_only_its_line() throws IOException {
    try (var profiles = ProfileStore.open(home, "parley", UserName.of("fang"))) {
      profiles.add(LETTER);
      var file = profiles.directory().resolve("conversations.jsonl");
      Files.write(file, new byte[] {'{', '"', (byte) 0xC3}, StandardOpenOption.APPEND);
      assertThat(profiles.history().messages()).containsExactly(LETTER);
      profiles.add(new StoredMessage("shao", true, "after", "m-2", "", ""));
      assertThat(profiles.history().messages()).hasSize(2);
    }
  }

  @Test
  void a_file_of_before_there_were_rooms_is_read_and_lines_of_users_are_as_they_were_in_it()
      throws IOException {
    try (var profiles = ProfileStore.open(home, "parley", UserName.of("fang"))) {
      var file = profiles.directory().resolve("conversations.jsonl");
      var before = Path.of("src/test/resources/client-before-rooms/conversations.jsonl");
      Files.copy(before, file);
      var history = profiles.history();
      assertThat(history.messages())
          .containsExactly(
              new StoredMessage(
                  "shao", false, "hello \"fang\"", "m-1", "2026-11-24T05:00:00.000Z", "at-1"),
              new StoredMessage(
                  "shao", true, "héllo\ntwo", "m-2", "2026-11-24T05:00:01.123456Z", "at-2"),
              new StoredMessage("cron", false, "done", "m-3", "2026-11-24T05:00:02.000Z", "at-3"));
      assertThat(history.isNew("m-0")).isFalse();
      assertThat(history.isDelivered("m-2")).isTrue();
      assertThat(history.isReturned("m-8")).isTrue();

      Files.delete(file);
      history.messages().forEach(profiles::add);
      assertThat(Files.readAllLines(file))
          .isEqualTo(Files.readAllLines(before).stream().filter(l -> l.contains("peer")).toList());
    }
  }

  @Test
  void what_was_said_in_a_room_is_kept_with_who_said_it_and_a_client_of_before_leaves_it_out()
      throws IOException {
    var others = new StoredMessage("#tea", false, "hello", "m-1", "", "at-1", "shao");
    var own = new StoredMessage("#tea", true, "and you", "m-2", "", "at-2", "fang");
    try (var profiles = ProfileStore.open(home, "parley", UserName.of("fang"))) {
      List.of(LETTER, others, own).forEach(profiles::add);
      profiles.addReceived("m-7");
      var history = profiles.history();
      assertThat(history.with("#TEA", 10)).containsExactly(others, own);
      assertThat(history.isNew("m-7")).isFalse();

      var lines = Files.readAllLines(profiles.directory().resolve("conversations.jsonl"));
      var before = JsonMapper.builder().build().readerFor(StoredBefore.class);
      assertThat(before.<StoredBefore>readValue(lines.get(0)).peer()).isEqualTo("shao");
      for (var line : lines.subList(1, 3))
        assertThatThrownBy(() -> before.readValue(line))
            .isInstanceOf(JsonProcessingException.class);
    }
  }

  /** A line as a client of before reads it; one that it cannot read is left out. */
  private record StoredBefore(
      String peer, boolean own, String text, String msg, String sentAt, String at) {}

  @Test
  void a_long_file_is_written_anew_with_what_counts() throws IOException {
    try (var profiles = ProfileStore.open(home, "parley", UserName.of("fang"))) {
      var file = profiles.directory().resolve("conversations.jsonl");
      var lines = new StringBuilder("{\"received\":\"m-0\"}\n{\"returned\":\"m-8\"}\n");
      for (int i = 0; i < ConversationLog.MAX_LINES; i++) lines.append("{\"delivered\":\"m-7\"}\n");
      Files.writeString(file, lines);
      assertThat(profiles.history().isDelivered("m-7")).isTrue();
      assertThat(Files.readAllLines(file))
          .containsExactly(
              "{\"received\":\"m-0\"}", "{\"delivered\":\"m-7\"}", "{\"returned\":\"m-8\"}");
    }
  }

  @Test
  void only_its_owner_can_read_it() throws IOException {
    try (var profiles = ProfileStore.open(home, "a cluster / of ours", UserName.of("fang"))) {
      profiles.save(SAVED);
      profiles.add(LETTER);
      try (var files = Files.list(profiles.directory())) {
        for (var file : files.toList())
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .isEqualTo("rw-------");
      }
    }
  }
}
