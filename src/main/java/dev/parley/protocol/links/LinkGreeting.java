package dev.parley.protocol.links;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.ViewId;

/**
 * The first thing on a link: who dials, whom it means, and the view for which it wants the link.
 */
public record LinkGreeting(MemberId from, MemberId to, ViewId view) {
  /** The answer to a greeting. */
  public enum Verdict {
    /** The link is up: from here on its end means something. */
    WELCOME,
    /** The process at this address is not the member that was meant. */
    SOMEBODY_ELSE,
    /** No link, which says nothing about anybody's life. */
    NOT_NOW
  }
}
