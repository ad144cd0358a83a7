package dev.parley.transport.clients;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many files and sockets this process has open, and may have: the system refuses it more. A
 * look takes some milliseconds where ten thousand are open.
 */
public record Descriptors(long open, long limit) {
  /** Where the system does not say, there is no limit. */
  public static Descriptors now() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? new Descriptors(unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount())
        : new Descriptors(0, Long.MAX_VALUE);
  }
}
