package dev.parley.protocol.multicast;

/**
 * What a member has to send: payloads that wait for their turn, with their bytes, and its frames
 * that were sent and that some member may lack, of {@link SendQueue#WINDOW_FRAMES}.
 */
public record SendLoad(int waiting, long waitingBytes, int inWindow) {
  public static final SendLoad NONE = new SendLoad(0, 0, 0);
}
