package dev.parley.netns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One machine of a {@link Network}. What it loses it loses at its own door: each receiver of a
 * multicast has its own luck.
 */
record Host(int number, String namespace, String address, String address6) {
  /**
   * Bytes 8 to 11 of a datagram's UDP payload are the magic number, the version and the type; this
   * matches the messages that carry the chat, of any version.
   */
  private static final String DATA_ONLY = "0>>22&0x3C@8&0xFFFF00FF=0xC4A70050";

  /** The command that runs what follows it on this machine. */
  List<String> prefix() {
    return List.of("ip", "netns", "exec", namespace);
  }

  /** Loses a share of the datagrams that arrive. */
  Rule losesDatagrams(double share) {
    return rule("-p udp -m statistic --mode random --probability " + share);
  }

  /** Hears nothing of {@code other}, neither datagrams nor connections. */
  Rule isDeafTo(Host other) {
    return rule("-s " + other.address());
  }

  /** Hears no message of the chat from {@code other} itself; all else it hears. */
  Rule hearsNoDataOf(Host other) {
    return rule("-s " + other.address() + " -p udp -m u32 --u32 " + DATA_ONLY);
  }

  /** Hears no multicast, as where a network swallows it: nobody is told. */
  Rule hearsNoMulticast() {
    return rule("-d 224.0.0.0/4");
  }

  private Rule rule(String match) {
    var rule = new Rule(this, match);
    iptables("-A INPUT " + match + " -j DROP");
    return rule;
  }

  private String iptables(String arguments) {
    var command = new ArrayList<>(prefix());
    command.addAll(List.of("iptables", "-w"));
    command.addAll(Arrays.asList(arguments.split(" ", -1)));
    return Shell.run(command);
  }

  /** A fault while it lasts, with the count of its victims. */
  static final class Rule {
    private final Host host;
    private final String match;
    private long dropped;
    private boolean isOver;

    private Rule(Host host, String match) {
      this.host = host;
      this.match = match;
    }

    /** Packets dropped so far. */
    long dropped() {
      return isOver ? dropped : count();
    }

    /** Ends the fault; gives the number of packets that were dropped. */
    long end() {
      if (isOver) return dropped;
      dropped = count();
      isOver = true;
      host.iptables("-D INPUT " + match + " -j DROP");
      return dropped;
    }

    // Rules are few: the sum of all with this source, or of all without one, tells enough.
    private long count() {
      var source = match.startsWith("-s ") ? match.split(" ", -1)[1] : "0.0.0.0/0";
      return host.iptables("-L INPUT -v -n -x")
          .lines()
          .map(line -> line.strip().split(" +", -1))
          .filter(columns -> columns.length > 7 && columns[2].equals("DROP"))
          .filter(columns -> columns[7].equals(source))
          .mapToLong(columns -> Long.parseLong(columns[0]))
          .sum();
    }

    @Override
    public String toString() {
      return host.address() + " " + match + ": " + dropped();
    }
  }
}
