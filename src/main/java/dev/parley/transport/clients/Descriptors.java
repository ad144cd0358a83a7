package dev.parley.transport.clients;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many files and sockets this process has open, and how many it may have: the system refuses
 * more. A look takes some milliseconds where ten thousand are open.
 */
public record Descriptors(long open, long limit) {
  /** If the system does not report a limit, there is none. */
  public static Descriptors now() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? new Descriptors(unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount())
        : new Descriptors(0, Long.MAX_VALUE);
  }
}
