package dev.parley.replica;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ClientExpiry;
import dev.parley.chat.MailExpiry;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Performs the outputs of {@link MailExpiry} for mail that has waited for too long, and of {@link
 * ClientExpiry} for client ids, and sends other members the time of day when they ask for it.
 */
final class ExpiryDriver {
  private final MailExpiry expiry;
  private final ClientExpiry clients;
  private final BooleanSupplier mayDecide;
  private final OwnEvents ownEvents;
  private final ReplicaOutputs outputs;
  private @Nullable View view;
  private boolean leads;

  /** {@code mayDecide}: whether this view may decide about accounts. */
  ExpiryDriver(
      MailExpiry expiry,
      ClientExpiry clients,
      BooleanSupplier mayDecide,
      OwnEvents ownEvents,
      ReplicaOutputs outputs) {
    this.expiry = expiry;
    this.clients = clients;
    this.mayDecide = mayDecide;
    this.ownEvents = ownEvents;
    this.outputs = outputs;
  }

  void onView(View installed, MemberId self) {
    view = installed;
    leads = installed.leader().equals(self);
    expiry.onView(installed, self);
  }

  void onTick(long nowMs, long wallMs) {
    for (var output : expiry.onTick(nowMs, wallMs)) perform(output);
    // In a minority the ids may be in use elsewhere.
    if (leads && mayDecide.getAsBoolean()) clients.onTick(nowMs, wallMs).ifPresent(this::forget);
  }

  private void forget(ChatEvent.StreamsForgotten event) {
    outputs.info(
        "forgetting " + event.streams().size() + " client ids that were not used for long");
    ownEvents.submit(event);
  }

  private void perform(MailExpiry.Output output) {
    if (output instanceof MailExpiry.AskTime ask) {
      var message = new LeaderMessage.AskTime(ask.number());
      ask.whom().forEach(member -> send(member, message));
    } else if (output instanceof MailExpiry.Expire expire) {
      outputs.info(
          "forgetting "
              + expire.event().ids().size()
              + " messages that waited for too long, the oldest for "
              + Duration.ofMillis(expire.oldestMs()));
      ownEvents.submit(expire.event());
    } else if (output instanceof MailExpiry.Trim trim) {
      ownEvents.submit(trim.event());
    } else if (output instanceof MailExpiry.Jumped jumped) {
      outputs.warn(
          "the time of day jumped by "
              + Duration.ofMillis(jumped.byMs())
              + ": no message expires for "
              + Duration.ofMillis(jumped.quietMs()));
    } else if (output instanceof MailExpiry.Differ differ) {
      say(differ);
    } else throw new AssertionError("no effect for " + output);
  }

  private void say(MailExpiry.Differ differ) {
    if (differ.aheadMs().isEmpty()) outputs.info("the members' clocks agree again");
    differ
        .aheadMs()
        .forEach(
            (member, ahead) ->
                outputs.warn(
                    "the clock of "
                        + member
                        + " is "
                        + Duration.ofMillis(Math.abs(ahead))
                        + (ahead > 0 ? " ahead" : " behind")
                        + " of this one: no message expires until they agree"));
  }

  /** Only the leader asks. */
  void onAsked(MemberId from, LeaderMessage.AskTime asked, long wallMs) {
    var current = view;
    if (current == null || !current.leader().equals(from)) return;
    var told = new LeaderMessage.TellTime(asked.number(), wallMs);
    current.member(from).ifPresent(member -> send(member, told));
  }

  private void send(Member member, LeaderMessage message) {
    outputs.add(new ReplicaOutput.Send(new Transmit(Destination.to(member), message)));
  }

  void onTold(MemberId from, LeaderMessage.TellTime told, long nowMs, long wallMs) {
    expiry.onTold(from, told.number(), told.wallMs(), nowMs, wallMs);
  }
}
