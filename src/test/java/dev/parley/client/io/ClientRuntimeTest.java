package dev.parley.client.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.UserName;
import dev.parley.client.core.ClientEvent;
import dev.parley.client.core.Errand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientRuntimeTest {
  private static final String MESSAGE =
      "{\"ev\":\"message\",\"n\":1,\"msg\":\"m-7\",\"from\":\"shao\",\"text\":\"hello\"}";

  @TempDir Path home;

  @Test
  void a_message_that_is_still_being_shown_is_new_at_the_next_start() throws IOException {
    var isShowing = new CompletableFuture<Boolean>();
    var mayEnd = new CompletableFuture<Boolean>();
    try (var profiles = ProfileStore.open(home, "parley", UserName.of("fang"));
        var runtime =
            online(
                profiles,
                event -> {
                  isShowing.complete(true);
                  mayEnd.join(); // as a full pipe, or a terminal that was stopped
                })) {
      runtime.tell((chatClient, now) -> chatClient.onLine(MESSAGE, now));
      assertThat(isShowing.orTimeout(20, TimeUnit.SECONDS).join()).isTrue();
      assertThat(profiles.history().isNew("m-7")).isTrue();

      mayEnd.complete(true);
      Awaitility.await().until(() -> !profiles.history().isNew("m-7"));
    }
  }

  @Test
  void a_message_that_cannot_be_shown_ends_it_and_is_new_at_the_next_start() throws IOException {
    try (var profiles = ProfileStore.open(home, "parley", UserName.of("fang"));
        var runtime =
            online(
                profiles,
                event -> {
                  throw new IllegalStateException("nobody reads the output");
                })) {
      runtime.tell((chatClient, now) -> chatClient.onLine(MESSAGE, now));
      assertThat(runtime.over().orTimeout(20, TimeUnit.SECONDS).join())
          .hasValueSatisfying(why -> assertThat(why).contains("nobody reads the output"));
      assertThat(profiles.history().isNew("m-7")).isTrue();
      assertThat(profiles.history().messages()).isEmpty();
    }
  }

  private static ClientRuntime online(ProfileStore profiles, Consumer<ClientEvent> screen)
      throws IOException {
    var options = new ClientOptions();
    options.state = profiles.directory();
    return new ClientRuntime(
        Errand.online().chatClient,
        profiles,
        new ServerDiscovery("parley", List.of()),
        Encryption.open(options, List.of()),
        screen);
  }
}
