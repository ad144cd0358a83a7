package dev.parley.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the rights of others from files of an earlier version, or of a careless copy, and logs it.
 */
public final class NarrowedRights {
  private static final Logger LOG = LoggerFactory.getLogger(NarrowedRights.class);

  private NarrowedRights() {}

  /** One log line for all that are narrowed, and one for all that cannot be. */
  public static void narrow(List<Path> paths) {
    var narrowed = new ArrayList<Path>();
    var wide = new ArrayList<Path>();
    for (var path : paths) {
      switch (PrivateFiles.narrow(path)) {
        case NOW_PRIVATE -> narrowed.add(path);
        case STAYS_WIDE -> wide.add(path);
        case WAS_PRIVATE -> {}
      }
    }
    if (!narrowed.isEmpty())
      LOG.warn(
          "rights narrowed: others could use {} until now, only the owner can from now on",
          narrowed);
    if (!wide.isEmpty())
      LOG.warn("rights are wide: others can use {}, and this user may not change that", wide);
  }
}
