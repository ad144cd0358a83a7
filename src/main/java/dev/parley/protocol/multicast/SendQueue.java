package dev.parley.protocol.multicast;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Payloads that wait for their turn: while the group is frozen, while there is no view, and while
 * too many of this member's frames are unstable, so that a fast sender cannot overrun the sockets
 * and memory of the slowest member.
 */
public final class SendQueue {
  /**
   * Own frames that may be unstable at once: about as many small messages of three such senders as
   * a receive buffer of 4 MiB holds.
   */
  public static final int WINDOW_FRAMES = 1_024;

  /** The same in bytes, for large messages. */
  public static final int WINDOW_BYTES = 1 << 20;

  /**
   * Payloads that may wait; one more is refused. More than the state above ever has under way: its
   * own limit for messages and acknowledgements, and five events for each of 10,000 sessions, which
   * are opened, published again in a view with new members, and closed. Some 20 MB of them.
   */
  public static final int MAX_WAITING = 1 << 17;

  private final ArrayDeque<Payload> waiting = new ArrayDeque<>();
  private final ArrayDeque<Integer> unstableBytes = new ArrayDeque<>();
  private long unstableBytesSum;
  private long waitingBytes;

  /** Returns true if the payload was taken. */
  public boolean offer(Payload payload) {
    if (waiting.size() == MAX_WAITING) return false;
    waiting.addLast(payload);
    waitingBytes += payload.size();
    return true;
  }

  /** The payload whose turn it is, if any waits; it keeps waiting until it is {@link #taken}. */
  public @Nullable Payload first() {
    return waiting.peekFirst();
  }

  /** The first payload does not wait any more. */
  public void taken() {
    waitingBytes -= waiting.removeFirst().size();
  }

  /** Returns true if the window has room for a message of this many frames and bytes. */
  public boolean hasRoom(int frames, int bytes) {
    // An empty window takes anything, or a payload larger than it would wait for ever.
    if (unstableBytes.isEmpty()) return true;
    return unstableBytes.size() + frames <= WINDOW_FRAMES
        && unstableBytesSum + bytes <= WINDOW_BYTES;
  }

  /** A frame with {@code bytes} of payload was sent. */
  public void onSent(int bytes) {
    unstableBytes.addLast(bytes);
    unstableBytesSum += bytes;
  }

  /** Only the newest {@code unstable} of the frames sent are unstable still. */
  public void onUnstable(long unstable) {
    while (unstableBytes.size() > unstable) unstableBytesSum -= unstableBytes.removeFirst();
  }

  public int waiting() {
    return waiting.size();
  }

  /** The bytes of the payloads that wait. */
  public long waitingBytes() {
    return waitingBytes;
  }

  /** The frames that were sent and are unstable: of {@link #WINDOW_FRAMES}. */
  public int inWindow() {
    return unstableBytes.size();
  }
}
