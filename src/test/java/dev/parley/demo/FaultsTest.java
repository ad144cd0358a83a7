package dev.parley.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultsTest {
  @Test
  void faults_are_read_from_their_line() {
    var faults = new Faults(20, Set.of("n-b", "n-a"));
    assertThat(faults.line()).isEqualTo("faults 20 n-a n-b");
    assertThat(Faults.ofLine(faults.line())).contains(faults);
    assertThat(Faults.ofLine(Faults.NONE.line())).contains(Faults.NONE);
  }

  @Test
  void any_other_line_is_none() {
    for (var line : new String[] {"", "faults", "faults x", "faults 101", "faults -1", "hello 20"})
      assertThat(Faults.ofLine(line)).as(line).isEmpty();
    assertThat(Faults.ofLine("faults 100")).contains(new Faults(100, Set.of()));
  }
}
