package dev.parley.netns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Hosts on one Ethernet, each in a network namespace of its own. The bridge between them lies in a
 * namespace too, so nothing of the machine's own network is touched, and what is left behind by a
 * test that was killed goes with its namespaces.
 */
final class Network implements AutoCloseable {
  private static final String PREFIX = "pn-parley-";

  /** Addresses are 10.77.0.1 and up; the last one is the bridge's. */
  private static final int MAX_HOSTS = 200;

  private static final String SUBNET = "10.77.0.";
  private static final String SUBNET6 = "fd77::";

  private final String prefix = PREFIX + ProcessHandle.current().pid() + "-" + networks() + "-";
  private final List<Host> hosts = new ArrayList<>();

  private static int numbered;

  private static synchronized int networks() {
    return numbered++;
  }

  private Network() {}

  /** What is missing on this machine, or nothing. */
  static Optional<String> obstacle() {
    try {
      var name = PREFIX + ProcessHandle.current().pid() + "-probe";
      var made = Shell.attempt(List.of("ip", "netns", "add", name));
      if (made.exitCode() != 0) return Optional.of("ip netns add: " + made.output().strip());
      try {
        for (var command :
            List.of("ip link add br0 type bridge", "iptables -A INPUT -p udp -j DROP")) {
          var full = new ArrayList<>(List.of("ip", "netns", "exec", name));
          full.addAll(Arrays.asList(command.split(" ", -1)));
          var result = Shell.attempt(full);
          if (result.exitCode() != 0) return Optional.of(command + ": " + result.output().strip());
        }
        return Optional.empty();
      } finally {
        Shell.attempt(List.of("ip", "netns", "del", name));
      }
    } catch (java.io.UncheckedIOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  static Network create(int hosts) {
    sweep();
    var network = new Network();
    try {
      network.build(hosts);
      return network;
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  private void build(int count) {
    if (count > MAX_HOSTS) throw new IllegalArgumentException("so many hosts: " + count);
    Shell.run("ip netns add " + hub());
    Shell.run("ip -n " + hub() + " link set lo up");
    // With snooping, a bridge without a querier forgets who listens.
    Shell.run("ip -n " + hub() + " link add br0 type bridge mcast_snooping 0");
    Shell.run("ip -n " + hub() + " addr add " + SUBNET + "254/24 dev br0");
    Shell.run("ip -n " + hub() + " addr add " + SUBNET6 + "fe/64 dev br0 nodad");
    Shell.run("ip -n " + hub() + " link set br0 up");
    for (int i = 1; i <= count; i++) hosts.add(connect(i));
  }

  private Host connect(int number) {
    var name = prefix + number;
    Shell.run("ip netns add " + name);
    Shell.run("ip -n %s link set lo up".formatted(name));
    var host = new Host(number, name, SUBNET + number, SUBNET6 + Integer.toHexString(number));
    plug(host);
    return host;
  }

  /** Deletes the host's interface and makes it again with the same addresses. */
  void replaceInterface(Host host) {
    Shell.run("ip -n %s link del e0".formatted(host.namespace()));
    plug(host);
  }

  private void plug(Host host) {
    int number = host.number();
    var name = host.namespace();
    Shell.run(
        "ip -n %s link add v%d type veth peer name e0 netns %s".formatted(hub(), number, name));
    Shell.run("ip -n %s link set v%d master br0 up".formatted(hub(), number));
    Shell.run("ip -n %s addr add %s/24 dev e0".formatted(name, host.address()));
    Shell.run("ip -n %s addr add %s/64 dev e0 nodad".formatted(name, host.address6()));
    Shell.run("ip -n %s link set e0 up".formatted(name));
    Shell.run("ip -n %s route add 224.0.0.0/4 dev e0".formatted(name));
  }

  /** The namespace of the bridge, from where every host is reached across it. */
  String hub() {
    return prefix + "hub";
  }

  List<Host> hosts() {
    return List.copyOf(hosts);
  }

  /** Removes what tests left that are no more. */
  private static void sweep() {
    for (var name : namespaces()) {
      if (!name.startsWith(PREFIX)) continue;
      var owner = name.substring(PREFIX.length()).replaceAll("-.*", "");
      if (ProcessHandle.of(Long.parseLong(owner)).isEmpty()) remove(name);
    }
  }

  private static List<String> namespaces() {
    return Shell.run("ip netns list").lines().map(line -> line.split(" ", 2)[0]).toList();
  }

  /** A namespace lives on while a process is in it. */
  private static void remove(String name) {
    Shell.attempt(List.of("ip", "netns", "pids", name))
        .output()
        .lines()
        .filter(pid -> pid.matches("\\d+"))
        .forEach(
            pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly));
    Shell.attempt(List.of("ip", "netns", "del", name));
  }

  @Override
  public void close() {
    namespaces().stream().filter(name -> name.startsWith(prefix)).forEach(Network::remove);
  }
}
