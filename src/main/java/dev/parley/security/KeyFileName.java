package dev.parley.security;

/** The name of a cluster's key file, where its name alone tells which file is meant. */
public final class KeyFileName {
  private KeyFileName() {}

  /** No path, whatever the cluster's name is. */
  public static String of(String cluster) {
    return Percent.encode(cluster) + ".key";
  }
}
