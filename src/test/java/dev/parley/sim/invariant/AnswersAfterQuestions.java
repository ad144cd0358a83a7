package dev.parley.sim.invariant;

import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.sim.invariant.Observation.FellBehind;
import dev.parley.sim.invariant.Observation.Posted;
import dev.parley.sim.invariant.Observation.Shown;
import dev.parley.sim.invariant.Observation.Wrote;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * C3: when somebody is shown a message, he was shown before it everything written to him that its
 * writer had seen or written before, and what those had seen, and so on: by what people saw, not by
 * any clock of the protocol's. Writers see what the client shows by which they write; readers have
 * seen what any of their clients showed. A client that was told that its server does not know all
 * that it has seen starts anew.
 */
final class AnswersAfterQuestions implements Invariant {
  private record Message(MessageId id, Collection<UserName> to, BitSet past) {}

  private final List<Message> messages = new ArrayList<>();
  private final Map<MessageId, Integer> numbers = new HashMap<>();

  /** By client: the numbers of what was written and shown there, and of what came before that. */
  private final Map<String, BitSet> minds = new HashMap<>();

  private final Map<UserName, BitSet> writtenTo = new HashMap<>();
  private final Map<UserName, BitSet> seen = new HashMap<>();

  @Override
  public void check(Observation observation) {
    if (observation instanceof Wrote wrote)
      onWrote(wrote.id(), List.of(wrote.to()), List.of(wrote.id()));
    else if (observation instanceof Posted posted)
      onWrote(posted.id(), posted.copies().values(), posted.copies().keySet());
    else if (observation instanceof Shown shown) onShown(shown);
    else if (observation instanceof FellBehind behind) onBehind(behind.client());
  }

  private static <K> BitSet of(Map<K, BitSet> map, K key) {
    return map.computeIfAbsent(key, k -> new BitSet());
  }

  /** One message, to several of whom each is shown another copy. */
  private void onWrote(MessageId id, Collection<UserName> to, Collection<MessageId> copies) {
    int number = messages.size();
    var mind = of(minds, id.stream().client());
    messages.add(new Message(id, to, (BitSet) mind.clone()));
    for (var copy : copies) numbers.put(copy, number);
    for (var receiver : to) of(writtenTo, receiver).set(number);
    mind.set(number);
  }

  /** What it wrote before and sends only now goes through that server, too. */
  private void onBehind(String client) {
    minds.remove(client);
    for (int number = 0; number < messages.size(); number++) {
      var message = messages.get(number);
      int shownNumber = number;
      boolean isShown = message.to().stream().allMatch(to -> of(seen, to).get(shownNumber));
      if (message.id().stream().client().equals(client) && !isShown) message.past().clear();
    }
  }

  private void onShown(Shown shown) {
    var number = numbers.get(shown.id());
    if (number == null) return;
    var missing = (BitSet) messages.get(number).past().clone();
    missing.and(of(writtenTo, shown.by()));
    missing.andNot(of(seen, shown.by()));
    if (!missing.isEmpty()) {
      var first = messages.get(missing.nextSetBit(0)).id();
      throw new Violation(AnswersAfterQuestions.class, shown + " before " + first);
    }
    of(seen, shown.by()).set(number);
    var mind = of(minds, shown.client());
    mind.or(messages.get(number).past());
    mind.set(number);
  }
}
