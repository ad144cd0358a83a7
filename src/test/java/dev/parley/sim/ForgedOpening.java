package dev.parley.sim;

import dev.parley.chat.ChatEvent.RegistryAppended;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.accounts.AccountLogEntry.Opening;
import dev.parley.protocol.multicast.Payload;
import dev.parley.wire.VersionedCbor;
import java.util.function.UnaryOperator;

/** Writes something else than what a forced recovery writes. */
record ForgedOpening(UnaryOperator<Opening> forged) implements Sabotage {
  @Override
  public Payload onSubmit(Payload payload) {
    var event = VersionedCbor.EVENT.decode(payload.unsafeArray());
    if (event.isEmpty() || !(event.get() instanceof RegistryAppended appended)) return payload;
    if (!(appended.entry().content() instanceof Opening opening)) return payload;
    if (!opening.founding().isForced()) return payload;
    var entry = new AccountLogEntry(appended.entry().position(), forged.apply(opening));
    return Payload.wrap(VersionedCbor.EVENT.encode(new RegistryAppended(entry)));
  }
}
