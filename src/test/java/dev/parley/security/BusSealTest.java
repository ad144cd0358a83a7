package dev.parley.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Destination;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.security.BusSeal.Arrival;
import dev.parley.security.BusSeal.Content;
import dev.parley.security.BusSeal.Reason;
import dev.parley.testing.Seed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BusSealTest {
  private static final Instant NOW = Instant.parse("2026-11-29T20:00:00Z");
  private static final Destination ALL = Destination.Group.INSTANCE;
  private final RandomGenerator random = new SplittableRandom(7);
  private final KeyFile file = KeyFile.draw("team", random, NOW);
  private final List<Peer> network = new ArrayList<>();
  private long nowMs = 1_000;

  /** One process with its seal, and what it took. */
  private final class Peer {
    final Endpoint address;
    final MemberId id;
    final BusSeal seal;
    final List<String> taken = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    final List<byte[]> sent = new ArrayList<>();
    Reason last = Reason.GREETING;

    Peer(String node, long incarnation, KeyFile keys, SealMode mode, boolean advances) {
      address = new Endpoint(node, 1);
      id = new MemberId(node, incarnation);
      seal = new BusSeal(keys, mode, advances, address, random);
      seal.onLive(id);
      seal.onVoters(Set.of());
      network.add(this);
    }

    void send(Destination to, String text) {
      perform(new BusSeal.Send(to, seal.seal(to, text.getBytes(UTF_8))));
    }

    void perform(Output output) {
      if (output instanceof Output.Note note) notes.add(note.event() + ": " + note.particulars());
      if (!(output instanceof BusSeal.Send send)) return;
      sent.add(send.datagram());
      for (var other : List.copyOf(network)) {
        // The codec drops a node's own datagrams where there is no seal.
        if (other == this && !SealHeader.isSealed(send.datagram())) continue;
        if (!(send.to() instanceof Destination.One one) || one.bus().equals(other.address))
          other.receive(id, send.datagram());
      }
    }

    /** A text that begins with "here" introduces its sender, as a Discover does. */
    void receive(MemberId from, byte[] datagram) {
      var arrival = seal.onArrived(datagram, nowMs);
      if (arrival instanceof Arrival.Content content) {
        var text = new String(content.frame(), UTF_8);
        var about = text.startsWith("here") ? Content.INTRODUCTION : Content.OTHER;
        var reachedAt =
            about == Content.INTRODUCTION
                ? Optional.of(new Endpoint(from.node(), 1))
                : Optional.<Endpoint>empty();
        if (seal.admits(content.source(), from, about, reachedAt, nowMs)) taken.add(text);
      } else if (arrival instanceof Arrival.Dropped dropped) {
        last = dropped.reason();
      }
      flush();
    }

    void flush() {
      seal.drain().forEach(this::perform);
    }

    void tick() {
      seal.onTick(nowMs);
      flush();
    }
  }

  private Peer process(String node, long incarnation) {
    return new Peer(node, incarnation, file, SealMode.REQUIRE, false);
  }

  private static BusSeal.PeerKeys keys(Peer witness, String node) {
    return Objects.requireNonNull(witness.seal.keys().get(node));
  }

  private void meet() {
    for (var process : List.copyOf(network)) process.send(ALL, "here is " + process.id);
    network.forEach(process -> process.taken.clear());
  }

  private void view(Peer... members) {
    var list = Arrays.stream(members).map(p -> new Member(p.id, p.address, p.address)).toList();
    var view = new View(new ViewId(1, members[0].id), list);
    for (var member : members) {
      member.seal.onView(view);
      member.flush();
    }
  }

  private void run(long ms) {
    for (long end = nowMs + ms; nowMs < end; nowMs += 50)
      for (var process : List.copyOf(network)) process.tick();
  }

  // Who reads what.

  @Test
  void members_read_each_other_and_nobody_else_reads_a_word() {
    var a = process("a", 1);
    var b = process("b", 1);
    meet();
    a.send(ALL, "hello");
    assertThat(b.taken).containsExactly("hello");
    for (var datagram : a.sent)
      assertThat(new String(datagram, UTF_8)).doesNotContain("hello", "here", "a.1");
  }

  @Test
  void another_clusters_datagram_is_not_read_and_its_key_id_is_all_that_is_believed() {
    var a = process("a", 1);
    var other = KeyFile.draw("team", random, NOW);
    var stranger = new Peer("x", 1, other, SealMode.REQUIRE, false);
    stranger.send(ALL, "here is x");
    assertThat(a.taken).isEmpty();
    var arrival = a.seal.onArrived(stranger.sent.get(0), nowMs);
    assertThat(arrival).isEqualTo(new Arrival.Dropped(Reason.OTHER_KEY, other.sealingKey().id()));
  }

  @Test
  void a_datagram_with_any_bit_changed_is_not_read() {
    var seed = Seed.next();
    var chance = seed.random();
    var a = process("a", 1);
    var b = process("b", 1);
    meet();
    var c = new BusSeal(file, SealMode.REQUIRE, false, b.address, random);
    for (int i = 0; i < 500; i++) {
      byte[] datagram = a.seal.seal(ALL, "something to change".getBytes(UTF_8));
      datagram[chance.nextInt(datagram.length)] ^= (byte) (1 << chance.nextInt(8));
      assertThat(b.seal.onArrived(datagram, nowMs))
          .as("%s", seed)
          .isInstanceOf(Arrival.Dropped.class);
      assertThat(c.onArrived(datagram, nowMs)).as("%s", seed).isInstanceOf(Arrival.Dropped.class);
    }
  }

  @Test
  void any_bytes_at_all_are_dropped() {
    var seed = Seed.next();
    var chance = seed.random();
    var a = process("a", 1);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[chance.nextInt(120)];
      chance.nextBytes(bytes);
      if (bytes.length > 1) bytes[0] = (byte) 0xC4;
      if (bytes.length > 1) bytes[1] = (byte) 0xAA;
      if (bytes.length > 2) bytes[2] = (byte) chance.nextInt(3);
      assertThat(a.seal.onArrived(bytes, nowMs)).as("%s", seed).isInstanceOf(Arrival.Dropped.class);
    }
  }

  @Test
  void a_datagram_for_one_process_opens_at_no_other() {
    var a = process("a", 1);
    var b = process("b", 1);
    var c = process("c", 1);
    meet();
    a.send(new Destination.One(b.address), "for b alone");
    c.receive(a.id, a.sent.get(a.sent.size() - 1));
    assertThat(b.taken).containsExactly("for b alone");
    assertThat(c.taken).isEmpty();
    assertThat(c.last).isEqualTo(Reason.FORGED);
  }

  @Test
  void to_seeds_only_introductions_are_taken() {
    var a = process("a", 1);
    var b = process("b", 1);
    meet();
    a.send(Destination.Seeds.INSTANCE, "here is a");
    a.send(Destination.Seeds.INSTANCE, "something else");
    assertThat(b.taken).containsExactly("here is a");
  }

  @Test
  void a_datagram_without_a_seal_is_dropped_where_the_seal_is_required() {
    var a = process("a", 1);
    a.receive(new MemberId("x", 1), "here is x".getBytes(UTF_8));
    assertThat(a.taken).isEmpty();
    assertThat(a.last).isEqualTo(Reason.PLAIN);
  }

  // Recordings.

  @Test
  void a_datagram_that_arrives_twice_is_taken_once() {
    var a = process("a", 1);
    var b = process("b", 1);
    meet();
    a.send(ALL, "once");
    b.receive(a.id, a.sent.get(a.sent.size() - 1));
    assertThat(b.taken).containsExactly("once");
    assertThat(b.last).isEqualTo(Reason.OLD);
  }

  @Test
  void a_process_that_began_later_takes_no_recording_but_an_introduction() {
    var a = process("a", 1);
    var b = process("b", 1);
    meet();
    a.send(ALL, "old words");
    var recorded = List.copyOf(a.sent);
    network.clear();
    var later = process("b", 2);
    recorded.forEach(datagram -> later.receive(a.id, datagram));
    assertThat(later.taken).isSubsetOf("here is a.1");
    // Nor what the dead process said to the one that it greeted.
    recorded.forEach(datagram -> later.receive(a.id, datagram));
    assertThat(later.taken).hasSizeLessThanOrEqualTo(1);
    assertThat(b.taken).contains("old words");
  }

  @Test
  void what_a_process_sent_before_it_was_proven_is_not_taken_afterwards() {
    var a = process("a", 1);
    a.send(ALL, "early");
    a.send(new Destination.One(new Endpoint("b", 1)), "early for b");
    var b = process("b", 1);
    meet();
    a.sent.forEach(datagram -> b.receive(a.id, datagram));
    assertThat(b.taken).isEmpty();
    a.send(ALL, "late");
    assertThat(b.taken).containsExactly("late");
  }

  @Test
  void an_introduction_of_an_earlier_incarnation_is_refused_until_it_is_proven_itself() {
    var a = process("a", 2);
    var b = process("b", 1);
    meet();
    var earlier = process("a", 1);
    earlier.send(ALL, "here is a.1");
    assertThat(b.taken).isEmpty();
    a.send(ALL, "here I am");
    earlier.send(ALL, "here is a.1 too");
    assertThat(b.taken).containsExactly("here I am", "here is a.1 too");
  }

  @Test
  void a_life_speaks_for_one_node_only() {
    var a = process("a", 1);
    var b = process("b", 1);
    meet();
    byte[] datagram = a.seal.seal(ALL, "in another's name".getBytes(UTF_8));
    b.receive(new MemberId("c", 1), datagram);
    assertThat(b.taken).isEmpty();
  }

  @Test
  void a_lost_greeting_is_repeated() {
    var a = process("a", 1);
    network.clear();
    var b = process("b", 1);
    b.receive(a.id, a.seal.seal(ALL, "here is a".getBytes(UTF_8)));
    b.tick();
    network.add(a);
    nowMs += Life.GREET_EVERY_MS - 1;
    a.send(ALL, "too soon");
    b.tick();
    nowMs += 1;
    a.send(ALL, "not proven");
    b.tick();
    a.send(ALL, "proven");
    assertThat(b.taken).containsExactly("here is a", "proven");
  }

  @Test
  void a_recorded_life_is_greeted_ever_less_often() {
    var b = process("b", 1);
    var dead = new BusSeal(file, SealMode.REQUIRE, false, new Endpoint("a", 1), random);
    for (int i = 0; i < 200; i++) {
      b.receive(new MemberId("a", 1), dead.seal(ALL, "here".getBytes(UTF_8)));
      nowMs += 50;
    }
    assertThat(b.sent).hasSize(11);
  }

  @Test
  void unknown_lives_have_a_budget_in_each_second() {
    var a = process("a", 1);
    byte[] forged = a.seal.seal(ALL, new byte[20]);
    var b = new BusSeal(file, SealMode.REQUIRE, false, new Endpoint("b", 1), random);
    for (int i = 0; i < BusSeal.MAX_UNKNOWN_A_SECOND; i++) {
      for (int at = 7; at < 11; at++) forged[at] = (byte) (i >> (8 * (at - 7)));
      assertThat(reason(b, forged)).isEqualTo(Reason.FORGED);
    }
    forged[12] ^= 1;
    assertThat(reason(b, forged)).isEqualTo(Reason.TOO_MANY);
    nowMs += 1_000;
    assertThat(reason(b, forged)).isEqualTo(Reason.FORGED);
  }

  private Reason reason(BusSeal seal, byte[] datagram) {
    return ((Arrival.Dropped) seal.onArrived(datagram, nowMs)).reason();
  }

  @Test
  void members_are_remembered_however_many_lives_there_are() {
    var a = process("a", 1);
    var b = process("b", 1);
    meet();
    view(a, b);
    network.clear();
    for (int i = 0; i <= Lives.MAX; i++) {
      network.add(b);
      process("z" + i, 1).send(ALL, "here");
      network.clear();
    }
    b.taken.clear();
    b.receive(a.id, a.seal.seal(ALL, "still there".getBytes(UTF_8)));
    assertThat(b.taken).containsExactly("still there");
  }

  @Test
  void no_number_is_used_twice_under_one_salt() {
    var a = process("a", 1);
    var seen = new TreeSet<String>();
    var to = List.of(ALL, Destination.Seeds.INSTANCE, new Destination.One(a.address));
    for (int i = 0; i < 300; i++) {
      if (i % 100 == 99) a.seal.onClockJump();
      var header = SealHeader.read(a.seal.seal(to.get(i % 3), new byte[9])).orElseThrow();
      assertThat(seen.add(header.salt() + " " + header.kind() + " " + header.counter())).isTrue();
    }
  }

  @Test
  void after_a_jump_of_the_clock_all_must_be_greeted_again_and_are() {
    var a = process("a", 1);
    var b = process("b", 1);
    meet();
    a.send(ALL, "before");
    b.seal.onClockJump();
    b.receive(a.id, a.seal.seal(ALL, "not yet".getBytes(UTF_8)));
    run(100);
    a.send(ALL, "after");
    b.send(ALL, "and back");
    assertThat(b.taken).containsExactly("before", "after");
    assertThat(a.taken).containsExactly("and back");
  }

  // Rotation.

  private KeyFile with(ClusterKey... keys) {
    return file.withBusKeys(List.of(keys));
  }

  @Test
  void keys_are_rotated_in_three_steps_without_a_lost_word() {
    var a = process("a", 1);
    var b = process("b", 1);
    meet();
    view(a, b);
    var first = file.sealingKey();
    var second = ClusterKey.draw(random, NOW);
    for (var step : List.of(with(first, second), with(second, first), with(second))) {
      for (var process : List.of(a, b)) {
        process.seal.onFile(step);
        process.flush();
        for (int i = 0; i < 3; i++) {
          run(50);
          a.send(ALL, "a");
          b.send(ALL, "b");
        }
      }
    }
    assertThat(a.taken).hasSize(18).containsOnly("b");
    assertThat(b.taken).hasSize(18).containsOnly("a");
    assertThat(keys(a, "b").seals()).isEqualTo(second.id());
    assertThat(keys(a, "b").opens()).containsExactly(second.id());
    assertThat(keys(a, "a").opens()).containsExactly(second.id());
  }

  @Test
  void a_new_first_key_does_not_seal_while_a_member_or_a_voter_cannot_open_it() {
    var a = process("a", 1);
    var b = process("b", 1);
    meet();
    view(a, b);
    var second = ClusterKey.draw(random, NOW);
    a.seal.onVoters(Set.of("a", "b", "gone"));
    a.seal.onFile(with(second, file.sealingKey()));
    run(200);
    assertThat(a.notes)
        .containsExactly(
            "key not changed: the key "
                + second.id()
                + " does not seal yet: it is unknown to b, gone; give them the new key file");
    a.send(ALL, "by the old key");
    assertThat(b.taken).containsExactly("by the old key");
    a.seal.onVoters(Set.of("a", "b"));
    b.seal.onFile(with(file.sealingKey(), second));
    b.flush();
    run(200);
    assertThat(a.notes).last().asString().contains("sealed with the key " + second.id());
    assertThat(keys(a, "a").seals()).isEqualTo(second.id());
  }

  @Test
  void a_key_that_a_member_seals_with_is_not_dropped() {
    var a = process("a", 1);
    var b = process("b", 1);
    meet();
    view(a, b);
    var first = file.sealingKey();
    var second = ClusterKey.draw(random, NOW);
    b.seal.onFile(with(first, second));
    b.flush();
    a.seal.onFile(with(second));
    run(200);
    b.send(ALL, "by the old key");
    assertThat(a.taken).containsExactly("by the old key");
    assertThat(a.notes).last().asString().contains("still opens: b seal with it");
  }

  private void give(KeyFile step, Peer... processes) {
    for (var process : processes) {
      process.seal.onFile(step);
      process.flush();
    }
    run(200);
  }

  private static void talk(Peer one, Peer other) {
    one.taken.clear();
    other.taken.clear();
    one.send(ALL, "to and");
    other.send(ALL, "fro");
    assertThat(other.taken).containsExactly("to and");
    assertThat(one.taken).containsExactly("fro");
  }

  @Test
  void a_node_that_was_down_during_a_rotation_comes_back_with_the_new_key_alone() {
    var a = process("a", 1);
    var b = process("b", 1);
    var x = process("x", 1);
    meet();
    view(a, b, x);
    for (var process : List.of(a, b)) process.seal.onVoters(Set.of("a", "b", "x"));
    network.remove(x);
    view(a, b);
    var first = file.sealingKey();
    var second = ClusterKey.draw(random, NOW);
    for (var step : List.of(with(first, second), with(second, first), with(second)))
      give(step, a, b);
    assertThat(keys(a, "a").seals()).isEqualTo(first.id());
    var back = new Peer("x", 2, with(second), SealMode.REQUIRE, false);
    back.send(ALL, "here is x.2");
    run(200);
    talk(a, back);
    talk(back, b);
    assertThat(keys(a, "a").seals()).isEqualTo(second.id());
    assertThat(keys(b, "b").opens()).containsExactly(second.id());
  }

  @Test
  void a_node_that_stood_still_during_a_rotation_moves_on_when_it_hears_the_new_key() {
    var a = process("a", 1);
    var x = process("x", 1);
    meet();
    view(a, x);
    network.remove(x);
    view(a);
    var first = file.sealingKey();
    var second = ClusterKey.draw(random, NOW);
    for (var step : List.of(with(first, second), with(second, first), with(second))) give(step, a);
    assertThat(keys(a, "a").opens()).containsExactly(second.id());
    network.add(x);
    give(with(second), x);
    run(BusSeal.GREET_ALL_EVERY_MS);
    talk(a, x);
    assertThat(keys(x, "x").seals()).isEqualTo(second.id());
    assertThat(keys(x, "x").opens()).containsExactly(second.id());
  }

  @Test
  void a_voter_beyond_the_view_that_is_silent_for_a_minute_holds_up_no_rotation() {
    var a = process("a", 1);
    var b = process("b", 1);
    meet();
    view(a);
    a.seal.onVoters(Set.of("a", "b", "never"));
    var second = ClusterKey.draw(random, NOW);
    network.remove(b);
    give(with(second, file.sealingKey()), a);
    run(BusSeal.SILENT_MS - 200);
    assertThat(keys(a, "a").seals()).isEqualTo(file.sealingKey().id());
    run(50);
    assertThat(keys(a, "a").seals()).isEqualTo(second.id());
  }

  @Test
  void a_greeting_names_as_many_keys_as_a_file_has_at_most() {
    var a = process("a", 1);
    var b = process("b", 1);
    meet();
    view(a, b);
    var others = new ClusterKey[KeyFile.MAX_KEYS];
    for (int i = 0; i < others.length; i++) others[i] = ClusterKey.draw(random, NOW);
    give(with(others), a);
    assertThat(keys(b, "a").opens())
        .hasSize(KeyFile.MAX_KEYS)
        .startsWith(file.sealingKey().id(), others[0].id());
    talk(a, b);
  }

  @Test
  void a_process_that_is_nobody_yet_greets_all_as_soon_as_it_is_somebody() {
    var seal = new BusSeal(file, SealMode.REQUIRE, false, new Endpoint("a", 1), random);
    seal.onTick(nowMs);
    seal.onLive(new MemberId("a", 1));
    seal.onTick(nowMs + 50);
    assertThat(seal.drain()).hasOnlyElementsOfType(BusSeal.Send.class).hasSize(1);
  }

  // From a wire without a key.

  @Test
  void a_cluster_without_a_seal_comes_to_one_when_all_are_ready() {
    var a = new Peer("a", 1, file, SealMode.ACCEPT, true);
    var b = new Peer("b", 1, file, SealMode.ACCEPT, true);
    view(a, b);
    a.send(ALL, "plain");
    assertThat(new String(a.sent.get(a.sent.size() - 1), UTF_8)).isEqualTo("plain");
    for (int i = 0; i < 2 * (BusSeal.READY_MS + BusSeal.GREET_ALL_EVERY_MS) / 50; i++) {
      run(50);
      a.send(ALL, "a");
      b.send(ALL, "b");
      assertThat(b.taken).hasSize(i + 2);
      assertThat(a.taken).hasSize(i + 1);
    }
    assertThat(a.seal.mode()).isEqualTo(SealMode.REQUIRE);
    assertThat(b.seal.mode()).isEqualTo(SealMode.REQUIRE);
  }

  @Test
  void it_waits_for_members_and_voters_without_the_key() {
    var a = new Peer("a", 1, file, SealMode.ACCEPT, true);
    var b = new Peer("b", 1, file, SealMode.ACCEPT, true);
    view(a, b);
    a.seal.onVoters(Set.of("a", "b", "old"));
    b.seal.onVoters(Set.of("a", "b", "old"));
    run(60_000);
    assertThat(a.seal.mode()).isEqualTo(SealMode.ACCEPT);
    a.receive(new MemberId("old", 1), "without a key".getBytes(UTF_8));
    assertThat(a.taken).containsExactly("without a key");
  }

  @Test
  void a_node_that_comes_late_seals_as_the_others_require() {
    var a = process("a", 1);
    var late = new Peer("b", 1, file, SealMode.ACCEPT, true);
    // One of the voters is gone, and with it the word that all are ready.
    late.seal.onVoters(Set.of("a", "b", "gone"));
    view(late);
    a.send(ALL, "here is a");
    run(BusSeal.GREET_ALL_EVERY_MS);
    late.send(ALL, "here is b");
    late.send(ALL, "words");
    assertThat(a.taken).contains("words");
    assertThat(late.seal.mode()).isEqualTo(SealMode.SEND);
  }

  @Test
  void a_node_that_comes_late_needs_no_view_to_seal_as_the_others_require() {
    var a = process("a", 1);
    var late = new Peer("b", 1, file, SealMode.ACCEPT, true);
    a.send(ALL, "here is a");
    run(BusSeal.GREET_ALL_EVERY_MS);
    assertThat(late.seal.mode()).isEqualTo(SealMode.SEND);
    late.send(ALL, "here is b");
    assertThat(a.taken).contains("here is b");
  }

  @Test
  void a_fixed_mode_stays() {
    var a = new Peer("a", 1, file, SealMode.ACCEPT, false);
    var b = new Peer("b", 1, file, SealMode.SEND, false);
    view(a, b);
    run(60_000);
    assertThat(a.seal.mode()).isEqualTo(SealMode.ACCEPT);
    assertThat(b.seal.mode()).isEqualTo(SealMode.SEND);
  }
}
