package dev.parley.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws what nodes have recorded ({@code parley.record}). */
public final class DiagramCommand {
  private static final int DONE = 0;
  private static final double NANOS_OF_A_SECOND = 1e9;

  private DiagramCommand() {}

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Draws run records of nodes on one machine (parley.record) as a space-time diagram.",
        "For example: parley diagram 1111.record 1212.record > run.svg"
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
              defaultValue = "1e9",
              description = "Leaves out what was later.")
          double to,
      @Option(
              names = "--shiviz",
              description = "Lines for ShiViz (bestchai.bitbucket.io/shiviz) instead of a picture.")
          boolean shiviz) {
    var events = within(RunEvent.of(lines(files).stream()), from, to);
    if (events.isEmpty())
      throw new CommandProblem(
          CommandProblem.REFUSED, "These files have no events of a node in that time.");
    var diagram = new RunDiagram(events);
    System.out.print(shiviz ? diagram.shiviz() : diagram.svg());
    System.err.println(diagram.summary(events.size()));
    return DONE;
  }

  private static List<RunEvent> within(List<RunEvent> events, double from, double to) {
    if (events.isEmpty()) return events;
    long begin = events.get(0).at();
    return events.stream()
        .filter(event -> (event.at() - begin) / NANOS_OF_A_SECOND >= from)
        .filter(event -> (event.at() - begin) / NANOS_OF_A_SECOND <= to)
        .toList();
  }

  private static List<String> lines(List<Path> files) {
    var lines = new ArrayList<String>();
    for (var file : files) {
      try {
        lines.addAll(Files.readAllLines(file));
      } catch (IOException e) {
        throw new CommandProblem(
            CommandProblem.REFUSED, "The record " + file + " cannot be read: " + e.getMessage());
      }
    }
    return lines;
  }
}
