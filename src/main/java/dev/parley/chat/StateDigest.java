package dev.parley.chat;

import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.accounts.RegistrationRules;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.rooms.RoomRules;
import dev.parley.chat.rooms.Rooms;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The hash of a state in a form that does not depend on the order in which it came about. It leaves
 * out the servers' epochs, which a replica learns a moment before or after its neighbour.
 */
final class StateDigest {
  private final MessageDigest hash = sha256();

  private StateDigest() {}

  static String of(ChatSnapshot state) {
    var digest = new StateDigest();
    digest.addKept(state);
    state.sessions().forEach(s -> digest.add("session", s.name().key(), s.session(), s.lamport()));
    return digest.text();
  }

  /** The hash without presence. */
  static String ofKept(ChatSnapshot state) {
    var digest = new StateDigest();
    digest.addKept(state);
    return digest.text();
  }

  private String text() {
    return HexFormat.of().formatHex(hash.digest());
  }

  private void addKept(ChatSnapshot state) {
    add("lamport", state.lamport());
    state.accounts().forEach(this::add);
    state.streams().forEach(s -> add("stream", key(s.stream()), s.highest(), s.recent()));
    state.mails().forEach(this::add);
    for (var block : state.blocks())
      add("block", block.owner().key(), block.name().key(), block.lamport(), block.isBlocked());
    state.logouts().forEach(this::add);
    state.registry().forEach(this::add);
  }

  /** Rules that were never made are left out, as earlier versions know none. */
  private void add(AccountLog log) {
    add("registry", text(log.founding()), log.committed(), log.voters());
    if (!log.rules().equals(RegistrationRules.NONE))
      add("registration", log.rules().mode().word(), log.rules().invitations());
    if (!log.rooms().equals(Rooms.NONE)) add("rooms", text(log.rooms()));
  }

  /** A room without rules is hashed as earlier versions do, which know none. */
  private static String text(Rooms rooms) {
    return rooms.toString().replace(", rules=" + RoomRules.NONE, "");
  }

  /**
   * The text of a founding; that of a founding that was never forced is the one that earlier
   * versions hash.
   */
  private static String text(AccountLogEntry.Founding founding) {
    var first = "Founding[epoch=" + founding.epoch() + ", founder=" + founding.founder() + "]";
    return founding.isForced() ? founding.toString() : first;
  }

  private void add(Account account) {
    var verifier = account.verifier();
    add("account", account.name().spelling(), account.claim().lamport(), account.claim().salt());
    add(account.changed(), verifier.salt(), verifier.iterations());
    add(verifier.storedKey(), verifier.serverKey());
  }

  private void add(AccountLogouts account) {
    for (var logout : account.logouts())
      add("logout", account.name().key(), logout.client(), logout.mark());
  }

  private void add(Mail mail) {
    add("mail", key(mail.id().stream()), mail.id().seq(), mail.to().key(), mail.text());
    add(mail.lamport(), mail.sentAtMs(), mail.clock());
    add(mail.parties().sender(), mail.parties().receiver());
  }

  private static String key(ClientStream stream) {
    return stream.sender().key() + "\n" + stream.client();
  }

  /** The length before each field shows where it ends. */
  private void add(Object... fields) {
    for (var field : fields) {
      var bytes = field.toString().getBytes(StandardCharsets.UTF_8);
      hash.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      hash.update(bytes);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
