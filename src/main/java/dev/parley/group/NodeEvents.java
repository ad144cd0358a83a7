package dev.parley.group;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import dev.parley.observe.EventRing;
import dev.parley.observe.GroupEvent;
import dev.parley.observe.GroupPicture;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The latest events of the node that an actor system is, those who are told each new one, and how
 * the node sees the other members now. The rules are in {@link EventRing} and {@link GroupPicture}.
 * Safe for several threads.
 */
public final class NodeEvents implements Extension {
  private static final class Id extends ExtensionId<NodeEvents> {
    @Override
    public NodeEvents createExtension(ActorSystem<?> system) {
      return new NodeEvents();
    }
  }

  private static final Id ID = new Id();

  private final EventRing ring = new EventRing(System.currentTimeMillis());
  private final Map<Long, Consumer<GroupEvent>> followers = new LinkedHashMap<>();
  private long lastFollower;

  private final GroupPicture picture = new GroupPicture();

  private NodeEvents() {}

  /** The events of the node that {@code system} is. */
  public static NodeEvents of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** A core's output; most are none of what is kept, and cost nothing. */
  void onOutput(Output output) {
    if (GroupPicture.matters(output)) onMatter(output);
  }

  private synchronized void onMatter(Output output) {
    picture.onOutput(output);
    if (output instanceof Note note) add(note.event(), note.about(), note.particulars());
  }

  /** The links that are up now are those to {@code members}. */
  synchronized void onLinks(List<MemberId> members) {
    picture.onLinks(members);
  }

  /** How this node sees the other members now. */
  public synchronized GroupPicture.Moment picture() {
    return picture.now();
  }

  /** Neither {@code event} nor {@code particulars} may have a text of the chat or a user's name. */
  public void add(String event, String particulars) {
    add(event, Optional.empty(), particulars);
  }

  private synchronized void add(String event, Optional<MemberId> about, String particulars) {
    var added =
        ring.add(System.currentTimeMillis(), LogText.safe(event), about, LogText.safe(particulars));
    followers.values().forEach(follower -> follower.accept(added));
  }

  /** The events that are kept and came after the one with this id, the oldest first. */
  public synchronized List<GroupEvent> after(long id) {
    return ring.after(id);
  }

  /**
   * Tells {@code follower} all events after the one with this id, those that are kept at once; it
   * must return at once. The result ends that.
   */
  public synchronized Runnable follow(long id, Consumer<GroupEvent> follower) {
    ring.after(id).forEach(follower);
    long number = ++lastFollower;
    followers.put(number, follower);
    return () -> forget(number);
  }

  private synchronized void forget(long number) {
    followers.remove(number);
  }
}
