package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.BlockEntry;
import dev.parley.chat.model.UserName;
import dev.parley.testing.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlockListsTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final UserName MEI = UserName.of("mei");

  private final BlockLists lists = new BlockLists(true);

  @Test
  void the_last_word_counts_whatever_comes_first() {
    lists.put(word(SHAO, 5, false));
    assertThat(lists.put(word(SHAO, 3, true))).as("older").isEmpty();
    assertThat(lists.blocks(FANG, SHAO)).isFalse();

    assertThat(lists.put(word(SHAO, 6, true)))
        .containsExactly(new Notice.BlockChanged(FANG, SHAO, true));
    assertThat(lists.put(word(SHAO, 6, true))).as("again").isEmpty();
    assertThat(lists.blockedBy(FANG)).containsExactly(SHAO);
    assertThat(lists.blocks(SHAO, FANG)).isFalse();
  }

  @Test
  void of_two_words_of_one_time_the_one_that_blocks_counts() {
    lists.put(word(SHAO, 5, false));
    lists.put(word(SHAO, 5, true));
    lists.put(word(SHAO, 5, false));
    assertThat(lists.blocks(FANG, SHAO)).isTrue();
  }

  @Test
  void a_floor_forgets_all_that_was_said_before_it_also_what_comes_later() {
    lists.put(word(SHAO, 5, true));
    lists.put(word(MEI, 7, true));
    assertThat(lists.put(BlockEntry.floor(FANG, 7)))
        .containsExactly(new Notice.BlockChanged(FANG, SHAO, false));
    assertThat(lists.put(word(SHAO, 6, true))).isEmpty();

    assertThat(lists.blockedBy(FANG)).containsExactly(MEI);
    assertThat(lists.unblockedBy(FANG)).isZero();
    assertThat(lists.size()).isEqualTo(2);
  }

  @Test
  void replicas_agree_whatever_the_order_in_which_they_learn_of_the_words() {
    var seed = Seed.next();
    var random = seed.random();
    for (int run = 0; run < 300; run++) {
      var words = new ArrayList<BlockEntry>();
      for (int i = 0; i < 12; i++) {
        var name = random.nextBoolean() ? SHAO : MEI;
        boolean isFloor = random.nextInt(5) == 0;
        long time = 1L + random.nextInt(8);
        words.add(isFloor ? BlockEntry.floor(FANG, time) : word(name, time, random.nextBoolean()));
      }
      var one = new BlockLists(true);
      words.forEach(one::put);
      Collections.shuffle(words, new Random(random.nextLong()));
      var other = new BlockLists(true);
      words.forEach(other::put);
      other.all().forEach(other::put);
      assertThat(other.all()).as("%s", seed).isEqualTo(one.all());
      assertThat(one.size()).isEqualTo(one.all().size());
    }
  }

  @Test
  void whoever_loses_a_name_leaves_no_block_and_is_not_blocked_under_it() {
    lists.put(word(SHAO, 5, true));
    lists.put(new BlockEntry(SHAO, FANG, 6, true));
    lists.put(new BlockEntry(SHAO, MEI, 6, true));
    lists.put(word(MEI, 7, true));
    lists.lose(Set.of(SHAO));

    assertThat(lists.all()).containsExactly(word(MEI, 7, true));
    assertThat(lists.size()).isEqualTo(1);
  }

  @Test
  void changes_are_taken_once_and_say_what_is_gone() {
    lists.put(word(SHAO, 5, true));
    assertThat(lists.takeChanged()).containsExactly(word(SHAO, 5, true));
    assertThat(lists.takeChanged()).isEmpty();
    lists.put(BlockEntry.floor(FANG, 9));
    assertThat(lists.takeChanged())
        .containsExactlyInAnyOrderElementsOf(
            List.of(BlockEntry.floor(FANG, 9), word(SHAO, 0, false)));
  }

  private static BlockEntry word(UserName name, long lamport, boolean isBlocked) {
    return new BlockEntry(FANG, name, lamport, isBlocked);
  }
}
