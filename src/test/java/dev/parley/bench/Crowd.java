package dev.parley.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Does something for each of many users, several at a time. */
final class Crowd {
  private static final int AT_ONCE = 16;

  interface Task {
    void run(int index) throws IOException;
  }

  private Crowd() {}

  /** Gives the seconds that it took. */
  static double each(int count, Task task) {
    var threads = Executors.newFixedThreadPool(AT_ONCE);
    var next = new AtomicInteger();
    long before = System.nanoTime();
    var running = new ArrayList<Future<?>>();
    for (int i = 0; i < AT_ONCE; i++) {
      running.add(
          threads.submit(
              () -> {
                for (int j = next.getAndIncrement(); j < count; j = next.getAndIncrement())
                  task.run(j);
                return null;
              }));
    }
    try {
      await(running);
    } finally {
      threads.shutdownNow();
    }
    return (System.nanoTime() - before) / 1e9;
  }

  private static void await(List<Future<?>> running) {
    try {
      for (var one : running) one.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
