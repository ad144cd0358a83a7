package dev.parley.it;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Ends processes and waits for their end. A process that is only signalled still writes to its
 * directory for a while, in which JUnit fails to delete that directory.
 */
final class Termination {
  private static final long PATIENCE_SECONDS = 10;

  private Termination() {}

  /** As {@code kill -TERM}; a process that does not end, as one that is stopped, is killed. */
  static void terminate(ProcessHandle process) {
    process.destroy();
    awaitEnd(process);
  }

  /** As {@code kill -9}. */
  static void kill(ProcessHandle process) {
    process.destroyForcibly();
    awaitEnd(process);
  }

  /** For processes that something else has signalled already. */
  static void awaitEnd(Collection<ProcessHandle> processes) {
    processes.forEach(Termination::awaitEnd);
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      await(process);
    } catch (ConditionTimeoutException e) {
      process.destroyForcibly();
      await(process);
    }
  }

  private static void await(ProcessHandle process) {
    Awaitility.await("the end of process " + process.pid())
        .pollInterval(5, TimeUnit.MILLISECONDS)
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(() -> !isRunning(process));
  }

  /** Where nothing reaps orphans, an ended one remains as a zombie, which has no command. */
  private static boolean isRunning(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }
}
