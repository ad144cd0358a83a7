package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatState;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ChatStore.Commit;
import dev.parley.replica.ReplicaOutput.Tell;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurabilityTest {
  private final List<Commit> commits = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final ReplicaOutputs outputs = new ReplicaOutputs();
  private final Durability durability =
      new Durability(ChatState.tracked(), () -> VersionVector.EMPTY, true, outputs);

  @Test
  void tells_at_once_what_rests_on_nothing_new() {
    tell("a");
    perform();
    assertThat(told).containsExactly("a");
    assertThat(commits).isEmpty();
  }

  @Test
  void tells_what_rests_on_a_change_when_the_change_is_durable() {
    durability.onChanged();
    tell("a");
    durability.afterInput();
    perform();
    assertThat(told).isEmpty();
    assertThat(commits).hasSize(1);

    durability.onWritten();
    perform();
    assertThat(told).containsExactly("a");
  }

  @Test
  void gathers_what_changes_while_a_commit_is_written() {
    for (var word : List.of("a", "b", "c", "d")) {
      durability.onChanged();
      tell(word);
      durability.afterInput();
    }
    perform();
    assertThat(commits).hasSize(1);

    durability.onWritten();
    perform();
    assertThat(told).containsExactly("a");
    assertThat(commits).hasSize(2);
    durability.onWritten();
    perform();
    assertThat(told).containsExactly("a", "b", "c", "d");
    assertThat(commits).hasSize(2);
  }

  @Test
  void never_tells_later_things_first() {
    durability.onChanged();
    tell("a");
    durability.afterInput();
    // Rests on nothing new, but was said after what does.
    tell("b");
    perform();
    assertThat(told).isEmpty();

    durability.onWritten();
    perform();
    assertThat(told).containsExactly("a", "b");
    assertThat(commits).hasSize(1);
  }

  private void tell(String word) {
    durability.whenDurable(new Tell<>(word, ReplicaProtocol.UnreadEnd.INSTANCE));
  }

  private void perform() {
    for (var output : outputs.take()) {
      if (output instanceof Tell<?> tell) told.add((String) tell.session());
      else commits.add(((ReplicaOutput.Write) output).commit());
    }
  }
}
