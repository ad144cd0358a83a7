package dev.parley.transport.clients;

import java.time.Duration;

/**
 * Distinguishes a client that takes nothing from one that takes little: the connection, which has a
 * timer, looks every third of the patience, as long as something is being written. A client that
 * takes nothing from one look to the next for three times in a row has stalled, after one to one
 * and a third times the patience.
 */
public final class StallDetector {
  /** Longer than any network needs to deliver one write to a client that reads. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int LOOKS = 3;

  private final Duration patience;
  private boolean hasTaken;
  private int missed;

  public StallDetector(Duration patience) {
    this.patience = patience;
  }

  /** The time until the next look is due. */
  public Duration untilLook() {
    return patience.dividedBy(LOOKS);
  }

  /** The first look is due {@link #untilLook} from now. */
  public void begin() {
    hasTaken = false;
    missed = 0;
  }

  /** The client took something. */
  public void onTaken() {
    hasTaken = true;
  }

  /** A look while a write waits for the client; returns true if the client has stalled. */
  public boolean hasStalled() {
    missed = hasTaken ? 0 : missed + 1;
    hasTaken = false;
    return missed >= LOOKS;
  }
}
