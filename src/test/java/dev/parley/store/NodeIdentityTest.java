package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.config.ConfigProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeIdentityTest {
  @TempDir Path directory;

  @Test
  void a_name_is_made_at_the_first_start_and_kept() throws IOException {
    String name;
    try (var identity = open("parley")) {
      name = identity.node();
      identity.nextIncarnation(1);
    }
    assertThat(name).matches("n-1111-[0-9a-f]{8}");
    try (var identity = open("parley")) {
      assertThat(identity.node()).isEqualTo(name);
    }
  }

  @Test
  void incarnations_grow_across_lives_also_when_the_clock_went_backwards() throws IOException {
    long first;
    try (var identity = open("parley")) {
      first = identity.nextIncarnation(1_000);
      assertThat(identity.nextIncarnation(1_000)).isGreaterThan(first);
    }
    try (var identity = open("parley")) {
      assertThat(identity.nextIncarnation(5)).isGreaterThan(first + 1);
    }
  }

  @Test
  void copies_of_a_directory_choose_different_incarnations_at_the_same_moment() throws IOException {
    var chosen = new java.util.TreeSet<Long>();
    for (int copy = 0; copy < 20; copy++) {
      var place = directory.resolve("copy" + copy);
      var seed = new SplittableRandom(copy);
      try (var identity = NodeIdentity.open(place, "parley", 1111, seed)) {
        long incarnation = identity.nextIncarnation(5_000);
        assertThat(incarnation).isBetween(5_001L, 5_000 + NodeIdentity.SPREAD);
        chosen.add(incarnation);
      }
    }
    assertThat(chosen).hasSizeGreaterThan(17);
  }

  @Tag("slow")
  @Test
  void of_two_copies_the_one_that_was_started_a_process_later_has_the_larger_incarnation()
      throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      var first = directory.resolve("first" + seed);
      var second = directory.resolve("second" + seed);
      var random = new SplittableRandom(seed);
      try (var earlier = NodeIdentity.open(first, "parley", 1111, random);
          var later = NodeIdentity.open(second, "parley", 1111, random)) {
        assertThat(later.nextIncarnation(5_300)).isGreaterThan(earlier.nextIncarnation(5_000));
      }
    }
  }

  @Test
  void a_promise_survives_and_a_smaller_one_is_a_bug() throws IOException {
    try (var identity = open("parley")) {
      identity.nextIncarnation(1);
      identity.promise(7);
      assertThatThrownBy(() -> identity.promise(7)).isInstanceOf(IllegalStateException.class);
    }
    try (var identity = open("parley")) {
      assertThat(identity.promisedEpoch()).isEqualTo(7);
    }
  }

  @Test
  void two_nodes_with_the_same_data_are_refused_in_a_sentence() throws IOException {
    try (var identity = open("parley")) {
      assertThat(identity.node()).isNotEmpty();
      assertThatThrownBy(() -> open("parley"))
          .isInstanceOf(ConfigProblem.class)
          .hasMessageContaining("Another node is running with the data directory");
    }
    open("parley").close();
  }

  @Test
  void a_directory_of_another_cluster_is_refused() throws IOException {
    try (var identity = open("parley")) {
      identity.nextIncarnation(1);
    }
    refused("other", "belongs to the cluster 'parley'");
  }

  @Test
  void a_newer_format_is_refused() throws IOException {
    Files.writeString(directory.resolve("node.properties"), "format=3\ncluster=parley\n");
    refused("parley", "newer than this version");
  }

  @Test
  void a_damaged_file_is_refused_with_what_is_wrong() throws IOException {
    var file = directory.resolve("node.properties");
    Files.writeString(file, "format=1\ncluster=parley\n");
    refused("parley", "'node' is missing");
    Files.writeString(
        file, "format=1\ncluster=parley\nnode=n-1\nincarnation=-3\npromised-epoch=0\n");
    refused("parley", "'incarnation' is '-3'");
    Files.writeString(file, "format=\\u00zz");
    refused("parley", "cannot be read");
  }

  @Test
  void what_a_crash_left_between_writing_and_renaming_is_ignored() throws IOException {
    long before;
    try (var identity = open("parley")) {
      before = identity.nextIncarnation(10);
    }
    Files.writeString(directory.resolve("node.properties.new"), "half a fi");
    try (var identity = open("parley")) {
      assertThat(identity.nextIncarnation(1)).isGreaterThan(before);
    }
  }

  @Test
  void a_place_that_cannot_hold_a_directory_is_refused_in_a_sentence() throws IOException {
    var file = directory.resolve("file");
    Files.writeString(file, "");
    assertThatThrownBy(
            () -> NodeIdentity.open(file.resolve("d"), "parley", 1111, new SplittableRandom(1)))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("cannot be used");
  }

  private void refused(String cluster, String part) {
    assertThatThrownBy(() -> open(cluster))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining(part);
  }

  private NodeIdentity open(String cluster) {
    return NodeIdentity.open(directory, cluster, 1111, new SplittableRandom(1));
  }
}
