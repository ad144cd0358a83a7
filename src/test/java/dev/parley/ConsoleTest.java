package dev.parley;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ConsoleTest {
  /** Takes nothing before it is released. */
  private static final class Pipe extends OutputStream {
    final CountDownLatch released = new CountDownLatch(1);
    final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    @Override
    public void write(int single) {
      throw new AssertionError("written byte by byte");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      synchronized (taken) {
        taken.write(bytes, offset, length);
      }
    }

    String text() {
      synchronized (taken) {
        return taken.toString(UTF_8);
      }
    }
  }

  private final Pipe pipe = new Pipe();
  private final PrintStream stream = new PrintStream(new Console("test", pipe), false, UTF_8);

  @Test
  @Timeout(10)
  void never_makes_a_writer_wait_and_says_what_it_left_out() {
    for (int i = 0; i < 20_000; i++) stream.println("a line of the log, number " + i);
    pipe.released.countDown();

    await("left out here");
    assertThat(pipe.text()).startsWith("a line of the log, number 0\n");
  }

  @Test
  void writes_what_is_flushed_without_a_line_end() {
    pipe.released.countDown();
    stream.print("half a line");
    stream.flush();

    await("half a line");
  }

  private void await(String part) {
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> pipe.text().contains(part));
  }
}
