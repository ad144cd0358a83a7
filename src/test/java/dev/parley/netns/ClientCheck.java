package dev.parley.netns;

import dev.parley.netns.ClientEvent.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What users may rely on, judged by what their clients saw and by nothing else. The causal past of
 * a message is what its sender had sent and displayed before, and the past of that: no clock of the
 * protocol is asked.
 */
final class ClientCheck {
  private static final class Message {
    final int number;
    final String name;
    final String sender;
    final String receiver;
    final List<String> readers;
    final BitSet past;

    Message(int number, ClientEvent sent, List<String> readers, BitSet past) {
      this.number = number;
      this.name = sent.message();
      this.sender = sent.client();
      this.receiver = sent.peer();
      this.readers = readers;
      this.past = past;
    }
  }

  private final Map<String, Message> messages = new HashMap<>();
  private final List<Message> inOrder = new ArrayList<>();
  private final Map<String, BitSet> pasts = new HashMap<>();
  private final Map<String, BitSet> displayed = new HashMap<>();
  private final Map<String, BitSet> addressed = new HashMap<>();
  private final Map<String, Integer> latest = new HashMap<>();
  private final Set<String> accepted = new HashSet<>();
  private final List<String> violations = new ArrayList<>();

  private final Set<String> clients = new TreeSet<>();

  private ClientCheck(List<ClientEvent> events) {
    for (var event : events) clients.add(event.client());
  }

  /**
   * What is wrong with a run, in the order in which it became wrong; empty if nothing is. All
   * clients must have been connected at the end, for long enough, and all are in every room.
   */
  static List<String> violations(List<ClientEvent> events) {
    var check = new ClientCheck(events);
    var sorted = new ArrayList<>(events);
    sorted.sort(Comparator.comparingLong(ClientEvent::at));
    sorted.forEach(check::onEvent);
    check.onEnd();
    return check.violations;
  }

  private void onEvent(ClientEvent event) {
    if (event.kind() == Kind.SENT) onSent(event);
    if (event.kind() == Kind.ACCEPTED) onAccepted(event);
    if (event.kind() == Kind.DISPLAYED) onDisplayed(event);
  }

  private void onSent(ClientEvent event) {
    var past = past(event.client());
    var readers = SharedRoom.receivers(event, clients);
    var message = new Message(inOrder.size(), event, readers, (BitSet) past.clone());
    if (messages.putIfAbsent(event.message(), message) != null)
      throw new IllegalArgumentException("two messages of one name: " + event);
    inOrder.add(message);
    past.set(message.number);
    for (var reader : readers)
      addressed.computeIfAbsent(reader, to -> new BitSet()).set(message.number);
  }

  private void onAccepted(ClientEvent event) {
    if (!messages.containsKey(event.message())) wrong(event, "was accepted and never sent");
    accepted.add(event.message());
  }

  private void onDisplayed(ClientEvent event) {
    var message = messages.get(event.message());
    if (message == null) {
      wrong(event, "was displayed and never sent");
      return;
    }
    var seen = displayed.computeIfAbsent(event.client(), client -> new BitSet());
    if (!message.readers.contains(event.client()) || !message.sender.equals(event.peer()))
      wrong(event, "was from " + message.sender + " to " + message.receiver);
    if (seen.get(message.number)) wrong(event, "was displayed twice");
    var stream = message.sender + ">" + message.receiver + ">" + event.client();
    var before = latest.merge(stream, message.number, Math::max);
    if (before > message.number)
      wrong(event, "came after " + inOrder.get(before).name + ", sent later");
    var missing = (BitSet) message.past.clone();
    missing.and(addressed.getOrDefault(event.client(), new BitSet()));
    missing.andNot(seen);
    if (!missing.isEmpty())
      wrong(
          event,
          "came before " + inOrder.get(missing.nextSetBit(0)).name + ", which it may answer");
    seen.set(message.number);
    var past = past(event.client());
    past.or(message.past);
    past.set(message.number);
  }

  private void onEnd() {
    for (var message : inOrder) {
      if (!accepted.contains(message.name)) continue;
      for (var reader : message.readers)
        if (!displayed.getOrDefault(reader, new BitSet()).get(message.number))
          violations.add(message.name + " to " + reader + " was accepted and never displayed");
    }
  }

  private BitSet past(String client) {
    return pasts.computeIfAbsent(client, c -> new BitSet());
  }

  private void wrong(ClientEvent event, String what) {
    violations.add(event.message() + " " + what + " (at " + event.client() + ")");
  }
}
