package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ModelReplica.Sent;
import dev.parley.chat.model.MessageId;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Servers that multicast to each other in causal order, each delivering when it likes, and that
 * split and merge as the views say: a part delivers all that it multicast before its view ends.
 */
final class ModelGroup {
  /** Deliveries after which a part that never comes to rest is given up. */
  private static final int MAX_DELIVERIES = 1_000_000;

  final List<ModelReplica> replicas = new ArrayList<>();
  final SortedSet<MessageId> acknowledged = new TreeSet<>();
  private final RandomGenerator random;
  private long epoch;

  ModelGroup(int size, RandomGenerator random) {
    this.random = random;
    for (int i = 0; i < size; i++) add(new MemberId("n-" + i, 1));
    install(List.copyOf(replicas));
  }

  private ModelReplica add(MemberId id) {
    var replica = new ModelReplica(id, acknowledged, this::multicast);
    replicas.add(replica);
    return replica;
  }

  private void multicast(Sent message) {
    for (var member : part(message.origin())) member.undelivered.add(message);
  }

  List<ModelReplica> part(ModelReplica of) {
    return replicas.stream().filter(replica -> replica.view.id().equals(of.view.id())).toList();
  }

  /** Delivers one message somewhere, if any can be. */
  boolean deliverOne(List<ModelReplica> where) {
    var able = new ArrayList<Runnable>();
    for (var replica : where) {
      for (var message : replica.undelivered) {
        if (replica.isDeliverable(message)) able.add(() -> replica.deliver(message));
      }
    }
    if (able.isEmpty()) return false;
    able.get(random.nextInt(able.size())).run();
    return true;
  }

  private void flush(List<ModelReplica> part) {
    for (int bound = 0; deliverOne(part); bound++) {
      if (bound > MAX_DELIVERIES) throw new AssertionError("the part never comes to rest");
    }
    for (var replica : part) {
      assertThat(replica.undelivered).isEmpty();
      assertThat(replica.state.digest()).isEqualTo(part.get(0).state.digest());
    }
  }

  /** A part falls into two. */
  void split(ModelReplica one) {
    var part = part(one);
    if (part.size() == 1) return;
    flush(part);
    var gone = new ArrayList<ModelReplica>();
    for (var replica : part) {
      boolean goes = replica == one || random.nextBoolean();
      if (goes && gone.size() < part.size() - 1) gone.add(replica);
    }
    install(gone);
    install(part.stream().filter(replica -> !gone.contains(replica)).toList());
  }

  /** Two parts become one. */
  void merge(ModelReplica one, ModelReplica other) {
    var first = part(one);
    var second = part(other);
    if (first.contains(other)) return;
    flush(first);
    flush(second);
    var known = new TreeMap<MemberId, Long>(one.delivered);
    other.delivered.forEach((id, n) -> known.merge(id, n, Math::max));
    var fromFirst = first.get(random.nextInt(first.size())).state.snapshot();
    var fromSecond = second.get(random.nextInt(second.size())).state.snapshot();
    var merged = new ArrayList<>(first);
    merged.addAll(second);
    var view = nextView(merged);
    merged.forEach(replica -> replica.begin(view, known));
    first.forEach(replica -> replica.merge(fromSecond));
    second.forEach(replica -> replica.merge(fromFirst));
    merged.forEach(ModelReplica::onView);
    // What ended at the installation goes out in the new view.
    flush(merged);
  }

  /** A server stops between two messages and comes back as another, which knows nothing. */
  void restart(ModelReplica one) {
    var part = part(one);
    if (part.size() == 1) return;
    flush(part);
    replicas.remove(one);
    install(part.stream().filter(replica -> replica != one).toList());
    var id = one.member.id();
    install(List.of(add(new MemberId(id.node(), id.incarnation() + 1))));
  }

  void mergeAll() {
    for (var replica : List.copyOf(replicas)) merge(replicas.get(0), replica);
    flush(List.copyOf(replicas));
  }

  private void install(List<ModelReplica> members) {
    var view = nextView(members);
    for (var replica : members) replica.begin(view, new TreeMap<>(replica.delivered));
    members.forEach(ModelReplica::onView);
  }

  private View nextView(List<ModelReplica> members) {
    var id = new ViewId(++epoch, members.get(0).member.id());
    return View.of(id, members.stream().map(replica -> replica.member).toList());
  }
}
