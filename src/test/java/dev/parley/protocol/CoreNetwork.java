package dev.parley.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Cores of one kind on a network with virtual time and faults that repeat from a seed: one core for
 * each member.
 */
public final class CoreNetwork {
  /** A message that was sent, once for each receiver, whether or not it arrived. */
  public record Sent(long atMs, MemberId from, MemberId to, Message message) {}

  /** A signal or a note that a core gave. */
  public record Said(long atMs, MemberId by, Output output) {}

  private record Event(long atMs, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return atMs != other.atMs ? Long.compare(atMs, other.atMs) : Long.compare(order, other.order);
    }
  }

  private record Link(MemberId from, MemberId to) {}

  private final RandomGenerator random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final SortedMap<MemberId, Core> cores = new TreeMap<>();
  private final SortedMap<MemberId, Member> members = new TreeMap<>();
  private final SortedSet<MemberId> crashed = new TreeSet<>();
  private final List<Link> cut = new ArrayList<>();
  private final List<Sent> sent = new ArrayList<>();
  private final List<Said> said = new ArrayList<>();
  private Consumer<Sent> onSent = message -> {};
  private Consumer<Said> onSaid = output -> {};
  private long minDelayMs = 1;
  private long maxDelayMs = 1;
  private double loss;
  private double duplication;
  private long nowMs;
  private long order;

  public CoreNetwork(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  public RandomGenerator random() {
    return random;
  }

  public static Member member(int number) {
    var id = new MemberId(String.format("n-%02d", number), 1);
    return new Member(
        id, new Endpoint("127.0.0.1", 10_000 + number), new Endpoint("127.0.0.1", 1_000 + number));
  }

  public void add(Member member, Core core) {
    members.put(member.id(), member);
    cores.put(member.id(), core);
    at(random.nextLong(Core.TICK_MS), () -> tick(member.id()));
  }

  public void delay(long minMs, long maxMs) {
    minDelayMs = minMs;
    maxDelayMs = maxMs;
  }

  public void lose(double share) {
    loss = share;
  }

  public void duplicate(double share) {
    duplication = share;
  }

  /**
   * Nothing from {@code from} reaches {@code to} any more; the other direction is not concerned.
   */
  public void cut(MemberId from, MemberId to) {
    cut.add(new Link(from, to));
  }

  public void crash(MemberId member) {
    crashed.add(member);
  }

  public boolean isLive(MemberId member) {
    return cores.containsKey(member) && !crashed.contains(member);
  }

  public List<MemberId> live() {
    return cores.keySet().stream().filter(this::isLive).toList();
  }

  /**
   * {@code action} sees each message when it is sent; if it crashes the sender, what the sender
   * wanted to do next is not done.
   */
  public void whenSent(Consumer<Sent> action) {
    onSent = action;
  }

  public void whenSaid(Consumer<Said> action) {
    onSaid = action;
  }

  public long nowMs() {
    return nowMs;
  }

  public void at(long atMs, Runnable action) {
    events.add(new Event(atMs, order++, action));
  }

  public void signal(long atMs, MemberId member, Signal signal) {
    at(
        atMs,
        () -> {
          if (isLive(member)) perform(member, core(member).onSignal(signal, nowMs));
        });
  }

  public void runUntil(long endMs) {
    runUntil(() -> false, endMs);
  }

  /** Says whether {@code isDone} came true before {@code endMs}. */
  public boolean runUntil(BooleanSupplier isDone, long endMs) {
    while (!isDone.getAsBoolean()) {
      var next = events.peek();
      if (next == null || next.atMs() > endMs) return false;
      events.remove(next);
      nowMs = next.atMs();
      next.action().run();
    }
    return true;
  }

  public List<Sent> sent() {
    return sent;
  }

  public List<Said> said() {
    return said;
  }

  public List<Sent> sent(Class<? extends Message> kind) {
    return sent.stream().filter(message -> kind.isInstance(message.message())).toList();
  }

  public List<Said> said(Class<? extends Output> kind) {
    return said.stream().filter(output -> kind.isInstance(output.output())).toList();
  }

  private Core core(MemberId member) {
    return Objects.requireNonNull(cores.get(member), () -> member + " is not on this network");
  }

  private void tick(MemberId member) {
    if (!isLive(member)) return;
    perform(member, core(member).onTick(nowMs));
    at(nowMs + Core.TICK_MS, () -> tick(member));
  }

  private void perform(MemberId by, List<Output> outputs) {
    for (var output : outputs) {
      if (!isLive(by)) return;
      if (output instanceof Output.Transmit transmit) {
        receivers(by, transmit.to())
            .forEach(to -> send(new Sent(nowMs, by, to, transmit.message())));
      } else {
        var saying = new Said(nowMs, by, output);
        said.add(saying);
        onSaid.accept(saying);
      }
    }
  }

  private List<MemberId> receivers(MemberId from, Destination to) {
    if (to instanceof Destination.One one) {
      return members.values().stream()
          .filter(member -> member.bus().equals(one.bus()))
          .map(Member::id)
          .toList();
    }
    return members.keySet().stream().filter(member -> !member.equals(from)).toList();
  }

  private void send(Sent message) {
    sent.add(message);
    onSent.accept(message);
    if (cut.contains(new Link(message.from(), message.to())) || random.nextDouble() < loss) return;
    deliver(message);
    if (random.nextDouble() < duplication) deliver(message);
  }

  private void deliver(Sent message) {
    at(
        nowMs + random.nextLong(minDelayMs, maxDelayMs + 1),
        () -> {
          if (isLive(message.to()))
            perform(
                message.to(),
                core(message.to()).onMessage(message.from(), message.message(), nowMs));
        });
  }
}
