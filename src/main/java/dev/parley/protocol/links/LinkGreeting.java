package dev.parley.protocol.links;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.ViewId;

/**
 * The first message on a link: the dialling member, the intended one, and the view for which the
 * link is wanted.
 */
public record LinkGreeting(MemberId from, MemberId to, ViewId view) {
  /** The answer to a greeting. */
  public enum Verdict {
    /** The link is up: from here on its end means something. */
    WELCOME,
    /** The process at this address is not the member that was meant. */
    SOMEBODY_ELSE,
    /** No link, which is no evidence about any member's life. */
    NOT_NOW
  }
}
