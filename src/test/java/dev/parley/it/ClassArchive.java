package dev.parley.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a node in one file that each JVM maps, as {@code run-node.sh} makes it for users:
 * half of the work of a start is to read them from their jars. Made once for each build.
 */
final class ClassArchive {
  private static final Path JAR = Path.of("target", "parley.jar");
  private static final Path FILE = Path.of("target", "it-classes.jsa");
  private static @Nullable List<String> options;

  private ClassArchive() {}

  /** The options of a JVM whose class path is {@link NodeProcess#CLASSPATH}. */
  static synchronized List<String> options() {
    // An archive fits the class path that it was made of; and a start is timed without one.
    boolean isOther =
        System.getProperty("parley.it.classpath") != null
            || System.getProperty("parley.it.jvm") != null;
    var known = options;
    if (known == null) options = known = isOther || !Files.exists(JAR) ? List.of() : made();
    return known;
  }

  private static List<String> made() {
    try {
      if (!isOfThisBuild()) make();
      return List.of("-XX:SharedArchiveFile=" + FILE, "-Xlog:cds*=off");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOfThisBuild() throws IOException {
    return Files.exists(FILE)
        && Files.getLastModifiedTime(FILE).compareTo(Files.getLastModifiedTime(JAR)) > 0;
  }

  private static void make() throws IOException {
    Files.deleteIfExists(FILE);
    options = List.of("-XX:ArchiveClassesAtExit=" + FILE, "-Xlog:cds*=off");
    var directory = Files.createTempDirectory("parley-classes");
    try (var cluster = new Cluster(directory)) {
      cluster.start().terminate();
    } finally {
      FileTree.delete(directory);
    }
  }
}
