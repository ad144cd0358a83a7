package dev.parley.chat.history;

import dev.parley.chat.model.Mail;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who looks at what was sent to a room.
 *
 * @param claim that of the account
 * @param readsAll whether it may read what was sent for those who come later, too
 * @param blocked of whom it reads nothing that was sent before it came
 */
public record RoomViewer(long claim, boolean readsAll, SortedSet<UserName> blocked) {
  public RoomViewer {
    blocked = Collections.unmodifiableSortedSet(new TreeSet<>(blocked));
  }

  /** One who reads what was sent while they were a member. */
  public RoomViewer(long claim) {
    this(claim, false, new TreeSet<>());
  }

  /** Whether the viewer may see the post, or has a copy of it. */
  public boolean sees(Mail post) {
    if (RoomPost.isCopy(post) || RoomPost.isSeenBy(post, claim)) return true;
    return readsAll && RoomPost.isForNewcomers(post) && !blocked.contains(post.from());
  }
}
