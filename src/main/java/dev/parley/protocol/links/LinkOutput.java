package dev.parley.protocol.links;

import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.links.LinkGreeting.Verdict;

/** Requests of the rule of the neighbour links to its shell. Links are named by numbers. */
public sealed interface LinkOutput extends Output {
  /**
   * Connect to {@code peer} and send the greeting. The result is reported as {@link
   * LinkRules#onAnswer} or {@link LinkRules#onUnreachable}, in bounded time.
   */
  record Dial(long link, Member peer, LinkGreeting greeting) implements LinkOutput {}

  /** Answer the greeting; with anything but {@link Verdict#WELCOME} the link is closed then. */
  record Reply(long link, Verdict verdict) implements LinkOutput {}

  /** Say goodbye and close: the other end is to know that this is no death. */
  record HangUp(long link) implements LinkOutput {}

  /**
   * A link to {@code peer} ended without a goodbye. {@code refused}: its address also refuses a new
   * connection, as that of a dead process does. To be passed to {@code FailureDetector}.
   */
  record Broken(MemberId peer, boolean refused) implements LinkOutput {}
}
