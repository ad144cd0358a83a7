package dev.parley.transport.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressReportsTest {
  private final ProgressReports reports = new ProgressReports(Duration.ofMillis(200));

  @Test
  void the_first_bytes_are_no_progress_however_late_they_come() {
    assertThat(reports.onBytes(5_000)).isFalse();
    assertThat(reports.onBytes(5_200)).isFalse();
    assertThat(reports.onBytes(5_201)).isTrue();
  }

  @Test
  void later_bytes_are_reported_once_in_an_interval() {
    reports.onBytes(0);
    assertThat(reports.onBytes(201)).isTrue();
    assertThat(reports.onBytes(400)).isFalse();
    assertThat(reports.onBytes(401)).isFalse();
    assertThat(reports.onBytes(402)).isTrue();
  }
}
