package dev.parley.chat.accounts;

import dev.parley.chat.accounts.AccountChange.InvitationEnded;
import dev.parley.chat.accounts.AccountChange.InvitationsMade;
import dev.parley.chat.accounts.AccountChange.InvitedRegistered;
import dev.parley.chat.accounts.AccountChange.RegistrationChanged;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who may register, and the invitations that nobody has used yet: a part of the account log, so
 * that each is decided once, and parts of the group that meet continue with one of them.
 */
public record RegistrationRules(Registration mode, List<Invitation> invitations) {
  /**
   * The log is written to the disk as a whole with each of its entries, some 90 bytes for each
   * invitation. One more is refused.
   */
  public static final int MAX_INVITATIONS = 256;

  /** The rules of a log that was never told any. */
  public static final RegistrationRules NONE = new RegistrationRules(Registration.OPEN, List.of());

  /** The rules of a log that has just been founded. */
  public static RegistrationRules of(Registration mode) {
    return new RegistrationRules(mode, List.of());
  }

  public RegistrationRules {
    invitations = List.copyOf(invitations);
    if (invitations.size() > MAX_INVITATIONS)
      throw new IllegalArgumentException(invitations.size() + " invitations");
  }

  /** The invitation of this hash. How long that takes does not depend on which there are. */
  public Optional<Invitation> find(String hash) {
    var wanted = bytes(hash);
    Optional<Invitation> found = Optional.empty();
    for (var invitation : invitations) {
      if (MessageDigest.isEqual(bytes(invitation.hash()), wanted)) found = Optional.of(invitation);
    }
    return found;
  }

  private static byte[] bytes(String hash) {
    return hash.getBytes(StandardCharsets.US_ASCII);
  }

  RegistrationRules with(Registration next) {
    return new RegistrationRules(next, invitations);
  }

  /** Whether {@code change}, which is decided, has an effect: an invitation is used once. */
  boolean admit(AccountChange change) {
    return !(change instanceof InvitedRegistered invited) || find(invited.invitation()).isPresent();
  }

  /** The rules after {@code change} was decided. */
  RegistrationRules after(AccountChange change) {
    if (change instanceof RegistrationChanged changed) return with(changed.mode());
    if (change instanceof InvitationsMade made) return and(made.invitations());
    if (change instanceof InvitationEnded ended)
      return keeping(invitations.stream().filter(one -> !one.id().equals(ended.id())).toList());
    if (change instanceof InvitedRegistered invited)
      return keeping(
          invitations.stream().filter(one -> !one.hash().equals(invited.invitation())).toList());
    return this;
  }

  /**
   * Those that expired before the new ones were made are forgotten, or they would fill the list.
   */
  private RegistrationRules and(List<Invitation> made) {
    long nowMs = made.stream().mapToLong(Invitation::madeMs).max().orElse(0);
    var all = new ArrayList<Invitation>();
    for (var known : invitations) if (known.expiresMs() > nowMs) all.add(known);
    all.addAll(made);
    return keeping(all.subList(0, Math.min(all.size(), MAX_INVITATIONS)));
  }

  private RegistrationRules keeping(List<Invitation> left) {
    return new RegistrationRules(mode, left);
  }
}
