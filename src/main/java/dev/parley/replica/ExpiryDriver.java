package dev.parley.replica;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.MailExpiry;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.protocol.Destination;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Performs what {@link MailExpiry} says about mail that has waited for too long, and tells other
 * members the time of day when they ask.
 */
final class ExpiryDriver {
  /** Where its effects go. */
  record Environment(Consumer<ChatEvent> submit, Consumer<Transmit> network) {}

  private final MailExpiry retention;
  private final LongSupplier wallClockMs;
  private final Environment environment;
  private final Logger log;
  private @Nullable View view;

  ExpiryDriver(
      MailExpiry retention, LongSupplier wallClockMs, Environment environment, Logger log) {
    this.retention = retention;
    this.wallClockMs = wallClockMs;
    this.environment = environment;
    this.log = log;
  }

  void onView(View installed, MemberId self) {
    view = installed;
    retention.onView(installed, self);
  }

  void onTick(long nowMs) {
    for (var output : retention.onTick(nowMs, wallClockMs.getAsLong())) perform(output);
  }

  private void perform(MailExpiry.Output output) {
    if (output instanceof MailExpiry.AskTime ask) {
      var message = new LeaderMessage.AskTime(ask.number());
      ask.whom()
          .forEach(
              member ->
                  environment.network().accept(new Transmit(Destination.to(member), message)));
    } else if (output instanceof MailExpiry.Expire expire) {
      log.info(
          "forgetting {} messages that waited for too long, the oldest for {}",
          expire.event().ids().size(),
          Duration.ofMillis(expire.oldestMs()));
      environment.submit().accept(expire.event());
    } else if (output instanceof MailExpiry.Jumped jumped) {
      log.warn(
          "the time of day jumped by {}: no mail expires for {}",
          Duration.ofMillis(jumped.byMs()),
          Duration.ofMillis(jumped.quietMs()));
    } else if (output instanceof MailExpiry.Differ differ) {
      say(differ);
    } else throw new AssertionError("no effect for " + output);
  }

  private void say(MailExpiry.Differ differ) {
    if (differ.aheadMs().isEmpty()) log.info("the members' clocks agree again");
    differ
        .aheadMs()
        .forEach(
            (member, ahead) ->
                log.warn(
                    "the clock of {} is {} {} of this one: no mail expires until they agree",
                    member,
                    Duration.ofMillis(Math.abs(ahead)),
                    ahead > 0 ? "ahead" : "behind"));
  }

  void onAsked(MemberId from, LeaderMessage.AskTime asked) {
    var current = view;
    if (current == null) return;
    var told = new LeaderMessage.TellTime(asked.number(), wallClockMs.getAsLong());
    current
        .member(from)
        .ifPresent(
            member -> environment.network().accept(new Transmit(Destination.to(member), told)));
  }

  void onTold(MemberId from, LeaderMessage.TellTime told, long nowMs) {
    retention.onTold(from, told.number(), told.wallMs(), nowMs, wallClockMs.getAsLong());
  }
}
