package dev.parley.sim;

import dev.parley.protocol.election.ElectionMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A script of events and everything that follows from it, as one text: lines that begin with {@code
 * >} are commands, what is indented below one is what happened while it ran, {@code #} begins a
 * remark. Every datagram takes a millisecond, so that a reader can follow.
 *
 * <p>Commands: {@code nodes N}, {@code start A..}, {@code run MS}, {@code send A}, {@code crash A},
 * {@code leave A}, {@code pause A}, {@code resume A}, {@code cut A B} (nothing of A reaches B),
 * {@code isolate A..}, {@code heal}, {@code hide KIND..} (messages that are not shown), {@code
 * silently MS} (runs without showing anything).
 */
final class GoldenScript {
  private static final long SEED = 1;
  private static final long DELAY_MS = 1;
  private static final Pattern MEMBER =
      Pattern.compile("Member\\[id=([^,]+), bus=[^,]+, client=[^\\]]+\\]");

  private final Trace trace = new Trace(true);
  private final Simulation sim;
  private final TreeSet<String> hidden = new TreeSet<>();
  private final List<String> told = new ArrayList<>();
  private int shown;

  private GoldenScript() {
    var profile = SimProfile.of(ElectionMode.EAGER).withHiccups(0);
    sim = new Simulation(SEED, profile, Sabotage.NONE, trace);
    sim.network().delays(DELAY_MS, DELAY_MS, 0);
  }

  /** Plays the commands of {@code text}; gives the text with what happened this time. */
  static String play(String text) {
    var script = new GoldenScript();
    for (var line : text.lines().toList()) {
      if (line.startsWith("#") || line.isEmpty()) script.told.add(line);
      else if (line.startsWith("> ")) script.command(line);
    }
    return String.join("\n", script.told) + "\n";
  }

  private void command(String line) {
    told.add(line);
    var words = Arrays.asList(line.substring(2).split(" "));
    perform(words.get(0), words.subList(1, words.size()));
    var lines = trace.lines();
    if (!words.get(0).equals("silently")) {
      for (var event : lines.subList(shown, lines.size())) {
        if (hidden.stream().noneMatch(kind -> event.contains(" " + kind + "[")))
          told.add("  " + MEMBER.matcher(event).replaceAll("$1"));
      }
    }
    shown = lines.size();
  }

  private void perform(String verb, List<String> words) {
    switch (verb) {
      case "nodes" -> sim.addNodes(Integer.parseInt(words.get(0)));
      case "start" -> nodes(words).forEach(SimNode::start);
      case "run", "silently" -> sim.run(Long.parseLong(words.get(0)));
      case "send" -> nodes(words).forEach(SimNode::submit);
      case "crash" -> nodes(words).forEach(SimNode::crash);
      case "leave" -> nodes(words).forEach(SimNode::leave);
      case "pause" -> nodes(words).forEach(SimNode::pause);
      case "resume" -> nodes(words).forEach(SimNode::resume);
      case "cut" -> sim.network().cut(node(words.get(0)), node(words.get(1)));
      case "isolate" -> sim.network().isolate(nodes(words));
      case "heal" -> sim.network().heal();
      case "hide" -> hidden.addAll(words);
      default -> throw new IllegalArgumentException("no command '" + verb + "'");
    }
  }

  private List<SimNode> nodes(List<String> names) {
    return names.stream().map(this::node).toList();
  }

  private SimNode node(String name) {
    return sim.node(name.charAt(0) - 'a');
  }
}
