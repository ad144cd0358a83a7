package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole runs as text, to be read, and to see at a glance what a change of a protocol changes. Where
 * a change is meant, {@code -Dparley.golden.accept=true} writes the transcripts anew; the
 * difference belongs in the commit.
 */
class GoldenTranscriptTest {
  private static final Path DIRECTORY = Path.of("src", "test", "resources", "golden");

  @ParameterizedTest
  @ValueSource(
      strings = {"join", "leave", "leader-crash", "lost-datagram", "partition-and-merge", "pause"})
  void the_run_is_the_one_that_is_written_down(String name) throws IOException {
    var file = DIRECTORY.resolve(name + ".txt");
    var written = Files.readString(file);
    var played = GoldenScript.play(written);

    if (Boolean.getBoolean("parley.golden.accept")) Files.writeString(file, played);
    else
      assertThat(played)
          .as("%s; if it is meant to be so: -Dparley.golden.accept=true", file)
          .isEqualTo(written);
  }
}
