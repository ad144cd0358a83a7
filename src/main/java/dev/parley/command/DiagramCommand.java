package dev.parley.command;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws what nodes have recorded ({@code parley.record}). */
public final class DiagramCommand {
  private static final int DONE = 0;
  private static final double FOR_EVER = 1e9;

  private DiagramCommand() {}

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Draws run records of nodes on one machine (parley.record) as a space-time diagram.",
        "For example: parley diagram 1111.record* 1212.record* > run.svg"
      })
  static int diagram(
      @Parameters(paramLabel = "FILE", arity = "1..*") List<Path> files,
      @Option(
              names = "--from",
              paramLabel = "SECONDS",
              defaultValue = "0",
              description = "Leaves out what was earlier, counted from the first event.")
          double from,
      @Option(
              names = "--to",
              paramLabel = "SECONDS",
              defaultValue = "" + FOR_EVER,
              description = "Leaves out what was later.")
          double to,
      @Option(
              names = "--shiviz",
              description = "Lines for ShiViz (bestchai.bitbucket.io/shiviz) instead of a picture.")
          boolean shiviz) {
    var window = window(files, from, to);
    RecordReader.read(files, window::add);
    if (window.count() == 0)
      throw new CommandProblem(
          CommandProblem.REFUSED, "These files have no events of a node in that time.");
    var diagram = new RunDiagram(window.earliest());
    System.out.print(shiviz ? diagram.shiviz() : diagram.svg());
    System.err.println(diagram.summary(window.count()));
    return DONE;
  }

  /** A pipe is read once only, which is enough for all of a run. */
  private static RunWindow window(List<Path> files, double from, double to) {
    return from <= 0 && to >= FOR_EVER ? RunWindow.all() : new RunWindow(begin(files), from, to);
  }

  /** The time of the first event of all. */
  private static long begin(List<Path> files) {
    var first = new AtomicLong(Long.MAX_VALUE);
    RecordReader.read(files, event -> first.accumulateAndGet(event.at(), Math::min));
    return first.get();
  }
}
